"""Plain data in which files, forms and queries hand figures over to the actions that keep them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from comity.kernel.dates import Period
from comity.knowledge.indicators.enums import PLACE, Dimension, Nature, Precision, Status


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """Which series of an indicator: a place (None is the whole) and a value for each dimension that it has."""

    place: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """One line that is the same for the same series, such as ``place=IT;sex=F``."""
        pairs = [(PLACE, self.place)] if self.place else []
        pairs += [(name, self.dimensions[name]) for name in Dimension.values if self.dimensions.get(name)]
        return ";".join(f"{name}={value}" for name, value in pairs)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it was read; ``where`` names its row for messages.

    Attributes:
        value: in the indicator's unit.
        footnotes: by language.
        paragraph: where in the source.
        reason: why it takes the place of another.
    """

    indicator: str
    series: SeriesKey
    period: Period
    value: Decimal
    precision: str = Precision.EXACT
    status: str = Status.FINAL
    footnotes: Mapping[str, str] = field(default_factory=dict)
    source_title: str = ""
    source_url: str = ""
    paragraph: str = ""
    where: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: ``row`` counts the head as 1; ``column`` is empty when it is the whole row."""

    row: int
    column: str
    sentence: str


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    created: int = 0
    revised: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many rows were sound."""
        return self.created + self.revised + self.unchanged


@dataclass(frozen=True, slots=True)
class Count:
    """One number that a query of the portal's own gave."""

    series: SeriesKey
    value: int
    # The day counted, for what happened in a period; None is the state of now.
    on: dt.date | None = None
    # Its first day, where the period is longer than a day.
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """How the portal computes an indicator of its own.

    Attributes:
        indicator: its code.
        counts: runs the query.
        statement: the query as it is sent to the database.
        reference: where it stands in the code.
        of_periods: whether it counts what is over. A series of which it says nothing then has no figure for that
            period; of the state of now, it has come to nothing.
    """

    indicator: str
    counts: Callable[[], list[Count]]
    statement: Callable[[], str]
    reference: str
    of_periods: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """An indicator as the facts describe it, with titles and methods by language."""

    code: str
    theme: str
    unit: str
    nature: str = Nature.STOCK
    frequency: str = "irregular"
    counted_by: str = ""
    coverage: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
