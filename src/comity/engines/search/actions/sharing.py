"""Build a large index in parts, one in each process beside this one: no document is handed from one to another.

To hand a document over costs half as much as to make its terms: it is put into bytes, sent, and read again.
"""

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import connection

from comity.engines.search.actions.reading import NICENESS, RECORDS, Source, Stop, documents_of
from comity.engines.search.index.beside import Beside, Died
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.joining import join


LOG: Final = logging.getLogger("comity.search")
PART: Final = "part-"
# Documents that a process makes last at once: what a killed rebuild does again at worst. The engine merges segments as
# soon as there are eight of one size, which takes a third as long as to make them; a million documents make seven.
DOCUMENTS: Final = 150_000
# Memory in which a process gathers those, in bytes; all of them together take no more than a fourth of the machine's.
HEAP: Final = 720_000_000
LEAST_HEAP: Final = 64_000_000
SOME: Final = 100


def share(  # noqa: PLR0913 -- each has a name
    index: EmbeddedIndex,
    records: Sequence[str],
    *,
    processes: int,
    read: Callable[[Sequence[str]], None],
    kept: Callable[[Sequence[str]], None],
    stop: Stop,
    source: Source = documents_of,
    is_gentle: bool = False,
) -> bool:
    """Put the documents of records into an index that nobody reads yet, and make them last.

    Args:
        index: where they are put; it has none of them.
        records: the keys of the records.
        processes: how many work beside this one.
        read: is called with records whose documents were read.
        kept: is called with records whose documents are made last, in this index or in a part of it.
        stop: is asked before each few records; what the processes have in hand then is finished.
        source: hands in the documents; a function of a module, found there by its name.
        is_gentle: whether others want this machine for more urgent things.

    Returns:
        False when a process was lost: then of records of which ``kept`` has not heard some documents may be there.
    """
    index.close()
    batches = (records[start : start + RECORDS] for start in range(0, len(records), RECORDS))
    task = Writing(source, index.folder, heap(processes))
    name = str(connection.settings_dict["NAME"])
    niceness = NICENESS if is_gentle else 0
    try:
        with (
            Beside(task, processes=processes, niceness=niceness, database=name) as others,
            closing(others.run(_until(stop, batches), finishing=True)) as parts,
        ):
            for part in parts:
                (read if part.is_last else kept)(part.batch if part.is_last else part.result)
    except Died:
        LOG.warning("A process that built the index was lost, for want of memory perhaps; this one reads on alone.")
        return False
    finally:
        gather(index)
    return True


def gather(index: EmbeddedIndex) -> None:
    """Take into an index the parts of it that were made last."""
    index.close()
    if parts := sorted(index.folder.glob(f"{PART}*")):
        join(index.folder, parts)


def heap(processes: int) -> int:
    """The memory in which each process gathers documents, in bytes."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if "SC_PHYS_PAGES" in os.sysconf_names else 0
    return min(HEAP, max(whole // 4 // processes, LEAST_HEAP)) if whole else LEAST_HEAP


class Writing:
    """The task of a process that writes a part; it yields the records that it has made last."""

    def __init__(self, source: Source, folder: Path, heap: int) -> None:
        self._source = source
        self._folder = folder
        self._heap = heap
        self._index: EmbeddedIndex | None = None
        self._written: list[str] = []
        self._documents = 0

    def __call__(self, batch: Sequence[str]) -> Iterator[list[str]]:
        """Write the documents of a batch of records; without any, make last what was written."""
        if batch:
            if self._index is None:
                self._index = EmbeddedIndex(self._folder / f"{PART}{secrets.token_hex(4)}", heap=self._heap)
            documents = iter(self._source(batch))
            while some := list(islice(documents, SOME)):
                self._index.add(some)
                self._documents += len(some)
            self._written.extend(batch)
        if self._index is not None and (not batch or self._documents >= DOCUMENTS):
            self._index.commit()
            yield self._written
            self._written, self._documents = [], 0
            if not batch:
                self._index.close()
                self._index = None


def _until(stop: Stop, batches: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    return (batch for batch in batches if not stop())
