"""What is typed when another State takes a seat in a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.operations.reviews.forms.reviewing import Choices


class ReplaceForm(forms.Form):
    """Another State that reviews, and why."""

    before = forms.ChoiceField(label=_("In place of"))
    after = forms.ChoiceField(label=_("State that reviews from now on"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("And where it is known from, such as a note verbale and its date."),
        max_length=1000,
    )
    is_asked = forms.BooleanField(
        label=_("It is so although a rule of the drawing of lots stands against it"), required=False
    )

    def __init__(self, *args: Any, reviewers: Choices, states: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].choices = reviewers  # type: ignore[attr-defined] # -- a field of choices
        self.fields["after"].choices = states  # type: ignore[attr-defined] # -- as above


class SupplementForm(forms.Form):
    """One more instrument about which a State is asked, who reviews it, and why."""

    instrument = forms.ChoiceField(label=_("Instrument"))
    additional = forms.MultipleChoiceField(
        label=_("States that review for this instrument alone"),
        help_text=_("One for each reviewing State that is not party to it, as the lot or the States have it."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "And where it is known from, such as a note verbale and its date. The States of this review read it."
        ),
        max_length=1000,
    )

    def __init__(self, *args: Any, instruments: Choices, states: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = instruments  # type: ignore[attr-defined] # -- a field of choices
        self.fields["additional"].choices = states  # type: ignore[attr-defined] # -- as above


class FollowForm(forms.Form):
    """A State that is followed by another, in all reviews of a cycle."""

    before = forms.ChoiceField(label=_("State that is followed"))
    after = forms.ChoiceField(label=_("State that follows it"))

    def __init__(self, *args: Any, seated: Choices, states: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].choices = seated  # type: ignore[attr-defined] # -- a field of choices
        self.fields["after"].choices = states  # type: ignore[attr-defined] # -- as above


class FollowedForm(FollowForm):
    """The same once its seats were looked at, with the reason."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("And where it is known from, such as a note verbale and its date."),
        max_length=1000,
    )
