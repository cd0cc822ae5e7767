"""What each role may do. Changing a line here is a change of policy: say why in the commit."""

from typing import Final, Protocol

from comity.base.access.enums import Permission


ROLES: Final[dict[str, frozenset[Permission]]] = {
    # Proposes records of its own State; somebody else publishes them. It confirms the authorities of its own State.
    "contributor": frozenset({Permission.RECORD_DRAFT, Permission.AUTHORITY_CONFIRM}),
    # Works for a competent authority: reads what authorities keep for each other; of those of its own State it changes
    # what stands here, chooses what is open to everyone, and confirms them.
    "authority": frozenset(
        {
            Permission.AUTHORITY_READ,
            Permission.AUTHORITY_CONFIRM,
            Permission.AUTHORITY_AMEND,
        }
    ),
    # Answers for what the portal shows.
    "editor": frozenset(Permission),
    # The platform itself, when it loads facts and packs: everything it does is noted under its name.
    "service": frozenset(Permission),
}


class HasRoles(Protocol):
    """Anyone whose roles can be asked for."""

    @property
    def role_names(self) -> frozenset[str]: ...


def may(person: HasRoles | None, permission: Permission) -> bool:
    """Whether any of the person's roles carries the permission; a visitor (None) has none."""
    if person is None:
        return False
    return any(permission in ROLES[name] for name in person.role_names)


def permissions_of(person: HasRoles | None) -> frozenset[Permission]:
    """Every permission that the person's roles carry together."""
    if person is None:
        return frozenset()
    return frozenset().union(*(ROLES[name] for name in person.role_names))
