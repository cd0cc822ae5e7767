"""What is to be sent, what could not be, and whether mail can be sent at all."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from comity.base.notices import rules
from comity.base.notices.enums import Channel, State
from comity.base.notices.models import Destination, Message
from comity.base.people.models import User


def can_mail() -> bool:
    """Whether this installation has a mail server."""
    return bool(settings.EMAIL_HOST)


def due(now: datetime) -> QuerySet[Message]:
    """What is to be sent now, the oldest first; nothing to where it is paused.

    A process that knows no mail server leaves mail to one that does, since it could only fail with it.
    """
    waiting = Message.objects.filter(state=State.WAITING, next_at__lte=now, destination__paused_at=None)
    if not can_mail():
        waiting = waiting.exclude(destination__channel=Channel.EMAIL)
    return waiting.order_by("next_at", "created_at", "key")


def lost(now: datetime) -> QuerySet[Message]:
    """What is in the hands of processes that have died."""
    return Message.objects.filter(state=State.SENDING, claimed_at__lt=now - rules.LOST)


def is_anything_to_send() -> bool:
    """Whether a round of sending would do anything now."""
    now = timezone.now()
    return due(now).exists() or lost(now).exists()


def given_up(person: User | None) -> QuerySet[Message]:
    """What could not be sent, the latest first; only for who may manage messages.

    Raises:
        NotPermitted: the person may not.
    """
    rules.check_may_manage(person)
    failed = Message.objects.filter(state__in=[State.FAILED, State.UNCERTAIN])
    return failed.select_related("destination").order_by("-created_at", "key")


def put_off(person: User | None) -> QuerySet[Message]:
    """What failed and is tried again by itself; only for who may manage messages."""
    rules.check_may_manage(person)
    waiting = Message.objects.filter(state=State.WAITING, attempts__gt=0)
    return waiting.select_related("destination").order_by("next_at", "key")


def paused(person: User | None) -> QuerySet[Destination]:
    """Where nothing is sent any more because it failed for long; only for who may manage messages."""
    rules.check_may_manage(person)
    return Destination.objects.exclude(paused_at=None).order_by("-paused_at", "key")


def latest_to(destination: Destination, limit: int = 10) -> list[Message]:
    """The last messages to one destination, for its owner."""
    return list(destination.messages.order_by("-created_at", "key")[:limit])


def queued_since(purpose: str, span: timedelta, destination: Destination | None = None) -> int:
    """How many messages of a purpose were queued lately: to one destination, or to all."""
    found = Message.objects.filter(purpose=purpose, created_at__gt=timezone.now() - span)
    return (found.filter(destination=destination) if destination else found).count()


def webhooks_at(host: str, span: timedelta) -> int:
    """How many webhooks of a host were named lately."""
    lately = Destination.objects.filter(channel=Channel.WEBHOOK, created_at__gt=timezone.now() - span)
    return sum(urlsplit(address).hostname == host for address in lately.values_list("address", flat=True))


def mailbox(address: str) -> Destination | None:
    """The destination that is this mailbox; None when nothing goes there."""
    return Destination.objects.filter(channel=Channel.EMAIL, address=mailbox_name(address)).first()


def mailbox_name(address: str) -> str:
    """A mailbox in the one form in which it is kept: small letters, the host as the network writes it."""
    name, _at, host = address.strip().rpartition("@")
    return f"{name}@{host.encode('idna').decode('ascii')}".lower()
