"""Where messages go, what is tried again by hand, and what is forgotten."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.notices import queries, rules
from comity.base.notices.crypto import new_secret
from comity.base.notices.enums import Channel, State
from comity.base.notices.models import Destination, Message
from comity.base.people.models import User


@transaction.atomic
def destination_for(channel: Channel, address: str, *, person: User | None, by: Actor | None) -> Destination:
    """The destination for a mailbox, or a new one with a secret of its own for a webhook.

    A mailbox is nobody's but of who reads it, so it is not tied to the person who names it.
    """
    if channel == Channel.EMAIL:
        name = queries.mailbox_name(address)
        if known := Destination.objects.filter(channel=channel, address=name).first():
            return known
        made = Destination.objects.create(channel=channel, address=name)
    else:
        made = Destination.objects.create(channel=channel, address=address, secret=new_secret(), person=person)
    note("notices.add_destination", made, by=by, channel=channel.value)
    return made


@transaction.atomic
def retry(message: Message, *, by: User) -> None:
    """Try a message again that was given up, at once and then with the same pauses.

    Raises:
        NotPermitted: the person may not manage messages.
        NotNow: it was not given up.
    """
    rules.check_may_manage(by)
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    rules.check_can_be_retried(message)
    message.state, message.attempts, message.next_at = State.WAITING, 0, timezone.now()
    message.save(update_fields=["state", "attempts", "next_at"])
    _go_on(message.destination)
    note("notices.retry", message, by=by)


@transaction.atomic
def resume(destination: Destination, *, by: Actor | None) -> None:
    """Send to a destination again; what was given up is tried anew."""
    _go_on(destination)
    failed = destination.messages.filter(state=State.FAILED).exclude(is_sealed=True)
    failed.update(state=State.WAITING, attempts=0, next_at=timezone.now())
    note("notices.resume", destination, by=by)


@transaction.atomic
def forget(destination: Destination, *, by: Actor | None) -> None:
    """Delete a destination with every message to it: the address is nowhere any more."""
    key = str(destination.pk)
    Destination.objects.filter(pk=destination.pk).delete()
    note("notices.forget", None, by=by, destination=key)


@transaction.atomic
def tidy(*, by: Actor | None) -> int:
    """Delete messages that were sent or given up long ago, and mailboxes to which nothing goes any more; how many."""
    now = timezone.now()
    old = Message.objects.filter(
        Q(state=State.SENT, sent_at__lt=now - rules.KEPT)
        | Q(state__in=[State.FAILED, State.UNCERTAIN], created_at__lt=now - rules.KEPT_FAILED)
    )
    count, _each = old.delete()
    count += _mailboxes_of_nobody().delete()[0]
    if count:
        note("notices.tidy", None, by=by, messages=count)
    return count


def _mailboxes_of_nobody() -> QuerySet[Destination]:
    """Mailboxes that no row of any table names any more, such as that of a letter that went out long ago."""
    idle = Destination.objects.filter(channel=Channel.EMAIL, created_at__lt=timezone.now() - rules.KEPT)
    for relation in Destination._meta.related_objects:
        idle = idle.filter(**{f"{relation.name}__isnull": True})
    return idle


def _go_on(destination: Destination) -> None:
    Destination.objects.filter(pk=destination.pk).update(paused_at=None)
