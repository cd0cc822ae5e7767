"""The satellites of a detail: whether they are the same, and their writing."""

from collections.abc import Sequence
from typing import Final

from comity.engines.records.models import Detail


# Rows in one statement: SQLite takes no more than some thousands of values.
BATCH: Final = 500


def is_same(existing: Detail, wanted: Detail) -> bool:
    """Whether nothing would change; satellites that nobody handed in are not asked for."""
    if wanted.attached is None:
        return existing.snapshot() == wanted.snapshot()
    before, after = existing.rows(), wanted.attached
    return existing.snapshot() == wanted.snapshot() and all(
        [row.snapshot() for row in before[name]] == [row.snapshot() for row in after[name]] for name in after
    )


def write_satellites(details: Sequence[Detail], *, is_new: bool = False) -> None:
    """Bring the satellites to what was handed in, one relation after the other; what nobody handed in stays."""
    several = [detail for detail in details if detail.attached is not None]
    if not several:
        return
    names = type(several[0]).satellites
    if not is_new:
        for name in reversed(names):
            for detail in several:
                getattr(detail, name).all().delete()
    for name in names:
        rows = [row for detail in several for row in detail.rows()[name]]
        if rows:
            # The key of an owner or sibling that was saved a moment ago is taken over here.
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
