"""The pages of cases as a visitor reads them, and the read interface."""

import html
import json
import re

import pytest

from comity.engines.records import actions as records
from comity.engines.records.enums import Relation
from comity.engines.records.models import Record
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.models import CaseSection, CaseTerm, Charge, Party


@pytest.fixture
def three(new_case, service):
    def small(name, place, verdict, year):
        party = Party(role="defendant")
        charges = [Charge(defendant=party, offence="x", verdict=verdict)]
        terms = [CaseTerm(term="crime-types:trafficking-in-persons")]
        return new_case(
            name, title=f"Case {name}", place=place, fields={"decided": year, "court": "High Court"}, parties=[party],
            charges=charges, terms=terms, instances=[], cooperation=[],
        )  # fmt: skip

    keep(
        [
            small("it-1", "IT", "guilty", "2010"),
            small("it-2", "IT", "not-guilty", "2011"),
            small("fr-1", "FR", "guilty", "2012"),
        ],
        by=service,
    )


def titles(page):
    return re.findall(r"Case (\w\w-\d)</a>", page.content.decode())


def boxes(page):
    """The values of the boxes on a page, with their counts."""
    found = re.findall(r'name="mark" value="([^"]+)".*?class="count">(\d+)<', page.content.decode(), re.DOTALL)
    return {html.unescape(value): int(number) for value, number in found}


def test_the_list_is_narrowed_by_any_of_one_facet_and_all_of_several(three, client):
    assert titles(client.get("/en/cases/")) == ["fr-1", "it-2", "it-1"]
    assert titles(client.get("/en/cases/?order=oldest")) == ["it-1", "it-2", "fr-1"]
    assert titles(client.get("/en/cases/?mark=place:IT")) == ["it-2", "it-1"]
    assert titles(client.get("/en/cases/?mark=place:IT&mark=place:FR")) == ["fr-1", "it-2", "it-1"]
    assert titles(client.get("/en/cases/?mark=place:IT&mark=case-verdict:guilty")) == ["it-1"]
    assert titles(client.get("/en/cases/?q=fr-1")) == ["fr-1"]
    assert titles(client.get("/en/cases/?mark=place:IT&q=fr-1")) == []


def test_counts_are_true_and_a_facet_that_is_narrowed_can_still_be_widened(three, client):
    counted = boxes(client.get("/en/cases/?mark=place:IT"))
    assert (counted["place:IT"], counted["place:FR"]) == (2, 1)
    assert (counted["case-verdict:guilty"], counted["case-verdict:not-guilty"]) == (1, 1)
    assert (counted["year:2010"], counted["year:2011"]) == (1, 1)
    assert "year:2012" not in counted


@pytest.mark.parametrize("query", ["mark=nothing", "mark=x:y", "mark=place:", "page=99", "order=up", "mark=place:%00"])
def test_an_address_that_makes_no_sense_shows_the_list(query, three, client):
    assert client.get(f"/en/cases/?{query}").status_code == 200


def test_a_page_shows_all_that_is_known_and_names_no_victim(new_case, service, client):
    keep([new_case()], by=service)
    page = html.unescape(client.get("/en/cases/xx-1/").content.decode())
    for told in (
        "The State v. Bee Traders", "A trader sold bees.", "باع تاجر النحل.", "The first case about bees.",
        "La première affaire d’abeilles.", "Recruitment", "Attempt", "Tribunale di Roma", "Partially reversed",
        "Bee Traders Ltd", "Victim 1", "Victim 2", "13 · 3 of them children", "12–53", "Samoa", "art. 601 c.p.",
        "Guilty", "imprisonment for 96 months", "1200.50 EUR", "Convention of 1957", "[2010] UKSC 1", "decision.pdf",
        "Le api.", "Register of Examples",
    ):  # fmt: skip
        assert told in page, told
    assert '<div class="reading" lang="it" dir="ltr">' in page


def test_a_page_is_linked_data_with_every_number_by_which_it_is_cited(new_case, service, client):
    ecli = "ECLI:IT:CASS:2012:601PEN"
    keep([new_case(fields={"ecli": ecli, "citation": "[2012] X 1"})], by=service)
    page = client.get("/en/cases/xx-1/").content.decode()
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])["@graph"][0]
    assert told["identifier"] == [ecli, "[2012] X 1"]
    assert told["creator"]["name"] == "Corte d’appello"
    assert f"2012-03, [2012] X 1, {ecli}" in html.unescape(page)


def test_a_long_decision_is_read_in_parts_that_lose_nothing(new_case, service, client):
    body = "\n".join(f"Paragraph {number}. {'x' * 900}" for number in range(1, 101))
    keep([new_case(sections=[CaseSection(kind="judgment", language="en", body=body)])], by=service)
    first = client.get("/en/cases/xx-1/").content.decode()
    parts = int(re.search(r"Part 1 of (\d+)", first)[1])
    assert parts == 3
    read = [client.get(f"/en/cases/xx-1/?part={number}").content.decode() for number in range(1, parts + 1)]
    told = [int(number) for page in read for number in re.findall(r"Paragraph (\d+)\.", page)]
    assert told == list(range(1, 101))


def test_a_page_costs_the_same_however_much_hangs_on_it(new_case, service, client, django_assert_max_num_queries):
    keep([new_case("xx-1", parties=[], charges=[]), new_case("xx-2")], by=service)
    client.get("/en/cases/xx-1/")
    with django_assert_max_num_queries(30) as less:
        client.get("/en/cases/xx-1/")
    with django_assert_max_num_queries(30) as more:
        client.get("/en/cases/xx-2/")
    # A page with charges looks up their laws, once for all of them.
    assert len(more) - len(less) <= 1


def test_a_case_and_what_it_cites_lead_to_each_other(new_case, service, client):
    keep([new_case("xx-1", title="The citing case"), new_case("xx-2", title="The cited case")], by=service)
    one, two = Record.objects.get(case__identifier="xx-1"), Record.objects.get(case__identifier="xx-2")
    records.link(one, Relation.CITES, two, by=service, locator="12")
    assert "/en/cases/xx-2/" in client.get("/en/cases/xx-1/").content.decode()
    assert "The citing case" in client.get("/en/cases/xx-2/").content.decode()

    records.withdraw(one, by=service, reason="an error")
    assert "The citing case" not in client.get("/en/cases/xx-2/").content.decode()
    assert client.get("/en/cases/xx-1/").status_code == 410


def test_staff_read_what_was_public_in_their_language(new_case, service, client, person_with):
    keep([new_case("xx-1")], by=service)
    records.withdraw(Record.objects.get(), by=service, reason="an error")
    client.force_login(person_with("editor"))
    page = client.get("/en/cases/xx-1/").content.decode()
    for name in ("Court", "Decided", "Decided, first possible day", "Charges", "Title"):
        assert f"<dt>{name}" in page, name


def test_the_interface_gives_what_the_pages_show(three, client):
    found = client.get("/api/v1/cases", {"mark": ["place:IT", "case-verdict:guilty"]}).json()
    assert (found["count"], [one["identifier"] for one in found["results"]]) == (1, ["it-1"])
    assert found["facets"]["place"] == {"FR": 1, "IT": 1}
    whole = client.get("/api/v1/cases/it-1").json()
    assert whole["charges"][0]["verdict"] == "guilty"
    assert whole["titles"][0]["title"] == "Case it-1"
    assert whole["terms"] == ["crime-types:trafficking-in-persons"]

    first = client.get("/api/v1/cases?limit=2").json()
    rest = client.get(first["next"]).json()
    assert [one["identifier"] for one in (*first["results"], *rest["results"])] == ["fr-1", "it-2", "it-1"]
    assert rest["next"] is None
    assert client.get("/api/v1/cases?mark=colour:red").status_code == 422
    assert client.get("/api/v1/cases/none").status_code == 404
