"""Who may see what of the log."""

from typing import Any

from comity.base.access.enums import Permission
from comity.base.access.roles import is_free


def may_read_all(person: Any) -> bool:
    """Whether a person sees the whole log, and who is meant by its pseudonyms; others see what concerns them.

    Whose role is limited to certain subjects is one of the others: an event does not say what its object is about.
    """
    return is_free(person, Permission.AUDIT_READ)
