"""Make the sentence vectors that are lacking, and keep them as the records are."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

from numpy import float32
from numpy.typing import NDArray

from comity.base.audit.queries import after, latest_position
from comity.engines.search import vectors
from comity.engines.search.actions.following import EVENTS
from comity.engines.search.actions.reading import Progress, Stop, never, silent
from comity.engines.search.index.beside import Beside, Died, cores
from comity.engines.search.index.shelf import ENCODING
from comity.engines.search.queries import shelf
from comity.engines.search.registry import documents_of as all_of
from comity.engines.search.registry import everything
from comity.engines.search.shapes import Document
from comity.engines.search.vectors import OPENINGS, TITLES, Store, meaning
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.search")
RECORDS: Final = 20
# Records about which the store of vectors is asked at once.
SOME: Final = 500
# Fewer records than this are encoded before other processes have loaded what they need.
FEW: Final = 100
# Texts handed to a process at once.
TEXTS: Final = 32
# Of so many texts, or documents, the records are held until all texts have their vectors: no process waits long.
TEXTS_HELD: Final = 2000
DOCUMENTS_HELD: Final = 5000


def encode(*, progress: Progress = silent, stop: Stop = never, wait: float = 2.0, is_gentle: bool = False) -> int:
    """Make the vectors that are lacking, and take in what changed since: all titles first, then what texts say.

    Stopped or killed, it goes on where it was. Requests are answered meanwhile, with what there is.

    Args:
        progress: is told what is encoded, how many records are done, of how many.
        stop: is asked after every few texts.
        wait: how long another process may go on encoding, in seconds.
        is_gentle: whether others want this machine for more urgent things; only this thread encodes then.

    Returns:
        How many texts were encoded.

    Raises:
        NotNow: another process is encoding.
    """
    with shelf().only_one(ENCODING, wait=wait) as held, ExitStack() as stack:
        if not held:
            raise NotNow("Another process is making the sentence vectors. Wait until it has finished, or stop it.")
        store = meaning.store()
        store.prepare()
        # A store that is new; or a position from the future: the database was put back to an earlier day since.
        if not 0 < store.position() <= latest_position():
            store.forget(latest_position())
        helpers = Helpers(stack, 0 if is_gentle or cores() == 1 else cores())
        encoded = 0
        while not stop():
            taken, texts = _follow(store, stop)
            encoded += texts
            for stage, doing in ((TITLES, "titles"), (OPENINGS, "texts")):
                encoded += _encode_lacking(store, stage, doing, progress, stop, helpers)
            if not taken:
                break
        return encoded


class Helpers:
    """Processes that encode beside this one, started when there is enough for them to do."""

    def __init__(self, stack: ExitStack, processes: int) -> None:
        self._stack = stack
        self._processes = processes
        self._beside: Beside | None = None

    def encode(self, store: Store, texts: Sequence[str], stop: Stop) -> int:
        """Encode texts that have no vector yet; the records to which they belong are written afterwards.

        Returns:
            How many texts were encoded: not all when it was stopped, or when a process was lost.
        """
        if self._beside is None:
            self._beside = self._stack.enter_context(Beside(encoded, processes=self._processes))
        batches = [texts[start : start + TEXTS] for start in range(0, len(texts), TEXTS)]
        made = 0
        try:
            for part in self._beside.run(_until(stop, batches)):
                if not part.is_last:
                    store.keep(part.batch, part.result)
                    made += len(part.batch)
        except Died:
            LOG.warning("A process that encoded was lost, for want of memory perhaps; this one goes on alone.")
            self._processes = 0
        return made

    def are_there(self) -> bool:
        """Whether anyone may help, and none was lost."""
        return bool(self._processes)


def encoded(texts: Sequence[str]) -> Iterator[NDArray[float32]]:
    """The task of a process that encodes."""
    yield vectors.encode(list(texts))


def documents_of(records: Sequence[str]) -> Iterator[Document]:
    """The documents of records as the store of vectors weighs them.

    Neighbours are divided by the weight that the store has, where it is more than 1, before the index weighs them: so
    a weight of 2 halves the meaning of a document and leaves its words alone.
    """
    for one in all_of(records):
        yield one if one.by_meaning >= 1 else replace(one, weight=max(one.weight, 1.0) / one.by_meaning)


def _until(stop: Stop, batches: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for batch in batches:
        if stop():
            return
        yield batch


def _follow(store: Store, stop: Stop) -> tuple[int, int]:
    """Take in the next events; their records have their titles then, and are lacking the rest."""
    events = list(after(store.position()).values_list("pk", "record_id")[:EVENTS])
    records = list(dict.fromkeys(str(record) for _, record in events if record is not None))
    made = 0
    for batch in _batches(records, RECORDS):
        made += store.write(documents_of(batch), records=batch, stage=TITLES, stop=stop)
    if events and not stop():
        store.write((), records=(), stage=TITLES, position=events[-1][0])
    return len(events), made


def _encode_lacking(  # noqa: PLR0913, PLR0917 -- one thing, in a function of its own
    store: Store, stage: int, doing: str, progress: Progress, stop: Stop, helpers: Helpers
) -> int:
    records = list(everything())
    waiting = [record for some in _batches(records, SOME) for record in store.lacking(some, stage)]
    done, made = len(records) - len(waiting), 0
    is_much = len(waiting) >= FEW
    held: list[str] = []
    documents: dict[str, list[Document]] = {}
    lacking: dict[str, None] = {}

    for batch in _batches(waiting, RECORDS):
        if stop():
            break
        progress(doing, done, len(records))
        held += batch
        for document in documents_of(batch):
            documents.setdefault(document.record, []).append(document)
        if is_much and helpers.are_there():
            several = (one for record in batch for one in documents.get(record, ()))
            lacking |= dict.fromkeys(store.unknown(several, stage))
            size = sum(map(len, documents.values()))
            if len(lacking) < TEXTS_HELD and size < DOCUMENTS_HELD and batch[-1] != waiting[-1]:
                continue
            made += helpers.encode(store, list(lacking), stop)
        for record in held:
            # One by one: a code of law has a thousand texts, and is done again only as far as it was not made last.
            made += store.write(documents.get(record, ()), records=[record], stage=stage, stop=stop)
        done += len(held)
        held.clear()
        documents.clear()
        lacking.clear()
    progress(doing, done, len(records))
    return made


def _batches(records: Sequence[str], number: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(records), number):
        yield records[start : start + number]
