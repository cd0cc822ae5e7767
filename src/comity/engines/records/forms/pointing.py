"""Records that a form names: what its writer may not read is nobody's answer."""

from comity.base.people.models import User
from comity.engines.records import queries
from comity.engines.records.enums import Sort
from comity.engines.records.forms.typed import Typed
from comity.engines.records.registry import Column, Outline, Sketch, cells


def check_readable(column: Column, sketch: Sketch, text: str, standing: frozenset[str], by: User) -> None:
    """See that the writer may read the record that a text named, unless it stands there already.

    Args:
        column: which was filled from the text.
        sketch: onto which it was put.
        text: as typed.
        standing: the keys of the records that the stored record points at.
        by: who writes.

    Raises:
        Unreadable: as if there were no such record; the column is empty again.
    """
    key = column.written(sketch)
    if key not in standing and not queries.is_readable(key, by):
        column.taken(sketch, "")
        raise cells.no_record(text)


def keys_pointed_at(there: Typed, outline: Outline) -> frozenset[str]:
    """The keys of all records that a record names in its fields and rows."""
    named = [there.texts.get(one.name, "") for one in outline.columns.values() if one.sort == Sort.RECORD]
    for group in outline.groups:
        columns = [one.name for one in group.columns if one.sort == Sort.RECORD]
        named += [row.get(name, "") for row in there.rows.get(group.name, ()) for name in columns]
    return frozenset(named) - {""}
