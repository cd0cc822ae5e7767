"""Texts in a spelling that is compared, letter for letter as long as before, so that offsets stay what they are."""

import re
from typing import Final

from comity.engines.search.grammar.citations import RUSSIAN_ENDING
from comity.engines.search.grammar.folding import FOLDED_LETTERS
from comity.kernel import notations


# What is compared as another sign: one kind of apostrophe, quotation mark, dash, space, parenthesis, comma.
EVEN: Final = {
    **dict.fromkeys("’‘ʼ´`", "'"),
    **dict.fromkeys("“”„«»「」『』", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u3000\t\r", " "),
    "（": "(",
    "）": ")",
    "ß": "s",
    "æ": "a",
    "œ": "o",
    "º": "°",
}


class _Letters(dict[int, str]):
    """The compared form of each letter, worked out once."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if (even := EVEN.get(sign)) is None:
            lower = sign.lower()
            told = FOLDED_LETTERS.get(ord(lower), lower) if len(lower) == 1 else sign
            even = told if told and len(told) == 1 else sign
        self[code] = even
        return even


LETTERS: Final = _Letters()
# In Russian print an inserted article has a small raised figure.
RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

TOKEN: Final = re.compile(r"[^\W_]+")
# What may stand between two words of one name.
GAP: Final = re.compile(r"[\s,.'\"\-]{1,4}")
# Words that are put into a name without changing it: “loi modifiée du …”.
PUT_IN: Final = frozenset({"modifiee", "modifie", "modificada", "geanderte"})
LONG: Final = 8
CYRILLIC: Final = re.compile("[а-я]")


def compared(text: str) -> str:
    """A text of the same length in which letters differ only where a reader would say so."""
    return text.translate(LETTERS)


def stem(word: str) -> str:
    """A word of a compared text without the ending that its place in the sentence gives it."""
    if CYRILLIC.match(word):
        return RUSSIAN_ENDING.sub("", word)
    word = word.replace("organis", "organiz")
    if len(word) > LONG and word[-1] == "s":
        # Strafgesetzbuches is Strafgesetzbuch.
        return word[:-2] if word[-2] == "e" else word[:-1]
    return word


def number_key(number: str) -> str:
    """The number of an article or section in the form in which two are compared.

    >>> number_key("L. 121-3"), number_key("42 bis"), number_key("5º"), number_key("265D"), number_key("1er")
    ('l121-3', '42-bis', '5', '265d', '1')
    """
    key = compared(number).replace("*", "").strip(" .°ª:()")
    key = re.sub(r"(?<=\d)([⁰¹²³⁴-⁹]+)$", r"-\1", key).translate(RAISED)
    key = re.sub(r"(?<=\d)\s(?=[a-k]$)", "", key)
    key = re.sub(r"(?<=\d)(?:[°ª]|(?:er|ere|eme|st|nd|rd|th)(?![a-z]))(?=$|[\s\-])", "", key)
    return re.sub(r"[\s/]+", "-", notations.even(key))
