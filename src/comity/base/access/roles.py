"""What each role may do. Changing a line here is a change of policy: say why in the commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from comity.base.access.enums import Permission, Scope


# What concerns accounts. Who answers for content does not thereby decide who comes in, nor the other way round.
ACCOUNTS: Final = frozenset(
    {
        Permission.ORGANISATION_MANAGE,
        Permission.MEMBER_READ,
        Permission.MEMBER_MANAGE,
        Permission.NOMINATION_DECIDE,
        Permission.ACCOUNT_RESTORE,
    }
)
# What is confidential in a review is for those who are named in it and for the Secretariat's registry alone.
REVIEWS: Final = frozenset({Permission.REVIEW_CONDUCT, Permission.REVIEW_NOMINATE, Permission.REVIEW_TAKE_PART})
# What passes between authorities is theirs: neither who runs the portal nor who answers for its content has a part.
AUTHORITIES: Final = frozenset({Permission.SEALED_EXCHANGE, Permission.CASE_KEEP, Permission.CASE_FIGURES})
# What networks of practitioners do concerns their contact points; whoever answers for content has no part in it.
NETWORKS: Final = frozenset({Permission.NETWORK_MANAGE, Permission.NETWORK_APPOINT})
ROLES: Final[dict[str, frozenset[Permission]]] = {
    # Proposes records of its own State; somebody else publishes them. It confirms the authorities of its own State.
    # Whoever works for a State in one of these three roles may be named as an expert in reviews.
    "contributor": frozenset({Permission.RECORD_DRAFT, Permission.AUTHORITY_CONFIRM, Permission.REVIEW_TAKE_PART}),
    # Works for a competent authority: reads what authorities keep for each other; of those of its own State it changes
    # what stands here, chooses what is open to everyone, and confirms them.
    "authority": frozenset(
        {
            Permission.AUTHORITY_READ,
            Permission.AUTHORITY_CONFIRM,
            Permission.AUTHORITY_AMEND,
            Permission.REVIEW_TAKE_PART,
            Permission.SEALED_EXCHANGE,
            Permission.CASE_KEEP,
        }
    ),
    # Speaks for a State on the subjects that its membership names: proposes, verifies what others of the State
    # propose, and confirms what stands.
    "focal_point": frozenset(
        {
            Permission.RECORD_DRAFT,
            Permission.RECORD_VERIFY,
            Permission.AUTHORITY_CONFIRM,
            Permission.AUTHORITY_READ,
            Permission.REVIEW_NOMINATE,
            Permission.REVIEW_TAKE_PART,
            Permission.SEALED_EXCHANGE,
            Permission.CASE_KEEP,
            Permission.CASE_FIGURES,
            # A State says who its contact points are.
            Permission.NETWORK_APPOINT,
        }
    ),
    # Reads what the authorities of States keep for each other, as staff of permanent missions do, and changes nothing.
    "observer": frozenset({Permission.AUTHORITY_READ}),
    # Admits and removes the members of its own organisation, and says which of them stand for it in a network; nothing
    # of content comes with it.
    "administrator": frozenset({Permission.MEMBER_READ, Permission.MEMBER_MANAGE, Permission.NETWORK_APPOINT}),
    # The Secretariat's registry: organisations, members, nominations. It publishes nothing of content; it draws the
    # lots of the review mechanisms and leads the reviews, looks after the networks, sees how the system is doing, and
    # tells everybody when it will not be there.
    "secretariat": ACCOUNTS
    | NETWORKS
    | {
        Permission.ANNOUNCEMENT_EDIT,
        Permission.SYSTEM_READ,
        Permission.REVIEW_DRAW,
        Permission.REVIEW_CONDUCT,
    },
    # Answers for what the portal shows; only a State verifies for itself, and what is sealed is the authorities' own.
    "editor": frozenset(Permission) - ACCOUNTS - REVIEWS - AUTHORITIES - NETWORKS - {Permission.RECORD_VERIFY},
    # The platform itself, when it loads facts and packs: everything it does is noted under its name.
    "service": frozenset(Permission),
}
SCOPES: Final[dict[str, Scope]] = {
    "contributor": Scope.OWN_PLACE,
    "authority": Scope.OWN_PLACE,
    "focal_point": Scope.OWN_PLACE,
    "observer": Scope.EVERYWHERE,
    "administrator": Scope.OWN_ORGANISATION,
    "secretariat": Scope.EVERYWHERE,
    "editor": Scope.EVERYWHERE,
    "service": Scope.EVERYWHERE,
}
# What lies open to every authority, whoever's State it concerns: to read it, the role's scope is not asked.
SHARED: Final = frozenset({Permission.AUTHORITY_READ})
# What belongs to one organisation, however far the role reaches: the key of an authority is not that of its State.
OWN: Final = frozenset({Permission.SEALED_EXCHANGE, Permission.CASE_KEEP})
# Who holds one of these can do nothing with it before a second factor has been shown. A new role is among them unless
# somebody takes it out here.
SECOND_FACTOR: Final = frozenset(ROLES) - {"service"}
# Only the Secretariat gives these; an organisation's administrator gives the others.
GIVEN_BY_SECRETARIAT: Final = frozenset({"secretariat", "editor", "service"})
# What does not pass to whoever acts for somebody: who admits whom, and who acts for whom.
NOT_DELEGATED: Final = frozenset({"administrator", "secretariat", "service"})


class HasRoles(Protocol):
    """Anyone whose roles can be asked for."""

    @property
    def role_names(self) -> frozenset[str]: ...

    @property
    def grants(self) -> "list[Grant]": ...


@dataclass(frozen=True, slots=True)
class Grant:
    """A role as one person holds it now.

    Args:
        role: its name in ``ROLES``.
        organisation: key of the organisation for which it is held.
        place: code of that organisation's State; None when it belongs to none.
        subjects: keys of the terms to which it is limited, such as ``crime-types:corruption``; empty for none.
    """

    role: str
    organisation: int | None = None
    place: str | None = None
    subjects: frozenset[str] = frozenset()


def decide(
    grants: Iterable[Grant],
    permission: Permission,
    *,
    place: str | None = None,
    organisation: int | None = None,
    subjects: frozenset[str] = frozenset(),
) -> Grant | None:
    """By which grant something is allowed, or None when by none; everything that is not allowed is refused.

    Args:
        grants: what the person holds now.
        permission: what is to be done.
        place: code of the State that it concerns; None when it concerns none.
        organisation: key of the organisation that it concerns; None when it concerns none.
        subjects: keys of the terms that it concerns; empty when it is not about a subject.
    """
    for grant in grants:
        if permission not in ROLES.get(grant.role, frozenset()):
            continue
        if grant.subjects and subjects and not grant.subjects & subjects:
            continue
        scope = SCOPES[grant.role]
        if permission in SHARED | OWN:
            scope = Scope.EVERYWHERE if permission in SHARED else Scope.OWN_ORGANISATION
        if (
            scope is Scope.EVERYWHERE
            or (scope is Scope.OWN_PLACE and place is not None and place == grant.place)
            or (scope is Scope.OWN_ORGANISATION and organisation is not None and organisation == grant.organisation)
        ):
            return grant
    return None


def may(person: HasRoles | None, permission: Permission) -> bool:
    """Whether any of the person's roles carries the permission for anything at all; a visitor (None) has none."""
    if person is None:
        return False
    return any(permission in ROLES[name] for name in person.role_names)


def subjects_within(grants: Iterable[Grant], permission: Permission) -> frozenset[str] | None:
    """To which subjects a permission is limited in all; empty for every subject, None for who does not have it."""
    limits = [grant.subjects for grant in grants if permission in ROLES.get(grant.role, frozenset())]
    if not limits:
        return None
    return frozenset() if not all(limits) else frozenset().union(*limits)


def is_free(person: HasRoles | None, permission: Permission) -> bool:
    """Whether the person has a permission and no limit to subjects in it: for what has no subject by which to ask."""
    return person is not None and subjects_within(person.grants, permission) == frozenset()


def permissions_of(person: HasRoles | None) -> frozenset[Permission]:
    """Every permission that the person's roles carry together."""
    if person is None:
        return frozenset()
    return frozenset().union(*(ROLES[name] for name in person.role_names))
