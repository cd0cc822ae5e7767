"""Plain data that passes between the parts that send."""

from dataclasses import dataclass

from comity.base.notices.enums import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one attempt to send a message.

    Attributes:
        fault: why it was not sent; None when it was.
        detail: what the other side said.
        is_final: there is no use in trying again.
        is_uncertain: it may have been sent all the same.
        is_unwanted: the receiver wants nothing more at all.
    """

    fault: Fault | None = None
    detail: str = ""
    is_final: bool = False
    is_uncertain: bool = False
    is_unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a round: how many messages were sent, put off, and given up."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both rounds together."""
        return Tally(self.sent + other.sent, self.put_off + other.put_off, self.given_up + other.given_up)

    @property
    def all(self) -> int:
        """How many messages were tried."""
        return self.sent + self.put_off + self.given_up
