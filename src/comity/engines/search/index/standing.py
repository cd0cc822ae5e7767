"""Kept searches laid out so that a new record leads to those that it could answer, and not they to it.

Every group of terms that any of them needs is there once, and so is every alternative. A text is looked through for
the terms that somebody needs, these make the groups that it has, and of the alternatives only those are looked at
whose most telling group is among them.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar


# What is left of searches that are gone stays until there are so many of them for each that is there.
GONE: Final = 0.5

Name = TypeVar("Name", bound=Hashable)


class Standing(Generic[Name]):
    """Searches by what they need, each under a name; one thread at a time may use it.

    10,000 of them, with what the vocabularies have in six languages, take some 60 MB.
    """

    def __init__(self) -> None:
        self._kept: dict[Name, int] = {}
        self._gone: set[int] = set()
        self._names: list[Name] = []
        self._groups: dict[tuple[str, ...], int] = {}
        # Which groups a term is in, by its field.
        self._in: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
        # Alternatives by their most telling group: what else each needs, and which searches it answers.
        self._led_to: defaultdict[int, dict[tuple[int, ...], list[int]]] = defaultdict(dict)
        # Searches that need nothing in particular.
        self._free: list[int] = []

    def names(self) -> set[Name]:
        """The searches that are there."""
        return set(self._kept)

    def wanted(self) -> Mapping[str, Collection[str]]:
        """Every term that any search needs, by its field."""
        return self._in

    def add(self, name: Name, packed: Mapping[str, Any]) -> None:
        """Take in a search.

        Args:
            name: that no other has.
            packed: what it needs, see ``Needs.packed``.
        """
        number = self._kept[name] = len(self._names)
        self._names.append(name)
        groups = [self._group(tuple(group)) for group in packed["groups"]]
        for first, *others in filter(None, packed["any"]):
            rest = tuple(map(groups.__getitem__, others))
            self._led_to[groups[first]].setdefault(rest, []).append(number)
        if not all(packed["any"]):
            self._free.append(number)

    def _group(self, terms: tuple[str, ...]) -> int:
        known = self._groups.get(terms)
        if known is None:
            known = self._groups[terms] = len(self._groups)
            for written in terms:
                field, _colon, term = written.partition(":")
                self._in[field].setdefault(term, []).append(known)
        return known

    def drop(self, names: Collection[Name]) -> None:
        """Leave out searches that are there."""
        self._gone.update(self._kept.pop(name) for name in names)

    def is_worn(self) -> bool:
        """Whether so much is left of searches that are gone that it is better to begin anew."""
        return len(self._gone) > GONE * len(self._kept)

    def answered(self, where: Mapping[str, Mapping[str, int]], everywhere: int) -> dict[Name, int]:
        """The searches of which some texts have what they need.

        Args:
            where: by field and term, a number with a bit for each text that has it.
            everywhere: the bits of all the texts.

        Returns:
            For each of those searches the bits of the texts.
        """
        having = self._having(where)
        found = dict.fromkeys(self._free, everywhere) if everywhere else {}
        for group, bits in having.items():
            for rest, searches in self._led_to.get(group, {}).items():
                if left := _left(bits, rest, having):
                    for search in searches:
                        found[search] = found.get(search, 0) | left
        return {self._names[search]: bits for search, bits in found.items() if search not in self._gone}

    def _having(self, where: Mapping[str, Mapping[str, int]]) -> dict[int, int]:
        """In which texts there is any term of each group that is in any of them."""
        having: dict[int, int] = {}
        for field, terms in where.items():
            groups_of = self._in[field]
            for term, bits in terms.items():
                for group in groups_of[term]:
                    having[group] = having.get(group, 0) | bits
        return having


def _left(bits: int, rest: Sequence[int], having: Mapping[int, int]) -> int:
    """Of some texts those that have other groups too."""
    for group in rest:
        bits &= having.get(group, 0)
        if not bits:
            break
    return bits
