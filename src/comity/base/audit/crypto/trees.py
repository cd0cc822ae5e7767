"""Canonical JSON (RFC 8785) and Merkle trees with their proofs (RFC 9162, section 2.1)."""

import hashlib
from collections.abc import Callable, Sequence
from json.encoder import encode_basestring
from math import isfinite
from typing import Any, Final


SIZE: Final = 32
SAFE: Final = 2**53 - 1
Node = Callable[[int, int], bytes]


class Wrong(Exception):
    """What was handed in cannot be read, or proves nothing; the sentence says why."""


# ---------------------------------------------------------------- canonical JSON (RFC 8785)


def canonical(value: Any) -> bytes:
    """A value of JSON in the one way of writing it that RFC 8785 allows, in UTF-8."""
    return _written(value).encode("utf-8", "surrogatepass")


def _written(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return str(int(value)) if isinstance(value, int) and abs(value) <= SAFE else _number(value)
    if isinstance(value, dict):
        # Sorted by the units of UTF-16, as the RFC wants it; for letters of ASCII that is their usual order.
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{encode_basestring(name)}:{_written(one)}" for name, one in pairs) + "}"
    return "[" + ",".join(map(_written, value)) + "]"


def _number(value: float) -> str:
    """A number as ECMAScript writes it (ECMA-262, Number::toString), whose digits Python's repr finds too."""
    try:
        number = float(value)
    except OverflowError:
        return f'"{value}"'
    if not isfinite(number):
        return f'"{number}"'
    if number == 0:
        return "0"
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, part = mantissa.partition(".")
    part = "" if part == "0" else part
    point = len(whole) + int(exponent or 0)
    bare = (whole + part).lstrip("0")
    point -= len(whole + part) - len(bare)
    digits = bare.rstrip("0")
    count = len(digits)
    if count <= point <= 21:  # noqa: PLR2004 -- so says ECMA-262
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:  # noqa: PLR2004 -- as above
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:  # noqa: PLR2004 -- as above
        text = "0." + "0" * -point + digits
    else:
        power = f"{'+' if point > 0 else '-'}{abs(point - 1)}"
        text = f"{digits[0]}{'.' + digits[1:] if count > 1 else ''}e{power}"
    return f"-{text}" if number < 0 else text


# ---------------------------------------------------------------- the tree (RFC 9162, section 2.1)


def leaf_hash(event: Any) -> bytes:
    """The hash of a leaf: SHA-256 over a zero byte and the event in canonical JSON."""
    return hashlib.sha256(b"\x00" + canonical(event)).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over a one byte and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def subtree(low: int, high: int, node: Node) -> bytes:
    """The hash over the leaves from ``low`` up to, not with, ``high``; ``node`` knows the complete ones."""
    count = high - low
    if count == 0:
        return hashlib.sha256(b"").digest()
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, low >> level)
    middle = low + split(count)
    return node_hash(subtree(low, middle, node), subtree(middle, high, node))


def inclusion(leaf: int, low: int, high: int, node: Node) -> list[bytes]:
    """The hashes that prove that a leaf is in the tree over ``low`` … ``high``."""
    if high - low <= 1:
        return []
    middle = low + split(high - low)
    if leaf < middle:
        return [*inclusion(leaf, low, middle, node), subtree(middle, high, node)]
    return [*inclusion(leaf, middle, high, node), subtree(low, middle, node)]


def consistency(first: int, low: int, high: int, node: Node, *, is_whole: bool = True) -> list[bytes]:
    """The hashes that prove that the tree of the first ``first`` leaves is the beginning of that up to ``high``."""
    if first == high:
        return [] if is_whole else [subtree(low, high, node)]
    middle = low + split(high - low)
    if first <= middle:
        return [*consistency(first, low, middle, node, is_whole=is_whole), subtree(middle, high, node)]
    return [*consistency(first, middle, high, node, is_whole=False), subtree(low, middle, node)]


def root_of_inclusion(leaf: int, size: int, hashed: bytes, path: Sequence[bytes]) -> bytes:
    """The root to which an inclusion proof leads (RFC 9162, 2.1.3.2).

    Raises:
        Wrong: the proof has not as many hashes as this leaf of this tree needs.
    """
    if not 0 <= leaf < size:
        raise Wrong(f"Leaf {leaf} is not in a tree of {size}.")
    place, last, found = leaf, size - 1, hashed
    for one in path:
        if last == 0:
            raise Wrong("The proof is too long.")
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("The proof is too short.")
    return found


def is_consistent(first: int, second: int, roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of ``first`` leaves is the beginning of that of ``second`` (2.1.4.2)."""
    if not 0 < first <= second:
        return first == 0 and not path
    if first == second:
        return roots[0] == roots[1] and not path
    hashes = [roots[0], *path] if first & (first - 1) == 0 else list(path)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, one)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == roots
