"""One thing that takes long to make, kept in the memory of this process until what it is made of has changed."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar


Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The one of this process; every thread reads the same."""

    def __init__(self, make: Callable[[], Made], version: Callable[[], object], *, fresh: float) -> None:
        """Nothing is made before it is first asked for.

        Args:
            make: makes it.
            version: a small question, answered otherwise as soon as what it is made of has changed.
            fresh: for how many seconds it is taken to be the right one without that question.
        """
        self._make = make
        self._version = version
        self._fresh = fresh
        self._made: tuple[Made, object] | None = None
        self._checked = 0.0
        self._lock = Lock()

    def current(self) -> Made:
        """It, made anew when it is no longer the right one."""
        with self._lock:
            now = time.monotonic()
            if self._made is not None and now - self._checked < self._fresh:
                return self._made[0]
            version = self._version()
            if self._made is None or self._made[1] != version:
                # Its version is older than itself rather than younger: a change in between is not overlooked.
                self._made = self._make(), version
            self._checked = now
            return self._made[0]

    def forget(self) -> None:
        """Make it anew for the next reader; whoever changes what it is made of calls this."""
        with self._lock:
            self._made = None

    def doubt(self) -> None:
        """Ask for its version when it is read next."""
        with self._lock:
            self._checked = -self._fresh
