"""Records that come with the project, and what people have done to them since."""

import pytest

from comity.engines.records import actions
from comity.engines.records.enums import Outcome, State
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText, identity
from comity.knowledge.strategies.models import Strategy


pytestmark = pytest.mark.django_db


@pytest.fixture
def ship(service):
    """Load a list of strategies of these names, and give back how many came to what."""

    def load(*names, title="As it comes"):
        return actions.put_facts([pair(name, title) for name in names], by=service)

    return load


def pair(name, title):
    return Strategy(), Card(name, None, (CardText("en", f"{title}: {name}"),), (CardSource("Register"),))


def record(name):
    return Record.objects.get(pk=identity("strategy", name))


def title(name):
    return record(name).texts.get().title


def test_what_leaves_the_list_is_withdrawn_and_says_why(ship, client):
    assert ship("one", "two", "three") == {Outcome.CREATED: 3}
    assert ship("one", "two") == {Outcome.UNCHANGED: 2}
    gone = client.get(f"/en{record('three').strategy.address}")
    assert gone.status_code == 410
    assert "no longer in the list" in gone.text
    assert [record(name).state for name in ("one", "two")] == [State.PUBLISHED] * 2
    assert ship("one", "two") == {Outcome.UNCHANGED: 2}


def test_what_an_editor_changed_stays_on_the_list_and_after_it(ship, person_with):
    ship("one", "two")
    detail, card = pair("one", "As an editor wants it")
    detail.record = record("one")
    actions.revise(detail, card, by=person_with("editor"))
    assert ship("one", "two", title="Another") == {Outcome.UNCHANGED: 1, Outcome.CHANGED: 1}
    assert (title("one"), title("two")) == ("As an editor wants it: one", "Another: two")
    ship("two", title="Another")
    assert record("one").state == State.PUBLISHED


def test_what_an_editor_withdrew_stays_withdrawn(ship, person_with):
    ship("one")
    actions.withdraw(record("one"), by=person_with("editor"), reason="Wrong.")
    assert ship("one", title="Another") == {Outcome.UNCHANGED: 1}
    assert record("one").state == State.WITHDRAWN


def test_what_others_of_its_kind_are_is_no_matter_of_the_list(ship, service):
    ship("one")
    actions.put(*pair("from-a-pack", "Read"), by=service)
    ship("two")
    assert record("one").state == State.WITHDRAWN
    assert record("from-a-pack").state == State.PUBLISHED
