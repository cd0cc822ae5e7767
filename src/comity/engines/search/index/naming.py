"""Under which of its names an idea is looked for."""

import re
from math import prod
from typing import Final, Protocol

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.folding import IDEOGRAPHS
from comity.engines.search.grammar.tree import And, Node, Or, Words


# An idea that its first names show in so many documents of a language is not looked for under its other names.
ENOUGH: Final = 5_000
# After so many documents were looked at for it, a few that have it are enough.
LOOKED: Final = 20_000
SOME: Final = 500
RUN: Final = re.compile(f"[{IDEOGRAPHS}]{{2,}}")
# The parts of a name, each with the forms in which texts hold it.
Units = list[tuple[str, tuple[str, ...]]]


class Counting(Protocol):
    """What is asked of the maker of queries in one language."""

    language: str

    def units(self, node: Words) -> Units:
        """The parts of words that are looked for."""
        ...

    def frequency(self, name: str, value: str) -> int:
        """In how many documents a term stands."""
        ...


def is_run(node: Words) -> bool:
    """Whether words are one run of ideographs, which is held in pairs, each with a sign of the next."""
    return len(node.words) == 1 and RUN.fullmatch(node.words[0]) is not None


def enough(own: Counting, tree: Node) -> Node:
    """A tree in which no idea has more names, in the order of the vocabulary, than give enough documents.

    In a large index the other names would add documents by the ten thousand behind those that are there, and
    four names take four times as long to look at as one.
    """
    match tree:
        case And(parts):
            return And(tuple(enough(own, part) for part in parts))
        case Or(names) if len(names) > 1:
            looked = found = 0.0
            for number, name in enumerate(names, 1):
                most, likely = _expected(own, name)
                looked += most
                found += likely
                if found >= ENOUGH or (looked >= LOOKED and found >= SOME):
                    return Or(names[:number]) if number > 1 else name
    return tree


def _expected(own: Counting, node: Node) -> tuple[float, float]:
    """In how many documents of the language words stand at most, and if each stood where it stands by chance.

    Words of one name stand together more often than by chance, so the second is cautious; for one word both are
    what there is. The pairs of one run of ideographs stand together nearly always.
    """
    if not isinstance(node, Words) or not (units := own.units(node)):
        return 0.0, 0.0
    spoken = max(own.frequency(Facet.LANGUAGE.value, own.language), 1)
    each = [min(sum(own.frequency("words", form) for form in forms), spoken) for _, forms in units]
    most = float(min(each))
    return most, most if is_run(node) else spoken * prod(one / spoken for one in each)


def least(own: Counting, tree: Node) -> Node:
    """A tree that the same documents answer, without the names of which another is a part: these only score."""
    match tree:
        case And(parts):
            return And(tuple(least(own, part) for part in parts))
        case Or(names):
            kept: list[tuple[frozenset[tuple[str, tuple[str, ...]]], Node]] = []
            for units, name in sorted(((_set(own, name), name) for name in names), key=lambda one: len(one[0])):
                # What is no words at all, and what has no part, is nobody's part.
                if not units or not any(other and other <= units for other, _ in kept):
                    kept.append((units, name))
            return Or(tuple(name for _, name in kept)) if len(kept) > 1 else kept[0][1]
    return tree


def _set(own: Counting, node: Node) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset(own.units(node)) if isinstance(node, Words) and not node.field else frozenset()
