"""Make the sentence vectors that are lacking, and keep them as the records are."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
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
from comity.engines.search.registry import documents_of, everything
from comity.engines.search.vectors import OPENINGS, TITLES, Store, meaning
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.search")
RECORDS: Final = 20
# Records about which the store of vectors is asked at once.
SOME: Final = 500
# Fewer records than this are encoded before other processes have loaded what they need.
FEW: Final = 100
# Texts handed to a process at once, and as many as are at work before the records get them.
TEXTS: Final = 32
WINDOW: Final = 2000


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

    def encode(self, store: Store, records: Sequence[str], stage: int, stop: Stop) -> int:
        """Encode what of these records has no vector yet; the records themselves are written afterwards.

        Returns:
            How many texts were encoded: not all when it was stopped, or when a process was lost.
        """
        if self._beside is None:
            self._beside = self._stack.enter_context(Beside(encoded, processes=self._processes))
        texts = store.unknown(documents_of(records), stage)
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

    def are_worth(self, records: int) -> bool:
        """Whether so many records are encoded sooner with them."""
        return bool(self._processes) and records >= FEW


def encoded(texts: Sequence[str]) -> Iterator[NDArray[float32]]:
    """The task of a process that encodes."""
    yield vectors.encode(list(texts))


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
    with_helpers = helpers.are_worth(len(waiting))
    for batch in _batches(waiting, RECORDS):
        if stop():
            break
        progress(doing, done, len(records))
        if with_helpers and helpers.are_worth(len(waiting)):
            made += helpers.encode(store, batch, stage, stop)
        for record in batch:
            # One by one: a code of law has a thousand texts, and is done again only as far as it was not made last.
            made += store.write(documents_of([record]), records=[record], stage=stage, stop=stop)
        done += len(batch)
    progress(doing, done, len(records))
    return made


def _batches(records: Sequence[str], number: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(records), number):
        yield records[start : start + number]
