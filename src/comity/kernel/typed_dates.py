"""Dates as people write them in the six languages, brought to EDTF."""

import re
import unicodedata
from functools import cache
from typing import Final

from babel.dates import get_month_names

from comity.kernel.dates import LONGEST, Period
from comity.kernel.errors import Unreadable


# Beside those of the six languages: the months as the Levant and the Maghreb write them.
CALENDARS: Final = ("en", "fr", "es", "ru", "zh", "ar", "ar_SY", "ar_DZ", "ar_MA")
CHINESE: Final = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
NUMBERS: Final = re.compile(r"(\d{1,4})([./-])(\d{1,4})(?:\2(\d{1,4}))?")
YEAR: Final = re.compile(r"\d{4}")
DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|°|-?го|-?е)?")
BETWEEN: Final = re.compile(
    r"^(?:from|between|de|du|entre|desde|с|между|من|بين|从|自)?\s*(.+?)\s*"
    r"(?:\s(?:to|and|until|au|à|et|al|a|hasta|y|по|до|и|إلى|حتى|و)\s|\s*[–—至到]\s*|\s+-\s+|\s*/\s*)\s*(.+)$"
)
ABOUT: Final = re.compile(r"^(?:about|around|circa|ca?\.|vers|environ|hacia|около|прибл\.|حوالي|نحو|约|大约)\s*(.+)$")
# What stands between the words of a date and says nothing.
SILENT: Final = frozenset({"of", "the", "de", "del", "du", "le", "el", "la", "en", "г", "год", "года", "في", "من"})
LAST_MONTH: Final = 12
YEAR_DIGITS: Final = 4


class Ambiguous(Unreadable):
    """Figures that may be two days; ``first`` and ``second`` are both in EDTF."""

    def __init__(self, text: str, first: str, second: str) -> None:
        super().__init__(f"“{text}” may be {first} or {second}. Write the one that is meant.")
        self.first = first
        self.second = second


def typed(text: str) -> Period:
    """Read a date as it is typed: ``24 September 2003``, ``sept. 2003``, ``2003年9月``, ``24.9.2003``, ``2017–2018``.

    Raises:
        Ambiguous: the figures may be two days, such as 03/04/2003.
        Unreadable: it is no date.
    """
    plain = _plain(text)
    if not plain or len(plain) > LONGEST:
        return Period.parse(text)
    try:
        return Period.parse(plain)
    except Unreadable:
        return Period.parse(_edtf(plain, text))


def _plain(text: str) -> str:
    figures = "".join(str(unicodedata.decimal(one, one)) for one in unicodedata.normalize("NFKC", text))
    return " ".join(figures.split())


def _edtf(plain: str, text: str) -> str:
    if found := ABOUT.fullmatch(plain.casefold()):
        return f"{_point(found[1], text)}~"
    try:
        return _point(plain, text)
    except Ambiguous:
        raise
    except Unreadable:
        if found := BETWEEN.fullmatch(plain.casefold()):
            return f"{_point(found[1], text)}/{_point(found[2], text)}"
        raise


def _point(part: str, text: str) -> str:
    """One day, month or year in EDTF."""
    part = part.strip()
    if YEAR.fullmatch(part):
        return part
    if found := CHINESE.fullmatch(part):
        return _joined(found[1], found[2], found[3])
    if found := NUMBERS.fullmatch(part):
        return _figures(found, text)
    return _worded(part, text)


def _figures(found: re.Match[str], text: str) -> str:
    first, mark, second, third = found.groups()
    if len(first) == len(second) == YEAR_DIGITS and third is None:
        return f"{first}/{second}"
    if len(first) == YEAR_DIGITS:
        return _joined(first, second, third)
    if third is None and len(second) == YEAR_DIGITS:
        return _joined(second, first, None)
    if third is None or len(third) != YEAR_DIGITS:
        raise _unread(text)
    if mark != "." and first != second and int(first) <= LAST_MONTH and int(second) <= LAST_MONTH:
        raise Ambiguous(text.strip()[:LONGEST], _joined(third, second, first), _joined(third, first, second))
    if int(second) > LAST_MONTH and mark != ".":
        return _joined(third, first, second)
    return _joined(third, second, first)


def _worded(part: str, text: str) -> str:
    words = [word.strip(".,،") for word in part.casefold().replace("،", " ").replace(",", " ").split()]
    months, years, days = list[int](), list[str](), list[str]()
    told = " ".join(word for word in words if word and word not in SILENT)
    for name, number in _months().items():
        if re.search(rf"(?:^|\s){re.escape(name)}(?:\s|$)", told):
            months.append(number)
            told = " ".join(f" {told} ".replace(f" {name} ", " ", 1).split())
            break
    for word in told.split():
        if YEAR.fullmatch(word):
            years.append(word)
        elif day := DAY.fullmatch(word):
            days.append(day[1])
        else:
            raise _unread(text)
    if len(months) != 1 or len(years) != 1 or len(days) > 1:
        raise _unread(text)
    return _joined(years[0], str(months[0]), days[0] if days else None)


@cache
def _months() -> dict[str, int]:
    """The names of months in every calendar, long ones first: Arabic ones have two words."""
    found: dict[str, int] = {}
    for calendar in CALENDARS:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context=context, locale=calendar).items():
                    found.setdefault(name.casefold().strip("."), number)
    found |= {"sept": 9}
    return dict(sorted(((name, number) for name, number in found.items() if not name.isdecimal()), key=_longest))


def _longest(one: tuple[str, int]) -> int:
    return -len(one[0])


def _joined(year: str, month: str | None, day: str | None) -> str:
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _unread(text: str) -> Unreadable:
    return Unreadable(
        f"“{text.strip()[:LONGEST]}” is not a date. Write it as 2003-09-24, or as 2003-09, 2003 or 2017-02/2018-02 "
        "when only the period is known."
    )
