"""The list of observations, written together paragraph by paragraph."""

import pytest

from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Standing, Step
from comity.operations.reviews.models import Observation, Wording
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import writings

from .ministries import World


@pytest.fixture
def world(db):
    return World().begin().to(Step.OBSERVATIONS)


def test_of_two_who_write_at_once_both_texts_are_kept_and_one_is_taken(world):
    one = world.observe("First")
    done = actions.reword(one, "Second", seen=1, by=world.people["AT"].expert)
    assert not done.is_beside
    beside = actions.reword(one, "Third", seen=1, by=world.people["IT"].expert)
    assert beside.is_beside
    held = Observation.objects.get()
    assert (held.text, held.is_contested) == ("Second", True)
    with pytest.raises(NotNow, match="Two wordings stand"):
        actions.agree(held, seen=held.number, by=world.people["IT"].point)
    actions.take_wording(held.wordings.get(standing=Standing.BESIDE), by=world.people["BR"].expert)
    held = Observation.objects.get()
    assert (held.text, held.is_contested, held.place_id) == ("Third", False, "IT")
    assert [(each.text, each.standing) for each in held.wordings.all()] == [
        ("First", "earlier"),
        ("Second", "earlier"),
    ]
    actions.reword(held, "Fourth", seen=1, by=world.host)
    actions.settle_wording(held.wordings.get(standing=Standing.BESIDE), by=world.host)
    held = Observation.objects.get()
    assert (held.text, held.is_contested) == ("Third", False)
    assert {each.text for each in Wording.objects.all()} == {"First", "Second", "Fourth"}


def test_a_state_agrees_to_what_it_has_read_and_a_new_wording_asks_again(world):
    one = world.observe("First")
    for code in ("IT", "AT"):
        actions.agree(one, seen=1, by=world.people[code].point)
    actions.agree(one, seen=1, by=world.people["IT"].point)
    assert one.agreements.count() == 2
    actions.reword(one, "Second", seen=1, by=world.people["BR"].expert)
    assert one.agreements.count() == 0
    with pytest.raises(NotNow, match="Read it again"):
        actions.agree(one, seen=1, by=world.people["IT"].point)
    with pytest.raises(NotNow, match="two wordings stand: 1"):
        world.mark("IT")
    for code in ("IT", "AT", "BR"):
        actions.agree(one, seen=2, by=world.people[code].point)
    world.mark("IT", "AT", "BR")
    # What is new, nobody has agreed to.
    world.observe("Another")
    assert world.review.marks.filter(step=Step.OBSERVATIONS).count() == 0
    actions.withdraw(Observation.objects.get(text="Another"), by=world.people["AT"].expert)
    world.mark("IT", "AT", "BR")
    actions.disagree(one, by=world.people["BR"].point)
    assert world.review.marks.filter(step=Step.OBSERVATIONS).count() == 2
    assert writings.progress(world.review, "BR").disagreed == 1


def test_who_writes_and_who_agrees(world):
    one = world.observe()
    italy, stranger = world.people["IT"], world.people["CH"]
    for person in (italy.observer, italy.colleague, stranger.point, world.editor):
        for act in (
            lambda person=person: world.observe(by=person),
            lambda person=person: actions.reword(one, "x", seen=1, by=person),
            lambda person=person: actions.withdraw(one, by=person),
            lambda person=person: actions.agree(one, seen=1, by=person),
        ):
            with pytest.raises(NotPermitted):
                act()
    for person in (italy.expert, world.host):
        with pytest.raises(NotPermitted):
            actions.agree(one, seen=1, by=person)
    world.observe(by=world.host)
    with pytest.raises(Unreadable):
        world.observe(" ")
    actions.withdraw(one, by=italy.expert)
    with pytest.raises(NotNow, match="taken out"):
        actions.reword(one, "x", seen=1, by=italy.expert)
    actions.go(world.review, "close_observations", reason="It is late", by=world.host)
    with pytest.raises(NotNow):
        world.observe()


def test_only_what_all_states_agreed_to_becomes_public(world):
    world.observe("Not agreed")
    one = world.observe("Agreed")
    for code in ("IT", "AT", "BR"):
        actions.agree(one, seen=1, by=world.people[code].point)
    actions.go(world.review, "close_observations", reason="No agreement on one", by=world.host)
    world.to(Step.PUBLISHED)
    shown = writings.observations_of(
        world.review, queries.standpoint(None, world.review), queries.consented(world.review)
    )
    assert [each.text for each in shown] == ["Agreed"]


def test_a_wording_is_in_the_language_in_which_it_was_written(world):
    one = world.observe("First")
    point = world.people["IT"].point
    with pytest.raises(Unreadable, match="in which language"):
        actions.reword(one, "Second", seen=1, language="xx", by=point)
    actions.reword(one, "ثانيا", seen=1, language="ar", by=point)
    beside = actions.reword(one, "Troisième", seen=1, language="fr", by=world.people["AT"].expert)
    assert (beside.observation.language, beside.is_beside) == ("ar", True)
    held = actions.take_wording(Wording.objects.get(language="fr"), by=world.host)
    assert (held.text, held.language) == ("Troisième", "fr")
    assert {each.text: each.language for each in held.wordings.all()} == {"First": "en", "ثانيا": "ar"}
    # Of a wording from before languages were kept, the paragraph's is taken.
    actions.reword(held, "Fourth", seen=1, language="en", by=point)
    Wording.objects.filter(text="Fourth").update(language="")
    held = actions.take_wording(Wording.objects.get(text="Fourth"), by=world.host)
    assert (held.text, held.language) == ("Fourth", "fr")
