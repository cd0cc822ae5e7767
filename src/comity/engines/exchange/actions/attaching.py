"""Sealed files, which come piece by piece."""

import datetime as dt
import hashlib
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import Organisation, User
from comity.engines.exchange import crypto, rules
from comity.engines.exchange.models import Attachment, Piece
from comity.kernel.errors import NotNow, Refused


@transaction.atomic
def begin_attachment(key: uuid.UUID, organisation: Organisation, *, by: User) -> Attachment:
    """Make room for a sealed file.

    Raises:
        NotPermitted: the person is no member of the authority.
    """
    rules.check_member(by, organisation)
    if Attachment.objects.filter(pk=key).exists():
        raise NotNow(_("This file is there already."))
    # What somebody began and left is cleared away when they begin again: nothing waits here for ever.
    remove_unsent(before=timezone.now() - rules.KEPT_UNSENT, by=by)
    made = Attachment.objects.create(id=key, organisation=organisation, by=by, begun_at=timezone.now())
    note("exchange.begin_attachment", made, by=by, on_behalf_of=organisation)
    return made


@transaction.atomic
def add_piece(attachment: Attachment, number: int, content: bytes, *, digest: str, by: User) -> Piece:
    """Keep the next piece of a sealed file; the same piece twice, as after a broken connection, is there once.

    Raises:
        NotNow: the file is whole, or a piece before this one is missing.
        Refused: the bytes are not those of the digest, are too many, or are not the beginning of anything sealed.
    """
    held = Attachment.objects.select_for_update().get(pk=attachment.pk)
    rules.check_may_attach(by, held)
    if not 0 < len(content) <= rules.LONGEST_PIECE or number >= rules.MOST_PIECES:
        raise Refused(_("This file is larger than one that is sent here."))
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(_("What arrived is not what was sent: it was changed or cut on the way. Send it again."))
    if number == 0 and crypto.stanzas(content) is None:
        raise Refused(_("This is not sealed. The host takes nothing that it could read."))
    there = held.pieces.filter(number=number).only("digest").first()
    if there is not None:
        if there.digest != digest:
            raise Refused(_("Another piece stands here already: this is not the same file."))
        return there
    if number != held.pieces.count():
        raise NotNow(_("A piece before this one is missing."))
    put = Piece.objects.create(attachment=held, number=number, digest=digest, size=len(content), sealed=content)
    if number == 0:
        note("exchange.add_piece", held, by=by, on_behalf_of=held.organisation)
    return put


@transaction.atomic
def finish_attachment(attachment: Attachment, *, digest: str, size: int, by: User) -> Attachment:
    """Say that a sealed file is whole.

    Raises:
        Refused: what is here has another size or digest.
    """
    held = Attachment.objects.select_for_update().get(pk=attachment.pk)
    rules.check_may_attach(by, held)
    pieces = list(held.pieces.order_by("number").values_list("digest", "size"))
    found = hashlib.sha256(b"".join(bytes.fromhex(one) for one, _size in pieces)).hexdigest()
    if not pieces or (found, sum(one for _digest, one in pieces)) != (digest, size):
        raise Refused(_("What arrived is not what was sent: it was changed or cut on the way. Send it again."))
    held.whole_at, held.digest, held.size = timezone.now(), digest, size
    held.save(update_fields=["whole_at", "digest", "size"])
    note("exchange.finish_attachment", held, by=by, on_behalf_of=held.organisation, size=size, pieces=len(pieces))
    return held


@transaction.atomic
def remove_unsent(*, before: dt.datetime, by: User) -> int:
    """Remove a person's files that were begun before a moment and never sent with a message; how many."""
    old = Attachment.objects.filter(by=by, envelope__isnull=True, begun_at__lt=before)
    found = old.count()
    if found:
        note("exchange.remove_unsent", None, by=by, files=found)
    old.delete()
    return found
