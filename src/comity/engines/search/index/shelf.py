"""Where the index stands: one folder for each building of it, and a small file that names the one in use."""

import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, flock
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.schema import VERSION


LOG: Final = logging.getLogger("comity.search")
CURRENT: Final = "current"
BUILDING: Final = "building.json"
DONE: Final = "done"
MADE_BY: Final = "made_by"
# What only one process may do at a time.
WRITING: Final = "writing"
REBUILDING: Final = "rebuilding"
ENCODING: Final = "encoding"
# Readers of other processes may just have read the name of a folder; so long it stays after another took its place.
GRACE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Building:
    """A rebuild that has begun: its folder, the position from which it must catch up, and the number of records."""

    folder: str
    position: int
    total: int


class Shelf:
    """The folders of one installation's index. Nothing is ever changed in place that a reader could be reading."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = Lock()
        self._seen: tuple[int, int] | None = None
        self._index: EmbeddedIndex | None = None

    # ------------------------------------------------------------ the folder in use

    def current(self) -> Path | None:
        """The folder in use; None when there is none, or only one of another version of the fields."""
        try:
            name = (self.home / CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        folder = self.home / name
        return folder if name.startswith(_beginning()) and (folder / "meta.json").exists() else None

    def made_by(self, name: str = "") -> str:
        """Which modules, in which versions, handed in the documents of a folder: of the one in use unless named."""
        folder = self.home / name if name else self.current()
        try:
            return (folder / MADE_BY).read_text(encoding="utf-8") if folder else ""
        except FileNotFoundError:
            return ""

    def reader(self) -> EmbeddedIndex | None:
        """The one open index of this process, opened again when another folder has taken its place."""
        try:
            about = (self.home / CURRENT).stat()
        except FileNotFoundError:
            return None
        seen = (about.st_mtime_ns, about.st_ino)
        with self._lock:
            if seen != self._seen:
                folder = self.current()
                self._index = _opened(folder) if folder else None
                self._seen = seen
            return self._index

    def switch(self, name: str) -> None:
        """Make a finished folder the one in use, in one step that cannot be half done."""
        fresh = self.home / f"{CURRENT}.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.home / CURRENT)
        _made_durable(self.home)
        (self.home / BUILDING).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Remove folders that are neither in use nor being built, once nobody can be about to open them."""
        with suppress(FileNotFoundError):
            if time.time() - (self.home / CURRENT).stat().st_mtime < GRACE:
                return
        begun = self.building()
        kept = {(self.home / CURRENT).read_text(encoding="ascii").strip() if (self.home / CURRENT).exists() else ""}
        kept |= {begun.folder} if begun else set()
        for folder in self.home.glob("v*-*"):
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    # ------------------------------------------------------------ a folder being built

    def building(self) -> Building | None:
        """The rebuild that has begun and is not finished, if its folder can still be used."""
        try:
            begun = Building(**json.loads((self.home / BUILDING).read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return begun if begun.folder.startswith(_beginning()) and (self.home / begun.folder).is_dir() else None

    def begin(self, position: int, total: int, made_by: str = "") -> Building:
        """Note that a rebuild begins, in a new folder, by modules of which ``made_by`` tells the versions."""
        begun = Building(f"{_beginning()}{secrets.token_hex(4)}", position, total)
        (self.home / begun.folder).mkdir(parents=True)
        (self.home / begun.folder / MADE_BY).write_text(made_by, encoding="utf-8")
        fresh = self.home / f"{BUILDING}.new"
        fresh.write_text(json.dumps(asdict(begun)), encoding="utf-8")
        fresh.replace(self.home / BUILDING)
        return begun

    def give_up(self, begun: Building) -> None:
        """Remove a rebuild that cannot be gone on with."""
        (self.home / BUILDING).unlink(missing_ok=True)
        shutil.rmtree(self.home / begun.folder, ignore_errors=True)

    def done(self, begun: Building) -> set[str]:
        """The records that a rebuild has written and made last; a line that was cut off by a crash is none."""
        try:
            lines = (self.home / begun.folder / DONE).read_text(encoding="utf-8").splitlines(keepends=True)
        except FileNotFoundError:
            return set()
        return {line.rstrip("\n") for line in lines if line.endswith("\n")} - {""}

    def note_done(self, begun: Building, records: list[str]) -> None:
        """Add records to those that are done, after they were made last; at worst they are written once more."""
        with (self.home / begun.folder / DONE).open("a", encoding="utf-8") as file:
            # The first line break ends a line that a crash may have cut off.
            file.write("\n" + "".join(f"{record}\n" for record in records))

    # ------------------------------------------------------------ one at a time

    @contextmanager
    def only_one(self, doing: str, *, wait: float = 0.0) -> Iterator[bool]:
        """Hold the lock for ``doing`` against every other process; False when another holds it.

        The operating system lets go of it when the process dies, however it dies.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / f"{doing}.lock").open("a", encoding="ascii") as file:
            until = time.monotonic() + wait
            while not (held := _locked(file.fileno())) and time.monotonic() < until:
                time.sleep(0.05)
            try:
                yield held
            finally:
                if held:
                    flock(file.fileno(), LOCK_UN)

    def is_held(self, doing: str) -> bool:
        """Whether some process holds the lock for ``doing`` at this moment."""
        if not (self.home / f"{doing}.lock").exists():
            return False
        with self.only_one(doing) as held:
            return not held


def _locked(descriptor: int) -> bool:
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _beginning() -> str:
    return f"v{VERSION}-"


def _opened(folder: Path) -> EmbeddedIndex | None:
    try:
        return EmbeddedIndex(folder)
    except (ValueError, OSError):
        LOG.exception("The search index in %s cannot be opened. It has to be built anew.", folder)
        return None


def _made_durable(folder: Path) -> None:
    """Make the names in a folder last as well as the files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def shelf_at(home: Path) -> Shelf:
    """The one shelf of this process for a folder, so that the index is opened once."""
    return Shelf(home)
