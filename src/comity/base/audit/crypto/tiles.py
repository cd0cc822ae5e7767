"""A tree of any size in rows of 256 hashes: what C2SP tlog-tiles calls tiles of height eight."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from comity.base.audit.crypto.trees import SIZE, Node, node_hash


HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
# A row, counted from the leaves, and the number of a tile in it.
Place = tuple[int, int]


def place_of(level: int, index: int) -> tuple[Place, int]:
    """The tile that holds the first hash below a complete node, and the how-manieth of the tile that is."""
    row, rest = divmod(level, HEIGHT)
    first = index << rest
    return (row, first // WIDTH), first % WIDTH


def over(hashes: bytes) -> bytes:
    """The hash of the complete node over some hashes; their number is a power of two."""
    while len(hashes) > SIZE:
        step = 2 * SIZE
        pairs = (hashes[start : start + step] for start in range(0, len(hashes), step))
        hashes = b"".join(node_hash(pair[:SIZE], pair[SIZE:]) for pair in pairs)
    return hashes


def node_in(tiles: Mapping[Place, bytes]) -> Node:
    """The hashes of complete nodes, out of tiles that are at hand.

    Raises:
        KeyError: by the node, when a tile that it needs is not there, or is too short.
    """

    def node(level: int, index: int) -> bytes:
        place, first = place_of(level, index)
        count = 1 << (level % HEIGHT)
        found = bytes(tiles[place][first * SIZE : (first + count) * SIZE])
        if len(found) != count * SIZE:
            raise KeyError(place)
        return over(found)

    return node


def needed_by(work: Callable[[Node], object]) -> set[Place]:
    """The tiles that some work on the tree will look at, so that they can be fetched in one go."""
    places: set[Place] = set()

    def node(level: int, index: int) -> bytes:
        places.add(place_of(level, index)[0])
        return bytes(SIZE)

    work(node)
    return places


def last_places(size: int) -> list[Place]:
    """The tile of each row that is begun and not full, in a tree of so many leaves."""
    found, row = [], 0
    while size:
        if size % WIDTH:
            found.append((row, size // WIDTH))
        size, row = size // WIDTH, row + 1
    return found


def grown(size: int, tiles: Mapping[Place, bytes], hashes: Sequence[bytes]) -> dict[Place, bytes]:
    """The tiles that become others, or new, when leaves are added.

    Args:
        size: how many leaves there are.
        tiles: at least those of ``last_places``.
        hashes: the leaves that come now.
    """
    changed: dict[Place, bytes] = {}
    row, coming = 0, list(hashes)
    while coming:
        number, begun = divmod(size >> (HEIGHT * row), WIDTH)
        held = bytes(tiles[row, number]) if begun else b""
        whole = held + b"".join(coming)
        coming = []
        for start in range(0, len(whole), WIDTH * SIZE):
            piece = whole[start : start + WIDTH * SIZE]
            changed[row, number] = piece
            number += 1
            if len(piece) == WIDTH * SIZE:
                coming.append(over(piece))
        row += 1
    return changed
