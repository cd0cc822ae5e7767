"""Which other installations this one knows, and which of their authorities."""

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.people.enums import Kind
from comity.base.people.models import Organisation, User
from comity.base.places.models import Place
from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.actions.calling import NotCalled, introduce, is_card, take_card
from comity.engines.exchange.actions.mirroring import read_keys
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Abroad, Attachment, Nonce, Peer, Piece, Stranger
from comity.engines.exchange.rules import NotTaken
from comity.kernel import outside
from comity.kernel.errors import NotNow, Refused


# Nonces that no request could use any more are removed some at a time.
MOST_OLD: Final = 1000
NOT_DIGITS: Final = re.compile(r"[^0-9]")


def add_peer(*, address: str, digits: str, card: Any = None, by: User) -> Peer:
    """Know another installation from now on, when the numbers of its key are those that were read by telephone.

    Args:
        address: where it is asked, such as ``https://comity.example``; empty when what is for it is carried.
        digits: as they were read.
        card: what it says of itself, from a file.
        by: who has compared.

    Raises:
        NotPermitted: only the registry does this.
        Refused: nothing answers there, it has another key (then somebody stands between, or the address is wrong), or
            another key is known for this address: the change is accepted where the installation is shown.
    """
    rules.check_may_manage(by)
    address = address.strip().rstrip("/")
    card = _card_of(address, card)
    name = crypto.name_of(card["statement"]["signing"])
    known = queries.at_address(address).exclude(pk=name).first()
    if known is not None:
        raise Refused(
            _("At this address %(title)s is known, by another key. If it has a new key, accept it on its page.")
            % {"title": known.title}
        )
    return _added(card, address, digits, by=by)


@transaction.atomic
def replace_peer(peer: Peer, *, digits: str, card: Any = None, by: User) -> Peer:
    """Know an installation by its new key, when its numbers were compared again; the old key is good no more.

    The log keeps who did it, and both names. What was for the old key waits there and goes nowhere.

    Raises:
        NotPermitted: only the registry does this.
        Refused: it has not another key, nothing answers there, or these are not the numbers.
    """
    rules.check_may_manage(by)
    held = Peer.objects.select_for_update().get(pk=peer.pk)
    card = _card_of(held.address, card)
    if card["statement"]["signing"] == held.signing:
        raise NotNow(_("The installation there has the key that is known here. Nothing has to be changed."))
    made = _added(card, held.address, digits, by=by)
    if made.blocked_at is not None:
        raise NotNow(_("This key was given up before, or is blocked here. Unblock it on its own page first."))
    if held.blocked_at is None:
        block_peer(held, is_blocked=True, by=by)
    note("exchange.replace_peer", None, by=by, of=held.name, name=made.name)
    return made


def _card_of(address: str, card: Any) -> dict[str, Any]:
    if card is None:
        try:
            # A path would come to no application that a proxy serves under another one.
            outside.target(address)
            card = introduce(address)
        except (NotCalled, outside.Unreachable) as error:
            fault = error.fault if isinstance(error, NotCalled) else Fault(error.reason.value)
            raise Refused(fault.label) from error
    elif not is_card(card):
        raise Refused(_("This file is not the card of an installation, or was changed."))
    found: dict[str, Any] = card
    return found


@transaction.atomic
def _added(card: dict[str, Any], address: str, digits: str, *, by: User) -> Peer:
    statement = card["statement"]
    signing = statement["signing"]
    if NOT_DIGITS.sub("", digits) != NOT_DIGITS.sub("", crypto.digits_of(signing)):
        raise Refused(_("These are not the numbers of the installation there. Read them again by telephone."))
    name, own = crypto.name_of(signing), crypto.identity().name
    if name == own:
        raise Refused(_("This is this very installation."))
    title = str(statement["title"])[:200] or urlsplit(address).hostname or name[:12]
    kept = {"title": title, "address": address, "signing": signing}
    now = timezone.now()
    peer, _made = Peer.objects.update_or_create(
        name=name, defaults=kept, create_defaults={**kept, "added_by": by, "added_at": now, "next_at": now}
    )
    Stranger.objects.filter(name=name).delete()
    note("exchange.add_peer", None, by=by, name=name, address=address)
    if statement.get("growth") is not None:
        try:
            take_card(peer, card, by=by)
        except NotTaken as error:
            raise Refused(error.fault.label) from error
    return peer


@transaction.atomic
def block_peer(peer: Peer, *, is_blocked: bool, by: User) -> None:
    """Neither send to an installation nor take from it, or do so again; what waits for it goes on waiting."""
    rules.check_may_manage(by)
    now = timezone.now()
    Peer.objects.filter(pk=peer.pk).update(blocked_at=now if is_blocked else None, next_at=now)
    note("exchange.block_peer", None, by=by, of=peer.name, blocked=is_blocked)


@transaction.atomic
def take_in(peer: Peer, owner: str, *, by: User) -> Abroad:
    """Let the authorities here write to one that lives at another installation.

    Raises:
        NotPermitted: only the registry does this.
        Refused: the installation names no such authority, or no State of it.
    """
    rules.check_may_manage(by)
    held = Peer.objects.select_for_update().get(pk=peer.pk)
    told = next((one for one in held.authorities if one["owner"] == owner), None)
    if told is None:
        raise NotNow(_("The installation names no such authority any more. Ask it again."))
    place = Place.objects.filter(pk=told["place"]).first()
    if place is None:
        raise Refused(_("Nothing is known here of the State that it names."))
    there = Abroad.objects.filter(peer=held, owner=owner).first()
    if there is not None:
        return there
    organisation = Organisation.objects.create(name=told["name"], place=place, kind=Kind.COMPETENT)
    abroad = Abroad.objects.create(organisation=organisation, peer=held, owner=owner)
    note("exchange.take_in", organisation, by=by, of=held.name, owner=owner)
    read_keys(abroad, by=by)
    return abroad


# ---------------------------------------------------------------- requests of other installations


@transaction.atomic
def keep_nonce(peer: Peer, nonce: str, *, by: Actor) -> None:
    """Remember a request.

    Raises:
        NotTaken: the same one came before.
    """
    now = timezone.now()
    try:
        with transaction.atomic():
            Nonce.objects.create(peer=peer, nonce=nonce, at=now)
    except IntegrityError as error:
        raise NotTaken(Fault.REPLAYED_REQUEST) from error
    old = Nonce.objects.filter(at__lt=now - rules.KEPT_NONCES)
    if old.count() > MOST_OLD:
        note("exchange.forget_nonces", None, by=by, count=old.delete()[0])
    # It speaks, so its line is there: what waits for it goes out.
    Peer.objects.filter(pk=peer.pk, faults__gt=0).update(next_at=now, heard_at=now)


@transaction.atomic
def knock(name: str, fault: Fault, *, by: Actor) -> None:
    """Remember that an installation asked which is not known, or is blocked, here."""
    now = timezone.now()
    known = Stranger.objects.filter(name=name)
    if known.update(count=F("count") + 1, fault=fault.value, latest_at=now):
        return
    if Stranger.objects.count() >= rules.MOST_STRANGERS:
        oldest = Stranger.objects.order_by("latest_at").values("pk")[:1]
        Stranger.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    Stranger.objects.create(name=name, fault=fault.value, first_at=now, latest_at=now)
    note("exchange.knock", None, by=by, name=name, reason=fault.value)


# ---------------------------------------------------------------- files of other installations


@transaction.atomic
def announce_file(peer: Peer, file: Any, sender: Any, *, by: Actor) -> int:
    """Make room for a file of another installation; how many of its pieces are here already.

    Raises:
        NotTaken: it is no file, its sender does not live there, or too many were begun and not finished.
    """
    if not rules.is_file(file) or not rules.is_party(sender) or len(file["pieces"]) > rules.MOST_PIECES:
        raise NotTaken(Fault.UNREADABLE)
    abroad = Abroad.objects.filter(peer=peer, owner=sender["owner"]).first()
    if abroad is None or sender["at"] != peer.name:
        raise NotTaken(Fault.AUTHORITY)
    known = Attachment.objects.filter(pk=file["id"]).first()
    if known is not None:
        if known.organisation_id != abroad.organisation_id or known.announced != file["pieces"]:
            raise NotTaken(Fault.REPLAYED)
        return known.pieces.count()
    begun = Attachment.objects.filter(
        organisation__in=Abroad.objects.filter(peer=peer).values("organisation"), envelope=None
    )
    begun.filter(begun_at__lt=timezone.now() - rules.KEPT_UNSENT).delete()
    if begun.count() >= rules.MOST_UNSENT:
        raise NotTaken(Fault.FILES)
    made = Attachment.objects.create(
        id=file["id"], organisation_id=abroad.organisation_id, announced=file["pieces"], begun_at=timezone.now()
    )
    note("exchange.announce_file", made, by=by, of=peer.name, pieces=len(file["pieces"]))
    return 0


@transaction.atomic
def put_piece(peer: Peer, file: str, number: int, content: bytes, *, by: Actor) -> None:
    """Keep the next piece of a file that was announced; the same piece twice is there once.

    Raises:
        NotTaken: it is not what was announced, or a piece before it is missing.
    """
    mine = Abroad.objects.filter(peer=peer).values("organisation")
    held = Attachment.objects.select_for_update().filter(pk=file, organisation__in=mine).first()
    if held is None or held.announced is None or number >= len(held.announced):
        raise NotTaken(Fault.FILES)
    digest = held.announced[number]
    if not rules.is_piece(content, digest) or (number == 0 and crypto.stanzas(content) is None):
        raise NotTaken(Fault.CHANGED)
    count = held.pieces.count()
    if number < count:
        return
    if number > count:
        raise NotTaken(Fault.FILES)
    Piece.objects.create(attachment=held, number=number, digest=digest, size=len(content), sealed=content)
    if number == 0:
        note("exchange.put_piece", held, by=by, of=peer.name)
