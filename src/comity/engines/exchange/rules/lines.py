"""What is taken from another installation, and when something is tried again."""

import datetime as dt
import hashlib
import re
import uuid
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.audit.crypto.trees import canonical
from comity.base.people.models import User
from comity.engines.exchange import crypto
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Peer
from comity.engines.exchange.rules.sealing import LONGEST_PIECE
from comity.kernel.errors import NotPermitted


VERSION: Final = 1
# By how much two clocks may differ, in seconds; for as long a request could be sent again, its nonce is kept.
SKEW: Final = 300
KEPT_NONCES: Final = dt.timedelta(seconds=3 * SKEW)
# Who has something in hand for so long has died.
LEASE: Final = dt.timedelta(seconds=30)
LONGEST_PAUSE: Final = dt.timedelta(hours=1)
GIVEN_UP_AFTER: Final = dt.timedelta(days=14)
# A parcel in base 64 with what stands around it, and some thousand leaves of a log.
LONGEST_PARCEL: Final = 4_000_000
# Files that one installation may have begun here and not finished, and strangers that we remember.
MOST_UNSENT: Final = 100
MOST_STRANGERS: Final = 200
AUTHORITY: Final = re.compile(r"organisation:\d{1,12}", re.ASCII)
HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
# Refusals that the same parcel meets again, however often it comes.
FINAL: Final = frozenset(
    {
        Fault.UNREADABLE,
        Fault.SIGNATURE,
        Fault.NOT_FOR_US,
        Fault.CHANGED,
        Fault.NOT_SEALED,
        Fault.REPLAYED,
        Fault.REVOKED,
        Fault.OTHER_KEYS,
        Fault.OTHER_PARTIES,
    }
)


class NotTaken(Exception):
    """Something of another installation is not taken; both sides are told why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def pause_after(faults: int) -> dt.timedelta:
    """How long to wait after so many failures in a row: a second, two, four, up to an hour."""
    return min(dt.timedelta(seconds=1 << min(max(faults, 1) - 1, 12)), LONGEST_PAUSE)


def check_may_manage(person: User | None) -> None:
    """Raise NotPermitted unless the person may say with which installations this one exchanges."""
    if not may(person, Permission.ORGANISATION_MANAGE):
        raise NotPermitted(_("Only the Secretariat’s registry says with which installations this one exchanges."))


def check_parcel(statement: Any, signature: Any, *, peer: Peer) -> None:
    """Raise NotTaken unless a parcel is of this installation, for us, and signed as it is."""
    if not isinstance(statement, dict) or not isinstance(signature, str) or statement.get("version") != VERSION:
        raise NotTaken(Fault.UNREADABLE)
    if not crypto.is_signed(peer.signing, statement, signature):
        raise NotTaken(Fault.SIGNATURE)
    if statement.get("from") != peer.name or statement.get("to") != crypto.identity().name:
        raise NotTaken(Fault.NOT_FOR_US)
    if not _is_plain(statement):
        raise NotTaken(Fault.UNREADABLE)


def _is_plain(statement: dict[str, Any]) -> bool:
    kind = statement.get("kind")
    kind, keys = statement.get("kind"), (statement.get("id"), statement.get("thread"))
    said = type(statement.get("number")) is int and all(map(is_key, keys)) and is_moment(statement.get("at"))
    if kind == "receipt":
        receipt = statement.get("receipt")
        return said and isinstance(receipt, dict) and isinstance(receipt.get("statement"), dict)
    if kind != "message" or not said:
        return False
    parties, files = statement.get("parties"), statement.get("files")
    return (
        is_key(statement.get("message"))
        and isinstance(parties, list)
        and all(is_party(one) for one in [*parties, statement.get("sender")])
        and isinstance(files, list)
        and all(is_file(one) for one in files)
        and _are_digests(statement.get("keys"))
        and _are_digests([statement.get("digest")])
    )


def is_party(one: Any) -> bool:
    """Whether this names an authority and where it lives."""
    return (
        isinstance(one, dict)
        and isinstance(one.get("owner"), str)
        and AUTHORITY.fullmatch(one["owner"]) is not None
        and isinstance(one.get("at"), str)
        and HEX.fullmatch(one["at"]) is not None
    )


def is_file(one: Any) -> bool:
    """Whether this announces a sealed file and the digests of its pieces."""
    return bool(
        isinstance(one, dict)
        and is_key(one.get("id"))
        and isinstance(one.get("size"), int)
        and one["size"] > 0
        and _are_digests(one.get("pieces"))
        and bool(one["pieces"])
        and one.get("digest") == digest_of_pieces(one["pieces"])
    )


def is_piece(content: bytes, digest: str) -> bool:
    """Whether bytes are a piece of this digest."""
    return 0 < len(content) <= LONGEST_PIECE and hashlib.sha256(content).hexdigest() == digest


def digest_of_pieces(digests: list[str]) -> str:
    """The digest of a sealed file: over the digests of its pieces."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()


def digest_of(statement: dict[str, Any]) -> str:
    """The digest of plain data."""
    return hashlib.sha256(canonical(statement)).hexdigest()


def _are_digests(several: Any) -> bool:
    return isinstance(several, list) and all(isinstance(one, str) and HEX.fullmatch(one) for one in several)


def is_key(text: Any) -> bool:
    """Whether this is a key as we write them."""
    try:
        return bool(str(uuid.UUID(text)) == text)
    except (ValueError, AttributeError, TypeError):
        return False


def is_moment(text: Any) -> bool:
    """Whether this is a moment of which the zone is known."""
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except (ValueError, TypeError):
        return False
