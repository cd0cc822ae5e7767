"""What somebody leaves behind who goes, as the modules above declare it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from comity.base.audit.actions import Actor
from comity.base.people.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Handover:
    """A kind of unfinished work that has one person's name on it.

    Args:
        name: what it is, in the plural: “drafts”.
        count: how much of it a person has for an organisation.
        pass_on: gives it from one person to another, for an organisation; how much it was.
    """

    name: str | Promise
    count: Callable[[User, Organisation], int]
    pass_on: Callable[[User, User, Organisation, Actor], int]


_HANDOVERS: dict[str, Handover] = {}


def register(key: str, handover: Handover) -> None:
    """Declare a kind of work; called once by the module's app when it is ready."""
    _HANDOVERS[key] = handover


def handovers() -> dict[str, Handover]:
    """Every kind of work that is passed on, by its key."""
    return dict(_HANDOVERS)
