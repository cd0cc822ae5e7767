"""What other installations ask of this one: every request is signed, and every answer."""

import json
import time
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comity.base.people.actions import ensure_service
from comity.engines.exchange import actions, crypto, rules
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Peer
from comity.engines.exchange.rules import NotTaken
from comity.engines.exchange.shapes import Delivery
from comity.engines.exchange.views.answering import decoded, read_plain
from comity.kernel.errors import Refused


JSON: Final = "application/json"
WELL, REFUSED = 200, 403
# The body of a question that asks nothing.
NOTHING: Final = b"{}"
Handler = Callable[..., dict[str, Any]]


def _answered(request: str, content: dict[str, Any], status: int = WELL) -> HttpResponse:
    body = json.dumps(content).encode()
    headers = crypto.answer_headers(
        crypto.identity(), status=status, body=body, kind=JSON, request=request, now=int(time.time())
    )
    return HttpResponse(body, status=status, headers=headers)


def _told(fault: Fault) -> dict[str, Any]:
    """A refusal for programs and for whoever looks for the reason."""
    return {"fault": fault.value, "message": str(fault.label)}


def of_installations(handler: Handler) -> Callable[..., HttpResponse]:
    """Answer another installation that staff have added; anybody else learns only that they are not known."""

    @wraps(handler)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            told = crypto.who_asks(request.headers)
        except crypto.Bad as bad:
            return HttpResponse(json.dumps(_told(Fault(bad.code))), status=REFUSED, content_type=JSON)
        body = request.read(rules.LONGEST_PARCEL + 1)
        try:
            peer = _known(request, told, body)
            content = handler(peer, body, **parts)
        except NotTaken as no:
            fault = {**_told(no.fault), "now": int(time.time())}
            return _answered(told.signature, fault, REFUSED)
        except Refused:
            return _answered(told.signature, _told(Fault.UNREADABLE), REFUSED)
        return _answered(told.signature, content)

    return csrf_exempt(never_cache(require_POST(answer)))


def _known(request: HttpRequest, told: crypto.Told, body: bytes) -> Peer:
    peer = Peer.objects.filter(name=told.keyid).first()
    if peer is None:
        actions.knock(told.keyid, Fault.STRANGER, by=ensure_service())
        raise NotTaken(Fault.STRANGER)
    try:
        crypto.check_request(
            request.headers,
            path=request.path,
            body=body,
            signing=peer.signing,
            receiver=crypto.identity().name,
            now=int(time.time()),
            skew=rules.SKEW,
        )
    except crypto.Bad as bad:
        raise NotTaken(Fault(bad.code)) from bad
    if peer.blocked_at is not None:
        actions.knock(peer.name, Fault.BLOCKED, by=ensure_service())
        raise NotTaken(Fault.BLOCKED)
    actions.keep_nonce(peer, told.nonce, by=ensure_service())
    return peer


@of_installations
def _whole_card(peer: Peer, body: bytes) -> dict[str, Any]:
    return actions.own_card(is_whole=True)


@csrf_exempt
@never_cache
@require_POST
def card(request: HttpRequest) -> HttpResponse:
    """Who this installation is; to those that it knows also which authorities it has, and its log of keys."""
    if "Signature" in request.headers:
        return _whole_card(request)
    # Whoever is not known has nothing to say: what they send is not read further.
    if request.read(len(NOTHING) + 1) != NOTHING:
        return HttpResponse(json.dumps(_told(Fault.UNREADABLE)), status=REFUSED, content_type=JSON)
    return HttpResponse(json.dumps(actions.own_card(is_whole=False)), content_type=JSON)


@of_installations
def file(peer: Peer, body: bytes) -> dict[str, Any]:
    """Announce a sealed file; how many of its pieces are here."""
    said = read_plain(body)
    return {"have": actions.announce_file(peer, said.get("file"), said.get("sender"), by=ensure_service())}


@of_installations
def piece(peer: Peer, body: bytes, key: uuid.UUID, number: int) -> dict[str, Any]:
    """Take a piece of a sealed file."""
    actions.put_piece(peer, str(key), number, body, by=ensure_service())
    return {}


@of_installations
def parcel(peer: Peer, body: bytes) -> dict[str, Any]:
    """Take a parcel; the answer is signed by itself as well, so that it can be kept and shown."""
    said = read_plain(body)
    delivery = Delivery(
        statement=said["statement"] if isinstance(said.get("statement"), dict) else {},
        signature=str(said.get("signature")),
        sealed=decoded(str(said.get("sealed"))),
        growth=said.get("growth"),
    )
    return actions.accept(peer, delivery, by=ensure_service())
