import uuid
from dataclasses import dataclass, field
from typing import Any, Final


# What a file that is carried begins with: which parcels are in it, and what goes with them.
MANIFEST: Final = "exchange.json"


@dataclass(frozen=True, slots=True)
class Public:
    """A public key as a browser hands it in, to be put into the log.

    Args:
        content: what the log will say: owner, number, the three public parts, and the fingerprint of the key before.
        itself: the signature of that by this key.
        continuity: the signature of that by the key before; empty for a key that begins anew.
    """

    content: dict[str, Any]
    itself: str
    continuity: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """An envelope as a browser hands it in.

    Args:
        id: chosen by the browser, and named in what is sealed.
        content: the sealed bytes.
        digest: of these.
        keys: fingerprints of the keys to which they are sealed.
        attachments: keys of sealed files that are whole.
    """

    id: uuid.UUID
    content: bytes
    digest: str
    keys: tuple[str, ...]
    attachments: tuple[uuid.UUID, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Delivery:
    """A parcel as it comes from another installation, by the line or in a file.

    Args:
        statement: what it is, signed.
        signature: of the other installation, in base 64.
        sealed: the sealed bytes of a message; empty for a receipt.
        growth: what the log of keys there has grown by, as it tells us.
    """

    statement: dict[str, Any]
    signature: str
    sealed: bytes = b""
    growth: Any = None
