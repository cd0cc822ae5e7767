"""What the host can check of sealed things without a key: that they are sealed at all, signatures, the log of keys."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings

from comity.base.audit.crypto.keys import Signer
from comity.base.audit.crypto.notes import checkpoint_of, key_of, verified
from comity.base.audit.crypto.trees import Wrong, canonical, consistency, inclusion, leaf_hash, node_hash, subtree


# The log of keys has a key of its own: under that of the audit log, two different logs would have one name.
SIGNING: Final = "exchange_log_key"
BEGINNING: Final = b"age-encryption.org/v1\n"
# A line for each key. Some programs add one for none, so that nobody relies on there being no others (“grease”).
STANZA: Final = re.compile(rb"\n-> (?![^ \n]*-grease[ \n])")
SEAL: Final = b"\n--- "
# No head of ours is longer: a key that withstands quantum computers takes two kilobytes of it.
LONGEST_HEAD: Final = 1 << 20


def log_key() -> Signer:
    """The key by which the log of keys is known."""
    return Signer(settings.HOME / SIGNING, name=f"{settings.AUDIT_NAME}/keys")


def fingerprint(public: dict[str, Any]) -> str:
    """The hash by which a public key is named."""
    said = {name: public[name] for name in ("recipient", "recipient_pq", "signing")}
    return hashlib.sha256(canonical(said)).hexdigest()


def hash_of(leaf: Any) -> str:
    """The hash of a leaf, in hexadecimal."""
    return leaf_hash(leaf).hex()


def is_signed(signing: str, content: Any, signature: str) -> bool:
    """Whether a signature over plain data is good; both are in base 64."""
    try:
        key, signed = base64.b64decode(signing, validate=True), base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return verified(key, signed, canonical(content))


def stanzas(sealed: bytes) -> int | None:
    """For how many keys bytes are sealed, by the head of an age file; None when they are not sealed."""
    head, seal, _payload = sealed[:LONGEST_HEAD].partition(SEAL)
    if not sealed.startswith(BEGINNING) or not seal:
        return None
    return len(STANZA.findall(head))


class Tree:
    """The tree over the log of keys: small enough to be made anew for each question."""

    def __init__(self, hashes: Sequence[str]) -> None:
        self._rows = [[bytes.fromhex(one) for one in hashes]]
        while len(self._rows[-1]) > 1:
            row = self._rows[-1]
            self._rows.append([node_hash(row[n], row[n + 1]) for n in range(0, len(row) - 1, 2)])

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._rows[0])

    def _node(self, level: int, index: int) -> bytes:
        return self._rows[level][index]

    def root(self, size: int | None = None) -> bytes:
        """The hash over the first leaves, or over all."""
        return subtree(0, self.size if size is None else size, self._node)

    def path(self, index: int) -> list[bytes]:
        """What proves that a leaf is in the tree."""
        return inclusion(index, 0, self.size, self._node)

    def grown(self, first: int) -> list[bytes]:
        """What proves that the tree of the first leaves is the beginning of this one."""
        return [] if first in {0, self.size} else consistency(first, 0, self.size, self._node)

    def checkpoint(self) -> str:
        """The tree, signed."""
        return log_key().signed(self.size, self.root())


def root_of(checkpoint: str, key: str) -> tuple[int, bytes] | None:
    """Size and root of a log as a checkpoint says them, when this key has signed it."""
    try:
        found, signer = checkpoint_of(checkpoint), key_of(key)
    except Wrong:
        return None
    return (found.size, found.root) if found.is_signed_by(signer) else None
