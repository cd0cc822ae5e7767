"""Zip archives, and the office files that are such: looked through entry by entry without unpacking to a disk.

Sizes are counted while they are unpacked; what the archive says of itself is not believed.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from comity.base.files.content.types import Flaw, Flawed, Limits


LOCAL_HEADER: Final = b"PK\x03\x04"
END_RECORD: Final = 22  # bytes, of an archive without a comment
IS_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
AT_ONCE: Final = 2**16
# A part that unpacks to so many times its size is a bomb, save that small ones are nothing to fear.
TIGHTEST: Final = 200
SMALL: Final = 4 * 2**20
ARCHIVES: Final = (
    b"PK\x03\x04",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """A zip archive that is one and nothing else: whole, not encrypted, without tricks in its directory.

    Raises:
        Flawed: it is not such.
    """
    with path.open("rb") as file:
        if file.read(4) != LOCAL_HEADER:
            raise Flawed(Flaw.TWO_TYPES)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, path.stat().st_size, limits)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError) as error:
        raise Flawed(Flaw.DAMAGED, str(error)[:100]) from error


def _check_directory(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    entries = archive.infolist()
    if not entries:
        raise Flawed(Flaw.EMPTY)
    if len(entries) > limits.parts:
        raise Flawed(Flaw.TOO_MANY_PARTS)
    # Bytes before the first entry or after the directory belong to another type that hides here.
    if min(entry.header_offset for entry in entries) != 0 or archive.comment:
        raise Flawed(Flaw.TWO_TYPES)
    names = [entry.filename for entry in entries]
    if len({name.casefold() for name in names}) != len(names):
        raise Flawed(Flaw.BAD_PATHS)
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if entry.filename.startswith("/") or ".." in parts or "\\" in entry.filename or ":" in entry.filename[:2]:
            raise Flawed(Flaw.BAD_PATHS, entry.filename[:100])
        if entry.flag_bits & IS_ENCRYPTED:
            raise Flawed(Flaw.ENCRYPTED)
        if entry.compress_type not in METHODS:
            raise Flawed(Flaw.DAMAGED, entry.filename[:100])
    # Entries that share their bytes unpack to more than any of them says.
    if sum(entry.compress_size for entry in entries) > size:
        raise Flawed(Flaw.UNPACKS_TOO_LARGE)


class Meter:
    """Counts what is unpacked of one archive, and stops at the limit."""

    def __init__(self, limits: Limits) -> None:
        self.left = limits.unpacked

    def parts_of(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of an entry, piece by piece.

        Raises:
            Flawed: it unpacks to more than it may.
        """
        unpacked = 0
        with archive.open(entry) as file:
            while piece := file.read(AT_ONCE):
                unpacked += len(piece)
                self.left -= len(piece)
                if self.left < 0 or (unpacked > SMALL and unpacked > TIGHTEST * max(entry.compress_size, 1)):
                    raise Flawed(Flaw.UNPACKS_TOO_LARGE, entry.filename[:100])
                yield piece


def look_through(path: Path, limits: Limits) -> None:
    """Look through a plain archive: every entry is unpacked once, and none may be an archive itself.

    Raises:
        Flawed: it is not to be taken.
    """
    with opened(path, limits) as archive:
        meter = Meter(limits)
        for entry in archive.infolist():
            head = b""
            for piece in meter.parts_of(archive, entry):
                head = head or piece[:8]
            if head.startswith(ARCHIVES):
                raise Flawed(Flaw.NESTED, entry.filename[:100])


def rewritten(path: Path, out: Path, limits: Limits, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write an archive anew, its parts as they were save those that ``change`` gives otherwise, or leaves out (None).

    The moments, comments and extra fields of the entries are left behind.
    """
    with opened(path, limits) as archive, zipfile.ZipFile(out, "w") as made:
        meter = Meter(limits)
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            content = change(entry.filename, b"".join(meter.parts_of(archive, entry)))
            if content is None:
                continue
            fresh = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            # The type of an open document stands first and plain, so that others can tell it.
            fresh.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            fresh.external_attr = 0o600 << 16
            made.writestr(fresh, content)
