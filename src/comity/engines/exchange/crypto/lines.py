"""Signed requests and answers between installations: HTTP Message Signatures (RFC 9421) over digests (RFC 9530).

Whatever stands between two installations may end TLS and begin it anew; what it may not do is to change a request,
send it to another installation, or send it again later.
"""

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.base.audit.crypto.notes import verified
from comity.engines.exchange.crypto.installations import Identity, name_of


LABEL: Final = "comity"
TAG: Final = "comity-exchange"
RECEIVER: Final = "comity-receiver"
COVERED: Final = ("@method", "@path", "content-digest", "content-type", RECEIVER)
ANSWERED: Final = ("@status", "content-digest", "content-type", f'"signature";req;key="{LABEL}"')
# As RFC 9421 writes it; we take the form that we write, and no other.
INPUT: Final = re.compile(
    rf'{LABEL}=(?P<params>\((?P<covered>[^()]*)\);created=(?P<created>\d{{1,12}})(?:;nonce="(?P<nonce>[\w-]{{16,64}})")?'
    r';keyid="(?P<keyid>[0-9a-f]{64})";alg="ed25519";tag="comity-exchange")',
    re.ASCII,
)
SIGNATURE: Final = re.compile(rf"{LABEL}=:(?P<signature>[A-Za-z0-9+/=]{{1,120}}):")


class Bad(Exception):
    """A request or an answer is not signed as it must be; the code says what is wrong."""

    def __init__(self, code: str, told: "Told | None" = None) -> None:
        super().__init__(code)
        self.code = code
        self.told = told


@dataclass(frozen=True, slots=True)
class Told:
    """What a signature says of itself.

    Attributes:
        keyid: the name of the installation that signed.
        created: when, in seconds since 1970, by its clock.
        nonce: said once only.
        signature: in base 64.
    """

    keyid: str
    created: int
    nonce: str
    signature: str


def body_digest(body: bytes) -> str:
    """The digest of a body as a header says it."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _quoted(names: tuple[str, ...]) -> str:
    return " ".join(one if one.startswith('"') else f'"{one}"' for one in names)


def _base(parts: Mapping[str, str], names: tuple[str, ...], params: str) -> bytes:
    """What is signed (RFC 9421, section 2.5)."""
    lines = [f"{one if one.startswith(chr(34)) else f'{chr(34)}{one}{chr(34)}'}: {parts[one]}" for one in names]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def request_headers(  # noqa: PLR0913 -- what is signed is all of this
    key: Identity, *, path: str, body: bytes, kind: str, receiver: str, now: int
) -> tuple[dict[str, str], str]:
    """The headers of a request, and its signature.

    Args:
        key: of this installation.
        path: to which it is sent.
        body: what is sent.
        kind: the type of that.
        receiver: the name of the installation for which alone it is good.
        now: seconds since 1970.
    """
    digest = body_digest(body)
    nonce = secrets.token_urlsafe(18)
    params = f'({_quoted(COVERED)});created={now};nonce="{nonce}";keyid="{key.name}";alg="ed25519";tag="{TAG}"'
    parts = {"@method": "POST", "@path": path, "content-digest": digest, "content-type": kind, RECEIVER: receiver}
    signature = base64.b64encode(key.sign(_base(parts, COVERED, params))).decode()
    headers = {
        "Content-Type": kind,
        "Content-Digest": digest,
        "Comity-Receiver": receiver,
        "Signature-Input": f"{LABEL}={params}",
        "Signature": f"{LABEL}=:{signature}:",
    }
    return headers, signature


def _told(headers: Mapping[str, str], expected: tuple[str, ...]) -> tuple[Told, str]:
    said = INPUT.fullmatch(headers.get("Signature-Input", ""))
    signed = SIGNATURE.fullmatch(headers.get("Signature", ""))
    if said is None or signed is None or said["covered"] != _quoted(expected):
        raise Bad("unsigned")
    told = Told(said["keyid"], int(said["created"]), said["nonce"] or "", signed["signature"])
    return told, said["params"]


def _is_good(signing: str, signature: str, base: bytes) -> bool:
    try:
        return verified(base64.b64decode(signing), base64.b64decode(signature, validate=True), base)
    except (binascii.Error, ValueError):
        return False


def who_asks(headers: Mapping[str, str]) -> Told:
    """Whose key a request says that it is signed with; not yet checked.

    Raises:
        Bad: it is not signed.
    """
    told, _params = _told(headers, COVERED)
    if not told.nonce:
        raise Bad("unsigned", told)
    return told


def check_request(  # noqa: PLR0913 -- as above
    headers: Mapping[str, str], *, path: str, body: bytes, signing: str, receiver: str, now: int, skew: int
) -> None:
    """Check a request of the installation that has this key.

    Raises:
        Bad: it is not for us, was changed or cut, is not signed by this key, or is of another time.
    """
    told, params = _told(headers, COVERED)
    parts = {
        "@method": "POST",
        "@path": path,
        "content-digest": headers.get("Content-Digest", ""),
        "content-type": headers.get("Content-Type", ""),
        RECEIVER: headers.get("Comity-Receiver", ""),
    }
    if told.keyid != name_of(signing) or not _is_good(signing, told.signature, _base(parts, COVERED, params)):
        raise Bad("signature", told)
    if parts[RECEIVER] != receiver:
        raise Bad("not-for-us", told)
    if parts["content-digest"] != body_digest(body):
        raise Bad("changed", told)
    if abs(now - told.created) > skew:
        raise Bad("clock", told)


def answer_headers(  # noqa: PLR0913 -- as above
    key: Identity, *, status: int, body: bytes, kind: str, request: str, now: int
) -> dict[str, str]:
    """The headers of an answer; it holds for the one request with this signature, and no other."""
    digest = body_digest(body)
    params = f'({_quoted(ANSWERED)});created={now};keyid="{key.name}";alg="ed25519";tag="{TAG}"'
    parts = {"@status": str(status), "content-digest": digest, "content-type": kind, ANSWERED[3]: f":{request}:"}
    signature = base64.b64encode(key.sign(_base(parts, ANSWERED, params))).decode()
    return {
        "Content-Type": kind,
        "Content-Digest": digest,
        "Signature-Input": f"{LABEL}={params}",
        "Signature": f"{LABEL}=:{signature}:",
    }


def check_answer(headers: Mapping[str, str], *, status: int, body: bytes, signing: str, request: str) -> int:
    """Check an answer to our request with this signature; when it was given, by the other's clock.

    Raises:
        Bad: it was changed or cut, is an answer to something else, or is not signed by this key.
    """
    told, params = _told(headers, ANSWERED)
    parts = {
        "@status": str(status),
        "content-digest": headers.get("Content-Digest", ""),
        "content-type": headers.get("Content-Type", ""),
        ANSWERED[3]: f":{request}:",
    }
    if told.keyid != name_of(signing) or not _is_good(signing, told.signature, _base(parts, ANSWERED, params)):
        raise Bad("signature", told)
    if parts["content-digest"] != body_digest(body):
        raise Bad("changed", told)
    return told.created
