"""One question to another installation: signed, sent by HTTPS, and answered with a signature."""

import base64
import json
import time
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.actions.mirroring import take_growth
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Peer
from comity.engines.exchange.rules import NotTaken
from comity.kernel import outside
from comity.kernel.errors import Refused


JSON: Final = "application/json"
OCTETS: Final = "application/octet-stream"
BETWEEN: Final = "/sealed/between/"
# Seconds for an answer: the other side may wait for its database.
TIMEOUT: Final = 20.0
LONGEST_ANSWER: Final = 8_000_000
WELL: Final = 200


class NotCalled(Exception):
    """No answer that counts: the line is cut, or what answered is not the installation that was added."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


def call(peer: Peer, path: str, body: bytes, kind: str = JSON) -> dict[str, Any]:
    """Ask another installation.

    Raises:
        NotCalled: it did not answer, or says for a reason that it does not do this.
    """
    if not peer.address:
        raise NotCalled(Fault.NO_LINE)
    key, address = crypto.identity(), f"{peer.address}{BETWEEN}{path}"
    headers, signature = crypto.request_headers(
        key, path=urlsplit(address).path, body=body, kind=kind, receiver=peer.name, now=int(time.time())
    )
    reply = _posted(address, body, headers)
    try:
        crypto.check_answer(
            reply.headers, status=reply.status, body=reply.body, signing=peer.signing, request=signature
        )
    except crypto.Bad as error:
        # An answer that is not signed is of what stands before it, or of a server that has failed; unless another
        # key is at home there, which refuses what is for the one that we know.
        fault = Fault.NOT_THEM if reply.status == WELL or _is_another(peer) else Fault.STATUS
        raise NotCalled(fault, str(reply.status)) from error
    found = _read(reply.body)
    if reply.status != WELL:
        said = str(found.get("fault", ""))
        raise NotCalled(Fault(said) if said in Fault.values else Fault.STATUS, str(found.get("now", "")))
    return found


def _is_another(peer: Peer) -> bool:
    """Whether an installation with another key says of itself that it is at the address of one that we know."""
    try:
        return bool(introduce(peer.address)["statement"]["signing"] != peer.signing)
    except NotCalled:
        return False


def _posted(address: str, body: bytes, headers: dict[str, str]) -> outside.Reply:
    try:
        return outside.post(
            address,
            body,
            headers,
            is_internal_allowed=settings.INTERNAL_WEBHOOKS,
            timeout=TIMEOUT,
            longest=LONGEST_ANSWER,
        )
    except outside.Unreachable as error:
        raise NotCalled(Fault(error.reason.value), error.detail) from error


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotCalled(Fault.NOT_THEM) from error
    if not isinstance(found, dict):
        raise NotCalled(Fault.NOT_THEM)
    return found


def introduce(address: str) -> dict[str, Any]:
    """What an installation at an address says of itself to whom it does not know; signed by the key that it names.

    Raises:
        NotCalled: nothing there is an installation.
    """
    reply = _posted(f"{address}{BETWEEN}card", b"{}", {"Content-Type": JSON})
    card = _read(reply.body)
    if not is_card(card):
        raise NotCalled(Fault.NOT_THEM, str(reply.status))
    return card


def own_card(*, is_whole: bool) -> dict[str, Any]:
    """What this installation says of itself; to those that it knows also its authorities and its log of keys."""
    own = crypto.identity()
    statement: dict[str, Any] = {
        "version": rules.VERSION,
        "kind": "card",
        "title": settings.AUDIT_NAME.rpartition("/")[0],
        "address": settings.PUBLIC_ADDRESS,
        "signing": own.signing,
        "at": timezone.now().isoformat(timespec="seconds"),
    }
    if is_whole:
        statement |= {"authorities": queries.authorities_here(), "growth": queries.growth(0)}
    return {"statement": statement, "signature": own.sign_statement(statement)}


def is_card(card: Any) -> bool:
    """Whether this is what an installation says of itself, signed by the key that it names."""
    statement = card.get("statement") if isinstance(card, dict) else None
    if not isinstance(statement, dict) or statement.get("kind") != "card":
        return False
    texts = [statement.get(name) for name in ("title", "address", "signing")] + [card.get("signature")]
    if not all(isinstance(one, str) for one in texts):
        return False
    return crypto.is_signed(statement["signing"], statement, card["signature"])


@transaction.atomic
def take_card(peer: Peer, card: Any, *, by: Actor) -> None:
    """Keep what a known installation says of itself: its authorities, and its log of keys.

    Raises:
        NotTaken: it is another installation's, or its log is not the one that we know.
    """
    if not is_card(card) or card["statement"]["signing"] != peer.signing:
        raise NotTaken(Fault.SIGNATURE)
    statement = card["statement"]
    if statement.get("growth") is not None:
        take_growth(peer, statement["growth"], by=by)
    several = statement.get("authorities")
    if isinstance(several, list) and all(map(_is_authority, several)):
        now = timezone.now()
        Peer.objects.filter(pk=peer.pk).update(authorities=several, heard_at=now, asked_at=now)
        note("exchange.take_card", None, by=by, of=peer.name, authorities=len(several))


def _is_authority(one: Any) -> bool:
    texts = isinstance(one, dict) and all(isinstance(one.get(name), str) for name in ("owner", "name", "place"))
    return texts and rules.is_party({"owner": one["owner"], "at": "0" * 64}) and 0 < len(one["name"]) <= 200  # noqa: PLR2004 -- as the column


def ask(peer: Peer, *, by: Actor) -> None:
    """Ask an installation for its authorities and its log of keys.

    Raises:
        Refused: it does not answer, or what it says is not taken; the sentence says why.
    """
    try:
        take_card(peer, call(peer, "card", b"{}"), by=by)
    except (NotCalled, NotTaken) as error:
        sentence = str(error.fault.label)
        if error.fault is Fault.STRANGER:
            # The line holds; what is missing is done there.
            sentence = _("It does not know this installation yet. Have it added there too, then ask again.")
        raise Refused(sentence) from error


def coded(content: bytes) -> str:
    """Bytes inside plain data."""
    return base64.b64encode(content).decode()
