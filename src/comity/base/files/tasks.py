"""Scan and release files in the background of a server process."""

import time
from typing import Final

from comity.base.files.actions import process_due, tidy
from comity.base.files.queries import is_anything_due
from comity.base.people.actions import ensure_service
from comity.kernel.background import Background, Wait


TIDY_EVERY: Final = 6 * 3600.0


class Porter(Background):
    """Looks after files. Any number may run: each file is in the hands of one."""

    name = "porter"
    failed = "Files could not be looked after."
    every = 2.0
    longest = 60.0

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        """See ``Background``."""
        super().__init__(every=every, wait=wait)
        self._tidied = time.monotonic()

    def step(self) -> None:
        """Scan and release what is due, and now and then remove what nobody names any more."""
        # Nothing is written while there is nothing to do: an import may hold the database for long.
        if is_anything_due():
            process_due(by=ensure_service(), stop=self.stopped.is_set)
        if time.monotonic() - self._tidied > TIDY_EVERY:
            self._tidied = time.monotonic()
            tidy(by=ensure_service())
