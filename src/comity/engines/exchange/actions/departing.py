"""What becomes of an authority's keys when somebody may not use them any more: foretold, taken away, and told."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.notices.actions import notify
from comity.base.people.models import Membership, Organisation, User
from comity.base.people.registry import Departure, Foretold
from comity.engines.exchange import queries
from comity.engines.exchange.actions.telling import KEY_KNOWN, KEY_LOST, RECOVERY_SHORT
from comity.engines.exchange.models import OwnKey, Recovery, RescuePart, Share, Wrap
from comity.engines.exchange.queries.departed import Standing, name_of, sentences_of, standing_of
from comity.engines.exchange.queries.keys import ROLES_THAT_EXCHANGE
from comity.kernel.lists import listed


def about(organisation: Organisation) -> str:
    """What notices about the key of an authority concern."""
    return f"authority-key:{organisation.pk}"


@transaction.atomic
def take_back(organisation: Organisation, person: User, *, by: Actor) -> int:
    """Remove what of an authority's keys is sealed to somebody, and tell those who must act; how many keys.

    It is noted by whoever calls it, with the reason.
    """
    now = timezone.now()
    held = Wrap.objects.filter(key__organisation=organisation, own__person=person, ended_at__isnull=True)
    found = held.update(ended_at=now, sealed="")
    # An officer who leaves can hand no part on, and whoever asked for the key gets it no more.
    RescuePart.objects.filter(recovery__set__key__organisation=organisation, recovery__own__person=person).delete()
    asked = Recovery.objects.filter(set__key__organisation=organisation, own__person=person, closed_at__isnull=True)
    asked.update(closed_at=now)
    Share.objects.filter(set__key__organisation=organisation, own__person=person).delete()
    one = standing_of([organisation.pk]).get(organisation.pk)
    if one is not None:
        _tell(one, by=by)
    return found


def _tell(one: Standing, *, by: Actor) -> None:
    """Ask those who can mend it; each is asked once, until it is done, also whoever brought it about."""
    organisation = one.key.organisation
    holders = list(User.objects.filter(pk__in=one.holders).order_by("pk"))
    every = [person for person, _own in queries.members(organisation)]
    asked = (
        (KEY_KNOWN, bool(one.beyond), holders),
        (KEY_LOST, not one.holders, every),
        (RECOVERY_SHORT, bool(one.needed) and not one.is_recoverable, holders),
    )
    for kind, is_so, people in asked:
        if is_so:
            notify(people, kind, about=about(organisation), address="/exchange/keys/", by=by, is_gathered=True)


# ---------------------------------------------------------------- when a role ends


def _ends_for_good(membership: Membership) -> bool:
    """Whether somebody may use the key by this role, and by no other that they hold there."""
    if membership.role not in ROLES_THAT_EXCHANGE:
        return False
    others = Membership.objects.active().filter(
        user=membership.user_id, organisation=membership.organisation_id, role__in=ROLES_THAT_EXCHANGE
    )
    return not others.exclude(pk=membership.pk).exists()


def foretell(membership: Membership) -> Sequence[Foretold]:
    """What becomes of the authority's key once a role has ended; nothing where the person has no part in it."""
    if not _ends_for_good(membership):
        return []
    one = standing_of([membership.organisation_id]).get(membership.organisation_id)
    if one is None:
        return []
    return [*_of_holder(one, membership.user), *_of_officer(one, membership.user)]


def _of_holder(one: Standing, person: User) -> list[Foretold]:
    if person.pk not in one.holders:
        return []
    others = one.holders - {person.pk}
    named = {"name": name_of(person), "organisation": one.key.organisation.name}
    if others:
        told = _(
            "%(name)s knows the sealed key of %(organisation)s. It must then be changed by somebody who holds it:"
            " %(holders)s. They are told so."
        )
        holders = sorted(name_of(each) for each in User.objects.filter(pk__in=others))
        return [Foretold(key=_key("known", one), sentence=told % {**named, "holders": listed(holders)})]
    if 0 < one.needed <= len(one.officers - {person.pk}):
        told = _(
            "%(name)s alone holds the sealed key of %(organisation)s. Nobody can then read what was sealed to it,"
            " until its officers, of whom %(needed)s are needed, have recovered the key for a member."
        )
        return [Foretold(key=_key("alone", one), sentence=told % {**named, "needed": one.needed}, is_grave=True)]
    told = _(
        "%(name)s alone holds the sealed key of %(organisation)s, and it cannot be recovered. Nobody will ever read"
        " what was sealed to it. Let %(name)s first admit a colleague, on the page of keys."
    )
    return [Foretold(key=_key("lost", one), sentence=told % named, is_grave=True)]


def _of_officer(one: Standing, person: User) -> list[Foretold]:
    if person.pk not in one.officers:
        return []
    left = len(one.officers) - 1
    named = {"name": name_of(person), "organisation": one.key.organisation.name, "left": left, "needed": one.needed}
    if left < one.needed:
        told = _(
            "%(name)s is one of the officers who recover the sealed key of %(organisation)s. Of the %(needed)s who are"
            " needed %(left)s are then left: if the key is lost, nobody recovers it, until the recovery is prepared"
            " again."
        )
        return [Foretold(key=f"{_key('short', one)}:{left}", sentence=told % named, is_grave=True)]
    told = _(
        "%(name)s is one of the officers who recover the sealed key of %(organisation)s. %(left)s are then left;"
        " %(needed)s are needed."
    )
    return [Foretold(key=f"{_key('officer', one)}:{left}", sentence=told % named)]


def _key(what: str, one: Standing) -> str:
    return f"exchange.{what}:{one.key.pk}"


@transaction.atomic
def follow(membership: Membership, *, by: Actor) -> None:
    """Take the authority's keys from somebody whose role there has ended, unless another role lets them use it."""
    if not _ends_for_good(membership):
        return
    person, organisation = membership.user, membership.organisation
    own = OwnKey.objects.filter(person=person)
    has_part = Wrap.objects.filter(key__organisation=organisation, own__in=own, ended_at__isnull=True).exists()
    if has_part or Share.objects.filter(set__key__organisation=organisation, own__in=own).exists():
        found = take_back(organisation, person, by=by)
        note("exchange.cut_off", person, by=by, on_behalf_of=organisation, keys=found)


@transaction.atomic
def forget(person: User, *, by: Actor) -> None:
    """Delete what somebody's own keys are sealed under; the public halves stand in a log that only grows."""
    OwnKey.objects.filter(person=person, ended_at__isnull=True).update(ended_at=timezone.now())
    if OwnKey.objects.filter(person=person).update(passphrase="", passkeys=[]):
        note("exchange.forget", person, by=by)


def standing(organisations: Collection[int]) -> Mapping[int, Sequence[str]]:
    """What must be done about the keys of some authorities, in sentences; five queries."""
    return {key: sentences_of(one) for key, one in standing_of(organisations).items() if not one.is_well}


DEPARTURE = Departure(foretell=foretell, follow=lambda membership, by: follow(membership, by=by), standing=standing)
