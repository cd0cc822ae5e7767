"""Who comes to the desk, and who may say something in the name of the service."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import Grant, decide
from comity.base.people.models import User
from comity.kernel.errors import NotPermitted


# Who may nothing of this has no desk.
DESK: tuple[Permission, ...] = (
    Permission.SYSTEM_READ,
    Permission.ANNOUNCEMENT_EDIT,
    Permission.FRONT_PAGE_EDIT,
    Permission.TERM_EDIT,
    Permission.ORGANISATION_MANAGE,
)


def held(person: User | None) -> Callable[[Permission], bool]:
    """Whether a person may do something wherever it is; asked once for a whole page: two queries."""
    grants: Iterable[Grant] = person.grants if person is not None else ()
    return lambda permission: decide(grants, permission) is not None


def check_has_desk(person: User | None) -> Callable[[Permission], bool]:
    """What the person may do everywhere.

    Raises:
        NotPermitted: nothing that is done from the desk.
    """
    may = held(person)
    if not any(may(permission) for permission in DESK):
        raise NotPermitted(_("Only the staff of this service have a desk here."))
    return may


def check_may(person: User | None, permission: Permission) -> None:
    """Raise NotPermitted unless the person may do this everywhere."""
    if not held(person)(permission):
        raise NotPermitted(_("Only the staff of this service whose task it is may do this."))
