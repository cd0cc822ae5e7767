"""The keywords of each crime type: one vocabulary each, in six languages, with the article from which a term comes."""

import csv
import re
from importlib.resources import files

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from comity.base.terms import grammar
from comity.base.terms import queries as terms
from comity.base.terms.exports import turtle
from comity.base.terms.models import Scheme
from comity.kernel.languages import INTERFACE
from comity.knowledge.cases import registry, rules


TREATY = re.compile(r"(?:[IVX]+(?:-\d+)?(?:-[a-z])?-?\d*(?:-[a-z])?|COE-\d{3})(?=, art)")


@pytest.fixture(scope="module")
def schemes():
    return {one.code: one for one in grammar.schemes()}


@pytest.mark.parametrize(("crime", "code"), registry.VOCABULARIES.items())
def test_each_crime_type_has_a_vocabulary_of_acts_and_more_in_six_languages(crime, code, schemes):
    scheme = schemes[code]
    assert crime in terms.labels("crime-types", "en")
    assert set(scheme.titles) == set(INTERFACE)
    tops = [concept.code for concept in scheme.concepts if not concept.broader]
    assert {"acts", "means"} <= set(tops)
    for concept in scheme.concepts:
        assert {label.language for label in concept.labels} == set(INTERFACE), concept.code
    # A heading with nothing below it would stand empty on a page.
    assert set(tops) <= {concept.broader for concept in scheme.concepts}


@pytest.mark.parametrize("code", [code for code in rules.KEYWORDS if code != "tip-keywords"])
def test_articles_named_as_sources_are_those_of_treaties_that_the_portal_knows(code, schemes):
    table = files("comity.knowledge.treaties") / "facts" / "treaties.csv"
    known = {row["symbol"] for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines())}
    named = {symbol for concept in schemes[code].concepts for symbol in TREATY.findall(concept.source)}
    assert named
    assert named <= known
    with_source = [concept for concept in schemes[code].concepts if concept.source]
    assert len(with_source) >= len([one for one in schemes[code].concepts if one.broader]) / 3


def test_a_term_has_the_same_source_in_skos(vocabularies):
    graph = Graph().parse(data=turtle(Scheme.objects.get(pk="som-keywords"), "https://x.example/terms/"), format="ttl")
    term = URIRef("https://x.example/terms/som-keywords/endangered-lives")
    assert set(graph.objects(term, DCTERMS.source)) == {Literal("XVIII-12-b, art. 6 (3) (a)")}


def test_a_case_is_filed_under_the_keywords_of_any_crime_and_found_and_shown_by_them(new_case, service, client):
    from comity.knowledge.cases.actions import keep
    from comity.knowledge.cases.models import CaseTerm

    told = [
        CaseTerm(term=one)
        for one in ("crime-types:smuggling-of-migrants", "som-keywords:by-sea", "cyber-keywords:ransomware")
    ]
    keep([new_case(terms=told)], by=service)
    page = client.get("/fr/cases/xx-1/").content.decode()
    assert "Par mer" in page
    # Two steps below its heading, and still under it.
    assert "Rançongiciel" in page
    listed = client.get("/en/cases/?mark=som-keywords:by-sea").content.decode()
    assert "1 case" in listed
    assert "By sea" in listed
    # A heading with which no case is filed is not there.
    assert "Species and products" not in listed
