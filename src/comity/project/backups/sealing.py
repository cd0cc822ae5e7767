"""Sealing with age (age-encryption.org/v1): what streams in is readable with a key that this machine does not hold."""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import pyrage
from pyrage.x25519 import Identity, Recipient

from comity.kernel.errors import Refused


PUBLIC: Final = "age1"
SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105 -- how one begins
BEGINNINGS: Final = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")


def recipients(keys: Sequence[str]) -> list[Recipient]:
    """Those who will be able to open it, by their public keys.

    Raises:
        Refused: one is no public key of age.
    """
    found = []
    for key in keys:
        if key.startswith(SECRET):
            raise Refused(
                "A secret key was given as a recipient. It must not be on this machine: give the public key that "
                "belongs to it, which begins with age1, and make a new pair, for this one has been shown."
            )
        try:
            found.append(Recipient.from_str(key))
        except (pyrage.RecipientError, ValueError) as error:
            raise Refused(
                f"“{key[:70]}” is no public key of age. One begins with age1; `comity backup key` makes a pair."
            ) from error
    return found


def identities(path: Path) -> list[Identity]:
    """The secret keys in a file, as ``age-keygen`` and ``comity backup key`` write them: one a line, # for remarks.

    Raises:
        Refused: there is none in it.
    """
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"The file of keys {path} cannot be read: {type(error).__name__}.") from error
    try:
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, ValueError) as error:
        raise Refused(
            f"{path} is no file of keys. A line of one begins with {SECRET}; a file that is protected by a password "
            "is opened with `age -d` first."
        ) from error
    if not found:
        raise Refused(f"There is no key in {path}. A line with one begins with {SECRET}.")
    return found


def new_pair(path: Path) -> str:
    """Make a pair of keys: the secret one into a new file that only its owner reads; the public one is returned.

    Raises:
        Refused: the file is there already.
    """
    made = Identity.generate()
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError as error:
        raise Refused(f"{path} is there already. A key is never written over: name another file.") from error
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public())


class _Source:
    """What the library reads from: pieces, joined and cut as it asks. What went wrong in making them is kept."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()
        self.fault: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """As many bytes as asked for, fewer only at the end."""
        try:
            while len(self._held) < size:
                self._held += next(self._pieces)
        except StopIteration:
            pass
        except BaseException as error:
            self.fault = error
            raise
        given = bytes(self._held[:size])
        del self._held[:size]
        return given


class _Drain:
    """What the library writes to; a disk that is full is told as that and not as a failure to encrypt."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.fault: BaseException | None = None

    def write(self, content: bytes) -> int:
        """Hand it on."""
        try:
            return self._out.write(content)
        except BaseException as error:
            self.fault = error
            raise

    def flush(self) -> None:
        """Hand on what waits."""
        self._out.flush()


def seal(pieces: Iterable[bytes], out: BinaryIO, to: Sequence[Recipient]) -> None:
    """Write pieces to a file as they come, sealed to the recipients; as they are when there are none.

    Raises:
        Refused, OSError: whatever was raised in making or in writing them.
    """
    if not to:
        for piece in pieces:  # noqa: FURB122 -- what it is given need be able to do no more than write
            out.write(piece)
        return
    source, drain = _Source(iter(pieces)), _Drain(out)
    try:
        pyrage.encrypt_io(source, drain, to)
    except (pyrage.EncryptError, OSError) as error:
        raise source.fault or drain.fault or error from error


def is_sealed(path: Path) -> bool:
    """Whether a file is one of age."""
    with path.open("rb") as file:
        return file.read(64).startswith(BEGINNINGS)


class _Unsealing(threading.Thread):
    """Opens a sealed file into a pipe. Nothing is taken for whole before its end has come."""

    def __init__(self, path: Path, keys: Sequence[Identity], out: int) -> None:
        super().__init__(name="unsealing", daemon=True)
        self._path, self._keys, self._out = path, keys, out
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Until its end, or until nobody reads on."""
        with os.fdopen(self._out, "wb", buffering=0) as out, self._path.open("rb") as file:
            drain = _Drain(out)
            try:
                pyrage.decrypt_io(file, drain, self._keys)
            except (pyrage.DecryptError, OSError, ValueError) as error:
                self.fault = drain.fault or error


@contextmanager
def opened(path: Path, keys: Sequence[Identity]) -> Iterator[BinaryIO]:
    """Read what is in a sealed file, or in one that was left open, from its beginning to its end.

    Raises:
        Refused: no key fits, or it was cut or changed. Only at its end is it known that nothing was.
    """
    if not is_sealed(path):
        with path.open("rb") as file:
            yield file
        return
    if not keys:
        raise Refused(f"{path.name} is sealed. Give the file with the secret key: --identity FILE.")
    reading, writing = os.pipe()
    unsealing = _Unsealing(path, keys, writing)
    unsealing.start()
    try:
        with os.fdopen(reading, "rb") as out:
            try:
                yield out
            except Exception:
                # What was found wrong may only be what follows from the seal being broken, which says more.
                with suppress(OSError):
                    _run_out(out, most=PIPE)
                unsealing.join(0.5)
                if unsealing.fault is not None and not isinstance(unsealing.fault, BrokenPipeError):
                    raise _told(path, unsealing.fault) from unsealing.fault
                raise
            _run_out(out)
    finally:
        unsealing.join()
    if unsealing.fault is not None:
        raise _told(path, unsealing.fault)


# What a pipe holds, and what one step of the library writes: beyond this the thread waits for a reader.
PIPE: Final = 2**18


def _run_out(out: BinaryIO, most: int | None = None) -> None:
    read = 0
    while (most is None or read < most) and (piece := out.read(2**16)):
        read += len(piece)


def _told(path: Path, fault: BaseException) -> Refused:
    said = str(fault)
    if "matching keys" in said:
        return Refused(f"None of the keys opens {path.name}: it was sealed to others.")
    if isinstance(fault, pyrage.DecryptError):
        return Refused(f"{path.name} is cut off or damaged at its very beginning ({said}). Take another backup.")
    return Refused(f"{path.name} was cut off or changed: its seal is broken. Nothing in it is to be trusted.")
