"""Plain data about who stands where in a review."""

import datetime as dt
from dataclasses import dataclass, field

from comity.operations.reviews.enums import ActionState, Capacity, Role, Side


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where somebody looks at a review.

    Args:
        side: on which side they stand.
        place: code of their State; empty for the Secretariat and for everybody else.
        role: what they are in it; None for the Secretariat, and for who names people and was not named.
        is_bound: whether they have declared that nothing stands against their taking part, where that is asked.
        names: whether they may name people for their State, or, as the Secretariat, for every State.
        participant: the key of their being named; None for none.
    """

    side: Side
    place: str = ""
    role: Role | None = None
    is_bound: bool = True
    names: bool = False
    participant: int | None = None

    @property
    def is_focal_point(self) -> bool:
        return self.role is Role.FOCAL_POINT

    @property
    def writes(self) -> bool:
        """Whether they may write anything at all for their State."""
        return self.role in {Role.FOCAL_POINT, Role.EXPERT} and self.is_bound


@dataclass(frozen=True, slots=True)
class Awaited:
    """Who is waited for: a side, and of States which; ``place`` is empty for the Secretariat."""

    side: Side
    place: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of somebody who is to be named.

    Args:
        works_for: codes of the States for whose organisations they work now, with a role that may take part.
        member_of: codes of all States for whose organisations they work now, in any role.
        served: codes of the States for which they were named in this or another review.
        is_conducting: whether they hold a role of the Secretariat.
    """

    works_for: frozenset[str]
    member_of: frozenset[str]
    served: frozenset[str]
    is_conducting: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """With what a cycle is set up."""

    mechanism: str
    name: str
    cluster: str
    begins_at: dt.datetime
    groups: tuple[int, ...] = ()
    days: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a State says that it does on a recommendation, or why it does not accept it."""

    state: ActionState
    language: str
    what: str = ""
    responsible: str = ""
    due_on: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who is registered for a meeting, as what, and for whom."""

    seat: Capacity
    name: str
    post: str = ""
    place: str = ""
    organisation: str = ""
    mail: str = ""
    expertise: str = ""
    gender: str = ""
