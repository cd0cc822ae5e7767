"""What of the treaties is found."""

import json

import pytest
from django.utils import translation

from comity.engines.records.models import Record
from comity.engines.search.enums import Status
from comity.engines.search.grammar import citation_keys, parse
from comity.engines.search.registry import kinds
from comity.engines.search.shapes import PUBLIC
from comity.kernel.dates import Period
from comity.kernel.languages import INTERFACE
from comity.knowledge.treaties import exports, search
from comity.knowledge.treaties.actions import put_actions
from comity.knowledge.treaties.models import Article, ArticleText, Provenance, Treaty
from comity.knowledge.treaties.shapes import ActionRow, Source


@pytest.fixture
def words(treaty):
    """An article with a text in English and in Dutch."""
    source = Provenance.objects.create(key="test", title="An invented source")
    article = Article.objects.get(treaty=treaty("XVIII-12"), number="18")
    for language in ("en", "nl"):
        ArticleText.objects.create(
            article=article, language=language, wording="original", title="T", body=f"Invented {language}.",
            provenance=source,
        )  # fmt: skip
    return article


def found(symbol):
    key = str(Treaty.objects.get(symbol=symbol).pk)
    return {document.id: document for document in search.documents([key])}


def test_every_treaty_has_a_document_and_every_id_is_its_own(facts):
    ids = list(search.everything())
    assert len(ids) == Treaty.objects.count()
    documents = list(search.documents(ids))
    assert len({document.id for document in documents}) == len(documents)
    assert {document.record for document in documents} == set(ids)
    assert {document.kind for document in documents} <= set(search.KINDS) <= set(kinds())
    assert {document.status for document in documents} <= {"", *Status}


def test_an_article_shows_its_text_and_our_summary_where_there_is_no_text(words):
    documents = found("XVIII-12")
    english, dutch = documents["treaty:XVIII-12:18:en"], documents["treaty:XVIII-12:18:nl"]
    assert (english.body, english.wording) == ("Invented en.", "original")
    assert english.title.startswith("Article 18")
    assert dutch.title.startswith("Artikel 18")
    assert english.articles == ("XVIII-12:18",)
    assert english.address == "/treaties/XVIII-12/articles/18/"
    other = documents["treaty:XVIII-12:17:en"]
    assert other.wording == ""
    assert "Summary" in other.context
    assert len(other.body) > 40


@pytest.mark.parametrize(
    "typed",
    ["art. 18 UNTOC", "Palermo art 18", "Palermo Convention, article 18", "XVIII-12 art. 18", "статья 18 КТОП"],
)
def test_a_citation_as_people_type_it_leads_to_the_article(words, typed):
    assert set(citation_keys(typed)) & set(found("XVIII-12")["treaty:XVIII-12:18:en"].citations)


@pytest.mark.parametrize("language", INTERFACE)
def test_the_example_of_the_home_page_leads_to_the_article_in_every_language(words, language):
    with translation.override(language):
        typed = translation.gettext("art. 18 UNTOC")
    citation = parse(typed, language).citation
    assert citation.certain
    assert citation.keys[0] in found("XVIII-12")["treaty:XVIII-12:18:en"].citations


@pytest.mark.parametrize(
    ("typed", "symbol", "number"),
    [
        ("art. 16 párr. 10 Convención de Palermo", "XVIII-12", "16"),
        ("статья 18 Палермской конвенции", "XVIII-12", "18"),
        ("пункт 3 статьи 18 Палермской конвенции", "XVIII-12", "18"),
        ("Конвенция против коррупции ст. 57", "XVIII-14", "57"),
        ("ст. 29 «Будапештской конвенции»", "COE-185", "29"),
        ("《巴勒莫公约》第十八条第三款", "XVIII-12", "18"),
    ],
)
def test_marks_inflections_and_order_do_not_hide_a_citation(facts, typed, symbol, number):
    assert set(parse(typed).citation.keys) & set(found(symbol)[f"treaty:{symbol}:{number}:en"].citations)


@pytest.mark.parametrize(
    "typed",
    [
        '"article 5" seizure',
        "each State Party shall in accordance with article 5 take all measures against the proceeds of crime",
        "秘书处应协助缔约国会议进行本公约第63条所定之各项活动并为缔约国会议提供必要之服务",
    ],
)
def test_a_text_that_mentions_an_article_is_not_taken_for_a_citation(typed):
    citation = parse(typed).citation
    assert citation is None or not citation.certain


@pytest.mark.parametrize(
    ("typed", "symbol"),
    [("UNCAC", "XVIII-14"), ("Merida Convention", "XVIII-14"), ("xviii-12-a", "XVIII-12-a"), ("ETS 185", "COE-185")],
)
def test_a_treaty_goes_by_each_of_its_names(facts, typed, symbol):
    treaties = [one for one in found(symbol).values() if one.kind == "treaty"]
    assert treaties
    assert all(set(citation_keys(typed)) & set(one.citations) for one in treaties)


def test_crimes_are_terms(facts):
    documents = found("XVIII-12-b")
    assert "crime-types:smuggling-of-migrants" in documents["treaty:XVIII-12-b:en"].terms
    assert "crime-types:smuggling-of-migrants" in documents["treaty:XVIII-12-b:6:en"].terms


def test_a_declaration_is_found_with_the_place_that_made_it(facts, service):
    row = ActionRow(
        symbol="XVIII-12", place="FJ", kind="declaration", on=Period.parse("2017-09-19"), source="s",
        identifier="x:1", text="Invented words.", language="en",
    )  # fmt: skip
    put_actions([row], [Source("s", "Somebody")], by=service)
    (document,) = [one for one in found("XVIII-12").values() if one.kind == "declaration"]
    assert (document.places, document.body, document.title) == (("FJ",), "Invented words.", "Fiji: Declaration")
    assert "009" in document.regions
    assert document.address == "/treaties/XVIII-12/statements/#FJ"


def test_a_draft_is_for_editors_only(facts, treaty):
    Record.objects.filter(pk=treaty("XVIII-12").pk).update(state="draft")
    assert {document.audience for document in found("XVIII-12").values()} == {"record.publish"}
    assert {document.audience for document in found("XVIII-14").values()} == {PUBLIC}


def test_other_peoples_records_are_passed_over(facts):
    assert list(search.documents(["00000000-0000-0000-0000-000000000000"])) == []


def test_twenty_treaties_cost_as_many_queries_as_one(facts, django_assert_num_queries):
    ids = list(search.everything())
    palermo = str(Treaty.objects.get(symbol="XVIII-12").pk)
    for some in ([palermo], [palermo, *ids[:19]], [*ids[-19:], palermo]):
        with django_assert_num_queries(8):
            list(search.documents(some))


def test_the_export_has_everything_of_a_treaty(words):
    (line,) = exports.treaties_json(symbol="XVIII-12")
    data = json.loads(line)
    assert len(data["articles"]) == 41
    eighteen = data["articles"][17]
    assert (eighteen["eId"], eighteen["term"]) == ("art_18", "XVIII-12:18")
    assert eighteen["texts"][0]["source"]["title"] == "An invented source"
    assert data["sources"][0]["title"]


def test_the_export_leaves_out_what_the_reader_may_not_see(facts, treaty):
    Record.objects.filter(pk=treaty("XVIII-12").pk).update(state="draft")
    assert list(exports.treaties_json(symbol="XVIII-12")) == []
    assert list(exports.actions(symbol="XVIII-12")) == []
