"""Small rules that the making of queries and the showing of hits share."""

import re
from collections.abc import Iterable
from math import ceil

from comity.engines.search.shapes import group_of


def most(number: int) -> int:
    """How many of so many words must be there when no document has all: 1 of 2, 2 of 3, 3 of 4 or 5, 4 of 6 or 7."""
    return max(1, ceil(number * 0.6 - 0.2))


def escaped(text: str) -> str:
    """Text that stands for itself in the engine's regular expressions."""
    return re.sub(r"([.+*?()|\[\]{}^$\\])", r"\\\1", text)


def by_group(marks: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Marks under the groups that they name."""
    found: dict[str, tuple[str, ...]] = {}
    for mark in marks:
        found[group_of(mark)] = (*found.get(group_of(mark), ()), mark)
    return found
