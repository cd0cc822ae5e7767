"""Terms of imprisonment as decisions write them, in figures or in words, as months."""

import re
from typing import Final


WORDS: Final = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte",
    "de": "einem zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn",
    "pt": "um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete "
    "dezoito dezenove vinte",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien",
}
BY_WORD: Final = {word: number for several in WORDS.values() for number, word in enumerate(several.split(), start=1)}
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "treinta": 30, "trinta": 30, "cuarenta": 40, "quarenta": 40,
}  # fmt: skip
_WORD: Final = "|".join(sorted({*BY_WORD, *TENS}, key=len, reverse=True))
# A number in figures, or in words with or without its figures behind it: “four (4)”, “twenty-five”.
NUMBER: Final = rf"(?:\d{{1,3}}|(?:{_WORD})(?:[- ](?:y |e )?(?:{_WORD}))?)"
YEARS: Final = re.compile(
    rf"\b(?P<number>{NUMBER})(?: ?\(\d+\))?[- ]?(?:years?|años|anos|Jahren?|ja(?:ar|ren))\b", re.IGNORECASE
)
MONTHS: Final = re.compile(
    rf"\b(?P<number>{NUMBER})(?: ?\(\d+\))?[- ]?(?:months?|meses|Monaten?|maanden)\b", re.IGNORECASE
)
CHINESE: Final = re.compile(
    r"有期徒刑(?P<years>[一二三四五六七八九十]+)年(?:零?(?P<months>[一二三四五六七八九十]+)个月)?"
)
DIGITS: Final = "一二三四五六七八九"
TEN: Final = 10
IN_A_YEAR: Final = 12


def months_in(term: str) -> int | None:
    """The months of a term, when it names one number of years, one of months, or one of each; else None."""
    if found := CHINESE.search(term):
        return chinese(found["years"]) * IN_A_YEAR + (chinese(found["months"]) if found["months"] else 0)
    years, months = YEARS.findall(term), MONTHS.findall(term)
    if len(years) > 1 or len(months) > 1 or not (years or months):
        return None
    return (value(years[0]) * IN_A_YEAR if years else 0) + (value(months[0]) if months else 0)


def value(number: str) -> int:
    """A number in figures or in words of the languages of the packs."""
    if number.isdecimal():
        return int(number)
    return sum(TENS.get(word) or BY_WORD.get(word, 0) for word in re.split(r"[- ]", number.casefold()))


def chinese(number: str) -> int:
    """A number below a hundred in ideographs: 十二 is twelve, 二十 twenty."""
    tens, ten, ones = number.partition("十")
    if not ten:
        return DIGITS.index(tens) + 1
    return (DIGITS.index(tens) + 1 if tens else 1) * TEN + (DIGITS.index(ones) + 1 if ones else 0)
