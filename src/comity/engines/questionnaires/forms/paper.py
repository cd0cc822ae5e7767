"""Which form is taken away, and a filled one that is sent in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.questionnaires.forms import LARGEST
from comity.kernel.languages import INTERFACE


class PaperForm(forms.Form):
    """Which form is taken away: in which language, with which second one, as which kind of file."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(INTERFACE.items()))
    other = forms.ChoiceField(
        label=gettext_lazy("Second language"),
        choices=[("", gettext_lazy("none")), *INTERFACE.items()],
        required=False,
        help_text=gettext_lazy("Questions then stand in both, and texts can be written in both."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[("docx", "Word"), ("xlsx", "Excel"), ("pdf", gettext_lazy("PDF, to read and print"))],
        initial="docx",
    )


class SendForm(forms.Form):
    """A filled form that is sent in."""

    file = forms.FileField(
        label=gettext_lazy("Filled form"),
        help_text=gettext_lazy("The Word or Excel file, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """A file that is not too large for a page."""
        given = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST >> 20})
        return given
