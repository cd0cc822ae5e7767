"""The tree over the events, and its proofs."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.base.audit.crypto.bundles import consistency_proof, inclusion_proof
from comity.base.audit.crypto.keys import signer
from comity.base.audit.crypto.notes import Key, checkpoint_of
from comity.base.audit.crypto.tiles import Place, needed_by, node_in
from comity.base.audit.crypto.trees import Node
from comity.base.audit.models import Checkpoint, Event, Head, Leaf, Tile
from comity.base.audit.shapes import content_of
from comity.kernel.errors import Refused


def tree_size() -> int:
    """How many events have a leaf."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def public_key() -> Key:
    """The key by which this log's checkpoints are known; made when it is first asked for."""
    return signer(settings.HOME, settings.AUDIT_NAME).key


def latest_note() -> str:
    """The newest checkpoint, signed; empty when there is none yet."""
    return Checkpoint.objects.order_by("-size").values_list("note", flat=True).first() or ""


def waiting() -> QuerySet[Event]:
    """The events that have no leaf yet, oldest first."""
    return Event.objects.filter(~Exists(Leaf.objects.filter(event_id=OuterRef("pk")))).order_by("pk")


def tiles_at(places: Iterable[Place]) -> dict[Place, bytes]:
    """The tiles of some places, those that there are; one query, none for none."""
    rows: dict[int, list[int]] = {}
    for row, number in places:
        rows.setdefault(row, []).append(number)
    wanted = Q()
    for row, numbers in rows.items():
        wanted |= Q(row=row, number__in=numbers)
    if not rows:
        return {}
    found = Tile.objects.filter(wanted).values_list("row", "number", "hashes")
    return {(row, number): bytes(hashes) for row, number, hashes in found}


def node_for(work: Callable[[Node], object]) -> Node:
    """The hashes of the tree that some work needs, fetched in one query."""
    return node_in(tiles_at(needed_by(work)))


def leaf_of(event: Event) -> int | None:
    """The leaf of an event; None while it waits."""
    return Leaf.objects.filter(event_id=event.pk).values_list("index", flat=True).first()


def proof_of(event: Event) -> dict[str, Any] | None:
    """The proof that an event is in the log, under the first checkpoint that has it; None while it waits.

    Four queries at the most. Until there is a checkpoint, it is under the tree as it was signed when it last grew.
    """
    leaf = leaf_of(event)
    if leaf is None:
        return None
    note = Checkpoint.objects.filter(size__gt=leaf).order_by("size").values_list("note", flat=True).first()
    note = note or Head.objects.filter(size__gt=leaf).values_list("note", flat=True).first()
    if note is None:
        return None
    one, content = checkpoint_of(note), content_of(event)
    try:
        node = node_for(lambda asked: inclusion_proof(leaf, one, asked, event=content))
        return inclusion_proof(leaf, one, node, event=content)
    except KeyError as error:
        raise Refused("The tree is damaged where this event stands. `comity audit verify` says more.") from error


def proof_between(first: int, second: int) -> dict[str, Any]:
    """The proof that the log only grew from one size to another, with the checkpoints of these that there are.

    Raises:
        Refused: these are not sizes that the log had, or the tree is damaged.
    """
    size = tree_size()
    if not 0 <= first <= second <= size:
        raise Refused(f"Give two sizes from 0 to {size}, the smaller first.")
    notes = list(Checkpoint.objects.filter(size__in={first, second}).order_by("size").values_list("note", flat=True))
    try:
        node = node_for(lambda asked: consistency_proof((first, second), asked, notes))
        return consistency_proof((first, second), node, notes)
    except KeyError as error:
        raise Refused("The tree is damaged. `comity audit verify` says more.") from error
