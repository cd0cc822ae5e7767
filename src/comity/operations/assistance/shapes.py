"""Plain data: what treaties say of requests, what is asked, and what is answered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.knowledge.treaties.queries.deriving import Verdict
from comity.operations.assistance.enums import About, Doubt, Exclusion, Force, Outcome, Part, Topic


# So many offences are taken from one question.
MOST_OFFENCES: Final = 3
EVERY: Final = "*"


@dataclass(frozen=True, slots=True)
class Measure:
    """What one State may ask of another.

    Attributes:
        kinds: which demands of a treaty concern it.
        function: for which an authority is designated, one of ``authorities.enums.Function``.
        names: by language.
    """

    id: str
    kinds: frozenset[str]
    function: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        """What it is called in a language, else in English."""
        return self.names.get(language) or self.names["en"]


def _bracketed(paragraph: str) -> str:
    """A paragraph as it follows the number of its article: ``3(f)`` becomes ``(3)(f)``, ``(b)`` stays."""
    figure, bracket, letter = paragraph.partition("(")
    return (f"({figure})" if figure else "") + bracket + letter


@dataclass(frozen=True, slots=True)
class Place:
    """An article of a treaty and, where it is known, a paragraph of it."""

    symbol: str
    article: str
    paragraph: str = ""

    @property
    def number(self) -> str:
        """The article as it is cited: ``18(3)(f)``; several paragraphs stay apart."""
        if not self.paragraph:
            return self.article
        return ", ".join(f"{self.article}{_bracketed(piece.strip())}" for piece in self.paragraph.split(","))

    @property
    def path(self) -> str:
        """The page of the article in this portal, without a language."""
        return f"/treaties/{self.symbol}/articles/{self.article.replace(' ', '-')}/"


@dataclass(frozen=True, slots=True)
class Base:
    """The article by which a treaty serves for a measure; ``through`` is the protocol that applies it."""

    place: Place
    force: Force
    through: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that treaties say of requests, in our own words by language."""

    id: str
    part: Part
    words: Mapping[str, str]

    def word(self, language: str) -> str:
        """The words in a language, else in English."""
        return self.words.get(language) or self.words["en"]


@dataclass(frozen=True, slots=True)
class Demand:
    """That a treaty says something of requests of some kinds, and where."""

    term: Term
    kinds: frozenset[str]
    place: Place


@dataclass(frozen=True, slots=True)
class Subject:
    """What an article is about: a declaration on it matters to requests of these kinds."""

    article: str
    topic: Topic
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Instrument:
    """What of a treaty decides whether it serves.

    Attributes:
        offences: the crime types that it covers; ``*`` stands for any.
        serious_years: it covers any other offence too that is punishable by so many years at the maximum.
        article: that says what it covers.
        convention: the symbol of the convention that applies through this protocol; both must bind.
        members: the organisation to whose members it is confined.
        is_awaited: adopted, and in force for nobody by what is known here.
    """

    symbol: str
    offences: frozenset[str]
    serious_years: int | None = None
    article: str = ""
    convention: str = ""
    members: str = ""
    is_awaited: bool = False
    bases: Mapping[str, tuple[Base, ...]] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Domestic:
    """A provision of the requested State's own law on cooperation, by its address in this portal."""

    place: str
    law: str
    provision: str
    kinds: frozenset[str]
    about: About


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        requesting: code of the State or territory that asks for help.
        requested: code of the State or territory that is asked.
        measure: id of a measure.
        on: on which day.
        offences: crime types; none for any.
        years: the maximum penalty of the offence, in years of deprivation of liberty; None when it is not told.
    """

    requesting: str
    requested: str
    measure: str
    on: dt.date
    offences: tuple[str, ...] = ()
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the State that is party, the territory that was named, and whether the treaty binds it."""

    place: str
    state: str
    verdict: Verdict | None = None
    protocol: Verdict | None = None

    @property
    def territory(self) -> str:
        """The code of the territory; empty when the State itself was named."""
        return self.place if self.place != self.state else ""

    @property
    def since(self) -> dt.date | None:
        """The first day on which it surely binds; the later one where a protocol needs its convention."""
        known = [one.since for one in (self.verdict, self.protocol) if one is not None]
        return max((day for day in known if day), default=None) if all(known) else None


@dataclass(frozen=True, slots=True)
class Why:
    """A reason against a treaty, or a doubt: of whom or what, and on which day."""

    kind: Exclusion | Doubt
    place: str = ""
    on: dt.date | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One treaty that was considered, and what became of it."""

    instrument: Instrument
    outcome: Outcome
    sides: tuple[Side, Side]
    bases: tuple[Base, ...] = ()
    reasons: tuple[Why, ...] = ()
    doubts: tuple[Why, ...] = ()
    # Whether it names the offences that were asked for, not only any serious one.
    is_specific: bool = False

    @property
    def symbol(self) -> str:
        return self.instrument.symbol

    def demands(self, measure: Measure) -> tuple[Demand, ...]:
        """What it says of requests for a measure."""
        wanted = {EVERY, *measure.kinds}
        return tuple(one for one in self.instrument.demands if one.kinds & wanted)


@dataclass(frozen=True, slots=True)
class Finding:
    """Every treaty that was considered, the closest first."""

    question: Question
    candidates: tuple[Candidate, ...]

    def of(self, *outcomes: Outcome) -> tuple[Candidate, ...]:
        """Those of which this became."""
        return tuple(one for one in self.candidates if one.outcome in outcomes)
