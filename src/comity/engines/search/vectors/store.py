"""Vectors kept in files that are mapped, not read: 576 bytes for each text, however many documents share it."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from comity.engines.search.shapes import Document, Near
from comity.engines.search.vectors import tables
from comity.engines.search.vectors.encoder import DIMENSIONS, encode, texts_of, title_of
from comity.engines.search.vectors.tables import ANYWHERE, Within


# Numbers of a vector of length 1 in 512 dimensions are hardly ever larger; measured: 0.153 at most in 2,730 texts.
LARGEST: Final = 0.25
SIGNS: Final = DIMENSIONS // 64
# So many candidates are compared by their signs first; the exact comparison then finds the same best ten as
# comparing all would (measured on aligned articles, docs/explanation/search.md).
CANDIDATES: Final = 2000
STRIP: Final = 65_536  # rows at a time, so that what is worked on stays in the processor's cache
# Below this two texts have no more to do with each other than any two texts of law.
LEAST: Final = 0.35
TITLES, OPENINGS = 1, 2
# Texts made last at once: half a second's work, after which a thread in the background may pause or stop.
CHUNK: Final = 32
# A reader has an answer to give, and gives it without neighbours rather than late; a writer waits its turn.
READER_WAITS: Final = 0.05  # seconds
WRITER_WAITS: Final = 30.0


# Choices of languages, kinds and places whose rows are remembered.
REMEMBERED: Final = 24


def _never() -> bool:
    return False


class Store:
    """The vectors of all documents, in one folder. Any number of processes read; one at a time may write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._table = folder / "rows.sqlite3"
        self._signs_file = folder / "signs"
        self._numbers_file = folder / "numbers"
        self._lock = Lock()
        self._mapped: tuple[tuple[int, int], NDArray[np.uint64], NDArray[np.int8]] | None = None
        self._within: dict[Within, tuple[object, NDArray[np.int64]]] = {}

    def exists(self) -> bool:
        """Whether anything was ever written here."""
        return self._table.exists()

    def _reading(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._table.absolute().as_uri()}?mode=ro", uri=True, timeout=READER_WAITS)

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._table, timeout=WRITER_WAITS, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    # ------------------------------------------------------------ writing

    def prepare(self) -> None:
        """Make the store ready to be written; one that is damaged, or of another version, is begun anew.

        Files are removed, never shortened: a reader may have them mapped.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            is_sound = self._is_sound()
        except sqlite3.DatabaseError:
            is_sound = False
        if not is_sound:
            for file in self._folder.iterdir():
                file.unlink()
            with closing(self._connection()) as connection:
                tables.make(connection)

    def _is_sound(self) -> bool:
        if not self.exists():
            return False
        with closing(self._connection()) as connection:
            tables.carry_over(connection)
            version = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
            known = _known(connection)
        files = ((self._signs_file, DIMENSIONS // 8), (self._numbers_file, DIMENSIONS))
        return version == (tables.VERSION,) and all(
            not known or (file.exists() and file.stat().st_size >= known * width) for file, width in files
        )

    def forget(self, position: int) -> None:
        """Take it that no record has come to any stage; the texts that have a vector keep it.

        Args:
            position: the number of the event from which the audit trail is followed.
        """
        with closing(self._connection()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM documents")
            connection.execute("DELETE FROM records")
            connection.execute("INSERT OR REPLACE INTO about VALUES ('position', ?)", (position,))
            connection.execute("COMMIT")

    def write(
        self,
        documents: Iterable[Document],
        *,
        records: Collection[str],
        stage: int,
        position: int | None = None,
        stop: Callable[[], bool] = _never,
    ) -> int:
        """Keep the vectors of these documents in the place of all that their records had.

        A text that is known is not encoded again. Vectors are made last a few at a time, and belong to documents
        only once all are there: after a crash the records have what they had before, and nothing is done twice.

        Args:
            documents: all documents of the records.
            records: keys of the records, with those that have no document any more.
            stage: ``TITLES`` for titles alone, which is quick; ``OPENINGS`` for both.
            position: the number of the last event of the audit trail that this takes in.
            stop: is asked after every few texts; once it says yes, the records stay as they were.

        Returns:
            How many texts were encoded.
        """
        wanted: dict[bytes, str] = {}
        entries: list[tuple[Document, bytes]] = []
        for document in documents:
            texts = [title_of(document), *(texts_of(document) if stage == OPENINGS else ())]
            for text in dict.fromkeys(filter(None, texts)):
                digest = _digest(text)
                wanted[digest] = text
                # What is told of it later is small; its text must not stay in memory.
                entries.append((replace(document, body="", about="", title="", context=""), digest))
        with closing(self._connection()) as connection:
            rows = self._rows(connection, wanted)
            fresh = [digest for digest in wanted if digest not in rows]
            for start in range(0, len(fresh), CHUNK):
                if stop():
                    return start
                some = fresh[start : start + CHUNK]
                rows |= self._keep(connection, some, encode([wanted[digest] for digest in some]))
            with _transaction(connection):
                connection.executemany("DELETE FROM documents WHERE record = ?", [(record,) for record in records])
                connection.executemany(
                    "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        (one.id, one.record, rows[digest], one.language, one.kind, places, one.weight)
                        for one, digest in entries
                        for places in (tables.together(one.places),)
                    ],
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO records VALUES (?, ?)", [(record, stage) for record in records]
                )
                if position is not None:
                    connection.execute("INSERT OR REPLACE INTO about VALUES ('position', ?)", (position,))
        return len(fresh)

    def unknown(self, documents: Iterable[Document], stage: int) -> list[str]:
        """The texts that ``write`` would encode, each once; so that they can be encoded elsewhere before."""
        wanted: dict[bytes, str] = {}
        for document in documents:
            for text in (title_of(document), *(texts_of(document) if stage == OPENINGS else ())):
                if text:
                    wanted[_digest(text)] = text
        with closing(self._connection()) as connection:
            rows = self._rows(connection, wanted)
        return [text for digest, text in wanted.items() if digest not in rows]

    def keep(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Make the vectors of texts last that had none."""
        with closing(self._connection()) as connection:
            self._keep(connection, [_digest(text) for text in texts], vectors)

    def _keep(
        self, connection: sqlite3.Connection, digests: list[bytes], vectors: NDArray[np.float32]
    ) -> dict[bytes, int]:
        with _transaction(connection):
            first = _known(connection)
            self._append(first, vectors)
            rows = {digest: first + number for number, digest in enumerate(digests)}
            connection.executemany("INSERT INTO texts (digest, row) VALUES (?, ?)", list(rows.items()))
        return rows

    @staticmethod
    def _rows(connection: sqlite3.Connection, wanted: Collection[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        digests = list(wanted)
        for start in range(0, len(digests), 500):
            some = digests[start : start + 500]
            marks = ",".join("?" * len(some))
            found |= dict(connection.execute(f"SELECT digest, row FROM texts WHERE digest IN ({marks})", some))  # noqa: S608 -- only question marks
        return found

    def _append(self, first: int, vectors: NDArray[np.float32]) -> None:
        """Write after the last row that the table knows; what a crash left behind it is overwritten."""
        numbers = np.clip(np.round(vectors * (127 / LARGEST)), -127, 127).astype(np.int8)
        for file, content, width in (
            (self._signs_file, np.packbits(vectors > 0, axis=1).tobytes(), DIMENSIONS // 8),
            (self._numbers_file, numbers.tobytes(), DIMENSIONS),
        ):
            with file.open("r+b" if file.exists() else "w+b") as stream:
                stream.seek(first * width)
                stream.write(content)
                stream.truncate()

    def position(self) -> int:
        """The number of the last event that the vectors have taken in; 0 when they have taken in none."""
        with closing(self._reading()) as connection:
            row = connection.execute("SELECT value FROM about WHERE name = 'position'").fetchone()
        return int(row[0]) if row else 0

    def lacking(self, records: Sequence[str], stage: int) -> list[str]:
        """Those of the records that have not come to a stage yet."""
        if not records:
            return []
        marks = ",".join("?" * len(records))
        with closing(self._reading()) as connection:
            asked = f"SELECT record FROM records WHERE stage >= {int(stage)} AND record IN ({marks})"  # noqa: S608 -- a number and question marks
            done = {row[0] for row in connection.execute(asked, list(records))}
        return [record for record in records if record not in done]

    def size(self) -> int:
        """How many texts have a vector; it only grows, and those made first stay first."""
        with closing(self._reading()) as connection:
            return _known(connection)

    def complete(self) -> int:
        """How many records have come to the last stage."""
        with closing(self._reading()) as connection:
            asked = "SELECT COUNT(*) FROM records WHERE stage >= ?"
            return int(connection.execute(asked, (OPENINGS,)).fetchone()[0])

    # ------------------------------------------------------------ reading

    def _arrays(self, known: int) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
        """The files as arrays, mapped anew when they have grown; only rows that the table knows.

        What a crash left behind those is cut off one day, and nobody may be reading it then.
        """
        state = (known, self._numbers_file.stat().st_ino)
        with self._lock:
            if self._mapped is None or self._mapped[0] != state:
                signs = np.memmap(self._signs_file, np.uint64, "r", shape=(known, SIGNS))
                numbers = np.memmap(self._numbers_file, np.int8, "r", shape=(known, DIMENSIONS))
                self._mapped = state, signs, numbers
            return self._mapped[1:]

    def _rows_within(self, within: Within) -> NDArray[np.int64]:
        """The rows of the texts of some languages and kinds, remembered until the table changes."""
        beside = self._table.with_name(f"{self._table.name}-wal")
        state = [(about.st_mtime_ns, about.st_size) for about in (self._table.stat(), _stat(beside)) if about]
        kept = self._within.get(within)
        if kept is not None and kept[0] == state:
            return kept[1]
        condition, values = within.sql()
        with closing(self._reading()) as connection:
            asked = f"SELECT DISTINCT row FROM documents WHERE {condition} ORDER BY row"  # noqa: S608 -- names of columns and question marks
            rows = np.fromiter((row for (row,) in connection.execute(asked, values)), np.int64)
        if len(self._within) >= REMEMBERED:
            self._within.clear()
        self._within[within] = state, rows
        return rows

    def nearest(
        self,
        *texts: str,
        limit: int = 100,
        least: float = LEAST,
        among: int | None = None,
        within: Within = ANYWHERE,
    ) -> list[Near]:
        """The documents nearest in meaning to what is looked for, best first; none before any are encoded.

        Args:
            texts: what is looked for, in one wording or as far as each length; the nearest of them counts.
            limit: the most documents.
            least: the least cosine.
            among: only the texts encoded first, so many; the same number finds the same on every page.
            within: only documents of these languages, kinds and places, so that all ``limit`` are of use.

        Raises:
            OSError, ValueError, sqlite3.Error: the store is damaged, locked or not there.
        """
        size = self.size()
        known = size if among is None else min(among, size)
        wanted = [text for text in texts if text.strip()]
        if not known or not wanted:
            return []
        signs, numbers = self._arrays(size)
        signs = signs[:known]
        rows: NDArray[np.int64] | None = None
        if within != ANYWHERE:
            rows = self._rows_within(within)
            rows = rows[: np.searchsorted(rows, known)]
            if not len(rows):
                return []
            signs = signs[rows]
        vectors = encode(wanted)
        several = [
            _by_signs(signs, np.packbits(one > 0).view(np.uint64), min(CANDIDATES, len(signs))) for one in vectors
        ]
        # In order, so that the mapped file is read forwards.
        candidates = np.unique(np.concatenate(several))
        if rows is not None:
            candidates = rows[candidates]
        scores = (numbers[candidates].astype(np.float32) @ vectors.T).max(1) * np.float32(LARGEST / 127)
        best = np.argsort(-scores, kind="stable")[: 2 * limit]
        score_by_row = {int(candidates[i]): float(scores[i]) for i in best if scores[i] >= least}
        return self._documents(score_by_row, within)[:limit]

    def _documents(self, scores: dict[int, float], within: Within) -> list[Near]:
        if not scores:
            return []
        marks = ",".join("?" * len(scores))
        condition, values = within.sql()
        asked = f"SELECT id, row, weight FROM documents WHERE row IN ({marks}) AND {condition}"  # noqa: S608 -- names of columns and question marks
        with closing(self._reading()) as connection:
            found: dict[str, Near] = {}
            for id_, row, weight in connection.execute(asked, [*scores, *values]):
                if id_ not in found or found[id_].score < scores[row]:
                    found[id_] = Near(id_, scores[row], weight)
        return sorted(found.values(), key=lambda near: (-near.score, near.id))


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except FileNotFoundError:
        return None


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _known(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COALESCE(MAX(row), -1) + 1 FROM texts").fetchone()[0])


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _by_signs(signs: NDArray[np.uint64], asked: NDArray[np.uint64], limit: int) -> NDArray[np.int64]:
    """The rows that agree with a vector in most of their signs."""
    distances = np.empty(len(signs), np.uint16)
    for start in range(0, len(signs), STRIP):
        strip = signs[start : start + STRIP]
        np.bitwise_count(strip ^ asked).sum(1, dtype=np.uint16, out=distances[start : start + STRIP])
    if limit >= len(signs):
        return np.arange(len(signs))
    # Distances are whole numbers up to 512: counting them is quicker than sorting them.
    threshold = int(np.searchsorted(np.cumsum(np.bincount(distances, minlength=DIMENSIONS + 1)), limit))
    return np.flatnonzero(distances <= threshold)
