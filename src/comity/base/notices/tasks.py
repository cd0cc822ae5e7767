"""Send what is due in the background of a server process."""

from comity.base.notices.actions import send_due
from comity.base.notices.queries import is_anything_to_send
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
