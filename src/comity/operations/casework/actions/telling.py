"""Tell officers what waits for them in their files, and nothing of what is in them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor
from comity.base.notices.actions import notify, settle
from comity.base.notices.enums import Group
from comity.base.notices.registry import Deadline, Kind
from comity.base.people.models import User
from comity.operations.casework import queries
from comity.operations.casework.models import Case


YOURS: Final = "casework.yours"
MOVED: Final = "casework.moved"
UNCLAIMED: Final = "casework.unclaimed"
DUE: Final = "casework.due"
KINDS: Final = {
    YOURS: Kind(sentence=_("A file of your authority is now yours."), group=Group.TASKS),
    MOVED: Kind(sentence=_("Something has happened in a file of yours."), group=Group.TASKS),
    UNCLAIMED: Kind(
        sentence=_("Something has happened in a file of your authority that nobody has taken yet."), group=Group.TASKS
    ),
    DUE: Kind(sentence=_("Something is due in a file of yours."), group=Group.DEADLINES, asks=True),
}


def address(case: Case) -> str:
    """Where a file is."""
    return f"/casework/{case.pk}/"


def tell_officer(case: Case, kind: str, *, by: Actor) -> int:
    """Tell the responsible officer, but not of what they did themselves; how many were told."""
    if case.officer is None or case.officer_id == by.pk:
        return 0
    return notify(case.officer, kind, about=case.about, address=address(case), by=by, is_gathered=True)


def tell_moved(case: Case, *, by: Actor, did: User | None = None) -> int:
    """Tell the responsible officer that something has happened, or everybody of the authority while there is none.

    A file that is nobody's is an ordinary one: every member may know of it (a constraint of the table).

    Args:
        case: which file.
        by: who enters it.
        did: who did it, where the service enters what somebody has signed; they know of it.

    Returns:
        How many were told.
    """
    kind, people = (
        (MOVED, [case.officer]) if case.officer is not None else (UNCLAIMED, queries.colleagues(case.organisation_id))
    )
    told = [one for one in people if one.pk not in {by.pk, did and did.pk}]
    return notify(told, kind, about=case.about, address=address(case), by=by, is_gathered=True)


def settle_deadline(pk: int, *, by: Actor) -> int:
    """Mark what was reminded of a deadline as done."""
    return settle(DUE, about=f"casework.deadline:{pk}", by=by)


def due(*, person: User | None, first: dt.date, last: dt.date) -> list[Deadline]:
    """What officers must do until when, and everybody of the authority in a file that is nobody's yet; two queries."""
    several = queries.due_between(person, first, last)
    unclaimed = {one.case.organisation_id for one in several if one.case.officer_id is None}
    people = queries.colleagues_of(unclaimed) if unclaimed else {}
    return [
        Deadline(key=f"casework.deadline:{one.pk}", kind=DUE, person_id=key, due=one.due_on, address=address(one.case))
        for one in several
        for key in _acting(one.case, people)
        if person is None or key == person.pk
    ]


def _acting(case: Case, people: Mapping[int, Sequence[User]]) -> list[int]:
    if case.officer_id is not None:
        return [case.officer_id]
    return [int(one.pk) for one in people.get(case.organisation_id, ())]
