"""Files of authorities taken apart into rows: CSV in UTF-8, and the first sheet of XLSX."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.kernel import workbooks
from comity.kernel.errors import Unreadable
from comity.knowledge.authorities.grammar import COLUMNS, TOLD, Numbered
from comity.knowledge.authorities.imports.rows import Report, import_rows
from comity.knowledge.authorities.shapes import LARGEST


MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 200
# The templates explain their columns in a row that begins so; it is passed over.
REMARK: Final = "#"
ZIP: Final = b"PK\x03\x04"


def import_file(path: Path, *, by: User, dry_run: bool = False) -> Report:
    """Read a file of authorities into the directory, as ``import_rows`` does."""
    return import_rows(rows_of(path.read_bytes(), path.name), name=path.name, by=by, dry_run=dry_run)


def is_one(path: Path) -> bool:
    """Whether the first line of a CSV file names the columns of this directory."""
    with path.open("rb") as file:
        first = file.readline(4096).decode("utf-8-sig", "replace")
    given = next(csv.reader([first]), [])
    return {"identifier", "function"} <= {one.strip().lower() for one in given}


def rows_of(content: bytes, name: str) -> list[Numbered]:
    """The rows of a file with their numbers, by the names of its columns.

    Raises:
        Unreadable: it is neither CSV nor XLSX, is too large, or lacks a column.
    """
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 20 MB. Divide it."), where=name)
    lines = _sheet(content, name) if content.startswith(ZIP) else _text(content, name)
    head = [one.strip().lower() for one in next(lines, [])]
    missing = [column for column in ("identifier",) if column not in head]
    if missing:
        sentence = _("The first row does not name the column %(column)s. Begin with the template.")
        raise Unreadable(sentence % {"column": missing[0]}, where=name)
    unknown = [one for one in head if one and one not in {*COLUMNS, *TOLD}]
    if unknown:
        sentence = _("There is no column “%(column)s”. Known are: %(known)s.")
        raise Unreadable(sentence % {"column": unknown[0][:60], "known": ", ".join(COLUMNS)}, where=name)
    if twice := [one for one in head if one and head.count(one) > 1]:
        raise Unreadable(_("The column %(column)s stands there twice.") % {"column": twice[0]}, where=name)
    rows: list[Numbered] = []
    for number, cells in enumerate(lines, start=2):
        if not any(cells) or cells[0].startswith(REMARK):
            continue
        if len(rows) == MOST_ROWS:
            raise Unreadable(_("The file has more than 100,000 rows. Divide it."), where=name)
        rows.append((number, {name: cell for name, cell in zip(head, cells, strict=False) if name}))
    return rows


def _text(content: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        sentence = _("Line %(line)s is not in UTF-8. Save the file as “CSV UTF-8”, or as XLSX.")
        raise Unreadable(sentence % {"line": line}, where=name) from error
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [_harmed(cell.strip()) for cell in row]
    except csv.Error as error:
        raise Unreadable(_("The file cannot be read as CSV: %(fault)s.") % {"fault": error}, where=name) from error


def _harmed(cell: str) -> str:
    """What our exports put before a formula is taken away again."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in {"=", "+", "-", "@"} else cell


def _sheet(content: bytes, name: str) -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        path.write_bytes(content)
        try:
            workbooks.checked(path)
            for _title, rows in workbooks.sheets(path, width=MOST_COLUMNS):
                for row in rows:
                    yield _cells(row)
                return
        except Unreadable as fault:
            raise Unreadable(fault.sentence, where=name) from fault


def _cells(row: Sequence[Any]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _harmed(str(value).strip())
