"""Long lists given page by page: a mark of where a page ends, and the address of the page that follows it."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from comity.kernel.errors import Unreadable


Value = str | int | None
Row = TypeVar("Row")

LONGEST: Final = 1_000
WRONG: Final = "This is not a cursor of this list. Leave it out to begin with the first page."


def written(values: Sequence[Value]) -> str:
    """The values by which the last row of a page is sorted, as they stand in an address."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def read(text: str, length: int) -> tuple[Value, ...]:
    """The values in a cursor, ``length`` of them.

    Raises:
        Unreadable: it is not a cursor, or not one of a list that is sorted by so many values.
    """
    try:
        if len(text) > LONGEST:
            raise ValueError(text[:20])
        padded = text + "=" * (-len(text) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if not isinstance(values, list) or len(values) != length:
            raise ValueError(values)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(WRONG, where="cursor") from fault
    if any(type(value) not in {str, int, type(None)} or "\0" in str(value) for value in values):
        raise Unreadable(WRONG, where="cursor")
    return tuple(values)


def following(address: str, cursor: str) -> str | None:
    """The address of the next page from the full address of this one; None when there is no next page."""
    if not cursor:
        return None
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "cursor"]
    return urlunsplit(parts._replace(query=urlencode([*asked, ("cursor", cursor)])))


def page_of(rows: Sequence[Row], key: Callable[[Row], str], cursor: str, limit: int) -> tuple[list[Row], str]:
    """One page of a list that is held in memory, and the cursor of the next; empty on the last.

    Args:
        rows: all of them, sorted by ``key``.
        key: what tells one row from every other.
        cursor: of the page before, empty for the first.
        limit: the most rows of a page.

    Raises:
        Unreadable: the cursor is none of this list.
    """
    if cursor:
        (last,) = read(cursor, 1)
        rows = [row for row in rows if key(row) > str(last)]
    page = list(rows[:limit])
    return page, written([key(page[-1])]) if len(rows) > limit else ""
