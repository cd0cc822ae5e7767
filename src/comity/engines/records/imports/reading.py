"""A row of a table read onto a record: what would change, field by field, and what is wrong, column by column."""

import datetime as dt
import difflib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from comity.engines.records.enums import Outcome, State
from comity.engines.records.imports.tables import Line
from comity.engines.records.models import Detail
from comity.engines.records.queries.arrows import Standing
from comity.engines.records.registry import arrows, faults
from comity.engines.records.registry.cells import restored
from comity.engines.records.registry.columns import ALIASES, EMPTIED, IDENTIFIER
from comity.engines.records.registry.kinds import hook
from comity.engines.records.registry.rows import column_named, finish
from comity.engines.records.registry.sketch import Column, Sketch
from comity.engines.records.shapes import KEY
from comity.kernel.errors import Unreadable


# The row of machine names is looked for so far down.
PREFACE: Final = 10
FAULTS_OF_FORMULAS: Final = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
# These tell what to do; they are no fields of the record.
ABOUT_THE_ROW: Final = frozenset({IDENTIFIER, "reason", "revision"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that would change."""

    column: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What is wrong with a cell, or with the whole row when ``column`` is empty."""

    column: str
    label: str
    sentence: str


@dataclass(slots=True)
class RowReport:
    """One row: which record it is about, what became of it, what changed or what is wrong."""

    number: int
    sheet: str
    identifier: str
    title: str = ""
    outcome: Outcome = Outcome.UNCHANGED
    changes: list[Difference] = field(default_factory=list)
    errors: list[Cell] = field(default_factory=list)

    def refuse(self, sentence: str, column: Column | None = None) -> None:
        """Say what is wrong; the row is then not kept."""
        self.outcome = Outcome.REFUSED
        name, label = (column.name, str(column.label)) if column else ("", "")
        self.errors.append(Cell(name, label, sentence))


Told = Callable[[RowReport], None]


@dataclass(slots=True)
class Entry:
    """A row on its way: its report, its record as it would be, and as it is."""

    report: RowReport
    cells: dict[str, str]
    key: uuid.UUID | None = None
    sketch: Sketch | None = None
    standing: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found wrong with it."""
        return not self.report.errors


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table in their order; None for one that only tells and changes nothing."""

    columns: tuple[Column | None, ...]

    def entry(self, line: Line, sheet: str) -> Entry:
        """A row as the texts of its cells by column; an empty cell says nothing."""
        named = zip(self.columns, line.cells, strict=False)
        cells = {column.name: restored(text) for column, text in named if column is not None and text}
        identifier = cells.get(IDENTIFIER, "")
        if KEY.fullmatch(identifier.lower()):
            identifier = cells[IDENTIFIER] = identifier.lower()
        entry = Entry(RowReport(line.number, sheet, identifier[:300]), cells)
        if len(line.cells) > len(self.columns):
            entry.report.refuse(
                _("The row has more cells than there are columns. Is a quotation mark or a delimiter missing?")
            )
        return entry

    @property
    def by_name(self) -> dict[str, Column]:
        """The columns that can change something."""
        return {column.name: column for column in self.columns if column is not None}


def header_of(line: Line, known: dict[str, Column], ignored: frozenset[str], where: str) -> Header | None:
    """The columns that a row of machine names gives; None when it is no such row.

    Raises:
        Unreadable: it is one, and a column is not known or stands twice.
    """
    names = [restored(cell) for cell in line.cells]
    if IDENTIFIER not in [ALIASES.get(name, name) if name not in known else name for name in names]:
        return None
    columns = [None if not name or name in ignored else column_named(name, known) for name in names]
    if sum(column is not None or name in ignored for column, name in zip(columns, names, strict=True)) * 2 < len(
        names
    ):
        return None
    seen: set[str] = set()
    for position, (name, column) in enumerate(zip(names, columns, strict=True), 1):
        place = _("%(file)s, row %(number)s, column %(column)s") % {
            "file": where, "number": line.number, "column": letters(position),
        }  # fmt: skip
        if name and column is None and name not in ignored:
            near = difflib.get_close_matches(name, known, 1)
            raise Unreadable(
                _("There is no column “%(name)s” here. Mend its name or take the column away.") % {"name": name[:60]}
                + (" " + _("Did you mean “%(name)s”?") % {"name": near[0]} if near else ""),
                where=place,
            )
        if column is not None and column.name in seen:
            raise Unreadable(
                _("The column “%(name)s” stands twice. Take one of the two away.") % {"name": column.name}, where=place
            )
        seen.add(column.name if column else "")
    return Header(tuple(columns))


def letters(position: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    name = ""
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Links:
    """What rows need of links: those that stand, by record, and the records that texts of cells name."""

    standing: Mapping[uuid.UUID, Standing]
    named: Mapping[str, uuid.UUID]


def read(  # noqa: PLR0913, PLR0917 -- what a row is read with
    entry: Entry, model: type[Detail], known: Detail | None, columns: dict[str, Column], revision: int, links: Links,
) -> None:  # fmt: skip
    """Read a row onto the record that is there, or onto a new one, and compare.

    Args:
        entry: the row; its report is filled in.
        model: the kind of record.
        known: the record that is there, loaded for this alone; None when it is new.
        columns: of the table.
        revision: the number of its last revision; 0 when it has none.
        links: those that stand, and what the table names.
    """
    report = entry.report
    sketch = Sketch.of(known) if known is not None else Sketch(detail=model(), name=entry.cells[IDENTIFIER])
    standing = links.standing.get(known.pk, Standing()) if known is not None else Standing()
    arrows.begin(sketch, standing.shown, standing.hidden, links.named)
    entry.standing, entry.sketch = sketch.status, sketch
    given = [columns[name] for name in entry.cells if name in columns]
    before = {column.name: column.written(sketch) for column in given} if known is not None else {}
    for column in given:
        if column.name != IDENTIFIER:
            take(report, column, sketch, entry.cells[column.name])
    finish_rows(entry, sketch, model, columns)
    sketch.status = sketch.status or State.PUBLISHED
    if entry.is_sound and (known is None or any(one.written(sketch) != before[one.name] for one in given)):
        complete(report, sketch, model, columns, is_new=known is None)
    check(report, sketch, model, columns, is_new=known is None)
    for column in given:
        if column.name not in ABOUT_THE_ROW and (after := column.written(sketch)) != before.get(column.name, ""):
            report.changes.append(Difference(column.name, str(column.label), before.get(column.name, ""), after))
    report.title = next((words.title for words in sketch.texts.values() if words.title), "")
    if not entry.is_sound:
        return
    if known is None:
        report.outcome = Outcome.CREATED
        check_step(entry, columns.get("state"))
    elif report.changes:
        report.outcome = Outcome.CHANGED
        check_step(entry, columns.get("state"))
        if sketch.revision is not None and sketch.revision != revision:
            report.refuse(
                _(
                    "Another person changed this record since the table was made: it is at revision %(now)s, "
                    "the table at %(then)s. Export it again and make your changes there."
                )
                % {"now": revision, "then": sketch.revision},
                columns.get("revision"),
            )


def finish_rows(entry: Entry, sketch: Sketch, model: type[Detail], columns: dict[str, Column]) -> None:
    """Hand the rows that belong to the record to it, or say what is wrong with them."""
    if not entry.is_sound:
        return
    given = [columns[name] for name in entry.cells if name in columns]
    for name, sentence in finish(sketch, model, given).items():
        entry.report.refuse(sentence, column_named(name, columns))


def take(report: RowReport, column: Column, sketch: Sketch, text: str) -> None:
    """Put a cell onto the record, or say why it cannot be."""
    if text in FAULTS_OF_FORMULAS:
        report.refuse(_("The cell holds the fault of a formula. Write the value itself."), column)
        return
    try:
        faults.put(column, sketch, "" if text == EMPTIED else text)
    except Unreadable as fault:
        report.refuse(fault.sentence, column)


def complete(
    report: RowReport, sketch: Sketch, model: type[Detail], columns: dict[str, Column], *, is_new: bool
) -> None:
    """Let the module of the kind work out what follows from the rest, as on screen, and say what cannot be."""
    working: Callable[[Detail, Sketch], Mapping[str, str]] | None = hook(model, "actions", "complete")
    if working is None:
        return
    detail: Detail = sketch.detail
    if model.satellites and is_new and detail.attached is None:
        # A new record of a table that gives it no rows has none.
        detail.attach({})
    for name, sentence in working(detail, sketch).items():
        column = columns.get(name) or columns.get(f"{model.kind}:{name}")
        report.refuse(sentence, column or faults.missing(name, model))


def check(report: RowReport, sketch: Sketch, model: type[Detail], columns: dict[str, Column], *, is_new: bool) -> None:
    """Say what the record as a whole lacks."""
    for name, sentence in faults.of_the_card(sketch):
        if name == "title:":
            report.refuse(sentence, next((one for told, one in columns.items() if told.startswith(name)), None))
        elif name in columns or not name.startswith("title:"):
            report.refuse(sentence, columns.get(name))
    told = {cell.column for cell in report.errors}
    for name, sentence in faults.of_the_detail(sketch.detail, model).items():
        if name not in told:
            column = columns.get(name) or columns.get(f"{model.kind}:{name}") or faults.missing(name, model)
            report.refuse(sentence, column)
            told.add(name)
    if is_new:
        for column in columns.values():
            if column.is_required and column.name not in told and not column.written(sketch):
                report.refuse(_("This must not be empty."), column)


def check_step(entry: Entry, column: Column | None) -> None:
    """Say why a record cannot go from where it stands to where the row wants it."""
    assert entry.sketch is not None
    report, standing, wanted = entry.report, entry.standing, entry.sketch.status
    if standing == State.WITHDRAWN:
        report.refuse(_("This record was withdrawn. A file does not bring it back: publish it again first."), column)
    elif wanted == State.WITHDRAWN and standing != State.PUBLISHED:
        report.refuse(_("Only a published record can be withdrawn."), column)
    elif wanted == State.WITHDRAWN and not entry.sketch.reason:
        report.refuse(_("Say in the column “reason” why the record is withdrawn."), column)
    elif wanted == State.DRAFT and standing == State.PUBLISHED:
        report.refuse(
            _("What is published does not become a draft again. Withdraw it, or leave the cell empty."), column
        )


def overtaken(known: Detail, seen_at: dt.datetime | None) -> bool:
    """Whether a record was changed after a person looked at what would become of it."""
    return seen_at is not None and known.record.changed_at > seen_at
