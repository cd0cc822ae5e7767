"""Tell people and send what is due, in the background of a server process."""

from comity.base.notices.actions import forget_old, herald, remind, send_due
from comity.base.notices.queries import is_anything_to_send, is_anything_to_tell
from comity.base.people.actions import ensure_service
from comity.kernel.background import Background


class Courier(Background):
    """Sends messages. Any number may run: each message is in the hands of one."""

    name = "courier"
    failed = "Messages could not be sent."
    every = 2.0
    longest = 60.0

    def step(self) -> None:
        """Send what is due."""
        # Nothing is written while there is nothing to do: an import may hold the database for long.
        if is_anything_to_send():
            send_due(by=ensure_service(), stop=self.stopped.is_set)


class Herald(Background):
    """Writes the letters that tell of notices. Any number may run: no letter is queued twice."""

    name = "herald"
    failed = "Letters about notices could not be written."
    every = 20.0
    longest = 300.0

    def step(self) -> None:
        """Write to everybody for whom it is time."""
        if is_anything_to_tell():
            herald(by=ensure_service())


class Reminder(Background):
    """Reminds of deadlines. Any number may run: each reminder comes once."""

    name = "reminder"
    failed = "People could not be reminded of deadlines."
    every = 900.0
    longest = 3600.0

    def step(self) -> None:
        """Remind whoever is to be reminded, and forget what is long done."""
        by = ensure_service()
        remind(by=by)
        forget_old(by=by)
