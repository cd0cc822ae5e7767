"""How secrets are kept: what must be read again is sealed, what must only be known again is hashed."""

import base64
import hashlib
import secrets
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


# So that the key made here is of no use elsewhere, and the other way round.
PURPOSE: Final = b"comity.people.second-factor.1"
TOKEN_BYTES: Final = 32


class Unsealed(Exception):
    """A secret was sealed with a key that this installation no longer has."""


def new_token() -> str:
    """What nobody can guess, for a link or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Under which a token is known again; a token is long and random, so that one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(text: str) -> str:
    """Encrypt a secret with a key derived from the installation's own."""
    return sealer(PURPOSE).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Read a secret again.

    Raises:
        Unsealed: it was sealed with another key: ``COMITY_SECRET_KEY`` was changed.
    """
    try:
        return sealer(PURPOSE).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as no:
        raise Unsealed from no


def sealer(purpose: bytes) -> MultiFernet:
    """What seals for one purpose, with a key derived from the installation's own; former keys still open."""
    keys = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    derived = (HKDF(SHA256(), 32, salt=None, info=purpose).derive(key.encode()) for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
