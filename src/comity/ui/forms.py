"""The form that the style guide shows."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _


CHOICES: Final = [("full", _("The whole text")), ("title", _("The title"))]


class ExampleForm(forms.Form):
    """A form with each kind of field."""

    reference = forms.CharField(label=_("Reference"), help_text=_("As it stands on the document."))
    received = forms.DateField(label=_("Date"), help_text=_("Year, month and day, such as 2026-03-31."))
    where = forms.ChoiceField(label=_("Search in"), choices=CHOICES, widget=forms.RadioSelect)
