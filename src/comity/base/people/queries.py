from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES, SECOND_FACTOR, decide
from comity.base.people.crypto import token_hash
from comity.base.people.models import (
    Delegation,
    Device,
    Invitation,
    Membership,
    Nomination,
    NoteVerbale,
    Organisation,
    User,
    Visit,
)
from comity.base.people.models.organisation import today


PASSKEY, APP, CODES = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def people() -> QuerySet[User]:
    """Every person, by name, with what they may do for whom; the service's own account is none."""
    held = Membership.objects.active().select_related("organisation").order_by("organisation__name", "role")
    return User.objects.filter(is_service=False).order_by("username").prefetch_related(Prefetch("memberships", held))


def places_of(person: User, permission: Permission) -> frozenset[str]:
    """The codes of the places of the organisations for which a person holds a role with a permission; one query."""
    roles = [name for name, held in ROLES.items() if permission in held]
    rows = person.held.filter(role__in=roles, organisation__place__isnull=False)
    return frozenset(rows.values_list("organisation__place", flat=True))


def needs_second_factor(person: User) -> bool:
    """Whether the person holds a role, or soon will, that asks for a second factor; one or two queries."""
    if Membership.objects.active().filter(user=person, role__in=SECOND_FACTOR).exists():
        return True
    waiting = Invitation.objects.filter(person=person, completed_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.filter(role__in=SECOND_FACTOR).exists()


def factors(person: User) -> list[Authenticator]:
    """The passkeys, the authenticator app and the recovery codes of a person, the oldest first; one query."""
    return list(Authenticator.objects.filter(user=person).order_by("created_at", "pk"))


def has_second_factor(person: User) -> bool:
    """Whether the person has a passkey or an authenticator app; one query."""
    return bool(Authenticator.objects.filter(user=person, type__in=[PASSKEY, APP]).exists())


def can_enter(person: User) -> bool:
    """Whether the person has a way to sign in: a passkey or a password; at most one query."""
    return person.has_usable_password() or bool(Authenticator.objects.filter(user=person, type=PASSKEY).exists())


def known_device(person: User | None, token: str) -> str:
    """The hash of what a browser's cookie holds if the person has signed in there before, else empty; one query."""
    if person is None or not token:
        return ""
    hashed = token_hash(token)
    return hashed if Device.objects.filter(person=person, token_hash=hashed).exists() else ""


def open_visit(key: Any, person: User) -> Visit | None:
    """The session of a person that has not been ended, with on whose behalf it is; one query."""
    found = Visit.objects.filter(pk=key, person=person, ended_at__isnull=True)
    return found.select_related("delegation__giver").first()


def open_visits(person: User, since: object) -> QuerySet[Visit]:
    """The sessions of a person that began since a moment and have not been ended."""
    return Visit.objects.filter(person=person, ended_at__isnull=True, began_at__gt=since)


# ---------------------------------------------------------------- organisations


def organisations_visible_to(person: User | None) -> QuerySet[Organisation]:
    """The organisations whose members the person may see: all for the Secretariat, else one's own."""
    everything = Organisation.objects.select_related("place").order_by("name", "pk")
    grants = person.grants if person else []
    if decide(grants, Permission.ORGANISATION_MANAGE) is not None:
        return everything
    own = {grant.organisation for grant in grants if grant.organisation is not None}
    return everything.filter(pk__in=own)


def with_counts(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Organisations with how many people work for each now, as ``people``."""
    active = Q(memberships__in=Membership.objects.active())
    return organisations.annotate(people=Count("memberships__user", filter=active, distinct=True))


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Who holds which role in an organisation now or later, with their subjects."""
    rows = Membership.objects.filter(organisation=organisation).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today())
    )
    return rows.select_related("user").prefetch_related("subjects").order_by("user__last_name", "user_id", "role")


def invitations_waiting(organisation: Organisation) -> QuerySet[Invitation]:
    """The invitations to an organisation that were neither taken up nor withdrawn."""
    waiting = Invitation.objects.filter(
        organisation=organisation, completed_at__isnull=True, withdrawn_at__isnull=True
    )
    return waiting.prefetch_related("links")


def delegations_held(person: User) -> QuerySet[Delegation]:
    """For whom the person may act today."""
    return (
        Delegation.objects.filter(
            receiver=person,
            ended_at__isnull=True,
            begins_on__lte=today(),
            until_on__gte=today(),
            giver__is_active=True,
        )
        .select_related("giver", "organisation")
        .order_by("until_on", "pk")
    )


def delegations_given(person: User) -> QuerySet[Delegation]:
    """Who acts for the person, now or later."""
    return (
        Delegation.objects.filter(giver=person, ended_at__isnull=True, until_on__gte=today())
        .select_related("receiver", "organisation")
        .order_by("until_on", "pk")
    )


def colleagues(person: User) -> QuerySet[User]:
    """Who else works for an organisation for which the person works."""
    own = Membership.objects.active().filter(user=person).values("organisation")
    others = Membership.objects.active().filter(organisation__in=own).exclude(user=person).values("user")
    return User.objects.filter(pk__in=others, is_active=True).order_by("last_name", "username")


# ---------------------------------------------------------------- notes verbales


def notes(person: User | None) -> QuerySet[NoteVerbale]:
    """The notes verbales that the Secretariat recorded, the newest first; none for anybody else."""
    if decide(person.grants if person else [], Permission.NOMINATION_DECIDE) is None:
        return NoteVerbale.objects.none()
    named = Nomination.objects.select_related("invitation__organisation").order_by("family_name", "pk")
    return NoteVerbale.objects.select_related("place", "recorded_by").prefetch_related(Prefetch("nominations", named))


def nominations_of(person: User) -> QuerySet[Nomination]:
    """What notes verbales say of the person."""
    return (
        Nomination.objects.filter(invitation__person=person)
        .select_related("note__place", "invitation__organisation")
        .order_by("-note__recorded_at")
    )
