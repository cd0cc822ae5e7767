"""What is for other installations, kept in the same transaction as what it carries."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import Organisation, User
from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.enums import Passage
from comity.engines.exchange.models import Envelope, Parcel, Peer, Receipt, Thread
from comity.kernel.errors import NotNow
from comity.kernel.lists import listed


def check_ways(parties: list[Organisation]) -> None:
    """Raise NotNow when a party lives at an installation that staff have blocked."""
    abroad = queries.abroad_among(parties)
    blocked = [one.organisation.name for one in abroad if one.peer.blocked_at is not None]
    if blocked:
        raise NotNow(
            _("Nothing goes to %(authority)s: its installation is blocked here.") % {"authority": listed(blocked)}
        )


@transaction.atomic
def post_envelope(envelope: Envelope, *, by: User) -> int:
    """Keep a message for every other installation at which a party lives; how many."""
    files = [
        {
            "id": str(one.pk),
            "size": one.size,
            "digest": one.digest,
            "pieces": list(one.pieces.order_by("number").values_list("digest", flat=True)),
        }
        for one in envelope.attachments.order_by("pk")
    ]
    content = {
        "message": str(envelope.pk),
        "digest": envelope.digest,
        "size": len(envelope.sealed),
        "keys": sorted(envelope.keys.values_list("fingerprint", flat=True)),
        "sender": queries.parties_told([envelope.sender])[0],
        "parties": queries.parties_told(queries.parties(envelope.thread)),
        "files": files,
        "at": envelope.at.isoformat(),
    }
    several = queries.peers_of(envelope.thread_id)
    for peer in several:
        _post(peer, envelope.thread_id, "message", content, envelope=envelope)
    if several:
        note("exchange.post", envelope, by=by, on_behalf_of=envelope.sender, to=[one.name for one in several])
    return len(several)


@transaction.atomic
def post_receipt(receipt: Receipt, *, by: User) -> int:
    """Keep a receipt for every other installation at which a party lives; how many."""
    content = {
        "receipt": {"statement": receipt.statement, "signature": receipt.signature},
        "at": receipt.at.isoformat(),
    }
    several = queries.peers_of(receipt.envelope.thread_id)
    for peer in several:
        _post(peer, receipt.envelope.thread_id, "receipt", content, receipt=receipt)
    if several:
        note("exchange.post", receipt, by=by, on_behalf_of=receipt.organisation, to=[one.name for one in several])
    return len(several)


def _post(  # noqa: PLR0913 -- a parcel is all of this
    peer: Peer,
    thread: uuid.UUID,
    kind: str,
    content: dict[str, Any],
    *,
    envelope: Envelope | None = None,
    receipt: Receipt | None = None,
) -> Parcel:
    # The row of the conversation is the turn: two parcels must not take one place.
    Thread.objects.select_for_update().get(pk=thread)
    last = Parcel.objects.filter(peer=peer, thread=thread).aggregate(last=Max("number"))["last"]
    number = 0 if last is None else last + 1
    own, key, now = crypto.identity(), uuid.uuid4(), timezone.now()
    statement = {
        "version": rules.VERSION,
        "kind": kind,
        "id": str(key),
        "from": own.name,
        "to": peer.name,
        "thread": str(thread),
        "number": number,
        **content,
    }
    return Parcel.objects.create(
        id=key,
        peer=peer,
        thread_id=thread,
        number=number,
        envelope=envelope,
        receipt=receipt,
        statement=statement,
        signature=own.sign_statement(statement),
        digest=rules.digest_of(statement),
        state=Passage.WAITING,
        made_at=now,
        from_at=now,
        next_at=now,
    )


@transaction.atomic
def post_again(parcel: Parcel, *, by: User) -> None:
    """Have something tried again that was refused or given up.

    Raises:
        NotPermitted: the person does not manage this.
        NotNow: it was neither.
    """
    rules.check_may_manage(by)
    now = timezone.now()
    stopped = Parcel.objects.filter(pk=parcel.pk, state__in=[Passage.REFUSED, Passage.GIVEN_UP])
    if not stopped.update(state=Passage.WAITING, from_at=now, next_at=now, attempts=0):
        raise NotNow(_("This is not one that was refused or given up."))
    Peer.objects.filter(pk=parcel.peer_id).update(next_at=now)
    note("exchange.post_again", parcel, by=by)
