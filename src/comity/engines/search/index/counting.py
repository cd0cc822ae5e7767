"""From what the engine counts to the values of facets."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from itertools import islice
from threading import Lock
from typing import Any, Final, Generic, NamedTuple, TypeVar

from comity.engines.search.enums import Facet
from comity.engines.search.index.interface import Count, Question
from comity.engines.search.shapes import group_of


# As many values of a facet as a page can show; counted over all there are, so that the counts are true.
MOST_VALUES: Final = 300
COUNTED_VALUES: Final = 100_000
# Every document has one weight.
NUMBER: Final = "number"
EACH: Final = {"value_count": {"field": "weight"}}
TERMS: Final = {"size": COUNTED_VALUES, "segment_size": COUNTED_VALUES}

Bucket = dict[str, Any]
Facets = dict[Facet, tuple[Count, ...]]
# Counts for what is asked, within all filters but those of one facet, of marks those of one group; none for neither.
Counting = Callable[[Any, Facet | None, str], Any]
Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The answers that were asked for last; any thread may ask."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, answer: Callable[[], Value]) -> Value:
        """The answer to a key, found out when it is not remembered."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = answer()
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def clear(self) -> None:
        """Remember nothing any more."""
        with self._lock:
            self._kept.clear()


class Counted(NamedTuple):
    """How many documents answer, and how many of them have each value of each facet."""

    number: int
    facets: Facets


NONE: Final = Counted(0, {})


def counted(question: Question, count: Counting) -> Counted:
    """All that answer, and the counts of all facets that are asked for, each that is narrowed as if it were not."""
    narrowed = [facet for facet in question.facets if question.filters.get(facet)]
    others = [facet for facet in question.facets if facet not in narrowed]
    has_marks = Facet.MARK in narrowed
    if has_marks:
        narrowed.remove(Facet.MARK)
    found: Facets = {}
    number = 0
    for several, but in [(others, None), *(([facet], facet) for facet in narrowed)]:
        wanted: dict[str, Any] = {facet.value: {"terms": TERMS | {"field": facet.value}} for facet in several}
        buckets = count(wanted if but else wanted | {NUMBER: EACH}, but, "")
        number = number if but else int(buckets[NUMBER]["value"])
        for facet in several:
            found[facet] = counts(buckets[facet.value]["buckets"], question.filters.get(facet, ()))
    if has_marks:
        found[Facet.MARK] = marks(question.filters[Facet.MARK], count)
    return Counted(number, found)


def counts(buckets: Iterable[Bucket], chosen: tuple[str, ...]) -> tuple[Count, ...]:
    """The values, most frequent first; what the reader has chosen is always among them, even with nothing."""
    found = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    shown = dict(islice(sorted(found.items(), key=lambda item: (-item[1], item[0])), MOST_VALUES))
    return tuple(Count(*item) for item in {**shown, **{value: found.get(value, 0) for value in chosen}}.items())


def marks(chosen: tuple[str, ...], count: Counting) -> tuple[Count, ...]:
    """The counts of marks when some are chosen, each group that is narrowed as if it were not."""
    wanted = {"marks": {"terms": TERMS | {"field": Facet.MARK.value}}}
    groups = list(dict.fromkeys(map(group_of, chosen)))
    found: list[Count] = []
    # Once as the filters stand, for the groups without one; then without the filter of each other group.
    for group in ("", *groups):
        buckets = [(one, group_of(str(one["key"]))) for one in count(wanted, Facet.MARK, group)["marks"]["buckets"]]
        own = [one for one, code in buckets if (code if code in groups else "") == group]
        found += counts(own, tuple(mark for mark in chosen if group_of(mark) == group))
    return tuple(sorted(found, key=lambda one: (-one.count, one.value)))
