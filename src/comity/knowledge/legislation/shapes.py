"""A law as it was read from a source: plain data, before anything is stored."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from comity.knowledge.legislation.enums import Change, Kind, PartKind, Split, Status


# Runs of letters or digits. Punctuation, spaces and marks of markup may change when a text is kept; these may not.
WORDS: Final = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class ParsedPart:
    """One piece of a law in the order of the source: a heading of a division, a provision, or other text.

    Attributes:
        level: depth of the division (1 is outermost); a provision stands one below its division.
        number: as normalised (``42 bis``, ``191-1``); empty for text.
        label: the number as the source writes it (``ARTICULO 42 bis``).
        start: offset of the part's first character in the source text.
        end: offset after its last character.
    """

    kind: PartKind
    level: int = 1
    number: str = ""
    label: str = ""
    heading: str = ""
    body: str = ""
    eid: str = ""
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Accounting:
    """Where every character of one source file went; ``unaccounted`` is nought or the file was not read whole."""

    file: str
    characters: int
    metadata: int = 0
    headings: int = 0
    provisions: int = 0
    other_text: int = 0
    markup: int = 0
    articles: int = 0
    missing_words: tuple[str, ...] = ()

    @property
    def unaccounted(self) -> int:
        """Characters of the source that are in none of the places."""
        return self.characters - (self.metadata + self.headings + self.provisions + self.other_text + self.markup)


@dataclass(slots=True)
class ParsedVersion:
    """The law as it stood from a date on, in one language; no parts when only the date of the change is known."""

    on: dt.date | None
    language: str
    parts: list[ParsedPart] = field(default_factory=list)
    split: Split = Split.ARTICLES
    source_url: str = ""
    file: str = ""
    accounting: Accounting | None = None
    note: str = ""

    @property
    def provisions(self) -> list[ParsedPart]:
        """The articles or sections, in order."""
        return [part for part in self.parts if part.kind is PartKind.PROVISION]

    @property
    def is_held(self) -> bool:
        """Whether the text itself is here, not only its date."""
        return bool(self.parts)

    def fingerprint(self) -> str:
        """SHA-256 over everything that a reader would see, so that the same text twice is recognised."""
        digest = hashlib.sha256(f"{self.on}|{self.language}|{self.split}".encode())
        for part in self.parts:
            row = "\x1f".join(
                (part.kind, str(part.level), part.number, part.label, part.heading, part.body, part.eid),
            )
            digest.update(row.encode())
            digest.update(b"\x1e")
        return digest.hexdigest()


@dataclass(slots=True)
class ParsedLaw:
    """A law with all versions that a pack holds of it.

    Attributes:
        identifier: the publisher's own, unique within the place (``LEY-25246``).
        place: code of the place, upper case (``AR``).
        titles: titles in other languages, by language code.
    """

    identifier: str
    title: str
    place: str
    language: str
    kind: Kind = Kind.LAW
    status: Status = Status.UNKNOWN
    short_title: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    adopted_on: dt.date | None = None
    published_on: dt.date | None = None
    in_force_on: dt.date | None = None
    repealed_on: dt.date | None = None
    source_url: str = ""
    publisher: str = ""
    licence: str = ""
    licence_url: str = ""
    retrieved_on: dt.date | None = None
    official: bool = True
    versions: list[ParsedVersion] = field(default_factory=list)

    def fingerprint(self) -> str:
        """SHA-256 over the card and all versions: importing an unchanged law changes nothing."""
        card = (
            self.identifier, self.title, self.place, self.language, self.kind, self.status, self.short_title,
            sorted(self.titles.items()), self.summary, self.adopted_on, self.published_on, self.in_force_on,
            self.repealed_on, self.source_url, self.publisher, self.licence, self.licence_url, self.retrieved_on,
            self.official, [(version.fingerprint(), version.source_url, version.note) for version in self.versions],
        )  # fmt: skip
        return hashlib.sha256(repr(card).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a table of contents."""

    position: int
    kind: str
    level: int
    eid: str
    number: str
    label: str
    heading: str

    @property
    def is_division(self) -> bool:
        """Whether others stand below it."""
        return self.kind == PartKind.DIVISION


@dataclass(frozen=True, slots=True)
class Words(Heading):
    """A part with its body."""

    body: str
    within: str = ""

    @property
    def is_provision(self) -> bool:
        """Whether it has a page of its own."""
        return self.kind == PartKind.PROVISION

    @property
    def paragraphs(self) -> list[str]:
        """The body, paragraph by paragraph."""
        return [piece for piece in self.body.split("\n\n") if piece]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that two versions share, or that only one of them has."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A provision in two versions; None where one has it not."""

    eid: str
    change: Change
    before: Words | None
    after: Words | None

    @property
    def label(self) -> str:
        """Its number as the later version writes it, else the earlier."""
        words = self.after or self.before
        return words.label if words else ""
