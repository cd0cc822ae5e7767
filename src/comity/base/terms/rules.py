"""Who may change what the concepts are called."""

from typing import Protocol

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import HasRoles, may
from comity.base.audit.actions import Actor
from comity.kernel.errors import NotPermitted


class Editor(Actor, HasRoles, Protocol):
    """A person, or the service, who can be noted and whose roles can be asked for."""


def check_may_edit(person: HasRoles | None) -> None:
    """Raise NotPermitted unless the person may change the vocabularies."""
    if not may(person, Permission.TERM_EDIT):
        raise NotPermitted(_("Only editors may change the vocabularies."))
