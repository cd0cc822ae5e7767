"""Workbooks (XLSX) from anyone: looked at before they are opened, and read row by row."""

import contextlib
import datetime as dt
import re
import zipfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from comity.kernel.errors import Unreadable


LARGEST_PART: Final = 1024 * 2**20  # bytes, unpacked
# Words that many cells share are held in memory as a whole.
LARGEST_WORDS: Final = 96 * 2**20
# A sheet of empty cells packs a thousandfold; one of data about tenfold.
TIGHTEST: Final = 200
SMALL: Final = 2**20
PARTS: Final = 2000
PROLOGUE: Final = 2**16
FIRST_ELEMENT: Final = re.compile(rb"<[A-Za-z]")


def checked(path: Path) -> None:
    """Look at a workbook without opening it.

    Raises:
        Unreadable: it is broken, would not fit, or brings what no table needs: macros, other workbooks, entities.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            for part in parts:
                check_part(part, path.name)
            if len(parts) > PARTS:
                raise Unreadable(_("The workbook has too many parts. Save the sheet alone."), where=path.name)
            for part in parts:
                with archive.open(part) as file:
                    start = file.read(PROLOGUE)
                # A part is read as what the workbook says that it is, whatever its own name says.
                if part.filename.lower().endswith((".xml", ".rels")) or is_markup(start):
                    check_prologue(start, path.name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise Unreadable(broken(), where=path.name) from fault


def check_part(part: zipfile.ZipInfo, where: str) -> None:
    """Raise Unreadable when a part of a workbook is too large or is none that a table needs."""
    name = part.filename.lower()
    if "externallinks/" in name:
        raise Unreadable(
            _("The workbook takes values from other files. Paste them as values and save it again."), where=where
        )
    if name.endswith((".bin", ".vbs")) and "vba" in name:
        raise Unreadable(_("The workbook holds macros. Save it as a workbook without macros (.xlsx)."), where=where)
    most = LARGEST_WORDS if name.endswith("sharedstrings.xml") else LARGEST_PART
    packed_tight = part.file_size > SMALL and part.file_size > TIGHTEST * max(part.compress_size, 1)
    if part.file_size > most or packed_tight:
        raise Unreadable(
            _("The workbook is far larger unpacked than a table needs to be. Save the sheet as CSV, or in parts."),
            where=where,
        )


def is_markup(start: bytes) -> bool:
    """Whether a part begins as XML does, in whatever encoding."""
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def check_prologue(start: bytes, where: str) -> None:
    """Raise Unreadable when a part declares entities, which can grow without end, or hides its beginning."""
    plain = start.replace(b"\0", b"")
    first = FIRST_ELEMENT.search(plain)
    if b"<!" in plain.replace(b"<!--", b"")[: first.start() if first else PROLOGUE] or (start and first is None):
        raise Unreadable(broken(), where=where)


def broken() -> str:
    """The sentence for a workbook that cannot be read."""
    return _("The workbook is broken or not an XLSX file. Open it, save it as .xlsx and send it again.")


def sheets(
    path: Path, *, width: int, hidden: bool = False
) -> Generator[tuple[str, Iterator[tuple[Any, ...]]], None, None]:
    """The sheets of a workbook that was ``checked``, each with its name and its rows, read as they are asked for.

    Args:
        path: the workbook.
        width: how many cells of a row are read.
        hidden: whether sheets are read that a person who opens the workbook does not see.

    Raises:
        Unreadable: the workbook is broken.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible" and not hidden:
                    continue
                # What a sheet says of its own size is not always true.
                sheet.reset_dimensions()
                # Whoever stops in the middle of a sheet leaves no file open.
                with contextlib.closing(rows_of(sheet, width, path.name)) as rows:
                    yield sheet.title, rows
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception as fault:  # a broken file can fail in any way inside the library
        raise Unreadable(broken(), where=path.name) from fault


def rows_of(sheet: Any, width: int, where: str) -> Generator[tuple[Any, ...], None, None]:
    """The rows of a sheet; one without a value is an empty tuple, since a sheet may have a million of these."""
    try:
        for row in sheet.iter_rows(max_col=width, values_only=True):
            yield row if row.count(None) != len(row) else ()
    except Exception as fault:  # a broken sheet shows only where it is read
        raise Unreadable(broken(), where=where) from fault


def text_of(value: Any) -> str:  # noqa: PLR0911 -- a table
    """A cell's value as text: days as ISO 8601 writes them, numbers without a comma."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case dt.datetime():
            at_midnight = value.time() == dt.time()
            return value.date().isoformat() if at_midnight else value.isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case _:
            return str(value)
