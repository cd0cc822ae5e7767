"""What waits for other installations goes out: each conversation in its order, at least once, until it is answered."""

import json
import logging
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.actions.calling import OCTETS, NotCalled, call, coded
from comity.engines.exchange.actions.telling import STOPPED, tell
from comity.engines.exchange.enums import Fault, Passage
from comity.engines.exchange.models import Parcel, Peer, Piece


LOG: Final = logging.getLogger("comity.exchange")
Stop = Callable[[], bool]


def never() -> bool:
    """A round that nobody stops."""
    return False


def forward_due(*, by: User, stop: Stop = never) -> int:
    """Send everything that is due; how much of it was taken.

    Any number of processes may do this at once. One that dies leaves what it had in hand; it goes out again, and the
    other side, which knows it by its digest, answers as before.
    """
    taken = 0
    _give_up_late(by=by)
    while not stop() and (parcel := _claimed()) is not None:
        taken += _forward(parcel, by=by)
    return taken


def _claimed() -> Parcel | None:
    """Take a parcel in hand for a while; what another process takes at the same moment is left to it."""
    while (parcel := queries.due(timezone.now()).first()) is not None:
        mine = Parcel.objects.filter(pk=parcel.pk, state=Passage.WAITING, attempts=parcel.attempts)
        if mine.update(next_at=timezone.now() + rules.LEASE, attempts=F("attempts") + 1):
            parcel.attempts += 1
            return parcel
    return None


def _hold(parcel: Parcel) -> None:
    """Keep it in hand: a large file takes longer than anybody waits for a process that has died."""
    Parcel.objects.filter(pk=parcel.pk, state=Passage.WAITING).update(next_at=timezone.now() + rules.LEASE)


def _forward(parcel: Parcel, *, by: User) -> int:
    peer = parcel.peer
    try:
        for file in parcel.statement.get("files", []):
            _forward_file(parcel, file)
        answer = call(peer, "parcels", _body(parcel))
    except NotCalled as error:
        _not_called(parcel, error, by=by)
        return 0
    return take_answer(peer, answer, by=by)


def _body(parcel: Parcel) -> bytes:
    sealed = bytes(parcel.envelope.sealed) if parcel.envelope is not None else b""
    told = Peer.objects.values_list("told_size", flat=True).get(pk=parcel.peer_id)
    content = {"statement": parcel.statement, "signature": parcel.signature, "sealed": coded(sealed)}
    return json.dumps({**content, "growth": queries.growth(told)}).encode()


def _forward_file(parcel: Parcel, file: dict[str, Any]) -> None:
    """The pieces of a file that are not there yet; after a break from where it broke off."""
    announced = json.dumps({"file": file, "sender": parcel.statement["sender"]}).encode()
    have = call(parcel.peer, "files", announced).get("have")
    if type(have) is not int:
        raise NotCalled(Fault.NOT_THEM)
    for number in range(have, len(file["pieces"])):
        _hold(parcel)
        piece = Piece.objects.get(attachment=file["id"], number=number)
        call(parcel.peer, f"files/{file['id']}/{number}", bytes(piece.sealed), OCTETS)


@transaction.atomic
def take_answer(peer: Peer, answer: dict[str, Any], *, by: User) -> int:
    """Keep what another installation signed of a parcel of ours; 1 when it says that it has it.

    An answer that is of no parcel of ours, or not signed by the installation to which it went, changes nothing.
    """
    statement, signature, now = answer.get("statement"), str(answer.get("signature")), timezone.now()
    if not isinstance(statement, dict) or not crypto.is_signed(peer.signing, statement, signature):
        return 0
    digest = str(statement.get("digest"))
    parcel = Parcel.objects.select_for_update().filter(peer=peer, digest=digest).first()
    if parcel is None or str(parcel.pk) != statement.get("parcel") or parcel.state == Passage.TAKEN:
        return 0
    Peer.objects.filter(pk=peer.pk).update(faults=0, fault="", detail="", heard_at=now, next_at=now)
    reason = str(statement.get("reason"))
    kept = {"signature": signature, "statement": statement}
    mine = Parcel.objects.filter(pk=parcel.pk)
    if statement.get("act") == "delivered":
        mine.update(state=Passage.TAKEN, fault="", answer=kept, answered_at=now)
        grown = queries.growth(0)["hashes"]
        Peer.objects.filter(pk=peer.pk, told_size__lt=len(grown)).update(told_size=len(grown))
        note("exchange.delivered", parcel.envelope or parcel.receipt, by=by, to=peer.name)
        return 1
    if reason in rules.FINAL:
        mine.update(state=Passage.REFUSED, fault=reason, answer=kept, answered_at=now)
        note("exchange.not_taken", parcel.envelope or parcel.receipt, by=by, to=peer.name, reason=reason)
        _tell_staff(parcel, by=by)
        return 0
    have = statement.get("have")
    if reason == Fault.LOG_GAP and type(have) is int and have >= 0:
        Peer.objects.filter(pk=peer.pk).update(told_size=have)
    pause = rules.pause_after(parcel.attempts)
    mine.update(fault=reason if reason in Fault.values else Fault.STATUS, next_at=now + pause)
    return 0


@transaction.atomic
def _not_called(parcel: Parcel, error: NotCalled, *, by: User) -> None:
    """The line is at fault, not the parcel: nothing goes to that installation until the pause is over."""
    now = timezone.now()
    peer = Peer.objects.select_for_update().get(pk=parcel.peer_id)
    peer.faults += 1
    peer.fault, peer.detail = error.fault.value, error.detail[:200]
    peer.next_at = now + rules.pause_after(peer.faults)
    if error.fault == Fault.CLOCK and error.detail.isdecimal():
        peer.skew = int(error.detail) - int(now.timestamp())
    peer.save(update_fields=["faults", "fault", "detail", "next_at", "skew"])
    Parcel.objects.filter(pk=parcel.pk, state=Passage.WAITING).update(next_at=now, fault=error.fault.value)
    if peer.faults == 1:
        note("exchange.not_called", None, by=by, of=peer.name, reason=error.fault.value)
    LOG.warning("%s did not take a parcel: %s", peer.pk[:12], error.fault.value)


def _give_up_late(*, by: User) -> None:
    """Give up what was tried for two weeks, and tell staff once."""
    late = list(queries.late(timezone.now())[:100])
    for parcel in late:
        with transaction.atomic():
            mine = Parcel.objects.filter(pk=parcel.pk, state=Passage.WAITING)
            if mine.update(state=Passage.GIVEN_UP):
                note("exchange.give_up", parcel, by=by, reason=parcel.fault)
                _tell_staff(parcel, by=by)


def _tell_staff(parcel: Parcel, *, by: User) -> None:
    tell(queries.staff(), STOPPED, about=f"parcel:{parcel.pk}", address="/exchange/installations/", by=by)
