"""What staff say of another installation, and the files that are carried."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Meeting(forms.Form):
    """Another installation, with the numbers that were read by telephone."""

    address = forms.CharField(
        label=_("Its address"), max_length=300, required=False, help_text=_("Such as https://comity.example.")
    )
    card = forms.FileField(
        label=_("Or its card, in a file"), required=False, help_text=_("When there is no line to it.")
    )
    digits = forms.CharField(
        label=_("The numbers of its key, as they were read to you"), max_length=100, help_text=_("Forty digits.")
    )


class NewKey(forms.Form):
    """The numbers of the new key of an installation that is known, as they were read by telephone."""

    card = forms.FileField(
        label=_("Its new card, in a file"),
        required=False,
        help_text=_("When there is no line to it. Else it is asked at its address."),
    )
    digits = forms.CharField(
        label=_("The numbers of its new key, as they were read to you"), max_length=100, help_text=_("Forty digits.")
    )


class Knowing(forms.Form):
    """An authority that has no installation, with the numbers that were read by telephone."""

    organisation = forms.TypedChoiceField(label=_("Your authority"), coerce=int)
    card = forms.FileField(label=_("Its card, in a file"))
    place = forms.ChoiceField(label=_("Its State"))
    digits = forms.CharField(
        label=_("The numbers of its key, as they were read to you"), max_length=100, help_text=_("Forty digits.")
    )

    def __init__(
        self, *args: Any, organisations: list[tuple[int, str]], places: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("organisation", organisations), ("place", places)):
            self.fields[name].choices = choices  # type: ignore[attr-defined] # -- a field of choices
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = organisations[0][0]


class Carrying(forms.Form):
    """A file that was carried here: of another installation, or the answer of an authority that has none."""

    file = forms.FileField(label=_("The sealed file"))
