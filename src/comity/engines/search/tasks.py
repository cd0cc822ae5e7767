"""Follow the audit trail in the background, so that what is changed is found within a second."""

import logging
import time
from contextlib import ExitStack
from threading import Event, Thread
from typing import Final

from django.db import connections

from comity.base.audit.queries import latest_position
from comity.engines.search.actions import Pen, bring_up_to_date, writing
from comity.engines.search.queries import index
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.search")
EVERY: Final = 0.5
# After a fault, longer and longer up to this.
LONGEST_WAIT: Final = 30.0
# So long the pen is kept after the last change: opening it for every change would be slower.
IDLE: Final = 10.0


class Follower:
    """A thread of a server process. Any number may run; the operating system's lock lets one of them write."""

    def __init__(self, *, every: float = EVERY) -> None:
        self._every = every
        self._stopped = Event()
        self._held = ExitStack()
        self._pen: Pen | None = None
        self._written = 0.0
        self._thread = Thread(target=self.run, name="search-follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being written and end."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Follow until stopped; a fault is written down and tried again later."""
        wait = self._every
        while not self._stopped.is_set():
            try:
                self.step()
                wait = self._every
            except Exception:
                LOG.exception("The search index could not be brought up to date. It is tried again in %.0f s.", wait)
                self.let_go()
                connections.close_all()
                wait = min(wait * 2, LONGEST_WAIT)
            self._stopped.wait(wait)
        self.let_go()
        connections.close_all()

    def step(self) -> None:
        """Look once whether anything happened, and take it in."""
        known, latest = index(), latest_position()
        if known is None or known.position() > latest:
            try:
                bring_up_to_date(stop=self._stopped.is_set)
            except NotNow:
                return
        elif known.position() < latest:
            if self._pen is None:
                self._pen = self._held.enter_context(writing())
            if self._pen is None:
                self.let_go()
            while self._pen is not None and not self._stopped.is_set() and self._pen.catch_up():
                self._written = time.monotonic()
        elif self._pen is not None and time.monotonic() - self._written > IDLE:
            self.let_go()

    def let_go(self) -> None:
        """Let another process write."""
        self._pen = None
        self._held.close()
