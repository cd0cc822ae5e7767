"""Whole databases as CSV and JSON Lines, streamed: however large, memory stays the same."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from comity.base.files.enums import State as FileState
from comity.engines.records.enums import State
from comity.engines.records.models import Attachment, Detail, Record
from comity.engines.records.registry import cells


CHUNK = 500


def as_data(record: Record, detail: Detail) -> dict[str, Any]:
    """One record with its texts, sources and licence, as plain data that any visitor may read."""
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "address": detail.address,
        "place": record.place_id,
        "published_at": record.published_at.isoformat() if record.published_at else None,
        "texts": [
            {"language": t.language, "wording": t.wording, "title": t.title, "summary": t.summary}
            for t in record.texts.all()
        ],
        "sources": [
            {
                "title": s.title,
                "url": s.url,
                "publisher": s.publisher,
                "licence": s.licence,
                "licence_url": s.licence_url,
                "retrieved_on": s.retrieved_on.isoformat() if s.retrieved_on else None,
                "locator": s.locator,
            }
            for s in record.sources.all()
        ],
        "files": files_of(record),
        "topics": sorted(str(topic) for topic in record.topics.all()),
        "links": arrows_of(record),
        **fields_of(detail),
    }


def files_of(record: Record) -> list[dict[str, Any]]:
    """The files on a record that can be read, with where, what and the hash of each; no query when they are loaded."""
    return [attached(one) for one in record.attachments.all() if one.file.state == FileState.RELEASED]


def arrows_of(record: Record) -> list[dict[str, str]]:
    """To which public records it is linked, and how; no query when ``queries.links_for`` was loaded."""
    return [
        {"relation": one.relation, "kind": one.object.kind, "id": str(one.object_id), "locator": one.locator}
        for one in record.links_out.all()
        if one.object.state == State.PUBLISHED
    ]


def files_line(files: Iterable[dict[str, Any]]) -> str:
    """Files in one cell of a table: the address, type and hash of each, with a bar between two."""
    return " | ".join(f"{one['address']} {one['media_type']} {one['sha256']}" for one in files)


def attached(one: Attachment) -> dict[str, Any]:
    """A file on a record, and where it is read."""
    return {
        "label": one.label or one.file.name,
        "language": one.language,
        "name": one.file.name,
        "media_type": one.file.media_type,
        "size": one.file.size,
        "sha256": one.file.digest,
        "address": f"/files/{one.file_id}/",
    }


def fields_of(detail: Detail) -> dict[str, Any]:
    """The fields of a kind as text, as revisions keep them, except that what is not known is None."""
    unknown = {one.name for one in detail._meta.concrete_fields if getattr(detail, one.attname) is None}
    return {name: None if name in unknown else value for name, value in detail.public_data().items()}


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """One JSON object a line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def comma_separated(rows: Iterable[dict[str, Any]], columns: list[str]) -> Iterator[bytes]:
    """CSV in UTF-8 with a byte order mark, which spreadsheet programs need to see that it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, extrasaction="ignore")
    writer.writeheader()
    yield b"\xef\xbb\xbf" + _taken(buffer)
    for row in rows:
        writer.writerow({name: harmless(row.get(name)) for name in columns})
        yield _taken(buffer)


def harmless(value: Any) -> str:
    """A cell that no spreadsheet program will take for a formula (OWASP, CSV Injection)."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return cells.harmless(text)


def _taken(buffer: io.StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content
