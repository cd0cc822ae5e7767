"""How the numbers of articles and sections are written: the words and forms that whoever reads citations shares.

Patterns are for compared text: lower case, without accents, with one kind of dash, apostrophe and parenthesis. They
are parts of greater patterns, so none has a name of its own group unless it says so, and each is bounded.
"""

import re
from typing import Final

from comity.kernel import numerals


# ---------------------------------------------------------------- words

# Articles as Latin letters write them, whole and cut short: the words of English, French, Spanish, Portuguese,
# Italian, German and Dutch.
LATIN_ARTICLE: Final = r"art(?:icles?|iculos?|icol[oi]|igos?|ikel[ns]?)"
LATIN_ARTICLE_SHORT: Final = "arts?"
SECTION: Final = "sections?"
RUSSIAN_ARTICLE: Final = r"стать(?:ями|ям|ях|ею|ей|[яиею])|статей"
RUSSIAN_ARTICLE_SHORT: Final = "ст"
# Without the article and prepositions that are written with the word.
ARABIC_ARTICLE: Final = "ماده|مادتين|مادتان|مواد"
# The word after a Chinese number, in either writing.
CHINESE_ARTICLE: Final = "[条條]"
SIGN: Final = "§{1,2}"
# The parts of an article, whole and cut short.
LATIN_PARAGRAPH: Final = (
    r"paragraph(?:es|e|s)?|paras?|sub-?sections?|alineas?|al|abs|absatz|lid|comma|incisos?|inc|numeral(?:es|s)?"
    r"|apartados?|parrafos?|parr"
)

# ---------------------------------------------------------------- numbers

# What marks an article that was put in after another: 42 bis.
ORDINALS: Final = (
    "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "novies", "decies", "undecies",
    "duodecies",
)  # fmt: skip
LATIN_ORDINAL: Final = f"(?:{'|'.join(ORDINALS)})"
# 121-3 · 706-73-1 · 210.1
DECIMAL: Final = r"\d{1,5}(?:[.\-]\d{1,4}){0,4}"
CHINESE_NUMBER: Final = rf"[{numerals.CHINESE}]{{1,9}}|\d{{1,4}}"
# 42 之一
CHINESE_INSERTED: Final = rf"[{numerals.CHINESE}]{{1,3}}|\d{{1,2}}"
# The section of a title of the code of the United States: 1956, 53a, 2000e-5.
UNITED_STATES_SECTION: Final = r"\d{1,5}[a-z]{0,2}(?:-\d{1,3}[a-z]?)?"
# A title of it, in the groups ``title`` and ``code``: 18 U.S.C., 21 C.F.R.
UNITED_STATES_TITLE: Final = r"(?<!\w)(?P<title>\d{1,2})\s?(?P<code>u\.?\s?s\.?\s?c|c\.?\s?f\.?\s?r)\.?(?:\s?a\.)?"
# Council conclusions 2011/C 127/01, annex, paragraph 1; in capitals: country, court, year, number.
ECLI: Final = r"ECLI:[A-Z]{2}:[A-Z][A-Z0-9]{0,6}:[0-9]{4}:[A-Z0-9.]{1,25}"

BOOK: Final = re.compile(r"^([lrda])\.?\s?\*?\s?(?=\d)")
INSERTED: Final = re.compile(rf"(\d)[\s\-]?({LATIN_ORDINAL})\b")


def even(number: str) -> str:
    """A number in compared spelling with its letter and its ordinal in one form each.

    >>> even("l. 121-3"), even("42 bis"), even("42bis"), even("r *123-4")
    ('l121-3', '42-bis', '42-bis', 'r123-4')
    """
    return INSERTED.sub(r"\1-\2", BOOK.sub(r"\1", number))


def chinese(written: str) -> str:
    """A number as Chinese laws write it, in figures: 一百二十 is 120.

    >>> chinese("一百二十"), chinese("48")
    ('120', '48')
    """
    return written if written.isdecimal() else str(numerals.chinese(written))
