"""Coming in, staying, and being shown out."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.people import queries, rules
from comity.base.people.actions.writing import write_to
from comity.base.people.crypto import new_token, token_hash
from comity.base.people.enums import Opening
from comity.base.people.models import Attempts, Delegation, Device, User, Visit
from comity.kernel.errors import NotNow


# Enough for every browser that somebody uses; the oldest are forgotten.
DEVICES: Final = 20


@transaction.atomic
def begin_visit(  # noqa: PLR0913 -- what there is to know of a visit
    person: User, *, opening: Opening, family: str, device: str, is_strong: bool, by: Actor
) -> tuple[Visit, str]:
    """Note that somebody has come in, and tell them by letter when it is from a browser that was not known.

    Args:
        person: who has come in.
        opening: by which way.
        family: of the browser, such as “Firefox, Windows”.
        device: what the browser's cookie holds; empty when it has none.
        is_strong: whether a second factor was shown.
        by: the person.

    Returns:
        The visit, and what the browser's cookie is to hold from now on.
    """
    known = Device.objects.filter(person=person)
    is_first = not known.exists()
    if not device or not known.filter(token_hash=token_hash(device)).exists():
        # Another account's cookie in the same browser is kept: it is known for both.
        device = device or new_token()
        if Device.objects.filter(token_hash=token_hash(device)).exists():
            device = new_token()
        Device.objects.create(person=person, token_hash=token_hash(device), family=family)
        kept = list(known.order_by("-first_at", "-pk").values_list("pk", flat=True)[:DEVICES])
        known.exclude(pk__in=kept).delete()
        if not is_first:
            _tell_of_device(person, family, timezone.now())
    tidy(by=None)
    visit = Visit.objects.create(person=person, opening=opening, family=family, is_strong=is_strong)
    note("people.sign_in", person, by=by, opening=opening, is_strong=is_strong)
    return visit, device


@transaction.atomic
def strengthen(visit: Visit, *, by: Actor) -> None:
    """Note that a second factor was shown, or set up, in a visit that began without one."""
    visit.is_strong = True
    visit.save(update_fields=["is_strong"])
    note("people.strengthen", visit.person, by=by)


@transaction.atomic
def end_visit(visit: Visit, *, by: Actor | None) -> None:
    """End a session: its next request is a visitor's. Nobody ends it where nothing was done in it for too long.

    Raises:
        NotNow: it has ended already.
    """
    if visit.ended_at is not None:
        raise NotNow(_("This session has ended already."))
    visit.ended_at = timezone.now()
    visit.save(update_fields=["ended_at"])
    note("people.end_visit", visit.person, by=by, visit=str(visit.pk))


@transaction.atomic
def end_visits(person: User, *, besides: Any = None, by: Actor) -> int:
    """End every session of a person, except one if it is named; how many there were."""
    ended = (
        Visit.objects.filter(person=person, ended_at__isnull=True).exclude(pk=besides).update(ended_at=timezone.now())
    )
    if ended:
        note("people.end_visits", person, by=by, ended=ended)
    return ended


@transaction.atomic
def act_for(visit: Visit, delegation: Delegation | None, *, by: User) -> None:
    """Begin to act for somebody in a visit, or with None for oneself again; the trail shows between which events.

    Raises:
        NotNow: the delegation does not hold, or is another's.
    """
    if delegation is not None and not queries.delegations_held(by).filter(pk=delegation.pk).exists():
        raise NotNow(_("You cannot act for this person now. Ask them to name you again."))
    visit.delegation = delegation
    visit.save(update_fields=["delegation"])
    if delegation is None:
        note("people.act_for_oneself", by, by=by)
    else:
        note("people.act_for", by, by=by, on_behalf_of=User(pk=delegation.giver_id), delegation=delegation.pk)


@transaction.atomic
def count_failure(name: str, address: str, device: str = "", *, by: Actor | None = None) -> None:
    """Remember that something did not fit, so that the next attempt must wait longer; the trail holds no guesses."""
    now = timezone.now()
    stale = now - dt.timedelta(seconds=rules.REMEMBERED)
    for key in rules.attempts_keys(name, address, device):
        Attempts.objects.filter(pk=key, last_at__lt=stale).delete()
        row, made = Attempts.objects.get_or_create(pk=key, defaults={"failures": 1, "last_at": now})
        if not made:
            Attempts.objects.filter(pk=row.pk).update(failures=F("failures") + 1, last_at=now)
    person = User.objects.filter(username__iexact=name.strip()).first() if name else None
    note("people.sign_in_failed", person, by=by)


@transaction.atomic
def forget_failures(name: str, address: str, device: str = "", *, by: Actor) -> None:
    """Let whoever has come in begin afresh; what others do to the whole network stays counted."""
    keys = [rules.attempts_key(name, address), rules.attempts_key(name, address, device)]
    if Attempts.objects.filter(pk__in=keys).delete()[0]:
        note("people.forget_failures", None, by=by)


@transaction.atomic
def tidy(*, by: Actor | None) -> int:
    """Delete what no longer says anything: old failures, and visits whose sessions are over; how many rows."""
    now = timezone.now()
    old = Attempts.objects.filter(last_at__lt=now - dt.timedelta(seconds=rules.REMEMBERED)).delete()[0]
    over = now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE) - dt.timedelta(days=30)
    old += Visit.objects.filter(began_at__lt=over).delete()[0]
    if old:
        note("people.tidy", None, by=by, rows=old)
    return old


@transaction.atomic
def end_every_visit(*, by: Actor) -> int:
    """End the sessions of everybody, as after a backup was restored: some may have been ended since; how many."""
    count = Visit.objects.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    note("people.end_every_visit", None, by=by, count=count)
    return count


def _tell_of_device(person: User, family: str, at: dt.datetime) -> None:
    def words() -> tuple[str, str]:
        text = _(
            "Somebody signed in to your account on Comity from a browser that was not used before: %(family)s, on "
            "%(day)s at %(time)s UTC.\n\nIf it was you, there is nothing to do. If not, sign in and end that session "
            "under “Your account”, then change your password. If you cannot sign in, write to the Secretariat."
        )
        told = {"family": family or _("unknown browser"), "day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"}
        return _("A new browser signed in to your account"), text % told

    write_to(person, words, about="people.new_browser")
