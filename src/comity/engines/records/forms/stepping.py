"""What staff say when a record moves from one state to another."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why a record is withdrawn; readers are shown it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Readers who come to its address are shown it."),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
