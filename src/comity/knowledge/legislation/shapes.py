"""A law as it was read from a source: plain data, before anything is stored."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.engines.records.enums import Outcome
from comity.knowledge.legislation.enums import Change, Kind, PartKind, Split, Status


# Runs of letters or digits. Punctuation, spaces and marks of markup may change when a text is kept; these may not.
WORDS: Final = re.compile(r"[^\W_]+")
# Of what our own documents in Akoma Ntoso say beyond the standard.
OURS: Final = "urn:comity:legislation:1"


@dataclass(slots=True)
class ParsedPart:
    """One piece of a law in the order of the source: a heading of a division, a provision, or other text.

    Attributes:
        level: depth of the division (1 is outermost); a provision stands one below its division.
        number: as normalised (``42 bis``, ``191-1``); empty for text.
        label: the number as the source writes it (``ARTICULO 42 bis``).
        start: offset of the part's first character in the source text.
        end: offset after its last character.
        is_repealed: whether it no longer holds, and only its number, and perhaps its heading, still stands there.
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
    is_repealed: bool = False


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
            # Only where it is so: what was read before there was such a mark keeps its fingerprint.
            row += "\x1frepealed" if part.is_repealed else ""
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
class ProvisionWords:
    """What a provision says in one language: its number as the law writes it, its heading, its body."""

    label: str = ""
    heading: str = ""
    body: str = ""

    @property
    def is_said(self) -> bool:
        """Whether it says anything."""
        return bool(self.heading or self.body)


@dataclass(slots=True)
class ProvisionDraft:
    """One provision as it is written by itself: how it reads now, since when, and what it is about.

    Attributes:
        eid: its permanent name; empty for one that is not there yet.
        after: of a new one, the number of the provision after which it is to stand; empty for the end.
        words: by language.
        from_on: since when it reads so; None where no day is known.
        repealed_on: from when it no longer holds.
        articles: of treaties that it carries out, such as ``XVIII-12:5``.
        note: why it is said to be about this.
        source_url: where that can be read.
    """

    eid: str = ""
    number: str = ""
    after: str = ""
    words: dict[str, ProvisionWords] = field(default_factory=dict)
    from_on: dt.date | None = None
    repealed_on: dt.date | None = None
    crime_types: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    note: str = ""
    source_url: str = ""

    @property
    def about(self) -> tuple[object, ...]:
        """What is said of it, apart from its words."""
        return sorted(self.crime_types), sorted(self.articles), self.note, self.source_url

    def told(self) -> dict[str, str]:
        """All that it says as plain text, by field, as the history of its law keeps it."""
        found = {"number": self.number}
        for language, words in self.words.items():
            found |= {f"{name}:{language}": getattr(words, name) for name in ("label", "heading", "body")}
        found |= {name: str(getattr(self, name) or "") for name in ("from_on", "repealed_on", "note", "source_url")}
        found |= {name: " | ".join(sorted(getattr(self, name))) for name in ("crime_types", "articles")}
        return {name: text for name, text in found.items() if text}


# Not frozen: a code has thousands of lines, and to make a frozen one takes three times as long.
@dataclass(slots=True)
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


@dataclass(slots=True)
class Words(Heading):
    """A part with its body."""

    body: str
    within: str = ""
    is_repealed: bool = False

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
    """A provision in two versions; None where one has it not, and both None where nothing changed."""

    eid: str
    change: Change
    before: Words | None
    after: Words | None

    @property
    def label(self) -> str:
        """Its number as the later version writes it, else the earlier."""
        words = self.after or self.before
        return words.label if words else ""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What importing would do to one provision, or did; also whether what it replaces had been written by hand."""

    version: str
    eid: str
    label: str
    change: Change
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file, and that nothing of it was lost.

    Attributes:
        file: its path inside the pack.
        characters: how many it has.
        accounted: how many of them are metadata, headings, provisions, other text or markup.
        articles: provisions found.
        split: how well it could be divided.
    """

    file: str
    characters: int
    accounted: int
    articles: int
    split: Split


@dataclass(frozen=True, slots=True)
class LawReport:
    """What importing one law came to."""

    place: str
    identifier: str
    title: str
    address: str
    outcome: Outcome
    files: tuple[FileReport, ...] = ()
    rows: tuple[RowChange, ...] = ()
    remark: str = ""


@dataclass(slots=True)
class PackReport:
    """What importing a pack came to, law by law; ``str`` says it in one line."""

    name: str
    is_dry_run: bool = False
    laws: list[LawReport] = field(default_factory=list)
    # Files that were refused, each with the sentence why; nothing of them was kept.
    refused: list[str] = field(default_factory=list)
    # What the reading before counted, when the pack has not changed since.
    unchanged_since: Mapping[str, int] | None = None

    def count(self, outcome: Outcome) -> int:
        """How many laws were created, changed or left as they were."""
        if self.unchanged_since is not None:
            return self.unchanged_since["laws"] if outcome is Outcome.UNCHANGED else 0
        return sum(law.outcome is outcome for law in self.laws)

    def totals(self) -> dict[str, int]:
        """Laws, files, articles, characters, characters unaccounted for, and texts kept whole."""
        if self.unchanged_since is not None:
            return dict(self.unchanged_since)
        files = [file for law in self.laws for file in law.files]
        return {
            "laws": len(self.laws),
            "texts": len(files),
            "articles": sum(file.articles for file in files),
            "characters": sum(file.characters for file in files),
            "unaccounted": sum(file.characters - file.accounted for file in files),
            "whole": sum(file.split is Split.WHOLE for file in files),
        }

    def __str__(self) -> str:
        totals = self.totals()
        said = ", ".join(f"{self.count(outcome)} {outcome.value}" for outcome in Outcome if self.count(outcome))
        text = (
            f"{totals['laws']} laws ({said or 'none'}), {totals['texts']} texts, {totals['articles']} articles, "
            f"{totals['whole']} kept whole, "
            f"{totals['unaccounted']} of {totals['characters']} characters unaccounted for"
        )
        return f"{text}, {len(self.refused)} files refused" if self.refused else text

    def lines(self) -> Iterator[str]:
        """A sentence for each file that was refused, and for each law with what changed in it, row by row."""
        yield from self.refused
        if self.unchanged_since is not None:
            yield "The pack is the one that was read before."
        would = "would be " if self.is_dry_run else ""
        for law in self.laws:
            articles = sum(file.articles for file in law.files)
            done = {Outcome.CREATED: f"{would}created", Outcome.CHANGED: f"{would}changed"}.get(
                law.outcome, "unchanged"
            )
            remark = f" ({law.remark})" if law.remark else ""
            yield f"{law.place} {law.identifier}: {done}, {articles} articles: {law.title[:100]}{remark}"
            for file in law.files:
                yield (
                    f"    {file.file}: {file.articles} articles, {file.accounted} of {file.characters} characters "
                    f"accounted for, {file.split.label}"
                )
            for row in law.rows:
                by_hand = ", in place of what was written here by hand" if row.is_by_hand else ""
                yield f"    {row.version} {row.eid} {row.label}: {would}{row.change.value}{by_hand}"
