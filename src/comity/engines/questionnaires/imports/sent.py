"""A file that somebody sends in: looked through before it is opened, known by its line, read."""

import tempfile
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from comity.base.files import rules as files
from comity.base.files.content.running import inspect
from comity.base.files.content.types import Flaw, Flawed
from comity.engines.questionnaires.actions.joining import check_belongs
from comity.engines.questionnaires.imports import filled, word
from comity.engines.questionnaires.models import Response
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes.paper import Returned
from comity.kernel.errors import Unreadable


TAKEN: Final = frozenset({"docx", "xlsx"})
WRONG_KIND: Final = frozenset({Flaw.NOT_ALLOWED, Flaw.UNKNOWN, Flaw.OLD_OFFICE})


def from_sent(content: bytes, name: str, response: Response) -> Returned:
    """What a file says of the answers of a response.

    Raises:
        Unreadable: it is no form, or holds what is never taken; the sentence says how to mend it.
        NotNow: it is a form of another response, or of another edition.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form"
        path.write_bytes(content)
        try:
            kind = inspect(path, name, TAKEN, files.limits()).type
        except Flawed as flawed:
            if flawed.flaw in WRONG_KIND:
                raise Unreadable(_wrong_kind(flawed.detail), where=name) from flawed
            raise Unreadable(str(files.refusal(flawed)), where=name) from flawed
        try:
            # The reader of workbooks goes by the name.
            return _read(path.rename(path.with_suffix(f".{kind}")), kind, response)
        except Unreadable as fault:
            # The person knows the file by its own name.
            raise Unreadable(fault.sentence, where=name) from fault


def _read(path: Path, kind: str, response: Response) -> Returned:
    if kind == "docx":
        read, form = word.opened(path)
    else:
        sheets, form = filled.opened(path)
    if form is None:
        raise Unreadable(
            _(
                "The file does not say which form it is: the line with the form’s code is gone. Get the form again "
                "and copy the answers into it."
            )
        )
    check_belongs(response, Returned(form))
    definition = definition_of(response.version)
    return word.returned(read, form, definition) if kind == "docx" else filled.returned(sheets, form, definition)


def _wrong_kind(kind: str) -> str:
    if kind == "pdf":
        return _("A PDF is for reading and printing. Send the Word or Excel form in.")
    return _("This is neither a Word file (.docx) nor a workbook (.xlsx). Save it as one of these and send it again.")
