"""The interface for programs: its fixed points, its pages, and what it never shows."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.engines.records import actions as records
from comity.engines.search.index.embedded import EmbeddedIndex
from comity.engines.search.index.shelf import shelf_at
from comity.engines.search.shapes import Document
from comity.knowledge.authorities.models import Authority
from comity.knowledge.cases.models import Case
from comity.knowledge.indicators.models import Indicator
from comity.knowledge.treaties.models import Treaty


LISTS = [
    "treaties",
    "laws",
    "places",
    "terms/crime-types",
    "treaties/XVIII-12/articles",
    "treaties/XVIII-12/actions",
    "records/law",
    "laws?order=title",
    "laws?order=oldest",
    "laws?order=place",
]


def document(name, **more):
    return Document(
        id=f"law:{name}", record=name, kind="law", address=f"/laws/it/{name}/", on=dt.date(2000, 1, 1), **more
    )


@pytest.fixture
def index(world, settings, tmp_path):
    settings.HOME = tmp_path
    shelf = shelf_at(tmp_path / "index")
    begun = shelf.begin(0, 50)
    documents = [
        document(
            f"act-{n}",
            language="en" if n % 2 else "fr",
            title=f"Laundering {n}",
            body="Money is laundered.",
            places=("IT" if n < 30 else "ML",),
        )
        for n in range(50)
    ]
    documents.append(document("secret", language="en", title="Laundering, secret", audience="record.publish"))
    made = EmbeddedIndex(shelf.home / begun.folder)
    made.write(documents)
    made.close()
    shelf.switch(begun.folder)


def everything(get, address):
    """All results of a list, page after page."""
    found, page = [], get(address)
    while True:
        assert len(page["results"]) <= 7
        found += page["results"]
        if page["next"] is None:
            return found, page["count"]
        assert page["next"].startswith("http://testserver/api/v1/")
        page = get(page["next"])


def test_search_has_its_fixed_shape(get, index):
    found = get("search?q=laundering&language=EN&place=it&limit=5")
    assert {"count", "results", "facets", "next"} <= set(found)
    assert found["count"] == 15
    assert {"address", "title", "kind", "place", "language", "snippet", "why"} <= set(found["results"][0])
    assert {one["language"] for one in found["results"]} == {"en"}
    assert {"value": "ML", "count": 10} in found["facets"]["place"]


def test_search_is_paged_to_the_end_and_keeps_what_is_secret(get, index):
    found, count = everything(get, "search?q=laundering&limit=7")
    assert len(found) == count == 50
    assert len({one["address"] for one in found}) == 50
    assert "/laws/it/secret/" not in {one["address"] for one in found}


def test_search_without_an_index_is_an_answer(get, settings, tmp_path):
    settings.HOME = tmp_path
    assert get("search?q=anything")["count"] == 0


def test_parties_on_a_day(get):
    found = get("treaties/XVIII-12/parties?on=2018-02-09")
    assert found["count"] == len(found["parties"])
    assert found["reported"] == 189
    italy = next(one for one in found["parties"] if one["place"] == "IT")
    assert (italy["action"], italy["since"]) == ("ratification", "2006-08-02")
    assert get("treaties/XVIII-12/parties?on=2000-01-01")["parties"] == []


def test_treaties_between_two(get):
    found = get("treaties/between?a=IT&b=Mali&on=2020-01-01")
    assert (found["a"], found["b"], found["count"]) == ("IT", "ML", len(found["results"]))
    untoc = next(one for one in found["results"] if one["symbol"] == "XVIII-12")
    assert [act["place"] for act in untoc["acts"]] == ["IT", "ML"]
    assert get("treaties/between?a=IT&b=ML&on=2001-01-01")["count"] < found["count"]


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_paged_to_the_end_without_loss(get, address):
    mark = "&" if "?" in address else "?"
    found, count = everything(get, f"{address}{mark}limit=7")
    assert len(found) == count > 0
    assert len({str(one) for one in found}) == count
    whole = get(f"{address}{mark}limit=500")["results"]
    assert whole == found[:500]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_however_long(get, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mark = "&" if "?" in address else "?"
    get(f"{address}{mark}limit=1")
    costs = []
    for limit in (2, 7):
        with CaptureQueriesContext(connection) as queries:
            get(f"{address}{mark}limit={limit}")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_law_and_its_provisions_on_a_day(get):
    law = get("laws/it/act-7")
    assert [one["on"] for one in law["versions"]] == ["2005-01-01", "2001-03-01"]
    assert [one["eid"] for one in law["contents"] if one["kind"] == "provision"] == ["art_1", "art_2"]
    assert law["sources"][0]["licence"] == "CC0-1.0"
    assert "five" in get("laws/it/act-7/provisions/art_2?on=2003-01-01")["body"]
    now = get("laws/it/act-7/provisions/art_2")
    assert "seven" in now["body"]
    assert now["sources"][0]["url"] == "https://laws.example.org/act-7"
    assert get("laws/it/act-7/provisions")["count"] == len(get("laws/it/act-7/provisions")["results"])


def test_two_versions_compared(get):
    found = get("laws/it/act-7/compare?before=2003-01-01&after=2006-01-01")
    assert (found["changed"], found["same"]) == (1, 1)
    assert {(piece["change"], piece["text"].strip()) for piece in found["results"][0]["pieces"]} >= {
        ("removed", "five"),
        ("added", "seven"),
    }


def test_places_and_terms(get):
    assert get("places/it")["names"]["fr"] == "Italie"
    assert get("places?counted=true&limit=500")["count"] == 197
    labels = {one["term"]: one["labels"] for one in get("terms/crime-types")["results"]}
    assert labels["corruption"]["en"] == "Corruption"


def test_of_each_database_programs_are_told_what_is_withdrawn(get, by):
    for detail, address in (
        (Treaty.objects.get(symbol="VI-19"), "treaties/vi-19"),
        (Indicator.objects.first(), "indicators/{0.code}"),
        (Authority.objects.first(), "authorities/{0.pk}"),
        (Case.objects.first(), "cases/{0.identifier}"),
    ):
        asked = address.format(detail)
        get(asked)
        records.withdraw(detail.record, by=by, reason="a mistake")
        assert "a mistake" in get(asked, status=410)["message"]


def test_what_is_withdrawn_or_a_draft_is_nowhere(get, client, add, by):
    law = add(99, place="FR")
    assert get("laws?place=FR")["count"] == 1
    records.withdraw(law.record, by=by, reason="a mistake")
    assert get("laws?place=FR")["results"] == []
    for address in (
        "laws/fr/act-99",
        "laws/fr/act-99/provisions/art_1",
        f"records/law/{law.pk}",
        "laws/fr/act-99.xml",
    ):
        assert "a mistake" in get(address, status=410)["message"]
    for address in (
        "/api/v1/export/law.jsonl",
        "/api/v1/export/provision.csv",
        "/api/v1/records/law?limit=500",
        "/sitemap-laws-0.xml",
        "/sitemap-provisions-0.xml",
    ):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"act-99" not in body
        assert b"act-7" in body
    treaty = Treaty.objects.get(symbol="XVIII-12-c")
    records.withdraw(treaty.record, by=by, reason="a mistake")
    get("treaties/XVIII-12-c", status=410)
    get("treaties/XVIII-12-c/parties", status=410)
    assert "XVIII-12-c" not in str(get("treaties/between?a=IT&b=ML&on=2020-01-01"))
    actions = b"".join(client.get("/api/v1/export/treaty-action.csv").streaming_content)
    assert b"\nXVIII-12," in actions
    assert b"\nXVIII-12-c," not in actions


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("nothing/here", 404, "openapi.json"),
        ("treaties/NO-1", 404, "NO-1"),
        ("treaties/XVIII-12/articles/999", 404, "999"),
        ("treaties/XVIII-12/parties?on=yesterday", 422, "2003-09-24"),
        ("treaties/between?a=IT", 422, "b:"),
        ("treaties/between?a=IT&b=Atlantis", 422, "Atlantis"),
        ("treaties/between?a=IT&b=Italy", 422, "same"),
        ("laws?limit=many", 422, "limit"),
        ("laws?limit=100000", 422, "limit"),
        ("laws?cursor=W10", 422, "cursor"),
        ("laws?cursor=WzEsMiwzXQ", 422, "cursor"),
        ("laws?form=poem", 422, "poem"),
        ("laws/it/act-7/compare", 422, "before"),
        ("laws/it/act-7/provisions/art_1?on=1900-01-01", 404, "that day"),
        ("search?sort=best", 422, "relevance"),
        ("search?in=xx", 422, "in:"),
        ("places/XX", 404, "XX"),
        ("terms/none", 404, "crime-types"),
        ("records/poem", 404, "poem"),
        ("export/poem.csv", 404, "poem"),
        ("export/law.doc", 404, "jsonl"),
    ],
)
def test_bad_input_gets_a_sentence(get, address, status, said):
    assert said in get(address, status=status)["message"]


ADDRESSES = [
    "search",
    "laws",
    "treaties",
    "places",
    "terms/crime-types",
    "records/law",
    "treaties/between",
    "treaties/XVIII-12/parties",
    "treaties/XVIII-12/actions",
    "treaties/XVIII-12/articles",
    "laws/it/act-7",
    "laws/it/act-7/provisions",
    "laws/it/act-7/compare",
    "suggest",
]
NAMES = [
    "q",
    "cursor",
    "limit",
    "on",
    "a",
    "b",
    "place",
    "language",
    "order",
    "crime_type",
    "title",
    "before",
    "after",
    "in",
    "year",
    "basis",
    "action",
    "counted",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(ADDRESSES),
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=3),
    st.text(max_size=12),
)
def test_nothing_that_is_asked_breaks_it(world, client, address, asked, tail):
    from urllib.parse import quote

    tail = tail.encode("utf-8", "ignore").decode()
    asked = {name: value.encode("utf-8", "ignore").decode() for name, value in asked.items()}
    for path in (f"/api/v1/{address}", f"/api/v1/{address}/{quote(tail, safe='')}"):
        response = client.get(path, asked)
        assert response.status_code in {200, 404, 422}
        if response.status_code != 200:
            assert response.json()["message"]


def test_an_address_that_no_database_can_be_asked_for_is_told_as_any_other(world, client):
    response = client.get("/api/v1/suggest/M%00k")
    assert (response.status_code, response.json()) == (404, {"message": "There is nothing at this address."})


def test_the_description_names_every_address(get):
    described = get("openapi.json")
    assert described["openapi"].startswith("3.")
    assert {
        "/api/v1/search",
        "/api/v1/treaties/{symbol}/parties",
        "/api/v1/treaties/between",
        "/api/v1/laws",
        "/api/v1/export/{kind}.{form}",
    } <= set(described["paths"])


def test_a_cookie_changes_nothing(get, client, person_with, add, by):
    law = add(98, place="FR")
    records.withdraw(law.record, by=by, reason="a mistake")
    client.force_login(person_with("editor"))
    get("laws/fr/act-98", status=410)
    assert get("laws?place=FR")["count"] == 0


ELSEWHERE = {"HTTP_ORIGIN": "https://elsewhere.example"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/treaties/XVIII-12", 200),
        ("/api/v1/laws/it/act-7.xml", 200),
        ("/api/v1/export/place.csv", 200),
        ("/api/v1/openapi.json", 200),
        ("/api/v1/treaties/nothing", 404),
        ("/api/v1/treaties/XVIII-12/parties?on=never", 422),
    ],
)
def test_a_page_of_another_site_may_read_as_a_visitor(world, client, address, status):
    answer = client.get(address, **ELSEWHERE)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, "*")
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Cookie" in answer["Vary"]


def test_what_is_answered_to_a_person_no_other_site_sees(world, client, person_with):
    client.force_login(person_with("editor"))
    answer = client.get("/api/v1/treaties/XVIII-12", **ELSEWHERE)
    assert (answer.status_code, "Access-Control-Allow-Origin" in answer) == (200, False)


def test_no_other_site_reads_pages_or_does_anything(world, client):
    for answer in (
        client.get("/en/treaties/XVIII-12/", **ELSEWHERE),
        client.get("/en/account/sign-in/", **ELSEWHERE),
        client.post("/api/v1/treaties/XVIII-12", **ELSEWHERE),
        client.options("/api/v1/treaties/XVIII-12", HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST", **ELSEWHERE),
    ):
        assert "Access-Control-Allow-Origin" not in answer
