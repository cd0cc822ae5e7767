"""Days as judgments write them, in the languages of the packs."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final


MONTHS: Final = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
SHORT: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
BY_NAME: Final = {name: number for names in MONTHS.values() for number, name in enumerate(names.split(), start=1)} | {
    name: number for number, name in enumerate(SHORT, start=1)
}
NAMES: Final = "|".join(sorted(BY_NAME, key=len, reverse=True))

DAY_FIRST: Final = re.compile(
    rf"\b(\d{{1,2}})\s?(?:st|nd|rd|th|er|º|\.)?(?:\s+day\s+of|\s+de|\s+of)?\s+({NAMES})\.?,?(?:\s+del?)?\s+(\d{{4}})\b",
    re.IGNORECASE,
)
MONTH_FIRST: Final = re.compile(rf"\b({NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
FIGURES: Final = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d|\d\d)\b")
YEAR_FIRST: Final = re.compile(r"\b((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)\b")
CHINESE: Final = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日")

# Spanish courts write days and years in words.
ONES: Final = (
    "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
    "catorce", "quince",
)  # fmt: skip
WORDS: Final = {word: number for number, word in enumerate(ONES, start=1)} | {
    "primero": 1, "dieciséis": 16, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20,
    "veintiuno": 21, "veintiún": 21, "veintidós": 22, "veintidos": 22, "veintitrés": 23, "veintitres": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiséis": 26, "veintiseis": 26, "veintisiete": 27, "veintiocho": 28,
    "veintinueve": 29, "treinta": 30, "treinta y uno": 31,
}  # fmt: skip
SPOKEN: Final = re.compile(
    rf"\b({'|'.join(sorted(WORDS, key=len, reverse=True))})\s+(?:\(\d+\)\s+)?de\s+({MONTHS['es'].replace(' ', '|')})"
    rf"\s+(?:de|del)\s+(?:(?:año\s+)?dos mil\s+({'|'.join(sorted(WORDS, key=len, reverse=True))})|(\d{{4}}))",
    re.IGNORECASE,
)
# What stands before the day on which a decision was made, and not one that it tells of.
ANNOUNCED: Final = re.compile(
    r"(?:decided|filed|delivered|released|rendered|dated|date|uitspraak|judgment given on|sentencing|sitting of|"
    r"rendu(?:e)? (?:le|en date du)|sitzung vom|beschluss vom|urteil vom|firma|bogotá, d\.?c\.?|san salvador|quito|"
    r"santiago|brasília|sessões|vaduz|通过|发布|检察院|g\.r\. no\. \d+)\W{0,6}"
    r"(?:\(?df\)?\W+|the\s+|this\s+|on\s+|em\s+|den\s+|a las [\w\s]{5,60} del?\s+|viernes\s+|jueves\s+|lunes\s+|"
    r"martes\s+|miércoles\s+|\w+\s+)?$",
    re.IGNORECASE,
)
# What stands before the day of a hearing, which is not that of the decision.
HEARD: Final = re.compile(
    r"(?:argued|submitted|heard|hearing date|session|application dated(?: the)?)\W{1,3}(?:on\W+)?$", re.IGNORECASE
)
EARLIEST: Final = 1850


def days_in(text: str, language: str, *, is_end: bool) -> Iterator[dt.date]:
    """The days that a stretch of a judgment gives as its own, the best first.

    Args:
        text: the head of the judgment with its title, or its end.
        language: of the judgment; in English figures the United States put the month first.
        is_end: whether it is the end, where the last day given is that of the signature.
    """
    flat = " ".join(text.split())
    found = sorted(_days(flat, language))
    if is_end:
        yield from (day for _start, day in reversed(found))
        return
    found = [(start, day) for start, day in found if not HEARD.search(flat[max(0, start - 40) : start])]
    announced = [day for start, day in found if ANNOUNCED.search(flat[max(0, start - 110) : start])]
    yield from announced
    yield from (day for _start, day in found if day not in announced)


def _days(text: str, language: str) -> Iterator[tuple[int, dt.date]]:
    for match in DAY_FIRST.finditer(text):
        yield from _day(match, match[3], BY_NAME[match[2].lower()], match[1])
    for match in MONTH_FIRST.finditer(text):
        yield from _day(match, match[3], BY_NAME[match[1].lower()], match[2])
    for match in YEAR_FIRST.finditer(text):
        yield from _day(match, match[1], match[2], match[3])
    for match in CHINESE.finditer(text):
        yield from _day(match, match[1], match[2], match[3])
    for match in SPOKEN.finditer(text):
        year = match[4] or 2000 + WORDS[match[3].lower()]
        months = MONTHS["es"].split()
        yield from _day(match, year, months.index(match[2].lower()) + 1, WORDS[match[1].lower()])
    for match in FIGURES.finditer(text):
        year = match[3] if len(match[3]) > 2 else f"20{match[3]}"  # noqa: PLR2004 -- two figures of a year
        yield from _day(match, year, match[2], match[1])
        # In the United States the month comes first; which of the two it is, the publisher's date decides.
        yield from ((start + 1, day) for start, day in _day(match, year, match[1], match[2]))


def _day(match: re.Match[str], year: str | int, month: str | int, day: str | int) -> Iterator[tuple[int, dt.date]]:
    try:
        made = dt.date(int(year), int(month), int(day))
    except ValueError:
        return
    if made.year >= EARLIEST:
        yield match.start(), made
