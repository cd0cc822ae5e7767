"""What is typed about meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.operations.reviews.enums import Assembly, Capacity, Form, Gender, Mechanism, Office
from comity.operations.reviews.forms.reviewing import MOMENT, Choices, _text
from comity.operations.reviews.shapes import Applicant


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
    )


class GatheringForm(forms.Form):
    """A meeting, and until when one registers for it."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Assembly.choices)
    after = forms.ChoiceField(
        label=_("Held after"), required=False, help_text=_("A dialogue follows a meeting of the working group.")
    )
    mechanism = forms.ChoiceField(label=_("Mechanism"), choices=Mechanism.choices)
    title = forms.CharField(label=_("Title"), max_length=300)
    begins_at = _moment(_("Begins (UTC)"))
    ends_at = _moment(_("Ends (UTC)"))
    form = forms.ChoiceField(label=_("How people come together"), choices=Form.choices)
    venue = forms.CharField(label=_("Where, or by what means"), max_length=300, required=False)
    registration_ends_at = _moment(_("Registration until (UTC)"))

    def __init__(self, *args: Any, meetings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [("", "—"), *meetings]  # type: ignore[attr-defined] # -- a field of choices


class ItemForm(forms.Form):
    """An item of the agenda."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    title = forms.CharField(label=_("Title"), max_length=500)
    text = _text(_("What there is to say of it"), rows=2, required=False)


class OfficerForm(forms.Form):
    """Somebody in the bureau."""

    username = forms.CharField(label=_("Name of the account"), max_length=150)
    office = forms.ChoiceField(label=_("Office"), choices=Office.choices)


class DelegateForm(forms.Form):
    """Whom a State registers."""

    place = forms.ChoiceField(label=_("State"))
    seat = forms.ChoiceField(label=_("Registered as"))
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    post = forms.CharField(label=pgettext_lazy("of a person", "Post"), max_length=200, required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False)

    def __init__(self, *args: Any, places: Choices, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined] # -- a field of choices
        self.fields["seat"].choices = seats  # type: ignore[attr-defined] # -- as above

    def applicant(self) -> Applicant:
        """Who is registered."""
        told = self.cleaned_data
        return Applicant(**{**told, "seat": Capacity(told["seat"])})


class StakeholderForm(forms.Form):
    """Who registers themselves, for no State."""

    seat = forms.ChoiceField(label=_("Registered as"))
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    post = forms.CharField(label=pgettext_lazy("of a person", "Post"), max_length=200, required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=300)
    mail = forms.EmailField(
        label=_("E-mail"), help_text=_("Only the Secretariat and the bureau see it, to write to you.")
    )
    expertise = _text(_("What you know of what is spoken of"), rows=3, required=False)
    gender = forms.ChoiceField(
        label=_("Gender"),
        choices=Gender.choices,
        required=False,
        help_text=_("If you wish. It is used for figures that name nobody."),
    )

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined] # -- a field of choices

    def applicant(self) -> Applicant:
        """Who registers."""
        told = self.cleaned_data
        return Applicant(**{**told, "seat": Capacity(told["seat"])})
