import datetime as dt
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.base.access.roles import ROLES, SECOND_FACTOR, decide
from comity.base.people.crypto import token_hash
from comity.base.people.enums import Stage
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
    """The sessions of a person that began since a moment, have not been ended, and have not been left idle."""
    found = Visit.objects.filter(person=person, ended_at__isnull=True, began_at__gt=since)
    if settings.IDLE_MINUTES:
        found = found.filter(seen_at__gt=timezone.now() - dt.timedelta(minutes=settings.IDLE_MINUTES))
    return found


def found(words: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """The people whose name, address or organisation has these words, with a role, whose account is open or closed."""
    rows = people()
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(pk__in=Membership.objects.active().filter(organisation__name__icontains=word).values("user"))
        )
    if role:
        rows = rows.filter(pk__in=Membership.objects.active().filter(role=role).values("user"))
    return rows.filter(is_active=state == "open") if state else rows


def memberships_of(person: User) -> QuerySet[Membership]:
    """Every role that somebody holds or held, what holds first."""
    rows = Membership.objects.filter(user=person).select_related("organisation").prefetch_related("subjects")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "organisation__name", "role")


# ---------------------------------------------------------------- organisations


def organisations_visible_to(person: User | None) -> QuerySet[Organisation]:
    """The organisations whose members the person may see: all for the Secretariat, else one's own."""
    everything = Organisation.objects.select_related("place").order_by("name", "pk")
    grants = person.grants if person else []
    if decide(grants, Permission.MEMBER_READ) is not None:
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


# ---------------------------------------------------------------- for the desk of the staff


def waiting() -> QuerySet[Invitation]:
    """Every invitation that was neither taken up nor withdrawn, the oldest first, with the links that were sent."""
    found = Invitation.objects.filter(completed_at__isnull=True, withdrawn_at__isnull=True)
    return found.select_related("organisation").prefetch_related("links").order_by("created_at", "pk")


def desk() -> Iterator[Line | Part]:
    """What waits for the Secretariat, and the ways to people and organisations."""
    yield Line(
        "people.nominations",
        _("profiles to compare with their notes verbales"),
        lambda person: Nomination.objects.filter(stage=Stage.COMPLETED).count(),
        Permission.NOMINATION_DECIDE,
        "people:notes",
        is_urgent=True,
    )
    yield Line(
        "people.invitations",
        _("invitations that nobody has taken up"),
        lambda person: waiting().count(),
        Permission.ORGANISATION_MANAGE,
        "people:invitations",
    )
    yield Part(
        _("People"),
        _("Who has an account, what they may do, where they are signed in; close it and open it again."),
        Permission.ORGANISATION_MANAGE,
        "people:everybody",
    )
    yield Part(
        _("Organisations"),
        _("Enter one, correct it, join two, close one; who works for it."),
        Permission.ORGANISATION_MANAGE,
        "people:organisations",
    )
    yield Part(
        _("Notes verbales"),
        _("Record what a State tells, and compare it with what the person states."),
        Permission.NOMINATION_DECIDE,
        "people:notes",
    )
