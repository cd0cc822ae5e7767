"""What is to be sent and what could not be; what a person is told, and when they want letters about it."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from comity.base.notices import rules
from comity.base.notices.enums import Channel, Filter, State
from comity.base.notices.models import CalendarFeed, Destination, Message, Notice, Wishes
from comity.base.people.crypto import token_hash
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


def void(now: datetime) -> QuerySet[Message]:
    """What waits and would be of no use any more."""
    return Message.objects.filter(state=State.WAITING, void_at__lte=now)


def is_anything_to_send() -> bool:
    """Whether a round of sending would do anything now."""
    now = timezone.now()
    return due(now).exists() or lost(now).exists() or void(now).exists()


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


def is_mailbox(address: str) -> bool:
    """Whether letters can be sent there at all: there is a name and a host that the network can write."""
    try:
        name, _at, host = mailbox_name(address).rpartition("@")
    except UnicodeError:
        return False
    return bool(name and host)


# ---------------------------------------------------------------- notices

# More than so many unread ones are told as “99+”.
COUNTED = 100


def notices_of(person: User, wanted: Filter = Filter.ALL) -> QuerySet[Notice]:
    """The notices of one person, the latest first, all or some of them."""
    mine = Notice.objects.filter(person=person)
    if wanted is Filter.UNREAD:
        mine = mine.filter(read_at=None)
    elif wanted is Filter.WAITING:
        mine = mine.filter(asks=True, done_at=None)
    return mine.order_by("-created_at", "key")


def unread_count(person: User) -> int:
    """How many notices a person has not read, up to 100; one query of an index that holds only those."""
    return Notice.objects.filter(person=person, read_at=None).order_by()[:COUNTED].count()


def counts_of(person: User) -> dict[Filter, int]:
    """How many notices of a person each filter shows; one query."""
    found = Notice.objects.filter(person=person).aggregate(
        unread=Count("pk", filter=Q(read_at=None)),
        waiting=Count("pk", filter=Q(asks=True, done_at=None)),
        all=Count("pk"),
    )
    return {one: found[one.value] for one in Filter}


def wishes_of(person: User) -> Wishes:
    """When a person wants letters; the defaults, not kept, of whoever has not chosen."""
    return Wishes.objects.filter(pk=person.pk).first() or Wishes(person=person)


def calendar_of(person: User) -> CalendarFeed | None:
    """The calendar of a person, if there is an address for it."""
    return CalendarFeed.objects.filter(pk=person.pk).first()


def whose_calendar(token: str) -> User | None:
    """Whose deadlines a secret address leads to; None when it leads nowhere, or its owner's account is closed."""
    found = CalendarFeed.objects.filter(token_hash=token_hash(token), person__is_active=True)
    feed = found.select_related("person").first()
    return feed.person if feed is not None else None


def to_be_told(now: datetime) -> list[int]:
    """The keys of the people for whom a letter may be due; two queries, so that who waits for Monday locks nobody."""
    untold = list(Notice.objects.filter(told_at=None).only("person_id", "kind", "created_at").order_by())
    wishes = Wishes.objects.in_bulk({one.person_id for one in untold})
    return sorted({one.person_id for one in untold if rules.is_due(one, wishes.get(one.person_id), now)})


def was_written_to(person: User, purpose: str, now: datetime) -> bool:
    """Whether a person had a letter of this kind a moment ago."""
    lately = Message.objects.filter(
        purpose=purpose, created_at__gt=now - rules.LETTERS_AT_MOST_EVERY, created_at__lte=now
    )
    return lately.filter(destination__channel=Channel.EMAIL, destination__address=mailbox_name(person.email)).exists()


def is_anything_to_tell() -> bool:
    """Whether a round of letters about notices might do anything now."""
    return Notice.objects.filter(told_at=None).exists()
