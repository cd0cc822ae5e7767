"""A folder of this machine as the store: ``ab/cdef…`` holds the bytes whose hash is ``abcdef…``."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from comity.base.files.store import AT_ONCE, DIGEST, Kept, Missing, Unavailable


class Folder:
    """Bytes in a folder. Only its owner can read it; whatever stands under a hash is whole."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, path: Path, digest: str) -> None:
        """Copy the bytes beside their place, have them on the disk, then move them in at once."""
        target = self._path(digest)
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = target.parent / f"{uuid.uuid4().hex}.part"
            try:
                with path.open("rb") as source, open(os.open(fresh, _NEW, 0o600), "wb") as file:  # noqa: PTH123 -- Path.open cannot set the mode
                    shutil.copyfileobj(source, file, AT_ONCE)
                    file.flush()
                    os.fsync(file.fileno())
                with self._turn():
                    fresh.replace(target)
                _on_disk(target.parent)
                _on_disk(self._root)
            finally:
                fresh.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"{type(error).__name__}: {error.strerror}") from error

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        path = self._path(digest)
        if not path.is_file():
            raise Missing(digest)
        # It is opened when the first piece is asked for: who only wants to know of it leaves nothing open.
        return _pieces(path, start, end)

    @contextmanager
    def at_hand(self, digest: str) -> Iterator[Path]:
        """The very file: it is on this machine already."""
        path = self._path(digest)
        if not path.is_file():
            raise Missing(digest)
        yield path

    def size(self, digest: str) -> int | None:
        """Its size, without reading it."""
        try:
            return self._path(digest).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(f"{type(error).__name__}: {error.strerror}") from error

    def everything(self) -> Iterator[Kept]:
        """All that is kept, and what a process that died left half written, under no hash."""
        for folder in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                digest = folder.name + path.name
                if DIGEST.fullmatch(digest):
                    told = path.stat()
                    yield Kept(digest, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC))

    def remove(self, digest: str, *, before: datetime) -> bool:
        """Remove bytes, unless somebody has put the same there again meanwhile."""
        path = self._path(digest)
        with self._turn():
            try:
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= before:
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
        return True

    def sweep(self, *, before: datetime) -> int:
        """Remove what was left half written before a moment; how many."""
        several = [*self._root.glob("[0-9a-f][0-9a-f]/*.part"), *self._root.glob("incoming/*")]
        old = [path for path in several if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise Missing(digest)
        return self._root / digest[:2] / digest[2:]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Between looking how old something is and removing it, nobody puts the same there."""
        with (self._root / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


def _pieces(path: Path, start: int, end: int | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = None if end is None else end - start
        while left is None or left > 0:
            piece = file.read(AT_ONCE if left is None else min(AT_ONCE, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece


def _on_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
