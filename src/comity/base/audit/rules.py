"""Who may see what of the log."""

from typing import Any

from comity.base.access.enums import Permission
from comity.base.access.roles import may


def may_read_all(person: Any) -> bool:
    """Whether a person sees the whole log, and who is meant by its pseudonyms; others see what concerns them."""
    return may(person, Permission.AUDIT_READ)
