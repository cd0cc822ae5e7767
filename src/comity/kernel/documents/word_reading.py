"""What stands in a Word file that comes back: its content controls by their tags, and every word outside of them.

The file was looked through before (``base.files.content``): an archive of a sane size without macros or entities.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from comity.kernel.documents import word_parts as parts
from comity.kernel.errors import Unreadable


W, W14 = f"{{{parts.MAIN}}}", f"{{{parts.TICKS}}}"
# What newer programs read instead stands before it.
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BROKEN: Final = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, KeyError, etree.XMLSyntaxError,
)  # fmt: skip
LARGEST_PART: Final = 64 * 2**20
TICKS: Final = frozenset("☒☑✓✔✗✘")
UNTICKED: Final = "☐"
# Stands for a control among the other words of its paragraph.
HELD: Final = "\ufffc"
MARK: Final = re.compile(r"⟦([^⟦⟧/][^⟦⟧]*)⟧")
# What was taken away while changes were tracked, and what only Word itself reads.
SKIPPED: Final = frozenset(
    {FALLBACK}
    | {
        f"{W}{name}"
        for name in (
            "del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr", "sectPr",
        )
    }
)  # fmt: skip
PICTURES: Final = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
NOTES: Final = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}


@dataclass(slots=True)
class Control:
    """A content control: its tag, what stands in it, and of a box whether it is ticked.

    Args:
        tag: as it was given out.
        text: the words, line by line; empty where only the hint is shown.
        is_ticked: None where it is no box.
        row: the number of the row of a table in which it stands, counted through the document; 0 outside of tables.
        has_picture: whether a picture stands in it, which its words do not tell.
    """

    tag: str
    text: str
    is_ticked: bool | None = None
    row: int = 0
    has_picture: bool = False


@dataclass(slots=True)
class Loose:
    """Words outside of every control: a paragraph as it stands there; ``what`` tells notes and pictures apart."""

    text: str
    what: str = "paragraph"
    row: int = 0


@dataclass(slots=True)
class Read:
    """What a file says: what it carries, and its controls and other words in their order."""

    properties: dict[str, str] = field(default_factory=dict)
    pieces: list[Control | Loose] = field(default_factory=list)


def read_word(path: Path) -> Read:
    """Read a Word file.

    Raises:
        Unreadable: it is none, or is broken.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            reader = _Reader(_part(archive, "word/document.xml"))
            found = Read(pieces=list(marked(reader.pieces())))
            if "docProps/custom.xml" in names:
                found.properties = _properties(_part(archive, "docProps/custom.xml"))
            for name, what in NOTES.items():
                if f"word/{name}.xml" in names:
                    found.pieces += _notes(_part(archive, f"word/{name}.xml"), what)
            return found
    except BROKEN as fault:
        told = _("This is no Word file, or it is broken. Open it, save it as .docx and send it again.")
        raise Unreadable(told) from fault


def _part(archive: zipfile.ZipFile, name: str) -> "etree._Element":
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise Unreadable(_("The file is far larger unpacked than a form needs to be. Take the pictures out."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _properties(root: "etree._Element") -> dict[str, str]:
    return {str(one.get("name")): "".join(str(text) for text in one.itertext()) for one in root}


def _notes(root: "etree._Element", what: str) -> Iterator[Loose]:
    for one in root:
        # Those that only draw a line have a type.
        if isinstance(one.tag, str) and one.get(f"{W}type") in {None, "normal"}:
            text = _lines(one).text.strip()
            if text:
                yield Loose(text, what)


class _Reader:
    """Goes through the body once, in the order in which it is read."""

    def __init__(self, root: "etree._Element") -> None:
        self._root = root
        self._rows = 0

    def pieces(self) -> Iterator[Control | Loose]:
        body = self._root.find(f"{W}body")
        if body is not None:
            yield from self._blocks(body, 0)

    def _blocks(self, parent: "etree._Element", row: int) -> Iterator[Control | Loose]:
        for one in parent:
            if not isinstance(one.tag, str) or one.tag in SKIPPED:
                continue
            if one.tag == f"{W}p":
                yield from self._paragraph(one, row)
            elif one.tag == f"{W}tr":
                self._rows += 1
                yield from self._blocks(one, self._rows)
            elif one.tag == f"{W}sdt":
                tag = _tag(one)
                if tag:
                    yield _control(one, tag, self._row_of(one, row))
                else:
                    content = one.find(f"{W}sdtContent")
                    yield from self._blocks(content, row) if content is not None else ()
            else:
                yield from self._blocks(one, row)

    def _row_of(self, one: "etree._Element", row: int) -> int:
        """The row of a control; one around a whole row of a table is in that row."""
        if row == 0 and one.find(f"{W}sdtContent/{W}tr") is not None:
            self._rows += 1
            return self._rows
        return row

    def _paragraph(self, one: "etree._Element", row: int) -> Iterator[Control | Loose]:
        """The words of a paragraph without those in controls, then the controls."""
        words = _Words()
        controls: list[Control] = []
        _gather(one, words, controls, row)
        text = words.text.strip()
        if text:
            yield Loose(text, row=row)
        if words.has_picture:
            yield Loose("", "picture", row=row)
        yield from controls


def marked(pieces: Iterable[Control | Loose]) -> Iterator[Control | Loose]:
    """The pieces of a text, with what stands between the hidden words of a lost control as that control."""
    opened: Control | None = None
    for one in pieces:
        if opened is not None and (not isinstance(one, Loose) or one.row != opened.row or one.what != "paragraph"):
            yield _ended(opened)
            opened = None
        if not isinstance(one, Loose):
            yield one
            continue
        rest = one.text
        if opened is not None:
            # Whoever answers may have begun a new paragraph.
            inside, ends, rest = rest.partition(parts.CLOSES) if MARK.match(rest) is None else ("", "end", rest)
            opened.text += f"\n{inside}" if inside or ends != "end" else ""
            if not ends:
                continue
            yield _ended(opened)
        opened, outside, found = _taken(rest, one.row)
        yield from found
        if outside.strip():
            yield Loose(outside.strip(), one.what, one.row)
    if opened is not None:
        yield _ended(opened)


def _taken(text: str, row: int) -> tuple[Control | None, str, list[Control]]:
    """What of a paragraph begins a control and does not end it, what is outside of all, and the controls found."""
    outside, found = "", []
    while (begins := MARK.search(text)) is not None:
        outside += text[: begins.start()]
        inside, ends, text = text[begins.end() :].partition(parts.CLOSES)
        if HELD in inside:
            # The control is there.
            outside += f" {inside} "
        elif ends:
            found.append(_ended(Control(begins.group(1), inside, None, row)))
        else:
            return Control(begins.group(1), inside, None, row), outside, found
    return None, (outside + text).replace(HELD, " ").replace(parts.CLOSES, ""), found


def _ended(one: Control) -> Control:
    """A control of which only the hidden words are left; whether it is a box, its one sign says."""
    sign = one.text.replace(HELD, "").strip()
    is_box = sign in TICKS or sign == UNTICKED
    return Control(one.tag, one.text.replace(HELD, " "), sign in TICKS if is_box else None, one.row)


@dataclass(slots=True)
class _Words:
    """Words as they are put together."""

    text: str = ""
    has_picture: bool = False


def _tag(one: "etree._Element") -> str:
    """The tag of a control; empty where others stand in it, which are read instead."""
    if one.find(f"{W}sdtContent//{W}sdt") is not None:
        return ""
    found = one.find(f"{W}sdtPr/{W}tag")
    return str(found.get(f"{W}val", "")) if found is not None else ""


def _control(one: "etree._Element", tag: str, row: int) -> Control:
    about = one.find(f"{W}sdtPr")
    content = one.find(f"{W}sdtContent")
    words = _lines(content) if content is not None else _Words()
    checked = about.find(f"{W14}checkbox/{W14}checked") if about is not None else None
    if checked is not None:
        sign = words.text.strip()
        # Whoever has no Word writes another sign over the box.
        said = checked.get(f"{W14}val") in {"1", "true", "on"}
        return Control(tag, sign, (bool(TICKS & set(sign)) or sign.casefold() == "x") if sign else said, row)
    is_hint = about is not None and about.find(f"{W}showingPlcHdr") is not None
    return Control(tag, "" if is_hint else words.text, None, row, words.has_picture)


def _lines(one: "etree._Element") -> _Words:
    """Everything that is written in an element, its paragraphs as lines."""
    words = _Words()
    # A paragraph within another stands in a text box, which is read with that other.
    several = [each for each in one.iter(f"{W}p") if next(each.iterancestors(f"{W}p"), None) is None]
    if not several:
        _gather(one, words, None, 0)
        return words
    lines = []
    for each in several:
        line = _Words()
        _gather(each, line, None, 0)
        listed = each.find(f"{W}pPr/{W}numPr") is not None
        lines.append(f"- {line.text}" if listed and line.text.strip() else line.text)
        words.has_picture |= line.has_picture
    words.text = "\n".join(lines)
    return words


def _gather(parent: "etree._Element", words: _Words, controls: list[Control] | None, row: int) -> None:
    """Put the words of an element together; controls apart, when they are asked for.

    Args:
        parent: whose words.
        words: where they go.
        controls: where controls with a tag go; None when their words belong to the others.
        row: of the table.
    """
    for one in parent:
        if not isinstance(one.tag, str) or one.tag in SKIPPED:
            continue
        if one.tag in PICTURES:
            words.has_picture = True
            # A text box is a picture with words in it.
            words.text += " ".join(filter(None, (str(text.text or "") for text in one.iter(f"{W}t"))))
        elif one.tag == f"{W}t":
            words.text += one.text or ""
        elif one.tag in {f"{W}br", f"{W}cr"}:
            words.text += "\n"
        elif one.tag in {f"{W}tab", f"{W}noBreakHyphen"}:
            words.text += "\t" if one.tag == f"{W}tab" else "-"
        elif one.tag == f"{W}sdt" and controls is not None and (tag := _tag(one)):
            words.text += HELD
            controls.append(_control(one, tag, row))
        elif one.tag != f"{W}p" or controls is not None:
            _gather(one, words, controls, row)
