"""Treaties as documents of Akoma Ntoso."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from comity.kernel.akoma_ntoso import NAMESPACE
from comity.knowledge.treaties import exports
from comity.knowledge.treaties.exports.akoma_ntoso import lines_of, plain
from comity.knowledge.treaties.imports.packs import import_pack
from comity.knowledge.treaties.models import Article, ArticleText, Provenance, TreatyText


NS = {"a": NAMESPACE, "c": "urn:comity:treaties:1"}


@pytest.fixture
def source(facts):
    return Provenance.objects.create(
        key="pack:bees", title="Bees & hives", publisher="Office of Examples", url="https://example.org/?a=1&b=2",
        licence="CC0-1.0", retrieved_on=dt.date(2026, 11, 1),
    )  # fmt: skip


@pytest.fixture
def spoken(treaty, source):
    """A treaty with two articles, a preamble, headings of parts, a closing formula and an annex, in a language."""

    def speak(language="de", *, source=source, wording="unofficial", body="\nBienen.\nHonig \n\nWachs <b>gut</b> \n"):
        found = treaty("XVIII-12")
        for number in ("1", "2"):
            ArticleText.objects.create(
                article=Article.objects.get(treaty=found, number=number), language=language, wording=wording,
                title="Zweck" if number == "1" else "", heading=f"### Artikel  {number} \n\n####Zweck\n"
                if number == "1" else f"### Artikel {number}\n", body=body, provenance=source,
            )  # fmt: skip
        portions = [
            ("front", "", "<meta http-equiv='x'>Vor\x08wort"),
            ("division", "", "### KAPITEL  I \n"),
            ("division", "1", "### KAPITEL II\n"),
            ("division", "1", "####Bienen\n"),
            ("closing", "2", "Geschehen zu Rom"),
            ("annex", "2", "Liste der Bienen"),
            ("approving", "2", "Gesetz"),
        ]
        for position, (portion, after, words) in enumerate(portions):
            TreatyText.objects.create(
                treaty=found, language=language, wording=wording, portion=portion, after=after, position=position,
                body=words, provenance=source,
            )  # fmt: skip
        return found

    return speak


def document(treaty, held):
    return etree.fromstring(exports.akoma_ntoso(treaty, held))


def texts(root, path):
    return ["".join(one.itertext()) for one in root.iterfind(path, NS)]


def test_a_treaty_is_valid_and_says_what_it_is(spoken, schema_faults):
    treaty = spoken()
    (held,) = exports.held_texts(treaty)
    assert schema_faults(exports.akoma_ntoso(treaty, held)) == []
    root = document(treaty, held)
    work = "/akn/un/act/treaty/2000-11-15/XVIII-12"
    whole = root.find("a:act/a:meta", NS)
    assert [one.get("value") for one in whole.iterfind(".//a:FRBRuri", NS)] == [
        work,
        f"{work}/deu@2000-11-15",
        f"{work}/deu@2000-11-15/pack-bees.xml",
    ]
    assert whole.find(".//a:FRBRsubtype", NS).get("value") == "treaty"
    assert whole.find(".//a:FRBRauthoritative", NS).get("value") == "false"
    text = whole.find(".//c:text", NS)
    assert (text.get("licence"), text.get("url"), text.get("retrieved_on"), text.get("wording")) == (
        "CC0-1.0",
        "https://example.org/?a=1&b=2",
        "2026-11-01",
        "unofficial",
    )
    assert whole.find(".//a:TLCOrganization[@eId='publisher']", NS).get("showAs") == "Office of Examples"


def test_every_part_stands_where_the_standard_has_it(spoken):
    treaty = spoken()
    root = document(treaty, exports.held_texts(treaty)[0])
    assert texts(root, "a:act/a:preamble/a:p") == ["Vor wort"]
    assert texts(root, ".//a:hcontainer/a:heading") == ["KAPITEL I", "KAPITEL II — Bienen"]
    first, second = root.iterfind(".//a:article", NS)
    assert (first.getparent().get("eId"), second.getparent().get("eId")) == ("div_1", "div_2")
    assert (first.get("eId"), texts(first, "a:num"), texts(first, "a:heading")) == ("art_1", ["Artikel 1"], ["Zweck"])
    assert (texts(second, "a:num"), texts(second, "a:heading")) == (["Artikel 2"], [])
    paragraphs = list(first.iterfind("a:content/a:p", NS))
    assert len(paragraphs) == 2
    assert (paragraphs[0].text, paragraphs[0][0].tail) == ("Bienen.", "Honig")
    assert " ".join(paragraphs[1].itertext()).split() == ["Wachs", "gut"]
    assert texts(root, "a:act/a:conclusions/a:p") == ["Geschehen zu Rom"]
    attached = root.findall(".//a:attachment", NS)
    assert [(one.get("eId"), texts(one, ".//a:p")) for one in attached] == [
        ("att_annex_1", ["Liste der Bienen"]),
        ("att_approving_1", ["Gesetz"]),
    ]
    assert attached[0].find(".//a:FRBRthis", NS).get("value").endswith("/XVIII-12/!annex_1")


def test_a_text_that_was_not_divided_is_written_whole(treaty, source, schema_faults):
    found = treaty("XVIII-14")
    TreatyText.objects.create(
        treaty=found,
        language="zh-hant",
        wording="official",
        portion="whole",
        position=1,
        body="反貪腐",
        provenance=source,
    )
    (held,) = exports.held_texts(found)
    assert schema_faults(exports.akoma_ntoso(found, held)) == []
    root = document(found, held)
    assert texts(root, ".//a:hcontainer[@name='text']//a:p") == ["反貪腐"]
    assert root.find(".//a:FRBRlanguage", NS).get("language") == "zh-Hant"


def test_headings_after_an_article_that_the_text_lacks_are_kept(spoken, source, schema_faults):
    treaty = spoken()
    TreatyText.objects.create(
        treaty=treaty, language="de", wording="unofficial", portion="division", after="40", position=90,
        body="### KAPITEL IX", provenance=source,
    )  # fmt: skip
    held = exports.held_texts(treaty)[0]
    assert schema_faults(exports.akoma_ntoso(treaty, held)) == []
    assert texts(document(treaty, held), ".//a:hcontainer/a:heading")[-1] == "KAPITEL IX"


def test_each_source_of_a_language_is_a_document_the_best_first(spoken, source):
    other = Provenance.objects.create(key="pack:ants", title="Ants", publisher="Ants", licence="ODbL")
    treaty = spoken()
    spoken(source=other)
    spoken("fr")
    ArticleText.objects.filter(provenance=other).update(rank=1)
    held = exports.held_texts(treaty)
    assert [(one.language, one.source.key) for one in held] == [
        ("de", "pack:bees"),
        ("de", "pack:ants"),
        ("fr", "pack:bees"),
    ]
    uris = {document(treaty, one).find(".//a:FRBRManifestation/a:FRBRuri", NS).get("value") for one in held}
    assert len(uris) == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_whatever_a_text_says_it_is_valid(spoken, source, schema_faults, text):
    ArticleText.objects.all().delete()
    TreatyText.objects.all().delete()
    treaty = spoken(body=text.replace("\x00", ""))
    held = exports.held_texts(treaty)[0]
    assert schema_faults(exports.akoma_ntoso(treaty, held)) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("### Article  1  \n\n####Use of terms\n", ["Article 1", "Use of terms"]),
        ("if a < b and c > d", ["if a < b and c > d"]),
        ("<p>One</p>\n", ["One"]),
        ("No. #5", ["No. #5"]),
    ],
)
def test_only_marks_are_taken_away(written, read):
    assert lines_of(written) == read
    assert plain("\n".join(read)) == "\n".join(read)


@pytest.mark.packs
@pytest.mark.timeout(300)
def test_the_schema_finds_no_fault_with_the_treaties_of_the_packs(packs_folder, service, treaty, schema_faults):
    tried = 0
    for name in ("treaties_en_zhhant_opentreaties", "treaties_es_argentina"):
        import_pack(packs_folder / name, by=service)
    found = ArticleText.objects.values_list("article__treaty__symbol", flat=True).order_by().distinct()
    for symbol in found:
        for held in exports.held_texts(treaty(symbol)):
            assert schema_faults(exports.akoma_ntoso(treaty(symbol), held)) == [], symbol
            tried += 1
    assert tried > 5
