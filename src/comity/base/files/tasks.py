"""Scan and release files in the background of a server process."""

import logging
import time
from threading import Event, Thread
from typing import Final

from django.db import connections

from comity.base.files.actions import process_due, tidy
from comity.base.files.queries import is_anything_due
from comity.base.people.actions import ensure_service


LOG: Final = logging.getLogger("comity.files")
EVERY: Final = 2.0
# After a fault, longer and longer up to this.
LONGEST_WAIT: Final = 60.0
TIDY_EVERY: Final = 6 * 3600.0


class Porter(Thread):
    """A thread of a server process. Any number may run: each file is in the hands of one."""

    def __init__(self, *, every: float = EVERY) -> None:
        super().__init__(name="porter", daemon=True)
        self._every = every
        self._tidied = time.monotonic()
        self.stopped = Event()

    def run(self) -> None:
        """Work until stopped; a fault is written down and tried again later."""
        wait = self._every
        while not self.stopped.wait(wait):
            try:
                # Nothing is written while there is nothing to do: an import may hold the database for long.
                if is_anything_due():
                    process_due(by=ensure_service(), stop=self.stopped.is_set)
                if time.monotonic() - self._tidied > TIDY_EVERY:
                    self._tidied = time.monotonic()
                    tidy(by=ensure_service())
                wait = self._every
            except Exception:
                LOG.exception("Files could not be looked after. It is tried again in %.0f s.", wait)
                wait = min(wait * 2, LONGEST_WAIT)
            finally:
                connections.close_all()
