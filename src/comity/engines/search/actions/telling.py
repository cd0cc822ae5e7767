"""Write to those who follow a search what is new for them, and mark it as told."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel
from comity.base.notices.models import Message
from comity.engines.records import queries as records
from comity.engines.records.models import Record, Text
from comity.engines.records.registry import detail_models
from comity.engines.search.actions.percolating import AT_ONCE, batched
from comity.engines.search.actions.writing import ALERT, NAMED, alert
from comity.engines.search.enums import Frequency
from comity.engines.search.models import Match, Subscription


# Subscriptions whose messages are written together.
WRITTEN: Final = 50
# A webhook is told of every record by name, so many in one message.
IN_ONE_CALL: Final = 100
# A mailbox is written to of the same search at the soonest after this.
PAUSES: Final = {
    Frequency.AT_ONCE: timedelta(minutes=15),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
}


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
