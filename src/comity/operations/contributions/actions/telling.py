"""Tell whoever has to act next that something waits: the one place where contributions send notices."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.notices.actions import notify, settle
from comity.base.notices.enums import Group
from comity.base.notices.registry import Kind
from comity.base.people.models import Membership, User
from comity.engines.procedures.models import Move
from comity.operations.contributions.enums import Part
from comity.operations.contributions.models import Proposal


WAITS: Final = "contributions.waits"
ENDED: Final = "contributions.ended"
# What people may be told: that something waits, or has ended, and where; never what it says.
KINDS: Final = {
    WAITS: Kind(sentence=_("A contribution waits for you."), group=Group.TASKS, asks=True),
    ENDED: Kind(sentence=_("A contribution of yours has come to its end."), group=Group.OUTCOMES),
}


def tell(proposal: Proposal, move: Move, *, by: User) -> int:
    """Settle what was asked before, and tell those who have to act next, or at the end its author; how many.

    Args:
        proposal: as it stands after the step.
        move: the step that was taken; nobody is told of the same one twice.
        by: who took it, and need not be told.
    """
    about = f"proposal:{proposal.pk}"
    settle(WAITS, about=about, by=by)
    is_finished = proposal.procedure.state not in proposal.flow.owners
    return notify(
        [one for one in recipients(proposal) if one.pk != by.pk],
        ENDED if is_finished else WAITS,
        about=about,
        address=f"/contributions/{proposal.pk}/",
        by=by,
        once=f"contributions:{move.pk}",
    )


def recipients(proposal: Proposal) -> list[User]:
    """Who has to act: the author, the State's focal points for its subjects, editors; at the end the author."""
    part = proposal.flow.owners.get(proposal.procedure.state, Part.AUTHOR)
    if part == Part.AUTHOR:
        return [proposal.author]
    permission = Permission.RECORD_VERIFY if part == Part.STATE else Permission.RECORD_PUBLISH
    roles = [name for name, held in ROLES.items() if permission in held and name != "service"]
    holding = Membership.objects.active().filter(role__in=roles, user__is_active=True)
    if part == Part.STATE:
        holding = holding.filter(organisation__place=proposal.procedure.place_id)
    about = {one.pk for one in proposal.procedure.subjects.all()}
    several: dict[int, User] = {}
    for one in holding.select_related("user").prefetch_related("subjects").order_by("pk"):
        limits = {each.pk for each in one.subjects.all()}
        if not limits or not about or limits & about:
            several[one.user_id] = one.user
    return list(several.values())
