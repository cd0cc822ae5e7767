"""A whole file read into records, some hundred rows at a time."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.records import actions, queries, rules
from comity.engines.records.enums import Outcome, State
from comity.engines.records.imports.reading import (
    PREFACE,
    Cell,
    Difference,
    Entry,
    Header,
    Links,
    RowReport,
    Told,
    header_of,
    overtaken,
    read,
)
from comity.engines.records.imports.tables import Table, tables_of
from comity.engines.records.models import Detail
from comity.engines.records.queries.arrows import links_standing, records_named
from comity.engines.records.registry import Column, arrows, columns_of, hook, only_told, table_models
from comity.engines.records.registry.columns import EMPTIED
from comity.engines.records.registry.faults import messages, missing
from comity.engines.records.registry.groups import keys_named
from comity.engines.records.shapes import Card, identity
from comity.kernel.errors import Refused, Unreadable
from comity.kernel.memory import uninterrupted
from comity.ui.written import number


__all__ = ["Cell", "Difference", "Report", "RowReport", "gather", "run"]

AT_ONCE: Final = 500
# Rows of which a report keeps the particulars; it counts all.
KEPT: Final = 200
Progress = Callable[[str, int, int], None]
# The columns of a kind, and the names of those that an export has besides and a file cannot change.
Known = tuple[dict[str, Column], frozenset[str]]


@dataclass(slots=True)
class Report:
    """What a file did, or would do; ``str`` says it in one line.

    Attributes:
        file: its name.
        kind: of its records.
        dry_run: whether nothing was kept because only a look was asked for.
        counts: how many rows came to what.
        changed: the particulars of the first rows that create or change something.
        refused: the particulars of the first rows with which something is wrong.
        undone: whether nothing was kept because some row was wrong and all or nothing was asked for.
    """

    file: str
    kind: str
    dry_run: bool
    counts: Counter[Outcome] = field(default_factory=Counter)
    changed: list[RowReport] = field(default_factory=list)
    refused: list[RowReport] = field(default_factory=list)
    undone: bool = False

    def add(self, row: RowReport) -> None:
        """Count a row, and keep its particulars while there is room."""
        self.counts[row.outcome] += 1
        if row.outcome == Outcome.REFUSED:
            if len(self.refused) < KEPT:
                self.refused.append(row)
        elif row.outcome != Outcome.UNCHANGED and len(self.changed) < KEPT:
            self.changed.append(row)

    def __str__(self) -> str:
        """Every count, and whether anything was kept."""
        counts = ", ".join(f"{outcome.label}: {number(self.counts[outcome])}" for outcome in Outcome)
        if self.undone:
            return f"{self.file}: {counts}. " + _("Nothing was kept, since all or nothing was asked for.")
        return f"{self.file}: {counts}." + (" " + _("Nothing was kept: this was a dry run.") if self.dry_run else "")

    def lines(self) -> Iterator[str]:
        """What changed and what is wrong, row by row and field by field."""
        for row in self.changed:
            yield from lines_of(row)
        for row in self.refused:
            yield from lines_of(row)
        told = len(self.changed) + len(self.refused)
        if rest := sum(self.counts.values()) - self.counts[Outcome.UNCHANGED] - told:
            yield _("… and %(count)s rows more.") % {"count": number(rest)}


def lines_of(row: RowReport) -> Iterator[str]:
    """What is to be said of a row, a line for each field."""
    place = f"{row.sheet} " if row.sheet else ""
    where = place + _("row %(number)s") % {"number": row.number}
    for wrong in row.errors:
        column = _(", column %(name)s") % {"name": wrong.column} if wrong.column else ""
        yield f"{where}{column}: {wrong.sentence}"
    if not row.errors:
        yield f"{where}: {row.identifier} {row.outcome.label}"
        for change in row.changes:
            yield f"    {change.column}: “{change.before[:200]}” → “{change.after[:200]}”"


@dataclass(slots=True)
class Run:
    """A file while it is read."""

    model: type[Detail]
    by: User
    seen_at: dt.datetime | None
    # The row on which each identifier stood, so that none stands twice; one entry for each row of the file.
    seen: dict[uuid.UUID, int] = field(default_factory=dict)

    def batches(self, table: Table, header: Header) -> Iterator[list[Entry]]:
        """The rows of a table, some hundred at a time."""
        while lines := list(islice(table.lines, AT_ONCE)):
            yield [header.entry(line, table.name) for line in lines]

    def take(self, entries: list[Entry], columns: dict[str, Column]) -> None:
        """Read some rows, and keep those that are sound."""
        self.identify(entries)
        keys = [entry.key for entry in entries if entry.key is not None]
        known = queries.details_for_change(self.model, keys, self.by)
        taken = queries.taken_keys(keys) - known.keys()
        numbers = queries.revision_numbers(known) if "revision" in columns else {}
        links = self.links(entries, known)
        for entry in entries:
            if entry.key is None:
                continue
            if entry.key in taken:
                entry.report.refuse(
                    _("This identifier belongs to a record of another database, or to one that you may not read.")
                )
                continue
            there = known.get(entry.key)
            read(entry, self.model, there, columns, numbers.get(entry.key, 0), links)
            if there is not None and entry.report.outcome == Outcome.CHANGED and overtaken(there, self.seen_at):
                entry.report.refuse(
                    _("Another person changed this record after you looked at what would change. Look again.")
                )
        self.keep([entry for entry in entries if entry.report.outcome in {Outcome.CREATED, Outcome.CHANGED}])

    def links(self, entries: list[Entry], known: Iterable[uuid.UUID]) -> Links:
        """The links that the rows are about: none are looked up where no row has any."""
        texts = {text for entry in entries for text in arrows.names_in(entry.cells)} - {EMPTIED}
        if not any(name.partition(":")[0].rstrip("0123456789") == arrows.GROUP for e in entries for name in e.cells):
            return Links({}, {})
        named = records_named(texts, self.by, keys_of=keys_named)
        # What another row of this table brings may be pointed at too.
        for text in texts - named.keys():
            if coming := [key for key in keys_named(text) if key in self.seen]:
                named[text] = coming[0]
        return Links(links_standing(known), named)

    def identify(self, entries: list[Entry]) -> None:
        """Find the key of each row, or say why it has none."""
        for entry in entries:
            report = entry.report
            if not report.identifier:
                report.refuse(_("Each row needs an identifier. Give the record a permanent name, such as IT-2021."))
                continue
            if "\0" in report.identifier:
                report.refuse(_("The cell holds a character that cannot be written. Type the text anew."))
                continue
            key = identity(self.model.kind, report.identifier)
            if before := self.seen.get(key):
                report.refuse(_("The same identifier stands in row %(number)s.") % {"number": before})
                continue
            self.seen[key] = report.number
            entry.key = key

    def keep(self, entries: list[Entry]) -> None:
        """Keep the sound rows together, or one by one when the database refuses one of them."""
        for publishes in (True, False):
            several = [one for one in entries if self.publishes(one) == publishes]
            if not several:
                continue
            try:
                with transaction.atomic():
                    pairs = [self.pair(one) for one in several]
                    actions.put_many(pairs, by=self.by, publishes=publishes, cleaned=True)
                    self.work_out(pairs)
            except (IntegrityError, ValidationError, Refused):
                for entry in several:
                    self.keep_one(entry, publishes=publishes)
        for entry in entries:
            if entry.sketch and entry.sketch.status == State.WITHDRAWN and entry.is_sound:
                self.withdraw(entry)

    def work_out(self, pairs: Sequence[tuple[Detail, Card]]) -> None:
        """Let the module of the kind write what it works out from its fields, if it has such: ``actions.work_out``."""
        working = hook(self.model, "actions", "work_out")
        if working is not None:
            working([detail for detail, _card in pairs], by=self.by)

    def publishes(self, entry: Entry) -> bool:
        """Whether the record is public once the row is kept."""
        return entry.sketch is not None and entry.sketch.status in {State.PUBLISHED, State.WITHDRAWN}

    def pair(self, entry: Entry) -> tuple[Detail, Card]:
        """What is put for a row."""
        assert entry.sketch is not None
        return entry.sketch.detail, entry.sketch.card()

    def keep_one(self, entry: Entry, *, publishes: bool) -> None:
        """Keep a row alone, or say what the database has against it."""
        detail, card = self.pair(entry)
        try:
            with transaction.atomic():
                detail.validate_unique(exclude=["record"])
                detail.validate_constraints(exclude=["record"])
                actions.put_many([(detail, card)], by=self.by, publishes=publishes)
                self.work_out([(detail, card)])
        except ValidationError as fault:
            for name, sentences in messages(fault).items():
                entry.report.refuse(" ".join(sentences), missing(name, self.model))
        except IntegrityError:
            entry.report.refuse(_("Another record has a value that only one may have, or two values contradict."))
        except Refused as refused:
            entry.report.refuse(str(refused))

    def withdraw(self, entry: Entry) -> None:
        """Take a record out of public view, as its row asks."""
        assert entry.sketch is not None
        try:
            actions.withdraw(entry.sketch.detail.record, by=self.by, reason=entry.sketch.reason)
        except Refused as refused:
            entry.report.refuse(str(refused))


def run(  # noqa: PLR0913 -- each is one thing that may be asked for
    path: Path,
    kind: str,
    *,
    by: User,
    dry_run: bool = False,
    all_or_nothing: bool = False,
    seen_at: dt.datetime | None = None,
    name: str = "",
    most: int = 0,
    told: Told | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read a table into records of one kind; a wrong row does not keep the right ones out.

    Rows are kept some hundred at a time. A dry run does everything and takes it back at the end, so it shows exactly
    what would happen; while it lasts, others wait to write.

    Args:
        path: a CSV or XLSX file.
        kind: of record.
        by: who imports.
        dry_run: keep nothing.
        all_or_nothing: keep nothing when any row is wrong.
        seen_at: when the person looked at what would change; what others changed since is refused.
        name: of the file, for those who read the report; its own when empty.
        most: how many rows may be read; 0 for as many as a sheet can have.
        told: is given every row's report, also those that the returned one has no room for.
        progress: is told how far it is.

    Raises:
        NotPermitted: the person may not import.
        Unreadable: there is no such kind, or the file as a whole cannot be read; nothing of it is kept when that
            shows in its first rows, and what stood before it when it shows later.
    """
    rules.check_may_import(by)
    model = table_models().get(kind)
    if model is None:
        known = ", ".join(sorted(table_models()))
        raise Unreadable(
            _("There is no kind of record “%(name)s”. Known are: %(known)s.") % {"name": kind[:40], "known": known}
        )
    report = Report(name or path.name, kind, dry_run)
    state = Run(model, by, seen_at)
    # What a later row names may be pointed at by an earlier one of the same few hundred.
    columns = columns_of(model, pending=state.seen.keys())
    ignored = only_told(model, columns)
    if not (dry_run or all_or_nothing):
        _read(state, path, (columns, ignored), report, most, told, progress)
        return report
    with transaction.atomic():
        _read(state, path, (columns, ignored), report, most, told, progress)
        report.undone = all_or_nothing and report.counts[Outcome.REFUSED] > 0
        if dry_run or report.undone:
            transaction.set_rollback(True)
    return report


@dataclass(slots=True)
class Gathering(Run):
    """A file of which nothing is kept: its sound rows are gathered."""

    entries: list[Entry] = field(default_factory=list)

    def keep(self, entries: list[Entry]) -> None:
        """Gather the sound rows."""
        self.entries += entries


def gather(path: Path, kind: str, *, by: User, name: str = "", most: int = 0) -> tuple[Report, list[Entry]]:
    """Read a table over the records that a person may read, and keep nothing: what each row would make of its record.

    Args:
        path: a CSV or XLSX file.
        kind: of record.
        by: who reads it; records that they may not read are refused, as if they were not there.
        name: of the file, for those who read the report.
        most: how many rows may be read.

    Raises:
        Unreadable: there is no such kind, or the file as a whole cannot be read.
    """
    model = table_models().get(kind)
    if model is None:
        raise Unreadable(_("There is no kind of record “%(name)s”.") % {"name": kind[:40]})
    report = Report(name or path.name, kind, dry_run=True)
    state = Gathering(model, by, None)
    columns = columns_of(model, pending=state.seen.keys())
    _read(state, path, (columns, only_told(model, columns)), report, most, None, None)
    return report, state.entries


def _read(  # noqa: PLR0913, PLR0917 -- what ``run`` was given
    state: Run, path: Path, known: Known, report: Report, most: int, told: Told | None, progress: Progress | None,
) -> None:  # fmt: skip
    done = 0
    is_empty = True
    for table in tables_of(path):
        header = _header(table, known, report.file)
        if header is None:
            continue
        is_empty = False
        columns = header.by_name
        for entries in state.batches(table, header):
            done += len(entries)
            if most and done > most:
                raise Unreadable(
                    _("The table has more than %(most)s rows. Split it, or use the command “comity import”.")
                    % {"most": number(most)},
                    where=report.file,
                )
            with transaction.atomic(), uninterrupted():
                state.take(entries, columns)
            for entry in entries:
                report.add(entry.report)
                if told is not None:
                    told(entry.report)
            if progress is not None:
                progress(report.file, done, 0)
    if is_empty:
        raise Unreadable(
            _(
                "The row of machine names is missing: id, place, title:en and so on. "
                "Download the template and keep its second row."
            ),
            where=report.file,
        )


def _header(table: Table, known: Known, where: str) -> Header | None:
    """The columns of a table, from the row of machine names among its first; None when it is no table of records."""
    for line in islice(table.lines, PREFACE):
        if header := header_of(line, *known, where):
            return header
    return None
