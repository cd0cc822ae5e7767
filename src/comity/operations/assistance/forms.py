"""What a reader asks: who asks whom for what, when, and about which offence."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.base.terms import queries as terms
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import alphabetical
from comity.operations.assistance import registry
from comity.operations.assistance.queries import state_of
from comity.operations.assistance.shapes import MOST_OFFENCES, Question


Choices = list[tuple[str, str]]
ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY})
CRIME_TYPES: Final = "crime-types"
LATEST_YEAR: Final = 2200
LONGEST_PENALTY: Final = 100  # years; for life is entered so too


def places_asked(language: str) -> Choices:
    """Every State and territory by its name, after an empty choice."""
    names = places.names(language)
    found = [(code, names.get(code, code)) for code, place in places.places().items() if Kind(place.kind) in ASKED]
    return [("", "—"), *sorted(found, key=lambda one: alphabetical(one[1], language))]


def offences_asked(language: str) -> Choices:
    """Every type of crime by its name."""
    return sorted(terms.labels(CRIME_TYPES, language).items(), key=lambda one: alphabetical(one[1], language))


class QuestionForm(forms.Form):
    """Which treaty binds both States for this?"""

    use_required_attribute = True

    requesting = forms.ChoiceField(label=_("State or territory that asks for help"))
    requested = forms.ChoiceField(label=_("State or territory that is asked"))
    measure = forms.ChoiceField(label=_("What is asked for"))
    offence = forms.MultipleChoiceField(
        label=_("Offences"),
        required=False,
        help_text=_("At most three; none for any offence."),
        widget=forms.CheckboxSelectMultiple,
    )
    years = forms.IntegerField(
        label=_("Maximum penalty in years"),
        required=False,
        min_value=0,
        max_value=LONGEST_PENALTY,
        help_text=_("Of deprivation of liberty; it decides whether the offence is a serious crime."),
    )
    on = forms.CharField(
        label=_("On this day"),
        required=False,
        max_length=30,
        help_text=_("Such as 2024-03-31; today when it is left empty."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, language: str, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id="basis-%s", initial=dict(initial or {}))
        every = places_asked(language)
        chosen = {
            "requesting": every,
            "requested": every,
            "measure": [("", "—"), *((key, one.name(language)) for key, one in registry.measures().items())],
            "offence": offences_asked(language),
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_on(self) -> dt.date:
        """A day; today when none is given."""
        return day_of(self.cleaned_data["on"])

    def clean_offence(self) -> list[str]:
        """Not more offences than one answer can hold."""
        offences: list[str] = self.cleaned_data["offence"]
        if len(offences) > MOST_OFFENCES:
            raise ValidationError(_("These are more than three offences. Ask for the others apart."))
        return offences

    def clean(self) -> dict[str, Any]:
        """Two different States."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, second = given.get("requesting"), given.get("requested")
        if first and second and state_of(first) == state_of(second):
            self.add_error("requested", _("Choose two different States; a State asks itself by its own law."))
        return given

    @property
    def question(self) -> Question:
        """What is asked, once the form is sound."""
        given = self.cleaned_data
        return Question(
            given["requesting"],
            given["requested"],
            given["measure"],
            given["on"],
            tuple(given["offence"]),
            given["years"],
        )


def day_of(text: str) -> dt.date:
    """The last day of a date as it is typed; today when it stands empty.

    Raises:
        ValidationError: it is no date.
    """
    if not text.strip():
        return timezone.now().date()
    try:
        day = Period.parse(text.strip()).latest
    except Unreadable as error:
        raise ValidationError(_("This is not a date. Write it as 2024-03-31.")) from error
    if day.year > LATEST_YEAR:
        raise ValidationError(_("This is not a date. Write it as 2024-03-31."))
    return day
