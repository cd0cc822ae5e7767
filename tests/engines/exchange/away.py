"""An authority without an installation, in Python: its card, and the answers that it saves as files."""

import hashlib
import json
import uuid

from django.utils import timezone

from comity.engines.exchange import crypto, rules

from .sealers import Secret, seal


class Away:
    """An authority without an installation, as its page does things."""

    def __init__(self, name="Prosecutor of Elsewhere"):
        self.name, self.secret, self.number, self.before = name, Secret(), 1, None
        self.owner = rules.owner_of(self.secret.public)

    @property
    def digits(self):
        return crypto.digits_of_key(self.secret.public)

    def card(self, **changed):
        public = self.secret.published(self.owner, self.number, self.before)
        statement = {
            "version": 1, "kind": "comity-card", "name": self.name, "content": public.content,
            "self": public.itself, "continuity": public.continuity, **changed,
        }  # fmt: skip
        return {"statement": statement, "signature": self.secret.sign(statement)}

    def change_key(self):
        self.before, self.secret, self.number = self.secret, Secret(), self.number + 1

    def receipt(self, about, act, secret=None):
        secret = secret or self.secret
        statement = {
            "version": 1, "act": act, "thread": str(about.thread_id), "message": str(about.pk),
            "digest": about.digest, "by": {"owner": self.owner, "key": secret.fingerprint},
            "at": timezone.now().isoformat(), "note": "",
        }  # fmt: skip
        return {"statement": statement, "signature": secret.sign(statement)}

    def answer(self, about, office, *, words=b"", files=(), acts=("opened",), secret=None, **changed):
        """The bytes of an answer, as the page saves them."""
        secret = secret or self.secret
        sealed = seal(words, office.secret, secret) if words else b""
        several, bodies = [], []
        for one in files:
            body = seal(one, office.secret, secret)
            pieces = [body[at : at + rules.LONGEST_PIECE] for at in range(0, len(body), rules.LONGEST_PIECE)]
            digests = [hashlib.sha256(piece).hexdigest() for piece in pieces]
            digest = rules.digest_of_pieces(digests)
            several.append({"id": str(uuid.uuid4()), "size": len(body), "digest": digest, "pieces": digests})
            bodies.append(body)
        statement = {
            "version": 1, "kind": "comity-answer", "thread": str(about.thread_id), "about": str(about.pk),
            "message": str(uuid.uuid4()), "digest": hashlib.sha256(sealed).hexdigest() if sealed else "",
            "size": len(sealed), "keys": [office.secret.fingerprint, secret.fingerprint] if sealed else [],
            "files": several, "by": {"owner": self.owner, "key": secret.fingerprint},
            "at": timezone.now().isoformat(), **changed,
        }  # fmt: skip
        head = {
            "version": 1, "kind": "comity-answer", "statement": statement, "signature": secret.sign(statement),
            "receipts": [self.receipt(about, act, secret) for act in acts],
        }  # fmt: skip
        return json.dumps(head, separators=(",", ":")).encode() + b"\n" + sealed + b"".join(bodies)
