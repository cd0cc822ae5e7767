"""Follow the audit trail in the background, so that what is changed is found within a second."""

import logging
import os
import threading
import time
from contextlib import ExitStack
from threading import Event, Thread
from typing import Final

from django.db import connections
from django.utils import timezone

from comity.base.audit.queries import latest_position
from comity.base.notices.actions import tidy as tidy_messages
from comity.base.people.actions import ensure_service
from comity.engines.records.actions import tidy_collections
from comity.engines.search.actions import (
    EVENTS,
    NICENESS,
    Pen,
    bring_up_to_date,
    due,
    encode,
    is_behind,
    is_of_other_modules,
    look,
    tell,
    tidy,
    writing,
)
from comity.engines.search.queries import index, shelf
from comity.engines.search.vectors import load_beside
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.search")
EVERY: Final = 0.5
# After a fault, longer and longer up to this.
LONGEST_WAIT: Final = 30.0
# So long the pen is kept after the last change: opening it for every change would be slower.
IDLE: Final = 10.0
# How often the sentence vectors are looked after; a neighbour may be found a little later than a word.
ENCODED_EVERY: Final = 5.0
# How often new records are looked for, and how often what is out of date is deleted.
WATCHED_EVERY: Final = 2.0
TIDIED_EVERY: Final = 3600.0
WATCHING: Final = "watching"
# The thread that encodes gives way to everything else, and after each few texts leaves the processor to others for
# as long as it had it.
LONGEST_PAUSE: Final = 1.0


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
        if known is None or not 0 <= latest - known.position() <= EVENTS:
            self.let_go()
            self._bring_up_to_date()
            return
        self._follow()
        if is_of_other_modules():
            self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        """Build the index, or take in what a large import left; the index in use follows meanwhile."""
        try:
            bring_up_to_date(stop=self._meanwhile, is_gentle=True)
        except NotNow:
            # Another process is at it.
            self._follow()

    def _meanwhile(self) -> bool:
        """Go on following the trail while the index is made anew; whether to stop."""
        if time.monotonic() - self._written > self._every:
            self._follow()
        return self._stopped.is_set()

    def _follow(self) -> None:
        """Take in what happened, if there is an index and nobody else writes to it."""
        known, latest = index(), latest_position()
        if known is None or known.position() > latest:
            return
        if known.position() < latest:
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


class Encoder:
    """A thread of a server process that makes sentence vectors while nobody waits for it.

    Any number may run; the operating system's lock lets one of them write.
    """

    def __init__(self, *, every: float = ENCODED_EVERY) -> None:
        self._every = every
        self._stopped = Event()
        self._since = time.monotonic()
        self._thread = Thread(target=self.run, name="search-encoding", daemon=True)

    def start(self) -> None:
        """Load the encoder for the requests of this process, and begin to encode."""
        load_beside()
        self._thread.start()

    def stop(self) -> None:
        """Finish the few texts that are being encoded and end."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self) -> None:
        """Encode until stopped; a fault is written down and tried again later."""
        step_back()
        wait = self._every
        while not self._stopped.wait(wait):
            try:
                self._since = time.monotonic()
                encode(stop=self.pause, wait=0.0, is_gentle=True)
                wait = self._every
            except NotNow:
                wait = self._every
            except Exception:
                wait = min(wait * 2, LONGEST_WAIT)
                LOG.exception("The sentence vectors could not be made. It is tried again in %.0f s.", wait)
            finally:
                connections.close_all()

    def pause(self) -> bool:
        """Leave the processor to others for as long as it was taken from them; whether to stop."""
        self._stopped.wait(min(time.monotonic() - self._since, LONGEST_PAUSE))
        self._since = time.monotonic()
        return self._stopped.is_set()


def step_back() -> None:
    """Let every other thread go first, where the system ranks threads; elsewhere the pauses must do."""
    if hasattr(os, "setpriority"):
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        except OSError:
            LOG.info("The thread that encodes has the same priority as all others.")


class Watcher(Thread):
    """A thread of a server process that tells those who follow a search what is new.

    Any number may run; the operating system's lock lets one of them look on this machine, and the database one on all.
    """

    def __init__(self, *, every: float = WATCHED_EVERY) -> None:
        super().__init__(name="search-watcher", daemon=True)
        self._every = every
        self.stopped = Event()
        self._tidied = -TIDIED_EVERY

    def run(self) -> None:
        """Look until stopped; a fault is written down and tried again later."""
        wait = self._every
        while not self.stopped.wait(wait):
            try:
                self.step()
                wait = self._every
            except Exception:
                wait = min(wait * 2, LONGEST_WAIT)
                LOG.exception("New records could not be told of. It is tried again in %.0f s.", wait)
            finally:
                connections.close_all()

    def step(self) -> None:
        """Look once whether anything is new, and whom to tell."""
        is_untidy = time.monotonic() - self._tidied > TIDIED_EVERY
        # Nothing is written while there is nothing to do: an import may hold the database for long.
        if not (is_untidy or is_behind() or due(timezone.now()).exists()):
            return
        with shelf().only_one(WATCHING) as held:
            if not held:
                return
            by = ensure_service()
            look(by=by)
            tell(by=by)
            if is_untidy:
                self._tidied = time.monotonic()
                tidy(by=by)
                tidy_messages(by=by)
                tidy_collections(by=by)
