import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Membership, Organisation, User
from comity.engines.exchange import crypto, rules
from comity.engines.exchange.crypto import Tree
from comity.engines.exchange.enums import Passage
from comity.engines.exchange.models import (
    Abroad,
    Arrival,
    AuthorityKey,
    Envelope,
    KeyLeaf,
    Parcel,
    Peer,
    PeerLeaf,
    Stranger,
    Thread,
)


ROLES_THAT_MANAGE = [name for name, held in ROLES.items() if Permission.ORGANISATION_MANAGE in held]


def is_abroad(organisation: Organisation) -> bool:
    """Whether an authority lives at another installation; one query."""
    return Abroad.objects.filter(organisation=organisation).exists()


def abroad_among(organisations: Iterable[Organisation]) -> list[Abroad]:
    """Those of some authorities that live at other installations; one query."""
    return list(Abroad.objects.filter(organisation__in=list(organisations)).select_related("organisation", "peer"))


def parties_told(organisations: Iterable[Organisation]) -> list[dict[str, str]]:
    """Authorities as installations name them to each other: by which name, and where; one query."""
    several = list(organisations)
    abroad = {one.organisation_id: one for one in Abroad.objects.filter(organisation__in=several)}
    here = crypto.identity().name
    told = []
    for one in several:
        there = abroad.get(one.pk)
        told.append(
            {"owner": there.owner, "at": there.peer_id} if there else {"owner": f"organisation:{one.pk}", "at": here}
        )
    return sorted(told, key=lambda party: (party["at"], party["owner"]))


def organisation_told(party: dict[str, str]) -> Organisation | None:
    """The authority that an installation names; one query."""
    if party["at"] != crypto.identity().name:
        found = Abroad.objects.select_related("organisation").filter(peer=party["at"], owner=party["owner"]).first()
        return found.organisation if found else None
    keyed = AuthorityKey.objects.filter(installation="", owner_there="").values("organisation")
    return Organisation.objects.filter(pk=int(party["owner"].partition(":")[2]), pk__in=keyed).first()


def peers_of(thread: uuid.UUID) -> list[Peer]:
    """The other installations at which parties of a conversation live; one query."""
    return list(_peers_of(thread))


def _peers_of(thread: uuid.UUID) -> QuerySet[Peer]:
    abroad = Abroad.objects.filter(
        organisation__in=Thread.objects.filter(pk=thread).values("parties__organisation")
    ).values("peer")
    return Peer.objects.filter(pk__in=abroad).order_by("pk")


def peers_to_carry_to(thread: uuid.UUID) -> list[Peer]:
    """Those of them to which a file is carried: there is no line, or not all has arrived by it; one query."""
    untaken = Parcel.objects.filter(peer=OuterRef("pk"), thread=thread).exclude(state=Passage.TAKEN)
    return [one for one in _peers_of(thread).annotate(lacks=Exists(untaken)) if one.lacks or not one.address]


def growth(since: int) -> dict[str, Any]:
    """Our log of keys from a leaf on, as another installation keeps it: hashes, and the leaves of authorities."""
    hashes = list(KeyLeaf.objects.order_by("index").values_list("hashed", flat=True))
    tree = Tree(hashes)
    first = min(since, tree.size)
    leaves = KeyLeaf.objects.filter(index__gte=first, leaf__content__owner__startswith="organisation:")
    return {
        "since": first,
        "hashes": hashes[first:],
        "leaves": {str(one.index): one.leaf for one in leaves},
        "checkpoint": tree.checkpoint(),
        "key": str(crypto.log_key().key),
    }


def peer_tree(peer: Peer) -> Tree:
    """The log of keys of another installation, as far as we have it; one query."""
    return Tree(list(PeerLeaf.objects.filter(peer=peer).order_by("index").values_list("hashed", flat=True)))


def peer_log(peer: Peer, indexes: Iterable[int]) -> tuple[Tree, dict[int, PeerLeaf]]:
    """The same with some of its leaves; two queries."""
    several = PeerLeaf.objects.filter(peer=peer, index__in=list(indexes), leaf__isnull=False)
    return peer_tree(peer), {one.index: one for one in several}


def authorities_here() -> list[dict[str, str]]:
    """The authorities of this installation that have a key, as we tell other installations; one query."""
    keyed = AuthorityKey.objects.filter(ended_at__isnull=True, installation="", owner_there="").values("organisation")
    found = Organisation.objects.filter(pk__in=keyed, closed_at__isnull=True).order_by("name", "pk")
    return [{"owner": f"organisation:{one.pk}", "name": one.name, "place": one.place_id or ""} for one in found]


def due(now: dt.datetime) -> QuerySet[Parcel]:
    """What may go out now: of each conversation with an installation the first that waits, so that order is kept."""
    before = Parcel.objects.filter(
        peer=OuterRef("peer"), thread=OuterRef("thread"), state=Passage.WAITING, number__lt=OuterRef("number")
    )
    waiting = Parcel.objects.filter(
        ~Exists(before), state=Passage.WAITING, next_at__lte=now, peer__next_at__lte=now, peer__blocked_at=None
    ).exclude(peer__address="")
    return waiting.select_related("peer", "envelope", "receipt").order_by("next_at", "number", "pk")


def late(now: dt.datetime) -> QuerySet[Parcel]:
    """What was tried for too long."""
    tried = Q(attempts__gt=0) | Q(peer__faults__gt=0)
    return Parcel.objects.filter(tried, state=Passage.WAITING, from_at__lt=now - rules.GIVEN_UP_AFTER)


def is_anything_to_forward(now: dt.datetime) -> bool:
    """Whether a round of forwarding would do anything now."""
    return due(now).exists() or late(now).exists()


def staff() -> list[User]:
    """Who is told when something is given up."""
    holding = Membership.objects.active().filter(role__in=ROLES_THAT_MANAGE, user__is_active=True)
    return list({one.user_id: one.user for one in holding.select_related("user")}.values())


def peers(person: User | None) -> QuerySet[Peer]:
    """Every installation that was added, with how much waits for it; one query.

    Raises:
        NotPermitted: the person may not say with whom this installation exchanges.
    """
    rules.check_may_manage(person)
    return Peer.objects.annotate(waiting=Count("parcels", filter=Q(parcels__state=Passage.WAITING))).order_by(
        "title", "name"
    )


def at_address(address: str) -> QuerySet[Peer]:
    """The installations that are known at an address and not blocked; none without one. As part of a question."""
    return Peer.objects.filter(address=address, blocked_at__isnull=True).exclude(address="")


def stopped_parcels(person: User | None) -> QuerySet[Parcel]:
    """What was refused there, or given up; for who manages; one query."""
    rules.check_may_manage(person)
    stopped = Parcel.objects.filter(state__in=[Passage.REFUSED, Passage.GIVEN_UP])
    return stopped.select_related("peer").defer("statement", "answer").order_by("-made_at", "pk")


def stopped_arrivals(person: User | None) -> QuerySet[Arrival]:
    """What was not taken here; for who manages; one query."""
    rules.check_may_manage(person)
    return Arrival.objects.exclude(state=Passage.TAKEN).select_related("peer").order_by("-latest_at", "pk")


def strangers(person: User | None) -> QuerySet[Stranger]:
    """Who knocked and is not known; for who manages; one query."""
    rules.check_may_manage(person)
    return Stranger.objects.order_by("-latest_at", "name")


def abroad_of(peer: Peer) -> dict[str, Abroad]:
    """The authorities of an installation that were taken in, by the name that they have there; one query."""
    return {one.owner: one for one in Abroad.objects.filter(peer=peer).select_related("organisation__place")}


def delivered(envelopes: Iterable[Envelope]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """What installations signed of messages: that they have them; three queries."""
    several = list(envelopes)
    found: dict[uuid.UUID, list[dict[str, Any]]] = {one.pk: [] for one in several}
    own = crypto.identity()
    sent = Parcel.objects.filter(envelope__in=several, answer__isnull=False).select_related("peer")
    for parcel in sent.order_by("answered_at", "pk"):
        assert parcel.envelope_id is not None
        assert parcel.answer is not None
        signer = {"signing": parcel.peer.signing, "title": parcel.peer.title}
        found[parcel.envelope_id].append({**parcel.answer, **signer})
    for arrival in Arrival.objects.filter(envelope__in=several, state=Passage.TAKEN).order_by("first_at", "pk"):
        assert arrival.envelope_id is not None
        found[arrival.envelope_id].append({**arrival.answer, "signing": own.signing, "title": ""})
    return found


def untaken(thread: Thread, peer: Peer) -> QuerySet[Parcel]:
    """What of a conversation an installation has not said that it has, in its order; one query."""
    found = Parcel.objects.filter(thread=thread, peer=peer).exclude(state=Passage.TAKEN)
    return found.select_related("envelope", "receipt").order_by("number")


def answers(thread: Thread, peer: Peer) -> list[dict[str, Any]]:
    """What we signed of the parcels of an installation in a conversation; one query."""
    return list(Arrival.objects.filter(thread=thread.pk, peer=peer).order_by("pk").values_list("answer", flat=True))


def waiting(envelopes: Iterable[Envelope]) -> dict[uuid.UUID, list[Parcel]]:
    """What of messages is still on its way, refused or given up; one query."""
    found: dict[uuid.UUID, list[Parcel]] = {}
    several = Parcel.objects.filter(envelope__in=list(envelopes)).exclude(state=Passage.TAKEN)
    for parcel in several.select_related("peer").order_by("made_at", "pk"):
        assert parcel.envelope_id is not None
        found.setdefault(parcel.envelope_id, []).append(parcel)
    return found
