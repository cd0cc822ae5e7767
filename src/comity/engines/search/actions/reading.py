"""Read what the modules hand in, and make its terms: on every core where there is much of it."""

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Final, NamedTuple

from django.db import connection

from comity.engines.search import registry
from comity.engines.search.index.beside import Beside, Died, cores
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.schema import Prepared, prepared
from comity.engines.search.shapes import Document


LOG: Final = logging.getLogger("comity.search")
# What is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]
Source = Callable[[Sequence[str]], Iterable[Document]]

# Records read from the database at once.
RECORDS: Final = 20
# Documents handed over at once.
DOCUMENTS: Final = 200
# To start processes takes as long as to read so many records.
FEW: Final = 400
# What works in the background lets everything else go first.
NICENESS: Final = 15


class Read(NamedTuple):
    """Some documents, and those records whose documents have now all been handed over."""

    documents: Sequence[Prepared]
    complete: Sequence[str]


def silent(doing: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def never() -> bool:
    """Work that nobody stops."""
    return False


def documents_of(records: Sequence[str]) -> Iterable[Document]:
    """The documents of these records, from whichever modules are installed in this process."""
    return registry.documents_of(records)


def pour(  # noqa: PLR0913 -- each has a name
    index: EmbeddedIndex,
    records: Sequence[str],
    *,
    told: Callable[[Sequence[str]], None],
    stop: Stop,
    source: Source = documents_of,
    processes: int | None = None,
    is_gentle: bool = False,
) -> bool:
    """Put the documents of records into an index that has none of them, in whatever order they get ready.

    Nothing is made last; some documents of records of which ``told`` has not heard may be in the index too.

    Args:
        index: where they are put.
        records: the keys of the records.
        told: is called with the records whose documents are now all in the index.
        stop: is asked after each few records, as long as there are more.
        source: hands in the documents; a function of a module, found there by its name.
        processes: how many read beside this one; None for as many as are worth it.
        is_gentle: whether others want this machine for more urgent things.

    Returns:
        False when it was stopped.
    """
    waiting = dict.fromkeys(records)
    if processes is None:
        processes = beside(len(records), is_gentle=is_gentle)
    while waiting:
        try:
            with closing(_read(list(waiting), source, processes, NICENESS if is_gentle else 0)) as parts:
                for part in parts:
                    index.add(part.documents)
                    if part.complete:
                        for record in part.complete:
                            del waiting[record]
                        told(part.complete)
                        if waiting and stop():
                            return False
        except Died:
            LOG.warning("A process that read documents was lost, for want of memory perhaps; this one reads on alone.")
            index.forget(list(waiting))
            processes = 0
    return True


def _read(records: Sequence[str], source: Source, processes: int, niceness: int) -> Generator[Read, None, None]:
    batches = [records[start : start + RECORDS] for start in range(0, len(records), RECORDS)]
    if not processes:
        for batch in batches:
            yield from (Read(part, ()) for part in _parts(batch, source))
            yield Read((), batch)
        return
    name = str(connection.settings_dict["NAME"])
    with Beside(Reading(source), processes=processes, niceness=niceness, database=name) as others:
        for part in others.run(batches):
            yield Read((), part.batch) if part.is_last else Read(part.result, ())


class Reading:
    """The task of a process that reads."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __call__(self, batch: Sequence[str]) -> Iterator[list[Prepared]]:
        """The documents of a batch of records, some at a time."""
        return _parts(batch, self._source)


def _parts(batch: Sequence[str], source: Source) -> Iterator[list[Prepared]]:
    part: list[Prepared] = []
    for document in source(batch):
        part.append(prepared(document))
        if len(part) == DOCUMENTS:
            yield part
            part = []
    yield part


def beside(records: int, *, is_gentle: bool) -> int:
    """How many processes read so many records beside this one; none where that is not worth it, or cannot be.

    Other processes see neither a database in memory nor a transaction that is not finished.
    """
    if records < FEW or connection.in_atomic_block or (connection.vendor == "sqlite" and _is_in_memory()):
        return 0
    return 1 if is_gentle else cores() if cores() > 1 else 0


def _is_in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return name == ":memory:" or "mode=memory" in name
