"""Texts of one script in small letters and nothing but words, made at the speed of the interpreter's own loops.

A text that is written with the signs of one alphabet alone goes there and back through a table of 256 places, as if
it were in one of the old encodings: that is ten times as quick as looking at each sign. Any other text is left to
those who look.
"""

import unicodedata
from codecs import charmap_build, charmap_decode, charmap_encode
from typing import Final

from comity.engines.search.grammar.folding import ARABIC_SIGNS, DIGITS, FOLDED_LETTERS


PLACES: Final = 256
PRINTED: Final = "\0\t\n\r" + "".join(map(chr, range(32, 127)))
# What stands between words in texts of any script, and what is not seen and parts them all the same.
MARKS: Final = "«»§©®°±¶·×÷¡¿‐‑–—‘’‚“”„†‡•…‰‹›€→−≤≥\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\ufffc"
# Signs that stand for one other: "1º" is "1o" wherever texts are compared.
SUPERIORS: Final = "ºª¹²³"
# What is not used by the large languages comes last, as far as there are places.
LATIN: Final = "œŒ" + "".join(map(chr, [*range(0xC0, 0x100), *range(0x100, 0x130), *range(0x141, 0x180)]))
CYRILLIC: Final = "".join(map(chr, [*range(0x401, 0x460), *range(0x490, 0x4B0)]))
ARABIC: Final = "".join(map(chr, [0x60C, *range(0x61B, 0x653), *range(0x660, 0x66D), 0x670]))
# The one sign of many texts that stands for two letters.
NUMBER: Final = "№"
# Letters to the form in which they are compared, one to one, so that places in both texts are the same.
EVEN: Final = {code: plain for code, plain in FOLDED_LETTERS.items() if plain and len(plain) == 1}


class Alphabet:
    """The signs of one script."""

    def __init__(self, signs: str) -> None:
        """Take as many of the signs as there are places, the first first, beside those of ASCII."""
        taken = list(dict.fromkeys(sign for sign in PRINTED + signs if _is_one(sign)))[:PLACES]
        self._to_places = charmap_build("".join(taken))
        self._from_places = "".join(map(_plain, taken)).ljust(PLACES)
        self._from_places_even = "".join(map(_even, taken)).ljust(PLACES)
        self._dropped = bytes(place for place, sign in enumerate(taken) if ord(sign) in ARABIC_SIGNS)

    def plain(self, text: str) -> str | None:
        """The words of a text as they stand, in small letters with spaces between; None if it has other signs."""
        if NUMBER in text:
            text = text.replace(NUMBER, "No")
        try:
            places, _ = charmap_encode(text, "strict", self._to_places)
        except UnicodeEncodeError:
            return None
        if self._dropped:
            places = places.translate(None, self._dropped)
        words, _ = charmap_decode(places, "strict", self._from_places)
        return words

    def even(self, text: str) -> str | None:
        """A text in small letters without accents, each in the place where it stood; None if it has other signs."""
        try:
            places, _ = charmap_encode(text, "strict", self._to_places)
        except UnicodeEncodeError:
            return None
        letters, _ = charmap_decode(places, "strict", self._from_places_even)
        return letters


def _is_one(sign: str) -> bool:
    """Whether a sign stays one sign in composed form and in small letters, or is no letter in any number of them."""
    composed = unicodedata.normalize("NFKC", sign)
    return len(composed) == len(composed.lower()) == 1 or sign == NUMBER or not any(map(str.isalnum, composed))


def _plain(sign: str) -> str:
    """A sign as it is compared; a space when it belongs to no word."""
    small = unicodedata.normalize("NFKC", sign).lower()
    return DIGITS.get(ord(small), small) if small.isalnum() and len(small) == 1 else " "


def _even(sign: str) -> str:
    """A sign as it is compared where it must keep its place."""
    small = sign.lower()
    return EVEN.get(ord(small), small)


ASCII: Final = "".join(_plain(chr(code)) for code in range(128)).encode("ascii").ljust(PLACES)


def ascii_words(text: str) -> str:
    """``Alphabet.plain`` of a text in ASCII."""
    return text.encode("ascii").translate(ASCII).decode("ascii")


LATIN_ALPHABET: Final = Alphabet(NUMBER + MARKS + SUPERIORS + LATIN)
CYRILLIC_ALPHABET: Final = Alphabet(NUMBER + MARKS + CYRILLIC)
ARABIC_ALPHABET: Final = Alphabet(MARKS + ARABIC)
ALPHABETS: Final = (LATIN_ALPHABET, CYRILLIC_ALPHABET, ARABIC_ALPHABET)


def even(text: str) -> str | None:
    """``Alphabet.even`` by whichever alphabet has all of the signs of a text; None if none has."""
    return next((found for alphabet in ALPHABETS if (found := alphabet.even(text)) is not None), None)
