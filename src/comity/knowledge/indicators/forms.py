"""What staff hand in to bring figures in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.kernel.dates import LONGEST
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE, OWN_NAMES, alphabetical, interface_language, own_name
from comity.kernel.typed_dates import typed
from comity.knowledge.indicators import registry
from comity.knowledge.indicators.enums import Dimension, Precision, Status
from comity.knowledge.indicators.queries.naming import LISTS


class FileForm(forms.Form):
    """A file of figures, and whether they are to be kept or only tried."""

    file = forms.FileField(
        label=_("File of figures"),
        help_text=_("CSV in UTF-8. Its columns are those of the files that the page of any indicator gives."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    dry_run = forms.BooleanField(
        label=_("Only try"),
        help_text=_("Say what would be done and what is wrong, and keep nothing."),
        required=False,
        initial=True,
    )


class FigureForm(forms.Form):
    """One figure with its source; of a correction, with the reason."""

    period = forms.CharField(
        label=_("Period"),
        help_text=_("As you write it: 24 September 2003, 2003-09, 2003, or 2017-02/2018-02 for a period."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("State"), required=False, help_text=_("Empty for the whole that is counted."))
    value = forms.CharField(
        label=_("Figure"),
        help_text=_("With a point before its decimals and nothing between thousands: 2700 or 16.5."),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "decimal", "autocomplete": "off"}),
    )
    precision = forms.ChoiceField(label=_("How exact"), choices=Precision.choices, initial=Precision.EXACT)
    status = forms.ChoiceField(label=_("How settled"), choices=Status.choices, initial=Status.FINAL)
    source = forms.CharField(
        label=_("Title of the source"), max_length=1000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    url = forms.CharField(
        label=_("Address of the source"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    paragraph = forms.CharField(
        label=_("Place in the source"),
        help_text=_("Such as a page or a paragraph."),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    reason = forms.CharField(
        label=_("Reason for the correction"),
        help_text=_("Readers are shown it beside the figure that it replaces."),
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(  # noqa: PLR0913 -- what tells one form of a figure from another
        self,
        data: Mapping[str, Any] | None,
        *,
        dimensions: Sequence[str],
        has_place: bool,
        language: str,
        is_new: bool,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for code in INTERFACE:
            label = _("Footnote (%(language)s)") % {"language": own_name(code)}
            self.fields[f"footnote_{code}"] = forms.CharField(
                label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
            )
        labels = dict(Dimension.choices)
        for name in dimensions:
            self.fields[name] = forms.ChoiceField(
                label=labels[name], required=False, choices=[("", "—"), *values_of(name, language)]
            )
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [("", "—"), *_places(language)]
        left_out = ["reason", "seen"] if is_new else ["period"]
        for name in left_out if has_place else [*left_out, "place"]:
            del self.fields[name]
        self.order_fields(["period", "place", *dimensions, "value", "precision", "status", "reason"])

    def clean_period(self) -> str:
        """The period in EDTF."""
        try:
            return typed(self.cleaned_data["period"]).text
        except Unreadable as fault:
            raise ValidationError(
                _(
                    "This is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
                    "when only the period is known."
                )
            ) from fault

    def row(self) -> dict[str, str]:
        """What was typed, as the cells of a file would hold it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if name not in {"seen", "reason"}}

    @property
    def why(self) -> str:
        """Why the figure is corrected; empty for a new one."""
        return str(self.cleaned_data.get("reason", ""))


class RetractionForm(forms.Form):
    """Why a figure is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"}))


def values_of(name: str, language: str) -> list[tuple[str, str]]:
    """The values of a dimension that may be chosen; those that are no list are typed by file."""
    if name == Dimension.CRIME_TYPE:
        return list(terms.labels("crime-types", language).items())
    if name == Dimension.LANGUAGE:
        return sorted(OWN_NAMES.items())
    if name in LISTS:
        known = registry.words()[LISTS[Dimension(name)]]
        return [(code, registry.word(LISTS[Dimension(name)], code, language)) for code in known]
    return []


def _places(language: str) -> list[tuple[str, str]]:
    names = places.names(interface_language(language or get_language() or "en"))
    return sorted(((code, name) for code, name in names.items()), key=lambda one: alphabetical(one[1], language))
