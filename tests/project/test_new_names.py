"""A name that is new is found in older texts without anybody calling a command, a few records at a time."""

import pytest

from comity.engines.citations import queries, registry
from comity.engines.citations.actions import Sweep, read_everything
from comity.engines.citations.models import Citation, Progress
from comity.engines.citations.tasks import Follower

from .test_citations import case, law


ANTS = "Contrary to article 1 of the Ants Act 2001."


@pytest.fixture
def older(by):
    """A decision that cites a law which nobody has yet; everything is read."""
    decision = case(by, "xx-78", ANTS)
    read_everything()
    assert not Citation.objects.filter(source=decision.pk).exists()
    return decision


def steps(follower):
    """Let the follower work until nothing is left, as it would with rests between; gives the number of steps."""
    for number in range(1, 500):
        follower.step()
        progress = Progress.objects.get()
        if not (progress.may_have_new_names or progress.swept_with) and not queries.state().behind:
            return number
    pytest.fail("It never came to an end.")


def test_whoever_serves_finds_a_new_name_in_older_texts(by, older):
    ants = law(by, "ANT-1", "Ants Act 2001")
    steps(Follower())
    assert Citation.objects.filter(source=older.pk, target=ants.pk, locator="art_1").exists()
    assert not queries.state().has_new_names


def test_it_rests_after_a_few_records_and_goes_on_in_another_process(by, older, monkeypatch):
    law(by, "ANT-1", "Ants Act 2001")
    Follower().step()
    total = len(registry.everything())
    limit = total // 3
    one = Sweep()
    assert one.step(limit=limit).records == limit
    assert one.step(limit=limit).records == limit
    stopped_at = Progress.objects.get().swept_to
    # As many records are left as were not read.
    rest = Sweep().step(limit=total)
    assert rest.records == total - 2 * limit
    assert Progress.objects.get().swept_to > stopped_at
    assert Sweep().step(limit=total) is not None
    assert Progress.objects.get().swept_with == ""
    assert Sweep().step() is None
    assert Citation.objects.filter(source=older.pk).exists()


def test_a_name_that_comes_meanwhile_is_looked_for_from_the_beginning(by, older):
    law(by, "WASP-1", "Wasps Act 2001")
    follower = Follower()
    follower.step()
    follower.step()
    assert Progress.objects.get().swept_with
    ants = law(by, "ANT-1", "Ants Act 2001")
    steps(follower)
    assert Citation.objects.filter(source=older.pk, target=ants.pk).exists()
    assert not queries.state().has_new_names


def test_a_change_that_brings_no_name_reads_nothing_again(by, older, monkeypatch):
    case(by, "xx-79", "Nothing is cited here.")
    read = []
    monkeypatch.setattr("comity.engines.citations.actions.sweeping.found_in", lambda *_: read.append(1))
    steps(Follower())
    assert read == []
    assert not Progress.objects.get().may_have_new_names


def test_changes_come_before_old_texts(by, older):
    law(by, "ANT-1", "Ants Act 2001")
    follower = Follower()
    follower.step()
    newer = case(by, "xx-80", ANTS)
    follower.step()
    assert Citation.objects.filter(source=newer.pk).exists()


def test_nothing_is_done_before_everything_was_read_once(by):
    assert Sweep().step() is None
    Follower().step()
    assert not Progress.objects.exists()
