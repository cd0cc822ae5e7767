"""Organisations, who works for them, who goes, and who acts for whom."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import NOT_DELEGATED
from comity.base.audit.actions import Actor, note
from comity.base.people import registry, rules
from comity.base.people.enums import STATELESS, Kind
from comity.base.people.models import Delegation, Membership, Organisation, User, Visit
from comity.base.people.models.organisation import today
from comity.base.places.models import Place
from comity.kernel.errors import NotNow, NotPermitted, Refused


# A delegation is for a leave or a mission, not for good.
LONGEST_DELEGATION = dt.timedelta(days=366)


@transaction.atomic
def put_organisation(
    name: str, *, kind: Kind, place: Place | None, organisation: Organisation | None = None, by: User
) -> Organisation:
    """Enter an organisation, or correct one.

    Raises:
        NotPermitted: only the Secretariat keeps the register.
        Refused: the name is empty or taken, or the kind belongs to a State and none is named.
    """
    rules.check_may_register(by)
    name = " ".join(name.split())
    if not name or len(name) > 200:  # noqa: PLR2004 -- the width of the column
        raise Refused(_("The name of the organisation has 1 to 200 characters."))
    if place is None and kind not in STATELESS:
        raise Refused(_("A mission, an authority and a ministry belong to a State. Name it."))
    same = Organisation.objects.filter(name__iexact=name, place=place)
    if organisation is not None:
        same = same.exclude(pk=organisation.pk)
    if same.exists():
        raise Refused(_("There is an organisation of this name already."))
    before = (
        {}
        if organisation is None
        else {"name": organisation.name, "kind": organisation.kind, "place": organisation.place_id}
    )
    kept = organisation or Organisation()
    kept.name, kept.kind, kept.place = name, kind, place
    kept.save()
    note(
        "people.put_organisation", kept, by=by, before=before, name=name, kind=kind, place=place.pk if place else None
    )
    return kept


def left_behind(person: User, organisation: Organisation) -> dict[str, int]:
    """How much unfinished work has a person's name on it in an organisation, by what it is; never nought."""
    counts = {str(one.name): one.count(person, organisation) for one in registry.handovers().values()}
    return {name: count for name, count in counts.items() if count}


def foretold(membership: Membership) -> list[registry.Foretold]:
    """What will be so once a role has ended and no successor can change; what must be accepted comes first."""
    found = [each for one in registry.departures() for each in one.foretell(membership)]
    return sorted(found, key=lambda one: not one.is_grave)


def standing_of(organisations: Collection[int]) -> dict[int, list[str]]:
    """What must be done in some organisations since somebody left, in sentences; a fixed number of queries."""
    found: dict[int, list[str]] = {}
    for departure in registry.departures():
        for key, sentences in departure.standing(organisations).items():
            found.setdefault(key, []).extend(sentences)
    return found


@transaction.atomic
def end_membership(
    membership: Membership, *, successor: User | None, accepted: Collection[str] = (), by: User
) -> None:
    """Take a role from somebody at once, and hand over what they leave in the organisation.

    Args:
        membership: the role.
        successor: who gets unfinished work, and the administration if nobody else has it; None when nothing is left.
        accepted: keys of what was foretold and is accepted.
        by: who removes.

    Raises:
        NotPermitted: the person does not manage the members of that organisation.
        NotNow: something would be orphaned, the successor does not work there, or something grave is not accepted.
    """
    # Of two who remove people at once the second sees what the first has left.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=membership.organisation_id)
    membership.refresh_from_db()
    person = membership.user
    rules.check_may_give(by, membership.role, organisation)
    if membership.ends_on is not None and membership.ends_on <= today():
        raise NotNow(_("This person no longer holds this role."))
    if any(one.is_grave and one.key not in accepted for one in foretold(membership)):
        raise NotNow(_("Read what will be so afterwards, and accept each of it."))
    others = Membership.objects.active().filter(organisation=organisation).exclude(user=person)
    if successor is not None and not others.filter(user=successor, user__is_active=True).exists():
        raise NotNow(_("The successor must work for the same organisation."))
    stays = Membership.objects.active().filter(user=person, organisation=organisation).exclude(pk=membership.pk)
    is_leaving = not stays.exists()
    if membership.role == "administrator" and others.exists() and not others.filter(role="administrator").exists():
        if successor is None:
            raise NotNow(_("This is the last administrator. Name a successor, who will administer the organisation."))
        Membership.objects.create(user=successor, organisation=organisation, role="administrator")
        note("people.succeed", successor, by=by, organisation=organisation.pk, role="administrator")
    if is_leaving:
        _hand_over(person, successor, organisation, by=by)
        _end_delegations(person, organisation, by=by)
    membership.ends_on = max(today(), membership.begins_on)
    membership.save(update_fields=["ends_on"])
    note(
        "people.end_membership",
        person,
        by=by,
        organisation=organisation.pk,
        role=membership.role,
        successor=successor.pk if successor else None,
    )
    for departure in registry.departures():
        departure.follow(membership, by)


def _hand_over(person: User, successor: User | None, organisation: Organisation, *, by: Actor) -> None:
    left = left_behind(person, organisation)
    if left and successor is None:
        told = ", ".join(f"{name}: {count}" for name, count in left.items())
        raise NotNow(_("Unfinished work would be left without anybody (%(left)s). Name a successor.") % {"left": told})
    if successor is None:
        return
    passed = {
        key: count
        for key, one in registry.handovers().items()
        if (count := one.pass_on(person, successor, organisation, by))
    }
    if passed:
        note("people.hand_over", person, by=by, organisation=organisation.pk, successor=successor.pk, passed=passed)


def _end_delegations(person: User, organisation: Organisation, *, by: Actor) -> None:
    held = Delegation.objects.filter(organisation=organisation, ended_at__isnull=True)
    for one in held.filter(Q(giver=person) | Q(receiver=person)):
        _end(one, by=by)


@transaction.atomic
def delegate(receiver: User, *, organisation: Organisation, until: dt.date, by: User) -> Delegation:
    """Ask a colleague to act in one's stead until a day, with one's own roles in one organisation.

    What concerns members and accounts does not pass, and nobody passes on what they hold for another.

    Raises:
        NotPermitted: the person holds no role there that can be passed, or acts for another now.
        NotNow: the colleague does not work there, or the day is past or more than a year off.
    """
    if by.acting is not None or by.is_held_back:
        raise NotPermitted(_("Act for yourself before you name somebody to act for you."))
    held = Membership.objects.active().filter(organisation=organisation)
    if not held.filter(user=by).exclude(role__in=NOT_DELEGATED).exists():
        raise NotPermitted(_("You hold no role in this organisation that somebody could take over."))
    if receiver.pk == by.pk or not held.filter(user=receiver, user__is_active=True).exists():
        raise NotNow(_("Choose somebody who works for the same organisation."))
    if not today() <= until <= today() + LONGEST_DELEGATION:
        raise NotNow(_("Choose a last day between today and a year from now."))
    made = Delegation.objects.create(giver=by, receiver=receiver, organisation=organisation, until_on=until)
    note("people.delegate", made, by=by, receiver=receiver.pk, organisation=organisation.pk, until=until.isoformat())
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: User) -> None:
    """Let somebody act for another no more, at once.

    Raises:
        NotPermitted: only the two whom it concerns may.
        NotNow: it has ended.
    """
    if by.pk not in {delegation.giver_id, delegation.receiver_id}:
        raise NotPermitted(_("Only who gave it and who holds it may end it."))
    if delegation.ended_at is not None:
        raise NotNow(_("It has ended already."))
    _end(delegation, by=by)


def _end(delegation: Delegation, *, by: Actor) -> None:
    delegation.ended_at = timezone.now()
    delegation.save(update_fields=["ended_at"])
    Visit.objects.filter(delegation=delegation).update(delegation=None)
    note("people.end_delegation", delegation, by=by)


def may_manage(person: User | None, organisation: Organisation) -> bool:
    """Whether the person admits and removes the members of an organisation."""
    try:
        rules.check_may(person, Permission.MEMBER_MANAGE, organisation=organisation)
    except NotPermitted:
        return False
    return True
