"""Plain data in which importers hand over what they read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from comity.engines.records.enums import Outcome, Wording
from comity.kernel.dates import Period
from comity.knowledge.treaties.enums import Portion


# How the keys of sources begin that a person described on screen.
ON_SCREEN: Final = "staff:"


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from; ``key`` is short and permanent."""

    key: str
    title: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    retrieved_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the project says of one article in one language."""

    symbol: str
    language: str
    number: str
    title: str
    summary: str
    asks: list[str]
    obligation: str
    crime_types: list[str]
    review: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action as a file tells it. ``where`` names the place in the file, for sentences about it."""

    symbol: str
    place: str
    kind: str
    on: Period
    source: str
    identifier: str
    territory: str = ""
    against: str = ""
    text: str = ""
    language: str = ""
    note: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What importing one row does, or would do: field by field, before and after."""

    where: str
    outcome: Outcome
    identifier: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArticlePiece:
    """One article cut from a source: ``heading + body`` are its characters there."""

    number: str
    title: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class OtherPiece:
    """What stands between the articles, and the number of the article before it."""

    portion: Portion
    after: str
    body: str


@dataclass(frozen=True, slots=True)
class TreatyWords:
    """The words of one treaty in one language, cut from one file."""

    symbol: str
    language: str
    wording: Wording
    articles: tuple[ArticlePiece, ...]
    others: tuple[OtherPiece, ...]
    # Why the text was kept whole instead of being divided; empty when it was divided.
    undivided: str = ""

    @property
    def characters(self) -> int:
        """How many characters of the source are held."""
        return sum(len(a.heading) + len(a.body) for a in self.articles) + sum(len(o.body) for o in self.others)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: every character of it is in one of the treaties or named as left over."""

    file: str
    characters: int
    treaties: tuple[TreatyWords, ...]
    # Characters of the source that are kept nowhere, by what they are; empty unless the format has wrapping.
    wrapping: dict[str, int] = field(default_factory=dict)

    @property
    def accounted(self) -> int:
        """Characters held plus characters named."""
        return sum(t.characters for t in self.treaties) + sum(self.wrapping.values())

    @property
    def is_whole(self) -> bool:
        """Whether every character is accounted for."""
        return self.accounted == self.characters


BRIEF: Final = 60  # characters of a value that a sentence shows


def _brief(value: str) -> str:
    return value if len(value) <= BRIEF else f"{value[:BRIEF]}…"


@dataclass(frozen=True, slots=True)
class TextOutcome:
    """What bringing one treaty's words in one language came to."""

    symbol: str
    language: str
    outcome: Outcome
    articles: int
    # Why the text was kept whole; empty when it was divided into articles.
    undivided: str = ""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: what it held, and that every character of it is accounted for.

    Attributes:
        file: its path inside the pack, or its name.
        characters: how many it has.
        accounted: how many of them are kept, or named in ``left_out``.
        texts: the treaties' words found in it.
        changes: the actions found in it.
        left_out: characters that are kept nowhere, by what they are.
        sentences: what a person should know: names that were not recognised, blanks, files passed over.
    """

    file: str
    characters: int = 0
    accounted: int = 0
    texts: tuple[TextOutcome, ...] = ()
    changes: tuple[Change, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles were found."""
        return sum(text.articles for text in self.texts)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import came to, file by file."""

    name: str
    is_dry_run: bool
    files: tuple[FileOutcome, ...]

    def __str__(self) -> str:
        parts = [f"{sum(1 for file in self.files if file.texts or file.changes)} files"]
        if self.articles:
            parts.append(f"{self.articles:,} articles")
        if self.undivided:
            parts.append(f"{self.undivided} texts kept whole")
        if self.characters:
            parts.append(f"{self.accounted:,} of {self.characters:,} characters accounted for")
        parts += [f"{self.count(outcome):,} {outcome.value}" for outcome in Outcome]
        return ("would be: " if self.is_dry_run else "") + ", ".join(parts)

    def lines(self) -> Iterator[str]:
        """What was done, or would be done, with each file and row, a sentence each."""
        for file in self.files:
            for text in file.texts:
                yield (
                    f"{file.file}: {text.symbol} ({text.language}) {text.outcome.value}, "
                    f"{text.articles} articles of {file.accounted:,}/{file.characters:,} characters"
                )
            for change in file.changes:
                said = "; ".join(f"{name}: “{_brief(a)}” → “{_brief(z)}”" for name, (a, z) in change.fields.items())
                yield f"{change.where}: {change.identifier} {change.outcome.value}{': ' if said else ''}{said}"
            yield from (f"{file.file}: {what}: {number:,} characters" for what, number in file.left_out.items())
            yield from (f"{file.file}: {sentence}" for sentence in file.sentences)

    @property
    def articles(self) -> int:
        """How many articles were found in all files."""
        return sum(file.articles for file in self.files)

    @property
    def characters(self) -> int:
        """How many characters the files that were read have."""
        return sum(file.characters for file in self.files)

    @property
    def accounted(self) -> int:
        """How many of them are kept or named."""
        return sum(file.accounted for file in self.files)

    @property
    def undivided(self) -> int:
        """How many texts were kept whole because they cannot be divided reliably."""
        return sum(1 for file in self.files for text in file.texts if text.undivided)

    def count(self, outcome: Outcome) -> int:
        """How many texts and actions were created, changed or left as they were."""
        texts = [text.outcome for file in self.files for text in file.texts]
        changes = [change.outcome for file in self.files for change in file.changes]
        return [*texts, *changes].count(outcome)


@dataclass(frozen=True, slots=True)
class Demand:
    """An article that obliges the parties to a treaty to make a crime of something, a term of the crime types."""

    treaty: str
    article: str
    crime_type: str
