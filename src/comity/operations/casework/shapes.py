"""Plain data: what is registered and changed of a file, what a treaty says of days, what figures are made of."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from comity.operations.casework.enums import Bearer, CostKind, Level, Urgency


# What stands in place of a number that might point at somebody.
HIDDEN: Final = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What a file says in the clear.

    Attributes:
        type: of the request, one of the writer's.
        way: how it travels.
        reference: the authority's own number.
        their_reference: the other's.
        other_place: code of the other State.
        other: key of the other's authority, when it is here.
        instrument: symbol of the treaty on which it rests; empty for none.
        crime_types: keys of terms.
        urgency: as the requesting authority says.
        level: who of the authority may know of it.
        sent_on: on which day it was sent.
    """

    type: str
    way: str
    other_place: str
    sent_on: dt.date
    reference: str = ""
    their_reference: str = ""
    other: int | None = None
    instrument: str = ""
    crime_types: tuple[str, ...] = ()
    urgency: str = Urgency.NORMAL
    level: str = Level.ORDINARY


@dataclass(frozen=True, slots=True)
class Place:
    """An article of a treaty and, where it is known, a paragraph of it."""

    symbol: str
    article: str
    paragraph: str = ""

    @property
    def key(self) -> str:
        """As it is kept: symbol, article and paragraph."""
        return " ".join(one for one in (self.symbol, self.article, self.paragraph) if one)

    @property
    def number(self) -> str:
        """As it is cited: ``18(21)(b)``."""
        figure, bracket, letter = self.paragraph.partition("(")
        return self.article + (f"({figure})" if figure else "") + bracket + letter

    @property
    def path(self) -> str:
        """The page of the article in this portal, without a language."""
        return f"/treaties/{self.symbol}/articles/{self.article}/"


@dataclass(frozen=True, slots=True)
class Span:
    """So many days that a treaty gives, for which types of request and to whom."""

    id: str
    place: Place
    days: int
    types: frozenset[str]
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a request has cost."""

    kind: CostKind | str
    borne_by: Bearer | str
    amount: Decimal
    currency: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Travelled:
    """In which conversation a request travels, and which message is the request."""

    thread: uuid.UUID
    envelope: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of figures: what it counts, and the numbers, None where one is too small to be told."""

    key: str
    values: Sequence[float | None]
