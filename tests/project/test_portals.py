"""Thematic portals: the same records behind a front page of their own, and nothing that its reader may not read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from lxml import etree

from comity.base.terms import queries as terms
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardText, identity
from comity.engines.search.enums import Facet
from comity.engines.search.registry import mark_groups
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities import actions as authorities
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.models import Designation
from comity.knowledge.authorities.shapes import Entry, NewDesignation
from comity.knowledge.gateways import registry
from comity.knowledge.gateways.models import HotTopic
from comity.knowledge.indicators.models import Series
from comity.knowledge.treaties.models import Article, Treaty
from comity.project.portal import themes


pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def test_every_name_in_the_facts_is_known_to_its_database(world):
    symbols = set(Treaty.objects.values_list("symbol", flat=True))
    articles = {f"{article.treaty.symbol}:{article.number}" for article in Article.objects.select_related("treaty")}
    pairs = Series.objects.filter(observations__isnull=False).values_list("indicator__code", "key")
    series = {f"{code}:{key}".rstrip(":") for code, key in pairs}
    for theme in registry.themes().values():
        assert set(theme.treaties) <= symbols
        assert set(theme.definitions) <= articles
        assert set(theme.indicators) <= series
        assert set(theme.functions) <= set(Function.values)
        assert set(theme.crime_types) <= set(terms.labels("crime-types", "en"))
        assert [key for key in theme.aspects if terms.label(key, "en") == key] == []
        for one in theme.facets:
            if one.startswith(themes.MARK):
                group, _colon, top = one.removeprefix(themes.MARK).partition(":")
                assert group in mark_groups()
                assert not top or terms.label(f"{group}:{top}", "en") != f"{group}:{top}"
            else:
                assert Facet(one)


@pytest.mark.parametrize("code", list(registry.themes()))
def test_every_portal_has_a_page_in_every_language(searchable, client, code):
    for language in INTERFACE:
        page = client.get(f"/{language}/portals/{code}/")
        assert page.status_code == 200
        shown = page.content.decode()
        introduction = registry.themes()[code].introductions[language]
        assert introduction.paragraphs[0][:40].replace("'", "&#x27;") in shown
        assert page.context["hot_topics"]
        assert page.context["treaties"]
        assert page.context["definitions"]
        assert len(page.context["figures"]) == len(registry.themes()[code].indicators)


def test_what_is_no_portal_is_not_found(world, client):
    assert client.get("/en/portals/nothing/").status_code == 404
    assert len(client.get("/en/portals/").context["portals"]) == 8


def test_the_search_box_and_the_feed_stay_within_the_theme(searchable, client):
    page = client.get("/en/portals/firearms/")
    shown = page.content.decode()
    assert '<input type="hidden" name="crime_type" value="firearms">' in shown
    found = client.get(page.context["everything"]).context["count"]
    assert 0 < found < client.get("/en/search/").context["count"]
    feed = client.get(page.context["feed"])
    entries = etree.fromstring(feed.content).findall(f"{ATOM}entry")
    assert 0 < len(entries) <= found
    assert {result.title for result in page.context["newest"]} <= {one.findtext(f"{ATOM}title") for one in entries}


def test_facets_lead_to_searches_that_find_as_many(searchable, client):
    page = client.get("/en/portals/trafficking-in-persons/")
    labels = [str(one.label) for one in page.context["narrowings"]]
    assert {"Acts", "Means", "Purpose of Exploitation"} <= set(labels)
    for narrowing in page.context["narrowings"]:
        label, number, address, _language = narrowing.values[0]
        assert client.get(address).context["count"] == number, label
    for _label, number, address in page.context["kinds"]:
        assert client.get(address).context["count"] == number


def test_treaties_are_counted_as_their_own_pages_count_them(searchable, client):
    for line in client.get("/en/portals/trafficking-in-persons/").context["treaties"]:
        shown = client.get(f"/en/treaties/{line.treaty.symbol}/participation/").context["count"]
        assert line.parties == shown.known
    # Of a treaty about whose parties nothing is known the page does not say that it has none.
    page = client.get("/en/portals/wildlife/").content.decode()
    unknown = client.get("/en/portals/trafficking-in-persons/").content.decode()
    assert "none is known here, which does not mean that there is none" in unknown
    assert ">0</a>" not in page + unknown


def test_states_with_law_are_those_with_an_annotation(searchable, client):
    states = client.get("/en/portals/firearms/").context["states"]
    assert [(state.code, state.laws, state.provisions) for state in states] == [("IT", 4, 4), ("ML", 3, 3)]
    assert client.get("/en/portals/wildlife/").context["states"] == []


def test_a_draft_is_on_no_portal(searchable, client, person_with):
    editor = person_with("editor")
    card = Card("", None, (CardText("en", "Not yet"),), topics=registry.topics(["drugs"]))
    record = records.draft(HotTopic(), card, by=editor)
    for person in (None, person_with("contributor"), editor):
        if person:
            client.force_login(person)
        assert "Not yet" not in client.get("/en/portals/drugs/").content.decode()
    records.publish(record, by=editor)
    client.logout()
    assert "Not yet" in client.get("/en/portals/drugs/").content.decode()
    records.withdraw(Record.objects.get(pk=record.pk), by=editor, reason="Wrong.")
    assert "Not yet" not in client.get("/en/portals/drugs/").content.decode()


def test_only_who_may_compose_is_shown_the_way(searchable, client, person_with):
    way = "/en/hot-topics/compose/new/?portal=drugs"
    for person, sees in ((None, False), (person_with("contributor"), False), (person_with("editor"), True)):
        if person:
            client.force_login(person)
        assert (way in client.get("/en/portals/drugs/").content.decode()) == sees


def test_drug_control_says_whose_authorities_are_missing_and_lists_those_that_are_here(searchable, client, by):
    assert client.get("/en/drug-control/")["Location"] == "/en/portals/drugs/"
    before = client.get("/en/portals/drugs/")
    told = before.context["substances"]
    # Those that ship are known from laws of their States, and say so.
    assert [(one["place"], one["origins"]) for one in told["authorities"]] == [
        ("SA", ["Named in a law of its State"]),
        ("UY", ["Named in a law of its State"]),
    ]
    assert "Never confirmed by the authority" in before.text
    assert told["parties"] == told["without"] + 2 > 100
    assert "not that these States have named none" in before.content.decode()

    function = Function.IMPORT_EXPORT_OF_CONTROLLED_SUBSTANCES
    entry = Entry(
        "IT-medicines", "IT", {"en": "Office for controlled medicines"}, designations=(NewDesignation(function),)
    )
    authorities.put_entry(entry, by=by)
    after = client.get("/en/portals/drugs/")
    assert "Office for controlled medicines" in [one["name"][0] for one in after.context["substances"]["authorities"]]
    assert after.context["substances"]["without"] == told["without"] - 1
    assert "No notification under these conventions is loaded yet" in before.text
    assert "No notification under these conventions is loaded yet" not in after.text
    found = client.get("/en/authorities/find/", {"function": function.value, "state": "IT"})
    assert "Office for controlled medicines" in found.text
    assert Designation.objects.filter(function=function).count() == 3


def test_drug_control_tells_the_lists_of_each_convention_by_articles_that_are_here(searchable, client):
    for language in INTERFACE:
        shown = client.get(f"/{language}/portals/drugs/").context["substances"]["schedules"]
        assert [one["treaty"].symbol for one in shown] == ["VI-18"] * 4 + ["VI-16"] * 4 + ["VI-19"] * 2
        assert all(address for one in shown for _number, address in one["articles"])
        assert len({one["asks"] for one in shown}) > 5
    page = client.get("/ar/portals/drugs/").text
    assert "الجدول الثاني" in page
    assert '/ar/treaties/VI-18/articles/31/"><bdi>31(4)</bdi>' in page
    assert '/ar/authorities/import/template.xlsx"' in page


def test_a_portal_of_which_no_report_counts_anything_says_so(searchable, client):
    assert "count nothing of this theme" in client.get("/en/portals/terrorism/").text
    for code in ("wildlife", "drugs"):
        page = client.get(f"/en/portals/{code}/")
        assert page.context["figures"]
        assert "count nothing of this theme" not in page.text


def test_a_page_costs_the_same_however_much_it_shows(searchable, client, by):
    def asked():
        """The least of three: what pages remember is looked at anew from time to time."""
        counts = []
        for _again in range(3):
            with CaptureQueriesContext(connection) as several:
                client.get("/en/portals/drugs/")
            counts.append(len(several))
        return min(counts)

    first = asked()
    for number in range(3):
        card = Card(f"more-{number}", None, (CardText("en", "More"),), topics=registry.topics(["drugs"]))
        records.put(HotTopic(), card, by=by)
    assert asked() == first <= 27


def test_a_topic_leads_to_its_portal(searchable, client):
    assert client.get("/en/topics/drug-offences/").context["portal"] == "/en/portals/drugs/"
    assert client.get("/en/topics/counterfeiting/").context["portal"] == ""


def test_what_is_found_can_be_added_to_a_hot_topic(searchable, client, person_with):
    client.force_login(person_with("editor"))
    page = client.post(
        "/en/hot-topics/compose/new/", {"do": "find", "find": "marking of firearms", "portals": ["firearms"]}
    )
    offered = page.context["offered"]
    parts = [(one["shown"].item.record, one["shown"].item.part) for one in offered]
    assert any(part.startswith("articles/") for _record, part in parts)
    assert len(set(parts)) == len(parts) > 3
    for one in offered:
        assert resolve(f"/en{one['shown'].address}").namespaces in (["treaties"], ["legislation"], ["library"])


def test_an_article_in_a_hot_topic_is_called_in_one_language(searchable, client, by):
    items = [
        {"record": str(identity("treaty", "XVIII-12-a")), "part": "articles/3/"},
        {"record": str(identity("treaty", "COE-185")), "part": "articles/16/"},
        {"record": str(identity("treaty", "COE-185")), "part": "articles/999/"},
    ]
    record = records.draft(HotTopic(items=items), Card("", None, (CardText("en", "Articles"),)), by=by)
    records.publish(record, by=by)
    shown = [line.shown for line in client.get(f"/fr/hot-topics/{record.pk}/").context["lines"]]
    titles = [(one.title.replace("\xa0", " "), one.language) for one in shown]
    assert titles[0] == ("Article 3. Terminologie", "fr")
    # Where no summary translates it, number and title are both as the treaty has them.
    assert titles[1] == ("Article 16. Expedited preservation of stored computer data", "en")
    # What is not an article goes by the record that it would be in.
    assert titles[2][0] == shown[1].said
    assert [one.address for one in shown[:2]] == ["/treaties/XVIII-12-a/articles/3/", "/treaties/COE-185/articles/16/"]
