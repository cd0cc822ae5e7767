"""Data packs: a folder or an archive of files with a manifest, opened so that a hostile one does no harm."""

import datetime as dt
import hashlib
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, Protocol

import yaml

from comity.kernel.errors import Unreadable


MANIFEST: Final = "comity-pack.yaml"
FILES: Final = 50_000  # in one pack
LARGEST_FILE: Final = 256 * 2**20  # bytes, unpacked
LARGEST_PACK: Final = 4 * 2**30  # bytes, unpacked
RATIO: Final = 200  # unpacked to packed; text packs about 5 to 1, a bomb a thousand or more
SMALL: Final = 2**20  # below this a high ratio is harmless, as in a file of blanks
LARGEST_MANIFEST: Final = 8 * 2**20
CHUNK: Final = 2**20
FIELDS: Final = frozenset({
    "name", "title", "kind", "licence", "licence_url", "source", "publisher", "retrieved_on", "places", "languages",
    "reader", "options", "files",
})  # fmt: skip
SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself.

    Attributes:
        name: short and permanent, such as ``legislation_fr``.
        kind: which module reads it, such as ``legislation``.
        reader: which form of source its files have, in the words of that module.
        files: SHA-256 of every file by its path; empty when the publisher gave none.
    """

    name: str
    title: str = ""
    kind: str = ""
    licence: str = ""
    licence_url: str = ""
    source: str = ""
    publisher: str = ""
    retrieved_on: dt.date | None = None
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    reader: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


class Pack(Protocol):
    """An opened pack."""

    path: Path

    def names(self) -> list[str]:
        """Paths of all files inside, with forward slashes, in order."""

    def read(self, name: str) -> bytes:
        """A file's whole content."""


@dataclass(slots=True)
class Folder:
    """A pack that lies unpacked on disk; links that lead out of it are not followed."""

    path: Path

    def names(self) -> list[str]:
        root = self.path.resolve()
        found = [
            file.relative_to(self.path).as_posix()
            for file in self.path.rglob("*")
            if file.is_file() and file.resolve().is_relative_to(root)
        ]
        check_count(len(found), self.path)
        return sorted(found)

    def read(self, name: str) -> bytes:
        file = self.path / checked_name(name, self.path)
        if not file.resolve().is_relative_to(self.path.resolve()):
            raise Unreadable("The file lies outside the pack.", where=f"{self.path.name}/{name}")
        if file.stat().st_size > LARGEST_FILE:
            raise Unreadable(too_large(), where=f"{self.path.name}/{name}")
        return file.read_bytes()


@dataclass(slots=True)
class Zip:
    """A pack in a ZIP archive."""

    path: Path
    archive: zipfile.ZipFile
    opened: int = 0

    def names(self) -> list[str]:
        entries = [entry for entry in self.archive.infolist() if not entry.is_dir()]
        check_count(len(entries), self.path)
        total = 0
        for entry in entries:
            checked_name(entry.filename, self.path)
            total += entry.file_size
            if entry.file_size > max(SMALL, RATIO * entry.compress_size):
                raise Unreadable(
                    f"The entry would grow more than {RATIO} times when unpacked; no text does. It is not opened.",
                    where=f"{self.path.name}/{entry.filename}",
                )
        check_total(total, self.path)
        return sorted(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        with self.archive.open(checked_name(name, self.path)) as stream:
            content = limited(stream, f"{self.path.name}/{name}")
        self.opened += len(content)
        check_total(self.opened, self.path)
        return content


@dataclass(slots=True)
class Tar:
    """A pack in a TAR archive, compressed or not; only ordinary files are seen."""

    path: Path
    archive: tarfile.TarFile
    members: dict[str, tarfile.TarInfo] = field(default_factory=dict)

    def names(self) -> list[str]:
        if not self.members:
            total = 0
            packed = max(1, self.path.stat().st_size)
            for member in self.archive:
                if not member.isfile():
                    continue
                name = checked_name(member.name.removeprefix("./"), self.path)
                total += member.size
                check_total(total, self.path)
                if total > max(SMALL, RATIO * packed):
                    raise Unreadable(
                        f"The archive grows more than {RATIO} times when unpacked; no text does. It is not opened.",
                        where=f"{self.path.name}/{name}",
                    )
                self.members[name] = member
                check_count(len(self.members), self.path)
        return sorted(self.members)

    def read(self, name: str) -> bytes:
        self.names()
        stream = self.archive.extractfile(self.members[name])
        if stream is None:
            raise Unreadable("The entry is no file.", where=f"{self.path.name}/{name}")
        return limited(stream, f"{self.path.name}/{name}")


@contextmanager
def opened(path: Path) -> Iterator[Pack]:
    """Open a folder, a ``.zip`` or a ``.tar``, ``.tar.gz``, ``.tgz`` for reading.

    Raises:
        Unreadable: nothing there, not an archive, damaged, or made to do harm.
    """
    if path.is_dir():
        yield Folder(path)
        return
    if not path.is_file():
        raise Unreadable("There is no folder or archive here. Give the path of a pack.", where=path.name)
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield Zip(path, archive)
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as tar:
                yield Tar(path, tar)
        else:
            raise Unreadable("The file is neither a ZIP nor a TAR archive.", where=path.name)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise Unreadable(f"The archive is damaged or locked: {error}.", where=path.name) from error


def manifest_of(pack: Pack) -> Manifest | None:
    """The pack's own manifest, or None when it has none.

    Raises:
        Unreadable: the manifest is broken, or a listed file is missing, changed or not listed.
    """
    names = pack.names()
    place = next((name for name in names if name == MANIFEST), None)
    if place is None:
        return None
    content = pack.read(place)
    where = f"{pack.path.name}/{MANIFEST}"
    if len(content) > LARGEST_MANIFEST:
        raise Unreadable("The manifest is larger than 8 MB.", where=where)
    manifest = parsed(content, where)
    if manifest.files:
        verify(pack, manifest, [name for name in names if name != MANIFEST])
    return manifest


def parsed(content: bytes, where: str) -> Manifest:
    """A manifest from its YAML.

    Raises:
        Unreadable: not YAML, a field is missing, unknown or of the wrong kind.
    """
    try:
        data = yaml.safe_load(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(
            "The manifest is not YAML in UTF-8.", where=f"{where}, line {mark.line + 1}" if mark else where
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        raise Unreadable("The manifest has no field “name”.", where=where)
    unknown = sorted(map(str, set(data) - FIELDS))
    if unknown:
        raise Unreadable(
            f"The manifest has a field “{unknown[0]}” that is not known. Known are: {', '.join(sorted(FIELDS))}.",
            where=where,
        )
    files = data.get("files") or {}
    if not isinstance(files, dict) or not all(
        isinstance(name, str) and isinstance(digest, str) and SHA256.fullmatch(digest)
        for name, digest in files.items()
    ):
        raise Unreadable("“files” must give the SHA-256 of each file in 64 hexadecimal digits.", where=where)
    retrieved = data.get("retrieved_on")
    if retrieved is not None and not isinstance(retrieved, dt.date):
        raise Unreadable("“retrieved_on” is not a date such as 2026-04-02.", where=where)
    options = data.get("options") or {}
    if not isinstance(options, dict):
        raise Unreadable("“options” is not a list of names and values.", where=where)
    words = {
        name: str(data.get(name) or "")
        for name in ("name", "title", "kind", "licence", "licence_url", "source", "publisher", "reader")
    }
    return Manifest(
        **words,
        retrieved_on=retrieved,
        places=tuple(map(str, data.get("places") or ())),
        languages=tuple(map(str, data.get("languages") or ())),
        options=options,
        files=files,
    )


def verify(pack: Pack, manifest: Manifest, names: list[str]) -> None:
    """Hold every file against the manifest.

    Raises:
        Unreadable: a file is missing, has changed, or is not listed.
    """
    for name, digest in manifest.files.items():
        where = f"{pack.path.name}/{name}"
        if name not in names:
            raise Unreadable("The manifest lists this file, but it is not there. Fetch the pack again.", where=where)
        if hashlib.sha256(pack.read(name)).hexdigest() != digest:
            raise Unreadable("The file is not the one that the manifest lists. Fetch the pack again.", where=where)
    extra = next((name for name in names if name not in manifest.files), None)
    if extra is not None:
        raise Unreadable("The file is not listed in the manifest.", where=f"{pack.path.name}/{extra}")


def checked_name(name: str, path: Path) -> str:
    """The name of an entry, refused when it would lead out of the pack."""
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", name) or "\x00" in name:
        raise Unreadable(f"The entry “{name[:100]}” leads out of the pack. The pack is not opened.", where=path.name)
    return name


def limited(stream: IO[bytes], where: str) -> bytes:
    """Everything in a stream, read in pieces and stopped at the limit whatever the archive claims."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > LARGEST_FILE:
            raise Unreadable(too_large(), where=where)
        pieces.append(piece)
    return b"".join(pieces)


def too_large() -> str:
    """The sentence for a file beyond the limit."""
    return f"The file is larger than {LARGEST_FILE // 2**20} MB unpacked. Split it."


def check_count(count: int, path: Path) -> None:
    """Raise Unreadable when a pack has too many files."""
    if count > FILES:
        raise Unreadable(f"The pack has more than {FILES} files. Split it.", where=path.name)


def check_total(size: int, path: Path) -> None:
    """Raise Unreadable when a pack is too large unpacked."""
    if size > LARGEST_PACK:
        raise Unreadable(f"The pack is larger than {LARGEST_PACK // 2**30} GB unpacked. Split it.", where=path.name)
