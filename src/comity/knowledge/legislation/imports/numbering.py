"""Numbers of articles as laws write them, in Latin, Arabic, Cyrillic and Chinese script."""

import re
import unicodedata
from typing import Final


ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
CHINESE_DIGITS: Final = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
# Latin multiplicatives in the order in which they follow a number.
LATIN: Final = (
    "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies", "undecies", "duodecies",
    "terdecies", "quaterdecies", "quindecies", "sexdecies", "septdecies", "octodecies", "novodecies", "vicies",
)  # fmt: skip
ARABIC_BASE: Final = {
    "اولى": 1, "اول": 1, "حاديه": 1, "حادي": 1, "واحده": 1, "وحيده": 1, "ثانيه": 2, "ثاني": 2, "ثالثه": 3, "ثالث": 3,
    "رابعه": 4, "رابع": 4, "خامسه": 5, "خامس": 5, "سادسه": 6, "سادس": 6, "سابعه": 7, "سابع": 7, "ثامنه": 8,
    "ثامن": 8, "تاسعه": 9, "تاسع": 9, "عاشره": 10, "عاشر": 10, "عشره": 10, "عشر": 10, "عشرون": 20, "عشرين": 20,
    "ثلاثون": 30, "ثلاثين": 30, "اربعون": 40, "اربعين": 40, "خمسون": 50, "خمسين": 50, "ستون": 60, "ستين": 60,
    "سبعون": 70, "سبعين": 70, "ثمانون": 80, "ثمانين": 80, "تسعون": 90, "تسعين": 90, "مائه": 100, "مئه": 100,
    "ماءه": 100, "مائتين": 200, "مائتان": 200, "مئتين": 200, "مئتان": 200, "ثلاثمائه": 300, "ثلاثمئه": 300,
    "اربعمائه": 400, "اربعمئه": 400, "خمسمائه": 500, "خمسمئه": 500, "ستمائه": 600,
}  # fmt: skip
ARABIC_FOLD: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ى", "ة": "ه", "ـ": None})
ARABIC_ITEMS: Final = (
    "اولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا", "حادي عشر", "ثاني عشر",
    "ثالث عشر", "رابع عشر", "خامس عشر", "سادس عشر", "سابع عشر", "ثامن عشر", "تاسع عشر", "عشرون",
)  # fmt: skip
TEN: Final = 10
HUNDRED: Final = 100


def roman(text: str) -> int | None:
    """The value of a Roman numeral, or None when it is none."""
    if not text or not re.fullmatch(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", text):
        return None
    total = 0
    for here, following in zip(text, [*text[1:], ""], strict=True):
        value = ROMAN[here]
        total += -value if following and ROMAN[following] > value else value
    return total


def chinese(text: str) -> int | None:
    """The value of a Chinese numeral up to thousands: ``一百九十一`` gives 191; None when it is none."""
    total = current = 0
    if not text:
        return None
    for character in text:
        if character in CHINESE_DIGITS:
            current = CHINESE_DIGITS[character]
        elif character in CHINESE_UNITS:
            total += (current or 1) * CHINESE_UNITS[character]
            current = 0
        elif character.isdigit():
            current = current * 10 + unicodedata.digit(character)
        else:
            return None
    return total + current


def fold_arabic(text: str) -> str:
    """Arabic without vowel marks and with the variants of alef and ta marbuta made one."""
    bare = "".join(c for c in unicodedata.normalize("NFKC", text) if not unicodedata.combining(c))
    return bare.translate(ARABIC_FOLD)


def arabic(words: list[str]) -> tuple[int, int] | None:
    """Read an Arabic ordinal from the front of a list of words.

    Returns:
        The value and how many words it took (``الحادية والعشرون`` gives ``(21, 2)``), or None.
    """
    total = taken = 0
    for index, word in enumerate(words):
        bare = fold_arabic(word).strip("():.،-–")
        after_hundred = bare == "بعد" and total
        if after_hundred:
            continue
        if index and bare.startswith("و") and bare[1:].removeprefix("ال") in ARABIC_BASE:
            bare = bare[1:]
        value = ARABIC_BASE.get(bare.removeprefix("ال"))
        if value is None:
            break
        # «العاشرة» ends a number; after it «عشرة» would be a new word, and two units never follow each other.
        if total and value < TEN and total % TEN:
            break
        total += value
        taken = index + 1
        if word.endswith((":", ".")):
            break
    # «المائة» may come first or last: 100 + 21 either way, since every part is added.
    return (total, taken) if taken else None


def arabic_item(text: str) -> int | None:
    """The rank of an Arabic clause marker: ``ثانيا`` gives 2, ``حادي عشر`` 11."""
    bare = fold_arabic(text).strip(" :.-–،ًـ")
    return ARABIC_ITEMS.index(bare) + 1 if bare in ARABIC_ITEMS else None


def sort_key(number: str) -> tuple[int, int] | None:
    """A number as (whole, rank of its suffix), so that 5, 5 bis, 5 ter, 6 stand in order; None for words."""
    found = re.match(r"\D{0,3}?(\d+)(.*)$", number)
    if not found:
        value = roman(number.upper())
        return (value, 0) if value else None
    suffix = found[2].strip(" -.").lower()
    if suffix in LATIN:
        return int(found[1]), LATIN.index(suffix) + 1
    if len(suffix) == 1 and suffix.isalpha():
        return int(found[1]), ord(suffix) - ord("a") + 1
    first = re.match(r"\d+", suffix)
    return int(found[1]), int(first[0]) if first else (1 if suffix else 0)
