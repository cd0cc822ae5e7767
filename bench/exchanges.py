"""Two installations exchange while they are killed and the line is cut: what is lost, and what comes twice.

Each exchange is a sealed message from one to the other, the signed word of the other installation that it has it,
and a signed acknowledgment of the authority there, which goes back. Both run the real server, each in a network
namespace of its own, with TLS; kill -9, a pulled cable, and connections cut at any byte.
"""

import argparse
import base64
import hashlib
import http.client
import json
import random
import shutil
import tempfile
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from bench.installation import machine
from bench.lines import Side, are_namespaces_there, two
from bench.working import Installation


TOKEN: Final = "a" * 32
# What both begin with: an empty installation, ready to serve.
EMPTY: Final = """
from comity.base.people.actions import ensure_service
from comity.project.beginning import migrate
from comity.project.commands.messages import compile_all
from comity.project.commands.setting_up import collect_files
migrate()
compile_all()
collect_files()
ensure_service()
"""
# Makes an authority with a key and a member with an open session; says everything about them.
READY: Final = """
import base64, json, sys
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from comity.base.people.adapters import VISIT
from comity.base.people.enums import Opening
from comity.base.people.models import Membership, Organisation, User, Visit
from comity.base.places.models import Place
from comity.engines.exchange import actions, crypto
from tests.engines.exchange.sealers import Secret
for code in ("IT", "KE"):
    Place.objects.get_or_create(code=code, defaults={"kind": "state"})
office = Organisation.objects.create(name=f"Authority of {sys.argv[1]}", place_id=sys.argv[1])
person = User.objects.create(username="prosecutor")
Membership.objects.create(user=person, organisation=office, role="authority")
secretariat = Organisation.objects.create(name="Secretariat", kind="secretariat")
registrar = User.objects.create(username="registrar")
Membership.objects.create(user=registrar, organisation=secretariat, role="secretariat")
own, secret = Secret(), Secret()
actions.make_own_key(own.published(f"person:{person.pk}"), sealed="sealed", by=person)
public = secret.published(f"organisation:{office.pk}")
actions.change_key(office, public, {person.pk: "wrapped"}, by=person)
visit = Visit.objects.create(person=person, opening=Opening.PASSKEY, family="Measure, Linux", is_strong=True)
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session[VISIT] = str(visit.pk)
session.create()
print("told " + json.dumps({
    "session": session.session_key, "office": office.pk, "age": str(secret.age),
    "signing": base64.b64encode(secret.signer.private_bytes_raw()).decode(),
    "digits": crypto.digits_of(crypto.identity().signing),
}))
"""
# Knows the other installation by its address and the numbers that were read, and takes its authority in.
MEET: Final = """
import sys
from comity.base.people.models import User
from comity.engines.exchange import actions
from comity.engines.exchange.models import Peer
by = User.objects.get(username="registrar")
peer = actions.add_peer(address=sys.argv[1], digits=sys.argv[2], by=by)
"""
TAKE_IN: Final = """
import sys
from comity.base.people.models import User
from comity.engines.exchange import actions
from comity.engines.exchange.models import Peer
by, peer = User.objects.get(username="registrar"), Peer.objects.get()
for attempt in range(20):
    try:
        actions.ask(peer, by=by)
        break
    except Exception as error:
        fault = error
else:
    raise fault
peer.refresh_from_db()
print("told", actions.take_in(peer, peer.authorities[0]["owner"], by=by).organisation_id)
"""
HELD: Final = """
import json
from collections import Counter
from comity.engines.exchange.models import Arrival, Envelope, Parcel, Receipt
print("told " + json.dumps({
    "envelopes": Counter(str(one) for one in Envelope.objects.values_list("id", flat=True)),
    "receipts": Counter(str(one) for one in Receipt.objects.values_list("envelope", flat=True)),
    "delivered": [str(one) for one in Parcel.objects.filter(state="taken", envelope__isnull=False)
                  .values_list("envelope", flat=True)],
    "parcels": Counter(Parcel.objects.values_list("state", flat=True)),
    "arrivals": Counter(Arrival.objects.values_list("state", flat=True)),
    "came_again": sum(one - 1 for one in Arrival.objects.filter(state="taken").values_list("count", flat=True)),
    "lines": [[str(one.thread_id), str(one.id)] for one in Envelope.objects.order_by("thread_id", "at", "id")],
}))
"""


def told(output: str) -> Any:
    """What a program has said in its last word."""
    line = next(one for one in reversed(output.splitlines()) if one.startswith("told "))
    return json.loads(line.removeprefix("told "))


class Office:
    """An authority at one end, and what its member's browser does."""

    def __init__(self, side: Side, code: str) -> None:
        from tests.engines.exchange.sealers import Secret  # noqa: PLC0415 -- after Django's settings

        self.side = side
        self.told = told(side.python(READY, code))
        self.other = 0
        self._secret = Secret
        self._line: http.client.HTTPConnection | None = None

    @property
    def secret(self) -> Any:
        """Its key, made anew from what was said."""
        import pyrage  # noqa: PLC0415 -- only where something is sealed
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 -- as above

        raw = base64.b64decode(self.told["signing"])
        return self._secret(
            pyrage.x25519.Identity.from_str(self.told["age"]), Ed25519PrivateKey.from_private_bytes(raw)
        )

    def ask(self, method: str, path: str, content: Any = None) -> tuple[int, Any]:
        """What the installation answers to the member.

        Raises:
            OSError, http.client.HTTPException: it did not.
        """
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.side.within, timeout=30)
        body = None if content is None else content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {
            "Cookie": f"sessionid={self.told['session']}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        try:
            self._line.request(method, f"/sealed/{path}", body, headers)
            answer = self._line.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        try:
            return answer.status, json.loads(found)
        except ValueError:
            return answer.status, None

    def hang_up(self) -> None:
        """Close the line, if it is open."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def insist(self, method: str, path: str, content: Any = None, until: float = 400.0) -> Any:
        """The same, asked again until it is answered, as a person does.

        Raises:
            RuntimeError: it is never answered, or refused.
        """
        end = time.monotonic() + until
        while time.monotonic() < end:
            with suppress(OSError, http.client.HTTPException):
                status, found = self.ask(method, path, content)
                if status == http.client.OK:
                    return found
                if status < http.client.INTERNAL_SERVER_ERROR:
                    raise RuntimeError(f"{path}: {status} {found}")
            time.sleep(0.2)
        raise RuntimeError(f"{path} was not answered.")


def meet(one: Office, other: Office) -> None:
    """Let each installation know the other, by the line, and take its authority in."""
    one.side.python(MEET, other.side.address, other.told["digits"])
    other.side.python(MEET, one.side.address, one.told["digits"])
    one.other, other.other = told(one.side.python(TAKE_IN)), told(other.side.python(TAKE_IN))


def sent(office: Office, theirs: Any, thread: str, words: bytes) -> str:
    """Seal a message and hand it in until it is acknowledged; its key."""
    import pyrage  # noqa: PLC0415 -- only where something is sealed

    own = office.secret
    sealed = pyrage.encrypt(words, [own.age.to_public(), theirs.age.to_public()])
    key = str(uuid.uuid4())
    envelope = {
        "id": key,
        "from": office.told["office"],
        "sealed": base64.b64encode(sealed).decode(),
        "digest": hashlib.sha256(sealed).hexdigest(),
        "keys": [own.fingerprint, theirs.fingerprint],
        "attachments": [],
    }
    office.insist("POST", f"threads/{thread}/envelopes", envelope)
    return key


def acknowledged(office: Office, thread: str, known: set[str]) -> int:
    """Acknowledge what has come in a conversation; how many."""
    status, found = office.ask("GET", f"threads/{thread}")
    if status != http.client.OK:
        return 0
    own, count = office.secret, 0
    mine = office.told["office"]
    for one in found["envelopes"]:
        if one["id"] in known or one["sender"] == f"organisation:{mine}":
            continue
        statement = {
            "version": 1, "act": "acknowledged", "thread": thread, "message": one["id"], "digest": one["digest"],
            "by": {"owner": f"organisation:{mine}", "key": own.fingerprint}, "at": one["at"], "note": "",
        }  # fmt: skip
        body = {"authority": mine, "statement": statement, "signature": own.sign(statement)}
        office.insist("POST", f"envelopes/{one['id']}/receipts", body)
        known.add(one["id"])
        count += 1
    return count


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


def at(side: Side, work: Any, *given: Any) -> threading.Thread:
    """Do something in a thread that speaks from one end."""
    made = threading.Thread(target=lambda: (side.cable.enter(side.number), work(*given)))
    made.start()
    return made


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
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        import os  # noqa: PLC0415 -- only here

        os.environ.setdefault("COMITY_HOME", str(Path(name) / "bench"))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")
        Installation(Path(name) / "bench")
        import django  # noqa: PLC0415 -- after the settings are named

        django.setup()
        is_apart = are_namespaces_there()
        found = run(
            Path(name), number=given.number, threads=given.threads, every=given.every, cut=given.cut, is_apart=is_apart
        )
    print(machine())
    place = "two network namespaces" if is_apart else "two addresses of loopback (no right to make namespaces)"
    print(f"  {given.number} exchanges between two installations in {place}:")
    for what, count in found.items():
        print(f"    {what:14} {count}")
    if found["lost"] or found["doubled"]:
        raise SystemExit("Something was lost or came twice.")
