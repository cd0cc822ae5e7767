"""Ed25519 (RFC 8032), and checkpoints as transparency logs sign them (C2SP signed-note, tlog-checkpoint)."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from comity.base.audit.crypto.trees import SIZE, Wrong


# The kinds of key: of a log, and of a witness that signs with the time (C2SP tlog-cosignature).
ED25519: Final = 1
COSIGNATURE: Final = 4


# ---------------------------------------------------------------- Ed25519 (RFC 8032, section 5.1)

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, P - 2, P) % P
ROOT: Final = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _added(a: Point, b: Point) -> Point:
    minus, plus = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    crossed, doubled = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = plus - minus, doubled - crossed, doubled + crossed, plus + minus
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _added(found, point)
        point, factor = _added(point, point), factor >> 1
    return found


def _point(written: bytes) -> Point | None:
    number = int.from_bytes(written, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def verified_slowly(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature of Ed25519 is good, without any library (RFC 8032, 5.1.7); some milliseconds."""
    if len(key) != SIZE or len(signature) != 2 * SIZE:
        return False
    a, r = _point(key), _point(signature[:SIZE])
    s = int.from_bytes(signature[SIZE:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    asked = int.from_bytes(hashlib.sha512(signature[:SIZE] + key + message).digest(), "little") % ORDER
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(SIZE, "little"))
    assert base is not None
    left, right = _times(s, base), _added(r, _times(asked, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def verified(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature of Ed25519 is good: with the library where there is one, else with our own arithmetic."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 -- it may not be there
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 -- as above
    except ImportError:
        return verified_slowly(key, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# ---------------------------------------------------------------- keys, checkpoints: C2SP


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: ``name+hash+base64`` of the kind of key and 32 bytes."""

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature says which key made it."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


def key_of(text: str) -> Key:
    """Read a public key.

    Raises:
        Wrong: it is none.
    """
    name, _, rest = text.strip().partition("+")
    hashed, _, coded = rest.partition("+")
    try:
        raw = base64.b64decode(coded, validate=True)
        found = Key(name, raw[1:], raw[0])
        if not name or len(raw) != 1 + SIZE or found.id.hex() != hashed:
            raise ValueError(name)
    except (ValueError, IndexError) as error:
        raise Wrong(f"“{text.strip()[:60]}” is no key; one looks like name+1a2b3c4d+AbCd….") from error
    return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log signed: how many leaves it had, and the root over them."""

    origin: str
    size: int
    root: bytes
    # What is signed: the lines above the empty one.
    body: str
    note: str
    signatures: tuple[tuple[str, bytes], ...]

    def is_signed_by(self, key: Key) -> bool:
        """Whether one of its signatures is this key's, and good."""
        return any(
            name == key.name and raw[:4] == key.id and verified(key.public, raw[4:], self.body.encode())
            for name, raw in self.signatures
        )


def checkpoint_of(note: str) -> Checkpoint:
    """Read a checkpoint; its signatures are not yet checked.

    Raises:
        Wrong: it is none.
    """
    head, gap, tail = note.partition("\n\n— ")
    lines, signatures = head.split("\n"), []
    try:
        origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
        for line in f"— {tail}".rstrip("\n").split("\n"):
            _dash, name, coded = line.split(" ")
            signatures.append((name, base64.b64decode(coded, validate=True)))
        # A number may be written in one way only, or one checkpoint could have two texts.
        if not (gap and origin and len(root) == SIZE and size == str(int(size)) and int(size) >= 0):
            raise ValueError(size)
    except (ValueError, IndexError) as error:
        raise Wrong("This is no signed checkpoint: lines with origin, size and root, then signatures.") from error
    return Checkpoint(origin, int(size), root, head + "\n", note, tuple(signatures))
