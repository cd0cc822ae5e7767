"""A hundred contributors at work at once: how long each step takes them, and what goes wrong.

Each is signed in, and goes through the steps of ``bench.working.STEPS`` again and again with a pause between two, as
people do who read what they see; the real server of two processes answers on loopback. Who asks runs on the same
machine and takes part of its time, so the figures are worse than those of a server that has it to itself.
"""

import argparse
import http.client
import json
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.installation import machine
from bench.working import STEPS, Browser, Installation, Unexpected, postgresql


REPORT: Final = Path(__file__).resolve().parents[1] / "build" / "bench" / "contributors.json"


class Watched:
    """What all of them met together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.times: dict[str, list[float]] = {name: [] for name, _do in STEPS}
        self.errors: Counter[str] = Counter()

    def add(self, name: str, seconds: float, error: str = "") -> None:
        """One step that was done, or was not."""
        with self._lock:
            if error:
                self.errors[f"{name}: {error}"] += 1
            else:
                self.times[name].append(seconds * 1000)


def work(browser: Browser, person: int, pause: float, until: float, watched: Watched) -> None:
    """Go through the steps until the time is over."""
    chance, rounds = random.Random(person), 0
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        title, at = f"Measured {person}-{rounds}", ""
        rounds += 1
        for name, do in STEPS:
            began = time.perf_counter()
            try:
                at = do(browser, title, at) or at
            except (OSError, http.client.HTTPException, Unexpected) as error:
                watched.add(name, 0, f"{type(error).__name__} {error}")
                break
            watched.add(name, time.perf_counter() - began)
            time.sleep(chance.uniform(0.5, 1.5) * pause)
            if time.monotonic() > until:
                break
    browser.close()


def percentile(times: list[float], part: float) -> float:
    """The time that so many of a hundred do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part / 100))]


def main(arguments: list[str] | None = None) -> None:
    """Let them work, print a table, and write it to build/bench."""
    parser = argparse.ArgumentParser(prog="python -m bench contributors", description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="at once (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=120, help="for so long (default: %(default)s)")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two steps (default: %(default)s)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        Path(folder).chmod(0o755)
        server_of_rows = postgresql(Path(folder) / "server") if given.database == "postgresql" else nullcontext()
        with server_of_rows as database:
            installation = Installation(Path(folder) / "home", database.address if database else "")
            sessions = installation.people(given.people, "contributor")
            server = installation.serve()
            try:
                watched = measured(server.port, sessions, given.seconds, given.pause)
            finally:
                server.stop()
            installation.run("audit", "verify", "--records")
    told(watched, given)


def measured(port: int, sessions: list[str], seconds: float, pause: float) -> Watched:
    """What everybody met who worked for so many seconds."""
    watched, until = Watched(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=work, args=(Browser(port, session), number, pause, until, watched))
        for number, session in enumerate(sessions)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return watched


def told(watched: Watched, given: argparse.Namespace) -> None:
    """Print and keep what came of it."""
    console = Console(width=118, highlight=False)
    steps = sum(map(len, watched.times.values()))
    console.print(machine(), markup=False)
    console.print(
        f"{given.people} contributors on {given.database}, {given.seconds} s, {given.pause:g} s between two steps: "
        f"{steps:,} steps ({steps / given.seconds:.1f} a second), {watched.errors.total()} errors",
        markup=False,
    )
    rows = times_told(console, "step", watched.times, watched.errors)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(
        json.dumps(
            {"machine": machine(), "given": vars(given), "steps": rows, "errors": dict(watched.errors)}, indent=1
        )
        + "\n",
        encoding="utf-8",
    )


def times_told(
    console: Console, what: str, met: Mapping[str, list[float]], errors: Counter[str]
) -> list[tuple[str, int, float, float, float]]:
    """Print how long each thing took, and the commonest errors; the rows, for the file."""
    table = Table(what, "times", "p50 ms", "p95 ms", "longest ms")
    rows = []
    for name, times in met.items():
        if times:
            row = (name, len(times), statistics.median(times), percentile(times, 95), max(times))
            rows.append(row)
            table.add_row(name, f"{row[1]:,}", *(f"{one:,.0f}" for one in row[2:]))
    console.print(table)
    for error, count in errors.most_common(10):
        console.print(f"  {count} × {error}", markup=False)
    return rows
