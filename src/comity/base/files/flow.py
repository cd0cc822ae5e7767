"""How a file moves, as a table: what is not in it cannot happen."""

from typing import Final

from comity.base.files.enums import State


# From where to where, with the verb under which the trail has it.
STEPS: Final[dict[tuple[State, State], str]] = {
    (State.QUARANTINE, State.CLEAN): "files.scan",
    (State.QUARANTINE, State.REFUSED): "files.refuse",
    (State.CLEAN, State.RELEASED): "files.release",
    (State.CLEAN, State.REFUSED): "files.refuse",
    (State.RELEASED, State.REFUSED): "files.withdraw",
    (State.QUARANTINE, State.REMOVED): "files.remove",
    (State.CLEAN, State.REMOVED): "files.remove",
    (State.RELEASED, State.REMOVED): "files.remove",
    (State.REFUSED, State.REMOVED): "files.remove",
}
