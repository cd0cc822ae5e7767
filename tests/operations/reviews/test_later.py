"""What happens after the first lot: redraws, moves, latecomers, and those who leave."""

import pytest

from comity.operations.reviews.lots.checking import broken
from comity.operations.reviews.lots.program import counted, record_of, repeated, transcript_of
from comity.operations.reviews.lots.worlds import Impossible

from .worlds import act, commitment, party, world_of_many


def test_a_later_lot_changes_what_was_asked_and_nothing_else():
    said = commitment(world_of_many())
    first = record_of(said, "1", [])
    before = {one["state"]: one for one in first["outcome"]}
    asker = next(one for one in before.values() if one["group"] == 1)["state"]
    mover = next(one for one in before.values() if one["group"] == 1 and one["state"] != asker)["state"]
    later = commitment(said["parties"], [act("redraw", asker, seat="other"), act("defer", mover)], [first])
    second = record_of(later, "2", [first])
    after = {one["state"]: one for one in second["outcome"]}
    assert broken(later, second["outcome"]) == []
    assert {state for state in before if before[state] != after[state]} == {asker, mover}
    gone = next(one["state"] for one in before[asker]["reviewers"] if one["seat"] == "other" and not one["additional"])
    assert after[asker]["released"] == [{"seat": "other", "state": gone}]
    assert gone not in {
        one["state"] for one in after[asker]["reviewers"] if one["seat"] == "other" and not one["additional"]
    }
    assert after[mover]["group"] == 2
    third = commitment(said["parties"], [act("redraw", asker, seat="other")], [first, second])
    fourth_before = [first, second, record_of(third, "3", [first, second])]
    with pytest.raises(Impossible) as no:
        record_of(commitment(said["parties"], [act("redraw", asker, seat="other")], fourth_before), "4", fourth_before)
    assert no.value.rules == ("redraws",)
    assert transcript_of(repeated(fourth_before)) == transcript_of(fourth_before)


def test_who_joins_leaves_or_accedes_later_is_taken_in_by_a_later_lot():
    said = commitment(world_of_many())
    first = record_of(said, "1", [])
    sample = first["outcome"][0]
    leaver = sample["reviewers"][0]["state"]
    newer = party("zz", "x", ("A", "B", "C"))
    poorer = next(one for one in said["parties"] if one["instruments"] == ["A"] and one["code"] != leaver)
    parties = [
        one | {"reviews": False, "reviewed": False} if one["code"] == leaver
        else one | {"instruments": ["A", "B", "C"]} if one["code"] == poorer["code"] else one
        for one in said["parties"]
    ]  # fmt: skip
    acts = [act("leave", leaver), act("join", "zz"), act("accede", poorer["code"])]
    later = commitment([*parties, newer], acts, [first])
    second = record_of(later, "2", [first])
    assert broken(later | {"counted": counted(second)}, second["outcome"]) == []
    after = {one["state"]: one for one in second["outcome"]}
    assert leaver not in after
    assert leaver not in {one["state"] for review in after.values() for one in review["reviewers"]}
    assert after["zz"]["group"] == 3
    covered = [name for one in after[poorer["code"]]["reviewers"] for name in one["instruments"]]
    assert {name: covered.count(name) for name in "ABC"} == {"A": 2, "B": 2, "C": 2}


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (act("join", "v00"), "join"),
        (act("defer", "nobody"), "under_review"),
        (act("redraw", "nobody", seat="same"), "under_review"),
    ],
)
def test_what_cannot_be_asked_is_refused(one, rule):
    said = commitment(world_of_many())
    first = record_of(said, "1", [])
    with pytest.raises(Impossible) as no:
        record_of(commitment(said["parties"], [one], [first]), "2", [first])
    assert no.value.rules == (rule,)
