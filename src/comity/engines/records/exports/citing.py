"""A record as a reference in CSL-JSON 1.0.2, from which citations and files for reference managers are made."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from comity.base.places import queries as places
from comity.engines.records.models import Detail, Record
from comity.engines.records.queries import best_text
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable


Reference = dict[str, Any]

NAMES: Final = ("author", "editor", "translator")
# As in the identifiers of the data model: a key that every reference manager accepts.
KEY_LENGTH: Final = 8


def reference_of(record: Record, *, root: str, language: str) -> Reference:
    """A record as CSL-JSON; no query when texts, sources and the detail are loaded.

    Args:
        record: with its detail.
        root: the address of the host, ``https://comity.example``.
        language: the reader's; the title and the names of States are given in it where they exist.
    """
    detail: Detail = getattr(record, record.kind)
    told = detail.cited()
    said = {name: value for name, value in told.items() if value or value == 0}
    own_language = str(said.get("language", ""))
    text = best_text(list(record.texts.all()), language=own_language or language)
    source = next(iter(record.sources.all()), None)
    found: Reference = {
        "id": f"{record.kind}-{str(record.pk)[:KEY_LENGTH]}",
        "type": "document",
        "title": text.title if text else str(record.pk),
        "language": text.language if text else language,
    }
    found |= {name: value for name, value in said.items() if name not in {"issued", *NAMES}}
    if "URL" not in told:
        # What is read here and nowhere else may have changed since.
        found["URL"] = f"{root}{detail.address}"
        found["accessed"] = date_parts(timezone.now().date())
    if "publisher" not in found and source and source.publisher:
        found["publisher"] = source.publisher
    if issued := said.get("issued"):
        found["issued"] = date_parts(issued)
    for role in NAMES:
        if role in said:
            found[role] = [named(one, language) for one in said[role]]
    return found


def named(name: Mapping[str, str], language: str) -> dict[str, str]:
    """A name; that of a place in the reader's language."""
    if code := name.get("place"):
        return {"literal": places.names(language).get(code, code)}
    return dict(name)


def date_parts(when: str | int | dt.date) -> dict[str, Any]:
    """A date of CSL-JSON from a day, a year or an EDTF text; a period gives its two ends.

    What is no EDTF date is handed on as it is written.
    """
    if isinstance(when, dt.date):
        return {"date-parts": [[when.year, when.month, when.day]]}
    text = str(when).strip()
    ends = text.split("/")
    try:
        for end in ends:
            Period.parse(end)
        return {"date-parts": [[int(part) for part in end.split("-")] for end in ends]}
    except (Unreadable, ValueError):
        return {"literal": text}


def written_date(date: Mapping[str, Any] | None) -> str:
    """A date of CSL-JSON as EDTF, or as it was written; empty for none."""
    if not date:
        return ""
    if parts := date.get("date-parts"):
        return "/".join(
            "-".join(f"{int(n):0{4 if place == 0 else 2}d}" for place, n in enumerate(end)) for end in parts
        )
    return str(date.get("literal", "") or date.get("raw", ""))


def _written(end: list[int]) -> str:
    """One end of a date: year, month and day as far as they are known."""
    year, *rest = (int(part) for part in end)
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in rest)])
