"""Another installation, in Python: its key, its log of keys, an authority, and what it sends."""

import base64
import hashlib
import json
import time
import uuid

from django.utils import timezone

from comity.base.audit.crypto.keys import Signer
from comity.engines.exchange import crypto, rules
from comity.engines.exchange.crypto.installations import Identity

from .sealers import Secret, seal


OWNER = "organisation:5"


class Foreign:
    """An installation that is not this one; ``home`` is the name of this one."""

    def __init__(self, folder, title="there.example"):
        folder.mkdir(exist_ok=True)
        self.identity = Identity(folder / "identity", name=f"{title}/installation")
        self.log, self.title = Signer(folder / "log", name=f"{title}/keys"), title
        self.leaves, self.secret, self.number = [], Secret(), 0
        self.put(Secret().published("person:1"))
        self.put(self.secret.published(OWNER))

    @property
    def name(self):
        return self.identity.name

    @property
    def sender(self):
        return {"owner": OWNER, "at": self.name}

    def put(self, public):
        at = timezone.now().isoformat(timespec="seconds")
        leaf = {"content": public.content, "self": public.itself, "continuity": public.continuity, "at": at}
        self.leaves.append(leaf)

    def change_key(self):
        fresh = Secret()
        self.put(fresh.published(OWNER, 2, self.secret))
        self.secret = fresh

    def growth(self, since=0, leaves=None):
        several = self.leaves if leaves is None else leaves
        hashes = [crypto.hash_of(one) for one in several]
        of_authorities = {
            str(n): one for n, one in enumerate(several) if n >= since and "organisation" in one["content"]["owner"]
        }
        return {
            "since": since,
            "hashes": hashes[since:],
            "leaves": of_authorities,
            "checkpoint": self.log.signed(len(hashes), crypto.Tree(hashes).root()),
            "key": str(self.log.key),
        }

    def card(self, **changed):
        statement = {
            "version": 1, "kind": "card", "title": self.title, "address": "https://there.example",
            "signing": self.identity.signing, "at": timezone.now().isoformat(),
            "authorities": [{"owner": OWNER, "name": "Ministry of Elsewhere", "place": "PE"}],
            "growth": self.growth(), **changed,
        }  # fmt: skip
        return {"statement": statement, "signature": self.identity.sign_statement(statement)}

    def ask(self, client, path, content, *, key=None, receiver=None, now=None, kind="application/json", change=None):
        """A signed request, as it goes over the line, and the answer, whose signature is good."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        address, key = f"/sealed/between/{path}", key or self.identity
        told, signature = crypto.request_headers(
            key, path=address, body=body, kind=kind, receiver=receiver or crypto.identity().name,
            now=int(time.time()) if now is None else now,
        )  # fmt: skip
        headers = {**told, **(change or {})}
        kind = headers.pop("Content-Type")
        self.last = (address, body, kind, headers, signature)
        return self.again(client)

    def again(self, client):
        """The very same request once more."""
        address, body, kind, headers, signature = self.last
        answer = client.post(address, body, content_type=kind, headers=headers)
        if answer.status_code != 500 and "Signature" in answer.headers:
            crypto.check_answer(
                answer.headers, status=answer.status_code, body=answer.content,
                signing=crypto.identity().signing, request=signature,
            )  # fmt: skip
        return answer

    def parcel(self, kind, thread, **content):
        statement = {
            "version": 1, "kind": kind, "id": str(uuid.uuid4()), "from": self.name, "to": crypto.identity().name,
            "thread": str(thread), "number": self.number, "at": timezone.now().isoformat(), **content,
        }  # fmt: skip
        self.number += 1
        return statement

    def signed(self, statement, sealed=b"", **changed):
        return {
            "statement": statement,
            "signature": self.identity.sign_statement(statement),
            "sealed": base64.b64encode(sealed).decode(),
            "growth": self.growth(),
            **changed,
        }

    def message(self, thread, office, words=b"Quellenhof 4711", *, files=(), **changed):
        """A message to an authority of this installation; its statement and the sealed bytes."""
        sealed = seal(words, self.secret, office.secret)
        here = {"owner": f"organisation:{office.organisation.pk}", "at": crypto.identity().name}
        told = {
            "message": str(uuid.uuid4()), "digest": hashlib.sha256(sealed).hexdigest(), "size": len(sealed),
            "keys": sorted([self.secret.fingerprint, office.secret.fingerprint]), "sender": self.sender,
            "parties": [self.sender, here], "files": list(files), **changed,
        }  # fmt: skip
        return self.parcel("message", thread, **told), sealed

    def receipt(self, envelope, act, **changed):
        statement = {
            "version": 1, "act": act, "thread": str(envelope.thread_id), "message": str(envelope.pk),
            "digest": envelope.digest, "by": {"owner": OWNER, "key": self.secret.fingerprint},
            "at": timezone.now().isoformat(), "note": "", **changed,
        }  # fmt: skip
        told = {"statement": statement, "signature": self.secret.sign(statement)}
        return self.parcel("receipt", envelope.thread_id, receipt=told)


def file_of(content, *secrets):
    """A sealed file in pieces: what is announced of it, and the pieces."""
    sealed = seal(content, *secrets)
    pieces = [sealed[at : at + rules.LONGEST_PIECE] for at in range(0, len(sealed), rules.LONGEST_PIECE)]
    digests = [hashlib.sha256(one).hexdigest() for one in pieces]
    told = {
        "id": str(uuid.uuid4()), "size": len(sealed), "pieces": digests, "digest": rules.digest_of_pieces(digests),
    }  # fmt: skip
    return told, pieces
