"""Lay messages down to be sent."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from comity.base.audit.actions import Actor, note
from comity.base.notices.models import Message


AT_ONCE = 200


@transaction.atomic
def queue(message: Message, *, by: Actor | None) -> bool:
    """Lay a message down, unless one with its ``once`` is there; whether it was laid down."""
    if Message.objects.filter(once=message.once).exists():
        return False
    queue_many([message], by=by)
    return True


@transaction.atomic
def queue_many(messages: Sequence[Message], *, by: Actor | None) -> None:
    """Lay messages down to be sent; the trail says how many of what, and not to whom."""
    if not messages:
        return
    Message.objects.bulk_create(messages, batch_size=AT_ONCE)
    note("notices.queue", None, by=by, purposes=Counter(message.purpose for message in messages))
