"""A file of rows and columns, CSV or XLSX, read line by line whatever its size; what is hostile is refused."""

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from comity.engines.records.imports.encodings import encoding_of
from comity.kernel import workbooks
from comity.kernel.errors import Unreadable
from comity.ui.written import number


LARGEST: Final = 512 * 2**20  # bytes
MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 400
LONGEST_CELL: Final = 500_000  # characters
DELIMITERS: Final = (",", ";", "\t")
PACKED: Final = b"PK\x03\x04"
OLD: Final = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its number in the file, as an editor or spreadsheet counts it, and its cells."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV file or of one sheet; ``name`` is empty for a CSV file."""

    name: str
    lines: Iterator[Line]


def tables_of(path: Path) -> Iterator[Table]:
    """The tables of a file, which its content and not its name shows to be CSV or XLSX.

    Raises:
        Unreadable: it is empty, too large, of another form, broken or hostile.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(
            _("The file is larger than %(most)s MB. Split it.") % {"most": LARGEST >> 20}, where=path.name
        )
    if not size:
        raise Unreadable(_("The file is empty."), where=path.name)
    with path.open("rb") as file:
        start = file.read(len(OLD))
    if start == OLD:
        raise Unreadable(
            _("The file is an old or an encrypted workbook. Save it as .xlsx without a password."), where=path.name
        )
    if not start.startswith(PACKED):
        yield Table("", commas(path))
        return
    workbooks.checked(path)
    for name, rows in workbooks.sheets(path, width=MOST_COLUMNS + 1):
        lines = (Line(number, [workbooks.text_of(cell) for cell in row]) for number, row in enumerate(rows, 1))
        yield Table(name, bounded(map(trimmed, lines), path.name))


def commas(path: Path) -> Iterator[Line]:
    """The rows of a CSV file."""
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = next((line for line in itertools.islice(file, 20) if line.strip()), "")
            if first.casefold().startswith("sep="):
                # What a spreadsheet program writes to itself.
                first = f"a{first.strip()[4:5]}b"
            delimiter = max(DELIMITERS, key=first.count)
            file.seek(0)
            csv.field_size_limit(LONGEST_CELL)
            yield from bounded(map(trimmed, rows(csv.reader(file, delimiter=delimiter, strict=True))), path.name)
    except UnicodeDecodeError as fault:
        raise Unreadable(
            _("The file is not %(encoding)s throughout. Save it as “CSV UTF-8” and send it again.")
            % {"encoding": encoding},
            where=path.name,
        ) from fault


def rows(reader: Iterator[list[str]]) -> Iterator[Line]:
    """The rows of a reader of CSV, each with the number of the line on which it begins."""
    while True:
        begins = reader.line_num + 1  # type: ignore[attr-defined] # -- the reader of csv has it
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Unreadable(
                _("A quotation mark is not closed, or a cell is too long. Look at the cells of this row."),
                where=_("row %(number)s") % {"number": begins},
            ) from fault
        yield Line(begins, cells)


def trimmed(line: Line) -> Line:
    """A row without the empty cells at its end and the white space around each."""
    cells = [cell.strip() for cell in line.cells]
    while cells and not cells[-1]:
        cells.pop()
    return Line(line.number, cells)


def bounded(lines: Iterator[Line], where: str) -> Iterator[Line]:
    """The rows that say something, as long as there are not too many nor too wide ones.

    Raises:
        Unreadable: there are.
    """
    for count, line in enumerate(lines):
        if count >= MOST_ROWS or line.number > MOST_ROWS:
            raise Unreadable(
                _("The table has more than %(most)s rows. Split it.") % {"most": number(MOST_ROWS)}, where=where
            )
        if len(line.cells) > MOST_COLUMNS:
            raise Unreadable(
                _("The table has more than %(most)s columns. Take away what is not filled in.")
                % {"most": MOST_COLUMNS},
                where=where,
            )
        if line.cells:
            yield line
