"""How a message to a webhook is signed (Standard Webhooks 1.0, symmetric, version 1), and how letters wait unread."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.fernet import InvalidToken

from comity.base.people.crypto import Unsealed, sealer


# The specification asks for 24 to 64 bytes, written in base64 after this prefix.
PREFIX: Final = "whsec_"
BYTES: Final = 32
# So that the key made for letters is of no use elsewhere, and the other way round.
LETTERS: Final = b"comity.notices.letters.1"


def new_secret() -> str:
    """A secret that nobody can guess."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode("ascii")


def signature(secret: str, *, name: str, timestamp: int, body: bytes) -> str:
    """What stands in ``webhook-signature``: ``v1,`` and HMAC-SHA256 over ``name.timestamp.body``, in base64.

    Args:
        secret: as ``new_secret`` gives it.
        name: what stands in ``webhook-id``; the same at every attempt.
        timestamp: what stands in ``webhook-timestamp``: seconds since 1970.
        body: as it is sent, byte for byte.
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{name}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode('ascii')}"


def seal(text: str) -> str:
    """Encrypt a letter that waits, with a key derived from the installation's own, which is not in the database."""
    return sealer(LETTERS).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Read a letter that waits.

    Raises:
        Unsealed: it was sealed with a key that this installation no longer has.
    """
    try:
        return sealer(LETTERS).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as no:
        raise Unsealed from no
