"""What is typed when a review is followed up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.operations.reviews.enums import ActionState
from comity.operations.reviews.forms.reviewing import LANGUAGES, _text
from comity.operations.reviews.shapes import Planned


class MeasureForm(forms.Form):
    """What a State does on a recommendation, or why it does not accept it."""

    state = forms.ChoiceField(label=_("How far it is"), choices=ActionState.choices)
    what = _text(_("What is done"), rows=3, required=False)
    responsible = forms.CharField(
        label=_("Who is responsible"), max_length=300, required=False, help_text=_("An office, not a person.")
    )
    due_on = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For what is planned or under way."),
    )
    reason = _text(_("Why it is not accepted"), rows=3, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def planned(self) -> Planned:
        """What was typed, as the action takes it."""
        told: dict[str, Any] = self.cleaned_data
        return Planned(**{**told, "state": ActionState(told["state"])})
