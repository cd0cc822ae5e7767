"""A form that comes back as a Word file."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from comity.engines.questionnaires.grammar import marks, paper
from comity.engines.questionnaires.imports.returned import Gathering
from comity.engines.questionnaires.shapes import Definition
from comity.engines.questionnaires.shapes.paper import Form, Returned
from comity.kernel.documents.shapes import Heading, paragraphs, plain
from comity.kernel.documents.word_reading import Control, Loose, Read, read_word
from comity.kernel.languages import INTERFACE, own_name


def opened(path: Path) -> tuple[Read, Form | None]:
    """What a Word file says, and which form it is; None when it does not say.

    Raises:
        Unreadable: it is no Word file.
    """
    read = read_word(path)
    form = marks.form_in(read.properties.get(paper.PROPERTY, ""))
    for piece in read.pieces:
        form = form or (marks.form_in(piece.text) if isinstance(piece, Loose) else None)
    return read, form


def returned(read: Read, form: Form, definition: Definition) -> Returned:
    """The answers in a Word file, and everything in it that is none of the form's own words."""
    languages = {code for one in definition.questions.values() for code in one.text}
    gathering = Gathering(definition, form, languages)
    own, heads = _own_words(definition, form)
    near = ""
    for piece in read.pieces:
        if isinstance(piece, Control):
            code = marks.number_of(piece.tag)[0]
            where = _("in the answer to %(code)s") % {"code": _question_in(code) or near or "?"}
            taken = gathering.take(piece.tag, piece.text, piece.is_ticked, where, piece.row)
            near = taken or near
            if piece.has_picture:
                gathering.tell_always(where, taken, picture())
        else:
            words = " ".join(piece.text.split())
            near = heads.get(words, near) if piece.what == "paragraph" else near
            if piece.what == "picture":
                gathering.tell_always(_place(near), near, picture())
            elif piece.what != "paragraph":
                gathering.tell(*_note(piece))
            elif words not in own and marks.form_in(words) is None:
                gathering.tell(_place(near), near, piece.text, outside())
    return gathering.result()


def picture() -> str:
    """The sentence for pictures."""
    return _("A picture cannot be read. Attach it in the portal as a file.")


def outside() -> str:
    """The sentence for words outside of the fields."""
    return _("It stands outside of the fields. Copy it to where it belongs, or keep it as a comment.")


def _question_in(name: str) -> str:
    """The code of the question in the name of a mark, for a person."""
    return "" if name.startswith("#") else name.partition("@")[0].partition(":")[0].partition("/")[0]


def _place(near: str) -> str:
    return _("after question %(code)s") % {"code": near} if near else _("before the first question")


def _note(piece: Loose) -> tuple[str, str, str, str]:
    names = {"footnote": _("in a footnote"), "endnote": _("in an endnote"), "comment": _("in a comment in the margin")}
    return names[piece.what], "", piece.text, _("Notes and comments are no answers. Copy it to where it belongs.")


def _own_words(definition: Definition, form: Form) -> tuple[set[str], dict[str, str]]:
    """Every paragraph that the form itself has, and the headings of questions with their codes."""
    own = {f"{own_name(code)}:" for code in INTERFACE}
    heads: dict[str, str] = {}
    with translation.override(form.language):
        own.add(" ".join(paper.said(definition.title, form.language)[0].split()))
        for code, block in paper.pieces(definition, paper.empty(form)):
            own |= {plain(content) for content in paragraphs((block,))}
            if isinstance(block, Heading) and code:
                heads[plain(block.content)] = code
    return own, heads
