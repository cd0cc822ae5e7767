"""Begin to follow a search, confirm it, end it."""

import hashlib
import uuid
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel, State
from comity.base.notices.models import Destination
from comity.base.notices.queries import can_mail, mailbox, queued_since, webhooks_at
from comity.base.people.models import User
from comity.engines.search.actions.writing import ALERT, CONFIRMATION, MANAGING, confirmation, managing
from comity.engines.search.crypto import CONFIRMED_WITHIN
from comity.engines.search.enums import Facet
from comity.engines.search.index.interface import Question
from comity.engines.search.index.needing import VERSION, needs
from comity.engines.search.models import SavedSearch, Subscription
from comity.engines.search.queries import kept_question
from comity.engines.search.shapes import Wish
from comity.kernel.errors import NotNow
from comity.kernel.outside import target
from comity.kernel.shares import Share


DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
# Unasked mail to one mailbox in a day, and first messages to anybody in an hour: nobody is flooded through us.
A_DAY: Final = 3
AN_HOUR: Final = 300
# And asked for from one network, so that nobody keeps all others from it.
ASKED: Final = Share(30)
# So many new webhooks of one host in a day: nobody has us call somebody else again and again.
A_HOST: Final = 20
# So many searches one destination may follow.
MOST: Final = 200


@transaction.atomic
def subscribe(wish: Wish, *, by: User | None, network: str = "") -> Subscription:
    """Begin to follow a search; nothing but one message is sent before that is confirmed.

    The same form sent twice does it once. A mailbox that follows the search already is written to about that, and
    whoever asked is not told.

    Args:
        wish: what is to be followed, and how.
        by: who asks.
        network: from which it is asked for; empty when that is not known.

    Raises:
        NotNow: too much was asked for just now, there is no mail server, or the destination follows too many.
    """
    if known := Subscription.objects.filter(form=wish.form).select_related("search", "destination").first():
        return known
    if wish.channel == Channel.EMAIL and not can_mail():
        raise NotNow(_("This installation has no mail server, so it cannot send e-mail."))
    if queued_since(CONFIRMATION, HOUR) >= AN_HOUR:
        raise NotNow(_("Too many people have asked to be told of something just now. Try again in an hour."))
    if not ASKED.take(network):
        raise NotNow(_("Your network has asked for as much as one may in an hour. Try again later."))
    if wish.channel == Channel.WEBHOOK and webhooks_at(target(wish.address).host, DAY) >= A_HOST:
        raise NotNow(_("Too many people have asked to be told of something just now. Try again in an hour."))
    destination = notices.destination_for(wish.channel, wish.address, person=by, by=by)
    if Subscription.objects.filter(destination=destination).count() >= MOST:
        raise NotNow(_("Nobody can follow more than %(most)d searches. End some that you follow.") % {"most": MOST})
    search = _kept(wish)
    asked = {
        "frequency": wish.frequency,
        "language": wish.language,
        "title": wish.title,
        "root": wish.root,
        "form": wish.form,
    }
    made = Subscription.objects.filter(search=search, destination=destination).first()
    if made is None:
        made = Subscription.objects.create(search=search, destination=destination, person=by, **asked)
        note("search.subscribe", made, by=by, channel=wish.channel.value)
    made.search, made.destination = search, destination
    _write_first(made, wish.form, by=by)
    return made


def _write_first(made: Subscription, once: str, *, by: Actor | None) -> None:
    """The first message, or to who follows the search already the way to what they follow."""
    purpose, write = (MANAGING, managing) if made.confirmed_at else (CONFIRMATION, confirmation)
    if queued_since(purpose, DAY, made.destination) < A_DAY:
        notices.queue(write(made, once=f"{purpose}:{once}"), by=by)


@transaction.atomic
def confirm(key: uuid.UUID, *, by: Actor | None) -> Subscription | None:
    """Count records from now on; None when the subscription is gone. Confirming twice changes nothing."""
    found = Subscription.objects.select_related("search", "destination").select_for_update(of=("self",))
    subscription = found.filter(pk=key).first()
    if subscription is not None and subscription.confirmed_at is None:
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["confirmed_at"])
        note("search.confirm", subscription, by=by)
    return subscription


@transaction.atomic
def end(key: uuid.UUID, *, by: Actor | None) -> bool:
    """Follow a search no more; the address is deleted with the last one. Whether there was anything to end."""
    subscription = Subscription.objects.select_related("destination").filter(pk=key).first()
    if subscription is None:
        return False
    destination, search = subscription.destination, subscription.search_id
    Subscription.objects.filter(pk=key).delete()
    # What was queued before they said no is not sent after it.
    destination.messages.filter(once__startswith=f"{ALERT}:{key}", state=State.WAITING).delete()
    note("search.end", None, by=by, subscription=str(key))
    _tidy_after(destination, search, by=by)
    return True


@transaction.atomic
def end_all(destination: Destination, *, by: Actor | None) -> int:
    """Follow nothing more with a destination, and delete its address; how many searches it followed."""
    searches = list(Subscription.objects.filter(destination=destination).values_list("search_id", flat=True))
    Subscription.objects.filter(destination=destination).delete()
    note("search.end_all", None, by=by, count=len(searches))
    notices.forget(destination, by=by)
    SavedSearch.objects.filter(pk__in=searches, subscriptions=None).delete()
    return len(searches)


@transaction.atomic
def send_link(address: str, *, language: str, by: Actor | None) -> None:
    """Send a mailbox the link to what it follows; nobody is told whether it follows anything."""
    destination = mailbox(address)
    if destination is None or queued_since(MANAGING, DAY, destination) >= A_DAY:
        return
    found = Subscription.objects.filter(destination=destination).select_related("search", "destination")
    if newest := found.order_by("-created_at").first():
        newest.language = language
        notices.queue(managing(newest, once=f"{MANAGING}:{uuid.uuid4().hex}"), by=by)


@transaction.atomic
def tidy(*, by: Actor | None) -> int:
    """Delete what nobody confirmed in time, with the address; how many."""
    late = Subscription.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - CONFIRMED_WITHIN)
    count = 0
    for key in list(late.values_list("pk", flat=True)):
        count += end(key, by=by)
    return count


def _tidy_after(destination: Destination, search: int, *, by: Actor | None) -> None:
    if not Subscription.objects.filter(destination=destination).exists():
        notices.forget(destination, by=by)
    SavedSearch.objects.filter(pk=search, subscriptions=None).delete()


def _kept(wish: Wish) -> SavedSearch:
    """The search that is kept, with what it needs; the same for all who follow it in one language."""
    name = hashlib.sha256(f"{wish.language}\0{wish.parameters}".encode()).hexdigest()
    if known := SavedSearch.objects.filter(name=name).first():
        return known
    made = SavedSearch(
        name=name,
        parameters=wish.parameters,
        text=wish.text,
        filters={facet.value: list(values) for facet, values in wish.filters.items()},
        language=wish.language,
        across=wish.across,
    )
    _work_out(made)
    return made


def _work_out(search: SavedSearch) -> None:
    """Work out what a search needs, and keep it."""
    needed = needs(question_of(search))
    search.needs, search.is_exact, search.version = needed.packed(), needed.is_exact, VERSION
    search.save()


def question_of(search: SavedSearch) -> Question:
    """A search that is kept, as it is asked about new records."""
    filters = {Facet(name): tuple(values) for name, values in search.filters.items() if name in set(Facet)}
    return kept_question(search.text, language=search.language, filters=filters, across=search.across)


@transaction.atomic
def work_out_anew(*, by: Actor | None) -> int:
    """Work out again what searches need that were kept under another version of the analysis; how many."""
    stale = list(SavedSearch.objects.exclude(version=VERSION).order_by("pk"))
    for search in stale:
        _work_out(search)
    if stale:
        note("search.work_out_anew", None, by=by, searches=len(stale))
    return len(stale)
