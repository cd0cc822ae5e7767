"""What readers ask the directory, and what staff hand in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import alphabetical
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.queries import Question
from comity.knowledge.authorities.shapes import LARGEST


Choices = list[tuple[str, str]]
ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY, Kind.ORGANISATION})
LATEST_YEAR: Final = 2200


def choices_of(language: str, kinds: frozenset[Kind]) -> Choices:
    """The places of some kinds by their names, after an empty choice."""
    names, known = places.names(language), places.places()
    found = [(code, names.get(code, code)) for code, place in known.items() if Kind(place.kind) in kinds]
    return [("", "—"), *sorted(found, key=lambda one: alphabetical(one[1], language))]


class FindForm(forms.Form):
    """For this State, this function, this treaty, this place and this date: whom do I ask?"""

    use_required_attribute = True

    state = forms.ChoiceField(label=_("State that is asked"))
    function = forms.ChoiceField(label=_("What for"), choices=[("", "—"), *Function.choices])
    treaty = forms.ChoiceField(label=_("Treaty"), required=False, help_text=_("Leave empty for any."))
    asking = forms.ChoiceField(
        label=_("State that asks"),
        required=False,
        help_text=_("Treaties between two States answer only for these two."),
    )
    territory = forms.ChoiceField(
        label=_("Territory"), required=False, help_text=_("Only when the matter lies in one territory of the State.")
    )
    on = forms.CharField(
        label=_("On this day"),
        required=False,
        max_length=30,
        help_text=_("Such as 2024-03-31; today when it is left empty."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        language: str,
        treaties: Choices,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id="find-%s", initial={**(initial or {})})
        every = choices_of(language, ASKED)
        chosen = {
            "state": every,
            "asking": every,
            "territory": choices_of(language, frozenset({Kind.TERRITORY})),
            "treaty": [("", "—"), *treaties],
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean_on(self) -> dt.date:
        """A day; today when none is given."""
        return day_of(self.cleaned_data["on"])

    @property
    def question(self) -> Question:
        """What is asked, once the form is sound."""
        given = self.cleaned_data
        return Question(
            given["state"],
            given["function"],
            given["on"],
            treaty=given["treaty"],
            territory=given["territory"],
            asking=given["asking"],
        )


def day_of(text: str) -> dt.date:
    """The last day of a date as it is typed; today when it stands empty.

    Raises:
        ValidationError: it is no date.
    """
    if not text.strip():
        return timezone.now().date()
    try:
        day = Period.parse(text.strip()).latest
    except Unreadable as error:
        raise ValidationError(_("This is not a date. Write it as 2024-03-31.")) from error
    if day.year > LATEST_YEAR:
        raise ValidationError(_("This is not a date. Write it as 2024-03-31."))
    return day


class ImportForm(forms.Form):
    """A file of authorities, and how to take it."""

    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8 or XLSX, made from the template."))
    is_kept = forms.BooleanField(
        label=_("Change the directory"),
        required=False,
        help_text=_("Without this, it only says what would change."),
    )
    all_or_nothing = forms.BooleanField(
        label=_("All or nothing"), required=False, help_text=_("Change nothing when any row is wrong.")
    )

    def clean_file(self) -> Any:
        """A file of a size that can be read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than 20 MB. Divide it."))
        return file
