"""Numbers as they are written out in the numbering of laws."""

import re
from typing import Final


CHINESE_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
CHINESE_TENS: Final = {"十": 10, "百": 100, "千": 1000}
CHINESE: Final = "".join([*CHINESE_DIGITS, *CHINESE_TENS])

# Ordinals of the feminine, because the word for article is; in folded spelling.
ARABIC: Final[dict[str, int]] = {
    "الاولي": 1, "الحاديه": 1, "الواحده": 1, "الثانيه": 2, "الثالثه": 3, "الرابعه": 4, "الخامسه": 5,
    "السادسه": 6, "السابعه": 7, "الثامنه": 8, "التاسعه": 9, "العاشره": 10, "عشره": 10, "عشر": 10,
    "العشرون": 20, "العشرين": 20, "الثلاثون": 30, "الثلاثين": 30, "الاربعون": 40, "الاربعين": 40,
    "الخمسون": 50, "الخمسين": 50, "الستون": 60, "الستين": 60, "السبعون": 70, "السبعين": 70,
    "الثمانون": 80, "الثمانين": 80, "التسعون": 90, "التسعين": 90,
    "المائه": 100, "المئه": 100, "المائتين": 200, "المائتان": 200, "المئتين": 200, "الثلاثمائه": 300,
    "الاربعمائه": 400, "الخمسمائه": 500, "الستمائه": 600,
}  # fmt: skip
ARABIC_WORD: Final = "|".join(sorted(ARABIC, key=len, reverse=True))
ARABIC_NUMBER: Final = rf"(?:{ARABIC_WORD})(?:\s{{1,3}}(?:و|بعد\s)?(?:{ARABIC_WORD})){{0,6}}"

ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
ROMAN: Final = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def chinese(text: str) -> int:
    """The value of a Chinese numeral up to 9,999: 一百二十 is 120; digits in a row, 二〇, are read one by one."""
    if not any(sign in CHINESE_TENS for sign in text):
        return int("".join(str(CHINESE_DIGITS[sign]) for sign in text))
    total = digit = 0
    for sign in text:
        if sign in CHINESE_TENS:
            total += (digit or 1) * CHINESE_TENS[sign]
            digit = 0
        else:
            digit = CHINESE_DIGITS[sign]
    return total + digit


def arabic(text: str) -> int:
    """The value of an Arabic ordinal in folded spelling: الخامسه والعشرون is 25."""
    return sum(ARABIC[word] for word in re.findall(ARABIC_WORD, text))


def roman(text: str) -> int | None:
    """The value of a Roman numeral in lower case, up to 99; None when it is not one."""
    if not ROMAN.fullmatch(text):
        return None
    values = [ROMAN_VALUES[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
