"""What readers ask the directory, and what staff hand in."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comity.base.places.enums import Kind
from comity.base.places.forms import Choices, choices_of
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.queries import Question
from comity.knowledge.authorities.shapes import LARGEST
from comity.ui.fields import DayField


ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY, Kind.ORGANISATION})


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
    on = DayField()

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
