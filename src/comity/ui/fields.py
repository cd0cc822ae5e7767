"""Fields of forms that several modules ask."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable


LATEST_YEAR: Final = 2200


class DayField(forms.CharField):
    """On which day: of a month or a year it is the last one, and today when it is left empty."""

    def __init__(self) -> None:
        super().__init__(
            label=_("On this day"),
            required=False,
            max_length=30,
            help_text=_("Such as 2024-03-31; today when it is left empty."),
            widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
        )

    def clean(self, value: Any) -> dt.date:
        """The day that is meant.

        Raises:
            ValidationError: it is no date, or one that lies too far ahead to be meant.
        """
        text = super().clean(value).strip()
        if not text:
            return timezone.now().date()
        try:
            day = Period.parse(text).latest
        except Unreadable as error:
            raise ValidationError(_("This is not a date. Write it as 2024-03-31.")) from error
        if day.year > LATEST_YEAR:
            raise ValidationError(_("This is not a date. Write it as 2024-03-31."))
        return day
