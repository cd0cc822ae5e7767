"""Find the citations of some records, in this process or in others beside it."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from comity.engines.citations import registry
from comity.engines.citations.grammar import Register, citations_in


# So many characters stand before and after a citation where it is shown elsewhere.
AROUND: Final = 130
LONGEST: Final = 400


class Row(NamedTuple):
    """A citation as it is kept: all that ``models.Citation`` has beside its key, records by their keys."""

    source: str
    unit: str
    language: str
    start: int
    end: int
    digest: int
    passage: str
    passage_start: int
    target: str
    locator: str
    is_first: bool
    is_first_of_record: bool


class Batch(NamedTuple):
    """What was found in the texts of some records."""

    rows: list[Row]
    texts: int
    characters: int
    found: int


class Finding:
    """The task of a process: it reads the register once, when it gets its first batch."""

    def __init__(self) -> None:
        self._register: Register | None = None

    def __call__(self, records: Sequence[str]) -> Iterator[Batch]:
        """What is cited in the texts of these records."""
        if self._register is None:
            self._register = registry.register()
        yield found_in(records, self._register)


def found_in(records: Sequence[str], register: Register, *, units: frozenset[str] | None = None) -> Batch:
    """What is cited in the texts of these records, as far as the portal has it.

    Args:
        records: their keys.
        register: under which names everything is cited.
        units: the only parts of them that are read; None for all.
    """
    rows: list[Row] = []
    texts = characters = found = 0
    seen: set[tuple[str, ...]] = set()
    for words in registry.words_of(records):
        if units is not None and words.unit not in units:
            continue
        texts += 1
        characters += len(words.body)
        several = citations_in(words, register)
        found += len(several)
        linked = [one for one in several if one.record]
        if linked:
            told = digest(words.body)
            for one in linked:
                passage, start = around(words.body, one.start, one.end)
                part = (words.record, words.unit, one.record, one.unit)
                whole = (words.record, words.unit, one.record)
                rows.append(
                    Row(
                        words.record, words.unit, words.language, one.start, one.end, told, passage, start,
                        one.record, one.unit, part not in seen, whole not in seen,
                    )
                )  # fmt: skip
                seen |= {part, whole}
    return Batch(rows, texts, characters, found)


def digest(text: str) -> int:
    """By which a text is known to be the one in which citations were found."""
    return zlib.crc32(text.encode())


def around(text: str, start: int, end: int) -> tuple[str, int]:
    """The words around a citation, cut between words, and where in them it begins."""
    first = max(0, start - AROUND)
    if first:
        blank = text.find(" ", first, start)
        first = blank + 1 if blank >= 0 else first
    last = min(len(text), max(end, start + 1) + AROUND)
    if last < len(text):
        blank = text.rfind(" ", end, last)
        last = blank if blank >= 0 else last
    before = f"{'…' if first else ''}{_in_a_line(text[first:start])}"
    # The citation itself keeps every character: by its length it is found again.
    own = text[start:end].translate(BLANKS)
    passage = f"{before}{own}{_in_a_line(text[end:last])}{'…' if last < len(text) else ''}"
    return passage[:LONGEST], min(len(before), LONGEST)


def _in_a_line(text: str) -> str:
    """A text in one line, without the marks and addresses that a page on the web left in it."""
    return LEFT_OVER.sub("", text.translate(BLANKS))


# “](../../verdrag/…” of a link in Markdown, whole or cut.
LEFT_OVER: Final = re.compile(r"\]\((?:\.\./|https?:)[^\s)]*\)?|\[(?=[A-Z][a-z])|\[$")
BLANKS: Final = {ord(sign): " " for sign in "\n\r\t\u2028\u2029"}


def batches(records: Iterable[str], size: int) -> Iterator[list[str]]:
    """The records in batches, so many at a time."""
    some: list[str] = []
    for one in records:
        some.append(one)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
