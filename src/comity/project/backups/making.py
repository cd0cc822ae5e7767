"""Make a backup while the portal serves and writes: of the database as it is at one moment, and of all beside it."""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from comity import __version__
from comity.base.audit.actions import note
from comity.base.files.store import Unavailable
from comity.base.people.actions import ensure_service
from comity.kernel.errors import Refused
from comity.project.backups import BEGINNING, ENDING, FORMAT, MANIFEST, OPEN_ENDING, SEAL, beside, tables
from comity.project.backups.archive import Writer, ending
from comity.project.backups.sealing import recipients, seal
from comity.project.backups.state import LastBackup, note_failed, note_made


Progress = Callable[[str], None]
NAME: Final = re.compile(r"comity-(?P<moment>\d{8}T\d{6}Z)(\.(?P<number>\d+))?\.tar(\.age)?")


def silent(_doing: str) -> None:
    """Say nothing."""


class Making:
    """One backup being made: yields it as bytes, and knows afterwards what is in it."""

    def __init__(self, *, with_index: bool, progress: Progress = silent) -> None:
        self.began_at = datetime.now(UTC)
        self.rows = 0
        self.files = beside.Files()
        self.faults: list[str] = []
        self._with_index = with_index
        self._progress = progress
        self._writer = Writer(int(self.began_at.timestamp()))

    def pieces(self) -> Generator[bytes, None, None]:
        """The whole archive. The index before the database, so that it never knows of what the database does not."""
        writer, loader = self._writer, MigrationLoader(connection)
        names = tables.applied(loader)
        told: dict[str, Any] = {
            "format": FORMAT,
            "program": __version__,
            "made_at": self.began_at.isoformat(),
            "database": connection.vendor,
            "migrations": names,
        }
        yield from writer.whole(BEGINNING, _json(told))
        yield from beside.keys(writer)
        if self._with_index:
            self._progress("search index and vectors")
            yield from beside.index(writer)
            yield from beside.vectors(writer)
        with tables.snapshot():
            if tables.applied(MigrationLoader(connection)) != names:
                raise Refused("The database is being brought up to date at this moment. Try again afterwards.")
            several = tables.models_at(loader, names)
            rows = {}
            for model in several:
                rows[model._meta.db_table] = yield from self._table(model)
            told |= {"tables": rows, "audit": _head(several)}
            self._progress("files")
            try:
                yield from beside.files(writer, several[0]._meta.apps, self.files, self.faults)
            except Unavailable as error:
                raise beside.unavailable(error) from error
        told |= {
            "files": {"count": self.files.count, "size": self.files.size, "sha256": self.files.sha256()},
            "secret_key": beside.fingerprint(settings.SECRET_KEY),
            "faults": self.faults,
            "parts": [asdict(part) for part in writer.parts],
        }
        manifest = _json(told)
        yield from writer.whole(MANIFEST, manifest)
        yield from writer.whole(SEAL, hashlib.sha256(manifest).hexdigest().encode("ascii"))
        yield ending()

    def _table(self, model: type[models.Model]) -> Generator[bytes, None, dict[str, Any]]:
        table, counted = model._meta.db_table, tables.Counted()
        self._progress(table)
        for number, content in enumerate(tables.parts_of(model, counted)):
            yield from self._writer.whole(f"tables/{table}/{number:06d}.jsonl.gz", content)
        self.rows += counted.rows
        return {"columns": tables.columns(model), "rows": counted.rows, "highest": tables.highest(model)}


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _head(several: Sequence[type[models.Model]]) -> dict[str, Any] | None:
    """The head of the audit tree: how many leaves, and the signed note."""
    model = next((one for one in several if one._meta.db_table == "audit_head"), None)
    row = tables.every_row(model).values("size", "note").first() if model else None
    return dict(row) if row else None


def is_any() -> bool:
    """Whether there is a database to make a backup of."""
    return "django_migrations" in connection.introspection.table_names()


def is_behind() -> bool:
    """Whether the database is older than the program, so that its log cannot be written yet."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make(
    folder: Path,
    *,
    to: Sequence[str],
    with_index: bool = True,
    keep: int = 0,
    progress: Progress = silent,
) -> LastBackup:
    """Make a backup: a new file in a folder, whole or not at all; and an event that says so.

    Args:
        folder: in which it is laid, under a name with the moment; made when it is not there.
        to: the public keys of those who can open it; none leaves it open to everybody who gets hold of it.
        with_index: whether the search index and the vectors go with it, or are built anew after restoring.
        keep: of the backups in the folder, how many of the newest stay; 0 for all.
        progress: is told what is being written.

    Raises:
        Refused: a key is none, nothing is set up, another backup is being made, or it could not be written.
    """
    try:
        if not is_any():
            raise Refused("Nothing is set up here, so there is nothing to back up.")
        keys = recipients(to)
        with beside.alone("backup"):
            _clear_away(folder)
            made = _made(folder, keys, with_index=with_index, progress=progress)
            if not is_behind():
                note("backup.make", None, by=ensure_service(), sha256=made.sha256, name=made.name, sealed_to=len(keys))
            note_made(made)
            if keep:
                thin_out(folder, keep)
            return made
    except Refused as refused:
        note_failed(str(refused))
        raise


def _clear_away(folder: Path) -> None:
    """Remove what a backup that was killed left behind; nobody else makes one at this moment."""
    for half in folder.glob(".comity-*.part"):
        half.unlink(missing_ok=True)
    for held in settings.HOME.glob(f"{beside.HELD}*"):
        shutil.rmtree(held, ignore_errors=True)


def _made(folder: Path, keys: Sequence[Any], *, with_index: bool, progress: Progress) -> LastBackup:
    began, making = time.monotonic(), Making(with_index=with_index, progress=progress)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = _free(folder, f"comity-{making.began_at:%Y%m%dT%H%M%SZ}", ENDING if keys else OPEN_ENDING)
        half = path.with_name(f".{path.name}.part")
        try:
            with os.fdopen(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                hashed = _Hashed(file)
                # Given up in the middle, it lets go of its snapshot here and not when memory is tidied.
                with closing(making.pieces()) as pieces:
                    seal(pieces, hashed, keys)  # type: ignore[arg-type] # -- it is written to and no more
                file.flush()
                os.fsync(file.fileno())
            half.rename(path)
            _on_disk(folder)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(
            f"The backup could not be written to {folder} ({error.strerror or type(error).__name__}). "
            "Nothing was left there, and the backups of before are as they were."
        ) from error
    return LastBackup(
        made_at=making.began_at,
        name=path.name,
        folder=str(folder),
        size=path.stat().st_size,
        sha256=hashed.sha256(),
        recipients=len(keys),
        seconds=round(time.monotonic() - began, 1),
        rows=making.rows,
        files=making.files.count,
        faults=tuple(making.faults),
    )


def _free(folder: Path, stem: str, suffix: str) -> Path:
    """A name that is not taken: two backups may be made in one second."""
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}.{number}{suffix}"
    return path


class _Hashed:
    """A file that knows the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Write and hash."""
        self._digest.update(content)
        return self._file.write(content)

    def flush(self) -> None:
        """Hand on what waits."""
        self._file.flush()

    def sha256(self) -> str:
        """The hash, in hexadecimal."""
        return self._digest.hexdigest()


def _on_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _when(found: re.Match[str]) -> tuple[str, int]:
    """When a backup was made, told from its name, and which of that second it was."""
    return found["moment"], int(found["number"] or 1)


def thin_out(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest backups of a folder, and nothing that is not one by its name; what was removed."""
    dated = [(found, path) for path in folder.iterdir() if (found := NAME.fullmatch(path.name))]
    several = [path for _moment, path in sorted((_when(found), path) for found, path in dated)]
    old = several[: max(0, len(several) - keep)]
    for path in old:
        with suppress(FileNotFoundError):
            path.unlink()
    return [path.name for path in old]
