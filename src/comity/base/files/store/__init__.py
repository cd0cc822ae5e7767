"""Where the bytes of files are kept, each under the hash of its content: a folder here, or a store that speaks S3."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings


AT_ONCE: Final = 2**18
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Unavailable(Exception):
    """The store could not be reached or written to: it may be tried again. The sentence says what failed."""


class Missing(Exception):
    """The store holds no bytes of this hash."""


class TooLarge(Exception):
    """More bytes came than are taken."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One piece in the store.

    Attributes:
        digest: SHA-256 of its content, in hexadecimal.
        size: in bytes.
        at: when it was put there last.
    """

    digest: str
    size: int
    at: datetime


class Store(Protocol):
    """What a place for bytes can do. Each call is whole: it has happened, or it has not."""

    def put(self, path: Path, digest: str) -> None:
        """Take over the bytes of a file beside the store; the same bytes twice are kept once.

        Raises:
            Unavailable: they are not there now.
        """

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from one place up to another, piece by piece.

        Raises:
            Missing: there are none.
            Unavailable: the store cannot be read now.
        """

    def at_hand(self, digest: str) -> AbstractContextManager[Path]:
        """A file on this machine with the bytes, for as long as it is needed; nobody writes to it."""

    def size(self, digest: str) -> int | None:
        """How many bytes there are under a hash; None when there are none."""

    def everything(self) -> Iterator[Kept]:
        """All that is kept."""

    def remove(self, digest: str, *, before: datetime) -> bool:
        """Remove bytes that were put there before a moment; whether they were."""


def current() -> Store:
    """The store that the settings name."""
    if settings.FILES_STORE:
        from comity.base.files.store.remote import Bucket  # noqa: PLC0415 -- its library is loaded only where it is used

        return Bucket.from_settings()
    from comity.base.files.store.local import Folder  # noqa: PLC0415 -- each store knows this file

    return Folder(settings.HOME / "files")


def incoming() -> Path:
    """The folder where bytes are laid until it is known what they are; only its owner can look into it."""
    folder: Path = settings.HOME / "files" / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def lay_aside(pieces: Iterable[bytes], path: Path, *, most: int) -> tuple[str, int]:
    """Write bytes to a file beside the store as they come; their hash and number.

    Raises:
        TooLarge: there are more than ``most``.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        path.chmod(0o600)
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise TooLarge
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest(), size


def digest_of(pieces: Iterable[bytes]) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
