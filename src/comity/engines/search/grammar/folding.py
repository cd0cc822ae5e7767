"""Bring different spellings of the same letters together."""

import re
import unicodedata
from typing import Final

from comity.engines.search.grammar.writings import SIMPLIFIED


# Latin letters with marks, in one code point each, to the letter without.
LATIN: Final = {
    code: base
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    if (base := unicodedata.normalize("NFKD", chr(code))[0]) != chr(code) and base.isascii()
} | {
    ord("ß"): "ss",
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ø"): "o",
    ord("đ"): "d",
    ord("ł"): "l",
    ord("ı"): "i",
}
# Vowel signs and the stroke that only stretches a word; texts of law have them or not, as it pleases the printer.
ARABIC_SIGNS: Final = dict.fromkeys([*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, 0x640, *range(0x6D6, 0x6EE)])
ARABIC_LETTERS: Final = {
    ord("أ"): "ا",
    ord("إ"): "ا",
    ord("آ"): "ا",
    ord("ٱ"): "ا",
    ord("ى"): "ي",
    ord("ی"): "ي",
    ord("ک"): "ك",
    ord("ة"): "ه",
}
CYRILLIC: Final = {ord("ё"): "е", ord("Ё"): "Е"}
DIGITS: Final = {
    code: str(value)
    for code in range(0x80, 0xFF00)
    if unicodedata.category(chr(code)) == "Nd" and (value := unicodedata.digit(chr(code), -1)) >= 0
}

SIGNS_OFF: Final = str.maketrans(ARABIC_SIGNS | DIGITS | SIMPLIFIED)
FOLDED_LETTERS: Final[dict[int, str | None]] = {
    **LATIN,
    **ARABIC_SIGNS,
    **ARABIC_LETTERS,
    **CYRILLIC,
    **DIGITS,
    **SIMPLIFIED,
}
FOLDED: Final = str.maketrans(FOLDED_LETTERS)

# Scripts that are written without spaces between words and whose words are often of two signs.
IDEOGRAPHS: Final = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003134f"
IDEOGRAPHIC: Final = re.compile(f"[{IDEOGRAPHS}]+")
ARABIC: Final = re.compile("[\u0600-\u06ff]")
CYRILLIC_LETTER: Final = re.compile("[\u0400-\u04ff]")

LATIN_LETTER: Final = re.compile("[A-Za-z\u00c0-\u024f]")
# Languages whose interface has another script than Latin, by what their words are written in.
SCRIPTS: Final = {"zh": re.compile(f"[{IDEOGRAPHS}]"), "ar": ARABIC, "ru": CYRILLIC_LETTER}

LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """The text without what no encoding can hold, in composed form."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", LONE_SURROGATES.sub(" ", text))
    return text.replace("\0", " ")


def plain(text: str) -> str:
    """Lower case, composed, without Arabic vowel signs, with Western digits and simplified characters: for phrases."""
    return readable(text).translate(SIGNS_OFF).lower() if not text.isascii() else text.lower().replace("\0", " ")


def folded(text: str) -> str:
    """``plain``, and without accents, with one form of alef, ya, ta marbuta and ё: what words are compared in."""
    if text.isascii():
        return text.lower().replace("\0", " ")
    return readable(text).lower().translate(FOLDED)


def spoken(text: str, language: str) -> str:
    """The language in which something was most likely typed: its script tells, whatever the language of the reader.

    Latin letters are the reader's language if that is written in them, else English.
    """
    counted = {code: len(script.findall(text)) for code, script in SCRIPTS.items()}
    best = max(counted, key=lambda code: counted[code])
    latin = len(LATIN_LETTER.findall(text))
    # An ideograph says as much as a short word.
    if counted[best] * (3 if best == "zh" else 1) > latin:
        return best
    return "en" if latin and language in SCRIPTS else language
