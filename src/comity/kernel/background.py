"""Work that a process of the server does again and again beside answering."""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from traceback import extract_tb
from typing import ClassVar, Final, NamedTuple

from django.db import connections

from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.background")
MOST_DOUBLED: Final = 16

Wait = Callable[[float], bool]


class Health(NamedTuple):
    """How some work in the background is doing.

    Attributes:
        name: of the work.
        is_running: whether its thread is alive.
        faults: how many turns in a row have failed.
    """

    name: str
    is_running: bool
    faults: int


class Background:
    """One kind of work in a thread of its own: a turn, a pause, the next turn, until it is stopped.

    A turn that fails is written down in one line, by the kind of fault and where it was, since what a fault says may
    hold what people wrote; all of it goes to the log's debug level. The next turn comes after a pause that doubles
    with each fault in a row.

    A subclass gives ``name`` and ``failed`` and does its work in ``step``. Where another process is doing it
    (``NotNow``), that is no fault.
    """

    # Of the thread, and under which it is in ``health``.
    name: ClassVar[str]
    # The sentence for the log, without what is to be tried again, and when.
    failed: ClassVar[str]
    # Seconds from the end of a turn to the next, and the longest pause after faults.
    every: ClassVar[float]
    longest: ClassVar[float] = 30.0
    # Whether the first turn comes at once.
    is_at_once: ClassVar[bool] = False
    # Whether its connections to the database are closed after each turn; what turns twice a second keeps them.
    closes: ClassVar[bool] = True

    # What runs in this process, by name.
    _running: ClassVar[dict[str, "Background"]] = {}

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        """Nothing runs before ``start``.

        Args:
            every: seconds from the end of a turn to the next, if not those of the class.
            wait: waits for some seconds or until it is stopped, and says whether it is.
        """
        self.stopped: Final = Event()
        self.faults = 0
        self._every = self.every if every is None else every
        self._wait: Final = wait or self.stopped.wait
        self.thread = Thread(target=self.run, name=self.name, daemon=True)

    def start(self) -> None:
        """Begin, unless this process does this work already."""
        known = self._running.get(self.name)
        if known is not None and known.thread.is_alive():
            return
        self._running[self.name] = self
        self.thread.start()

    def stop(self) -> None:
        """Finish the turn and end."""
        self.stopped.set()
        if self.thread.is_alive():
            self.thread.join()
        if self._running.get(self.name) is self:
            del self._running[self.name]

    def run(self) -> None:
        """Do one turn after the other until stopped."""
        self.prepare()
        pause = 0.0 if self.is_at_once else self._every
        while not self._wait(pause):
            pause = self._turn()
        self.let_go()
        connections.close_all()

    def _turn(self) -> float:
        """Do one turn; how long to wait after it."""
        try:
            with suppress(NotNow):
                self.step()
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the thread goes on
            self.faults += 1
            pause = min(self._every * (1 << min(self.faults, MOST_DOUBLED)), self.longest)
            self._write_down(fault, pause)
            self.let_go()
            connections.close_all()
            return pause
        if self.closes:
            connections.close_all()
        self.faults = 0
        return self._every

    def _write_down(self, fault: Exception, pause: float) -> None:
        place = extract_tb(fault.__traceback__)[-1]
        kind = type(fault).__name__
        LOG.error("%s (%s, %s:%s) It is tried again in %.0f s.", self.failed, kind, place.name, place.lineno, pause)
        LOG.debug("%s", self.name, exc_info=fault)

    def step(self) -> None:
        """One turn of the work."""
        raise NotImplementedError

    def prepare(self) -> None:
        """What the thread does once before its first turn."""

    def let_go(self) -> None:
        """Let go of what turns may hold, after one that failed and after the last."""

    @classmethod
    def health(cls) -> list[Health]:
        """How the work in the background of this process is doing, by name."""
        return [Health(name, one.thread.is_alive(), one.faults) for name, one in sorted(cls._running.items())]
