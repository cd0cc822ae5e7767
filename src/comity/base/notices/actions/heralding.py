"""Write the letters that tell of notices: at once, or many together once a day or a week, and none in quiet hours."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from comity.base.audit.actions import Actor
from comity.base.notices import queries, rules
from comity.base.notices.actions.keeping import destination_for
from comity.base.notices.actions.queueing import queue
from comity.base.notices.actions.writing import letter
from comity.base.notices.enums import Channel, Way
from comity.base.notices.models import Message, Notice, Wishes
from comity.base.people.models import User


LETTER = "notices.letter"
DIGEST = "notices.digest"


def herald(*, by: Actor | None, now: dt.datetime | None = None) -> int:
    """Write to everybody for whom it is time; how many letters were queued.

    Any number of processes may do it at once: what is told is marked in the transaction in which its letter is queued,
    and no letter of a day or a week is queued twice.
    """
    now = now or timezone.now()
    return sum(_write_to(key, now, by=by) for key in queries.to_be_told(now))


@transaction.atomic
def _write_to(key: int, now: dt.datetime, *, by: Actor | None) -> int:
    """Write what is due to one person; how many letters."""
    person = User.objects.get(pk=key)
    wishes = Wishes.objects.filter(pk=key).first()
    # Whoever is at it has them: another process finds none.
    untold = list(
        Notice.objects.filter(person=person, told_at=None)
        .select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
        .order_by("created_at", "key")
    )
    by_way: dict[Way, list[Notice]] = {way: [] for way in Way}
    for one in untold:
        by_way[rules.way_of(one, wishes)].append(one)
    if not person.is_active or not queries.is_mailbox(person.email):
        # The inbox is all that there is for them.
        _tell(untold, now)
        return 0
    _tell(by_way[Way.NEVER], now)
    letters = _at_once(person, wishes, by_way[Way.AT_ONCE], now, by=by)
    for way in (Way.DAILY, Way.WEEKLY):
        letters += _together(person, wishes, way, by_way[way], now, by=by)
    return letters


def _at_once(person: User, wishes: Wishes | None, notices: list[Notice], now: dt.datetime, *, by: Actor | None) -> int:
    """One letter of all that cannot wait, and outside quiet hours of what should not, if the last was a while ago."""
    urgent = [one for one in notices if rules.is_urgent(one)]
    due = urgent if rules.is_quiet(wishes, now) or queries.was_written_to(person, LETTER, now) else notices
    return _queued(person, due, LETTER, f"{LETTER}:{due[0].pk}", now, by=by) if due else 0


def _together(  # noqa: PLR0913 -- what a round is made of
    person: User, wishes: Wishes | None, way: Way, notices: list[Notice], now: dt.datetime, *, by: Actor | None
) -> int:
    """One letter of what was there when the round was due; what came later waits for the next."""
    day, moment = rules.last_round(way, wishes, now)
    due = [one for one in notices if one.created_at <= moment]
    if not due or rules.is_quiet(wishes, now):
        return 0
    return _queued(person, due, DIGEST, f"{DIGEST}:{way}:{person.pk}:{day}", now, by=by)


def _queued(  # noqa: PLR0913 -- what a letter is made of
    person: User, notices: list[Notice], purpose: str, once: str, now: dt.datetime, *, by: Actor | None
) -> int:
    destination = destination_for(Channel.EMAIL, person.email, person=None, by=by)
    subject, text = letter(person, notices, is_digest=purpose == DIGEST)
    made = Message(destination=destination, purpose=purpose, once=once, subject=subject, text=text)
    if not queue(made, by=by):
        # The letter of this round has gone out; these wait for the next.
        return 0
    _tell(notices, now)
    return 1


def _tell(notices: list[Notice], now: dt.datetime) -> None:
    Notice.objects.filter(pk__in=[one.pk for one in notices]).update(told_at=now)
