"""The numbers of articles as a text lists them."""

import re
from dataclasses import dataclass
from typing import Final

from comity.engines.citations.grammar.letters import number_key
from comity.engines.citations.grammar.notations import ARABIC, CHINESE, Notation
from comity.engines.citations.grammar.register import Mention
from comity.kernel import notations, numerals


LATIN_LETTER: Final = re.compile("[a-z]")


@dataclass(slots=True)
class Numbers:
    """Some numbers in a text, and the instrument to which they belong.

    Attributes:
        items: start, end and key of each number.
        mention: the instrument that stands beside them; None when there is none.
        is_own: whether they belong to the text's own record because it says so.
        is_other: whether they belong to something that is not known here.
        is_weak: whether the word before them is too common to mean anything without an instrument.
        word: the first letter of that word: an article and a section are seldom of one law.
        is_shared: whether the instrument stands beside the next numbers only.
    """

    start: int
    end: int
    items: list[tuple[int, int, str]]
    notation: Notation
    mention: Mention | None = None
    is_own: bool = False
    is_other: bool = False
    is_weak: bool = False
    word: str = ""
    is_shared: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether nothing beside them says to what they belong."""
        return self.mention is None and not self.is_own and not self.is_other


def key_of(item: re.Match[str], notation: Notation) -> str:
    """The key of a number as it is written; empty when it is none."""
    written = item["number"]
    if notation is CHINESE:
        key = notations.chinese(written)
        return f"{key}-{notations.chinese(item['bis'])}" if item["bis"] else key
    if notation is ARABIC:
        return written if written.isdecimal() else str(numerals.arabic(written))
    if LATIN_LETTER.match(written) and written.isalpha():
        value = numerals.roman(written)
        return str(value) if value else ""
    return number_key(written)
