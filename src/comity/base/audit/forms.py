"""What somebody asks of the log."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comity.base.audit.queries.reading import Asked


class FilterForm(forms.Form):
    """By whom, about what, what, and when."""

    person = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=150,
        help_text=_("“me”, a name with which somebody signs in, or a pseudonym."),
    )
    thing = forms.CharField(
        label=_("Record or other thing"),
        required=False,
        max_length=200,
        help_text=_("Its key, or the address of its page."),
    )
    verb = forms.CharField(
        label=_("What was done"), required=False, max_length=60, help_text=_("The beginning of it, such as “record.”.")
    )
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_thing(self) -> str:
        """The key alone, also when the address of a page was given that ends with it."""
        text: str = self.cleaned_data["thing"].strip()
        return text.rstrip("/").rpartition("/")[2] if "/" in text else text

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and first > last:
            raise ValidationError(_("The first day is after the last. Exchange the two."))
        return self.cleaned_data

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        told = self.cleaned_data
        return Asked(
            person=told["person"].strip(),
            thing=told["thing"],
            verb=told["verb"].strip(),
            first=told["first"],
            last=told["last"],
        )
