"""How files come in: written to a folder of their own as they arrive, and only from people who are signed in."""

import tempfile
import weakref
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.files import rules
from comity.base.files.content.types import TYPES
from comity.base.files.store import incoming


# The imports of tables take so much.
LARGEST_TABLE: Final = 20 * 2**20


class ToFolder(FileUploadHandler):
    """Write what comes to a folder that only its owner can read; stop writing when there is too much of it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; a visitor's is read past and not kept."""
        super().new_file(*args, **kwargs)
        person = getattr(self.request, "user", None)
        if person is None or not person.is_authenticated:
            raise SkipFile
        self._written = 0
        self._most = max(rules.largest(), LARGEST_TABLE)
        # Gone when it is closed, or when the process ends. Of a damaged form Django closes the files that were whole,
        # and not the one in which the damage was: that is closed as soon as nobody knows this handler any more.
        self.file = tempfile.NamedTemporaryFile(dir=incoming())  # noqa: SIM115 -- who reads the form closes it
        weakref.finalize(self, self.file.close)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; beyond what may be taken, one byte too many says that there was more."""
        left = self._most + 1 - self._written
        if left > 0:
            self._written += self.file.write(raw_data[:left])

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """Hand over what was written, which is at most one byte more than may be taken."""
        self.file.seek(0)
        return UploadedFile(
            self.file, self.file_name, self.content_type, self._written, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """Give up what was begun."""
        if file := getattr(self, "file", None):
            file.close()


class FileField(forms.FileField):
    """A file to be sent; its help says what is taken."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The field on a page, in the language of its reader and with what is allowed at that moment."""
        endings = [ending for name, kind in TYPES.items() if name in rules.allowed() for ending in kind.endings]
        self.widget.attrs["accept"] = ",".join(endings)
        told = {"types": rules.allowed_words(), "most": rules.largest() >> 20}
        self.help_text = _("%(types)s; at most %(most)s MB.") % told
        return super().get_bound_field(form, field_name)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse one that is too large before anything looks into it."""
        given = super().clean(data, initial)
        if given and (given.size or 0) > rules.largest():
            raise ValidationError(str(rules.too_large()))
        return given


class WithdrawForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
