"""Make the index anew, or do whatever else is needed for it to show every record as it is."""

import time
from collections.abc import Sequence
from typing import Final

from comity.base.audit.queries import latest_position
from comity.engines.search import registry
from comity.engines.search.actions.following import EVENTS, changed, take_in, writing
from comity.engines.search.actions.reading import Progress, Stop, beside, never, pour, silent
from comity.engines.search.actions.sharing import gather, share
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.shelf import REBUILDING, Building, Shelf
from comity.engines.search.queries import shelf
from comity.engines.search.registry import everything
from comity.kernel.errors import NotNow


# Records read before they are made last: what a stopped rebuild does again at worst.
RECORDS: Final = 20_000
# Memory in which this process gathers documents when it builds alone, in bytes.
HEAP: Final = 192_000_000
# How long another process may go on writing before it is left to finish alone, in seconds.
PATIENCE: Final = 30.0
# When so many records have changed, and so large a part of all, building anew is the quicker way.
MANY: Final = 50
LARGE: Final = 1 / 3


def rebuild(*, progress: Progress = silent, stop: Stop = never, is_gentle: bool = False) -> int:
    """Build the index anew beside the one in use, and put it in its place.

    One that was stopped or killed is gone on with. The index in use answers, and follows, until the new one has
    taken in everything that happened meanwhile.

    Args:
        progress: is told how many records are done, of how many.
        stop: is asked now and then; once it says yes, what is done is kept for the next time.
        is_gentle: whether others want this machine for more urgent things.

    Returns:
        How many documents the new index has; 0 when it was stopped.

    Raises:
        NotNow: another process is building the index.
    """
    shelved = shelf()
    with shelved.only_one(REBUILDING, wait=2.0) as held:
        if not held:
            raise NotNow("Another process is building the index. Wait until it has finished, or stop it.")
        begun, index = _begun(shelved)
        try:
            if not _fill(shelved, begun, index, progress, stop, is_gentle=is_gentle):
                return 0
            if index.position() < begun.position:
                index.write((), position=begun.position)
            # What happens after this is taken in by whoever follows; waiting for silence could be waiting for ever.
            while take_in(index, EVENTS) == EVENTS:
                if stop():
                    return 0
        finally:
            index.close()
        shelved.switch(begun.folder)
        shelved.tidy()
        return index.size()


def bring_up_to_date(*, progress: Progress = silent, stop: Stop = never, is_gentle: bool = False) -> int:
    """Do what is needed for the index to show every record as it is: build it, go on building it, or catch up.

    Args:
        progress: is told how many records are done, of how many.
        stop: is asked now and then; what is done by then is kept where that can be.
        is_gentle: whether others want this machine for more urgent things.

    Returns:
        How many documents were written, or when catching up how many events were taken in.

    Raises:
        NotNow: another process is writing, and does not finish.
    """
    shelved = shelf()
    index = shelved.reader()
    target = latest_position()
    if index is None or shelved.building() is not None or index.position() > target or is_of_other_modules():
        return rebuild(progress=progress, stop=stop, is_gentle=is_gentle)
    if _most_have_changed(index.position(), target):
        return rebuild(progress=progress, stop=stop, is_gentle=is_gentle)
    taken, until = 0, time.monotonic() + PATIENCE
    while index.position() < target and not stop():
        with writing(wait=1.0) as pen:
            if pen:
                taken += pen.catch_up_to(target, progress=progress, stop=stop, is_gentle=is_gentle)
        if pen is None and time.monotonic() > until:
            raise NotNow("Another process is writing to the index and has not finished. Try again later.")
    return taken


def is_of_other_modules() -> bool:
    """Whether the index in use was made by other modules than are installed, or by other versions of them.

    It lacks what they would hand in, and only looks complete.
    """
    return shelf().current() is not None and shelf().made_by() != registry.versions()


def _most_have_changed(position: int, target: int) -> bool:
    records = changed(position, target) if target - position >= MANY else []
    return len(records) >= MANY and len(records) > LARGE * sum(1 for _ in everything())


def _begun(shelved: Shelf) -> tuple[Building, EmbeddedIndex]:
    """The rebuild to go on with, or a new one."""
    if begun := shelved.building():
        try:
            index = EmbeddedIndex(shelved.home / begun.folder, heap=HEAP)
        except (ValueError, OSError):
            shelved.give_up(begun)
        else:
            # A position from the future: the database was put back to an earlier day since.
            is_past = max(begun.position, index.position()) <= latest_position()
            if is_past and shelved.made_by(begun.folder) == registry.versions():
                return begun, index
            shelved.give_up(begun)
    shelved.home.mkdir(parents=True, exist_ok=True)
    begun = shelved.begin(latest_position(), sum(1 for _ in everything()), registry.versions())
    return begun, EmbeddedIndex(shelved.home / begun.folder, heap=HEAP)


def _fill(  # noqa: PLR0913 -- one thing, in a function of its own
    shelved: Shelf, begun: Building, index: EmbeddedIndex, progress: Progress, stop: Stop, *, is_gentle: bool
) -> bool:
    """Write every record that is not done; False when stopped."""
    done = shelved.done(begun)
    waiting = [record for record in everything() if record not in done]
    total, count = len(done) + len(waiting), len(done)
    progress("", count, total)
    written: list[str] = []

    def keep() -> None:
        index.commit()
        shelved.note_done(begun, written)
        written.clear()

    def told(complete: Sequence[str]) -> None:
        nonlocal count
        written.extend(complete)
        count += len(complete)
        if len(written) >= RECORDS:
            keep()
        progress("", count, total)

    # What was made last before a crash, and not noted.
    gather(index)
    if index.size():
        index.forget(waiting)
        index.commit()
    if processes := beside(len(waiting), is_gentle=is_gentle):
        kept: set[str] = set()

        def read(records: Sequence[str]) -> None:
            nonlocal count
            count += len(records)
            progress("", count, total)

        def made_last(records: Sequence[str]) -> None:
            shelved.note_done(begun, list(records))
            kept.update(records)

        is_whole = share(
            index, waiting, processes=processes, read=read, kept=made_last, stop=stop, is_gentle=is_gentle
        )
        waiting = [record for record in waiting if record not in kept]
        if is_whole:
            return not waiting
        index.forget(waiting)
        index.commit()
        count = total - len(waiting)
    is_finished = pour(index, waiting, told=told, stop=stop, processes=0)
    keep()
    return is_finished
