"""Send what is due in the background of a server process."""

import logging
from threading import Event, Thread
from typing import Final

from django.db import connections

from comity.base.notices.actions import send_due
from comity.base.notices.queries import is_anything_to_send
from comity.base.people.actions import ensure_service


LOG: Final = logging.getLogger("comity.notices")
EVERY: Final = 2.0
# After a fault, longer and longer up to this.
LONGEST_WAIT: Final = 60.0


class Courier(Thread):
    """A thread of a server process. Any number may run: each message is in the hands of one."""

    def __init__(self, *, every: float = EVERY) -> None:
        super().__init__(name="courier", daemon=True)
        self._every = every
        self.stopped = Event()

    def run(self) -> None:
        """Send until stopped; a fault is written down and tried again later."""
        wait = self._every
        while not self.stopped.wait(wait):
            try:
                # Nothing is written while there is nothing to do: an import may hold the database for long.
                if is_anything_to_send():
                    send_due(by=ensure_service(), stop=self.stopped.is_set)
                wait = self._every
            except Exception:
                LOG.exception("Messages could not be sent. It is tried again in %.0f s.", wait)
                wait = min(wait * 2, LONGEST_WAIT)
            finally:
                connections.close_all()
