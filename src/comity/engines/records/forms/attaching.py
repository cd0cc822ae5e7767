"""A file to be attached to a record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comity.base.files.forms import FileField
from comity.kernel.languages import OWN_NAMES


class AttachForm(forms.Form):
    """The file, what it is, and in which language."""

    file = FileField(label=_("File"))
    label = forms.CharField(
        label=_("What it is"),
        help_text=_(
            "As readers are told, such as “Official text, as published”. Without it they see the file’s name."
        ),
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language of the document"), choices=(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        # The six of the interface come first, as the list has them.
        field.choices = [("", _("several, or none")), *OWN_NAMES.items()]
