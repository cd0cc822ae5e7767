"""Ask the kept searches about what is new, and write to those who follow them: once for each record, and never twice.

Three steps, each of which a crash leaves either done or not done. A new record is matched and the place in the trail
moved on in one transaction; a message is queued and its matches marked as told in another; how the message leaves is
the business of ``comity.base.notices``.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.audit.models import Event
from comity.base.audit.queries import after, latest_position
from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel
from comity.base.notices.models import Message
from comity.engines.records import queries as records
from comity.engines.records.models import Record, Revision, Text
from comity.engines.records.registry import detail_models
from comity.engines.search.actions.subscribing import anchors_of
from comity.engines.search.actions.writing import ALERT, NAMED, alert
from comity.engines.search.enums import Facet, Frequency
from comity.engines.search.index.interface import Question
from comity.engines.search.index.watching import VERSION, Watch
from comity.engines.search.models import Match, Reading, SavedSearch, Subscription
from comity.engines.search.queries import kept_question
from comity.engines.search.registry import documents_of


# What makes a record public for the first time: its first revision (see ``records.actions``).
PUBLISHED: Final = "record.publish"
FIRST: Final = 1
# New records that are looked at together; more need more memory, fewer more time.
TOGETHER: Final = 100
EVENTS: Final = 2000
# Subscriptions whose messages are written together.
WRITTEN: Final = 50
# A webhook is told of every record by name, so many in one message.
IN_ONE_CALL: Final = 100
# A mail program may be told of the next at the soonest after this.
PAUSES: Final = {
    Frequency.AT_ONCE: timedelta(minutes=15),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
}
AT_ONCE: Final = 500


class Told(NamedTuple):
    """How many new records were looked at, how many answers to kept searches they are, how many messages queued."""

    records: int = 0
    matches: int = 0
    messages: int = 0


def look(*, by: Actor | None) -> Told:
    """Ask every kept search about the records that were published for the first time since this was last done."""
    told = Told()
    while (step := follow(by=by)) is not None:
        told = Told(told.records + step.records, told.matches + step.matches)
    return told


def follow(*, by: Actor | None) -> Told | None:
    """Take in the next events of the trail; None when there are no more, or when another process is at it.

    What takes long is done before the transaction, in which the place in the trail is moved on only if it is still
    where it was.
    """
    place = Reading.objects.first() or _begun()
    first = Subscription.objects.aggregate(first=Min("confirmed_at"))["first"]
    if first is None:
        latest = latest_position()
        if latest != place.position:
            _move_on(place, latest, [], by=by)
        return None
    events = list(after(place.position)[:EVENTS])
    if not events:
        return None
    keys, position = first_published(events)
    made = matching(keys, first)
    return Told(len(keys), len(made)) if _move_on(place, position, made, by=by) else None


def _begun() -> Reading:
    """The place in the trail where following begins: what was public before anybody followed a search is not new."""
    first = Subscription.objects.aggregate(first=Min("confirmed_at"))["first"]
    before = Event.objects.filter(at__lt=first).aggregate(last=Max("pk"))["last"] or 0 if first else latest_position()
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


def batched(keys: Sequence[uuid.UUID], size: int) -> Iterator[Sequence[uuid.UUID]]:
    """A long list in parts that one statement holds."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


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
    watch = Watch(documents_of(list(since)) if since else ())
    answers = {search.pk: found for search in candidates(watch) if (found := watch.answering(_question(search)))}
    waiting = Subscription.objects.filter(confirmed_at__isnull=False).order_by("pk")
    told = waiting.values_list("pk", "search_id", "confirmed_at").iterator(chunk_size=AT_ONCE) if answers else ()
    return [
        Match(subscription_id=key, record_id=record)
        for key, search, confirmed_at in told
        for record in sorted(answers.get(search, ()))
        if confirmed_at is not None and confirmed_at <= since[record]
    ]


def candidates(watch: Watch) -> list[SavedSearch]:
    """The kept searches that some records could answer, by the terms that they have."""
    terms = watch.terms()
    if not terms:
        return []
    confirmed = Subscription.objects.filter(search=OuterRef("pk"), confirmed_at__isnull=False)
    followed = SavedSearch.objects.filter(Exists(confirmed)).order_by("pk")
    possible = [
        key
        for key, needed, version in followed.values_list("pk", "anchors", "version").iterator(chunk_size=AT_ONCE)
        if version != VERSION or not needed or not terms.isdisjoint(needed)
    ]
    found: list[SavedSearch] = []
    for start in range(0, len(possible), AT_ONCE):
        found += SavedSearch.objects.filter(pk__in=possible[start : start + AT_ONCE])
    _anchor_anew([search for search in found if search.version != VERSION])
    return found


def _question(search: SavedSearch) -> Question:
    return kept_question(search.text, language=search.language, filters=_filters(search), across=search.across)


def _filters(search: SavedSearch) -> dict[Facet, tuple[str, ...]]:
    return {Facet(name): tuple(values) for name, values in search.filters.items() if name in set(Facet)}


def _anchor_anew(searches: Sequence[SavedSearch]) -> None:
    """Make the anchors of searches that were kept under another version of the analysis."""
    for search in searches:
        search.anchors = anchors_of(search.text, search.language, _filters(search), across=search.across)
        search.version = VERSION
    SavedSearch.objects.bulk_update(searches, ["anchors", "version"], batch_size=AT_ONCE)


# ---------------------------------------------------------------- telling


def tell(*, by: Actor | None) -> int:
    """Write to everybody for whom something is new and the time has come; how many messages were queued."""
    messages = 0
    while (written := write_some(by=by)) is not None:
        messages += written
    return messages


@transaction.atomic
def write_some(*, by: Actor | None) -> int | None:
    """Queue the messages of some subscriptions and mark what is in them as told; None when nobody is left."""
    now = timezone.now()
    # Whoever is at it has them: another process takes others, or none.
    several = list(
        due(now).select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)[
            :WRITTEN
        ]
    )
    if not several:
        return None
    untold = Match.objects.filter(subscription__in=several, told_at=None).order_by("subscription_id", "-pk")
    pairs = list(untold.values_list("subscription_id", "record_id", "pk"))
    known = _readable({record for _key, record, _match in pairs})
    by_key = {one.pk: one for one in several}
    queued: list[Message] = []
    for key, rows in groupby(pairs, key=lambda pair: pair[0]):
        mine = list(rows)
        # What was withdrawn meanwhile is told to nobody.
        found = [known[record] for _key, record, _match in mine if record in known]
        queued += _written(by_key[key], found, mine[-1][2], now)
    notices.queue_many(queued, by=by)
    untold.update(told_at=now)
    Subscription.objects.filter(pk__in=list(by_key)).update(told_at=now)
    note("search.tell", None, by=by, matches=len(pairs), messages=len(queued))
    return len(queued)


def due(now: datetime) -> QuerySet[Subscription]:
    """The confirmed subscriptions for which something is new and whose time has come; none whose way is paused."""
    untold = Match.objects.filter(subscription=OuterRef("pk"), told_at=None)
    ready = Q(destination__channel=Channel.WEBHOOK) | Q(frequency=Frequency.AT_ONCE, told_at=None)
    for frequency, pause in PAUSES.items():
        since = Q(told_at__lte=now - pause) | Q(told_at=None, confirmed_at__lte=now - pause)
        ready |= Q(frequency=frequency) & since
    waiting = Subscription.objects.filter(
        Exists(untold), ready, confirmed_at__isnull=False, destination__paused_at=None
    )
    return waiting.select_related("search", "destination").order_by(F("told_at").asc(nulls_first=True), "pk")


def _written(subscription: Subscription, found: Sequence[Record], first: int, now: datetime) -> list[Message]:
    """The messages of one subscription: one mail however much is new, or calls that name every record."""
    if not found:
        return []
    name = f"{ALERT}:{subscription.pk}:{first}"
    if subscription.destination.channel == Channel.EMAIL:
        return [alert(subscription, found[:NAMED], len(found), once=name, now=now)]
    parts = [found[start : start + IN_ONE_CALL] for start in range(0, len(found), IN_ONE_CALL)]
    return [
        alert(subscription, part, len(part), once=f"{name}:{number}", now=now) for number, part in enumerate(parts)
    ]


def _readable(keys: set[uuid.UUID]) -> dict[uuid.UUID, Record]:
    """Those of some records that a visitor may read, with what a message says of them."""
    found: dict[uuid.UUID, Record] = {}
    for some_keys in batched(sorted(keys, key=str), AT_ONCE):
        some = records.visible_to(None).filter(pk__in=list(some_keys)).order_by()
        texts = Prefetch("texts", Text.objects.order_by("pk"))
        found |= {one.pk: one for one in some.select_related(*sorted(detail_models())).prefetch_related(texts)}
    return found
