"""Kill -9 while people write: whether everything that was acknowledged is there afterwards, on either database.

People keep drafts through the real pages of the real server, several at once. In the middle of it every process of
the server is killed, on PostgreSQL those of the database too. After the restart every draft of which a browser was
told that it is kept must be there, `comity check` and `comity audit verify` must find nothing, and the next is kept.
"""

import argparse
import http.client
import json
import random
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.installation import machine
from bench.working import Browser, Database, Installation, Unexpected, draft, postgresql


HELD: Final = """
import json
from comity.engines.records.models import Record, Revision, Text
from comity.base.audit.models import Event
drafted = set(str(one) for one in Event.objects.filter(verb="record.draft").values_list("record_id", flat=True))
held = {}
for title, record in Text.objects.filter(title__startswith="Measured ").values_list("title", "record_id"):
    held[title] = str(record) in drafted
print(json.dumps(held))
"""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one killing.

    Attributes:
        asked: drafts that were sent before the server was killed.
        acknowledged: those of which a browser was told that they are kept.
        lost: acknowledged and not there afterwards.
        unsaid: there afterwards although nobody was told, as the answer was still on its way.
        unnoted: there without their event in the log.
        failures: what else browsers were told before the killing, by how often.
        back: seconds from the start of the server to its first answer.
    """

    asked: int
    acknowledged: int
    lost: int
    unsaid: int
    unnoted: int
    failures: dict[str, int]
    back: float

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, and nothing refused."""
        return not (self.lost or self.unnoted or self.failures)


class Written:
    """What was sent, what a browser was told is kept, and what else it was told, by all who write."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.acknowledged: list[str] = []
        self.failures: Counter[str] = Counter()
        self.is_over = threading.Event()

    def write(self, browser: Browser, name: str, count: int) -> None:
        """Keep one draft after the other, until there is nobody to send them to."""
        with closing(browser):
            self._write(browser, name, count)

    def _write(self, browser: Browser, name: str, count: int) -> None:
        for number in range(count):
            title = f"{name}-{number}"
            self.asked.append(title)
            try:
                draft(browser, title)
            except (OSError, http.client.HTTPException, Unexpected) as error:
                if self.is_over.is_set():
                    return
                self.failures[f"{type(error).__name__}: {error}"] += 1
            else:
                self.acknowledged.append(title)


def measure(
    installation: Installation, sessions: list[str], *, writes: int, number: int, database: Database | None = None
) -> Round:
    """Write, kill in the middle, start again, look.

    Args:
        installation: what is written to.
        sessions: of those who write, all at once.
        writes: how many drafts they would keep all in all; it is killed somewhere between a fourth and three fourths.
        number: of the round, so that titles differ.
        database: PostgreSQL's processes, when they are killed too.

    Raises:
        RuntimeError: the installation is not whole afterwards, or the log does not verify.
    """
    server = installation.serve()
    written = Written()
    until = random.Random(number).randint(writes // 4, writes * 3 // 4)
    threads = [
        threading.Thread(
            target=written.write, args=(Browser(server.port, session), f"Measured {number}-{person}", count)
        )
        for person, session in enumerate(sessions)
        if (count := writes // len(sessions))
    ]
    for one in threads:
        one.start()
    while len(written.acknowledged) < until and any(one.is_alive() for one in threads):
        time.sleep(0.01)
    # From here on no answer is a fault; what is acknowledged still counts.
    written.is_over.set()
    server.kill()
    if database is not None:
        database.kill()
    for one in threads:
        one.join()
    if database is not None:
        database.start()
    began = time.monotonic()
    server = installation.serve()
    back = time.monotonic() - began
    try:
        with closing(Browser(server.port, sessions[0])) as browser:
            draft(browser, f"Measured {number}-after")
    finally:
        server.stop()
    held = json.loads(installation.python(HELD).splitlines()[-1])
    installation.run("audit", "verify", "--records")
    installation.run("check")
    mine = {title: noted for title, noted in held.items() if title.startswith(f"Measured {number}-")}
    return Round(
        asked=len(written.asked),
        acknowledged=len(written.acknowledged),
        lost=len(set(written.acknowledged) - set(mine)),
        unsaid=len(set(mine) - set(written.acknowledged) - {f"Measured {number}-after"}),
        unnoted=sum(not noted for noted in mine.values()),
        failures=dict(written.failures),
        back=round(back, 1),
    )


def main(arguments: list[str] | None = None) -> None:
    """Kill so many times on each database, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench durability", description=__doc__)
    parser.add_argument("--writes", type=int, default=200, help="drafts of each round (default: %(default)s)")
    parser.add_argument("--people", type=int, default=8, help="who write at once (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="killings on each database (default: %(default)s)")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = parser.parse_args(arguments)
    print(machine())
    lost = 0
    for name in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
        with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
            # Its own account must be able to enter the folder.
            Path(folder).chmod(0o755)
            with postgresql(Path(folder) / "server") if name == "postgresql" else nullcontext() as database:
                installation = Installation(Path(folder) / "home", database.address if database else "")
                sessions = installation.people(given.people, "editor")
                for number in range(given.rounds):
                    told = measure(installation, sessions, writes=given.writes, number=number, database=database)
                    lost += told.lost
                    print(
                        f"  {name:10} killed after {told.acknowledged:3} of {given.writes} were acknowledged: "
                        f"{told.lost} lost, {told.unsaid} kept that nobody was told of, {told.unnoted} without their "
                        f"event, other failures {told.failures or 'none'}; serving again after {told.back} s; "
                        "check and audit verify find nothing",
                        flush=True,
                    )
    if lost:
        raise SystemExit(f"{lost} acknowledged writes were lost.")
