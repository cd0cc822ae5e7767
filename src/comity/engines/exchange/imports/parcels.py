"""A file that was carried from another installation: the same checks as over the line, and taken once as well."""

import json
import zipfile
from dataclasses import dataclass
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.engines.exchange import actions, crypto, rules
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Peer
from comity.engines.exchange.rules import NotTaken
from comity.engines.exchange.shapes import MANIFEST, Delivery
from comity.kernel.errors import Refused


# Leaves of a log, and some thousand parcels.
LONGEST: Final = 30_000_000
# Zip files say in many ways that they are damaged.
DAMAGED: Final = (zipfile.BadZipFile, KeyError, ValueError, EOFError, NotImplementedError, OSError, RecursionError)


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one parcel of a file.

    Attributes:
        kind: message or receipt.
        thread: its conversation.
        act: delivered or refused.
        fault: why it was refused; empty when it was not.
    """

    kind: str
    thread: str
    act: str
    fault: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a file: from where it came, its parcels, and how many answers to ours it brought."""

    peer: Peer
    lines: tuple[Line, ...]
    answers: int


def take_file(file: IO[bytes], *, by: User) -> Carried:
    """Take a file that another installation has made.

    Raises:
        Refused: it is none, was cut, is for another installation, or comes from one that is not known or is blocked.
    """
    try:
        with zipfile.ZipFile(file) as found:
            return _taken(found, _manifest(found), by=by)
    except DAMAGED as error:
        raise Refused(_("This is no sealed file, or it was cut or changed on the way.")) from error


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    manifest = json.loads(_read(file, MANIFEST, LONGEST))
    if not isinstance(manifest, dict) or manifest.get("version") != rules.VERSION:
        raise ValueError(MANIFEST)
    return manifest


def _read(file: zipfile.ZipFile, name: str, longest: int) -> bytes:
    if file.getinfo(name).file_size > longest:
        raise ValueError(name)
    return file.read(name)


def _taken(file: zipfile.ZipFile, manifest: dict[str, Any], *, by: User) -> Carried:
    if manifest.get("to") != crypto.identity().name:
        raise Refused(Fault.NOT_FOR_US.label)
    peer = Peer.objects.filter(name=str(manifest.get("from"))).first()
    if peer is None:
        raise Refused(_("The installation that made this file is not known here. The registry adds it first."))
    if peer.blocked_at is not None:
        raise Refused(Fault.BLOCKED.label)
    lines = [_one(file, peer, parcel, manifest.get("growth"), by=by) for parcel in _several(manifest, "parcels")]
    brought = sum(actions.take_answer(peer, one, by=by) for one in _several(manifest, "answers"))
    return Carried(peer, tuple(lines), brought)


def _several(manifest: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = manifest.get(name)
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise ValueError(name)


def _one(file: zipfile.ZipFile, peer: Peer, parcel: dict[str, Any], growth: Any, *, by: User) -> Line:
    statement = parcel["statement"]
    if not isinstance(statement, dict):
        raise ValueError(MANIFEST)  # noqa: TRY004 -- what is damaged is said in one way
    is_message = statement.get("kind") == "message"
    sealed = _read(file, f"parcels/{statement.get('id')}.age", rules.LONGEST_BODY) if is_message else b""
    delivery = Delivery(statement, str(parcel.get("signature")), sealed, growth)
    try:
        rules.check_parcel(statement, delivery.signature, peer=peer)
        for one in statement.get("files", []):
            have = actions.announce_file(peer, one, statement["sender"], by=by)
            for number in range(have, len(one["pieces"])):
                content = _read(file, f"files/{one['id']}/{number}", rules.LONGEST_PIECE)
                actions.put_piece(peer, one["id"], number, content, by=by)
    except NotTaken:
        # Its own check says the same and signs it.
        pass
    answer = actions.accept(peer, delivery, by=by, is_carried=True)
    said = answer["statement"] or {"act": "refused", "reason": answer.get("fault", "")}
    fault = str(said.get("reason", ""))
    label = str(Fault(fault).label) if fault in Fault.values else ""
    return Line(str(statement.get("kind")), str(statement.get("thread")), str(said["act"]), label)
