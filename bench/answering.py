"""Fifty people of several ministries on one questionnaire at once, each keeping what they type every few seconds.

The questionnaire is the largest that ships; the real server of two processes answers on loopback, and who asks runs on
the same machine. Most write where nobody else does, some on the same question. Afterwards every text that the server
said it had kept is looked for: as the answer, among the earlier texts, beside it, or as the beginning of what the same
page wrote on from it.
"""

import argparse
import http.client
import json
import random
import re
import tempfile
import threading
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from bench.contributors import times_told
from bench.installation import machine
from bench.working import Browser, Installation, Unexpected, postgresql


REPORT: Final = Path(__file__).resolve().parents[1] / "build" / "bench" / "answering.json"
OPEN: Final = """
import json
from pathlib import Path
from bench.inventing.apps import USE
from comity.base.people.actions import ensure_service
from comity.base.people.models import Organisation, User
from comity.engines.questionnaires import actions
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import definition_of
from comity.operations import reviews
actions.load_definitions(Path(reviews.__file__).parent / "facts" / "questionnaires", by=ensure_service())
version = max(Version.objects.all(), key=lambda one: one.size)
first = User.objects.get(username="measured-0")
response = actions.open_response(version, USE, by=first, place="IT")
office = Organisation.objects.get(name="Office that is measured")
definition = definition_of(version)
codes = []
for section in definition.sections:
    actions.assign(response, section.code, by=first, organisation=office)
    codes += [(section.code, one.code) for one in section.questions if one.kind.value == "text"]
print("opened", json.dumps([str(response.pk), version.questionnaire.code, version.size, codes]))
"""
READ: Final = """
import json
from comity.engines.questionnaires.models import Answer, Writing
rows = [(one.question, one.sitting, one.value["en"]) for one in Answer.objects.all()]
rows += [(one.answer.question, one.sitting, one.value["en"]) for one in Writing.objects.select_related("answer")]
beside = Writing.objects.filter(standing="beside").count()
print("kept", json.dumps([rows, beside]))
"""
WORDS: Final = ("the", "court", "applied", "this", "article", "in", "a", "case", "decided", "on", "appeal", "reported")


class Invented(Installation):
    """An installation that knows a use by which people may answer."""

    def __init__(self, home: Path, address: str = "") -> None:
        super().__init__(home, address)
        self._environment["DJANGO_SETTINGS_MODULE"] = "bench.inventing.settings"


@dataclass
class Watched:
    """What all of them met together, and every text that was said to be kept."""

    times: dict[str, list[float]] = field(default_factory=lambda: {"section opened": [], "answer kept": []})
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    acknowledged: list[tuple[str, str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Task:
    """Where somebody writes, how long, and how often."""

    response: str
    places: list[tuple[str, str]]
    pause: float
    until: float


def write(browser: Browser, person: int, task: Task, watched: Watched) -> None:
    """Open a section, write an answer word by word with a pause between, go on to the next."""
    chance, rounds = random.Random(person), 0
    time.sleep(chance.random() * task.pause)
    while time.monotonic() < task.until:
        # One in five writes where everybody does.
        shared = chance.random() < 0.2
        section, code = task.places[0] if shared else task.places[1 + (person * 7 + rounds) % (len(task.places) - 1)]
        rounds += 1
        try:
            answer(browser, task, (section, code), watched, chance)
        except (OSError, http.client.HTTPException, Unexpected) as error:
            with watched.lock:
                watched.errors[f"{type(error).__name__} {error}"] += 1
    browser.close()


def answer(browser: Browser, task: Task, place: tuple[str, str], watched: Watched, chance: random.Random) -> None:
    """Write one answer in five steps, as a page does that keeps what is typed."""
    section, code = place
    began = time.perf_counter()
    status, _where, content = browser.ask("GET", f"/en/questionnaires/_responses/{task.response}/sections/{section}/")
    if status != http.client.OK:
        raise Unexpected(f"a section answered {status}")
    page = content.decode()
    with watched.lock:
        watched.times["section opened"].append((time.perf_counter() - began) * 1000)
    hidden = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page[page.index("data-answering") :])
    )
    seen, text = hidden[f"seen:{code}"], f"{chance.random()}"
    for _step in range(5):
        time.sleep(chance.uniform(0.5, 1.5) * task.pause)
        if time.monotonic() > task.until:
            return
        text += " " + " ".join(chance.choices(WORDS, k=6))
        fields = {
            "csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"], "language": "en", "question": code,
            "sitting": hidden["sitting"], f"seen:{code}": seen, f"q:{code}": text,
        }  # fmt: skip
        began = time.perf_counter()
        status, _where, content = browser.ask("POST", f"/en/questionnaires/_responses/{task.response}/save/", fields)
        if status != http.client.OK:
            raise Unexpected(f"keeping an answer answered {status}")
        told: dict[str, Any] = json.loads(content)
        with watched.lock:
            watched.times["answer kept"].append((time.perf_counter() - began) * 1000)
            watched.outcomes[told["outcome"]] += 1
            watched.acknowledged.append((code, hidden["sitting"], text))
        if told["outcome"] != "beside":
            seen = str(told["number"])


def lost(acknowledged: list[tuple[str, str, str]], rows: list[list[str]]) -> list[tuple[str, str, str]]:
    """Texts that were said to be kept and are nowhere."""
    kept: dict[tuple[str, str], list[str]] = {}
    for code, sitting, text in rows:
        kept.setdefault((code, sitting), []).append(text)
    return [one for one in acknowledged if not any(text.startswith(one[2]) for text in kept.get((one[0], one[1]), ()))]


def main(arguments: list[str] | None = None) -> None:
    """Let them write, look for every text, print a table, and write it to build/bench."""
    parser = argparse.ArgumentParser(prog="python -m bench answering", description=__doc__)
    parser.add_argument("--people", type=int, default=50, help="at once (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="for so long (default: %(default)s)")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between two savings (default: %(default)s)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        Path(folder).chmod(0o755)
        rows_server = postgresql(Path(folder) / "server") if given.database == "postgresql" else nullcontext()
        with rows_server as database:
            installation = Invented(Path(folder) / "home", database.address if database else "")
            sessions = installation.people(given.people, "contributor")
            opened = json.loads(re.search(r"opened (.*)", installation.python(OPEN))[1])
            server = installation.serve()
            try:
                watched = measured(server.port, sessions, opened, given)
            finally:
                server.stop()
            rows, beside = json.loads(re.search(r"kept (.*)", installation.python(READ))[1])
            installation.run("audit", "verify", "--records")
    told(watched, given, opened, (lost(watched.acknowledged, rows), beside))


def measured(port: int, sessions: list[str], opened: list[Any], given: argparse.Namespace) -> Watched:
    """What everybody met who wrote for so many seconds."""
    response, _code, _size, places = opened
    task = Task(response, [tuple(one) for one in places], given.pause, time.monotonic() + given.seconds)
    watched = Watched()
    threads = [
        threading.Thread(target=write, args=(Browser(port, session), number, task, watched))
        for number, session in enumerate(sessions)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return watched


def told(watched: Watched, given: argparse.Namespace, opened: list[Any], found: tuple[list[Any], int]) -> None:
    """Print and keep what came of it."""
    missing, beside = found
    console = Console(width=118, highlight=False)
    console.print(machine(), markup=False)
    console.print(
        f"{given.people} people on {given.database}, {given.seconds} s, {given.pause:g} s between two savings, on "
        f"“{opened[1]}” of {opened[2]} questions: {len(watched.acknowledged):,} texts kept, {len(missing)} lost, "
        f"{watched.errors.total()} errors; {watched.outcomes['beside']:,} savings beside another's text, "
        f"{beside} texts wait to be settled",
        markup=False,
    )
    rows = times_told(console, "what", watched.times, watched.errors)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    kept = {"machine": machine(), "given": vars(given), "rows": rows, "outcomes": dict(watched.outcomes)}
    kept |= {"kept": len(watched.acknowledged), "lost": missing, "beside": beside, "errors": dict(watched.errors)}
    REPORT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
