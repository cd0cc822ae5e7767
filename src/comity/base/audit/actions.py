import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from django.db import connection
from django.db.models import Model

from comity.base.audit.models import Event


# Any number, as long as nothing else in the database uses the same advisory lock.
ONE_AT_A_TIME: Final = 0x636F6D697479


class Actor(Protocol):
    """Whoever does something: a person, or the service itself."""

    pk: Any


def note(
    verb: str, subject: Model | None, *, by: Actor | None, record_id: uuid.UUID | None = None, **details: Any
) -> Event:
    """Write one event, inside the transaction of the action that it describes.

    Args:
        verb: ``module.verb``, such as ``record.publish``.
        subject: what was acted on; None when it is a whole table, as for a load of facts.
        by: who did it.
        record_id: the record concerned, for those who follow the trail.
        details: plain values that JSON can hold; never secrets, never content.
    """
    _wait_for_turn()
    return Event.objects.create(
        verb=verb,
        subject=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        record_id=record_id,
        actor_id=str(by.pk) if by is not None else "",
        details=details,
    )


def note_many(events: Iterable[tuple[str, Model, uuid.UUID, Mapping[str, Any]]], *, by: Actor | None) -> None:
    """Write many events at once, each a verb, a subject, the record concerned and details, as ``note`` takes them."""
    actor = str(by.pk) if by is not None else ""
    _wait_for_turn()
    Event.objects.bulk_create(
        Event(
            verb=verb,
            subject=subject._meta.label,
            subject_id=str(subject.pk),
            record_id=record_id,
            actor_id=actor,
            details=dict(details),
        )
        for verb, subject, record_id, details in events
    )


def _wait_for_turn() -> None:
    if connection.vendor == "postgresql":
        # Sequence numbers are handed out before commit; without this lock an event with a lower number
        # could appear after a follower has read past it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
