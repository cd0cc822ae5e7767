"""What staff say of another installation, and the files that are carried."""

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


class Carrying(forms.Form):
    """A file that was carried from another installation."""

    file = forms.FileField(label=_("The sealed file"))
