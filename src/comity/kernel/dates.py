"""Dates that may be known only as a period, written in EDTF (ISO 8601-2:2019)."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from comity.kernel.errors import Unreadable


EXACT: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST: Final = 60  # no EDTF date needs more; a longer one is somebody's mistake or attack


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A date as far as it is known: everything from ``earliest`` to ``latest``, both included."""

    earliest: dt.date
    latest: dt.date
    text: str

    @property
    def is_exact(self) -> bool:
        """Whether the day itself is known."""
        return self.earliest == self.latest

    @classmethod
    def on(cls, day: dt.date) -> "Period":
        """The period that is one day."""
        return cls(day, day, day.isoformat())

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2003-09-24``, ``2003-09``, ``2003``, ``2017-02/2018-02`` or any other EDTF date.

        Raises:
            Unreadable: the text is no EDTF date, or has no beginning or end.
        """
        text = text.strip()
        try:
            if EXACT.fullmatch(text):
                return cls.on(dt.date.fromisoformat(text))
            if not text or len(text) > LONGEST:
                raise ValueError(text[:LONGEST])
            earliest, latest = _bounds(text)
        except (EDTFParseException, ValueError, TypeError, OverflowError, AttributeError, IndexError) as error:
            raise Unreadable(
                f"“{text[:LONGEST]}” is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
                "when only the period is known."
            ) from error
        if latest < earliest:
            raise Unreadable(f"“{text}” ends before it begins. Write the earlier date first.")
        return cls(earliest, latest, text)


# The grammar of EDTF takes some milliseconds for a text, and the same few hundred come again and again in facts.
@lru_cache(maxsize=4096)
def _bounds(text: str) -> tuple[dt.date, dt.date]:
    parsed = parse_edtf(text)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return dt.date(*lower[:3]), dt.date(*upper[:3])
