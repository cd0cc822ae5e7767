"""The desk: which files wait for whom, what is due, what is quiet; each is one question, and the counts are one."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from comity.base.people.models import User
from comity.operations.casework.enums import Direction, Part, State
from comity.operations.casework.flow import FLOW
from comity.operations.casework.models import Case, Deadline
from comity.operations.casework.queries.cases import for_listing, visible_to


# Nothing has happened in a file for so many days: somebody should look at it.
QUIET: Final = 30
LISTS: Final = ("open", "today", "overdue", "ours", "theirs", "unassigned", "quiet", "closed")
LONGEST_QUIET: Final = 999


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the desk somebody wants to see.

    Attributes:
        show: one of ``LISTS``.
        type: of request.
        place: the other State.
        direction: sent or received.
        state: where it stands.
        officer: ``me``, or empty for everybody's.
        number: the beginning of a number of the file, ours or theirs.
        days: after how many days without anything a file is quiet.
    """

    show: str = "open"
    type: str = ""
    place: str = ""
    direction: str = ""
    state: str = ""
    officer: str = ""
    number: str = ""
    days: int = QUIET

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> Self:
        """As it was sent; what means nothing is left out."""
        told = {one.name: str(sent.get(one.name, "")).strip()[:40] for one in fields(cls) if one.name != "days"}
        days = str(sent.get("days", ""))
        known = {
            "show": told["show"] if told["show"] in LISTS else "open",
            "direction": told["direction"] if told["direction"] in Direction.values else "",
            "state": told["state"] if told["state"] in State.values else "",
            "officer": "me" if told["officer"] == "me" else "",
            "days": min(int(days), LONGEST_QUIET) if re.fullmatch(r"[1-9]\d{0,3}", days, re.ASCII) else QUIET,
        }
        return cls(**{**told, **known})  # type: ignore[arg-type] # -- the days alone are a number


def parts(today: dt.date, days: int = QUIET) -> dict[str, Q]:
    """What holds of the files on each list."""
    unmet = Deadline.objects.filter(case=OuterRef("pk"), met_at__isnull=True)
    open_ = ~Q(procedure__state=State.CLOSED)
    ours = Q(direction=Direction.OUTGOING, procedure__state__in=FLOW.owned_by(Part.REQUESTING)) | Q(
        direction=Direction.INCOMING, procedure__state__in=FLOW.owned_by(Part.REQUESTED)
    )
    since = dt.datetime.combine(today - dt.timedelta(days=days), dt.time.min, dt.UTC)
    return {
        "open": open_,
        "today": open_ & Q(Exists(unmet.filter(due_on=today))),
        "overdue": open_ & Q(Exists(unmet.filter(due_on__lt=today))),
        "ours": open_ & ours,
        "theirs": open_ & ~ours,
        "unassigned": open_ & Q(officer__isnull=True),
        "quiet": open_ & Q(touched_at__lt=since),
        "closed": ~open_,
    }


def narrowed(person: User, wanted: Wanted) -> QuerySet[Case]:
    """The files that a person may know of and that answer to the filters, on whatever list."""
    found = visible_to(person)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.place:
        found = found.filter(other_place=wanted.place)
    if wanted.direction:
        found = found.filter(direction=wanted.direction)
    if wanted.state:
        found = found.filter(procedure__state=wanted.state)
    if wanted.officer:
        found = found.filter(officer=person)
    if wanted.number:
        found = found.filter(Q(reference__istartswith=wanted.number) | Q(their_reference__istartswith=wanted.number))
    return found


def listed(person: User, wanted: Wanted, today: dt.date) -> QuerySet[Case]:
    """The files on a list, those first that wait the longest."""
    found = narrowed(person, wanted).filter(parts(today, wanted.days)[wanted.show])
    return for_listing(found).order_by("procedure__moved_at", "pk")


def counts(person: User, wanted: Wanted, today: dt.date) -> dict[str, int]:
    """How many files are on each list, by the same filters; one query."""
    several = parts(today, wanted.days)
    return narrowed(person, wanted).aggregate(**{name: Count("pk", filter=one) for name, one in several.items()})
