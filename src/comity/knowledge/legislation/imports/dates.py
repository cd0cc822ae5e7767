"""Dates as publishers write them."""

import datetime as dt
import re
from typing import Final

from comity.knowledge.legislation.grammar import digits


ARABIC_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("يناير",), ("فبراير",), ("مارس",), ("أبريل", "إبريل", "ابريل"), ("مايو",), ("يونيو", "يونيه"),
            ("يوليو", "يوليه"), ("أغسطس", "اغسطس"), ("سبتمبر",), ("أكتوبر", "اكتوبر"), ("نوفمبر",), ("ديسمبر",),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
GREGORIAN_NUMBERS: Final = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4})\s*م")
GREGORIAN_MONTH: Final = re.compile(rf"(\d{{1,2}})\s*(?:من\s*)?({'|'.join(ARABIC_MONTHS)})\s*(\d{{4}})")
CHINESE: Final = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
PLACEHOLDER: Final = dt.date(1900, 1, 1)


def day(year: str, month: str | int, number: str) -> dt.date | None:
    """A date, or None when there is no such day."""
    try:
        return dt.date(int(year), int(month), int(number))
    except ValueError:
        return None


def iso(value: object) -> dt.date | None:
    """The day at the front of ``2026-04-09`` or ``2026-02-11T17:01:49Z``; None for anything less than a day."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = ISO.match(str(value or "").strip())
    return day(*found.groups()) if found else None


def stated(value: object) -> dt.date | None:
    """A day, but not 1 January 1900, which publishers write for «none»."""
    found = iso(value)
    return None if found == PLACEHOLDER else found


def arabic(value: str) -> dt.date | None:
    """The Gregorian date in a Saudi date line; a date given only in the Hijri calendar is not converted."""
    western = digits(value)
    for found in GREGORIAN_MONTH.finditer(western):
        return day(found[3], ARABIC_MONTHS[found[2]], found[1])
    for found in GREGORIAN_NUMBERS.finditer(western):
        return day(found[3], found[2], found[1])
    return None


def chinese(value: str) -> dt.date | None:
    """The first 2018年10月26日 in a line."""
    found = CHINESE.search(value)
    return day(*found.groups()) if found else None
