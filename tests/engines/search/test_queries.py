from dataclasses import replace

import pytest

from comity.base.terms.actions import load_facts
from comity.engines.search import queries
from comity.engines.search.actions import rebuild
from comity.engines.search.enums import Facet, Reason, Sort
from comity.engines.search.grammar import parse
from comity.engines.search.grammar.tree import written
from tests.engines.search.conftest import DOCUMENTS, SECRET, document


@pytest.fixture
def portal(shop):
    """An installation whose index holds the documents of every language."""
    for one in DOCUMENTS:
        shop.records.setdefault(one.record, []).append(one)
    rebuild()
    return shop


@pytest.fixture
def vocabularies(service):
    load_facts(by=service)


def ids(text, person=None, language="en", **others):
    return [hit.id for hit in queries.ask(text, person=person, language=language, **others).hits]


def test_a_visitor_sees_what_is_public_and_a_contributor_what_its_role_permits(portal, person_with):
    assert ids("zebrafish") == []
    assert ids("zebrafish", person_with("contributor")) == ["plan:en"]
    assert SECRET in queries.audience_of(person_with("contributor"))
    assert queries.suggest("zebra", person=None, language="en") == []
    assert [s.kind for s in queries.suggest("zebra", person=person_with("editor"), language="en")] == ["law"]
    assert queries.did_you_mean("zebrafihs", person=None, language="en") == ""


def test_every_hit_is_all_of_them_in_order(portal):
    portal.records["many"] = [document(f"many{n}", f"Statute {n:03}", record="many") for n in range(130)]
    rebuild()
    titles = [hit.title for hit in queries.every_hit("statute", person=None, language="en", sort=Sort.TITLE)]
    assert titles == [f"Statute {n:03}" for n in range(130)]
    narrowed = queries.every_hit("", person=None, language="en", filters={Facet.PLACE: ("GB",)})
    assert {hit.id for hit in narrowed} == {"act:en", "act:1:en"}


def test_pages_facets_and_snippets_are_as_asked_for(portal):
    answer = queries.ask("", person=None, language="en", limit=3, facets=(Facet.PLACE,), snippet=0)
    assert len(answer.hits) == 3
    assert list(answer.facets) == [Facet.PLACE]
    assert all(hit.snippet == () for hit in answer.hits)
    following = queries.ask("", person=None, language="en", limit=3, cursor=answer.next)
    assert {hit.id for hit in following.hits}.isdisjoint(hit.id for hit in answer.hits)


# ---------------------------------------------------------------- across languages


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("money laundering", "en", {"codigo:es", "xingfa:zh", "nizam:ar"}),
        ("洗钱", "zh", {"codigo:es", "nizam:ar"}),
        ("blanqueo de capitales", "es", {"xingfa:zh", "nizam:ar"}),
        ("غسل الأموال", "ar", {"codigo:es", "xingfa:zh"}),
        ("blanchiment d'argent", "fr", {"codigo:es", "xingfa:zh"}),
        ("extradition", "en", {"code:fr"}),
    ],
)
def test_an_idea_is_found_in_other_languages_and_the_reader_can_switch_it_off(
    portal, vocabularies, text, language, expected
):
    answer = queries.ask(text, person=None, language=language)
    assert expected <= {hit.id for hit in answer.hits}
    for hit in answer.hits:
        if hit.id in expected - {"code:fr"}:
            assert hit.why[0] is Reason.VOCABULARY
            assert any(piece.is_match for piece in (*hit.heading, *hit.snippet))
    alone = set(ids(text, language=language, across=False))
    assert not (expected - {"code:fr"}) & alone
    every = {hit.id for hit in queries.every_hit(text, person=None, language=language)}
    assert every == {hit.id for hit in answer.hits}


def test_filters_and_operators_hold_for_renderings_too(portal, vocabularies):
    assert ids("money laundering", filters={Facet.LANGUAGE: ("es",)}) == ["codigo:es"]
    assert ids("money laundering place:CN") == ["xingfa:zh"]
    assert "xingfa:zh" not in ids("money laundering NOT place:CN")


@pytest.mark.parametrize(
    "text", ['"money laundering"', "title:laundering", "Art. 18 UNTOC", "money OR laundering", "", "AND", "xqzw"]
)
def test_what_is_quoted_cited_or_unknown_is_not_rendered(db, vocabularies, text):
    assert queries.renderings(parse(text, "en"), "en") == ()


def test_words_that_no_vocabulary_knows_are_wanted_as_they_are(db, vocabularies):
    given = {one.language: written(one.tree) for one in queries.renderings(parse("xqzw corruption", "en"), "en")}
    assert "corrupción" in given["es"]
    # Nearly everything is known: in another language the rest may be missing, in one's own it may not.
    assert "xqzw" not in given["es"]
    assert all("xqzw" in text for language, text in given.items() if language == "en")
    unknown = queries.renderings(parse("corruption xqzwxqzwxqzw wvkjwvkjwvkj", "en"), "en")
    assert all("wvkj" in written(one.tree) for one in unknown)


def test_everything_that_is_known_is_wanted(portal, vocabularies):
    portal.records["both"] = [
        document("both", "Extradición y decomiso", "El blanqueo de dinero y la extradición.", "es"),
        replace(DOCUMENTS[2], record="both", id="half:es"),
    ]
    rebuild()
    found = ids("extradition money laundering")
    assert "both:es" in found
    assert "half:es" not in found
