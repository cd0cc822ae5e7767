"""Remind people of what they must do until a day: a week before, a day before, and on the day; and who came later."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import Actor
from comity.base.notices import rules
from comity.base.notices.actions.telling import notify, settle, settle_past
from comity.base.notices.models import Notice, Wishes
from comity.base.notices.registry import Deadline, day_of, deadlines, waiting_since
from comity.base.people.models import User


# For how many days somebody is new: longer than an installation stands still.
LATELY: Final = 30


def remind(*, by: Actor | None, now: dt.datetime | None = None) -> int:
    """Tell whoever is to be reminded today, by their own calendar; each reminder comes once. How many.

    When there is nothing new to say, nothing is written.
    """
    now = now or timezone.now()
    today = now.date()
    # A day more at both ends: it is another day elsewhere.
    found = deadlines(
        person=None, first=today - dt.timedelta(days=1), last=today + dt.timedelta(days=max(rules.REMINDED) + 1)
    )
    people = User.objects.in_bulk({one.person_id for one in found})
    wishes = Wishes.objects.in_bulk(list(people))
    wanted: dict[tuple[int, str], tuple[Deadline, dt.date]] = {}
    for one in found:
        zone = rules.zone_of(wishes.get(one.person_id))
        day = day_of(one.due, zone)
        stage = rules.stage_of(day, now.astimezone(zone).date())
        if stage is not None and one.person_id in people:
            wanted[one.person_id, f"{one.key}:{day}:{stage}"] = (one, day)
    known = _known(once for _person, once in wanted)
    told = 0
    for (key, once), (one, day) in wanted.items():
        if (key, once) in known:
            continue
        with transaction.atomic():
            # The reminder before it says nothing any more.
            settle(one.kind, about=one.key, by=by, people=[people[key]])
            told += notify(people[key], one.kind, about=one.key, address=one.address, by=by, once=once, due_on=day)
    # By then the day is over everywhere.
    settle_past(today - dt.timedelta(days=1), by=by)
    return told + _welcome(today, by=by)


def _welcome(today: dt.date, *, by: Actor | None) -> int:
    """Tell who came lately what waits for them and was said before they came; each once. How many."""
    found = waiting_since(today - dt.timedelta(days=LATELY))
    people = User.objects.in_bulk({one.person_id for one in found})
    rows = Notice.objects.filter(about__in={one.about for one in found}, person__in=people)
    known = set(rows.values_list("person_id", "kind", "about"))
    told = 0
    for one in found:
        if one.person_id in people and (one.person_id, one.kind, one.about) not in known:
            told += notify(people[one.person_id], one.kind, about=one.about, address=one.address, by=by)
            known.add((one.person_id, one.kind, one.about))
    return told


def _known(names: Iterable[str]) -> set[tuple[int, str]]:
    rows = Notice.objects.filter(once__in=sorted(set(names))).values_list("person_id", "once")
    return set(rows)
