"""Figures are computed from what happened, tell no small number, and are public only where the State says so."""

import csv
import datetime as dt
import io
import json

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comity.kernel.errors import NotPermitted, Unreadable
from comity.operations.casework import actions
from comity.operations.casework.enums import Direction, Level, Table
from comity.operations.casework.models import Occurrence, Shown
from comity.operations.casework.queries import figures
from comity.project.commands.casework import command

from .conftest import SENT_ON


pytestmark = pytest.mark.django_db


@pytest.fixture
def year(begin, rome, nairobi, office):
    """Of Rome: five requests to Kenya, four to Peru, one received; some acknowledged and executed after known days."""
    office("PE")
    for number in range(5):
        case = begin(reference=f"KE-{number}")
        actions.go(case, "acknowledge", by=rome.member, on=SENT_ON + dt.timedelta(days=2 * number))
        if number < 3:
            actions.go(case, "execute", by=rome.member, on=SENT_ON + dt.timedelta(days=10 * (number + 1)))
        if number == 3:
            actions.go(case, "refuse", by=rome.member, ground="political")
    for number in range(4):
        begin(reference=f"PE-{number}", other_place="PE", type="extradition")
    begin(direction=Direction.INCOMING, reference="IN-1")
    begin(nairobi, Direction.INCOMING, other_place="IT", reference="NBO-1")


def rows(table, place="IT", year=2026):
    return figures.table_of(table, place, year).rows


def test_each_table_counts_what_happened(year):
    assert rows(Table.TOTALS) == [("2026", [9, None])]
    assert rows(Table.STATES) == [("KE", [5, None]), ("PE", [4, None])]
    # One was received: wherever the sum is told, the noughts beside it would give it away.
    assert rows(Table.TYPES) == [("extradition", [4, None]), ("mutual-legal-assistance", [5, None])]
    assert dict(rows(Table.OUTCOMES)) == {
        "acknowledged": [None, None], "executed": [None, None], "refused": [None, None], "sent": [4, None],
    }  # fmt: skip
    assert rows(Table.GROUNDS) == [("political", [None, 0])]
    assert rows(Table.OFFENCES) == []


def test_how_long_it_took_is_told_by_quartiles(year):
    assert dict(rows(Table.DURATIONS)) == {
        "acknowledged:outgoing": [5, 2.0, 4.0, 6.0],
        "acknowledged:incoming": [0, None, None, None],
        "executed:outgoing": [3, 15.0, 20.0, 25.0],
        "executed:incoming": [0, None, None, None],
    }


def test_the_first_time_counts_when_something_happened_twice(begin, rome):
    for number in range(3):
        case = begin(reference=f"KE-{number}")
        for days in (4, 9):
            Occurrence.objects.create(case=case, state="acknowledged", occurred_on=SENT_ON + dt.timedelta(days=days))
    assert dict(rows(Table.DURATIONS))["acknowledged:outgoing"] == [3, 4.0, 4.0, 4.0]


def test_other_years_and_other_states_are_other_figures(year):
    assert rows(Table.TOTALS, year=2025) == []
    assert rows(Table.TOTALS, place="KE") == [("2026", [0, None])]
    assert figures.years("IT") == [2026]


def test_each_figure_names_its_question(year):
    for table in Table:
        assert "SELECT" in figures.table_of(table, "IT", 2026).question


def page(client, **asked):
    return client.get(reverse("casework:figures"), asked)


def test_nothing_is_public_until_the_state_says_so(year, cast, client):
    assert "No State has made figures public" in page(client).text
    assert page(client, place="IT").status_code == 404
    show = {"place": "IT", "table": "states", "public": "yes"}
    for name, status in {"member": 403, "neighbour": 403, "abroad": 404, "editor": 403}.items():
        client.force_login(cast[name])
        assert client.post(reverse("casework:show"), show).status_code == status
    with pytest.raises(NotPermitted):
        actions.show_table("IT", Table.STATES, is_public=True, by=cast["member"])
    client.force_login(cast["focal"])
    assert client.post(reverse("casework:show"), {**show, "table": "secrets"}).status_code == 404
    assert client.post(reverse("casework:show"), show).status_code == 302
    assert [(one.place_id, one.table, one.by) for one in Shown.objects.all()] == [("IT", "states", cast["focal"])]
    client.logout()
    shown = page(client, place="IT").text
    assert "By other State" in shown
    assert "By outcome" not in shown
    assert "not told" in shown
    assert set(page(client, place="IT", format="json").json()["tables"]) == {"states"}
    client.force_login(cast["focal"])
    assert client.post(reverse("casework:show"), {**show, "public": "no"}).status_code == 302
    client.logout()
    assert page(client, place="IT").status_code == 404


def test_whoever_keeps_files_sees_their_own_states_figures_and_no_other(year, cast, client):
    for name in ("member", "neighbour"):
        client.force_login(cast[name])
        assert set(page(client, place="IT", format="json").json()["tables"]) == set(Table.values)
        assert page(client, place="KE").status_code == 404
    for name in ("contributor", "editor", "registry"):
        client.force_login(cast[name])
        assert page(client, place="IT").status_code == 404


def test_the_figures_as_a_table_and_as_data_say_the_same(year, cast, client):
    client.force_login(cast["member"])
    told = page(client, place="IT", year="2026", format="json").json()
    lines = list(csv.DictReader(io.StringIO(page(client, place="IT", year="2026", format="csv").text)))
    assert told["tables"]["states"]["rows"] == {"KE": [5, None], "PE": [4, None]}
    found = {(one["row"], one["column"]): one["value"] for one in lines if one["table"] == "states"}
    assert found == {
        ("KE", "outgoing"): "5", ("KE", "incoming"): "", ("PE", "outgoing"): "4", ("PE", "incoming"): "",
    }  # fmt: skip
    assert page(client, place="IT", year="never").status_code == 200


def test_the_page_of_figures_asks_as_often_however_many_files_there_are(year, begin, cast, client):
    client.force_login(cast["member"])

    def asked():
        # What the foot of every page counts is asked anew once after anything was noted.
        page(client, place="IT")
        with CaptureQueriesContext(connection) as several:
            assert page(client, place="IT").status_code == 200
        return len(several)

    once = asked()
    for number in range(4):
        begin(reference=f"MORE-{number}", other_place="PE", level=Level.ORDINARY)
    assert asked() == once


def test_a_request_of_which_both_sides_keep_a_file_is_one_request(both, begin):
    for number in range(3):
        begin(reference=f"KE-{number}")
    assert figures.yearly(None)["requests"] == 4
    assert figures.yearly(None, "KE")["requests"] is None or figures.yearly(None, "KE")["requests"] == 0


def test_one_command_prints_the_sentences_of_the_yearly_report(year):
    said = CliRunner().invoke(command, ["figures", "--year", "2026"]).output
    assert "Requests that were facilitated: 11." in said
    assert "Requests that were executed: 3." in said
    assert "Requests that were refused: fewer than three." in said
    assert "Days from sending to acknowledgement that half of them took at most: 4." in said
    chinese = CliRunner().invoke(command, ["figures", "--year", "2026", "--language", "zh"]).output.splitlines()
    assert len(chinese) == len(said.splitlines()) == 10
    assert chinese[0].endswith("：11。")
    told = json.loads(
        CliRunner().invoke(command, ["figures", "--year", "2026", "--place", "IT", "--format", "json"]).output
    )
    assert (told["requests"], told["refused"], told["days_executed"]) == (10, None, 20.0)
    lines = CliRunner().invoke(command, ["figures", "--format", "csv"]).output.splitlines()
    assert lines[:2] == ["figure,value", "requests,11"]
    refused = CliRunner().invoke(command, ["figures", "--place", "XX"])
    assert isinstance(refused.exception, Unreadable)
