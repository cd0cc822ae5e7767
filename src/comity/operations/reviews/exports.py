"""What of meetings goes out: an event for calendar programs, and the list of who is registered."""

import csv
import datetime as dt
import io
import uuid
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from comity.operations.reviews.enums import Admission, Capacity, Gender
from comity.operations.reviews.models import Gathering, Registration


# From which the names of events are made; ours alone.
NAMES: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://comity.example/meetings")


def event(one: Gathering, *, address: str, language: str) -> bytes:
    """A meeting as an iCalendar of one event, in UTC; a later version takes the place of an earlier one.

    Args:
        one: the meeting.
        address: where everybody reads of it.
        language: of the interface.
    """
    made = Calendar()
    made.add("prodid", f"-//Comity//{language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    told = Event()
    told.add("uid", f"{uuid.uuid5(NAMES, str(one.pk))}@{urlsplit(address).hostname or 'localhost'}")
    told.add("dtstamp", one.at.astimezone(dt.UTC))
    told.add("sequence", one.version)
    told.add("summary", one.title)
    told.add("dtstart", one.begins_at.astimezone(dt.UTC))
    told.add("dtend", one.ends_at.astimezone(dt.UTC))
    told.add("status", "CANCELLED" if one.cancelled_at else "CONFIRMED")
    if one.venue:
        told.add("location", one.venue)
    told.add("url", address)
    told.add("description", address)
    made.add_component(told)
    return bytes(made.to_ical())


def listed(several: Iterable[Registration], names: dict[str, str]) -> bytes:
    """Who is registered, as CSV; a gender stands there only where the person has said it.

    A cell that a spreadsheet would take for a formula begins with a quote.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", "post", "role", "state", "organisation", "mail", "gender", "status", "attended"])
    for one in several:
        attended = "" if one.has_attended is None else ("yes" if one.has_attended else "no")
        writer.writerow(
            _plain(
                [
                    one.name, one.post, str(Capacity(one.seat).label), names.get(one.place_id or "", ""),
                    one.organisation, one.mail, str(Gender(one.gender).label) if one.gender else "",
                    str(Admission(one.state).label), attended,
                ]
            )
        )  # fmt: skip
    return out.getvalue().encode("utf-8")


def _plain(cells: Sequence[str]) -> list[str]:
    return [f"'{one}" if one[:1] in {"=", "+", "-", "@", "\t", "\r"} else one for one in cells]
