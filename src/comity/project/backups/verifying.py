"""Whether a backup is whole, told from itself alone: nothing is written, and no database is asked."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from comity.kernel.errors import Refused
from comity.project.backups import BEGINNING, FORMAT, MANIFEST, SEAL, beside, tables
from comity.project.backups.archive import Content, parts
from comity.project.backups.sealing import identities, opened


@dataclass(slots=True)
class Looked:
    """What is in a backup that was found whole.

    Attributes:
        told: its manifest.
        sha256: of the file, in hexadecimal.
        size: of everything in it together, in bytes.
    """

    told: dict[str, Any]
    sha256: str
    size: int

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(int(one["rows"]) for one in self.told["tables"].values())

    @property
    def has_index(self) -> bool:
        """Whether the search index is in it."""
        return any(one["name"] == f"{beside.INDEX}/current" for one in self.told["parts"])


@dataclass(slots=True)
class _Seen:
    """What was met on the way through."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    files: beside.Files = field(default_factory=beside.Files)
    damaged: int = 0
    manifest: bytes = b""
    seal: str = ""
    size: int = 0


def stream_of(path: Path, identity: Path | None) -> Any:
    """Open a backup, with the keys in a file when it is sealed; see ``sealing.opened``."""
    if not path.is_file():
        raise Refused(f"There is no file {path}.")
    return opened(path, identities(identity) if identity else [])


def verify(path: Path, identity: Path | None) -> Looked:
    """Read a backup from beginning to end, and hold every part of it against its manifest.

    Raises:
        Refused: no key fits; it was cut or changed; a part is missing; or it comes from a newer version.
    """
    seen = _Seen()
    try:
        with stream_of(path, identity) as stream:
            _look(stream, seen)
        told = _manifest(seen)
        _compare(told, seen)
    except (gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path.name} is damaged: {type(error).__name__}: {str(error)[:100]}.") from error
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from error
    with path.open("rb") as file:
        return Looked(told, hashlib.file_digest(file, "sha256").hexdigest(), seen.size)


def _look(stream: BinaryIO, seen: _Seen) -> None:
    is_first = True
    for name, content in parts(stream):
        if is_first:
            _check_begins(name, content)
            seen.parts.append({"name": name, "sha256": content.sha256(), "size": content.size})
            is_first = False
            continue
        if seen.manifest and name != SEAL:
            raise Refused(f"It holds “{name[:80]}” after its end. It was changed.")
        seen.size += content.size
        _take(name, content, seen)
    if is_first:
        raise Refused("It is empty, or is no backup of Comity.")


def _check_begins(name: str, content: Content) -> None:
    if name != BEGINNING:
        raise Refused("It is no backup of Comity: it begins otherwise.")
    told = json.loads(content.whole())
    if told["format"] > FORMAT:
        raise Refused(
            f"It was made by Comity {told['program']}, in a form that this version does not know. Install it."
        )


def _take(name: str, content: Content, seen: _Seen) -> None:
    folder = name.partition("/")[0]
    if name == MANIFEST:
        seen.manifest = content.whole()
    elif name == SEAL:
        seen.seal = content.whole().decode("ascii")
    elif folder == beside.FILES:
        digest = beside.digest_in(name)
        seen.damaged += content.sha256() != digest
        seen.files.add(digest, content.size)
    else:
        if folder == "tables":
            table = table_in(name)
            seen.rows[table] = seen.rows.get(table, 0) + tables.count_in(content.whole())
        else:
            beside.place_of(name, Path("/"))
        seen.parts.append({"name": name, "sha256": content.sha256(), "size": content.size})


def table_in(name: str) -> str:
    """The table whose rows a part holds.

    Raises:
        Refused: it holds none.
    """
    pieces = name.split("/")
    if len(pieces) != 3 or not pieces[2].endswith(".jsonl.gz"):  # noqa: PLR2004 -- tables, the table, the part
        raise Refused(f"“{name[:80]}” is no part of a backup that this version knows.")
    return pieces[1]


def _manifest(seen: _Seen) -> dict[str, Any]:
    if not seen.manifest or not seen.seal:
        raise Refused("Its end is missing: it was cut off while it was made or copied. Take another backup.")
    if hashlib.sha256(seen.manifest).hexdigest() != seen.seal:
        raise Refused("Its manifest was changed. Nothing in it is to be trusted.")
    told: dict[str, Any] = json.loads(seen.manifest)
    return told


def _compare(told: dict[str, Any], seen: _Seen) -> None:
    for sentence in _differences(told, seen):
        raise Refused(f"{sentence} Nothing was restored; take another backup.")


def _differences(told: dict[str, Any], seen: _Seen) -> Iterator[str]:
    found = {one["name"]: one for one in seen.parts}
    for one in told["parts"]:
        if one["name"] not in found:
            yield f"The part {one['name']} is missing."
        elif found[one["name"]] != one:
            yield f"The part {one['name']} was changed."
    if strange := set(found) - {one["name"] for one in told["parts"]}:
        yield f"The part {min(strange)} does not belong to it."
    for table, one in told["tables"].items():
        if seen.rows.get(table, 0) != one["rows"]:
            yield f"The table {table} should have {one['rows']} rows, and has {seen.rows.get(table, 0)}."
    files = told["files"]
    if (seen.files.count, seen.files.sha256()) != (files["count"], files["sha256"]):
        yield f"Files are missing or were changed: {seen.files.count} are there of {files['count']}."
    if seen.damaged > len(told["faults"]):
        yield f"{seen.damaged} files in it are damaged."
