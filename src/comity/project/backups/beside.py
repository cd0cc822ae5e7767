"""What stands beside the database: the keys, the search index, the vectors, and the bytes of files."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from django.apps.registry import Apps
from django.conf import settings

from comity.base.files.store import DIGEST, Missing, Unavailable, current
from comity.engines.search.vectors.encoder import DIMENSIONS
from comity.kernel.errors import Refused
from comity.project.backups import KEYS, tables
from comity.project.backups.archive import Cut, Writer, pieces_of


INDEX: Final = "index"
VECTORS: Final = "vectors"
FILES: Final = "files"
SECRETS: Final = "keys"
ROWS: Final = "rows.sqlite3"
# Of each text: the signs of its vector, and its numbers.
WIDTHS: Final = {"signs": DIMENSIONS // 8, "numbers": DIMENSIONS}
TRIES: Final = 20
# How folders begin in which things are held for as long as they are read.
HELD: Final = ".backing-up-"


def keys(writer: Writer) -> Iterator[bytes]:
    """The secrets that the installation made for itself: without them codes, seals and the log's name are lost."""
    for name in KEYS:
        path = settings.HOME / name
        if path.is_file():
            yield from writer.whole(f"{SECRETS}/{name}", path.read_bytes())


def fingerprint(key: str) -> str:
    """By which the secret key is known again without being told."""
    return hashlib.sha256(b"comity backup\n" + key.encode()).hexdigest()[:16]


# ---------------------------------------------------------------- the search index


def index(writer: Writer) -> Iterator[bytes]:
    """The index in use as it is at one moment, however much is written to it meanwhile; nothing when there is none.

    Its files are never changed, only replaced by others: names for all of them are made at once, and read in peace.
    """
    home = settings.HOME / INDEX
    try:
        name = (home / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return
    with tempfile.TemporaryDirectory(prefix=HELD, dir=settings.HOME) as folder:
        held = Path(folder)
        _hold(home / name, held)
        for path in sorted(held.iterdir()):
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                yield from writer.streamed(f"{INDEX}/{name}/{path.name}", size, pieces_of(file, size))
    yield from writer.whole(f"{INDEX}/current", name.encode("ascii"))


def _hold(folder: Path, held: Path) -> None:
    for _ in range(TRIES):
        try:
            told = (folder / "meta.json").read_bytes()
            for path in folder.iterdir():
                if not path.name.endswith(".lock"):
                    _also_named(path, held / path.name)
            # A list of files that is still the same names none that went meanwhile.
            if (folder / "meta.json").read_bytes() == told and (held / "meta.json").read_bytes() == told:
                return
        except FileNotFoundError:
            pass
        for path in held.iterdir():
            path.unlink()
    raise Refused("The search index changes too quickly to be read. Try again, or leave it out: --no-index.")


def _also_named(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        # A file system that knows no second name.
        shutil.copyfile(path, name)


# ---------------------------------------------------------------- vectors


def vectors(writer: Writer) -> Iterator[bytes]:
    """The vectors that the table of rows knows at one moment; those behind them are being written."""
    home = settings.HOME / VECTORS
    if not (home / ROWS).is_file():
        return
    with tempfile.TemporaryDirectory(prefix=HELD, dir=settings.HOME) as folder:
        copy = Path(folder) / ROWS
        with (
            closing(sqlite3.connect(f"{(home / ROWS).as_uri()}?mode=ro", uri=True, timeout=30)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            known = int(target.execute("SELECT COALESCE(MAX(row), -1) + 1 FROM texts").fetchone()[0])
        with copy.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            yield from writer.streamed(f"{VECTORS}/{ROWS}", size, pieces_of(file, size))
        for name, width in WIDTHS.items():
            if known:
                with (home / name).open("rb") as file:
                    yield from writer.streamed(f"{VECTORS}/{name}", known * width, pieces_of(file, known * width))


# ---------------------------------------------------------------- files


class Files:
    """How many files there are in a backup, and a hash over the names and sizes of all of them in their order."""

    def __init__(self) -> None:
        self.count = self.size = 0
        self._digest = hashlib.sha256()

    def add(self, digest: str, size: int) -> None:
        """Count one more."""
        self.count += 1
        self.size += size
        self._digest.update(f"{digest} {size}\n".encode("ascii"))

    def sha256(self) -> str:
        """The hash over all that were counted, in hexadecimal."""
        return self._digest.hexdigest()


def files(writer: Writer, apps: Apps, counted: Files, faults: list[str]) -> Iterator[bytes]:
    """The bytes of every file that the snapshot of the database names, each of them once.

    Called inside the snapshot. Bytes that are gone since nobody names them any more do not count as a fault.
    """
    try:
        model = apps.get_model("files", "File")
    except LookupError:
        # A database from before there were files.
        return
    rows = tables.every_row(model).exclude(digest="")
    named = rows.order_by("digest").values_list("digest", flat=True).distinct()
    store = current()
    for digest in named.iterator(chunk_size=2000):
        size = store.size(digest)
        if size is None:
            faults.append(
                f"The bytes of the file {digest[:12]}… are missing from the store; `comity check` says more."
            )
            continue
        try:
            yield from writer.streamed(f"{FILES}/{digest}", size, store.read(digest))
        except (Missing, Cut) as error:
            raise Refused(f"The bytes of the file {digest[:12]}… changed while they were read. Try again.") from error
        if writer.take_last().sha256 != digest:
            faults.append(f"The bytes of the file {digest[:12]}… are damaged; `comity files check` says more.")
        counted.add(digest, size)


def unavailable(error: Unavailable) -> Refused:
    """What to say when the store does not answer."""
    return Refused(f"The store of files cannot be read ({error}), so there would be no whole backup. Try again.")


# ---------------------------------------------------------------- where it goes when it comes back


def place_of(name: str, home: Path) -> Path:
    """Where a part of the keys, the index or the vectors belongs in an installation.

    Raises:
        Refused: it belongs nowhere.
    """
    folder, _, rest = name.partition("/")
    pieces = rest.split("/")
    is_plain = all(piece not in {"", ".", ".."} and "\\" not in piece and "\0" not in piece for piece in pieces)
    if folder == SECRETS and rest in KEYS:
        return home / rest
    if is_plain and ((folder == INDEX and len(pieces) <= 2) or (folder == VECTORS and rest in {ROWS, *WIDTHS})):  # noqa: PLR2004 -- a folder and a file in it
        return home / folder / rest
    raise Refused(f"“{name[:80]}” is no part of a backup that this version knows.")


def digest_in(name: str) -> str:
    """The hash that the name of a file's part carries.

    Raises:
        Refused: it carries none.
    """
    found = name.removeprefix(f"{FILES}/")
    if not DIGEST.fullmatch(found):
        raise Refused(f"“{name[:80]}” is no part of a backup that this version knows.")
    return found


def lay(pieces: Iterable[bytes], path: Path) -> None:
    """Write a new file that only its owner reads."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)


def keep(pieces: Iterable[bytes], digest: str) -> bool:
    """Put the bytes of a file into the store of this installation; no when they are not those of the hash."""
    folder = settings.HOME / FILES / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"restored-{digest}"
    try:
        lay(pieces, path)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                return False
        current().put(path, digest)
    finally:
        path.unlink(missing_ok=True)
    return True


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let nobody else on this machine do the same at the same time.

    Raises:
        Refused: somebody does.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / f".{name}.lock").open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("A backup of this installation is being made or restored already. Wait for it.") from error
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_UN)
