"""People at work: an installation with accounts and open sessions, the real server, and a browser that fills in forms.

What they do is in ``STEPS`` at the end; a new way of contributing is one more function there.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

from lxml import html


ROOT: Final = Path(__file__).resolve().parents[1]
# Makes the installation ready, and so many persons of one role with an open session; prints a session a line.
PEOPLE: Final = """
import sys
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from comity.base.people.actions import ensure_service
from comity.base.people.adapters import VISIT
from comity.base.people.enums import Opening
from comity.base.people.models import Membership, Organisation, User, Visit
from comity.base.places.models import Place
from comity.project.beginning import migrate
from comity.project.commands.messages import compile_all
from comity.project.commands.setting_up import collect_files
migrate()
compile_all()
collect_files()
ensure_service()
place, _ = Place.objects.get_or_create(code="IT", defaults={"kind": "state"})
office, _ = Organisation.objects.get_or_create(name="Office that is measured", place=place)
for number in range(int(sys.argv[1])):
    person, made = User.objects.get_or_create(username=f"measured-{number}")
    if made:
        person.set_unusable_password()
        person.save()
        Membership.objects.create(user=person, organisation=office, role=sys.argv[2])
    visit = Visit.objects.create(person=person, opening=Opening.PASSKEY, family="Measure, Linux", is_strong=True)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[VISIT] = str(visit.pk)
    session.create()
    print("session", session.session_key)
"""


class Installation:
    """A folder and a database that processes of their own work on, as an operator does."""

    def __init__(self, home: Path, address: str = "") -> None:
        self.home = home
        self._environment = {
            **os.environ,
            "COMITY_HOME": str(home),
            "DATABASE_URL": address,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "comity.project.settings",
        }

    def run(self, *command: str) -> str:
        """Run a command of ours; what it said.

        Raises:
            RuntimeError: it failed.
        """
        return self._run("-m", "comity.project.commandline", *command)

    def python(self, program: str, *arguments: str) -> str:
        """Run a program with Django set up; what it printed."""
        return self._run("-c", f"import django; django.setup()\n{program}", *arguments)

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=self._environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def people(self, count: int, role: str) -> list[str]:
        """Make it ready; the sessions of so many persons who are signed in with a second factor."""
        return [line.split()[1] for line in self.python(PEOPLE, str(count), role).splitlines() if "session" in line]

    def serve(self) -> "Server":
        """Start the real server, in a group of processes of its own, and wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "comity.project.commandline", "serve", "--port", str(port)]
        process = subprocess.Popen(
            command, env=self._environment, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
        )
        server = Server(process, port)
        server.wait()
        return server


class Server:
    """The server's processes, which can be killed together."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process, self.port = process, port

    def wait(self) -> None:
        """Until it answers.

        Raises:
            RuntimeError: it stopped, or does not answer within a minute.
        """
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                return
            time.sleep(0.1)
        self.kill()
        raise RuntimeError("The server did not answer.")

    def kill(self) -> None:
        """Kill every process of it at once, as kill -9 does: none of them can finish anything."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def memory(self) -> int:
        """Bytes of memory that its processes have between them; what several share is counted once (PSS)."""
        total, found = 0, [self._process.pid]
        for pid in found:
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").glob("*/children"):
                    found += map(int, task.read_text(encoding="ascii").split())
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
                total += sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
        return total

    def stop(self) -> None:
        """Let it end by itself."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


class Browser:
    """What one person sends: cookies, one connection, forms as the page has them with what the person types."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._cookies = port, {"sessionid": session, "language": "en"}
        self._line: http.client.HTTPConnection | None = None
        # The form that is open, with what stands in its fields.
        self.fields: dict[str, str] = {}

    def ask(self, method: str, address: str, fields: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """Send a request; status, where it leads, and the content.

        Raises:
            OSError, http.client.HTTPException: there was no answer.
        """
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._line.request(method, address, body, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            self._line = None
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), content

    def form(self, address: str) -> dict[str, str]:
        """The fields of the last form of a page, as they stand there.

        Raises:
            Unexpected: there is none.
        """
        status, _where, content = self.ask("GET", address)
        if status != http.client.OK:
            raise Unexpected(f"{address} answered {status}")
        return {str(name): str(value) for name, value in html.fromstring(content).forms[-1].form_values()}

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()


class Unexpected(Exception):
    """An answer that is neither done nor refused for a reason."""


# Editors draft a record; who contributes for a State proposes one.
NEW: Final = "/en/records/strategy/new/"
PROPOSED: Final = "/en/contributions/new/strategy/"


def begin(browser: Browser, form: str = NEW) -> None:
    """Open the form of a new record."""
    browser.fields = browser.form(form)


def keep_new(browser: Browser, title: str, form: str = NEW) -> str:
    """Fill in the form that is open, and keep it as a draft; the address at which it is edited.

    Raises:
        Unexpected: it was not kept.
    """
    typed = {
        "f-title:en": title,
        "f-place": "IT",
        "r-sources-0-title": "Gazette",
        "r-sources-0-url": "https://example.org/gazette",
        "r-sources-0-publisher": "Office",
        "do": "save",
    }
    status, where, _content = browser.ask("POST", form, browser.fields | typed)
    if status != http.client.FOUND:
        raise Unexpected(f"keeping a draft answered {status}")
    if form == PROPOSED:
        return f"{urlsplit(where).path}write/"
    return f"/en/records/{urlsplit(where).path.rstrip('/').rpartition('/')[2]}/edit/"


def draft(browser: Browser, title: str) -> str:
    """Begin a record: open the form, fill it in, keep it; the address at which it is edited."""
    begin(browser)
    return keep_new(browser, title)


def open_again(browser: Browser, address: str) -> None:
    """Open the form of a record that was begun."""
    browser.fields = browser.form(address)


def correct(browser: Browser, address: str, summary: str, *, do: str = "save") -> None:
    """Change the summary in the form that is open, and keep it or hand it in.

    Raises:
        Unexpected: it was not kept.
    """
    typed = {"f-summary:en": summary, "do": do}
    status, _where, _content = browser.ask("POST", address, browser.fields | typed)
    if status != http.client.FOUND:
        raise Unexpected(f"correcting a draft answered {status}")


def read(browser: Browser, address: str) -> None:
    """Read a page.

    Raises:
        Unexpected: it is not there.
    """
    status, _where, _content = browser.ask("GET", address)
    if status != http.client.OK:
        raise Unexpected(f"{address} answered {status}")


# What a contributor does, one after the other: a word for the report, and how it is done; ``at`` is where it is.
Step = tuple[str, Callable[[Browser, str, str], str | None]]
STEPS: Final[tuple[Step, ...]] = (
    ("home page", lambda browser, _title, _at: read(browser, "/en/")),
    ("list of strategies", lambda browser, _title, _at: read(browser, "/en/strategies/")),
    ("search", lambda browser, _title, _at: read(browser, "/en/search/?q=trafficking")),
    ("form of a proposal", lambda browser, _title, _at: begin(browser, PROPOSED)),
    ("proposal kept", lambda browser, title, _at: keep_new(browser, title, PROPOSED)),
    ("own contributions", lambda browser, _title, _at: read(browser, "/en/contributions/")),
    ("form of that proposal", lambda browser, _title, at: open_again(browser, at)),
    ("handed in", lambda browser, title, at: correct(browser, at, f"What it is about: {title}", do="hand_in")),
)


@contextmanager
def postgresql(folder: Path) -> Iterator["Database"]:
    """A server of PostgreSQL as an operator runs it, with everything on that keeps what was acknowledged.

    Raises:
        SystemExit: its programs are not on this machine.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        raise SystemExit("There is no PostgreSQL on this machine (Debian: apt-get install postgresql).")
    database = Database(folder, programs[-1])
    database.make()
    try:
        yield database
    finally:
        database.kill()


class Database:
    """PostgreSQL's processes, which can be killed together."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.address = f"postgres://comity@127.0.0.1:{self._port}/postgres"

    def _as_server(self) -> list[str]:
        """It refuses to run as root."""
        if os.getuid():
            return []
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "comity-test"], check=False, stderr=subprocess.DEVNULL
        )
        return ["setpriv", "--reuid=comity-test", "--clear-groups"]

    def make(self) -> None:
        """Make an empty one, and start it."""
        self._folder.mkdir(parents=True)
        if not os.getuid():
            self._as_server()
            subprocess.run(["chown", "comity-test", str(self._folder)], check=True)
        subprocess.run(
            [*self._as_server(), str(self._programs / "initdb"), "-D", str(self._folder / "data"), "-U", "comity",
             "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL, cwd=self._folder,
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start it, and wait until it has brought itself up."""
        self._process = subprocess.Popen(
            [*self._as_server(), str(self._programs / "postgres"), "-D", str(self._folder / "data"), "-p",
             str(self._port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
            start_new_session=True, cwd=self._folder, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        until = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode and time.monotonic() < until:
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill every process of it at once."""
        if self._process is not None:
            group = self._process.pid
            children = _children(group)
            for one in (group, *children):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            self._process.wait()
            # Those that were killed are waited for by nobody of ours; they are gone once their memory is.
            until = time.monotonic() + 10
            while any(Path(f"/proc/{one}").exists() for one in children) and time.monotonic() < until:
                time.sleep(0.05)


def _children(parent: int) -> list[int]:
    """The processes that one begot, each of which PostgreSQL puts into a group of its own."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(one) for one in listed.read_text(encoding="ascii").split()] if listed.exists() else []
