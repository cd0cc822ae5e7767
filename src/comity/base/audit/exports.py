"""Events to take away, a little at a time."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import QuerySet

from comity.base.audit.models import Event
from comity.base.audit.queries.reading import Line, lines_of
from comity.base.audit.shapes import content_of


AT_ONCE: Final = 500
COLUMNS: Final = (
    "leaf", "number", "at", "actor", "name", "behalf", "kind", "verb", "subject", "subject_id", "record", "title",
    "details", "key",
)  # fmt: skip
# A spreadsheet takes what begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def lines(events: QuerySet[Event], person: Any, *, language: str) -> Iterator[Line]:
    """Events with what a reader may know of each, read a few hundred at a time."""
    last: int | None = None
    while True:
        several = list((events if last is None else events.filter(pk__lt=last))[:AT_ONCE])
        yield from lines_of(several, person, language=language) if several else ()
        if len(several) < AT_ONCE:
            return
        last = several[-1].pk


def row(line: Line) -> dict[str, Any]:
    """An event as one row, under the names of its leaf, with the leaf, the name and the title beside."""
    return {
        "leaf": line.leaf,
        "name": line.who.name if line.who else "",
        "title": line.named.title if line.named else "",
        **content_of(line.event),
    }


def as_csv(found: Iterator[Line]) -> Iterator[bytes]:
    """A table in UTF-8 with a mark at its beginning, as spreadsheets want it."""
    yield "\ufeff".encode()
    for number, line in enumerate(found):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS)
        if number == 0:
            writer.writeheader()
        said = row(line) | {"details": json.dumps(line.event.details, ensure_ascii=False, sort_keys=True)}
        writer.writerow({name: _safe(value) for name, value in said.items()})
        yield text.getvalue().encode("utf-8", "replace")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_json(found: Iterator[Line]) -> Iterator[bytes]:
    """A list of objects."""
    yield b"["
    for number, line in enumerate(found):
        said = json.dumps({name: row(line)[name] for name in COLUMNS}, ensure_ascii=False)
        yield (b",\n" if number else b"\n") + said.encode("utf-8", "replace")
    yield b"\n]\n"
