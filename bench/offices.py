"""Two authorities at two installations: how they are made, how they meet, and what their members' browsers do."""

import base64
import hashlib
import http.client
import json
import threading
import time
import uuid
from contextlib import suppress
from typing import Any, Final

from bench.lines import Side


TOKEN: Final = "a" * 32
JSON: Final = "application/json"
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
            "Content-Type": JSON,
        }
        try:
            self._line.request(method, f"/sealed/{path}", body, headers)
            answer = self._line.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        try:
            return answer.status, json.loads(found) if answer.headers.get_content_type() == JSON else found
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


def sent(office: Office, theirs: Any, thread: str, words: bytes, files: tuple[str, ...] = ()) -> str:
    """Seal a message and hand it in, with files that are there, until it is acknowledged; its key."""
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
        "attachments": list(files),
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


def at(side: Side, work: Any, *given: Any) -> threading.Thread:
    """Do something in a thread that speaks from one end."""
    made = threading.Thread(target=lambda: (side.cable.enter(side.number), work(*given)))
    made.start()
    return made
