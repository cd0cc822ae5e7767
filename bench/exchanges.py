"""Two installations exchange while they are killed and the line is cut: what is lost, and what comes twice.

Each exchange is a sealed message from one to the other, the signed word of the other installation that it has it,
and a signed acknowledgment of the authority there, which goes back. Both run the real server, each in a network
namespace of its own, with TLS; kill -9, a pulled cable, and connections cut at any byte.
"""

import argparse
import http.client
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from bench import large_file
from bench.installation import machine
from bench.lines import Side, are_namespaces_there, two
from bench.offices import EMPTY, HELD, Office, acknowledged, at, meet, sent, told
from bench.working import Installation


class Trouble:
    """Kills one installation or the other, and pulls the cable, until it is over."""

    def __init__(self, cable: Any, sides: tuple[Side, Side], every: float) -> None:
        self._cable, self._sides, self._every = cable, sides, every
        self._random = random.Random(7)
        self.over, self.counts = threading.Event(), Counter()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        if self._every:
            self._thread.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self.over.set()
        if self._every:
            self._thread.join()

    def _run(self) -> None:
        while not self.over.wait(self._random.uniform(0.5, 1.5) * self._every):
            what = self._random.randrange(3)
            if what == 2 and self._cable.is_apart:
                self._cable.pull()
                self.over.wait(self._random.uniform(0.5, 3))
                self._cable.plug()
                self.counts["cable pulled"] += 1
                continue
            side = self._sides[what % 2]
            side.kill()
            self.counts["killed"] += 1
            self._at(side)

    def _at(self, side: Side) -> None:
        begun = threading.Thread(target=lambda: (side.cable.enter(side.number), side.begin()))
        begun.start()
        begun.join()


class Exchange:
    """Messages from one authority to the other, and their acknowledgments."""

    def __init__(self, one: Office, other: Office, *, number: int, threads: int) -> None:
        self._one, self._other, self._number, self._threads = one, other, number, threads
        # What the installation has acknowledged to the member, by conversation.
        self.sent: dict[str, list[str]] = {}
        self.known: set[str] = set()
        self.fault: BaseException | None = None

    @property
    def keys(self) -> list[str]:
        """Every message that was acknowledged."""
        return [key for several in self.sent.values() for key in several]

    def write(self) -> None:
        """Write them all, a conversation after the other in turn."""
        try:
            self._write()
        except BaseException as error:  # noqa: BLE001 -- said by who waits for this thread
            self.fault = error

    def _write(self) -> None:
        theirs, parties = self._other.secret, {"from": self._one.told["office"], "to": [self._one.other]}
        for _ in range(self._threads):
            self.sent[self._one.insist("POST", "threads", parties)["id"]] = []
        begun = list(self.sent)
        for place in range(self._number):
            thread = begun[place % len(begun)]
            self.sent[thread].append(sent(self._one, theirs, thread, f"Quellenhof {place}".encode()))

    def answer(self) -> None:
        """Acknowledge what comes, until everything is."""
        until = time.monotonic() + 900 + 3 * self._number
        while len(self.known) < self._number and time.monotonic() < until and self.fault is None:
            for thread, several in list(self.sent.items()):
                if set(several) - self.known:
                    with suppress(OSError, http.client.HTTPException):
                        acknowledged(self._other, thread, self.known)
            time.sleep(0.5)


def held(sides: tuple[Side, Side]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What both have in the end: the last receipts are on their way, and the last pause may not be over."""
    until = time.monotonic() + 300
    while True:
        one, other = (told(side.python(HELD)) for side in sides)
        if (not one["parcels"].get("waiting") and not other["parcels"].get("waiting")) or time.monotonic() > until:
            # One was read before the other, which was still sending to it: now that nothing waits, both once more.
            return told(sides[0].python(HELD)), told(sides[1].python(HELD))
        time.sleep(1)


def run(folder: Path, *, number: int, threads: int, every: float, cut: float, is_apart: bool) -> dict[str, Any]:
    """Exchange so many times; what was found afterwards."""
    with two(folder, is_apart=is_apart, cut=cut) as (cable, left, right):
        left.python(EMPTY)
        shutil.copytree(left.home, right.home)
        rome, nairobi = Office(left, "IT"), Office(right, "KE")
        for side in (left, right):
            at(side, side.begin).join()
        meet(rome, nairobi)
        exchange = Exchange(rome, nairobi, number=number, threads=threads)
        began = time.monotonic()
        with Trouble(cable, (left, right), every) as trouble:
            for one in [at(left, exchange.write), at(right, exchange.answer)]:
                one.join()
        if exchange.fault is not None:
            raise exchange.fault
        here, there = held((left, right))
        took = time.monotonic() - began
        for side in (left, right):
            side.kill()
            side.run("audit", "verify", "--records")
            side.run("check")
        return judged(exchange.keys, here, there, took) | {"trouble": dict(trouble.counts)}


def judged(keys: list[str], one: dict[str, Any], other: dict[str, Any], took: float) -> dict[str, Any]:
    """What was lost and what is there twice."""
    lost = [key for key in keys if key not in other["envelopes"]]
    unsaid = [key for key in keys if key not in one["delivered"]]
    no_receipt = [key for key in keys if key not in one["receipts"]]
    doubled = [
        key for held in (one, other) for name in ("envelopes", "receipts") for key, n in held[name].items() if n > 1
    ]
    extra = set(other["envelopes"]) - set(keys)
    return {
        "acknowledged": len(keys),
        "lost": len(lost) + len(unsaid) + len(no_receipt),
        "doubled": len(doubled) + len(extra),
        "out of order": sum(mine != theirs for mine, theirs in zip(one["lines"], other["lines"], strict=False)),
        "came again": one["came_again"] + other["came_again"],
        "seconds": round(took, 1),
        "left": one["parcels"].get("waiting", 0) + other["parcels"].get("waiting", 0),
    }


def main(arguments: list[str] | None = None) -> None:
    """Exchange, kill, cut, count."""
    parser = argparse.ArgumentParser(prog="python -m bench exchanges", description=__doc__)
    parser.add_argument("--number", type=int, default=1000, help="of exchanges (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=20, help="conversations (default: %(default)s)")
    parser.add_argument("--every", type=float, default=8.0, help="seconds between killings; 0 for none")
    parser.add_argument("--cut", type=float, default=0.05, help="part of the connections that are cut")
    parser.add_argument("--file", type=int, metavar="MB", help="instead: one message with one file of this size")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        import os  # noqa: PLC0415 -- only here

        os.environ.setdefault("COMITY_HOME", str(Path(name) / "bench"))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
        Installation(Path(name) / "bench")
        import django  # noqa: PLC0415 -- after the settings are named

        django.setup()
        is_apart = are_namespaces_there()
        if given.file:
            found = large_file.run(Path(name), megabytes=given.file, is_apart=is_apart)
        else:
            found = run(
                Path(name), number=given.number, threads=given.threads, every=given.every, cut=given.cut,
                is_apart=is_apart,
            )  # fmt: skip
    print(machine())
    place = "two network namespaces" if is_apart else "two addresses of loopback (no right to make namespaces)"
    what = f"a file of {given.file} MiB" if given.file else f"{given.number} exchanges"
    print(f"  {what} between two installations in {place}:")
    for name, value in found.items():
        print(f"    {name:22} {value}")
    if found.get("lost") or found.get("doubled") or not all(found.get(name, True) for name in large_file.PROMISED):
        raise SystemExit("Something was lost or came twice.")
