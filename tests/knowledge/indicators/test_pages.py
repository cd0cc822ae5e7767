"""What a reader sees: the list, an indicator its chart and the table beside it, its corrections."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest

from comity.engines.records.actions import withdraw
from comity.engines.search.registry import documents_of
from comity.kernel.dates import Period
from comity.knowledge.indicators.actions import compute, put_figures
from comity.knowledge.indicators.queries import amount
from comity.knowledge.indicators.shapes import Count, Figure, Query, SeriesKey


pytestmark = pytest.mark.django_db


def page(client, code, language="en", **asked):
    response = client.get(f"/{language}/indicators/{code}/", asked)
    assert response.status_code == 200
    return response.content.decode()


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_list_goes_by_theme_and_is_narrowed(facts, client):
    whole = client.get("/en/indicators/").content.decode()
    assert whole.index("Participation in treaties</h2>") < whole.index("Asset recovery</h2>")
    assert "more than 13,200" in whole
    narrowed = client.get("/en/indicators/", {"crime_type": "cybercrime"}).content.decode()
    assert re.findall(r'/en/indicators/([\w-]+)/"', narrowed.split('id="main"')[1]) == ["practitioners-trained"]
    themed = client.get("/en/indicators/", {"theme": "assets"}).content.decode().split('id="main"')[1]
    assert len(set(re.findall(r'/en/indicators/(asset-[\w-]+)/"', themed))) == 4
    assert "No indicator here" in client.get("/en/indicators/", {"place": "IT"}).content.decode()


def test_each_figure_stands_in_the_table_with_its_paragraph(facts, client):
    words = plain(page(client, "sherloc-cases"))
    assert "2018-02 All more than 2,700 Report of the Secretary-General to the Commission" in words
    assert "(2018) , paragraph 8" in words
    assert "Note 1" in words
    assert "In the part of the database on smuggling of migrants. Jurisdictions: 39." in words


def test_a_line_is_drawn_for_states_and_bars_for_sums(facts, client):
    lines = page(client, "sherloc-cases")
    assert lines.count('<g class="curve curve-1">') == 2  # wide, and narrow for a phone
    assert 'class="bars"' not in lines
    sums = page(client, "sherloc-users")
    assert sums.count('<svg class="bar"') == 4
    assert "curve-1" not in sums
    assert 'class="single"' in page(client, "sherloc-strategies")


def test_it_is_narrowed_to_a_dimension(facts, client):
    assert page(client, "practitioners-trained").count("<tr>") == 8
    narrowed = page(client, "practitioners-trained", sex="F")
    assert "1,332" in narrowed
    assert "6,618" not in narrowed
    assert "No figure yet" in page(client, "practitioners-trained", crime_type="nothing")


@pytest.mark.parametrize(
    ("language", "title", "number"),
    [
        ("en", "Users of the SHERLOC portal", "186,990"),
        ("fr", "Utilisateurs du portail SHERLOC", "186\u202f990"),
        ("es", "Usuarios del portal SHERLOC", "186.990"),
        ("ru", "Пользователи портала ШЕРЛОК", "186\xa0990"),
        ("ar", "مستخدمو بوابة شيرلوك", "186,990"),
        ("zh", "夏洛克门户网站的用户", "186,990"),
    ],
)
def test_words_and_numbers_are_the_readers(facts, client, language, title, number):
    html = page(client, "sherloc-users", language)
    assert f">{title}</h1>" in html
    assert number in html


def test_numbers_lose_what_says_nothing():
    assert [amount(Decimal(value), "en") for value in ("16.500000", "2700.000000", "0", "1E+3")] == [
        "16.5",
        "2,700",
        "0",
        "1,000",
    ]
    assert amount(Decimal("16.5"), "fr") == "16,5"


def test_a_corrected_figure_is_shown_with_the_one_before(by, client):
    figure = Figure(
        "sherloc-strategies", SeriesKey(), Period.parse("2024-01"), Decimal(270), source_title="Corrigendum"
    )
    put_figures([figure], by=by, origin="a")
    words = plain(page(client, "sherloc-strategies"))
    assert "Corrected figures" in words
    assert re.search(r"2024-01 264 270 \d{4}-\d\d-\d\d Report of the Secretary-General E/CN\.15/2024/5", words)
    told = client.get("/api/v1/indicators/sherloc-strategies").json()
    assert [(one["value"], one["now"]) for one in told["corrected"]] == [("264", "270")]


def counted(by, **numbers):
    counts = [Count(SeriesKey(place), number) for place, number in numbers.items()]
    query = Query("portal-laws", lambda: counts, lambda: "SELECT place FROM laws", "figures.py: laws()")
    compute([query], by=by, on=dt.date(2026, 1, 1))


def test_places_make_a_map_and_each_leads_to_its_own_figures(by, client):
    counted(by, IT=3, ML=1, FR=40)
    html = page(client, "portal-laws")
    assert 'data-place="IT"' in html or "The map is not installed here" in html
    assert plain(html).index("France") < plain(html).index("Italy") < plain(html).index("Mali")
    assert "?place=IT" in html
    assert "SELECT place FROM laws" in html
    assert "figures.py: laws()" in html
    own = page(client, "portal-laws", place="IT")
    assert 'class="single"' in own


def test_linked_data_is_a_data_set(facts, client):
    html = page(client, "sherloc-cases")
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])["@graph"][0]
    assert (told["@type"], told["identifier"]) == ("Dataset", "sherloc-cases")


def test_the_page_costs_the_same_however_many_figures_there_are(by, client, django_assert_max_num_queries):
    def cost(code):
        page(client, code)
        made = []
        # What every page keeps in memory asks once in a while whether it has changed: the least is the page's own.
        for _number in range(3):
            with django_assert_max_num_queries(20) as asked:
                page(client, code)
            made.append(len(asked))
        return min(made)

    assert cost("sherloc-strategies") == cost("sherloc-users")
    counted(by, IT=3, ML=1)
    few = cost("portal-laws")
    counted(by, IT=3, ML=1, FR=40, ES=2, CN=5, RU=8)
    assert cost("portal-laws") <= few


def test_what_is_withdrawn_is_gone_everywhere(by, client, indicator):
    own = indicator("sherloc-cases")
    withdraw(own.record, by=by, reason="wrong")
    assert client.get("/en/indicators/sherloc-cases/").status_code == 410
    assert client.get("/api/v1/indicators/sherloc-cases").status_code == 410
    assert client.get("/api/v1/indicators/sherloc-cases/data").status_code == 410
    assert "Cases in the SHERLOC database" not in client.get("/en/indicators/").content.decode()
    assert list(documents_of([str(own.pk)])) == []


def test_there_is_no_such_indicator(facts, client):
    assert client.get("/en/indicators/nothing/").status_code == 404
    answer = client.get("/api/v1/indicators/nothing/data")
    assert answer.status_code == 404
    assert answer.json()["message"].startswith("There is no indicator “nothing”.")


@pytest.mark.parametrize("form", ["csv", "json", "sdmx-csv", "sdmx-ml", "sdmx-json"])
def test_every_form_is_served(facts, client, form):
    response = client.get("/api/v1/indicators/sherloc-cases/data", {"format": form})
    content = b"".join(response.streaming_content).decode()
    assert response.status_code == 200
    assert all(number in content for number in ("2700", "2965", "3076", "3490", "758"))


def test_data_is_narrowed(facts, client):
    def values(**asked):
        response = client.get("/api/v1/indicators/sherloc-cases/data", asked)
        told = json.loads(b"".join(response.streaming_content))
        return [one["value"] for series in told["series"] for one in series["observations"]]

    assert values(crime_type="smuggling-of-migrants") == ["758"]
    assert values(since="2021") == ["3076", "3490"]
    assert values(until="2018-02") == ["2700", "758"]
    assert values(place="IT") == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"format": "pdf"}, "“pdf” is no form of these figures"),
        ({"since": "soon"}, "since: “soon” is not a date"),
        ({"place": "Atlantis"}, "place: “Atlantis” is no place"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(facts, client, asked, words):
    answer = client.get("/api/v1/indicators/sherloc-cases/data", asked)
    assert answer.status_code == 422
    assert words in answer.json()["message"]


def test_the_interface_lists_and_narrows(facts, client):
    assert client.get("/api/v1/indicators").json()["count"] == 46
    told = client.get("/api/v1/indicators", {"crime_type": "cybercrime"}).json()["results"]
    assert [one["code"] for one in told] == ["practitioners-trained"]
    assert told[0]["titles"]["es"] == "Profesionales capacitados"
    assert client.get("/api/v1/indicators/structure").status_code == 200
    assert client.get("/api/v1/indicators/structure", {"format": "csv"}).status_code == 422


def test_it_is_found_by_title_method_crime_and_place(by, indicator):
    counted(by, IT=3)
    told = {one.language: one for one in documents_of([str(indicator("practitioners-trained").pk)])}
    assert set(told) == {"ar", "en", "es", "fr", "ru", "zh"}
    assert told["fr"].title == "Praticiens formés"
    assert told["en"].terms == ("crime-types:cybercrime", "crime-types:trafficking-in-persons")
    [laws] = [one for one in documents_of([str(indicator("portal-laws").pk)]) if one.language == "en"]
    assert laws.places == ("IT",)
    assert "039" in laws.regions
