"""What staff type to record, correct and retract what States did."""

import datetime as dt
import hashlib
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.base.places.forms import Choices, choices_of
from comity.base.places.models import Place
from comity.kernel.dates import LONGEST, Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.treaties import rules
from comity.knowledge.treaties.enums import ActionKind
from comity.knowledge.treaties.models import TreatyAction
from comity.knowledge.treaties.shapes import ON_SCREEN, Source


# Who can do something about a treaty.
ACTING: Final = frozenset({Kind.STATE, Kind.TERRITORY, Kind.FORMER, Kind.ORGANISATION})
DIRECTED: Final = frozenset({ActionKind.OBJECTION, ActionKind.COMMUNICATION})
# What of an act is shown beside each other when two persons have changed it at once.
COMPARED: Final = ("place", "kind", "on", "territory", "text", "language", "remark")
LONGEST_TEXT: Final = 200_000


class ActionForm(forms.Form):
    """An act of a State and the source that tells of it."""

    place = forms.ChoiceField(label=_("State or organisation"))
    kind = forms.ChoiceField(label=_("Act"), choices=[("", "—"), *ActionKind.choices])
    on = forms.CharField(
        label=_("Date of the act"),
        help_text=_("Such as 2003-09-24. When only a period is known, such as 2003-09, 2003 or 2017-02/2018-02."),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    territory = forms.ChoiceField(
        label=_("Territory"), help_text=_("Only when the act concerns a single territory."), required=False
    )
    against = forms.ChoiceField(
        label=_("Directed at"), help_text=_("Only for an objection or a communication."), required=False
    )
    text = forms.CharField(
        label=_("Words of the statement"),
        help_text=_("What the State declared or reserved, as its source has it."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=_("Language of these words"), choices=[("", "—"), *sorted(OWN_NAMES.items())], required=False
    )
    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    source_title = forms.CharField(
        label=_("Title of the source"),
        help_text=_("Such as the depositary’s notification and its number."),
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    source_url = forms.URLField(
        label=_("Address of the source"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    source_publisher = forms.CharField(
        label=_("Publisher of the source"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    source_on = forms.DateField(
        label=_("Day on which the source was read"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, reading_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_on"].initial = timezone.now().date
        acting = choices_of(reading_language, ACTING)
        chosen = {
            "place": acting,
            "against": acting,
            "territory": choices_of(reading_language, frozenset({Kind.TERRITORY})),
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def of_the_act(self) -> list[forms.BoundField]:
        """The fields that describe the act."""
        return [field for field in self if not field.name.startswith("source_")]

    @property
    def of_the_source(self) -> list[forms.BoundField]:
        """The fields that describe its source."""
        return [field for field in self if field.name.startswith("source_")]

    def clean_on(self) -> Period:
        """The date as a period that has begun."""
        try:
            period = Period.parse(self.cleaned_data["on"])
        except Unreadable as error:
            raise ValidationError(
                _(
                    "This is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
                    "when only the period is known."
                )
            ) from error
        if period.earliest > timezone.now().date():
            raise ValidationError(_("This day has not come yet. Record an act after it was done."))
        return period

    def clean_source_on(self) -> dt.date:
        """A day that has come."""
        day: dt.date = self.cleaned_data["source_on"]
        if day > timezone.now().date():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean_source_url(self) -> str:
        """An address of the web, or none."""
        address: str = self.cleaned_data["source_url"]
        if address:
            URLValidator(schemes=["http", "https"], message=_("Write an address that begins with https://."))(address)
        return address

    def clean(self) -> dict[str, Any]:
        """What belongs together is there together."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("text") and not given.get("language"):
            self.add_error("language", _("Say in which language these words are."))
        if given.get("against") and given.get("kind") and given["kind"] not in DIRECTED:
            self.add_error("against", _("Only an objection or a communication is directed at another State."))
        if given.get("territory") and given.get("territory") == given.get("place"):
            self.add_error("territory", _("Leave this empty when the act is the territory’s own."))
        return given

    @property
    def source(self) -> Source:
        """The source; the same description is the same source."""
        given = self.cleaned_data
        told = (given["source_title"], given["source_url"], given["source_publisher"], str(given["source_on"]))
        key = ON_SCREEN + hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]
        title, url, publisher, day = told
        return Source(key, title, publisher=publisher, url=url, retrieved_on=day)

    def chosen(self, name: str) -> Place | None:
        """The place that was chosen in a field."""
        code = self.cleaned_data.get(name)
        return places.places()[code] if code else None


class CorrectionForm(ActionForm):
    """What was recorded, to be mended, and the source that says so."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Only when it is the act of another State. It is kept in the account of what was done here."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: TreatyAction, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            "seen": rules.state_of(action),
            "place": action.place_id,
            "kind": action.kind,
            "on": action.on_text,
            "territory": action.territory_id or "",
            "text": action.text,
            "language": action.language,
            "remark": action.note,
        }
        if action.provenance_id.startswith(ON_SCREEN):
            told = action.provenance
            initial |= {"source_title": told.title, "source_url": told.url, "source_publisher": told.publisher}
        super().__init__(*args, initial=initial, **kwargs)
        self.was = action.place_id
        # An act always has somebody who did it; none chosen leaves it with whom it was.
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.required, field.choices = False, [choice for choice in choices_in(field) if choice[0]]
        # At whom it is directed is what makes it this act: else it is retracted.
        del self.fields["against"]
        self.order_fields(["seen", "place", "reason"])

    def clean(self) -> dict[str, Any]:
        """Another State is given with a reason."""
        given = super().clean()
        if given.get("place") and given["place"] != self.was and not given.get("reason"):
            self.add_error("reason", _("Say why it is the act of another State."))
        return given

    def written(self) -> dict[str, str]:
        """What was typed about the act, by field, as far as the act says it too."""
        sent = {name: self.add_prefix(name) for name in COMPARED if name in self.fields}
        return {name: str(self.data[key]) for name, key in sent.items() if key in self.data}


def choices_in(field: forms.ChoiceField) -> Choices:
    """The choices of a field as pairs."""
    pairs: Any = field.choices  # which Django types as whatever a form may be given
    return [(str(value), str(label)) for value, label in pairs]
