"""What was received, from whom and when: what is still written is not counted, and only the Secretariat sees it."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.operations.reviews import actions
from comity.operations.reviews.enums import Contribution, Finding, Role, Saying, Step
from comity.operations.reviews.models import Cycle, Mark
from comity.operations.reviews.queries import figures, received
from comity.operations.reviews.queries.received import Wanted

from .ministries import World


@pytest.fixture
def world(db):
    return World().begin()


def table(wanted=None):
    """How many of each kind came from each State, without the moments."""
    found = received.counts(wanted or Wanted())
    return {kind.value: {code: one[0] for code, one in by.items()} for kind, by in found.items() if by}


def page(client, world, asked="", code=200):
    client.force_login(world.host)
    response = client.get(reverse("reviews:contributions") + asked)
    assert response.status_code == code
    return response


def write(world, code, text, kind=Saying.FEEDBACK):
    expert = world.people[code].expert
    return actions.remark(world.known, kind=kind, text=text, language="en", by=expert)


def test_what_is_still_written_is_not_counted(world):
    world.to(Step.FEEDBACK)
    before = table()
    assert before["answers"] == {"IT": 1}
    assert "feedback" not in before
    write(world, "AT", "secret-feedback")
    assert table() == before
    assert figures.figures()["remarks"] == 0
    world.mark("AT")
    # Handed in by one; the Secretariat sees it when the other has too.
    assert table() == before
    write(world, "BR", "secret-question", Saying.QUESTION)
    world.mark("BR")
    assert world.stage is Step.CLARIFICATIONS
    assert table()["feedback"] == {"AT": 1}
    assert table()["question"] == {"BR": 1}
    assert figures.figures()["remarks"] == 2


def test_what_a_state_that_was_not_waited_for_had_written_stays_its_own(world):
    world.to(Step.FEEDBACK)
    write(world, "AT", "secret-feedback")
    write(world, "BR", "secret-draft")
    world.mark("AT")
    actions.go(world.known, "close_feedback", by=world.host, reason="Nobody answers.")
    assert world.stage is Step.CLARIFICATIONS
    assert table()["feedback"] == {"AT": 1}


def test_it_is_received_when_it_is_handed_in_and_not_when_it_was_written(world):
    world.to(Step.FEEDBACK)
    world.feedback()
    last_year = dt.datetime(timezone.now().year - 1, 6, 1, tzinfo=dt.UTC)
    Mark.objects.filter(step=Step.FEEDBACK).update(at=last_year)
    assert received.counts(Wanted())[Contribution.FEEDBACK] == {"AT": (1, last_year)}
    assert table(Wanted(year=last_year.year)) == {"feedback": {"AT": 1}, "question": {"BR": 1}}
    assert "feedback" not in table(Wanted(year=last_year.year + 1))


def test_of_a_whole_review_figures_and_list_agree(world, client):
    world.to(Step.PUBLISHED)
    found = table()
    assert set(found) == set(Contribution.values) - {"action"}
    assert found["nomination"] == {"AT": 3, "BR": 3, "IT": 3}
    total = sum(sum(by.values()) for by in found.values())
    assert figures.figures()["contributions"] == received.listed(Wanted()).count() == total
    for kind, by in found.items():
        for code, count in by.items():
            assert received.listed(Wanted(kind=kind, place=code)).count() == count
    moments = [one[3] for one in received.listed(Wanted())]
    assert moments == sorted(moments, reverse=True)
    content = page(client, world, "?kind=nomination&state=IT").content.decode()
    assert content.count("Person named</td>") == 3
    assert "?kind=clarification&amp;state=IT#list" in content
    lines = list(csv.DictReader(io.StringIO(b"".join(page(client, world, "?format=csv")).decode("utf-8-sig"))))
    assert len(lines) == total
    assert {one["review"] for one in lines} == {str(world.key)}
    assert {one["state"] for one in lines if one["kind"] == "clarification"} == {"IT"}
    narrowed = b"".join(page(client, world, "?format=csv&kind=consent")).decode()
    assert len(narrowed.splitlines()) == 1 + sum(found["consent"].values())


def test_a_paragraph_counts_for_who_proposed_it_and_when(world):
    world.to(Step.OBSERVATIONS)
    proposed = actions.observe(
        world.known, "secret-gap", kind=Finding.GAP, article="", language="en", by=world.people["AT"].expert
    )
    of_austria = dict(received.counts(Wanted(kind="observation"))[Contribution.OBSERVATION])
    actions.reword(proposed, "secret-gap, in other words", seen=1, by=world.people["IT"].point)
    assert proposed.wordings.count() == 1
    assert received.counts(Wanted())[Contribution.OBSERVATION] == of_austria == {"AT": (1, proposed.at)}


def test_no_cell_of_the_list_is_taken_for_a_formula(world, client):
    world.to(Step.ARRANGEMENTS)
    Cycle.objects.update(name='=HYPERLINK("https://example.test")')
    lines = list(csv.DictReader(io.StringIO(b"".join(page(client, world, "?format=csv")).decode("utf-8-sig"))))
    assert {one["cycle"] for one in lines} == {'\'=HYPERLINK("https://example.test")'}


def test_of_an_ended_review_only_who_was_named_is_told(world):
    world.to(Step.CLARIFICATIONS)
    actions.go(world.known, "end", by=world.host, reason="The State withdrew.")
    assert set(table()) == {"nomination"}


def test_nothing_of_what_was_written_is_shown(world, client):
    world.to(Step.PUBLISHED)
    for asked in ("", "?format=csv", "?kind=feedback"):
        response = page(client, world, asked)
        content = b"".join(response).decode() if response.streaming else response.content.decode()
        assert "secret-" not in content


def test_only_the_secretariat_sees_it(world, client):
    world.to(Step.CLARIFICATIONS)
    address = reverse("reviews:contributions")
    assert client.get(address).status_code == 302
    for person in (world.people["IT"].point, world.people["AT"].expert, world.people["CH"].observer, world.editor):
        client.force_login(person)
        for asked in ("", "?format=csv"):
            assert client.get(address + asked).status_code in {403, 404}


def test_addresses_that_ask_for_what_there_is_not_narrow_nothing(world, client):
    world.to(Step.ARRANGEMENTS)
    for asked in ("?kind=x&state=%27&year=99999&cycle=1", "?year=0000", "?page=77"):
        assert "(9)" in page(client, world, asked).content.decode()
    assert "(0)" in page(client, world, "?state=ZZ").content.decode()
    other = Cycle.objects.create(
        mechanism="corruption", name="Other", cluster="chapter-2", days={}, questionnaires={}, created_by=world.host
    )
    assert "(0)" in page(client, world, f"?cycle={other.pk}").content.decode()


def test_a_page_asks_as_often_for_many_as_for_few(world, client):
    world.to(Step.FEEDBACK)
    page(client, world)
    with CaptureQueriesContext(connection) as few:
        page(client, world)
    world.open("CH", "AT", "BR")
    for code in ("AT", "BR"):
        them = world.people[code]
        actions.name(world.known, them.point, place=code, role=Role.FOCAL_POINT, by=them.point)
    # Once before it is counted: the foot of each page is counted anew after something happened.
    page(client, world)
    with CaptureQueriesContext(connection) as many:
        page(client, world)
    assert table()["nomination"] == {"AT": 4, "BR": 4, "IT": 3}
    assert len(many) == len(few)
