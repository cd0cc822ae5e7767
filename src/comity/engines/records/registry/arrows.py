"""Links to other records in a table: ``links:object`` of the first, ``links2:object`` of the second."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.models import Detail
from comity.engines.records.registry import cells
from comity.engines.records.registry.groups import Group, links
from comity.engines.records.registry.sketch import Column, Sketch
from comity.engines.records.shapes import Arrow, identity


GROUP: Final = "links"
OBJECT: Final = "object"


def group() -> Group:
    """The links, whose other record a table names by its address or identifier and not by words of its title."""
    return links(gettext_lazy("Its address here, its identifier, or the key that an export gives."))


def drawn(arrows: Iterable[Arrow]) -> list[Any]:
    """Links as rows of a table."""
    return [SimpleNamespace(relation=relation, object=key, locator=part) for relation, key, part in arrows]


def names_in(cells: Mapping[str, str]) -> Iterator[str]:
    """The texts by which the cells of a row name other records."""
    for name, text in cells.items():
        first, _colon, column = name.partition(":")
        if column == OBJECT and first.rstrip("0123456789") == GROUP:
            yield text


def written(sketch: Sketch, inner: Column, number: int) -> str:
    """The text of a cell of one link."""
    rows = sketch.drawn or ()
    return inner.written(Sketch(detail=rows[number - 1])) if len(rows) >= number else ""


def take(sketch: Sketch, inner: Column, number: int, text: str) -> None:
    """Put the text of a cell onto one link.

    Raises:
        Unreadable: it names no record that the reader of the table may read, or no relation.
    """
    rows = sketch.drawn = sketch.drawn if sketch.drawn is not None else []
    if not text and len(rows) < number:
        return
    rows += [SimpleNamespace(relation="", object=None, locator="") for _row in range(number - len(rows))]
    row = rows[number - 1]
    if inner.name != OBJECT:
        inner.taken(Sketch(detail=row), text)
        return
    if text and text not in sketch.named:
        raise cells.no_record(text)
    row.object = sketch.named[text] if text else None


def finish(sketch: Sketch, model: type[Detail]) -> dict[tuple[int, str], str]:
    """Hand the links that a table gave to their record, without those that are empty.

    Gives:
        What is wrong with them: a sentence by row (from 0) and column.
    """
    if sketch.drawn is None:
        return {}
    own = identity(model.kind, sketch.name)
    wrong: dict[tuple[int, str], str] = {}
    sound: list[Any] = []
    for index, row in enumerate(sketch.drawn):
        if not (row.relation or row.object or row.locator):
            continue
        for name in ("relation", OBJECT):
            if not getattr(row, name):
                wrong[index, name] = _("This must not be empty.")
        if row.object == own:
            wrong[index, OBJECT] = _("A record cannot be linked to itself.")
        # What stands already and was not shown is not drawn again.
        if arrow_of(row) not in sketch.hidden:
            sound.append(row)
    sketch.drawn = sound
    sketch.links = [*map(arrow_of, sound), *sketch.hidden]
    return wrong


def arrow_of(row: Any) -> Arrow:
    """A row as a link."""
    return row.relation, row.object, row.locator


def begin(sketch: Sketch, shown: Iterable[Arrow], hidden: Sequence[Arrow], named: Mapping[str, uuid.UUID]) -> None:
    """Let a sketch know its links and the records that cells name, before a row is read onto it."""
    sketch.drawn, sketch.hidden, sketch.named = drawn(shown), tuple(hidden), named
