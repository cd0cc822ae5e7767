"""What people are told: that something sealed waits, and never a word of it."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.notices.actions import notify
from comity.base.notices.enums import Group
from comity.base.notices.registry import Kind
from comity.base.people.models import User


ARRIVED: Final = "exchange.arrived"
ADMITTED: Final = "exchange.admitted"
RECOVERY: Final = "exchange.recovery"
STOPPED: Final = "exchange.stopped"
KINDS: Final = {
    ARRIVED: Kind(sentence=_("A sealed message has arrived for your authority."), group=Group.TASKS),
    ADMITTED: Kind(sentence=_("You now hold your authority’s key."), group=Group.TASKS),
    RECOVERY: Kind(sentence=_("A colleague asks you to help to recover your authority’s key."), group=Group.TASKS),
    STOPPED: Kind(sentence=_("Another installation did not take something sealed."), group=Group.TASKS),
}


def tell(people: Iterable[User], kind: str, *, about: str, address: str, by: User) -> int:
    """Tell people, but not whoever did it; how many."""
    return notify([one for one in people if one.pk != by.pk], kind, about=about, address=address, by=by)
