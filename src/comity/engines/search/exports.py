"""Everything that a search finds as CSV, XLSX, JSON and RIS, streamed: however much, memory stays the same."""

import json
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import save_workbook

from comity.engines.records.exports import comma_separated, harmless, json_lines
from comity.engines.records.models import Source
from comity.engines.search import queries
from comity.engines.search.index.interface import Hit


Row = dict[str, Any]

TOGETHER: Final = 500
COLUMNS: Final = (
    "address",
    "title",
    "context",
    "kind",
    "places",
    "language",
    "status",
    "wording",
    "date",
    "freshness",
    "warning",
    "publisher",
    "licence",
    "licence_url",
    "source",
    "retrieved_on",
    "id",
)
# What the format can hold: rows of a sheet, characters of a cell (ECMA-376; Excel specifications and limits).
SHEET_ROWS: Final = 1_048_576
CELL: Final = 32_767
BLOCK: Final = 64 * 1024
# RIS has one type for what lays down the law; treaties have none of their own, and reference managers file them so.
RIS_TYPE: Final = "STAT"


def rows(hits: Iterable[Hit], address_of: Callable[[str], str], language: str) -> Iterator[Row]:
    """Each hit with its absolute address, and with the source and licence of the record that it belongs to.

    Args:
        hits: in the order in which they are to be given.
        address_of: turns a kept address, ``/laws/it/…/``, into one that leads here from anywhere.
        language: of whoever takes them away, in which it is said what nobody has confirmed for long.
    """
    waiting = iter(hits)
    while some := list(islice(waiting, TOGETHER)):
        known = _sources({hit.record for hit in some})
        # What is streamed is made when the request is over, and with it the language of the request.
        with translation.override(language):
            warnings = [queries.warning(hit) for hit in some]
        for hit, warning in zip(some, warnings, strict=True):
            source = known.get(hit.record)
            yield {
                "address": address_of(hit.address),
                "title": hit.title,
                "context": hit.context,
                "kind": hit.kind,
                "places": list(hit.places),
                "language": hit.language,
                "status": hit.status,
                "wording": hit.wording,
                "date": hit.on,
                "freshness": queries.freshness(hit),
                "warning": warning,
                "publisher": source.publisher if source else "",
                "licence": source.licence if source else "",
                "licence_url": source.licence_url if source else "",
                "source": source.url if source else "",
                "retrieved_on": source.retrieved_on.isoformat() if source and source.retrieved_on else "",
                "id": hit.id,
            }


def _sources(records: set[str]) -> dict[str, Source]:
    """The first source of each record; what is no record of the catalogue has none."""
    keys = [key for record in records if (key := _key(record)) is not None]
    found: dict[str, Source] = {}
    for source in Source.objects.filter(record_id__in=keys).order_by("pk"):
        found.setdefault(str(source.record_id), source)
    return found


def _key(record: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(record)
    except ValueError:
        return None


def _flat(row: Row) -> Row:
    return row | {"places": " ".join(row["places"])}


def as_csv(found: Iterable[Row]) -> Iterator[bytes]:
    """A line a result; no cell can be taken for a formula."""
    return comma_separated(map(_flat, found), list(COLUMNS))


def as_json_lines(found: Iterable[Row]) -> Iterator[bytes]:
    """One JSON object a line."""
    return json_lines(found)


def as_json(found: Iterable[Row]) -> Iterator[bytes]:
    """One JSON object with the list ``results``, an item a line."""
    yield b'{"results":['
    separator = b"\n"
    for row in found:
        yield separator + json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        separator = b",\n"
    yield b"\n]}\n"


def as_xlsx(found: Iterable[Row]) -> Iterator[bytes]:
    """A workbook, with a further sheet whenever one is full; written to a file on disk first, as its format needs."""
    book = Workbook(write_only=True)
    sheet, filled = book.create_sheet(), 0
    for row in map(_flat, found):
        if filled == SHEET_ROWS:
            sheet, filled = book.create_sheet(), 0
        if not filled:
            sheet.append(COLUMNS)
            filled = 1
        sheet.append([_cell(row[name]) for name in COLUMNS])
        filled += 1
    if not filled:
        sheet.append(COLUMNS)
    with tempfile.TemporaryFile() as file:
        save_workbook(book, file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _cell(value: Any) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", harmless(value))[:CELL]


def as_ris(found: Iterable[Row]) -> Iterator[bytes]:
    """References for reference managers, one record after the other."""
    for row in found:
        told = [
            ("TY", RIS_TYPE),
            ("TI", row["title"]),
            ("T2", row["context"]),
            ("PY", row["date"][:4]),
            ("DA", row["date"].replace("-", "/")),
            *(("CY", place) for place in row["places"]),
            ("LA", row["language"]),
            ("PB", row["publisher"]),
            ("UR", row["address"]),
            ("L2", row["source"]),
            ("N1", row["licence"]),
            ("N1", row["warning"]),
            ("DB", "Comity"),
            ("ID", row["id"]),
        ]
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in told if value.strip()]
        yield "\r\n".join([*lines, "ER  - ", "", ""]).encode()


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which results can be taken away."""

    label: str
    media_type: str
    written: Callable[[Iterable[Row]], Iterator[bytes]]


FORMS: Final[dict[str, Form]] = {
    "csv": Form("CSV", "text/csv; charset=utf-8", as_csv),
    "xlsx": Form("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": Form("JSON", "application/json; charset=utf-8", as_json),
    "jsonl": Form("JSON Lines", "application/x-ndjson; charset=utf-8", as_json_lines),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", as_ris),
}
