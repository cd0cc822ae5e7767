"""What an authority without an installation answers in a file: taken once, and noted as what members send is."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.exchange import crypto, queries, registry, rules
from comity.engines.exchange.actions.telling import ARRIVED, tell
from comity.engines.exchange.enums import Act, Fault
from comity.engines.exchange.models import (
    Attachment,
    AuthorityKey,
    Correspondent,
    Envelope,
    Piece,
    Receipt,
    Thread,
)
from comity.engines.exchange.rules import NotTaken
from comity.kernel.errors import Refused


# The next bytes of the file, so many at most.
Reader = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer.

    Attributes:
        thread: its conversation.
        receipts: what it says of our message, each new or known.
        envelope: the message that it brought, if any.
        is_new: whether any of it was not here before.
    """

    thread: Thread
    receipts: tuple[Receipt, ...]
    envelope: Envelope | None
    is_new: bool


@transaction.atomic
def take_answer_file(head: Any, read: Reader, *, by: User) -> Answered:
    """Take the answer of an authority that has no installation; all of it or nothing.

    Args:
        head: what the file begins with.
        read: gives the sealed bytes that follow, one after the other.
        by: who hands it in: a member of the authority to which it is addressed.

    Raises:
        NotTaken: it is not of this conversation, was changed or cut, or signed with a key that is not the one of now.
    """
    if not rules.is_answer(head):
        raise NotTaken(Fault.UNREADABLE)
    said = head["statement"]
    # Who takes no part learns no more than that there is no such message.
    thread = queries.threads_visible_to(by).filter(pk=said["thread"]).first()
    about = Envelope.objects.filter(pk=said["about"], thread=thread).first() if thread else None
    if thread is None or about is None:
        raise NotTaken(Fault.MESSAGE)
    sender = _sender(thread, said)
    key = AuthorityKey.objects.filter(organisation=sender.pk, fingerprint=said["by"]["key"]).first()
    rules.check_answer(head, key)
    assert key is not None, "an answer of no key was refused"
    _check_known(thread, sender)
    held = Thread.objects.select_for_update().get(pk=thread.pk)
    taken = [_receipt(one, about, key) for one in head["receipts"]]
    envelope, is_new = _message(held, sender, key, said, read, by=by) if said["size"] else (None, False)
    if read(1):
        raise NotTaken(Fault.CHANGED)
    fresh = is_new or any(one_new for _one, one_new in taken)
    if fresh:
        note(
            "exchange.take_answer", envelope or about, by=by, of=sender.owner, receipts=len(taken),
            files=len(said["files"]),
        )  # fmt: skip
    return Answered(held, tuple(one for one, _new in taken), envelope, fresh)


def _sender(thread: Thread, said: dict[str, Any]) -> Correspondent:
    found = queries.correspondents_among(queries.parties(thread))
    sender = next((one for one in found if one.owner == said["by"]["owner"]), None)
    if sender is None:
        raise NotTaken(Fault.OTHER_PARTIES)
    return sender


def _check_known(thread: Thread, sender: Correspondent) -> None:
    others = [one for one in queries.parties(thread) if one.pk != sender.pk]
    if not all(queries.is_acquainted(one, sender) for one in others):
        raise NotTaken(Fault.REVOKED)


def _receipt(told: dict[str, Any], about: Envelope, key: AuthorityKey) -> tuple[Receipt, bool]:
    statement, signature = told["statement"], str(told.get("signature"))
    if statement.get("act") not in Act.values:
        raise NotTaken(Fault.UNREADABLE)
    act = Act(statement["act"])
    try:
        rules.check_act(act, about, key.organisation)
        rules.check_statement(statement, signature, act=act, envelope=about, key=key)
    except Refused as error:
        raise NotTaken(Fault.SIGNATURE) from error
    known = Receipt.objects.filter(signature=signature).first()
    before = Receipt.objects.filter(envelope=about, organisation=key.organisation_id, act=act)
    if known is None and act not in {Act.QUESTION, Act.PART_EXECUTED}:
        # Each file says anew that the message was opened: what was said first stays.
        known = before.first()
    if known is not None:
        return known, False
    made = Receipt.objects.create(
        envelope=about, organisation=key.organisation, key=key, act=act, statement=statement, signature=signature,
        at=timezone.now(),
    )  # fmt: skip
    registry.heard(made)
    return made, True


def _message(  # noqa: PLR0913 -- an answer is all of this
    thread: Thread, sender: Correspondent, key: AuthorityKey, said: dict[str, Any], read: Reader, *, by: User
) -> tuple[Envelope, bool]:
    if said["size"] > rules.LONGEST_BODY:
        raise NotTaken(Fault.UNREADABLE)
    sealed = read(said["size"])
    if len(sealed) != said["size"] or hashlib.sha256(sealed).hexdigest() != said["digest"]:
        raise NotTaken(Fault.CHANGED)
    known = Envelope.objects.filter(pk=said["message"]).first()
    if known is not None:
        if (known.digest, known.thread_id, known.sender_id) != (said["digest"], thread.pk, sender.pk):
            raise NotTaken(Fault.REPLAYED)
        while read(rules.LONGEST_PIECE):
            # It is here already, and is not looked at again.
            pass
        return known, False
    if Envelope.objects.filter(digest=said["digest"]).exists():
        raise NotTaken(Fault.REPLAYED)
    keys = _keys(thread, key, said, sealed)
    now = timezone.now()
    envelope = Envelope.objects.create(
        id=uuid.UUID(said["message"]), thread=thread, sender_id=sender.pk, sealed=sealed, digest=said["digest"], at=now
    )
    envelope.keys.set(keys)
    for one in said["files"]:
        _file(envelope, one, read)
    thread.latest_at = now
    thread.save(update_fields=["latest_at"])
    ours = [one for one in keys if one.pk != key.pk]
    tell(queries.holders_of(ours), ARRIVED, about=f"thread:{thread.pk}", address=f"/exchange/{thread.pk}/", by=by)
    return envelope, True


def _keys(thread: Thread, own: AuthorityKey, said: dict[str, Any], sealed: bytes) -> list[AuthorityKey]:
    found = crypto.stanzas(sealed)
    if found is None:
        raise NotTaken(Fault.NOT_SEALED)
    keys = list(AuthorityKey.objects.filter(fingerprint__in=said["keys"]))
    several = {one.pk for one in queries.parties(thread)}
    if {one.organisation_id for one in keys} != several or not found == len(keys) == len(said["keys"]):
        raise NotTaken(Fault.OTHER_KEYS)
    if own not in keys:
        raise NotTaken(Fault.OTHER_KEYS)
    if any(one.ended_at is not None for one in keys):
        raise NotTaken(Fault.REVOKED)
    return keys


def _file(envelope: Envelope, file: dict[str, Any], read: Reader) -> None:
    if Attachment.objects.filter(pk=file["id"]).exists() or len(file["pieces"]) > rules.MOST_PIECES:
        raise NotTaken(Fault.REPLAYED)
    now = timezone.now()
    made = Attachment.objects.create(id=uuid.UUID(file["id"]), organisation_id=envelope.sender_id, begun_at=now)
    left = file["size"]
    for number, digest in enumerate(file["pieces"]):
        content = read(min(rules.LONGEST_PIECE, left))
        if not rules.is_piece(content, digest) or (number == 0 and crypto.stanzas(content) is None):
            raise NotTaken(Fault.CHANGED)
        left -= len(content)
        Piece.objects.create(attachment=made, number=number, digest=digest, size=len(content), sealed=content)
    if left:
        raise NotTaken(Fault.CHANGED)
    made.whole_at, made.size, made.digest, made.envelope = now, file["size"], file["digest"], envelope
    made.save(update_fields=["whole_at", "size", "digest", "envelope"])
