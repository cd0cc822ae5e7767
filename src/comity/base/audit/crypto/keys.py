"""The keys of this installation's log: one signs checkpoints, one seals events as they are written."""

import base64
import hashlib
import hmac
import os
import secrets
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.base.audit.crypto.notes import COSIGNATURE, ED25519, Key
from comity.base.audit.crypto.trees import SIZE, Wrong, canonical


SIGNING: Final = "audit_signing_key"
SEALING: Final = "audit_sealing_key"
WITNESSING: Final = "audit_witness_key"
# As the programs of Go write a signing key.
PREFIX: Final = "PRIVATE+KEY+"


def _kept(path: Path, made: str) -> str:
    """What a secret file holds; made now, readable by its owner only, when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Written whole under another name first: two processes may start at once, and one reads what the other wrote.
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        fresh.touch(mode=0o600, exist_ok=False)
        fresh.write_text(made, encoding="utf-8")
        try:
            os.link(fresh, path)
        finally:
            fresh.unlink()
    return path.read_text(encoding="utf-8").strip()


class Signer:
    """A key that signs, and the public half of it.

    Args:
        path: the file that holds it; made when there is none.
        name: under which a new one signs: a name without spaces and ``+``, such as ``comity.example/audit``.
        kind: of key: a log's own, or a witness's.

    Raises:
        Wrong: the file holds no such key.
    """

    def __init__(self, path: Path, *, name: str, kind: int = ED25519) -> None:
        seed = secrets.token_bytes(SIZE)
        coded = base64.b64encode(bytes([kind]) + seed).decode()
        text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        if not text:
            public = _public(Ed25519PrivateKey.from_private_bytes(seed))
            text = _kept(path, f"{PREFIX}{name}+{Key(name, public, kind).id.hex()}+{coded}\n")
        try:
            kept_name, hashed, rest = text.removeprefix(PREFIX).split("+", 2)
            raw = base64.b64decode(rest, validate=True)
            self._private = Ed25519PrivateKey.from_private_bytes(raw[1:])
            self.key = Key(kept_name, _public(self._private), raw[0])
            if self.key.id.hex() != hashed or raw[0] != kind:
                raise ValueError(hashed)
        except (ValueError, IndexError) as error:
            raise Wrong(
                f"{path} holds no signing key. Restore it from a backup; a new one would begin a new log."
            ) from error

    def signed(self, size: int, root: bytes) -> str:
        """The signed checkpoint of a log that is this key's own."""
        body = f"{self.key.name}\n{size}\n{base64.b64encode(root).decode()}\n"
        return f"{body}\n{self._line(self._private.sign(body.encode()))}"

    def cosigned(self, body: str, moment: int) -> str:
        """The line by which a witness says that it saw a checkpoint, at a moment in seconds since 1970."""
        signature = self._private.sign(f"cosignature/v1\ntime {moment}\n{body}".encode())
        return self._line(struct.pack(">Q", moment) + signature)

    def _line(self, signature: bytes) -> str:
        return f"— {self.key.name} {base64.b64encode(self.key.id + signature).decode()}\n"


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def signer(home: Path, name: str) -> Signer:
    """The key with which the log of an installation is signed."""
    return Signer(home / SIGNING, name=name)


def witness(home: Path, name: str) -> Signer:
    """The key with which an installation signs what it saw of other logs."""
    return Signer(home / WITNESSING, name=name, kind=COSIGNATURE)


_SEALING: dict[Path, bytes] = {}


def seal(home: Path, event: dict[str, Any]) -> str:
    """The seal of an event as it is written: HMAC-SHA256 over all of it but its number, which it does not have yet.

    Who can write to the database but has not this key can neither make an event up nor change one unseen.
    """
    path = home / SEALING
    if path not in _SEALING:
        _SEALING[path] = bytes.fromhex(_kept(path, secrets.token_hex(SIZE)))
    content = {name: value for name, value in event.items() if name != "number"}
    return hmac.new(_SEALING[path], canonical(content), hashlib.sha256).hexdigest()


def is_sealed(home: Path, event: dict[str, Any], given: str) -> bool:
    """Whether a seal is the one that this event was given."""
    return hmac.compare_digest(seal(home, event), given)


def commitment(salt: bytes, value: Any) -> str:
    """What stands in the log for a value that is secret; with the salt it can be shown later, without it never."""
    return hmac.new(salt, canonical(value), hashlib.sha256).hexdigest()
