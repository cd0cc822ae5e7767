"""The few ways in which something can be refused; each carries a sentence that may be shown to the person."""

from dataclasses import dataclass


class Refused(Exception):
    """The request was understood and will not be done."""


class NotPermitted(Refused):
    """This person may never do this here."""


class NotNow(Refused):
    """This person may do this, but not in the present state."""


class Full(NotNow):
    """There is no room left for what was to be kept; nothing of it was, and it can be handed in again."""


@dataclass(frozen=True, slots=True)
class Contested:
    """A field that two persons changed: as the second saw it, as it stands now, and what the second wanted."""

    field: str
    before: str
    now: str
    wanted: str


class Overtaken(NotNow):
    """Somebody else has changed it since this person saw it; whoever asks is shown both, and nothing is lost.

    Args:
        sentence: what happened and what to do, for the person who was second.
        changes: every field that is no longer as that person saw it; empty when whoever catches it knows.
    """

    def __init__(self, sentence: str, changes: tuple[Contested, ...] = ()) -> None:
        super().__init__(sentence)
        self.changes = changes


class Unreadable(Refused):
    """What was handed in cannot be read; ``where`` names the file, line, row or column.

    Args:
        sentence: what is wrong and how to mend it, for the person who handed it in.
        where: the place in the input, such as ``"laws.csv, row 4, column adopted_on"``; empty when it is the whole.
    """

    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.sentence = sentence
        self.where = where
