"""What is missing for each State: what the portal lacks, and never more than that."""

import csv
import dataclasses
import datetime as dt
import io

import pytest
from django.core.cache import cache

from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardText
from comity.knowledge.authorities import actions as authorities
from comity.knowledge.authorities.shapes import Entry, NewDesignation
from comity.knowledge.strategies.models import Strategy
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.queries import participation
from comity.knowledge.treaties.registry import demands
from comity.project.portal import missing
from comity.project.portal.checks import WORDS
from comity.project.portal.missing import CHECKS


pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _fresh(world):
    cache.clear()


def gaps(place, check, person=None):
    return [gap for gap in missing.gaps_of(place, person=person, day=DAY) if gap.check == check]


def strategy(by, name, begins, ends, *, place="IT", crimes=("corruption",)):
    detail = Strategy(begins=begins, ends=ends)
    detail.begins_on, detail.ends_on = dt.date.fromisoformat(begins), (ends and dt.date.fromisoformat(ends)) or None
    topics = tuple(f"crime-types:{one}" for one in crimes)
    records.put(detail, Card(name, place, (CardText("en", name),), topics=topics), by=by)
    return Record.objects.get(texts__title=name)


def test_every_check_has_its_words_in_order():
    assert set(WORDS) == set(CHECKS)


def test_every_demand_is_an_article_that_is_known_and_a_crime_of_the_vocabulary(world):
    from comity.base.terms import queries as terms

    known = set(terms.labels("crime-types", "en"))
    for demand in demands():
        treaty = Treaty.objects.get(symbol=demand.treaty)
        assert treaty.articles.filter(number=demand.article).exists(), demand
        assert demand.crime_type in known


def test_a_crime_is_missing_only_where_a_treaty_asks_for_it_and_nothing_is_annotated():
    # Both are parties to the protocol on firearms; the laws of these tests are of Italy and Mali, about firearms.
    treaty = Treaty.objects.get(symbol="XVIII-12-c")
    parties = participation.standings_on([treaty], DAY)["XVIII-12-c"]
    assert {"IT", "ML", "BR"} <= set(parties)
    assert "US" not in parties
    found = {
        place: {gap.crime_type: gap.treaties for gap in gaps(place, "law-on-crime")} for place in ("IT", "BR", "US")
    }
    assert "firearms" not in found["IT"]
    assert found["BR"]["firearms"] == ("XVIII-12-c:5",)
    assert "firearms" not in found["US"]
    assert found["US"]["trafficking-in-persons"] == ("XVIII-12-a:5",)


def test_a_law_that_was_withdrawn_no_longer_closes_a_gap(by):
    for law in Record.objects.filter(kind="law", place="ML"):
        records.withdraw(law, by=by, reason="Wrong.")
    assert {gap.crime_type for gap in gaps("ML", "law-on-crime")} >= {"firearms"}
    assert gaps("ML", "no-law")
    assert gaps("IT", "no-law") == []


def test_an_authority_closes_a_gap_until_its_designation_ends(by):
    function = "trafficking-in-firearms"
    assert [gap.treaties for gap in gaps("IT", "authority") if gap.function == function] == [("XVIII-12-c:13(2)",)]
    entry = Entry("IT-arms", "IT", {"en": "Office for arms"}, designations=(NewDesignation(function),))
    authorities.put_entry(entry, by=by)
    assert [gap for gap in gaps("IT", "authority") if gap.function == function] == []
    ended = NewDesignation(function, ends_on=dt.date(2026, 1, 1))
    authorities.put_entry(dataclasses.replace(entry, designations=(ended,)), by=by)
    assert [gap.place for gap in gaps("IT", "authority") if gap.function == function] == ["IT"]


@pytest.mark.parametrize(
    ("confirmed", "is_missing"), [(None, True), (dt.date(2025, 11, 1), True), (dt.date(2026, 11, 1), False)]
)
def test_an_authority_is_told_when_nobody_confirmed_it_for_twelve_months(by, confirmed, is_missing):
    entry = Entry(
        "IT-arms", "IT", {"en": "Office for arms"},
        designations=(NewDesignation("trafficking-in-firearms"),), confirmed_on=confirmed,
    )  # fmt: skip
    authorities.put_entry(entry, by=by)
    assert bool(gaps("IT", "authority-unconfirmed")) == is_missing


def test_a_strategy_that_ended_is_told_unless_another_follows_it(by):
    old = strategy(by, "Old plan", "2015-01-01", "2019-12-31")
    assert [gap.record for gap in gaps("IT", "strategy-ended")] == [str(old.pk)]
    strategy(by, "Plan on drugs", "2024-01-01", "", crimes=("drug-offences",))
    assert [gap.record for gap in gaps("IT", "strategy-ended")] == [str(old.pk)]
    strategy(by, "Plan of another State", "2024-01-01", "", place="ML")
    assert [gap.record for gap in gaps("IT", "strategy-ended")] == [str(old.pk)]
    strategy(by, "New plan", "2024-01-01", "2030-12-31")
    assert gaps("IT", "strategy-ended") == []
    assert gaps("IT", "no-strategy") == []


def test_a_law_in_no_language_of_the_portal_is_told_by_its_language(add):
    assert gaps("IT", "law-untranslated") == []
    law = add(20)
    law.versions.update(language="de")
    assert [(gap.language, gap.number) for gap in gaps("IT", "law-untranslated")] == [("de", 1)]


def test_participation_is_uncertain_only_where_a_report_counts_more():
    symbols = {
        symbol
        for gap in missing.all_gaps(person=None, day=DAY)
        if gap.check == "participation"
        for symbol in gap.treaties
    }
    treaties = list(Treaty.objects.filter(symbol__in=symbols))
    totals = participation.latest_totals(treaties, DAY)
    standings = participation.standings_on(treaties, DAY)
    assert symbols
    for symbol in symbols:
        assert totals[symbol].parties > sum(1 for one in standings[symbol].values() if one == "yes")
    for gap in missing.all_gaps(person=None, day=DAY):
        if gap.check == "participation":
            assert gap.place not in standings[gap.treaties[0]]


def test_a_page_tells_each_gap_why_and_how_and_accuses_nobody(client):
    page = client.get("/en/places/BR/missing/")
    shown = page.content.decode()
    assert page.context["total"] == len(missing.gaps_of("BR", person=None, day=dt.datetime.now(dt.UTC).date()))
    for group in page.context["groups"]:
        for words in (group.words.title, group.words.why, group.words.how, group.words.mend):
            assert str(words).replace("’", "&#x27;") in shown or str(words) in shown
        assert group.lines
    assert "Whether the State has it is another question." in shown
    for address in {line.address for group in page.context["groups"] for line in group.lines if line.address}:
        assert client.get(address).status_code in {200, 302}, address


@pytest.mark.parametrize("code", ["XX", "HK", "150"])
def test_only_states_have_such_a_page(client, code):
    assert client.get(f"/en/places/{code}/missing/").status_code == 404


def test_the_table_and_the_file_say_the_same_as_the_page(client):
    table = {row["code"]: row for row in client.get("/en/places/missing/").context["rows"]}
    assert len(table) == 197
    rows = list(
        csv.DictReader(
            io.StringIO(b"".join(client.get("/en/places/missing.csv").streaming_content).decode("utf-8-sig"))
        )
    )
    for code in ("IT", "BR", "ML"):
        total = client.get(f"/en/places/{code}/missing/").context["total"]
        assert table[code]["total"] == total == sum(1 for row in rows if row["place"] == code)
    of_one = b"".join(client.get("/en/places/missing.csv?place=IT&check=authority").streaming_content).decode(
        "utf-8-sig"
    )
    assert {(row["place"], row["check"]) for row in csv.DictReader(io.StringIO(of_one))} == {("IT", "authority")}
    # What is counted is what is lacking, and says so.
    cells = dict(zip(CHECKS, (text for _title, text in table["BR"]["cells"]), strict=True))
    crimes = sum(1 for row in rows if row["place"] == "BR" and row["check"] == "law-on-crime")
    assert (cells["law-on-crime"], cells["no-law"]) == (f"{crimes} missing", "missing")
    assert dict(zip(CHECKS, (text for _title, text in table["IT"]["cells"]), strict=True))["no-law"] == ""
    chosen = client.get("/en/places/missing/?check=no-law").context["rows"]
    assert "IT" not in {row["code"] for row in chosen}
    assert "BR" in {row["code"] for row in chosen}
    assert client.get("/en/places/missing/?check=nonsense").status_code == 200


def test_the_state_page_leads_there_and_costs_no_query_more(client, django_assert_max_num_queries):
    client.get("/en/places/IT/")
    with django_assert_max_num_queries(16):
        page = client.get("/en/places/IT/")
    assert "/en/places/IT/missing/" in page.content.decode()


def test_as_many_queries_for_one_state_as_for_all(client, by, django_assert_max_num_queries):
    missing.all_gaps(person=None, day=DAY)  # what is kept in memory is read
    cache.clear()
    with django_assert_max_num_queries(20) as one:
        missing.gaps_of("IT", person=None, day=DAY)
    for number in range(3):
        strategy(by, f"Plan {number}", "2015-01-01", "2016-12-31")
    with django_assert_max_num_queries(20) as more:
        missing.gaps_of("IT", person=None, day=DAY)
    with django_assert_max_num_queries(20) as every:
        missing.all_gaps(person=None, day=DAY)
    # The one more is the position of the audit trail, for which all are kept.
    assert len(one) == len(more) == len(every) - 1
