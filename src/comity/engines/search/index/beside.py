"""Work done in other processes beside this one, on every core of the machine."""

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from traceback import format_exc
from types import TracebackType
from typing import Any, Final, NamedTuple, Self, cast


# What one process does: it is given a batch and yields what comes of it, in any number of parts.
Task = Callable[[Sequence[str]], Iterable[Any]]

# Batches that lie ready for each process, so that none waits for the next.
AHEAD: Final = 2
MOST: Final = 8


class Died(RuntimeError):
    """A process beside this one ended in the middle of its work: it was killed, or found no more memory."""


class Part(NamedTuple):
    """Something that came of a batch; ``is_last`` with ``result`` None once the batch is done."""

    batch: Sequence[str]
    result: Any
    is_last: bool


def cores() -> int:
    """How many processes can work at once on this machine, as far as this one may use it."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST)


class Beside:
    """Some processes that do one task, started afresh so that they share no connection, lock or thread with this one.

    They end with it, however it ends: each reads from a pipe of which only this process has the other end.
    """

    def __init__(self, task: Task, *, processes: int, niceness: int = 0, database: str = "") -> None:
        """Start the processes.

        Args:
            task: a function of a module, found there by its name.
            processes: how many.
            niceness: by how much they let other processes go first.
            database: the name of the database that they open, if it is not the one of the settings.
        """
        context = get_context("spawn")
        self._processes: dict[Connection, BaseProcess] = {}
        self._given: dict[Connection, deque[Sequence[str]]] = {}
        for _ in range(processes):
            here, there = context.Pipe()
            # What the task stands on can only be imported once the settings are read.
            given = (there, pickle.dumps(task), niceness, database)
            process = context.Process(target=_work, args=given, name="comity-beside", daemon=True)
            process.start()
            there.close()
            self._processes[here] = process
            self._given[here] = deque()

    def run(self, batches: Iterable[Sequence[str]], *, finishing: bool = False) -> Generator[Part, None, None]:
        """Do all batches, in whatever order they get done.

        Args:
            batches: none of them empty.
            finishing: whether each process is given an empty batch after all others.

        Raises:
            Died: a process was lost; what it had in hand is not done, and may have been told in part.
            Exception: what the task raised.
        """
        waiting, unfinished = iter(batches), set(self._given) if finishing else set()
        try:
            for _ in range(AHEAD):
                for pipe in self._given:
                    self._give(pipe, waiting, unfinished)
            while busy := [pipe for pipe, given in self._given.items() if given]:
                for pipe in cast("list[Connection]", wait(busy)):
                    has_failed, is_last, result = pipe.recv()
                    if has_failed:
                        raise result
                    batch = self._given[pipe][0]
                    if is_last:
                        self._given[pipe].popleft()
                        self._give(pipe, waiting, unfinished)
                    yield Part(batch, result, is_last)
        except (EOFError, ConnectionError) as fault:
            raise Died("A process that worked beside this one has ended before its work was done.") from fault

    def _give(self, pipe: Connection, waiting: Iterator[Sequence[str]], unfinished: set[Connection]) -> None:
        batch = next(waiting, None)
        if batch is None and pipe in unfinished:
            unfinished.remove(pipe)
            batch = ()
        if batch is not None:
            pipe.send(batch)
            self._given[pipe].append(batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe, process in self._processes.items():
            pipe.close()
            process.terminate()
        for process in self._processes.values():
            process.join()
            process.close()


def _work(pipe: Connection, pickled: bytes, niceness: int, database: str) -> None:
    """What a process beside does until there is nobody any more who gives it work."""
    # Ctrl+C reaches every process of a terminal; the one that gives the work decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, ConnectionError):
        try:
            if niceness and hasattr(os, "nice"):
                os.nice(niceness)
            task = _ready(pickled, database)
            # What is loaded by now stays; looking through it again and again for what is not needed any more
            # would take a twentieth of the time.
            gc.freeze()
            while True:
                for result in task(pipe.recv()):
                    pipe.send((False, False, result))
                pipe.send((False, True, None))
        except (EOFError, ConnectionError):
            raise
        except Exception as fault:  # noqa: BLE001 -- whatever it is, it is raised where the work was given
            fault.add_note(format_exc())
            pipe.send((True, True, _sent(fault)))


def _ready(pickled: bytes, database: str) -> Task:
    import django  # noqa: PLC0415 -- only in the process beside
    from django.db import connection  # noqa: PLC0415 -- as above

    django.setup()
    if database:
        connection.settings_dict["NAME"] = database
    task: Task = pickle.loads(pickled)  # noqa: S301 -- made by the process that started this one
    return task


def _sent(fault: Exception) -> Exception:
    """The fault, as far as it can be sent."""
    try:
        pickle.loads(pickle.dumps(fault))  # noqa: S301 -- made here
    except Exception:  # noqa: BLE001 -- an exception may forbid its copying in any way
        return RuntimeError(f"{type(fault).__name__}: {fault}\n{format_exc()}")
    return fault
