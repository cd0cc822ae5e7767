"""A condition: a small declared form, never code, which the server, the browser and XLSForm understand alike."""

from dataclasses import dataclass
from decimal import Decimal

from comity.engines.questionnaires.enums import Comparison


@dataclass(frozen=True, slots=True)
class Reference:
    """What was answered to a question; with a column, the sum of that column of a table."""

    question: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Worked:
    """A figure worked out of others: ``how`` is ``sum`` of any number, or ``minus`` of exactly two."""

    how: str
    of: tuple["Amount", ...]


Amount = Decimal | Reference | Worked


@dataclass(frozen=True, slots=True)
class Compared:
    """An answer held against something.

    Args:
        what: the answer.
        how: the comparison.
        to: a code or a date (text), several codes (``in``), an amount, or whether it is answered (``answered``).
    """

    what: Reference
    how: Comparison
    to: str | bool | tuple[str, ...] | Amount


@dataclass(frozen=True, slots=True)
class Combined:
    """Two conditions or more, ``all`` or ``any`` of which hold."""

    how: str
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """What does not hold."""

    of: "Condition"


Condition = Compared | Combined | Negated
