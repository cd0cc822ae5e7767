"""Canonical JSON, trees and proofs: against the words of the standards, done here a second time."""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.base.audit.crypto.bundles import Growing
from comity.base.audit.crypto.tiles import grown, last_places, needed_by, node_in
from comity.base.audit.crypto.trees import (
    Wrong,
    canonical,
    consistency,
    inclusion,
    is_consistent,
    leaf_hash,
    root_of_inclusion,
    subtree,
)


def digest(content):
    return hashlib.sha256(content).digest()


def mth(leaves):
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return digest(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return digest(b"\x01" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m, leaves):
    """RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def hashes(count):
    return [digest(b"\x00%d" % one) for one in range(count)]


def tree(leaves):
    return node_in(grown(0, {}, leaves))


def test_numbers_are_written_as_the_standard_shows_them():
    """The table of appendix B of RFC 8785, as far as its numbers are ones."""
    shown = {
        0.0: "0",
        5e-324: "5e-324",
        -5e-324: "-5e-324",
        1.7976931348623157e308: "1.7976931348623157e+308",
        9007199254740992.0: "9007199254740992",
        295147905179352830000.0: "295147905179352830000",
        9.999999999999997e22: "9.999999999999997e+22",
        1e23: "1e+23",
        1.0000000000000001e23: "1.0000000000000001e+23",
        999999999999999700000.0: "999999999999999700000",
        1e21: "1e+21",
        9.999999999999997e-7: "9.999999999999997e-7",
        0.000001: "0.000001",
        333333333.3333332: "333333333.3333332",
        -0.0000033333333333333333: "-0.0000033333333333333333",
        1424953923781206.2: "1424953923781206.2",
        333333333.33333329: "333333333.3333333",
        1e30: "1e+30",
        4.50: "4.5",
        2e-3: "0.002",
        1e-27: "1e-27",
        10**22: "1e+22",
        100: "100",
    }
    assert canonical(-0.0) == b"0"
    assert {number: canonical(number).decode() for number in shown} == shown


def test_strings_and_order_are_as_the_standard_shows_them():
    said = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew",
        "1": "One",
        "😀": "Smiley",
        "\x80": "C",
        "ö": "O",
    }
    # RFC 8785, 3.2.3: sorted by the units of UTF-16, in which the smiley comes before the Hebrew letter.
    assert list(json.loads(canonical(said))) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
    assert canonical('€$\x0f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical([None, True, False, {}]) == b"[null,true,false,{}]"


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_what_was_read_again_is_written_the_same(value):
    once = canonical(value)
    assert canonical(json.loads(once.decode("utf-8", "surrogatepass"))) == once


@pytest.mark.parametrize("count", [*range(1, 20), 255, 256, 257, 511, 600])
def test_roots_are_those_of_the_standard(count):
    leaves, growing = hashes(count), Growing()
    for one in leaves:
        growing.add(one)
    assert growing.root() == mth(leaves) == subtree(0, count, tree(leaves))


@given(st.integers(1, 66_500), st.data())
@settings(max_examples=5, deadline=None)
def test_a_tree_that_grows_by_pieces_is_the_same_tree(count, data):
    leaves, tiles, size = hashes(count), {}, 0
    while size < count:
        piece = data.draw(st.integers(1, count - size))
        # Only the tiles that are begun are at hand, as when they are read from the database.
        tiles |= grown(size, {place: tiles[place] for place in last_places(size)}, leaves[size : size + piece])
        size += piece
    assert tiles == grown(0, {}, leaves)
    growing = Growing()
    for one in leaves:
        growing.add(one)
    needed = needed_by(lambda node: subtree(0, count, node))
    assert growing.root() == subtree(0, count, node_in({place: tiles[place] for place in needed}))


@given(st.integers(1, 700), st.data())
@settings(max_examples=60, deadline=None)
def test_an_inclusion_proof_proves_its_leaf_and_nothing_else(count, data):
    leaves = hashes(count)
    leaf = data.draw(st.integers(0, count - 1))
    proof, root = inclusion(leaf, 0, count, tree(leaves)), mth(leaves)
    assert proof == path(leaf, leaves)
    assert root_of_inclusion(leaf, count, leaves[leaf], proof) == root
    other = data.draw(st.integers(0, count - 1).filter(lambda one: one != leaf) if count > 1 else st.none())
    if other is not None:
        assert root_of_inclusion(leaf, count, leaves[other], proof) != root
        assert not leads(other, count, leaves[leaf], proof, root)
    assert not leads(leaf, count, leaves[leaf], [*proof, digest(b"more")], root)
    if proof:
        assert not leads(leaf, count, leaves[leaf], proof[:-1], root)
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not leads(leaf, count, leaves[leaf], [*proof[:place], digest(b"x"), *proof[place + 1 :]], root)


def leads(leaf, count, hashed, proof, root):
    try:
        return root_of_inclusion(leaf, count, hashed, proof) == root
    except Wrong:
        return False


@given(st.integers(1, 700), st.data())
@settings(max_examples=60, deadline=None)
def test_a_consistency_proof_proves_that_a_log_only_grew(count, data):
    leaves = hashes(count)
    first = data.draw(st.integers(1, count))
    roots = mth(leaves[:first]), mth(leaves)
    proof = consistency(first, 0, count, tree(leaves))
    assert is_consistent(first, count, roots, proof)
    if first < count:
        assert not is_consistent(first, count, (digest(b"another"), roots[1]), proof)
        assert not is_consistent(first, count, (roots[0], digest(b"another")), proof)
        assert not is_consistent(first, count, roots, proof[:-1])
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not is_consistent(first, count, roots, [*proof[:place], digest(b"x"), *proof[place + 1 :]])
    changed = data.draw(st.integers(0, first - 1))
    other = [*leaves[:changed], digest(b"changed"), *leaves[changed + 1 :]]
    remade = consistency(first, 0, count, tree(other))
    assert not is_consistent(first, count, (roots[0], mth(other)), remade)


def test_a_leaf_is_never_taken_for_a_node():
    left, right = leaf_hash({"a": 1}), leaf_hash({"b": 2})
    assert digest(b"\x00" + left + right) != mth([left, right])
    assert leaf_hash({"a": 1}) == digest(b'\x00{"a":1}')
