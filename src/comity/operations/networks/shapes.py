"""Plain data: what is said of a network, what a contact point shows, what is asked for, what figures hold."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final


# As long as nobody has said by which clock a contact point lives.
UNTOLD_ZONE: Final = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of a network.

    Attributes:
        code: as it stands in addresses.
        short: what everybody calls it, such as “WACAP”.
        kind: who meets in it.
        names: the whole name by language; English is there.
        abouts: what it is, by language.
        founded: year, month or day; empty when it is not known.
        website: its own.
        source: where this is told.
    """

    code: str
    short: str
    kind: str
    names: Mapping[str, str]
    source: str
    abouts: Mapping[str, str] = field(default_factory=dict)
    founded: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a contact point shows to the members of the network."""

    languages: tuple[str, ...]
    telephone: str = ""
    mail: str = ""
    time_zone: str = UNTOLD_ZONE
    opens: dt.time | None = None
    closes: dt.time | None = None
    answers_at_night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What help is asked for.

    Attributes:
        requested: code of the State that is asked.
        type: of the request, one of the writer's.
        crime_types: keys of terms.
        networks: codes of further networks that help, beside that of who asks.
    """

    requested: str
    type: str
    crime_types: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Convened:
    """What is said of a meeting; without a last day it was one day."""

    title: str
    begins_on: dt.date
    ends_on: dt.date | None = None
    venue: str = ""
    agenda: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is said of a document of a meeting; without a link it is a file."""

    title: str
    link: str = ""
    language: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What stands in a network.

    Attributes:
        cases: open ones, in which it helps.
        points: contact points.
        alerts: that have not ended.
    """

    cases: int
    points: int
    alerts: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One table of a network's figures.

    Attributes:
        table: which.
        rows: what each row counts, with its numbers; None where one is too small to be told.
        question: the question to the database that gives it.
    """

    table: str
    rows: Sequence[tuple[str, Sequence[float | None]]]
    question: str
