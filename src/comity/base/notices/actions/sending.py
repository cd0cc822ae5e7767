"""Send what is due: each message is in the hands of one process only, and what became of it is noted at once."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.notices import queries, rules
from comity.base.notices.actions.calling import call
from comity.base.notices.actions.mailing import Mailer
from comity.base.notices.enums import Channel, Fault, State
from comity.base.notices.models import Destination, Message
from comity.base.notices.shapes import Attempt, Tally


LOG: Final = logging.getLogger("comity.notices")
TOGETHER: Final = 40
# Webhooks that are called beside one another: one that is slow holds up no other.
CALLS: Final = 8
Stop = Callable[[], bool]


def never() -> bool:
    """A round that nobody stops."""
    return False


def send_due(*, by: Actor | None, stop: Stop = never) -> Tally:
    """Send everything that is due, mail one after the other and webhooks beside it.

    Any number of processes may do this at once. A process that dies leaves what it had in hand; a webhook is called
    again, with the same name, and a mail is put before the staff, since it may have arrived.

    Args:
        by: in whose name.
        stop: is asked after each few messages.

    Returns:
        What came of it.
    """
    tally = Tally(given_up=_take_back() + _give_up_late())
    while batch := _claimed(TOGETHER):
        tally += _sent(batch)
        if stop():
            break
    if tally.all:
        with transaction.atomic():
            note("notices.send", None, by=by, sent=tally.sent, put_off=tally.put_off, given_up=tally.given_up)
    return tally


def _sent(batch: list[Message]) -> Tally:
    tally = Tally()
    with ThreadPoolExecutor(CALLS, thread_name_prefix="webhooks") as pool, Mailer() as mailer:
        calls = {pool.submit(call, one): one for one in batch if one.destination.channel == Channel.WEBHOOK}
        for message in batch:
            if message.destination.channel == Channel.EMAIL:
                tally += _noted(message, mailer.send(message))
        for done in as_completed(calls):
            tally += _noted(calls[done], done.result())
    return tally


def _claimed(limit: int) -> list[Message]:
    """Take messages in hand; what another process takes at the same moment is left to it."""
    now = timezone.now()
    return [message for message in queries.due(now).select_related("destination")[:limit] if _is_ours(message)]


def _is_ours(message: Message) -> bool:
    now = timezone.now()
    mine = Message.objects.filter(pk=message.pk, state=State.WAITING, attempts=message.attempts)
    if not mine.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return False
    message.attempts += 1
    return True


def _take_back() -> int:
    """Free what is in the hands of processes that have died; how many mails were given up for it."""
    lost = queries.lost(timezone.now())
    if not lost.exists():
        return 0
    lost.filter(destination__channel=Channel.WEBHOOK).update(state=State.WAITING)
    mails = lost.filter(destination__channel=Channel.EMAIL)
    told = {"state": State.UNCERTAIN, "fault": Fault.BROKEN_OFF, "detail": ""}
    given_up = mails.filter(is_sealed=True).update(text="", html="", **told)
    return given_up + mails.update(**told)


def _give_up_late() -> int:
    """Give up letters whose link is void by now, without their text; how many."""
    late = queries.void(timezone.now())
    if not late.exists():
        return 0
    return late.update(state=State.FAILED, fault=Fault.TOO_LATE, text="", html="")


@transaction.atomic
def _noted(message: Message, attempt: Attempt) -> Tally:
    """Write down what became of a message that this process has in hand."""
    now = timezone.now()
    pause = None if attempt.is_final or attempt.is_uncertain else rules.pause_after(message.attempts)
    mine = Message.objects.filter(pk=message.pk, state=State.SENDING)
    # A secret stays no longer than it is needed.
    emptied = {"text": "", "html": ""} if message.is_sealed else {}
    if attempt.fault is None:
        mine.update(state=State.SENT, sent_at=now, fault="", detail="", **emptied)
        return Tally(sent=1)
    told = {"fault": attempt.fault, "detail": attempt.detail}
    if pause is not None:
        mine.update(state=State.WAITING, next_at=now + pause, **told)
        return Tally(put_off=1)
    mine.update(state=State.UNCERTAIN if attempt.is_uncertain else State.FAILED, **told, **emptied)
    LOG.warning("A message (%s) could not be sent: %s %s", message.purpose, attempt.fault, attempt.detail)
    if message.destination.channel == Channel.WEBHOOK:
        # It has failed for more than a day; its owner lets it go on when it is mended.
        Destination.objects.filter(pk=message.destination_id, paused_at=None).update(paused_at=now)
    return Tally(given_up=1)
