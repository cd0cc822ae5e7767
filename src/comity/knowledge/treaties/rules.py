"""Who may record what States did about treaties."""

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import HasRoles, may
from comity.kernel.errors import NotPermitted


def may_edit_actions(person: HasRoles | None) -> bool:
    """Whether the person may record what States did; a visitor may not."""
    return may(person, Permission.TREATY_ACTION_EDIT)


def check_may_edit_actions(person: HasRoles) -> None:
    """Raise NotPermitted unless the person may record what States did."""
    if not may_edit_actions(person):
        raise NotPermitted(_("Only editors may record or retract actions on treaties."))
