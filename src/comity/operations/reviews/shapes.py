"""Plain data about who stands where in a review."""

import datetime as dt
import uuid
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
class Candidate:
    """What is known of a State that would review another.

    Args:
        place: its code.
        not_party: the instruments of the seat to which it is not party, by their names.
        is_mutual: whether the State under review reviews it in the same cycle, where that is not allowed.
        reviews: how many reviews of the cycle it does.
        most: how many a State does at most; 0 where no draw says.
        is_other_group: whether with it no reviewer is of the regional group of the State under review any more.
    """

    place: str
    not_party: tuple[str, ...] = ()
    is_mutual: bool = False
    reviews: int = 0
    most: int = 0
    is_other_group: bool = False


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat in which a State that is followed by another sits.

    Args:
        key: of the review.
        state: code of the State under review.
        side: which it is on.
        hindrance: why the other cannot take it now; empty for nothing.
    """

    key: uuid.UUID
    state: str
    side: Side
    hindrance: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the last published lot has other seats than a review.

    Args:
        before: the State that reviews and is not drawn any more; empty for none.
        after: the State that is drawn and does not review yet; empty for none. Both the same where only its
            instruments are others.
        instruments: for which it was drawn.
        is_additional: whether it reviews for these alone.
    """

    before: str
    after: str
    instruments: tuple[str, ...] = ()
    is_additional: bool = False


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
