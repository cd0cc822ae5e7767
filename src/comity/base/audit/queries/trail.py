"""The events, for those who follow what changes."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from comity.base.audit.models import Event, Pseudonym


def after(position: int) -> QuerySet[Event]:
    """The events later than a position by which something changed, oldest first."""
    return Event.objects.filter(pk__gt=position, is_read=False).order_by("pk")


def latest_position() -> int:
    """The number of the last event by which something changed; 0 when nothing has happened yet."""
    return Event.objects.filter(is_read=False).order_by("-pk").values_list("pk", flat=True).first() or 0


def latest_of(verb: str) -> Event | None:
    """The last event of a verb that concerns a whole table, such as a load of facts; None when there was none."""
    return Event.objects.filter(subject="", subject_id="", verb=verb).order_by("-pk").first()


def told_of(verb: str, record_id: Any) -> list[dict[str, Any]]:
    """What the events of one verb say of a record, oldest first; nothing that is kept as a hash."""
    rows = Event.objects.filter(verb=verb, record_id=record_id).order_by("pk")
    return list(rows.values_list("details", flat=True))


def token_of(person: Any) -> str:
    """The pseudonym of a person in the log; empty when they have none, or none any more."""
    rows = Pseudonym.objects.filter(label=settings.AUTH_USER_MODEL, key=str(person.pk))
    return rows.values_list("token", flat=True).first() or ""


def events_by(person: Any) -> QuerySet[Event]:
    """What a person did, newest first."""
    token = token_of(person)
    return Event.objects.filter(actor=token) if token else Event.objects.none()


def events_on(person: Any) -> QuerySet[Event]:
    """What was done to a person's account, newest first."""
    token = token_of(person)
    events = Event.objects.filter(subject=settings.AUTH_USER_MODEL, subject_id=token)
    return events if token else events.none()
