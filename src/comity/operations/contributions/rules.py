"""What may be proposed, and who may change a proposal or speak about it."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import ROLES, SCOPES, Grant, decide, may
from comity.base.people.models import User
from comity.engines.procedures.flow import Step
from comity.engines.procedures.rules import acts_in
from comity.engines.records.enums import State as RecordState
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry import hook
from comity.kernel.errors import NotNow, NotPermitted
from comity.operations.contributions.enums import Part
from comity.operations.contributions.models import Proposal


# Who owns the proposal in each state works on it: its author, then the State, then the Secretariat.
WORKS: Final = {
    Part.AUTHOR: Permission.RECORD_DRAFT,
    Part.STATE: Permission.RECORD_VERIFY,
    Part.SECRETARIAT: Permission.RECORD_PUBLISH,
}


def office_of(person: User) -> Grant:
    """For which organisation somebody proposes: the first for which they may, one that verifies before others.

    Raises:
        NotPermitted: they act for no State that proposes.
    """
    grants = [
        one
        for one in person.grants
        if one.place is not None
        and one.organisation is not None
        and SCOPES[one.role] is not Scope.EVERYWHERE
        and Permission.RECORD_DRAFT in ROLES[one.role]
    ]
    if not grants:
        raise NotPermitted(_("Only who contributes for a State may propose records."))
    return min(grants, key=lambda one: Permission.RECORD_VERIFY not in ROLES[one.role])


def check_may_propose(person: User, model: type[Detail], record: Record | None = None) -> Grant:
    """For which organisation somebody may propose a record of a kind, or a change of one.

    Raises:
        NotPermitted: they contribute for no State, or the record is another State's, or its kind has its own way.
        NotNow: it is not public.
    """
    office = office_of(person)
    own = hook(model, "rules", "check_may_open")
    if own is not None:
        own(person)
    if record is None:
        return office
    if model.has_own_tables:
        # Parts of such records are not for everyone, and the form would show them.
        raise NotPermitted(_("Records of this kind are changed on their own page, by who may read all of them."))
    if record.state != RecordState.PUBLISHED:
        raise NotNow(_("A change is proposed of what is public."))
    own_offices = [one for one in person.grants if one.organisation is not None and one.place == record.place_id]
    if record.place_id is None:
        return office
    found = decide(own_offices, Permission.RECORD_DRAFT, place=record.place_id)
    if found is None:
        raise NotPermitted(_("Only its own State proposes changes of this record."))
    return found


def check_place(proposal: Proposal, place: str | None) -> None:
    """Raise NotPermitted unless a State proposes what is its own, or nobody's."""
    if place and place != proposal.procedure.place_id:
        raise NotPermitted(_("A State proposes records of its own, or of none. Mend the field of the State."))


def works_on(grants: Sequence[Grant], proposal: Proposal) -> bool:
    """Whether somebody may change what is proposed now: whoever has to act works on it, and nobody beside."""
    owner = proposal.flow.owners.get(proposal.procedure.state)
    return owner is not None and acts_in(grants, proposal.procedure, owner, WORKS[Part(owner)])


def check_may_work_on(person: User, proposal: Proposal) -> None:
    """Raise a refusal unless the person may change what is proposed, as it stands."""
    if proposal.procedure.state not in proposal.flow.owners:
        raise NotNow(_("This contribution is finished. Propose a new one."))
    if not works_on(person.grants, proposal):
        raise NotPermitted(_("It is with somebody else now, and only they may change it."))


def check_may_comment(person: User, proposal: Proposal) -> None:
    """Raise a refusal unless the person may speak about a proposal: who takes part, while it is not finished."""
    if proposal.procedure.state not in proposal.flow.owners:
        raise NotNow(_("This contribution is finished. Nothing more is said of it."))
    grants = person.grants
    if not any(acts_in(grants, proposal.procedure, part, permission) for part, permission in WORKS.items()):
        raise NotPermitted(_("Only who takes part in a contribution may speak about it."))


def sees(grants: Sequence[Grant], proposal: Proposal) -> bool:
    """Whether somebody may open a proposal, by what they hold; ``queries.visible_to`` says the same of many."""
    parts = WORKS if proposal.handed_in_at is not None else {Part.AUTHOR: WORKS[Part.AUTHOR]}
    return any(acts_in(grants, proposal.procedure, part, permission) for part, permission in parts.items())


def offered(steps: Sequence[Step], *, sound: bool = True) -> list[Step]:
    """Those of some steps that are offered: whoever verifies need not hand in to themselves; nothing wrong goes on.

    Args:
        steps: those that may be taken.
        sound: whether what is proposed can be read.
    """
    names = {one.name for one in steps}
    needless = {"hand_in"} if "hand_in_verified" in names else set()
    if not sound:
        needless = {"hand_in", "hand_in_verified", "verify", "publish"}
    return [one for one in steps if one.name not in needless]


def check_same(proposal: Proposal, version: int) -> None:
    """Raise NotNow unless a proposal is still the one that somebody has read."""
    if proposal.version != version:
        raise NotNow(_("It was changed after you opened it. Read it again, then decide."))


def verifies(person: User) -> bool:
    """Whether somebody verifies for a State."""
    return may(person, Permission.RECORD_VERIFY)


def may_contribute(person: User | None) -> bool:
    """Whether somebody contributes for a State, or publishes what States contribute."""
    return may(person, Permission.RECORD_DRAFT) or may(person, Permission.RECORD_VERIFY)


def check_sound(faults: Iterable[str]) -> None:
    """Raise NotNow, with the first of some sentences about what is wrong, if there is any."""
    for sentence in faults:
        raise NotNow(sentence)


def keys_of(subjects: Any) -> list[uuid.UUID]:
    """Some keys as they were sent; what is none is left out."""
    found = []
    for text in subjects:
        try:
            found.append(uuid.UUID(str(text)))
        except ValueError:
            continue
    return found
