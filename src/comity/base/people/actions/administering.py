"""What the Secretariat does with accounts and organisations that are there."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people import registry, rules
from comity.base.people.actions.accounts import close_account
from comity.base.people.actions.entering import end_visits
from comity.base.people.actions.writing import write_to
from comity.base.people.models import Delegation, Invitation, Membership, Organisation, User
from comity.kernel.errors import NotNow, Refused


# What this module itself passes on when organisations are joined.
OWN: Final = frozenset({"people.Membership", "people.Invitation", "people.Delegation", "people.Organisation"})


@transaction.atomic
def shut_account(person: User, *, by: User) -> None:
    """Let somebody sign in no more, and tell them; it can be opened again.

    Raises:
        NotPermitted: only the Secretariat may, and nobody for themselves.
        NotNow: it is closed already.
    """
    rules.check_may_restore(by, person)
    close_account(person, by=by)

    def words() -> tuple[str, str]:
        text = _("Your account on Comity was closed by the Secretariat. If you think that this is wrong, write to it.")
        return _("Your account was closed"), text

    write_to(person, words)


@transaction.atomic
def open_account(person: User, *, by: User) -> None:
    """Let somebody sign in again whose account was closed: with the same factors, and the roles that still hold.

    Raises:
        NotPermitted: only the Secretariat may, and nobody for themselves.
        NotNow: it is open, or the service's own.
    """
    rules.check_may_restore(by, person)
    if person.is_active or person.is_service:
        raise NotNow(_("This account is open."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    note("people.open_account", person, by=by)
    write_to(
        person,
        lambda: (_("Your account was opened again"), _("Your account on Comity was opened again. Sign in as before.")),
    )


@transaction.atomic
def end_sessions_of(person: User, *, by: User) -> int:
    """End every session of somebody; how many there were.

    Raises:
        NotPermitted: only the Secretariat may, and nobody for themselves here.
    """
    rules.check_may_restore(by, person)
    return end_visits(person, by=by)


# ---------------------------------------------------------------- organisations


@transaction.atomic
def close_organisation(organisation: Organisation, *, by: User) -> None:
    """Let nobody work for an organisation any more for whom nobody does; it stays in the register.

    Raises:
        NotPermitted: only the Secretariat may.
        NotNow: somebody works for it or is invited to, something is its own, or it is closed.
    """
    rules.check_may_register(by)
    _check_open(organisation)
    people = Membership.objects.active().filter(organisation=organisation).count()
    if people:
        raise NotNow(
            _("%(count)s roles are held here. End them, each with a successor, or join it to another organisation.")
            % {"count": people}
        )
    if Invitation.objects.filter(organisation=organisation, completed_at=None, withdrawn_at=None).exists():
        raise NotNow(_("Somebody is invited to this organisation. Withdraw the invitations first."))
    if left := _left(organisation):
        raise NotNow(_("Something is still its own (%(left)s). Join it to another organisation.") % {"left": left})
    organisation.closed_at = timezone.now()
    organisation.save(update_fields=["closed_at"])
    note("people.close_organisation", organisation, by=by)


@transaction.atomic
def reopen_organisation(organisation: Organisation, *, by: User) -> None:
    """Let people work for an organisation again.

    Raises:
        NotPermitted: only the Secretariat may.
        NotNow: it is open.
    """
    rules.check_may_register(by)
    if organisation.closed_at is None:
        raise NotNow(_("This organisation is open."))
    organisation.closed_at = organisation.successor = None
    organisation.save(update_fields=["closed_at", "successor"])
    note("people.reopen_organisation", organisation, by=by)


@transaction.atomic
def merge_organisations(organisation: Organisation, successor: Organisation, *, by: User) -> dict[str, int]:
    """Let one organisation take the place of another: members, invitations, delegations, what other modules declare.

    Returns:
        How much of each passed, by what it is.

    Raises:
        NotPermitted: only the Secretariat may.
        Refused: the two are one, or of different States.
        NotNow: one is closed, or something is the first one's of which nobody has said how it passes.
    """
    rules.check_may_register(by)
    if organisation.pk == successor.pk:
        raise Refused(_("Choose another organisation."))
    if organisation.place_id != successor.place_id:
        raise Refused(
            _("Only organisations of the same State are joined: what their members may do reaches its records.")
        )
    _check_open(organisation)
    _check_open(successor)
    passed = {}
    declared = registry.passings()
    for label, passing in declared.items():
        if count := passing(organisation, successor, by):
            passed[label] = count
    if left := _left(organisation, besides=frozenset(declared)):
        raise NotNow(_("Nobody has said how this passes to another organisation: %(left)s.") % {"left": left})
    passed["people.Membership"] = _pass_memberships(organisation, successor, by=by)
    passed["people.Invitation"] = Invitation.objects.filter(
        organisation=organisation, completed_at=None, withdrawn_at=None
    ).update(organisation=successor)
    passed["people.Delegation"] = Delegation.objects.filter(organisation=organisation, ended_at=None).update(
        organisation=successor
    )
    organisation.closed_at, organisation.successor = timezone.now(), successor
    organisation.save(update_fields=["closed_at", "successor"])
    note("people.merge_organisations", organisation, by=by, successor=successor.pk, passed=passed)
    return passed


def _pass_memberships(organisation: Organisation, successor: Organisation, *, by: User) -> int:
    """End each role here and let it be held there, with its subjects; what is held there already is not held twice."""
    held = Membership.objects.active().filter(organisation=organisation).select_related("user")
    count = 0
    for one in held.prefetch_related("subjects").order_by("pk"):
        there = Membership.objects.active().filter(user=one.user, organisation=successor, role=one.role).first()
        subjects = list(one.subjects.all())
        if there is None:
            there = Membership.objects.create(
                user=one.user, organisation=successor, role=one.role, ends_on=one.ends_on
            )
            there.subjects.set(subjects)
        elif there.subjects.exists():
            # Whoever held it for every subject goes on to do so.
            there.subjects.set([*there.subjects.all(), *subjects] if subjects else [])
        one.ends_on = max(timezone.now().date(), one.begins_on)
        one.save(update_fields=["ends_on"])
        note("people.pass_membership", one.user, by=by, before=organisation.pk, after=successor.pk, role=one.role)
        count += 1
    return count


def _check_open(organisation: Organisation) -> None:
    if organisation.closed_at is not None:
        raise NotNow(_("This organisation is closed."))


def _left(organisation: Organisation, *, besides: frozenset[str] = frozenset()) -> str:
    """What of other modules still names an organisation, as a list for a sentence."""
    found = []
    for relation in Organisation._meta.related_objects:
        label = relation.related_model._meta.label
        if label in OWN or label in besides:
            continue
        count = relation.related_model._default_manager.filter(**{relation.field.name: organisation}).count()
        if count:
            found.append(f"{relation.related_model._meta.verbose_name_plural}: {count}")
    return ", ".join(found)
