"""Conversations, envelopes and receipts."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import Organisation, User
from comity.engines.exchange import queries, registry, rules
from comity.engines.exchange.actions.corresponding import check_acquainted
from comity.engines.exchange.actions.posting import check_ways, post_envelope, post_receipt
from comity.engines.exchange.actions.telling import ARRIVED, tell
from comity.engines.exchange.enums import Act
from comity.engines.exchange.models import Attachment, AuthorityKey, Envelope, Party, Receipt, Thread
from comity.engines.exchange.shapes import Sealed
from comity.kernel.errors import NotNow, NotPermitted, Refused


@transaction.atomic
def begin_thread(
    sender: Organisation, others: Iterable[Organisation], *, by: User, procedure: uuid.UUID | None = None
) -> Thread:
    """Begin a conversation with other authorities; nothing is in it yet.

    Raises:
        NotPermitted: the person is no member of the first.
        NotNow: one of them has no key.
    """
    rules.check_member(by, sender)
    several = {one.pk: one for one in [sender, *others]}
    if not 1 < len(several) <= rules.MOST_PARTIES + 1:
        raise Refused(_("Name at least one other authority."))
    check_ways(list(several.values()))
    check_acquainted(list(several.values()))
    for one in several.values():
        if queries.current_key(one) is None:
            raise NotNow(_("%(authority)s has no key yet: nothing can be sealed to it.") % {"authority": one.name})
    now = timezone.now()
    thread = Thread.objects.create(procedure=procedure, opened_by=by, opened_at=now, latest_at=now)
    Party.objects.bulk_create(Party(thread=thread, organisation=one) for one in several.values())
    note("exchange.begin", thread, by=by, on_behalf_of=sender, parties=sorted(several))
    return thread


@transaction.atomic
def send(thread: Thread, sender: Organisation, sealed: Sealed, *, by: User) -> Envelope:
    """Put an envelope into a conversation; handed in twice, as after a broken connection, it is there once.

    Raises:
        NotPermitted: the person is no member of the sender, or the sender takes no part.
        NotNow: a party has changed its key since it was sealed.
        Refused: it is not sealed, was changed on the way, or was sent before.
    """
    rules.check_member(by, sender)
    held = Thread.objects.select_for_update().get(pk=thread.pk)
    parties = list(queries.parties(held))
    if sender.pk not in {one.pk for one in parties}:
        raise NotPermitted(_("Your authority takes no part in this conversation."))
    if queries.is_abroad(sender):
        raise NotPermitted(_("This authority writes at another installation."))
    if queries.correspondent_of(sender) is not None:
        raise NotPermitted(_("This authority has no installation, and answers in a file."))
    again = Envelope.objects.filter(pk=sealed.id).first()
    if again is not None and (again.digest, again.thread_id, again.by_id) == (sealed.digest, held.pk, by.pk):
        return again
    if again is not None or Envelope.objects.filter(digest=sealed.digest).exists():
        raise Refused(_("This message was sent before. It was not sent again."))
    check_ways(parties)
    check_acquainted(parties)
    active = [key for one in parties if (key := queries.current_key(one)) is not None]
    named = list(AuthorityKey.objects.filter(fingerprint__in=sealed.keys))
    rules.check_envelope(sealed, active, named)
    now = timezone.now()
    envelope = Envelope.objects.create(
        id=sealed.id, thread=held, sender=sender, by=by, sealed=sealed.content, digest=sealed.digest, at=now
    )
    envelope.keys.set(named)
    _attach(envelope, sealed.attachments, by=by)
    held.latest_at = now
    held.save(update_fields=["latest_at"])
    size = len(sealed.content)
    note(
        "exchange.send", envelope, by=by, on_behalf_of=sender, digest=sealed.digest, size=size,
        attachments=len(sealed.attachments),
    )  # fmt: skip
    post_envelope(envelope, by=by)
    people = queries.holders_of(one for one in active if one.organisation_id != sender.pk)
    tell(people, ARRIVED, about=f"thread:{held.pk}", address=f"/exchange/{held.pk}/", by=by)
    return envelope


def _attach(envelope: Envelope, keys: Iterable[uuid.UUID], *, by: User) -> None:
    several = set(keys)
    free = Attachment.objects.filter(
        pk__in=several, by=by, organisation=envelope.sender_id, whole_at__isnull=False, envelope__isnull=True
    )
    if free.update(envelope=envelope) != len(several):
        raise NotNow(_("A file of this message has not arrived whole. It was not sent."))


@transaction.atomic
def sign_receipt(
    envelope: Envelope, organisation: Organisation, statement: dict[str, Any], signature: str, *, by: User
) -> Receipt:
    """Keep what an authority says of a message, signed with the key that it has now.

    Raises:
        NotPermitted: the person is no member of it, or it takes no part.
        Refused: it is not for this authority to say, speaks of another message, or is not signed.
    """
    rules.check_member(by, organisation)
    if not Party.objects.filter(thread=envelope.thread_id, organisation=organisation).exists():
        raise NotPermitted(_("Your authority takes no part in this conversation."))
    key = queries.current_key(organisation)
    if key is None or str(statement.get("act")) not in Act.values:
        raise Refused(_("This receipt is for another message."))
    act = Act(str(statement["act"]))
    rules.check_act(act, envelope, organisation)
    rules.check_statement(statement, signature, act=act, envelope=envelope, key=key)
    before = Receipt.objects.filter(envelope=envelope, organisation=organisation, act=act)
    if act not in {Act.QUESTION, Act.PART_EXECUTED} and (again := before.first()) is not None:
        return again
    made = Receipt.objects.create(
        envelope=envelope, organisation=organisation, key=key, by=by, act=act,
        statement=statement, signature=signature, at=timezone.now(),
    )  # fmt: skip
    note("exchange.receipt", envelope, by=by, on_behalf_of=organisation, act=act.value)
    registry.heard(made)
    post_receipt(made, by=by)
    return made
