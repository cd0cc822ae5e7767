"""One message with one large file goes from an installation to another, and the line is cut on the way."""

import hashlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.lines import Side, two
from bench.offices import EMPTY, HELD, Office, at, meet, sent, told


# As the browser cuts it.
PIECE: Final = 12 << 16
# Of the pieces, so many that are there when the line is cut, and when the receiver is killed.
CUT_AT, KILLED_AT = 0.3, 0.6
# What must be true of what is found.
PROMISED: Final = ("whole and the same", "there once")
COUNT: Final = """
from comity.engines.exchange.models import Piece
print("told", Piece.objects.count())
"""


class Memory:
    """The most memory that the servers at both ends have while something is done, and what they had before."""

    def __init__(self, sides: tuple[Side, Side]) -> None:
        self._sides, self._stopped = sides, threading.Event()
        self.before = [side.memory() for side in sides]
        self.most = list(self.before)
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.wait(0.25):
            self.most = [max(most, side.memory()) for most, side in zip(self.most, self._sides, strict=True)]

    def stop(self) -> dict[str, str]:
        """What was found, in words."""
        self._stopped.set()
        self._thread.join()
        names = ("memory of the sender", "memory of the receiver")
        pairs = zip(names, self.before, self.most, strict=True)
        return {name: f"{before / 1e6:.0f} MB before, at most {most / 1e6:.0f} MB" for name, before, most in pairs}


def made(path: Path, size: int) -> str:
    """A file of this size; the digest of what is in it."""
    block, found = os.urandom(1 << 20), hashlib.sha256()
    with path.open("wb") as file:
        for number in range(size >> 20):
            # No two parts are the same: one that came in the place of another would be seen.
            part = number.to_bytes(8) + block[8:]
            found.update(part)
            file.write(part)
    return found.hexdigest()


def pieces(path: Path) -> Iterator[bytes]:
    """A sealed file as the browser cuts it."""
    with path.open("rb") as file:
        while part := file.read(PIECE):
            yield part


def handed_in(office: Office, path: Path) -> tuple[str, list[str]]:
    """Bring a sealed file to the installation, piece by piece; its key, and the digests."""
    key, digests = str(uuid.uuid4()), []
    office.insist("POST", "attachments", {"id": key, "authority": office.told["office"]})
    for number, part in enumerate(pieces(path)):
        digests.append(hashlib.sha256(part).hexdigest())
        office.insist("POST", f"attachments/{key}/{number}?digest={digests[-1]}", part)
    whole = hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()
    office.insist("POST", f"attachments/{key}/done", {"digest": whole, "size": path.stat().st_size})
    return key, digests


def fetched(office: Office, key: str, path: Path) -> list[str]:
    """Fetch a file from the installation, piece by piece; the digests that it gives."""
    digests: list[str] = office.insist("GET", f"attachments/{key}")["pieces"]
    with path.open("wb") as file:
        for number in range(len(digests)):
            file.write(office.insist("GET", f"attachments/{key}/{number}"))
    return digests


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Keep how long something took."""
    began = time.monotonic()
    yield
    times[name] = round(time.monotonic() - began, 1)


def until_there(side: Side, count: int, *, longest: float) -> None:
    """Wait until so many pieces have arrived."""
    until = time.monotonic() + longest
    while told(side.python(COUNT)) < count:
        if time.monotonic() > until:
            raise RuntimeError(f"Fewer than {count} pieces came in {longest:.0f} s.")
        time.sleep(1)


def delivered(side: Side, key: str, *, longest: float) -> dict[str, Any]:
    """Wait until the other installation has signed that it has the message; what is held then."""
    until = time.monotonic() + longest
    while key not in (held := told(side.python(HELD)))["delivered"]:
        if time.monotonic() > until:
            raise RuntimeError(f"The message was not delivered in {longest:.0f} s: {held['parcels']}")
        time.sleep(1)
    return dict(held)


def run(folder: Path, *, megabytes: int, is_apart: bool) -> dict[str, Any]:
    """Send it; what was found."""
    import pyrage  # noqa: PLC0415 -- only where something is sealed

    plain, sealed, back = folder / "plain", folder / "sealed", folder / "back"
    digest, times = made(plain, megabytes << 20), {}
    with two(folder, is_apart=is_apart) as (cable, left, right):
        left.python(EMPTY)
        shutil.copytree(left.home, right.home)
        rome, nairobi = Office(left, "IT"), Office(right, "KE")
        for side in (left, right):
            at(side, side.begin).join()
        meet(rome, nairobi)
        theirs = nairobi.secret
        pyrage.encrypt_file(str(plain), str(sealed), [rome.secret.age.to_public(), theirs.age.to_public()])
        plain.unlink()
        found: dict[str, Any] = {"sealed": f"{sealed.stat().st_size:,} bytes"}

        def send() -> None:
            with timed(times, "handed in"):
                found["key"], found["digests"] = handed_in(rome, sealed)
            parties = {"from": rome.told["office"], "to": [rome.other]}
            thread = rome.insist("POST", "threads", parties)["id"]
            found["message"] = sent(rome, theirs, thread, b"A large file", (found["key"],))

        memory = Memory((left, right))
        at(left, send).join()
        sealed.unlink()
        count = len(found["digests"])
        with timed(times, "over the line"):
            until_there(right, int(CUT_AT * count), longest=megabytes)
            with timed(times, "cable pulled"):
                cable.pull()
                time.sleep(5)
                cable.plug()
            until_there(right, int(KILLED_AT * count), longest=megabytes)
            right.kill()
            at(right, right.begin).join()
            held = delivered(left, found["message"], longest=60 + 2 * megabytes)
        with timed(times, "fetched"):
            at(right, lambda: found.update(back=fetched(nairobi, found["key"], back))).join()
        told_of_memory = memory.stop()
        pyrage.decrypt_file(str(back), str(plain), [theirs.age])
        with plain.open("rb") as file:
            is_same = hashlib.file_digest(file, "sha256").hexdigest() == digest
        there = told(right.python(HELD))
        return {
            "size": found["sealed"],
            "pieces": count,
            "whole and the same": is_same and found["back"] == found["digests"],
            "there once": list(there["envelopes"].values()) == [1] and held["parcels"].get("waiting", 0) == 0,
            **{f"{name}, s": seconds for name, seconds in times.items()},
            **told_of_memory,
        }
