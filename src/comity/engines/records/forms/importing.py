"""What staff send to bring records in by file."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comity.engines.records.registry import kinds


LARGEST: Final = 20 * 2**20  # bytes


class ImportForm(forms.Form):
    """Which database, and the file."""

    kind = forms.ChoiceField(label=_("Database"), choices=())
    file = forms.FileField(
        label=_("File"),
        help_text=_("A filled-in template or an export: XLSX or CSV, at most 20 MB and 20,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, name[:1].upper() + name[1:]) for kind, name in kinds()]

    def clean_file(self) -> Any:
        """A file that is not too large for a page."""
        given = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise ValidationError(
                _("The file is larger than %(most)s MB. Split it, or use the command “comity import”.")
                % {"most": LARGEST >> 20}
            )
        return given


class ConfirmForm(forms.Form):
    """That what was shown is to be done."""

    waiting = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    all_or_nothing = forms.BooleanField(
        label=_("All or nothing"),
        help_text=_("Keep nothing at all when any row is refused."),
        required=False,
    )
