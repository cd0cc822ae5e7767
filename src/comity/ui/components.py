"""The shapes in which pages hand their content to the components: plain, frozen, without a query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise


Words = str | Promise


class Tone(StrEnum):
    """The colour of a badge: what it says about the thing, never decoration."""

    PLAIN = ""
    ACCENT = "accent"
    BRASS = "brass"
    DANGER = "danger"
    SUCCESS = "success"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Badge:
    """A word or two about the state of something, such as “repealed”."""

    text: Words
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way from the home page; the last one, this page, has no address.

    Args:
        label: what the page is called.
        address: where it is.
        language: language of the label when it is not the interface's.
    """

    label: Words
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several pages about the same thing; ``count`` is shown when it is not None."""

    label: Words
    address: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value in a list of facts.

    Args:
        name: what it is.
        value: the value; safe HTML when it was made by ``format_html``.
        address: where the value leads, if anywhere.
        flag: code of the place whose flag stands before the value.
        language: language of the value when it is not the interface's.
    """

    name: Words
    value: object
    address: str = ""
    flag: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A box that can be ticked, with how many it would leave."""

    value: str
    label: Words
    count: int
    is_chosen: bool = False
    flag: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes that send the same parameter; ``more`` is how many further values a button brings."""

    name: str
    label: Words
    values: Sequence[FacetValue]
    is_open: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet, and whether it is what was searched for."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found.

    Args:
        title: its title, in ``language``.
        address: where it is read.
        kind: what it is (“Treaty article”), in the interface's language.
        language: language of title and snippet.
        language_name: that language's own name, shown when it is not the interface's; empty to show none.
        place: name of the place; ``flag`` is that place's code.
        context: where it stands: its law, its chapter, its dates.
        snippet: the words around what was searched.
        badges: draft, repealed, machine translation.
        why: one sentence when the reason is not plain to see.
        heading: the title cut where the words looked for stand; empty to show it whole.
        date: when it was made, as it is read; ``iso`` is the machine's form.
        collect: where it can be put into a collection; empty when it cannot.
    """

    title: str
    address: str
    kind: Words
    language: str
    language_name: str = ""
    place: Words = ""
    flag: str = ""
    context: Words = ""
    snippet: Sequence[Piece] = ()
    badges: Sequence[Badge] = ()
    why: Words = ""
    heading: Sequence[Piece] = ()
    date: Words = ""
    iso: str = ""
    collect: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened; ``iso`` is the machine's form of the date (empty when it is a period)."""

    date: Words
    text: Words
    iso: str = ""
    detail: Words = ""
    address: str = ""
    is_strong: bool = False


class Change(StrEnum):
    """What became of a stretch of text between two versions."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of text and what became of it."""

    text: str
    change: Change = Change.SAME


@dataclass(frozen=True, slots=True)
class Download:
    """A form in which something can be taken away."""

    label: Words
    address: str
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents; ``children`` are one level deeper."""

    label: Words
    address: str
    number: str = ""
    is_current: bool = False
    children: Sequence["Heading"] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table after its first: what stands in its head, and whether it holds dates."""

    label: Words
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its head, and a cell for each column; safe HTML where ``format_html`` made it."""

    head: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Status:
    """A line of the map's legend: a CSS class (party, signatory, left, none), what it means, and how many."""

    css_class: str
    label: Words
    count: int
