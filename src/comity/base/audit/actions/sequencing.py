"""Put events into the tree, after they are committed and without making anybody wait; sign what came of it."""

from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from comity.base.audit.crypto.keys import Signer, signer
from comity.base.audit.crypto.notes import checkpoint_of
from comity.base.audit.crypto.tiles import Place, grown, last_places, node_in
from comity.base.audit.crypto.trees import leaf_hash, subtree
from comity.base.audit.models import Checkpoint, Event, Head, Leaf, Tile
from comity.base.audit.queries.tree import tiles_at, tree_size
from comity.base.audit.shapes import content_of


# One who puts events into the tree at a time; writers hold another lock and never wait for this one.
SEQUENCING: Final = 0x636F6D697479 + 1
AT_ONCE: Final = 2000
ROWS: Final = 400


class Damaged(Exception):
    """The tree is not what was signed last: nothing is added to it, so that the damage stays where it is."""


def never() -> bool:
    """Do not stop."""
    return False


def sequence(*, stop: Callable[[], bool] = never) -> int:
    """Give every event that is committed and has none its leaf, in the order of their numbers, and sign the tree.

    Returns:
        How many leaves were added.

    Raises:
        Damaged: the tree is not what was signed last.
    """
    count = 0
    while not stop():
        added = _some()
        count += added
        if added < AT_ONCE:
            break
    return count


def checkpoint() -> Checkpoint | None:
    """Put everything into the tree and sign it for others to keep; None when nothing is new."""
    sequence()
    with transaction.atomic():
        _alone()
        head = Head.objects.first()
        if head is None or Checkpoint.objects.filter(size=head.size).exists():
            return None
        return Checkpoint.objects.create(size=head.size, note=head.note)


def _some() -> int:
    # Read and hashed before anything is locked: whoever writes meanwhile does not notice.
    size = tree_size()
    last = Leaf.objects.filter(index=size - 1).values_list("event_id", flat=True).first() if size else 0
    events = list(Event.objects.filter(pk__gt=last or 0).order_by("pk")[:AT_ONCE])
    if not events:
        return 0
    hashes = [leaf_hash(content_of(event)) for event in events]
    with transaction.atomic():
        _alone()
        if tree_size() == size:
            _grow(size, [event.pk for event in events], hashes)
    # Where another process was quicker, whatever it left is found in the next round.
    return len(events)


def _grow(size: int, numbers: Sequence[int], hashes: Sequence[bytes]) -> None:
    key = _signer()
    tiles = tiles_at(last_places(size))
    _check(size, tiles, key)
    changed = grown(size, tiles, hashes)
    _write(changed)
    leaves = (Leaf(index=index, event_id=number) for index, number in enumerate(numbers, size))
    Leaf.objects.bulk_create(leaves, batch_size=ROWS)
    after = size + len(hashes)
    root = subtree(0, after, node_in({**tiles_at(set(last_places(after)) - set(changed)), **changed}))
    Head.objects.update_or_create(pk=1, defaults={"size": after, "note": key.signed(after, root)})


def _signer() -> Signer:
    return signer(settings.HOME, settings.AUDIT_NAME)


def _check(size: int, tiles: dict[Place, bytes], key: Signer) -> None:
    """Raise Damaged unless the tree is the one that was signed when it last grew."""
    head = Head.objects.first()
    longest = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    if size == 0 and head is None and longest == 0:
        return
    try:
        signed = checkpoint_of(head.note) if head is not None else None
        root = subtree(0, size, node_in(tiles))
    except (ValueError, KeyError) as error:
        raise Damaged("Tiles of the tree are missing or too short. `comity audit verify` says more.") from error
    if signed is None or not signed.is_signed_by(key.key) or (signed.size, signed.root) != (size, root):
        raise Damaged("The tree is not what was signed last. `comity audit verify` says more.")
    if longest > size:
        raise Damaged(f"A checkpoint was signed for {longest} leaves, and there are {size}.")


def _write(changed: dict[Place, bytes]) -> None:
    known = {
        (one.row, one.number): one
        for one in Tile.objects.filter(row__in={row for row, _ in changed}, number__in={n for _, n in changed})
    }
    fresh = []
    for (row, number), hashes in changed.items():
        if one := known.get((row, number)):
            Tile.objects.filter(pk=one.pk).update(hashes=hashes)
        else:
            fresh.append(Tile(row=row, number=number, hashes=hashes))
    Tile.objects.bulk_create(fresh, batch_size=ROWS)


def _alone() -> None:
    # On SQLite every transaction that writes is alone from its first statement.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCING])
