"""The whole log, line by line, and whether it is whole."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from comity.base.audit.crypto.bundles import LOG, Findings, named, read
from comity.base.audit.crypto.keys import is_sealed
from comity.base.audit.crypto.tiles import WIDTH, grown
from comity.base.audit.crypto.trees import SIZE, leaf_hash
from comity.base.audit.models import Checkpoint, Event, Head, Leaf, Tile
from comity.base.audit.queries.tree import public_key, tree_size, waiting
from comity.base.audit.shapes import content_of


AT_ONCE: Final = 2000


def lines(*, shown: Container[Any] | None = None) -> Iterator[dict[str, Any]]:
    """The log as a bundle has it: a heading, leaves, checkpoints, what waits, an end.

    Args:
        shown: the records whose events are shown; of all others only the hashes. None shows every event.
    """
    key = public_key()
    # Before the leaves: while these are read more may come, and with them newer checkpoints that would not fit. The
    # last is the tree as it was signed when it last grew, which proves the leaves after the last checkpoint.
    notes = [*Checkpoint.objects.order_by("size").values_list("note", flat=True)]
    notes += Head.objects.values_list("note", flat=True)
    yield {"log": LOG, "origin": key.name, "key": str(key)}
    count = 0
    for index, hashed, event in _leaves():
        line: dict[str, Any] = {"leaf": index, "hash": hashed.hex()}
        if event is None:
            line["event"] = None
        elif shown is None or event.record_id in shown:
            line["event"] = content_of(event)
        yield line
        count += 1
    yield from ({"checkpoint": note} for note in notes)
    late = 0
    for event in waiting().iterator(chunk_size=AT_ONCE):
        # An event that is not shown is still counted, by its number alone.
        yield {"waiting": content_of(event) if shown is None else {"number": event.pk}}
        late += 1
    yield {"end": {"leaves": count, "waiting": late}}


def _leaves() -> Iterator[tuple[int, bytes, Event | None]]:
    """Each leaf with the hash that the tree has of it, and its event; as far as either is still there."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    for start in range(0, 0 if last is None else last + 1, AT_ONCE):
        found = dict(Leaf.objects.filter(index__gte=start, index__lt=start + AT_ONCE).values_list("index", "event_id"))
        events = Event.objects.in_bulk(found.values())
        first = start // WIDTH
        tiles = Tile.objects.filter(row=0, number__gte=first, number__lte=(start + AT_ONCE) // WIDTH)
        held = dict(tiles.values_list("number", "hashes"))
        for index in range(start, min(start + AT_ONCE, (last or 0) + 1)):
            tile, place = bytes(held.get(index // WIDTH, b"")), index % WIDTH * SIZE
            event = events.get(found.get(index, -1))
            hashed = tile[place : place + SIZE]
            if len(hashed) != SIZE:
                # The tree has lost it; what can be said is what the event itself comes to.
                hashed = leaf_hash(content_of(event)) if event is not None else bytes(SIZE)
            yield index, hashed, event


def findings(outside: Iterable[Path] = ()) -> Findings:
    """What is wrong with the log of this installation, looked at with everything that is here.

    Beside what a bundle shows to anybody: whether every event carries the seal of the program, and whether the rows
    of the tree are made of one another.

    Args:
        outside: files with checkpoints that were kept elsewhere.
    """
    reading = read(lines(), public_key())
    for path in outside:
        reading.checkpoint(path.read_text(encoding="utf-8"), f"the checkpoint in {path.name}")
    found = reading.done()
    # Nothing is kept in memory of an event but what is wrong with it.
    for event in Event.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        content = content_of(event)
        if not is_sealed(settings.HOME, content, event.seal):
            found.faults.append(
                f"{_capital(named(content))} does not carry the seal of the program: changed or made up."
            )
    found.faults += _wrong_rows(bytes(reading.hashes))
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _wrong_rows(hashes: bytes) -> Iterator[str]:
    leaves = [hashes[start : start + SIZE] for start in range(0, len(hashes), SIZE)]
    made = grown(0, {}, leaves)
    wrong = []
    for row, number, held in Tile.objects.order_by("row", "number").values_list("row", "number", "hashes").iterator():
        wanted = made.pop((row, number), b"")
        if wanted != bytes(held):
            wrong.append((row, number, bytes(held).startswith(wanted)))
    # Others may write while this is read. A row of the tree only grows, so what has grown begins with what was read.
    has_grown = tree_size() > len(leaves)
    for row, number, is_longer in wrong:
        if not (is_longer and has_grown):
            yield f"Tile {number} in row {row} of the tree is not made of the leaves below it."
    yield from (f"Tile {number} in row {row} of the tree is missing." for row, number in sorted(made))
