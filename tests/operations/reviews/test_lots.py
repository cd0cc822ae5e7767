"""The draw itself: what it gives keeps the rules, every outcome is as likely, and what is impossible is."""

import itertools
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.operations.reviews.lots.chain import listed, walk
from comity.operations.reviews.lots.checking import broken
from comity.operations.reviews.lots.drawing import first_lot
from comity.operations.reviews.lots.explaining import explained
from comity.operations.reviews.lots.groups import Crowded, divide, divisions
from comity.operations.reviews.lots.numbers import Numbers
from comity.operations.reviews.lots.program import record_of, repeated
from comity.operations.reviews.lots.search import decide, find, outcomes
from comity.operations.reviews.lots.seats import Table, faults
from comity.operations.reviews.lots.worlds import MAIN_RULES, Impossible, World, main_choices, main_limits, table_of

from .worlds import commitment, party, seed, world_of_many


def main_table(said, relaxed=(), states=None):
    world = World.of(said)
    chosen = [
        ((code, seat, ()), main_choices(world, code, seat, relaxed=relaxed))
        for code in (states if states is not None else world.reviewed())
        for seat in ("same", "other")
    ]
    return table_of(world, chosen, main_limits(world), relaxed=relaxed)


def some_outcome(table):
    """Whether any outcome at all is admissible, by trying all of them with code that has no part in the draw."""
    return any(not faults(table, filled) for filled in itertools.product(*table.choices))


SMALL_WORLDS = st.lists(
    st.tuples(
        st.sampled_from(["x", "y"]), st.sampled_from([("A",), ("A", "B"), ("B",)]), st.booleans(), st.booleans()
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(SMALL_WORLDS, st.integers(0, 2), st.integers(1, 3), st.booleans(), st.integers(0, 99))
def test_whatever_the_parties_a_draw_keeps_all_rules_or_there_is_surely_no_outcome(world, least, most, mutual, number):
    parties = [
        party(f"S{place}", region, instruments, reviewed=reviewed, reviews=reviews or place < 3)
        for place, (region, instruments, reviewed, reviews) in enumerate(world)
    ]
    said = commitment(parties, least=min(least, most), most=most, no_mutual=mutual)
    table, refused, record = main_table(said), None, {}
    try:
        record = record_of(said, str(number), [])
    except Impossible as no:
        refused = no
    if refused is None:
        assert broken(said, record["outcome"]) == []
        assert repeated([record]) == [record]
        return
    # Either there is no outcome without additional reviewers, or nobody is left to be drawn additionally.
    assert refused.is_sure
    if refused.rules[0] == "additional":
        return
    assert not some_outcome(table)
    if set(refused.rules) <= set(MAIN_RULES) - {"least"}:
        others, states = frozenset(MAIN_RULES) - set(refused.rules), list(refused.states)
        assert not some_outcome(main_table(said, others, states))
        # Smallest: without any one rule, or any one State, there is an outcome.
        assert all(some_outcome(main_table(said, others | {one}, states)) for one in refused.rules)
        for state in states:
            assert some_outcome(main_table(said, others, [one for one in states if one != state]))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda count: st.tuples(
            st.just(count),
            st.lists(st.tuples(st.integers(0, count - 1), st.sets(st.integers(0, count - 1))), min_size=1, max_size=5),
            st.lists(st.integers(0, 1), min_size=count, max_size=count),
            st.integers(1, 3),
            st.booleans(),
        )
    )
)
def test_the_search_finds_an_outcome_whenever_there_is_one_and_all_of_them_when_asked(made):
    count, seats, least, most, mutual = made
    table = Table(
        count,
        tuple(owner for owner, _choices in seats),
        tuple(tuple(sorted(choices - {owner})) for owner, choices in seats),
        tuple(least),
        (most,) * count,
        is_mutual_barred=mutual,
    )
    everything = {one for one in itertools.product(*table.choices) if not faults(table, one)}
    assert decide(table, Numbers(seed(1), "any")) is bool(everything)
    assert {tuple(one) for one in outcomes(table)} == everything
    found, is_sure = find(table, Numbers(seed(2), "any"))
    assert is_sure
    assert (found is None) == (not everything)
    if found is not None:
        walk(found, Numbers(seed(3), "any"), 300)
        assert tuple(found.filled) in everything


def chi_is_usual(counts, expected, cells):
    """Whether a chi-square is not beyond what chance gives once in ten thousand times (normal approximation)."""
    chi = sum((one - expected) ** 2 / expected for one in counts) + expected * (cells - len(counts))
    return chi < (cells - 1) + 3.9 * sqrt(2 * (cells - 1))


@pytest.mark.parametrize(("least", "most", "many"), [(1, 3, 624), (2, 2, 48)])
def test_the_walk_ends_at_every_outcome_equally_often(least, most, many):
    table = main_table(commitment([party(f"{one}{n}", one) for one in "xy" for n in range(3)], least=least, most=most))
    everything = listed(table)
    assert len(everything) == many
    count = Counter()
    samples = 10 * 48
    for number in range(samples):
        numbers = Numbers(seed(number), "test")
        sitting, _is_sure = find(table, numbers)
        walk(sitting, numbers, 800)
        count[tuple(sitting.filled)] += 1
    place = {tuple(one): number * 48 // many for number, one in enumerate(everything)}
    cells = Counter()
    for filled, times in count.items():
        cells[place[filled]] += times
    assert chi_is_usual(list(cells.values()), samples / 48, 48)


def test_a_draw_from_the_whole_list_takes_each_outcome_equally_often():
    said = commitment([party(f"{one}{n}", one) for one in "xy" for n in range(3)], least=2, most=2)
    world = World.of(said)
    count = Counter()
    for number in range(480):
        reviews, how = first_lot(world, seed(number))
        assert how["reviewers"]["way"] == "list"
        count[tuple(tuple(sorted(one.main.items())) for one in reviews)] += 1
    assert len(count) == 48
    assert chi_is_usual(list(count.values()), 10, 48)


def test_every_admissible_division_into_groups_is_drawn_equally_often():
    regions = {"x": ["x1", "x2", "x3"], "y": ["y1", "y2"], "z": ["z1", "z2"]}
    whole = divisions(regions, 3)
    count = Counter()
    for number in range(whole * 10):
        placed, _said = divide(regions, {}, 3, Numbers(seed(number), "groups"))
        count[tuple(sorted(placed.items()))] += 1
    assert len(count) == whole
    assert chi_is_usual(list(count.values()), 10, whole)


def test_groups_keep_proportion_and_wishes():
    regions = {"x": [f"x{n}" for n in range(7)], "y": [f"y{n}" for n in range(5)]}
    wishes = {"x0": "first", "x1": "later", "x2": "later", "y0": "first", "y1": "first"}
    for number in range(50):
        placed, said = divide(regions, wishes, 3, Numbers(seed(number), "groups"))
        for states in (*regions.values(), [*regions["x"], *regions["y"]]):
            sizes = Counter(placed[one] for one in states)
            assert max(sizes.values()) - min(sizes[group] for group in (1, 2, 3)) <= 1
        assert placed["x0"] == 1
        assert 1 not in {placed["x1"], placed["x2"]}
        # Five States in three groups: one volunteer is chosen by lot, since one is the whole part of the proportion.
        assert next(one["chosen_of_volunteers"] for one in said if "chosen_of_volunteers" in one)[0] in {"y0", "y1"}
        assert 1 in {placed["y0"], placed["y1"]}


def test_more_who_would_be_later_than_there_is_room_is_refused():
    with pytest.raises(Crowded) as no:
        divide({"x": ["a", "b", "c"]}, dict.fromkeys("abc", "later"), 3, Numbers(seed(1), "groups"))
    assert no.value.states == ("a", "b", "c")


def test_two_of_one_region_cannot_review_each_other_and_it_says_so_and_for_whom():
    parties = [party(f"x{n}", "x") for n in range(4)] + [party("y1", "y"), party("y2", "y")]
    with pytest.raises(Impossible) as no:
        record_of(commitment(parties), "1", [])
    assert set(no.value.rules) == {"same", "mutual"}
    assert no.value.states == ("y1", "y2")
    # And it was not said of what is possible: without that rule there is an outcome.
    assert (
        broken(
            commitment(parties, no_mutual=False), record_of(commitment(parties, no_mutual=False), "1", [])["outcome"]
        )
        == []
    )


def test_a_least_that_cannot_be_given_names_those_who_cannot_have_it():
    no = explained(World.of(commitment([party(f"x{n}", "x") for n in range(6)])), is_sure=True)
    assert no.rules == ("other",)
    assert len(no.states) == 1
    said = commitment(
        [
            *(party(f"x{n}", "x", reviewed=n < 3) for n in range(6)),
            *(party(f"y{n}", "y", reviewed=False) for n in range(5)),
        ]
    )
    with pytest.raises(Impossible) as refused:
        record_of(said, "1", [])
    assert "least" in refused.value.rules
    assert len(refused.value.states) >= 4


def test_additional_reviewers_cover_what_reviewers_are_not_party_to_and_nothing_else():
    said = commitment(world_of_many())
    record = record_of(said, "beacon 7", [])
    assert broken(said, record["outcome"]) == []
    extra = [one for review in record["outcome"] for one in review["reviewers"] if one["additional"]]
    assert extra
    assert all(load <= 3 for load in record["loads"].values())
    without = commitment(world_of_many(), instrument_reviewers=False)
    drawn = record_of(without, "beacon 7", [])["outcome"]
    assert not [one for review in drawn for one in review["reviewers"] if one["additional"]]


def test_an_outcome_that_breaks_a_rule_is_told_by_who_looks_from_outside():
    said = commitment(world_of_many())
    outcome = record_of(said, "beacon 7", [])["outcome"]
    one, other = (next(review for review in outcome if review["state"][0] == region) for region in "vw")
    one["reviewers"][0], other["reviewers"][0] = other["reviewers"][0], one["reviewers"][0]
    assert any("regional group" in sentence for sentence in broken(said, outcome))
    outcome[2]["group"] = 9
    assert any("not in proportion" in sentence for sentence in broken(said, outcome))
    outcome[3]["reviewers"] = outcome[3]["reviewers"][:1]
    assert any("two reviewers" in sentence for sentence in broken(said, outcome))


def test_additional_reviews_are_counted_apart_only_where_they_cannot_be_counted_together():
    kinds = [("A",), ("A", "B"), ("A", "B", "C")]
    crowded = [party(f"{'vwxyz'[n % 5]}{n:02}", "vwxyz"[n % 5], kinds[n % 3]) for n in range(30)]
    modes = {}
    for name, parties in (("roomy", world_of_many()), ("crowded", crowded)):
        said = commitment(parties, additional="possible")
        record = record_of(said, "1", [])
        modes[name] = record["choices"]["reviewers"]["additional"]
        assert broken(said | {"counted": modes[name]}, record["outcome"]) == []
    assert modes == {"roomy": "together", "crowded": "apart"}
    with pytest.raises(Impossible) as no:
        record_of(commitment(crowded), "1", [])
    # It was not shown that there is none, and it does not say so.
    assert not no.value.is_sure


def test_a_similar_legal_system_is_given_where_it_is_possible_and_counted_where_it_is_known():
    said = commitment(world_of_many(), similar_law=True, instrument_reviewers=False)
    record = record_of(said, "1", [])
    law = record["choices"]["law"]
    systems = {one["code"]: set(one["systems"]) for one in said["parties"]}
    alike = [
        review["state"]
        for review in record["outcome"]
        if systems[review["state"]] & systems[next(o["state"] for o in review["reviewers"] if o["seat"] == "same")]
    ]
    assert law["seats"] == 30
    assert law["known"] == sum(1 for one in systems.values() if one)
    assert len(alike) >= law["similar"] > 0
    assert set(law["not"]) & {code for code, one in systems.items() if not one} == {
        code for code, one in systems.items() if not one
    }


def test_an_organisation_without_a_regional_group_is_reviewed_by_any_two():
    parties = [*world_of_many(), party("EU", "")]
    said = commitment(parties)
    record = record_of(said, "1", [])
    assert broken(said, record["outcome"]) == []
    own = next(one for one in record["outcome"] if one["state"] == "EU")
    assert len([one for one in own["reviewers"] if not one["additional"]]) == 2


def test_numbers_are_what_the_documentation_says():
    """Computed by hand from HMAC-SHA256, so that whoever writes the generator again can compare."""
    import hmac

    key = hmac.digest(bytes(32), b"groups", "sha256")
    block = hmac.digest(key, (0).to_bytes(8, "big"), "sha256")
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 32, 4)]
    numbers = Numbers(bytes(32), "groups")
    assert [numbers.below(2**32) for _turn in range(8)] == words
    again = Numbers(bytes(32), "groups")
    assert again.below(2**64) == words[0] * 2**32 + words[1]
    assert Numbers(bytes(32), "groups").below(6) == next(word for word in words if word < 2**32 - 2**32 % 6) % 6
