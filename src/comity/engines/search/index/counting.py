"""From what the engine counts to the values of facets."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

from comity.engines.search.enums import Facet
from comity.engines.search.index.interface import Count
from comity.engines.search.shapes import group_of


# As many values of a facet as a page can show; counted over all there are, so that the counts are true.
MOST_VALUES: Final = 300
COUNTED_VALUES: Final = 100_000
TERMS: Final = {"size": COUNTED_VALUES, "segment_size": COUNTED_VALUES}

Bucket = dict[str, Any]
# Counts for what is asked, within all filters but those of one group of marks; none is left out for an empty one.
Counting = Callable[[Any, str], Any]


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
        buckets = [(one, group_of(str(one["key"]))) for one in count(wanted, group)["marks"]["buckets"]]
        own = [one for one, code in buckets if (code if code in groups else "") == group]
        found += counts(own, tuple(mark for mark in chosen if group_of(mark) == group))
    return tuple(sorted(found, key=lambda one: (-one.count, one.value)))
