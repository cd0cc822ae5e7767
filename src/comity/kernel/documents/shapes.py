"""What a document is made of: plain data, the same for Word and for PDF."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a paragraph; ``language`` where it is not the document's."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_quiet: bool = False
    language: str = ""


class FieldKind(StrEnum):
    """What is written into a field."""

    # One line; several; a day; a box to tick; one of some names.
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    TICK = "tick"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """A place in which somebody writes, known by its tag when the document comes back.

    Args:
        tag: at most ``TAG`` characters, as Word allows.
        kind: what is written into it.
        value: what stands in it; of a box, anything for ticked.
        hint: what is shown as long as nothing stands in it.
        label: what it is for, for who hears the document read.
        options: of a list, the names that are offered.
        language: of what stands in it, where it is not the document's.
    """

    tag: str
    kind: FieldKind
    value: str = ""
    hint: str = ""
    label: str = ""
    options: tuple[str, ...] = ()
    language: str = ""


TAG = 64
Inline = Run | Field


class Style(StrEnum):
    """How a paragraph looks."""

    BODY = "body"
    LEAD = "lead"
    QUIET = "quiet"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, from level 1; it is part of the outline."""

    level: int
    content: tuple[Inline, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``keeps`` when it must not stand at the foot of a page without what follows."""

    content: tuple[Inline, ...]
    style: Style = Style.BODY
    language: str = ""
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is one paragraph."""

    items: tuple[tuple[Inline, ...], ...]
    is_ordered: bool = False
    language: str = ""
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Box:
    """A frame in which somebody writes, at least so many lines high."""

    blocks: tuple["Paragraph | Items", ...]
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on each page.

    Args:
        head: what stands over each column.
        rows: the cells, row by row.
        widths: how wide the columns are in proportion; equal when empty.
        repeats: whether whoever fills it in may add rows like its last.
        label: what it is, for who hears the document read.
    """

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    widths: tuple[int, ...] = ()
    repeats: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Two columns, as a rule the same in two languages: each pair stands on one line."""

    languages: tuple[str, str]
    pairs: tuple[tuple[tuple["Paragraph | Items | Heading", ...], tuple["Paragraph | Items | Heading", ...]], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Items | Box | Table | Beside | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Args:
        title: what it is called; shown at its head and told by the file.
        language: in which it is, unless a part says otherwise.
        blocks: what stands in it.
        made_at: the moment that the file tells.
        mark: words over each page, such as “Draft, not cleared”; empty for none.
        foot: words under each page, before the number of the page.
        author: who made it, as the file tells.
        properties: what the file carries besides, for who reads it back.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]
    made_at: datetime
    mark: str = ""
    foot: str = ""
    author: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def plain(content: Sequence[Inline]) -> str:
    """The words of a paragraph without its fields, with every space of whatever kind as one."""
    return " ".join("".join(one.text if isinstance(one, Run) else " " for one in content).split())


def paragraphs(blocks: Sequence[Block]) -> Iterator[tuple[Inline, ...]]:
    """Every paragraph of some blocks, also those in lists, boxes and cells, in their order."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.content
            case Items():
                yield from block.items
            case Box():
                yield from paragraphs(block.blocks)
            case Table():
                yield from block.head
                for row in block.rows:
                    yield from row
            case Beside():
                for pair in block.pairs:
                    for side in pair:
                        yield from paragraphs(side)


def fields(document: Document) -> Iterator[Field]:
    """Every field of a document, in order."""
    for content in paragraphs(document.blocks):
        yield from (one for one in content if isinstance(one, Field))
