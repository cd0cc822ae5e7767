"""Follow the audit trail in the background, so that what is changed is found within a second."""

import logging
import os
import threading
import time
from contextlib import ExitStack
from typing import Final

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
    lay_out,
    look,
    tell,
    tidy,
    writing,
)
from comity.engines.search.queries import index, shelf
from comity.engines.search.vectors import load_beside
from comity.kernel.background import Background, Wait
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.search")
# So long the pen is kept after the last change: opening it for every change would be slower.
IDLE: Final = 10.0
# How often what is out of date is deleted.
TIDIED_EVERY: Final = 3600.0
WATCHING: Final = "watching"
# The thread that encodes gives way to everything else, and after each few texts leaves the processor to others for
# as long as it had it.
LONGEST_PAUSE: Final = 1.0


class Follower(Background):
    """Writes the index. Any number may run; the operating system's lock lets one of them write."""

    name = "search-follower"
    failed = "The search index could not be brought up to date."
    every = 0.5
    is_at_once = True
    closes = False

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        super().__init__(every=every, wait=wait)
        self._held = ExitStack()
        self._pen: Pen | None = None
        self._written = 0.0

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
        return self.stopped.is_set()

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
            while self._pen is not None and not self.stopped.is_set() and self._pen.catch_up():
                self._written = time.monotonic()
        elif self._pen is not None and time.monotonic() - self._written > IDLE:
            self.let_go()

    def let_go(self) -> None:
        """Let another process write."""
        self._pen = None
        self._held.close()


class Encoder(Background):
    """Makes sentence vectors while nobody waits for it.

    Any number may run; the operating system's lock lets one of them write.
    """

    name = "search-encoding"
    failed = "The sentence vectors could not be made."
    # A neighbour may be found a little later than a word.
    every = 5.0

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        super().__init__(every=every, wait=wait)
        self._since = time.monotonic()

    def start(self) -> None:
        """Load the encoder for the requests of this process, and begin to encode."""
        load_beside()
        super().start()

    def prepare(self) -> None:
        """Go behind everything else."""
        step_back()

    def step(self) -> None:
        """Encode what has no vector yet."""
        self._since = time.monotonic()
        encode(stop=self.pause, wait=0.0, is_gentle=True)

    def pause(self) -> bool:
        """Leave the processor to others for as long as it was taken from them; whether to stop."""
        self.stopped.wait(min(time.monotonic() - self._since, LONGEST_PAUSE))
        self._since = time.monotonic()
        return self.stopped.is_set()


def step_back() -> None:
    """Let every other thread go first, where the system ranks threads; elsewhere the pauses must do."""
    if hasattr(os, "setpriority"):
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        except OSError:
            LOG.info("The thread that encodes has the same priority as all others.")


class Watcher(Background):
    """Tells those who follow a search what is new.

    Any number may run; the operating system's lock lets one of them look on this machine, and the database one on all.
    """

    name = "search-watcher"
    failed = "New records could not be told of."
    every = 2.0

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        super().__init__(every=every, wait=wait)
        self._tidied = -TIDIED_EVERY

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
                # What the next new record will need; the first round of a process does it before there is one.
                lay_out()
