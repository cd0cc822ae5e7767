"""Which of the searches that somebody follows some new documents answer.

What the searches need is laid out once in each process that looks, and kept up as they come and go.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Final, NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from comity.engines.search.actions.subscribing import question_of
from comity.engines.search.index.interface import Question
from comity.engines.search.index.standing import Standing
from comity.engines.search.index.watching import Watch, answered
from comity.engines.search.models import SavedSearch, Subscription
from comity.engines.search.shapes import PUBLIC, Document
from comity.kernel.memory import uninterrupted


# Whoever follows a search is told what any visitor finds.
VISITORS: Final = frozenset({PUBLIC})
# New documents that are looked at together; more need more memory, fewer more time.
DOCUMENTS: Final = 500
# Rows in one statement.
AT_ONCE: Final = 500

T = TypeVar("T")


class Kept(NamedTuple):
    """Which search it is. The key alone would not tell one that was worked out anew."""

    key: int
    created_at: datetime
    version: int


class _Known:
    """The searches that somebody follows, as this process has them laid out."""

    def __init__(self) -> None:
        self.lock: Final = Lock()
        self.standing: Standing[Kept] = Standing()
        # Those that must be asked in full, with what is asked once it was needed.
        self.asked: dict[Kept, Question | None] = {}

    def refresh(self) -> None:
        """Take in what is followed by now, and leave out what is not."""
        now = {Kept(*row) for row in _followed().values_list("pk", "created_at", "version")}
        gone = self.standing.names() - now
        self.standing.drop(gone)
        for one in gone:
            self.asked.pop(one, None)
        if self.standing.is_worn():
            self.standing, self.asked = Standing(), {}
        new = sorted(now - self.standing.names())
        with uninterrupted():
            for some in batched(new, AT_ONCE):
                self._take_in({one.key: one for one in some})

    def _take_in(self, some: dict[int, Kept]) -> None:
        rows = SavedSearch.objects.filter(pk__in=list(some)).order_by("pk")
        for key, needed, is_exact in rows.values_list("pk", "needs", "is_exact"):
            one = some[key]
            self.standing.add(one, needed)
            if not is_exact:
                self.asked[one] = None

    def questions(self, found: Collection[Kept]) -> dict[Kept, Question]:
        """What is asked by those of some searches that must be asked in full."""
        unsure = [one for one in found if one in self.asked]
        new = {one.key: one for one in unsure if self.asked[one] is None}
        for keys in batched(list(new), AT_ONCE):
            for search in SavedSearch.objects.filter(pk__in=list(keys)).order_by("pk"):
                self.asked[new[search.pk]] = question_of(search)
        return {one: question for one in unsure if (question := self.asked[one]) is not None}


_KNOWN: Final = _Known()


def _followed() -> QuerySet[SavedSearch]:
    confirmed = Subscription.objects.filter(search=OuterRef("pk"), confirmed_at__isnull=False)
    return SavedSearch.objects.filter(Exists(confirmed)).order_by()


def lay_out() -> int:
    """Lay out beforehand what this process will need for the next new record; how many searches there are."""
    with _KNOWN.lock:
        _KNOWN.refresh()
        return len(_KNOWN.standing.names())


def answered_by(documents: Iterable[Document]) -> dict[int, set[str]]:
    """The searches that somebody follows and that new documents answer.

    Args:
        documents: of any number of records, in any order.

    Returns:
        Keys of searches, each with the keys of the records that answer it.
    """
    found: defaultdict[int, set[str]] = defaultdict(set)
    coming = iter(documents)
    with _KNOWN.lock:
        _KNOWN.refresh()
        while some := list(islice(coming, DOCUMENTS)):
            for one, records in answered(Watch(some, VISITORS), _KNOWN.standing, _KNOWN.questions).items():
                found[one.key] |= records
    return dict(found)


def batched(keys: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """A long list in parts that one statement holds."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
