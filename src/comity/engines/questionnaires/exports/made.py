"""Forms as files: Word, Excel, PDF; the empty ones of released versions are kept in memory once made."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from comity.engines.questionnaires.exports.sheets import to_form
from comity.engines.questionnaires.grammar.paper import Filling, document
from comity.engines.questionnaires.shapes import Definition
from comity.kernel.documents.pdf import to_pdf
from comity.kernel.documents.word import to_word


MEDIA: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# The largest is half a megabyte.
REMEMBERED: Final = 40
_MADE: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
_LOCK: Final = Lock()


def form(definition: Definition, filling: Filling, kind: str) -> bytes:
    """A form as a file of a kind."""
    if kind == "xlsx":
        return to_form(definition, filling)
    written = document(definition, filling)
    return to_pdf(written) if kind == "pdf" else to_word(written)


def empty_form(definition: Definition, filling: Filling, kind: str, *, keeps: bool) -> bytes:
    """An empty form; of a version that does not change, made once in each process.

    Args:
        definition: of the version.
        filling: which form, without answers.
        kind: of file.
        keeps: whether the version does not change any more.
    """
    key = (filling.form.digest, filling.form.language, filling.form.other, kind)
    with _LOCK:
        if key in _MADE:
            _MADE.move_to_end(key)
            return _MADE[key]
    content = form(definition, filling, kind)
    if keeps:
        with _LOCK:
            _MADE[key] = content
            while len(_MADE) > REMEMBERED:
                _MADE.popitem(last=False)
    return content
