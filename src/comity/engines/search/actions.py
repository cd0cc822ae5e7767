"""Make the index, and keep it as the records are."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from comity.base.audit.queries import after, latest_position
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.shelf import ENCODING, REBUILDING, WRITING, Building, Shelf
from comity.engines.search.queries import shelf
from comity.engines.search.registry import documents_of, everything
from comity.engines.search.shapes import Document
from comity.engines.search.vectors import OPENINGS, TITLES, Store, meaning
from comity.kernel.errors import NotNow


# What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]

EVENTS: Final = 1000
# Records read from the database at once.
RECORDS: Final = 20
# Characters written before they are made last: what a stopped rebuild does again at worst.
CHARACTERS: Final = 30_000_000
# Records about which the store of vectors is asked at once.
SOME: Final = 500
HEAP: Final = 128_000_000
# How long another process may go on writing before it is left to finish alone, in seconds.
PATIENCE: Final = 30.0


def silent(doing: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def never() -> bool:
    """A rebuild that nobody stops."""
    return False


# ---------------------------------------------------------------- following


class Pen:
    """The right to write to the index in use; whoever has it holds the lock against every other process."""

    def __init__(self, shelved: Shelf) -> None:
        self._shelf = shelved
        self._folder: Path | None = None
        self._index: EmbeddedIndex | None = None

    def index(self) -> EmbeddedIndex | None:
        """The index in use, also after a rebuild has put another one in its place."""
        folder = self._shelf.current()
        if folder != self._folder:
            self.close()
            self._index = EmbeddedIndex(folder) if folder else None
            self._folder = folder
        return self._index

    def catch_up(self, limit: int = EVENTS) -> int:
        """Take in the next events of the audit trail; see ``catch_up``."""
        index = self.index()
        return _take_in(index, limit) if index else 0

    def close(self) -> None:
        """Let go of the index."""
        if self._index is not None:
            self._index.close()
        self._index = self._folder = None


@contextmanager
def writing(*, wait: float = 0.0) -> Iterator[Pen | None]:
    """Hold the pen; None when another process writes and does not stop within ``wait`` seconds."""
    with shelf().only_one(WRITING, wait=wait) as held:
        if not held:
            yield None
            return
        pen = Pen(shelf())
        try:
            yield pen
        finally:
            pen.close()
            shelf().tidy()


def catch_up(limit: int = EVENTS) -> int:
    """Take in the next events of the audit trail: write anew the documents of the records that they concern.

    Documents and position are committed in one piece, so that after a crash the same events are taken in again
    or not at all.

    Args:
        limit: the most events to take in.

    Returns:
        How many were taken in; 0 also when another process is writing, which takes them in itself.
    """
    with writing() as pen:
        return pen.catch_up(limit) if pen else 0


def _take_in(index: EmbeddedIndex, limit: int) -> int:
    events = list(after(index.position()).values_list("pk", "record_id")[:limit])
    if events:
        records = list(dict.fromkeys(str(record) for _, record in events if record is not None))
        index.write(documents_of(records), records=records, position=events[-1][0])
    return len(events)


# ---------------------------------------------------------------- building anew


def rebuild(*, progress: Progress = silent, stop: Stop = never) -> int:
    """Build the index anew beside the one in use, and put it in its place.

    One that was stopped or killed is gone on with. The index in use answers, and follows, until the new one has
    taken in everything that happened meanwhile.

    Args:
        progress: is told how many records are done, of how many.
        stop: is asked now and then; once it says yes, what is done is kept for the next time.

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
            if not _fill(shelved, begun, index, progress, stop):
                return 0
            if index.position() < begun.position:
                index.write((), position=begun.position)
            # What happens after this is taken in by whoever follows; waiting for silence could be waiting for ever.
            while _take_in(index, EVENTS) == EVENTS:
                if stop():
                    return 0
        finally:
            index.close()
        shelved.switch(begun.folder)
        shelved.tidy()
        return index.size()


def bring_up_to_date(*, progress: Progress = silent, stop: Stop = never) -> int:
    """Do what is needed for the index to show every record as it is: build it, go on building it, or catch up.

    Returns:
        How many documents were written, or when catching up how many events were taken in.
    """
    shelved = shelf()
    index = shelved.reader()
    if index is None or shelved.building() is not None or index.position() > latest_position():
        return rebuild(progress=progress, stop=stop)
    taken, until, target = 0, time.monotonic() + PATIENCE, latest_position()
    first = index.position()
    while index.position() < target and not stop():
        with writing(wait=1.0) as pen:
            while pen and index.position() < target and not stop():
                taken += pen.catch_up()
                progress("", min(index.position(), target) - first, target - first)
        if pen is None and time.monotonic() > until:
            raise NotNow("Another process is writing to the index and has not finished. Try again later.")
    return taken


# ---------------------------------------------------------------- sentence vectors


def encode(*, progress: Progress = silent, stop: Stop = never, wait: float = 2.0) -> int:
    """Make the vectors that are lacking, and take in what changed since: all titles first, then how texts begin.

    Stopped or killed, it goes on where it was. Requests are answered meanwhile, with what there is.

    Args:
        progress: is told what is encoded, how many records are done, of how many.
        stop: is asked after every few texts.
        wait: how long another process may go on encoding, in seconds.

    Returns:
        How many texts were encoded.

    Raises:
        NotNow: another process is encoding.
    """
    with shelf().only_one(ENCODING, wait=wait) as held:
        if not held:
            raise NotNow("Another process is making the sentence vectors. Wait until it has finished, or stop it.")
        store = meaning.store()
        store.prepare()
        # A store that is new; or a position from the future: the database was put back to an earlier day since.
        if not 0 < store.position() <= latest_position():
            store.forget(latest_position())
        encoded = 0
        while not stop():
            taken, texts = _follow(store, stop)
            encoded += texts
            for stage, doing in ((TITLES, "titles"), (OPENINGS, "texts")):
                encoded += _encode_lacking(store, stage, doing, progress, stop)
            if not taken:
                break
        return encoded


def _follow(store: Store, stop: Stop) -> tuple[int, int]:
    """Take in the next events; their records have their titles then, and are lacking the rest."""
    events = list(after(store.position()).values_list("pk", "record_id")[:EVENTS])
    records = list(dict.fromkeys(str(record) for _, record in events if record is not None))
    encoded = 0
    for batch in _batches(records):
        encoded += store.write(documents_of(batch), records=batch, stage=TITLES, stop=stop)
    if events and not stop():
        store.write((), records=(), stage=TITLES, position=events[-1][0])
    return len(events), encoded


def _encode_lacking(store: Store, stage: int, doing: str, progress: Progress, stop: Stop) -> int:
    records = list(everything())
    waiting = [
        record
        for start in range(0, len(records), SOME)
        for record in store.lacking(records[start : start + SOME], stage)
    ]
    done, encoded = len(records) - len(waiting), 0
    for batch in _batches(waiting):
        if stop():
            break
        progress(doing, done, len(records))
        for record in batch:
            # One by one: a code of law has a thousand texts, and is done again only as far as it was not made last.
            encoded += store.write(documents_of([record]), records=[record], stage=stage, stop=stop)
        done += len(batch)
    progress(doing, done, len(records))
    return encoded


def _begun(shelved: Shelf) -> tuple[Building, EmbeddedIndex]:
    """The rebuild to go on with, or a new one."""
    if begun := shelved.building():
        try:
            index = EmbeddedIndex(shelved.home / begun.folder, heap=HEAP)
        except (ValueError, OSError):
            shelved.give_up(begun)
        else:
            # A position from the future: the database was put back to an earlier day since.
            if max(begun.position, index.position()) <= latest_position():
                return begun, index
            shelved.give_up(begun)
    shelved.home.mkdir(parents=True, exist_ok=True)
    begun = shelved.begin(latest_position(), sum(1 for _ in everything()))
    return begun, EmbeddedIndex(shelved.home / begun.folder, heap=HEAP)


def _fill(shelved: Shelf, begun: Building, index: EmbeddedIndex, progress: Progress, stop: Stop) -> bool:
    """Write every record that is not done; False when stopped."""
    done = shelved.done(begun)
    waiting = [record for record in everything() if record not in done]
    total, count = len(done) + len(waiting), len(done)
    progress("", count, total)
    records: list[str] = []
    documents: list[Document] = []
    size = 0

    def keep() -> None:
        index.write(documents, records=records)
        shelved.note_done(begun, records)
        records.clear()
        documents.clear()

    for batch in _batches(waiting):
        if stop():
            keep()
            return False
        for document in documents_of(batch):
            documents.append(document)
            size += len(document.body) + len(document.title)
        records += batch
        count += len(batch)
        if size > CHARACTERS:
            keep()
            size = 0
        progress("", count, total)
    keep()
    return True


def _batches(records: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(records), RECORDS):
        yield records[start : start + RECORDS]
