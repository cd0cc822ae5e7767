"""Groups with more rows than a page has fields for: all of them are changed on screen, and none is lost."""

import datetime as dt

import pytest
from django.test import Client
from lxml import html

from comity.base.places.models import Place
from comity.engines.records import actions
from comity.engines.records.forms.typed import MOST_ROWS, SHOWN_ROWS
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.cases.models import Case, Charge, Party
from tests.contracts.test_editing import edit, fields_of


pytestmark = pytest.mark.django_db
NUMBER = 75


@pytest.fixture
def editor(person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


@pytest.fixture
def case(editor):
    """A public case with many parties, the last of whom is charged."""
    Place.objects.get_or_create(code="IT", defaults={"kind": "state"})
    days = {"decided_earliest_on": dt.date(2019, 1, 1), "decided_latest_on": dt.date(2019, 12, 31)}
    detail = Case(identifier="it-many", decided="2019", **days)
    parties = [
        Party(role="defendant", nature="person", name=f"Party {number}", count=1) for number in range(1, NUMBER)
    ]
    parties.append(Party(role="defendant", nature="person", name="A. B.", count=1))
    detail.attach({"parties": parties, "charges": [Charge(offence="Trafficking", defendant=parties[-1])]})
    card = Card("it-many", "IT", (CardText("en", "Many"),), (CardSource("A court"),))
    record = actions.draft(detail, card, by=editor)
    actions.publish(record, by=editor)
    return Record.objects.get(pk=record.pk)


def press(client, record, answer, button, **typed):
    return client.post(edit(record), fields_of(answer) | typed | {"do": button})


def names(record):
    return list(Party.objects.filter(case=record.case).order_by("position").values_list("name", flat=True))


def rows_with_fields(answer):
    group = next(one for one in answer.context["groups"] if one["group"].name == "parties")
    return [row["index"] for row in group["rows"]]


def test_a_page_has_fields_for_some_and_carries_the_others(case, client):
    answer = client.get(edit(case))
    assert rows_with_fields(answer) == list(range(SHOWN_ROWS))
    assert "75" in answer.text
    assert "61–75" in answer.text
    assert "too many to be changed" not in answer.text
    answer = press(client, case, answer, "turn:parties:60")
    assert rows_with_fields(answer) == list(range(60, NUMBER))
    assert 'value="A. B."' in answer.text
    assert "Party 1&quot;" in answer.text


def test_sent_back_as_it_came_nothing_changes(case, client):
    before = actions.snapshot(case, case.case)
    answer = client.get(edit(case))
    for start in (60, 30, 0):
        answer = press(client, case, answer, f"turn:parties:{start}")
    assert press(client, case, answer, "save").status_code == 302
    record = Record.objects.get(pk=case.pk)
    assert actions.snapshot(record, record.case) == before


def test_what_is_typed_on_several_pages_is_kept_together(case, client):
    answer = press(client, case, client.get(edit(case)), "turn:parties:60", **{"r-parties-2-name": "Changed early"})
    answer = press(client, case, answer, "turn:parties:30", **{"r-parties-70-name": "Changed late"})
    answer = press(client, case, answer, "remove:parties:31")
    # The charge points at the defendant still, who stands one row higher.
    assert fields_of(answer)["r-charges-0-defendant"] == str(NUMBER - 1)
    assert press(client, case, answer, "save").status_code == 302
    kept = names(case)
    assert len(kept) == NUMBER - 1
    assert (kept[2], kept[69]) == ("Changed early", "Changed late")
    assert "Party 32" not in kept
    assert Charge.objects.get().defendant.name == "A. B."


def test_a_new_row_stands_on_the_last_page_which_is_shown(case, client):
    answer = press(client, case, client.get(edit(case)), "add:parties")
    assert rows_with_fields(answer) == list(range(60, NUMBER + 1))
    typed = {"r-parties-75-role": "defendant", "r-parties-75-nature": "person", "r-parties-75-name": "The last"}
    answer = press(client, case, answer, "turn:parties:0", **typed, **{"r-parties-75-count": "1"})
    assert press(client, case, answer, "save").status_code == 302
    assert names(case)[-1] == "The last"
    assert len(names(case)) == NUMBER + 1


def test_the_page_with_a_fault_is_shown_and_nothing_typed_is_lost(case, client):
    answer = press(client, case, client.get(edit(case)), "turn:parties:60")
    answer = press(client, case, answer, "turn:parties:0", **{"r-parties-65-role": ""})
    answer = press(client, case, answer, "save", **{"r-parties-1-name": "Typed beside it"})
    assert answer.status_code == 422
    assert rows_with_fields(answer)[0] == 60
    assert 'href="#id_r-parties-65-role"' in answer.text
    assert press(client, case, answer, "save", **{"r-parties-65-role": "defendant"}).status_code == 302
    assert names(case)[1] == "Typed beside it"


def test_the_preview_carries_all_rows(case, client):
    answer = press(client, case, client.get(edit(case)), "preview", **{"r-parties-2-name": "Changed early"})
    assert answer.status_code == 200
    form = html.fromstring(answer.text).xpath("//div[@class='preview-bar']//form")[0]
    sent = dict(form.form_values())
    assert client.post(edit(case), sent | {"do": "save"}).status_code == 302
    assert names(case)[2] == "Changed early"
    assert len(names(case)) == NUMBER


@pytest.mark.parametrize("carried", ["", "{", "[]", "[1, 2]", "[[], [1]]", "[" * 5000, '[[{"name": {"a": 1}}], []]'])
def test_what_no_page_has_sent_is_no_fault_of_the_server(case, client, carried):
    sent = fields_of(client.get(edit(case))) | {"c-parties": carried, "do": "turn:parties:60"}
    assert client.post(edit(case), sent).status_code == 200


def test_more_than_the_most_is_said(case, client, monkeypatch):
    monkeypatch.setattr("comity.engines.records.forms.typed.MOST_ROWS", NUMBER)
    answer = press(client, case, client.get(edit(case)), "add:parties")
    assert "At most 75 rows can be typed on screen." in answer.text
    assert MOST_ROWS > NUMBER


def test_a_reader_who_is_not_signed_in_sees_no_form(case):
    assert Client().get(edit(case)).status_code == 302
