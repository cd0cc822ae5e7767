"""Ask the searches that somebody follows about what is new: once for each record, and never twice.

Three steps, each of which a crash leaves either done or not done. A new record is matched and the place in the trail
moved on in one transaction; a message is queued and its matches marked as told in another (``telling``); how the
message leaves is the business of ``comity.base.notices``.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Max, Min

from comity.base.audit.actions import Actor, note
from comity.base.audit.models import Event
from comity.base.audit.queries import after, latest_position
from comity.engines.records.models import Revision
from comity.engines.search.actions.percolating import AT_ONCE, answered_by, batched
from comity.engines.search.actions.subscribing import work_out_anew
from comity.engines.search.models import Match, Reading, Subscription
from comity.engines.search.registry import documents_of


# What makes a record public for the first time: its first revision (see ``records.actions``).
PUBLISHED: Final = "record.publish"
FIRST: Final = 1
# New records that are looked at together; more need more memory, fewer more time.
TOGETHER: Final = 100
EVENTS: Final = 2000


class Told(NamedTuple):
    """How many new records were looked at, and how many answers to searches that somebody follows they are."""

    records: int = 0
    matches: int = 0


def is_behind() -> bool:
    """Whether anything happened since the kept searches were last asked, and anybody would be told."""
    if not Subscription.objects.filter(confirmed_at__isnull=False).exists():
        return False
    place = Reading.objects.first()
    return place is None or place.position < latest_position()


def look(*, by: Actor | None) -> Told:
    """Ask every kept search about the records that were published for the first time since this was last done."""
    work_out_anew(by=by)
    told = Told()
    while (step := follow(by=by)) is not None:
        told = Told(told.records + step.records, told.matches + step.matches)
    return told


def follow(*, by: Actor | None) -> Told | None:
    """Take in the next events of the trail; None when there are no more, or when another process is at it.

    What takes long is done before the transaction, in which the place in the trail is moved on only if it is still
    where it was.
    """
    first = Subscription.objects.aggregate(first=Min("confirmed_at"))["first"]
    if first is None:
        return None
    place = Reading.objects.first() or _begun(first)
    events = list(after(place.position)[:EVENTS])
    if not events:
        return None
    keys, position = first_published(events)
    made = matching(keys, first)
    return Told(len(keys), len(made)) if _move_on(place, position, made, by=by) else None


def _begun(first: datetime) -> Reading:
    """The place in the trail where following begins: what was public before anybody followed a search is not new."""
    before = Event.objects.filter(at__lt=first).aggregate(last=Max("pk"))["last"] or 0
    return Reading.objects.get_or_create(pk=1, defaults={"position": before})[0]


@transaction.atomic
def _move_on(place: Reading, position: int, matches: Sequence[Match], *, by: Actor | None) -> bool:
    if not Reading.objects.filter(pk=place.pk, position=place.position).update(position=position):
        return False
    if matches:
        # Whoever has ended it meanwhile is told of nothing.
        wanted = {match.subscription_id for match in matches}
        alive: set[uuid.UUID] = set()
        for keys in batched(sorted(wanted, key=str), AT_ONCE):
            alive.update(Subscription.objects.filter(pk__in=keys).values_list("pk", flat=True))
        kept = [match for match in matches if match.subscription_id in alive]
        Match.objects.bulk_create(kept, batch_size=AT_ONCE, ignore_conflicts=True)
        note("search.match", None, by=by, matches=len(kept))
    return True


def first_published(events: Sequence[Event]) -> tuple[list[uuid.UUID], int]:
    """The records that events made public for the first time, some of them, and up to which event they are taken."""
    new = [event for event in events if event.verb == PUBLISHED and event.details.get("revision") == FIRST]
    taken = new[:TOGETHER]
    # What does not fit is left for the next step.
    position = taken[-1].pk if len(new) > len(taken) else events[-1].pk
    return list(dict.fromkeys(event.record_id for event in taken if event.record_id)), position


def matching(keys: Sequence[uuid.UUID], first: datetime) -> list[Match]:
    """Which confirmed subscriptions some new records answer.

    A record counts for a subscription that was confirmed before it was first published, and is looked at as a visitor
    would find it.

    Args:
        keys: of the records.
        first: when the first subscription was confirmed.
    """
    revisions = Revision.objects.filter(record__in=list(keys), number=FIRST, at__gte=first).order_by()
    since: dict[str, datetime] = {str(key): at for key, at in revisions.values_list("record_id", "at")}
    if not since:
        return []
    answers = answered_by(documents_of(list(since)))
    found = []
    for searches in batched(sorted(answers), AT_ONCE):
        told = Subscription.objects.filter(search__in=list(searches), confirmed_at__isnull=False).order_by("pk")
        found += [
            Match(subscription_id=key, record_id=record)
            for key, search, confirmed_at in told.values_list("pk", "search_id", "confirmed_at")
            for record in sorted(answers[search])
            if confirmed_at is not None and confirmed_at <= since[record]
        ]
    return found
