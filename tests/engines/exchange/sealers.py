"""A browser's part, in Python: keys of age and Ed25519, made and used as ui/scripts/sealing does."""

import base64
import hashlib
import uuid
from dataclasses import dataclass, field

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.base.audit.crypto.trees import canonical
from comity.engines.exchange import crypto
from comity.engines.exchange.shapes import Public, Sealed


@dataclass
class Secret:
    """A key of somebody; X25519 only, since Python's age has no hybrid key yet."""

    age: pyrage.x25519.Identity = field(default_factory=pyrage.x25519.Identity.generate)
    signer: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self):
        raw = self.signer.public_key().public_bytes_raw()
        return {
            "recipient": str(self.age.to_public()),
            "recipient_pq": "",
            "signing": base64.b64encode(raw).decode(),
        }

    @property
    def fingerprint(self):
        return crypto.fingerprint(self.public)

    def sign(self, content):
        return base64.b64encode(self.signer.sign(canonical(content))).decode()

    def published(self, owner, number=1, before=None):
        """This key as it is handed in, signed by the one before."""
        name = before.fingerprint if before else ""
        content = {"owner": owner, "number": number, "before": name, **self.public}
        return Public(content, self.sign(content), before.sign(content) if before else "")


def seal(content, *secrets):
    return pyrage.encrypt(content, [one.age.to_public() for one in secrets])


def envelope(words, *secrets, **changed):
    sealed = seal(words, *secrets)
    told = {
        "id": uuid.uuid4(),
        "content": sealed,
        "digest": hashlib.sha256(sealed).hexdigest(),
        "keys": tuple(one.fingerprint for one in secrets),
    }
    return Sealed(**told | changed)
