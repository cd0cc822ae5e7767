"""Citations through the whole portal: found in what is kept, linked on pages, listed, counted, kept up to date."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.citations import queries
from comity.engines.citations.actions import bring_up_to_date, catch_up, read_everything
from comity.engines.citations.models import VERB, Citation, Progress
from comity.engines.records import actions as records
from comity.engines.records.enums import Relation, State
from comity.engines.records.models import Record, Text
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.enums import SectionKind
from comity.knowledge.cases.models import Case, CaseSection
from comity.knowledge.cases.shapes import NewCase
from comity.knowledge.legislation import actions as laws
from comity.knowledge.legislation import queries as law_queries
from comity.knowledge.legislation.imports import plain
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.treaties.models import Treaty


LAW = """---
identifier: {identifier}
title: {title}
place: {place}
language: en
kind: law
status: in-force
adopted_on: 2001-02-03
version_on: 2001-03-01
publisher: Office of Examples
licence: CC0-1.0
licence_url: https://creativecommons.org/publicdomain/zero/1.0/
source_url: https://laws.example.org/{identifier}
---
# {title}

### Article 1 Purpose

This Act protects bees as article 18 of the United Nations Convention against Transnational Organized Crime asks.

### Article 2 Trafficking

{body}

### Article 3 Penalties

Whoever acts against article 2 is punished; article 1 of this Act remains.
"""


def law(by, identifier, title, body="Whoever trades in bees is punished.", place="IT"):
    text = LAW.format(identifier=identifier, title=title, body=body, place=place)
    laws.import_law(plain.markdown(SourceFile(f"{identifier}.md", text.encode())), by=by)
    return law_queries.law_by(place, identifier.lower())


def case(by, name, body):
    card = Card(name, "IT", (CardText("en", f"Decision {name}"),), (CardSource("Register of Examples"),))
    section = CaseSection(kind=SectionKind.JUDGMENT, language="en", body=body)
    keep([NewCase(card, {"language": "en", "decided": "2012"}, {"sections": [section]})], by=by)
    return Case.objects.get(identifier=name)


@pytest.fixture
def hives(by):
    """Two laws and a decision that cite one another and a treaty, all read."""
    bees = law(by, "BEES-1", "Bees Protection Act 2001")
    hive = law(by, "HIVE-1", "Hive Registration Act 2001", "A hive under article 2 of the Bees Protection Act 2001.")
    decision = case(
        by, "xx-77",
        "The accused sold bees.\n\nArticle 2 of the Bees Protection Act 2001 was applied, and <i>article 18 of the "
        "Convention against Transnational Organized Crime</i> as well.",
    )  # fmt: skip
    read_everything()
    return bees, hive, decision


def test_what_is_cited_is_found_and_the_same_again_changes_nothing(hives):
    bees, hive, _decision = hives
    untoc = Treaty.objects.get(symbol="XVIII-12")
    found = set(Citation.objects.filter(source=hive.pk).values_list("unit", "target", "locator"))
    assert found == {
        ("art_1", untoc.pk, "18"),
        ("art_2", bees.pk, "art_2"),
        ("art_3", hive.pk, "art_2"),
        ("art_3", hive.pk, "art_1"),
    }
    keys = set(Citation.objects.values_list("pk", flat=True))
    again = read_everything()
    assert again.changed == set()
    assert set(Citation.objects.values_list("pk", flat=True)) == keys
    assert bring_up_to_date().records == 0


def test_pages_link_what_they_show_and_say_what_cites_it(hives, client):
    _bees, _hive, _decision = hives
    page = client.get("/en/laws/it/hive-1/").content.decode()
    assert '<a class="cites" href="/en/laws/it/bees-1/art_2/">article 2 of the Bees Protection Act 2001</a>' in page
    assert '<a class="cites" href="/en/laws/it/hive-1/art_1/">article 1 of this Act</a>' in page
    provision = client.get("/en/laws/it/bees-1/art_2/").content.decode()
    assert "/en/laws/it/hive-1/art_2/" in provision
    assert "/en/cases/xx-77/" in provision
    assert "In the same text" in provision
    judgment = client.get("/en/cases/xx-77/").content.decode()
    assert (
        '<a class="cites" href="/en/laws/it/bees-1/art_2/">Article 2 of the Bees Protection Act 2001</a>' in judgment
    )
    assert "&lt;i&gt;<a" in judgment
    article = client.get("/en/treaties/XVIII-12/articles/18/").content.decode()
    assert "/en/cases/xx-77/" in article


def test_everything_that_cites_is_listed_with_the_words_around_it(hives, client):
    bees, _hive, _decision = hives
    address = f"/en/cited/{bees.pk}/?part=art_2"
    page = client.get(address)
    assert page.status_code == 200
    assert "<mark>article 2 of the Bees Protection Act 2001</mark>" in page.content.decode()
    only = client.get(f"{address}&kind=case").content.decode()
    assert "/cases/xx-77/" in only
    assert "hive-1" not in only
    own = client.get(f"{address}&kind=own").content.decode()
    assert "<mark>article 2</mark>" in own
    assert client.get(f"{address}&page=9").status_code == 404
    assert client.get(f"{address}&page=x&kind=bees").status_code == 200
    assert client.get("/en/cited/5e98aa86-2218-5bbf-a350-000000000000/").status_code == 404


def test_programs_get_the_same(hives, get):
    bees, _hive, _decision = hives
    told = get("laws/it/bees-1/provisions/art_2")["cited_by"]
    assert (told["count"], told["kinds"]) == (2, {"case": 1, "law": 1})
    listed = get(told["list"].removeprefix("/api/v1/"))
    assert {one["address"] for one in listed["results"]} == {"/laws/it/hive-1/art_2/", "/cases/xx-77/"}
    first = get(f"cited-by/{bees.pk}", part="art_2", limit=1)
    second = get(first["next"])
    assert first["results"] + second["results"] == listed["results"]
    assert get("treaties/XVIII-12/articles/18")["cited_by"]["kinds"] == {"case": 1, "law": 2}
    assert get("cases/xx-77")["cited_by"]["count"] == 0
    get("cited-by/5e98aa86-2218-5bbf-a350-000000000000", status=404)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_what_may_not_be_read_is_told_nowhere(hives, client, get, state):
    bees, hive, _decision = hives
    Record.objects.filter(pk=hive.pk).update(state=state)
    assert "hive-1" not in client.get("/en/laws/it/bees-1/art_2/").content.decode()
    assert "hive-1" not in client.get(f"/en/cited/{bees.pk}/").content.decode()
    assert get(f"cited-by/{bees.pk}", part="art_2")["count"] == 1
    assert queries.numbers([bees.pk])[bees.pk]["art_2"] == 2
    Record.objects.filter(pk=bees.pk).update(state=state)
    judgment = client.get("/en/cases/xx-77/").content.decode()
    assert "Article 2 of the Bees Protection Act 2001" in judgment
    assert "/laws/it/bees-1/" not in judgment
    assert client.get(f"/en/cited/{bees.pk}/").status_code in {404, 410}
    get(f"cited-by/{bees.pk}", status=404)


def test_an_editor_sees_what_cites_in_drafts(hives, client, person_with):
    _bees, hive, _decision = hives
    Record.objects.filter(pk=hive.pk).update(state=State.DRAFT)
    client.force_login(person_with("editor"))
    assert "hive-1" in client.get("/en/laws/it/bees-1/art_2/").content.decode()


def test_a_draft_is_never_what_a_name_means(by, hives):
    bees, _hive, _decision = hives
    Record.objects.filter(pk=bees.pk).update(state=State.DRAFT)
    read_everything()
    assert not Citation.objects.filter(target=bees.pk).exclude(source=bees.pk).exists()


def test_offsets_of_another_wording_make_no_links(hives, client):
    Citation.objects.update(digest=1)
    assert 'class="cites"' not in client.get("/en/laws/it/hive-1/").content.decode()


def test_what_changes_is_read_again_and_search_is_told(by, hives):
    bees, hive, _decision = hives
    assert catch_up() is not None  # our own notes, of which nothing follows
    assert catch_up() is None
    law(by, "HIVE-1", "Hive Registration Act 2001", "A hive under article 3 of the Bees Protection Act 2001.")
    report = catch_up()
    assert {str(hive.pk), str(bees.pk)} <= report.changed
    assert Citation.objects.filter(source=hive.pk, unit="art_2").values_list("locator", flat=True)[0] == "art_3"
    from comity.base.audit.models import Event

    assert Event.objects.filter(verb=VERB, record_id=bees.pk).exists()
    while catch_up() is not None:
        pass
    assert Progress.objects.get().position == Event.objects.order_by("pk").last().pk


def test_a_new_name_is_looked_for_in_older_texts(by, hives):
    wasps = law(by, "WASP-1", "Wasps Act 2001")
    case(by, "xx-78", "Contrary to article 1 of the Ants Act 2001.")
    assert bring_up_to_date().linked
    assert not Citation.objects.filter(source__case__identifier="xx-78").exists()
    Text.objects.filter(record=wasps.pk).update(title="Ants Act 2001")
    assert queries.state().has_new_names
    bring_up_to_date()
    assert Citation.objects.filter(source__case__identifier="xx-78", target=wasps.pk, locator="art_1").exists()
    assert not queries.state().has_new_names


def test_what_an_editor_linked_is_not_told_twice(by, hives, client):
    bees, hive, decision = hives
    for subject in (hive, decision):
        records.link(subject.record, Relation.CITES, bees.record, by=by, locator="art_2")
    page = client.get("/en/laws/it/bees-1/art_2/").content.decode()
    assert page.count('href="/en/cases/xx-77/"') == 1
    other = case(by, "xx-79", "Nothing is cited here.")
    records.link(other.record, Relation.APPLIES, bees.record, by=by, locator="art_2")
    assert "/en/cases/xx-79/" in client.get("/en/laws/it/bees-1/art_2/").content.decode()


def test_a_page_asks_as_often_however_much_cites(by, hives, client):
    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as several:
            assert client.get(address).status_code == 200
        return len(several)

    addresses = [
        "/en/laws/it/bees-1/",
        "/en/laws/it/bees-1/art_2/",
        "/en/treaties/XVIII-12/articles/18/",
        "/en/treaties/XVIII-12/",
    ]
    bees, _hive, _decision = hives
    addresses.append(f"/en/cited/{bees.pk}/")
    before = [asked(address) for address in addresses]
    for number in range(6):
        law(
            by,
            f"HIVE-{number + 2}",
            f"Hive Act Number {number} 2001",
            "As in article 2 of the Bees Protection Act 2001.",
        )
        case(by, f"xx-8{number}", "Article 2 of the Bees Protection Act 2001 and article 18 of UNTOC were applied.")
    read_everything()
    assert [asked(address) for address in addresses] == before


def test_cases_carry_the_treaty_articles_that_they_cite(hives):
    from comity.knowledge.cases.search import documents as of_cases
    from comity.knowledge.legislation.search import documents as of_laws

    bees, _hive, decision = hives
    (document,) = of_cases([str(decision.pk)])
    assert "XVIII-12:18" in document.articles
    cited = {one.address: one for one in of_laws([str(bees.pk)])}
    assert cited["/laws/it/bees-1/art_2/"].cited == 3
    assert cited["/laws/it/bees-1/art_2/"].weight > cited["/laws/it/bees-1/art_3/"].weight
    assert 1.0 == queries.prior(0) < queries.prior(10) < queries.prior(1000) < 1.2


def test_the_words_around_are_cut_between_words():
    from comity.engines.citations.actions.finding import around

    text = "word " * 60 + "article 5 of this Law" + " word" * 60
    start = text.index("article")
    passage, at = around(text, start, start + 21)
    assert passage[at : at + 21] == "article 5 of this Law"
    assert passage.startswith("…word ")
    assert passage.endswith("word…")
    assert around("article 5", 0, 9) == ("article 5", 0)
