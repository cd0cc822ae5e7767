import datetime as dt
import uuid
from typing import Any, Protocol


class Told(Protocol):
    """What an event says of itself."""

    pk: Any
    key: uuid.UUID
    at: dt.datetime
    actor: str
    behalf: str
    verb: str
    is_read: bool
    subject: str
    subject_id: str
    record_id: uuid.UUID | None
    details: Any


def content_of(event: Told) -> dict[str, Any]:
    """An event as the tree and the outside see it: what a leaf is the hash of, field by field."""
    return {
        "actor": event.actor,
        # Always in UTC, always with six digits, so that there is one way to write a moment.
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "behalf": event.behalf,
        "details": event.details,
        "key": str(event.key),
        "kind": "read" if event.is_read else "write",
        "number": event.pk,
        "record": str(event.record_id) if event.record_id else "",
        "subject": event.subject,
        "subject_id": event.subject_id,
        "verb": event.verb,
    }
