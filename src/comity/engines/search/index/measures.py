"""Small rules that the making of queries and the showing of hits share."""

import re
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Final

from comity.engines.search.shapes import Near, group_of


# Of the score of the best document that has the words, so much goes to one whose meaning is the very same, and
# nothing to one whose cosine is FAR; measured in docs/decisions/0009-sentence-vectors.md.
NEAR: Final = 0.8
FAR: Final = 0.3


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


def neighbours(near: Sequence[Near], best: float) -> list[float]:
    """Scores for neighbours, on the scale of the words.

    A text that means the same stands where the best of the words stands, times ``NEAR``; one that is only just
    near adds next to nothing. How much is asked for a whole treaty rather than an article is no matter of meaning,
    so what weighs more than others does not for that; what weighs less, such as a draft, still does.
    """
    scale = NEAR * (best or 1.0)
    return [max(scale * (one.score - FAR) / (1.0 - FAR), 0.0) / max(one.weight, 1.0) for one in near]
