"""The key by which an installation is known to others: it signs what goes out, and receipts for what came in."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from comity.base.audit.crypto.keys import Signer
from comity.base.audit.crypto.trees import canonical


# Not the key of any log: a log says what is so, and this key says who speaks.
IDENTITY: Final = "exchange_identity_key"
GROUPS, BYTES, MODULUS = 8, 5, 100_000


class Identity(Signer):
    """The key of this installation."""

    @property
    def signing(self) -> str:
        """The public half, in base 64."""
        return base64.b64encode(self.key.public).decode()

    @property
    def name(self) -> str:
        """By which other installations name this one: the hash of its key."""
        return name_of(self.signing)

    def sign(self, content: bytes) -> bytes:
        """The signature of bytes."""
        return self._private.sign(content)

    def sign_statement(self, statement: dict[str, Any]) -> str:
        """The signature of plain data, in base 64."""
        return base64.b64encode(self.sign(canonical(statement))).decode()


def identity() -> Identity:
    """The key of this installation; made when there is none."""
    return _identity(settings.HOME, settings.AUDIT_NAME)


@cache
def _identity(home: Path, name: str) -> Identity:
    return Identity(home / IDENTITY, name=f"{name}/installation")


def name_of(signing: str) -> str:
    """The name of an installation, from its public key."""
    return hashlib.sha256(base64.b64decode(signing)).hexdigest()


def digits_of(signing: str) -> str:
    """The numbers by which people compare the key of an installation: eight groups of five digits.

    Each is five bytes of SHA-512, as the browser makes those of an authority's key; the script makes these as well.
    """
    return _digits({"signing": signing})


def digits_of_key(public: dict[str, Any]) -> str:
    """The numbers by which people compare the key of an authority, made in the same way of its public parts."""
    return _digits({name: public[name] for name in ("recipient", "recipient_pq", "signing")})


def _digits(told: dict[str, Any]) -> str:
    hashed = hashlib.sha512(canonical(told)).digest()
    groups = (int.from_bytes(hashed[n * BYTES : (n + 1) * BYTES]) % MODULUS for n in range(GROUPS))
    return " ".join(f"{one:05}" for one in groups)
