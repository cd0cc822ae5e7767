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
# Of those that came in one file: one notice, however many rows it had.
FILE_WAITS: Final = "contributions.file_waits"
FILE_ENDED: Final = "contributions.file_ended"
# What people may be told: that something waits, or has ended, and where; never what it says.
KINDS: Final = {
    WAITS: Kind(sentence=_("A contribution waits for you."), group=Group.TASKS, asks=True),
    ENDED: Kind(sentence=_("A contribution of yours has come to its end."), group=Group.OUTCOMES),
    FILE_WAITS: Kind(sentence=_("Contributions that came in one file wait for you."), group=Group.TASKS, asks=True),
    FILE_ENDED: Kind(sentence=_("Contributions of yours have come to their end."), group=Group.OUTCOMES),
}


def tell(proposal: Proposal, move: Move, *, by: User) -> int:
    """Settle what was asked before, and tell those who have to act next, or at the end its author; how many.

    Args:
        proposal: as it stands after the step.
        move: the step that was taken; nobody is told of the same one twice.
        by: who took it, and need not be told.
    """
    several = [one for one in recipients(proposal) if one.pk != by.pk]
    is_finished = proposal.procedure.state not in proposal.flow.owners
    if proposal.batch is not None:
        return _tell_of_file(proposal, move, several, is_finished=is_finished, by=by)
    about = f"proposal:{proposal.pk}"
    settle(WAITS, about=about, by=by)
    return notify(
        several,
        ENDED if is_finished else WAITS,
        about=about,
        address=f"/contributions/{proposal.pk}/",
        by=by,
        once=f"contributions:{move.pk}",
    )


def _tell_of_file(proposal: Proposal, move: Move, several: list[User], *, is_finished: bool, by: User) -> int:
    """The same of one of those that came in one file: what was asked is settled with the last of them."""
    batch, state = proposal.batch, proposal.procedure.state
    if not Proposal.objects.filter(batch=batch, procedure__state=move.before).exclude(pk=proposal.pk).exists():
        settle(FILE_WAITS, about=f"file:{batch}:{move.before}", by=by)
    return notify(
        several,
        FILE_ENDED if is_finished else FILE_WAITS,
        about=f"file:{batch}" if is_finished else f"file:{batch}:{state}",
        address=f"/contributions/files/{batch}/",
        by=by,
        is_gathered=True,
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
