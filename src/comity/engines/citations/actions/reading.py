"""Read texts, and keep what is cited in them."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q

from comity.base.audit.actions import note_many
from comity.base.audit.queries import after, latest_position
from comity.engines.citations import registry
from comity.engines.citations.actions.finding import Batch, Finding, Row, batches, found_in
from comity.engines.citations.grammar import Register
from comity.engines.citations.models import VERB, Citation, Progress
from comity.engines.citations.shapes import Report
from comity.engines.records.actions import PART_WRITTEN
from comity.engines.records.models import Record
from comity.engines.search.index.beside import Beside, Died, cores


# What is being done, how much of it is done, and of how much.
Tell = Callable[[str, int, int], None]

# Records read at once.
RECORDS: Final = 10
# To start processes takes as long as to read so many records.
FEW: Final = 200
# Rows in one statement: SQLite takes no more than some thousands of values.
AT_ONCE: Final = 500
# When so many records have changed, everything is read: that looks for new names too.
EVENTS: Final = 5000
# What the log says of a record when none of its words is another.
WORDLESS: Final = frozenset({
    "contribution.publish", "law.annotate", "law.remove_annotation", "law.verify_annotation", "record.confirm",
    "record.read",
})  # fmt: skip
NOTHING_NEW: Final = {"may_have_new_names": False, "swept_with": "", "swept_to": None}


def silent(doing: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def bring_up_to_date(*, progress: Tell = silent) -> Report:
    """Read what has to be read for every citation to be known: all texts when names are new, else those that changed.

    Args:
        progress: is told how many records are read, of how many.

    Returns:
        What was read, and what came of it; nothing when nothing had changed.
    """
    known = registry.register()
    state = Progress.objects.first()
    if state is None or state.fingerprint != registry.fingerprint(known):
        return read_everything(progress=progress)
    report = Report()
    while (step := catch_up(register=known)) is not None:
        report.add(step)
    return report


def read_everything(*, progress: Tell = silent) -> Report:
    """Read every text, on every core; the same texts and names again change nothing.

    Args:
        progress: is told how many records are read, of how many.
    """
    position = latest_position()
    Progress.objects.get_or_create(pk=1)
    register = registry.register()
    records = registry.everything()
    gone = Citation.objects.exclude(source__in=Record.objects.exclude(state="withdrawn").values("pk"))
    report = Report()
    for keys, batch in _found(records, register):
        keep_found(keys, batch, report)
        progress("", report.records, len(records))
    gone.delete()
    note_changed(report.changed)
    told = {"position": position, "fingerprint": registry.fingerprint(register), **NOTHING_NEW}
    Progress.objects.update_or_create(pk=1, defaults=told)
    return report


def catch_up(*, register: Register | None = None, limit: int = EVENTS) -> Report | None:
    """Take in the next events of the audit trail: read the records that they concern, and those that cite them.

    A name that is new with them is looked for in older texts by ``bring_up_to_date`` and ``Sweep``, not here.

    Returns:
        What came of it; None when nothing has happened, or nothing was ever read.
    """
    state = Progress.objects.first()
    if state is None or not state.fingerprint:
        return None
    events = list(after(state.position).values_list("pk", "record_id", "verb", "details")[:limit])
    if not events:
        return None
    changed, written, cited_anew = by_what_changed(events)
    report = Report()
    if changed:
        # Before anything is read, so that a change meanwhile is not overlooked.
        Progress.objects.filter(pk=1).update(may_have_new_names=True)
    if changed or written:
        citing = Citation.objects.filter(target__in=changed | cited_anew).order_by().values_list("source", flat=True)
        records = sorted(str(key) for key in changed | set(citing.distinct()))
        known = register or registry.register()
        for keys in batches(records, RECORDS):
            keep_found(keys, found_in(keys, known), report)
        for key, names in written.items():
            units = frozenset(names)
            if str(key) not in records:
                keep_found([str(key)], found_in([str(key)], known, units=units), report, units=units)
        note_changed(report.changed)
    # Another process may have been quicker; positions only grow.
    Progress.objects.filter(pk=1, position__lt=events[-1][0]).update(position=events[-1][0])
    return report


def by_what_changed(
    events: Iterable[tuple[int, uuid.UUID | None, str, dict[str, Any]]],
) -> tuple[set[uuid.UUID], dict[uuid.UUID, set[str]], set[uuid.UUID]]:
    """The records that some events changed; those of which only parts were written, and which; those with a new part.

    A code of a thousand articles is not read again for one of them, and neither is what cites it: no name is new.
    """
    changed: set[uuid.UUID] = set()
    written: dict[uuid.UUID, set[str]] = {}
    with_new: set[uuid.UUID] = set()
    for _pk, key, verb, details in events:
        if key is None or verb == VERB or verb in WORDLESS:
            continue
        if verb == PART_WRITTEN and "part" in details:
            written.setdefault(key, set()).add(str(details["part"]))
            if details.get("is_new"):
                with_new.add(key)
        else:
            changed.add(key)
    return changed, {key: names for key, names in written.items() if key not in changed}, with_new - changed


def read_records(records: Iterable[str]) -> Report:
    """Read the texts of some records now."""
    report, register = Report(), registry.register()
    for keys in batches(records, RECORDS):
        keep_found(keys, found_in(keys, register), report)
    note_changed(report.changed)
    return report


def _found(records: Sequence[str], register: Register) -> Iterator[tuple[Sequence[str], Batch]]:
    """What is found in all records, in whatever order it gets ready."""
    several = list(batches(records, RECORDS))
    waiting = {tuple(one) for one in several}
    processes = cores() if len(records) >= FEW and not connection.in_atomic_block and not _is_in_memory() else 0
    if processes > 1:
        name = str(connection.settings_dict["NAME"])
        try:
            with Beside(Finding(), processes=processes, database=name) as others:
                for part in others.run(several):
                    if not part.is_last:
                        waiting.discard(tuple(part.batch))
                        yield part.batch, part.result
        except Died:
            # This process reads on alone.
            pass
    for keys in several:
        if tuple(keys) in waiting:
            yield keys, found_in(keys, register)


def _is_in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and (name == ":memory:" or "mode=memory" in name)


def keep_found(records: Sequence[str], batch: Batch, report: Report, *, units: frozenset[str] | None = None) -> None:
    """Bring what is kept of some records to what was found, in one transaction; what is the same is left alone.

    Args:
        records: their keys.
        batch: what was found.
        report: is told what came of it.
        units: the only parts of them that were read; None for all.
    """
    report.records += len(records)
    report.texts += batch.texts
    report.characters += batch.characters
    report.found += batch.found
    report.linked += len(batch.rows)
    names = [name if name not in {"source", "target"} else f"{name}_id" for name in Row._fields]
    keys = [uuid.UUID(one) for one in records]
    wanted: dict[str, set[Row]] = {}
    for row in batch.rows:
        wanted.setdefault(row.source, set()).add(row)
    read = Q() if units is None else Q(unit__in=sorted(units))
    with transaction.atomic():
        # Two that read the same record write one after the other, and the second finds that nothing is left to do.
        Progress.objects.select_for_update().filter(pk=1).first()
        kept: dict[str, set[Row]] = {}
        for values in Citation.objects.filter(read, source__in=keys).values_list(*names):
            row = Row(*values)._replace(source=str(values[0]), target=str(values[8]))
            kept.setdefault(row.source, set()).add(row)
        differing = [key for key in records if kept.get(key, set()) != wanted.get(key, set())]
        if not differing:
            return
        before = {row for key in differing for row in kept.get(key, ())}
        rows = [row for key in differing for row in sorted(wanted.get(key, ()))]
        there = {
            str(key)
            for key in Record.objects.filter(pk__in={uuid.UUID(row.target) for row in rows} | set(keys))
            .order_by()
            .values_list("pk", flat=True)
        }
        Citation.objects.filter(read, source__in=[uuid.UUID(key) for key in differing]).delete()
        Citation.objects.bulk_create(
            [
                Citation(**dict(zip(names, row, strict=True)))
                for row in rows
                if row.target in there and row.source in there
            ],
            batch_size=AT_ONCE,
        )
    report.changed.update(differing)
    report.changed.update(row.target for row in before.symmetric_difference(rows))


def note_changed(changed: Iterable[str]) -> None:
    """Tell those who follow the audit trail, as search does, that something else is known of some records."""
    records = Record.objects.in_bulk([uuid.UUID(key) for key in changed])
    several = list(records.values())
    for start in range(0, len(several), AT_ONCE):
        with transaction.atomic():
            note_many([(VERB, one, one.pk, {}) for one in several[start : start + AT_ONCE]], by=None)
