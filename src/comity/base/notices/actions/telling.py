"""Tell people of what concerns them, and mark what they have read and what is done."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.notices import rules
from comity.base.notices.models import Notice
from comity.base.notices.registry import kinds
from comity.base.people.models import User


AT_ONCE: Final = 200


@transaction.atomic
def notify(  # noqa: PLR0913 -- a notice is all of this
    people: User | Iterable[User],
    kind: str,
    *,
    about: str = "",
    address: str,
    by: Actor | None,
    once: str = "",
    is_gathered: bool = False,
    parameters: Mapping[str, object] | None = None,
    due_on: dt.date | None = None,
) -> int:
    """Lay a notice into the inboxes of people; letters follow as each of them wishes.

    Call it in the transaction of what happened, or from its ``on_commit``. Who cannot sign in is passed over.

    Args:
        people: whom it concerns.
        kind: a key of ``registry.kinds``.
        about: what it concerns, such as “proposal:17”, for ``settle``; a key and never a title.
        address: a path inside the portal, with or without its language, without a query.
        by: who did what it tells.
        once: whoever is told the same twice is told once; empty for every time.
        is_gathered: whether one such about the same is enough, as long as it is not done, or not read where it asks
            for nothing; for things that come many at a time and are looked at together.
        parameters: what the kind declares: whole numbers and codes of places.
        due_on: until when what it asks must be done, if there is such a day.

    Returns:
        To how many it is new.

    Raises:
        ValueError: the kind is not declared, or it would say more than its kind may. That is a programmer's fault.
    """
    declared = kinds().get(kind)
    if declared is None:
        raise ValueError(f"No module declares the kind of notice {kind!r}.")
    kept = rules.checked_parameters(declared, parameters or {})
    path = rules.checked_address(address)
    told = {one.pk: one for one in ([people] if isinstance(people, User) else people) if one.is_active}
    if once:
        known = Notice.objects.filter(person__in=list(told), once=once).values_list("person_id", flat=True)
        told = {key: one for key, one in told.items() if key not in set(known)}
    if is_gathered:
        still = Q(done_at=None) if declared.asks else Q(read_at=None)
        there = Notice.objects.filter(still, person__in=list(told), kind=kind, about=about)
        waiting = set(there.values_list("person_id", flat=True))
        told = {key: one for key, one in told.items() if key not in waiting}
    if not told:
        return 0
    made = [
        Notice(
            person=one,
            kind=kind,
            parameters=kept,
            about=about,
            address=path,
            due_on=due_on,
            once=once,
            asks=declared.asks,
        )
        for one in told.values()
    ]
    # What another process tells at the same moment is told once all the same: the database holds it.
    Notice.objects.bulk_create(made, batch_size=AT_ONCE, ignore_conflicts=bool(once))
    note("notices.notify", None, by=by, kind=kind, people=len(made))
    return len(made)


@transaction.atomic
def settle(kind: str, *, about: str, by: Actor | None, people: Iterable[User] | None = None) -> int:
    """Mark what notices of a kind asked about something as done, for everybody or for some; how many."""
    return settle_several([kind], abouts=[about], by=by, people=people)


@transaction.atomic
def settle_several(
    kinds_: Collection[str], *, abouts: Collection[str], by: Actor | None, people: Iterable[User] | None = None
) -> int:
    """Mark what notices of some kinds asked about several things as done, for everybody or for some; how many."""
    now = timezone.now()
    open_ = Notice.objects.filter(kind__in=kinds_, about__in=abouts, done_at=None)
    if people is not None:
        open_ = open_.filter(person__in=[one.pk for one in people])
    # Nobody is written to any more of what is done.
    open_.filter(told_at=None).update(told_at=now)
    settled = open_.update(done_at=now)
    if settled:
        note("notices.settle", None, by=by, kind=" ".join(kinds_), notices=settled)
    return settled


@transaction.atomic
def settle_past(day: dt.date, *, by: Actor | None) -> int:
    """Mark reminders of what is over with its day, whatever was done, as done once that is past; how many."""
    passing = [name for name, kind in kinds().items() if kind.passes]
    now = timezone.now()
    past = Notice.objects.filter(kind__in=passing, done_at=None, due_on__lt=day)
    past.filter(told_at=None).update(told_at=now)
    settled = past.update(done_at=now)
    if settled:
        note("notices.settle", None, by=by, kind=" ".join(passing), notices=settled)
    return settled


@transaction.atomic
def mark_read(person: User, keys: Iterable[uuid.UUID] | None = None, *, by: Actor, is_read: bool = True) -> int:
    """Mark some of a person's notices, or all, as read or as unread again; how many changed. Never others'."""
    mine = Notice.objects.filter(person=person, read_at__isnull=is_read)
    if keys is not None:
        mine = mine.filter(pk__in=list(keys))
    changed = mine.update(read_at=timezone.now() if is_read else None)
    if changed:
        note("notices.mark", person, by=by, notices=changed, is_read=is_read)
    return changed


@transaction.atomic
def mark_done(notice: Notice, *, by: User) -> None:
    """Let a person take something off the list of what waits for them, such as a reminder that they have followed."""
    now = timezone.now()
    changed = Notice.objects.filter(pk=notice.pk, person=by, done_at=None).update(done_at=now)
    Notice.objects.filter(pk=notice.pk, person=by, read_at=None).update(read_at=now)
    if changed:
        note("notices.settle", by, by=by, kind=notice.kind, notices=1)


@transaction.atomic
def forget_old(*, by: Actor | None) -> int:
    """Delete notices of more than a year that ask for nothing any more; how many."""
    then = timezone.now() - rules.KEPT_NOTICES
    old = Notice.objects.filter(Q(asks=False) | Q(done_at__isnull=False), created_at__lt=then)
    count, _each = old.delete()
    if count:
        note("notices.forget_notices", None, by=by, notices=count)
    return count
