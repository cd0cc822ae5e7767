"""The parts of a query after it has been read."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from comity.engines.search.enums import Facet, Taken


TITLE: Final = "title"


@dataclass(frozen=True, slots=True)
class Words:
    """Words standing side by side: all of them are wanted, in any order and any inflection.

    Attributes:
        words: as typed, or as a vocabulary has them.
        field: the one in which they must stand; empty for any.
        language: in whose texts alone they are looked for; empty for those of every language.
    """

    words: tuple[str, ...]
    field: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in exactly this form and order."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """Only what has one of these values of a facet."""

    facet: Facet
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """Only what is dated in these years, both included; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but this."""

    part: "Node"


Node: TypeAlias = Words | Phrase | Prefix | Within | Years | And | Or | Not


@dataclass(frozen=True, slots=True)
class Citation:
    """An article, a law or a treaty named as people name them.

    Attributes:
        keys: what it may be in ``Document.citations``, the most exact first.
        locator: the article alone, such as ``5.1.a``; empty when a whole instrument was named.
        rest: what was typed beside the locator, as words.
        certain: it has the form of a citation; otherwise it only might be a name, such as UNTOC.
    """

    keys: tuple[str, ...]
    locator: str = ""
    rest: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of what was typed, and what it was taken for."""

    taken: Taken
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A typed query, read.

    Attributes:
        text: as typed.
        tree: what to look for; None when nothing was typed that can be looked for.
        citation: what it cites, when the whole of it may be a citation.
        pieces: what each piece was taken for, in the order typed.
    """

    text: str
    tree: Node | None
    citation: Citation | None
    pieces: tuple[Piece, ...]

    @property
    def understood(self) -> str:
        """The query written out in full, as it was taken."""
        return written(self.tree) if self.tree is not None else ""


def written(node: Node) -> str:  # noqa: PLR0911 -- one line for each kind of part
    """A part in the words of the query language, with every operator spelt out."""
    match node:
        case Words(words, field):
            return " AND ".join(f"{field}:{word}" if field else word for word in words)
        case Phrase(text, field):
            return f'{field}:"{text}"' if field else f'"{text}"'
        case Prefix(text, field):
            return f"{field}:{text}*" if field else f"{text}*"
        case Within(facet, values):
            return " OR ".join(f"{facet}:{value}" for value in values)
        case Years(first, last):
            return f"year:{first or ''}..{last or ''}"
        case And(parts):
            return " AND ".join(_within(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(_within(part, And) for part in parts)
        case Not(part):
            return f"NOT {_within(part, And, Or)}"


def _within(node: Node, *looser: type) -> str:
    """A part written inside another one, in parentheses where they are needed."""
    several = isinstance(node, Words) and len(node.words) > 1 and And in looser
    several = several or (isinstance(node, Within) and len(node.values) > 1)
    return f"({written(node)})" if several or isinstance(node, looser) else written(node)
