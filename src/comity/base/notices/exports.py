"""Deadlines as an iCalendar (RFC 5545, with the properties of RFC 7986 by which programs fetch it again)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from comity.base.notices.registry import Deadline, kind_of, plainly


FETCHED_EVERY: Final = dt.timedelta(hours=6)
# From which the names of events are made; ours alone.
NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://comity.example/deadlines")


def calendar(found: Sequence[Deadline], *, root: str, language: str) -> bytes:
    """Deadlines as a calendar: of each the kind, the day or moment, and the address; nothing of what it is about.

    Days are whole days, which are the same everywhere; moments are in UTC, so no zone need be described.

    Args:
        found: the deadlines.
        root: address of this installation, without a slash at the end.
        language: of the interface, in which sentences are spoken now.
    """
    made = Calendar()
    made.add("prodid", f"-//Comity//{language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    # No METHOD: it would make each event a message between calendars, which must name an organiser (RFC 5546), and
    # would have to stand in the type of the answer too (RFC 5545, 3.7.2).
    name = _("Deadlines on Comity")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", vDuration(FETCHED_EVERY), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(FETCHED_EVERY))
    host = urlsplit(root).hostname or "localhost"
    # To the day, so that a calendar that says the same is the same.
    stamp = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for one in found:
        made.add_component(_event(one, host=host, address=f"{root}/{language}{one.address}", stamp=stamp))
    return bytes(made.to_ical())


def _event(one: Deadline, *, host: str, address: str, stamp: dt.datetime) -> Event:
    kind = kind_of(one.kind)
    event = Event()
    # It stays when the day is moved, so that programs move it too; nobody reads a key of ours from it.
    event.add("uid", f"{uuid.uuid5(NAMES, f'{one.key}:{one.person_id}')}@{host}")
    event.add("dtstamp", stamp)
    event.add("summary", plainly(kind.sentence, {}) if kind is not None else _("Something concerns you."))
    if isinstance(one.due, dt.datetime):
        event.add("dtstart", one.due.astimezone(dt.UTC))
    else:
        event.add("dtstart", one.due)
        event.add("dtend", one.due + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", address)
    event.add("description", address)
    return event
