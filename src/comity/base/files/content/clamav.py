"""Ask ClamAV about a file over its own protocol (INSTREAM, as the manual page clamd(8) describes it)."""

import re
import socket
import struct
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Final


# Seconds without a word from the scanner.
PATIENCE: Final = 120.0
LONGEST_ANSWER: Final = 4096
AT_ONCE: Final = 2**16


class Silent(Exception):
    """The scanner is not there, does not answer, or could not look; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says.

    Attributes:
        scanner: its version and the day of its lists, in its own words.
        found: the name of what it found; empty when it found nothing.
    """

    scanner: str
    found: str = ""


def scan(address: str, pieces: Iterable[bytes]) -> Verdict:
    """Send bytes to the scanner at an address and hear what it says.

    Args:
        address: ``unix:/path`` or ``tcp:host:port``.
        pieces: the bytes.

    Raises:
        Silent: it gave no verdict.
    """
    scanner = version(address)
    try:
        with closing(_connected(address, PATIENCE)) as line:
            try:
                line.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    for start in range(0, len(piece), AT_ONCE):
                        part = piece[start : start + AT_ONCE]
                        line.sendall(struct.pack("!I", len(part)) + part)
                line.sendall(struct.pack("!I", 0))
            except (BrokenPipeError, ConnectionResetError):
                # It stops listening when a file is larger than it takes; what it says of that is still to be read.
                pass
            said = _answer(line)
    except OSError as error:
        raise Silent(_told(error)) from error
    if said == "stream: OK":
        return Verdict(scanner)
    if found := re.fullmatch(r"stream: (.+) FOUND", said):
        return Verdict(scanner, found[1][:200])
    raise Silent(said[:200] or "no answer")


def version(address: str, *, patience: float = PATIENCE) -> str:
    """The scanner's version and the day of its lists, in its own words.

    Raises:
        Silent: it does not answer.
    """
    try:
        with closing(_connected(address, patience)) as line:
            line.sendall(b"zVERSION\0")
            said = _answer(line)
    except OSError as error:
        raise Silent(_told(error)) from error
    if not said:
        raise Silent("no answer")
    return said[:100]


def _connected(address: str, patience: float) -> socket.socket:
    way, _colon, where = address.partition(":")
    if way == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), patience)


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (piece := line.recv(1024)):
        said += piece
    return said.split(b"\0")[0].decode("utf-8", "replace").strip()


def _told(error: OSError) -> str:
    return f"{type(error).__name__}: {error.strerror or error}"[:200]
