"""What a reader asks: who asks whom for what, when, and about which offence."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comity.base.places.enums import Kind
from comity.base.places.forms import Choices, choices_of
from comity.base.terms import queries as terms
from comity.kernel.languages import alphabetical
from comity.operations.assistance import registry
from comity.operations.assistance.queries import state_of
from comity.operations.assistance.shapes import MOST_OFFENCES, Question
from comity.ui.fields import DayField


ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY})
CRIME_TYPES: Final = "crime-types"
LONGEST_PENALTY: Final = 100  # years; for life is entered so too


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
    on = DayField()

    def __init__(
        self, data: Mapping[str, Any] | None, *, language: str, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id="basis-%s", initial=dict(initial or {}))
        every = choices_of(language, ASKED)
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
