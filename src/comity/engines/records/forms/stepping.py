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


class RemovalForm(forms.Form):
    """Why something that was recorded beside a record is taken away, as the person saw it."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the account of what was done here."),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
