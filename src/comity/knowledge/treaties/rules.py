"""Who may record what States did about treaties."""

import hashlib

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import HasRoles, may
from comity.kernel.errors import NotPermitted
from comity.knowledge.treaties.models import TreatyAction


def may_edit_actions(person: HasRoles | None) -> bool:
    """Whether the person may record what States did; a visitor may not."""
    return may(person, Permission.TREATY_ACTION_EDIT)


def check_may_edit_actions(person: HasRoles) -> None:
    """Raise NotPermitted unless the person may record what States did."""
    if not may_edit_actions(person):
        raise NotPermitted(_("Only editors may record or retract actions on treaties."))


def state_of(action: TreatyAction) -> str:
    """A name for what an action says just now: another whenever anything of it has changed."""
    names = (
        "place_id", "kind", "on_text", "territory_id", "against_id", "text", "language", "note", "provenance_id",
        "is_retracted",
    )  # fmt: skip
    return hashlib.sha256(repr([getattr(action, name) for name in names]).encode()).hexdigest()[:32]
