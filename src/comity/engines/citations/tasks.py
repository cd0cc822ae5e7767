"""Follow the audit trail in the background: what is changed is read within seconds, a new name is found in minutes."""

import logging
from threading import Event, Thread
from typing import Final

from django.db import connections

from comity.base.audit.queries import latest_position
from comity.engines.citations.actions import Sweep, catch_up
from comity.engines.citations.models import Progress


LOG: Final = logging.getLogger("comity.citations")
EVERY: Final = 5.0
# After a fault, longer and longer up to this.
LONGEST_WAIT: Final = 300.0


class Follower:
    """A thread of a server process. Should two read the same record at once, both keep the same."""

    def __init__(self, *, every: float = EVERY) -> None:
        self._every = every
        self._sweep = Sweep()
        self._stopped = Event()
        self._thread = Thread(target=self.run, name="citations-follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being read and end."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Follow until stopped; a fault is written down and tried again later."""
        wait = self._every
        while not self._stopped.wait(wait):
            try:
                self.step()
                wait = self._every
            except Exception:
                wait = min(wait * 2, LONGEST_WAIT)
                LOG.exception("Citations could not be read. It is tried again in %.0f s.", wait)
            finally:
                connections.close_all()

    def step(self) -> None:
        """Look once whether anything happened, and take it in; with nothing to do, look for new names in older texts.

        Of these it reads a few in a step and rests before the next, so that a new name takes minutes and little else.
        """
        progress = Progress.objects.first()
        if progress is None:
            return
        if progress.position < latest_position():
            while not self._stopped.is_set() and catch_up() is not None:
                pass
        elif progress.may_have_new_names or progress.swept_with:
            self._sweep.step()
