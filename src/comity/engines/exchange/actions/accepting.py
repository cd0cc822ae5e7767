"""What comes from another installation: taken once, answered with a signature, and answered the same way again."""

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import Organisation, User
from comity.engines.exchange import crypto, queries, registry, rules
from comity.engines.exchange.actions.mirroring import take_growth
from comity.engines.exchange.actions.telling import ARRIVED, tell
from comity.engines.exchange.enums import Act, Fault, Passage
from comity.engines.exchange.models import (
    Abroad,
    Arrival,
    Attachment,
    AuthorityKey,
    Envelope,
    Party,
    Peer,
    Receipt,
    Thread,
)
from comity.engines.exchange.rules import NotTaken
from comity.engines.exchange.shapes import Delivery
from comity.kernel.errors import Refused


def accept(peer: Peer, delivery: Delivery, *, by: User, is_carried: bool = False) -> dict[str, Any]:
    """Take a parcel; what this installation signs about it: that it has it, or why it does not take it.

    What is taken is in the database with the answer, or neither is; the same parcel again is given the same answer.
    """
    try:
        rules.check_parcel(delivery.statement, delivery.signature, peer=peer)
        if delivery.growth is not None:
            take_growth(peer, delivery.growth, by=by)
        return _taken(peer, delivery, by=by, is_carried=is_carried)
    except NotTaken as no:
        return _not_taken(peer, delivery, no.fault, by=by, is_carried=is_carried)


def _signed(peer: Peer, delivery: Delivery, act: str, **more: Any) -> dict[str, Any]:
    own, said = crypto.identity(), delivery.statement
    about = said.get("receipt", {}).get("statement", {}) if said["kind"] == "receipt" else {}
    statement = {
        "version": rules.VERSION,
        "act": act,
        "kind": said["kind"],
        "parcel": said["id"],
        "digest": rules.digest_of(said),
        "thread": said["thread"],
        "message": said.get("message") or str(about.get("message", "")),
        "sealed": str(said.get("digest", "")),
        "by": {"at": own.name},
        "to": {"at": peer.name},
        "at": timezone.now().isoformat(timespec="milliseconds"),
        **more,
    }
    return {"statement": statement, "signature": own.sign_statement(statement)}


@transaction.atomic
def _taken(peer: Peer, delivery: Delivery, *, by: User, is_carried: bool) -> dict[str, Any]:
    # The row of the installation is the turn: the same parcel may come by the line and in a file at once.
    held = Peer.objects.select_for_update().get(pk=peer.pk)
    said, now = delivery.statement, timezone.now()
    digest = rules.digest_of(said)
    again = Arrival.objects.filter(peer=held, parcel=said["id"]).first()
    if again is not None and again.state == Passage.TAKEN:
        if again.digest != digest:
            raise NotTaken(Fault.REPLAYED)
        Arrival.objects.filter(pk=again.pk).update(count=F("count") + 1, latest_at=now)
        return dict(again.answer)
    envelope, receipt = None, None
    if said["kind"] == "message":
        envelope = _message(held, said, delivery.sealed, by=by)
    else:
        receipt = _receipt(held, said)
    answer = _signed(held, delivery, "delivered")
    kept = {
        "digest": digest, "thread": said["thread"], "state": Passage.TAKEN, "fault": "", "envelope": envelope,
        "receipt": receipt, "is_carried": is_carried, "answer": answer, "latest_at": now,
        "count": again.count + 1 if again else 1,
    }  # fmt: skip
    Arrival.objects.update_or_create(
        peer=held, parcel=said["id"], defaults=kept, create_defaults={**kept, "first_at": now}
    )
    note("exchange.accept", envelope or receipt, by=by, kind=said["kind"], of=held.name, carried=is_carried)
    return answer


@transaction.atomic
def _not_taken(peer: Peer, delivery: Delivery, fault: Fault, *, by: User, is_carried: bool) -> dict[str, Any]:
    said, now = delivery.statement, timezone.now()
    try:
        parcel, thread = uuid.UUID(str(said["id"])), uuid.UUID(str(said["thread"]))
        more = {"have": Peer.objects.get(pk=peer.pk).log_size} if fault == Fault.LOG_GAP else {}
        answer = _signed(peer, delivery, "refused", reason=fault.value, **more)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        # Not even what it is about can be said.
        return {"statement": None, "signature": "", "fault": fault.value}
    known = Arrival.objects.filter(peer=peer, parcel=parcel).first()
    if known is not None and known.state == Passage.TAKEN:
        # It is not that parcel, but one that bears its name: what was taken stays as it is.
        return answer
    state = Passage.REFUSED if fault in rules.FINAL else Passage.WAITING
    if known is None or known.fault != fault.value:
        note("exchange.refuse", None, by=by, parcel=str(parcel), of=peer.name, reason=fault.value)
    kept = {
        "digest": rules.digest_of(said), "thread": thread, "state": state, "fault": fault.value, "answer": answer,
        "is_carried": is_carried, "latest_at": now, "count": known.count + 1 if known else 1,
    }  # fmt: skip
    Arrival.objects.update_or_create(
        peer=peer, parcel=parcel, defaults=kept, create_defaults={**kept, "first_at": now}
    )
    return answer


# ---------------------------------------------------------------- a message


def _message(peer: Peer, said: dict[str, Any], sealed: bytes, *, by: User) -> Envelope:
    _check_sealed(said, sealed)
    sender = queries.organisation_told(said["sender"])
    if said["sender"]["at"] != peer.name:
        raise NotTaken(Fault.OTHER_PARTIES)
    if sender is None:
        raise NotTaken(Fault.AUTHORITY)
    known = Envelope.objects.filter(pk=said["message"]).first()
    if known is not None:
        if (known.digest, str(known.thread_id), known.sender_id) != (said["digest"], said["thread"], sender.pk):
            raise NotTaken(Fault.REPLAYED)
        return known
    if Envelope.objects.filter(digest=said["digest"]).exists():
        raise NotTaken(Fault.REPLAYED)
    parties = [queries.organisation_told(one) for one in said["parties"]]
    found = [one for one in parties if one is not None]
    if len(found) != len(parties):
        raise NotTaken(Fault.PARTY)
    keys = _keys(said, found, sender)
    thread = _thread(said, found, sender)
    at = timezone.now()
    after = Envelope.objects.filter(thread=thread, sender=sender, number__gt=said["number"])
    later = after.order_by("number").first()
    envelope = Envelope.objects.create(
        id=uuid.UUID(said["message"]),
        thread=thread,
        sender=sender,
        sealed=sealed,
        digest=said["digest"],
        # What was overtaken on the way stands where it belongs.
        at=later.at - dt.timedelta(microseconds=(later.number or 0) - said["number"]) if later else at,
        sent_at=dt.datetime.fromisoformat(said["at"]),
        number=said["number"],
    )
    envelope.keys.set(keys)
    _attach(envelope, said["files"])
    thread.latest_at = at
    thread.save(update_fields=["latest_at"])
    local = [key for key in keys if not key.installation]
    tell(queries.holders_of(local), ARRIVED, about=f"thread:{thread.pk}", address=f"/exchange/{thread.pk}/", by=by)
    return envelope


def _check_sealed(said: dict[str, Any], sealed: bytes) -> None:
    if hashlib.sha256(sealed).hexdigest() != said["digest"] or len(sealed) > rules.LONGEST_BODY:
        raise NotTaken(Fault.CHANGED)
    found = crypto.stanzas(sealed)
    if found is None:
        raise NotTaken(Fault.NOT_SEALED)
    if found != len(said["keys"]):
        raise NotTaken(Fault.OTHER_KEYS)


def _keys(said: dict[str, Any], parties: list[Organisation], sender: Organisation) -> list[AuthorityKey]:
    """The keys to which a message is sealed: one of each party, and none that was changed before."""
    found = list(AuthorityKey.objects.filter(fingerprint__in=said["keys"]))
    if len(found) != len(said["keys"]) or {key.organisation_id for key in found} != {one.pk for one in parties}:
        raise NotTaken(Fault.OTHER_KEYS)
    if len(found) != len(parties) or sender not in parties:
        raise NotTaken(Fault.OTHER_KEYS)
    sent_at = dt.datetime.fromisoformat(said["at"])
    for key in found:
        # A key of ours must be the one of now; one of theirs, that of the moment at which they took the message.
        is_ended = key.ended_at is not None and (not key.installation or key.ended_at < sent_at)
        if is_ended:
            raise NotTaken(Fault.REVOKED)
    if all(key.installation for key in found):
        raise NotTaken(Fault.NOT_FOR_US)
    return found


def _thread(said: dict[str, Any], parties: list[Organisation], sender: Organisation) -> Thread:
    thread = Thread.objects.select_for_update().filter(pk=said["thread"]).first()
    several = {one.pk for one in parties}
    if thread is not None:
        if set(thread.parties.values_list("organisation", flat=True)) != several:
            raise NotTaken(Fault.OTHER_PARTIES)
        return thread
    if not 1 < len(several) <= rules.MOST_PARTIES + 1 or sender.pk not in several:
        raise NotTaken(Fault.OTHER_PARTIES)
    now = timezone.now()
    thread = Thread.objects.create(id=uuid.UUID(said["thread"]), opened_at=now, latest_at=now)
    Party.objects.bulk_create(Party(thread=thread, organisation_id=one) for one in sorted(several))
    return thread


def _attach(envelope: Envelope, files: list[dict[str, Any]]) -> None:
    for one in files:
        found = Attachment.objects.filter(pk=one["id"], organisation=envelope.sender_id, envelope=None).first()
        pieces = list(found.pieces.order_by("number").values_list("digest", "size")) if found else []
        if found is None or [digest for digest, _size in pieces] != one["pieces"]:
            raise NotTaken(Fault.FILES)
        if sum(size for _digest, size in pieces) != one["size"]:
            raise NotTaken(Fault.CHANGED)
        found.whole_at, found.size, found.digest, found.envelope = timezone.now(), one["size"], one["digest"], envelope
        found.save(update_fields=["whole_at", "size", "digest", "envelope"])


# ---------------------------------------------------------------- a receipt


def _receipt(peer: Peer, said: dict[str, Any]) -> Receipt:
    statement, signature = said["receipt"]["statement"], str(said["receipt"].get("signature"))
    message, party = statement.get("message"), statement.get("by")
    named = _key(message)
    envelope = Envelope.objects.filter(pk=named, thread=said["thread"]).first() if named else None
    if envelope is None:
        raise NotTaken(Fault.MESSAGE)
    owner = party.get("owner") if isinstance(party, dict) else None
    abroad = Abroad.objects.select_related("organisation").filter(peer=peer, owner=str(owner)).first()
    if abroad is None:
        raise NotTaken(Fault.AUTHORITY)
    organisation = abroad.organisation
    if not Party.objects.filter(thread=envelope.thread_id, organisation=organisation).exists():
        raise NotTaken(Fault.OTHER_PARTIES)
    key = AuthorityKey.objects.filter(fingerprint=str(party.get("key")), organisation=organisation).first()
    if key is None:
        raise NotTaken(Fault.OTHER_KEYS)
    if key.ended_at is not None and key.ended_at < dt.datetime.fromisoformat(said["at"]):
        raise NotTaken(Fault.REVOKED)
    if statement.get("act") not in Act.values:
        raise NotTaken(Fault.UNREADABLE)
    act = Act(statement["act"])
    try:
        rules.check_act(act, envelope, organisation)
        rules.check_statement(statement, signature, act=act, envelope=envelope, key=key)
    except Refused as error:
        raise NotTaken(Fault.SIGNATURE) from error
    known = Receipt.objects.filter(signature=signature).first()
    if known is not None:
        return known
    said_before = Receipt.objects.filter(envelope=envelope, organisation=organisation, act=act)
    if act not in {Act.QUESTION, Act.PART_EXECUTED} and said_before.exists():
        raise NotTaken(Fault.REPLAYED)
    made = Receipt.objects.create(
        envelope=envelope, organisation=organisation, key=key, act=act, statement=statement, signature=signature,
        at=timezone.now(),
    )  # fmt: skip
    registry.heard(made)
    return made


def _key(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
