"""The form of a backup: parts with names, one after the other, as tar has them, so that any machine can unpack one."""

import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from comity.kernel.errors import Refused
from comity.project.backups import PIECE


BLOCK: Final = tarfile.BLOCKSIZE


@dataclass(frozen=True, slots=True)
class Part:
    """One part that was written: its name, SHA-256 in hexadecimal, and size in bytes."""

    name: str
    sha256: str
    size: int


def heading(name: str, size: int, moment: int) -> bytes:
    """What stands before a part; readable by its owner only, once unpacked."""
    told = tarfile.TarInfo(name)
    told.size, told.mtime, told.mode = size, moment, 0o600
    return told.tobuf(tarfile.PAX_FORMAT)


def padding(size: int) -> bytes:
    """What fills the last block of a part."""
    return bytes(-size % BLOCK)


def ending() -> bytes:
    """What stands at the end of the whole."""
    return bytes(2 * BLOCK)


class Cut(Exception):
    """A part had another length than was told before."""


class Writer:
    """Writes parts as pieces of bytes, and remembers name, hash and size of each."""

    def __init__(self, moment: int) -> None:
        self._moment = moment
        self.parts: list[Part] = []

    def whole(self, name: str, content: bytes) -> Iterator[bytes]:
        """A part that is in memory."""
        self.parts.append(Part(name, hashlib.sha256(content).hexdigest(), len(content)))
        yield heading(name, len(content), self._moment)
        yield content
        yield padding(len(content))

    def streamed(self, name: str, size: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """A part of a known size whose bytes come piece by piece.

        Raises:
            Cut: there were more or fewer.
        """
        digest, left = hashlib.sha256(), size
        yield heading(name, size, self._moment)
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                break
            digest.update(piece)
            yield piece
        if left:
            raise Cut(name)
        yield padding(size)
        self.parts.append(Part(name, digest.hexdigest(), size))

    def take_last(self) -> Part:
        """The part written last, which is then remembered by somebody else."""
        return self.parts.pop()


def pieces_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The first bytes of a file, so many, also while others write behind them."""
    left = size
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece


class Content:
    """What is in one part, read once; hashed as it is read."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), size

    def pieces(self) -> Iterator[bytes]:
        """Piece by piece.

        Raises:
            Refused: it ends before it should.
        """
        try:
            while piece := self._file.read(PIECE):
                self._digest.update(piece)
                yield piece
        except (tarfile.TarError, EOFError) as error:
            raise Refused(f"It is cut off ({error}).") from error

    def whole(self) -> bytes:
        """All of it."""
        return b"".join(self.pieces())

    def sha256(self) -> str:
        """The hash of all of it; what was not read is read for that."""
        for _piece in self.pieces():
            pass
        return self._digest.hexdigest()


def parts(stream: BinaryIO) -> Iterator[tuple[str, Content]]:
    """The parts of an archive in their order; each must be read before the next is asked for.

    Raises:
        Refused: it is no archive, or holds something else than files.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=BLOCK * 64) as archive:
            for one in archive:
                file = archive.extractfile(one)
                if file is None or not one.isreg():
                    raise Refused(f"It holds “{one.name[:80]}”, which is no part of a backup.")
                yield one.name, Content(_as_binary(file), one.size)
    except (tarfile.TarError, EOFError) as error:
        raise Refused(f"It is cut off, or is no backup of Comity ({error}).") from error


def _as_binary(file: object) -> BinaryIO:
    assert isinstance(file, io.BufferedReader)
    return file
