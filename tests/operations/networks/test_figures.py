"""Figures come from what happened; nobody works a single case out of what is told."""

import csv
import datetime as dt
import io
import json

import pytest
from click.testing import CliRunner
from django.urls import reverse

from comity.kernel.errors import Unreadable
from comity.operations.networks import actions, exports
from comity.operations.networks.models import Help, Reached
from comity.operations.networks.queries import figures
from comity.operations.networks.shapes import Asked
from comity.project.commands.networks import command

from ...clock import today
from .conftest import CRIME, TYPE


pytestmark = pytest.mark.django_db
# Any year that is over.
LAST = 2024


def old(world, year, number, *, type_=TYPE, crimes=(), closed=None, outcome="executed"):
    """A case that was opened in a year; closed after so many days."""
    asked = Asked(requested="KE", type=type_, crime_types=crimes)
    case = actions.ask_for_help(world.italy, asked, by=world.rome.member)
    opened = dt.date(year, 3, 1 + number)
    fields = {"opened_on": opened}
    if closed is not None:
        fields |= {"closed_on": opened + dt.timedelta(days=closed), "outcome": outcome}
    Help.objects.filter(pk=case.pk).update(**fields)
    Reached.objects.filter(help=case).update(reached_on=opened)
    return case


@pytest.fixture
def years(world, crime, seated):
    """Of the last year nine cases, of the one before eight, of the one before that two."""
    for number in range(5):
        old(world, LAST, number, crimes=(CRIME,), closed=10 * (number + 1))
    for number in range(4):
        old(world, LAST, number, type_="extradition")
    for number in range(8):
        old(world, LAST - 1, number, closed=5, outcome="refused")
    for number in range(2):
        old(world, LAST - 2, number)


def rows(several):
    return {str(one.table): {key: list(values) for key, values in one.rows} for one in several}


def test_each_table_counts_what_happened(years):
    found = rows(figures.whole(figures.counted("east", LAST)))
    assert found["types"] == {"extradition": [4], TYPE: [5]}
    assert found["states"] == {"IT": [9, 0], "KE": [0, 9]}
    assert found["offences"] == {CRIME: [5]}
    assert found["outcomes"] == {"": [4], "executed": [5]}
    assert found["durations"]["closed"] == [5, 30.0]
    assert found["durations"]["sent"] == [0, None]
    assert figures.years(figures.counted("east", None)) == [LAST, LAST - 1, LAST - 2]
    assert rows(figures.whole(figures.counted("west", None)))["years"] == {}


def test_a_case_with_two_offences_in_two_networks_is_counted_once_in_each(world, crime, cast):
    asked = Asked(requested="PE", type=TYPE, crime_types=(CRIME, "crime-types:terrorism"), networks=("west",))
    actions.ask_for_help(world.italy, asked, by=world.rome.member)
    for network in ("east", "west"):
        found = rows(figures.whole(figures.counted(network, None)))
        assert found["types"] == {TYPE: [1]}
        assert found["offences"] == {CRIME: [1], "crime-types:terrorism": [1]}


def test_small_years_are_not_told_and_cannot_be_worked_out_of_the_others(years):
    """Two cases of one year: neither is told, nor another year's tables from which a sum would tell it."""
    told = rows(figures.guarded("east", None, before=LAST + 1))
    assert list(told) == ["years"]
    assert told["years"] == {str(LAST): [9], str(LAST - 1): [None], str(LAST - 2): [None]}
    assert figures.guarded("east", LAST - 2, before=LAST + 1) == []
    assert figures.guarded("east", LAST - 1, before=LAST + 1) == []
    last = rows(figures.guarded("east", LAST, before=LAST + 1))
    assert set(last) == {"states", "types", "offences", "outcomes", "durations"}
    assert last["types"] == {"extradition": [4], TYPE: [5]}
    # How many are closed would tell beside the outcomes how many are not.
    assert last["durations"]["closed"] == [None, 30.0]
    assert figures.guarded("east", 1999, before=None) == []


def test_one_among_many_is_left_out_with_another_that_would_give_it_away(years, world):
    old(world, LAST, 9, type_="transfer-of-proceedings")
    last = rows(figures.guarded("east", LAST, before=None))
    assert last["types"]["transfer-of-proceedings"] == [None]
    assert sum(one == [None] for one in last["types"].values()) >= 2


def page(client, **asked):
    return client.get(reverse("networks:figures", args=["east"]), asked)


def test_nothing_is_public_until_the_secretariat_says_so_nor_a_year_that_runs(years, world, registry, client):
    assert page(client).status_code == 404
    assert client.get("/api/v1/networks/east/figures").status_code == 404
    actions.show_figures(world.network, is_public=True, by=registry)
    actions.ask_for_help(world.italy, Asked(requested="KE", type=TYPE), by=world.rome.member)
    told = page(client, format="json").json()
    assert set(told["tables"]) == {"years"}
    assert set(told["tables"]["years"]["rows"]) == {str(LAST), str(LAST - 1), str(LAST - 2)}
    assert page(client, year=today().year, format="json").json()["tables"] == {}
    assert client.get("/api/v1/networks/east/figures", {"year": today().year}).status_code == 404
    assert client.get("/api/v1/networks/east/figures", {"year": LAST}).json()["tables"]["types"][TYPE] == [5]
    assert page(client, place="IT").status_code == 404
    text = page(client, year=LAST).text
    assert f"EAST facilitated 9 requests in {LAST}." in text
    assert "were executed" not in text
    assert "nothing that can be told" in page(client, year=LAST - 2).text


def test_a_contact_point_sees_every_number_of_the_own_state_and_no_other_states(years, world, cast, client):
    client.force_login(world.rome.member)
    told = page(client, place="IT", year=LAST - 2, format="json").json()
    assert told["tables"]["types"]["rows"] == {TYPE: [2]}
    assert page(client, place="KE").status_code == 404
    assert page(client, year=LAST - 2, format="json").json()["tables"] == {}
    client.force_login(cast["other_network"])
    assert page(client).status_code == 404
    for name in ("colleague", "former", "contributor", "editor"):
        client.force_login(cast[name])
        assert page(client).status_code == 404


def test_the_secretariat_sees_everything_and_table_and_data_say_the_same(years, registry, client):
    client.force_login(registry)
    told = page(client, year=LAST - 2, format="json").json()
    assert told["tables"]["types"]["rows"] == {TYPE: [2]}
    assert all("SELECT" in one["question"] for one in told["tables"].values())
    lines = list(csv.DictReader(io.StringIO(page(client, year=LAST - 2, format="csv").text)))
    assert [one["value"] for one in lines if one["table"] == "types"] == ["2"]
    assert page(client, year="never").status_code == 200


def test_the_sentences_are_told_in_six_languages(years, world):
    said = {language: exports.sentences(world.network, LAST, language)[0].words for language in
            ("ar", "en", "es", "fr", "ru", "zh")}  # fmt: skip
    assert said["en"] == f"EAST facilitated 9 requests in {LAST}."
    assert all("EAST" in one and str(LAST) in one for one in said.values())
    assert [one.key for one in exports.sentences(world.network, LAST, "en")] == [
        "facilitated", "executed", "states", "days",
    ]  # fmt: skip
    assert exports.sentences(world.network, LAST - 2, "en")[0].words == (
        f"EAST facilitated fewer than 3 requests in {LAST - 2}."
    )
    assert [one.words for one in exports.sentences(world.network, 1999, "en")] == [
        "EAST facilitated 0 requests in 1999."
    ]


def test_one_command_prints_the_sentences_with_their_questions(years):
    said = (
        CliRunner().invoke(command, ["figures", "--year", str(LAST), "--network", "east", "--language", "en"]).output
    )
    assert said.splitlines()[:4] == [
        f"EAST facilitated 9 requests in {LAST}.",
        "5 of them were executed, wholly or in part.",
        "2 States took part in them.",
        "Half of those that are closed took no more than 30 days.",
    ]
    assert "east, facilitated:\nSELECT" in said
    every = CliRunner().invoke(command, ["figures", "--year", str(LAST), "--format", "json"]).output
    told = json.loads(every)
    assert {one["language"] for one in told} == {"ar", "en", "es", "fr", "ru", "zh"}
    assert {one["network"] for one in told} == {"east", "west"}
    lines = CliRunner().invoke(command, ["figures", "--year", str(LAST), "--format", "csv"]).output.splitlines()
    assert lines[0] == "network,year,language,figure,value,sentence,question"
    refused = CliRunner().invoke(command, ["figures", "--year", str(LAST), "--network", "nowhere"])
    assert isinstance(refused.exception, Unreadable)
