"""What people are told: that something sealed waits, and never a word of it."""

import uuid
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.notices.actions import notify
from comity.base.notices.enums import Group, Urgency
from comity.base.notices.registry import Kind
from comity.base.people.models import User
from comity.engines.exchange import registry


ARRIVED: Final = "exchange.arrived"
ADMITTED: Final = "exchange.admitted"
RECOVERY: Final = "exchange.recovery"
KEY_KNOWN: Final = "exchange.key_known"
KEY_LOST: Final = "exchange.key_lost"
RECOVERY_SHORT: Final = "exchange.recovery_short"
STOPPED: Final = "exchange.stopped"
KINDS: Final = {
    ARRIVED: Kind(sentence=_("A sealed message has arrived for your authority."), group=Group.TASKS),
    ADMITTED: Kind(sentence=_("You now hold your authority’s key."), group=Group.TASKS),
    RECOVERY: Kind(sentence=_("A colleague asks you to help to recover your authority’s key."), group=Group.TASKS),
    KEY_KNOWN: Kind(
        sentence=_("Somebody may not use your authority’s key any more and still knows it. Change it."),
        group=Group.TASKS,
        urgency=Urgency.URGENT,
        asks=True,
    ),
    KEY_LOST: Kind(
        sentence=_("Nobody holds your authority’s key any more."),
        group=Group.TASKS,
        urgency=Urgency.URGENT,
        asks=True,
    ),
    RECOVERY_SHORT: Kind(
        sentence=_("Too few officers are left to recover your authority’s key. Prepare its recovery again."),
        group=Group.TASKS,
        asks=True,
    ),
    STOPPED: Kind(sentence=_("Another installation did not take something sealed."), group=Group.TASKS),
}


def tell(people: Iterable[User], kind: str, *, about: str, address: str, by: User) -> int:
    """Tell people, but not whoever did it; how many."""
    named, _colon, key = about.partition(":")
    if named == "thread":
        people = registry.to_be_told(uuid.UUID(key), people)
    return notify([one for one in people if one.pk != by.pk], kind, about=about, address=address, by=by)
