"""A collection to take away: its records with the notes beside them, or as references."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from comity.base.places import queries as places
from comity.engines.records.exports.citing import reference_of
from comity.engines.records.exports.formats import FORMATS, written
from comity.engines.records.exports.rows import comma_separated
from comity.engines.records.exports.styles import cite
from comity.engines.records.models import Detail, Entry, Record
from comity.engines.records.queries import best_text
from comity.engines.records.registry import warning_of
from comity.kernel.errors import Unreadable


COLUMNS: Final = ("title", "language", "kind", "place", "place_name", "note", "warning", "address", "id")
STYLE: Final = "chicago"
# By their endings: what they are called, and their media types.
TABLE: Final = "csv"
LIST: Final = "txt"
FORMS: Final = {
    TABLE: ("CSV", "text/csv; charset=utf-8"),
    **{form: (label, media_type) for form, (label, media_type, _write) in FORMATS.items()},
    LIST: ("TXT", "text/plain; charset=utf-8"),
}


def taken_away(entries: Iterable[Entry], form: str, *, root: str, language: str) -> bytes:
    """The entries in one of the forms, in their order.

    Args:
        entries: those whose records the reader may read, with details, texts and sources.
        form: one of ``FORMS``.
        root: the address of the host, ``https://comity.example``.
        language: the reader's.

    Raises:
        Unreadable: there is no such form.
    """
    if form not in FORMS:
        raise Unreadable(f"A collection is not written as “{form[:20]}”. There are: {', '.join(FORMS)}.")
    if form == TABLE:
        return b"".join(comma_separated(_rows(entries, root, language), list(COLUMNS)))
    references = [reference_of(entry.record, root=root, language=language) for entry in entries]
    if form == LIST:
        return "".join(f"{cite(one, STYLE, language).text}\n" for one in references).encode()
    return written(references, form)[0]


def _rows(entries: Iterable[Entry], root: str, language: str) -> Iterator[dict[str, Any]]:
    names = places.names(language)
    for entry in entries:
        record: Record = entry.record
        detail: Detail = getattr(record, record.kind)
        text = best_text(list(record.texts.all()), language=language)
        yield {
            "title": text.title if text else "",
            "language": text.language if text else "",
            "kind": record.kind,
            "place": record.place_id or "",
            "place_name": names.get(record.place_id or "", ""),
            "note": entry.note,
            "warning": warning_of(record.kind, getattr(detail, "confirmed_on", None)),
            "address": f"{root}{detail.address}",
            "id": str(record.pk),
        }
