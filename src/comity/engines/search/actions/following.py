"""Keep the index as the records are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from comity.base.audit.queries import after
from comity.engines.search.actions.reading import Progress, Stop, never, pour, silent
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.shelf import WRITING, Shelf
from comity.engines.search.queries import shelf
from comity.engines.search.registry import documents_of, worded_by


EVENTS: Final = 1000
# What the audit trail calls a concept of a vocabulary.
TERM: Final = "terms.Concept"


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
        return take_in(index, limit) if index else 0

    def catch_up_to(
        self, target: int, *, progress: Progress = silent, stop: Stop = never, is_gentle: bool = False
    ) -> int:
        """Take in all events up to one, however many: each record that they concern is read once, on every core.

        Returns:
            How many events were taken in; none when it was stopped.
        """
        index = self.index()
        if index is None:
            return 0
        position = index.position()
        records = changed(position, target)
        count = 0

        def told(complete: Sequence[str]) -> None:
            nonlocal count
            count += len(complete)
            progress("", count, len(records))

        try:
            index.forget(records)
            if not pour(index, records, told=told, stop=stop, is_gentle=is_gentle):
                index.rollback()
                return 0
            index.commit(target)
        except BaseException:
            index.rollback()
            raise
        return after(position).filter(pk__lte=target).count()

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


def take_in(index: EmbeddedIndex, limit: int) -> int:
    """Take the next events into an index to which nobody else writes, and say how many they were."""
    events = list(after(index.position()).values_list("pk", "record_id", "subject", "subject_id")[:limit])
    if events:
        named = [str(record) for _, record, _subject, _key in events if record is not None]
        terms = [key for _, _record, subject, key in events if subject == TERM]
        records = list(dict.fromkeys([*named, *(worded_by(terms) if terms else ())]))
        index.write(documents_of(records), records=records, position=events[-1][0])
    return len(events)


def changed(position: int, target: int) -> list[str]:
    """The records that events after one, up to another, concern, or whose words they change; each once."""
    several = after(position).filter(pk__lte=target)
    events = several.exclude(record_id=None).order_by("record_id")
    named = [str(record) for record in events.values_list("record_id", flat=True).distinct()]
    terms = list(several.filter(subject=TERM).order_by().values_list("subject_id", flat=True).distinct())
    return list(dict.fromkeys([*named, *worded_by(terms)])) if terms else named
