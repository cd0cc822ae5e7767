"""Go through answers page by page, as far as they go, while the index changes underneath."""

import base64
import json
from collections import OrderedDict
from dataclasses import asdict, dataclass
from hashlib import blake2b
from threading import Lock
from time import monotonic
from typing import Final, Generic, TypeVar

from tantivy import Order

from comity.engines.search.enums import Sort
from comity.engines.search.grammar.tree import written
from comity.engines.search.index.interface import Question
from comity.kernel.errors import Unreadable


State = TypeVar("State")

KEPT: Final = 6
KEPT_FOR: Final = 900.0

# By which field answers are ordered, and which way.
ORDERS: Final = {
    Sort.NEWEST: ("newest", Order.Desc),
    Sort.OLDEST: ("oldest", Order.Asc),
    Sort.TITLE: ("title_sort", Order.Asc),
    Sort.CITED: ("cited", Order.Desc),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins.

    Attributes:
        state: the state of the index in which the pages before were found.
        offset: how many answers came before.
        last: the id of the last of them.
        loose: whether most of the words were enough.
        of: the mark of the question.
        among: of how many texts the nearest in meaning were chosen.
    """

    state: str
    offset: int
    last: str
    loose: bool
    of: str
    among: int = 0

    def written(self) -> str:
        """As it stands in an address."""
        return base64.urlsafe_b64encode(json.dumps(list(asdict(self).values())).encode()).decode().rstrip("=")


def mark(question: Question) -> str:
    """The same for all pages of one question, different for different questions."""
    filters = sorted((facet.value, sorted(values)) for facet, values in question.filters.items() if values)
    told = [question.query.text, question.language, sorted(question.audience), filters, question.sort.value]
    told += [[one.language, written(one.tree)] for one in question.renderings]
    return blake2b(json.dumps(told).encode(), digest_size=6).hexdigest()


def read(question: Question) -> Cursor | None:
    """The question's cursor; None on the first page.

    Raises:
        Unreadable: it is not a cursor, or one of another question.
    """
    if not question.cursor:
        return None
    try:
        cursor = _parsed(question.cursor)
    except (ValueError, TypeError, RecursionError) as fault:
        raise Unreadable("This is not a cursor. Leave it out to begin with the first page.", where="cursor") from fault
    if cursor.of != mark(question) or cursor.offset < 0:
        raise Unreadable(
            "This cursor belongs to another search. Leave it out to begin with the first page.", where="cursor"
        )
    return cursor


def among(cursor: str) -> int | None:
    """Of how many texts the nearest in meaning were chosen on the pages before; None on the first page."""
    try:
        return max(_parsed(cursor).among, 0) if cursor else None
    except (ValueError, TypeError, RecursionError):
        # The index refuses it with a sentence.
        return None


def _parsed(text: str) -> Cursor:
    padded = text + "=" * (-len(text) % 4)
    state, offset, last, loose, of, among_ = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    return Cursor(str(state), int(offset), str(last), bool(loose), str(of), int(among_))


class States(Generic[State]):
    """The last few states of the index, so that somebody who turns pages sees each answer once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, State]] = OrderedDict()
        self._lock = Lock()

    def keep(self, name: str, state: State) -> None:
        """Remember a state that was given out, and forget those that nobody has asked for in a while."""
        with self._lock:
            self._kept[name] = (monotonic(), state)
            self._kept.move_to_end(name)
            while len(self._kept) > KEPT or next(iter(self._kept.values()))[0] < monotonic() - KEPT_FOR:
                self._kept.popitem(last=False)

    def get(self, name: str) -> State | None:
        """A state by its name, or None if it is no longer kept."""
        with self._lock:
            kept = self._kept.get(name)
            return kept[1] if kept else None
