"""Kept searches asked about new records answer as the lasting index would."""

from dataclasses import replace

import pytest

from comity.engines.search.enums import Facet
from comity.engines.search.grammar import parse
from comity.engines.search.index import Question
from comity.engines.search.index.watching import Watch, anchors, is_met, needs
from comity.engines.search.queries import kept_question
from comity.engines.search.shapes import PUBLIC

from ..conftest import DOCUMENTS, SECRET, document


QUERIES = [
    ("proceeds of crime", "en", {}),
    ("proceeds crimes", "en", {}),
    ('"proceeds of crime"', "en", {}),
    ('"crime of proceeds"', "en", {}),
    ("confisc*", "en", {}),
    ("title:confiscation", "en", {}),
    ("title:crime", "en", {}),
    ("crime NOT confiscation", "en", {}),
    ("NOT crime", "en", {}),
    ("blanqueo OR argent", "es", {}),
    ("blanqueo OR confisc*", "es", {}),
    ("(blanqueo OR argent) crime", "fr", {}),
    ("l'argent", "fr", {}),
    ("extradition", "fr", {}),
    ("легализация средств", "ru", {}),
    ("غسل الأموال", "ar", {}),
    ("毒品犯罪", "zh", {}),
    ("罪", "zh", {}),
    ("洗钱", "zh", {}),
    ("place:GB", "en", {}),
    ("place:GB OR place:FR", "en", {}),
    ("crime place:GB", "en", {}),
    ("year:2002", "en", {}),
    ("year:1990..2003 crime", "en", {}),
    ("kind:provision", "en", {}),
    ("language:fr", "en", {}),
    ("zebrafish", "en", {}),
    ("zzzz", "en", {}),
    ("", "en", {}),
    ("", "en", {"place": ("GB",)}),
    ("", "en", {"place": ("GB", "FR"), "year": ("1994",)}),
    ("", "en", {"crime_type": ("money-laundering",)}),
    ("", "en", {"kind": ("law",)}),
    ("crime", "en", {"place": ("FR",)}),
    ("crime", "en", {"place": ("ZZ",)}),
    ("Proceeds of Crime Act", "en", {}),
    ("section 6 Proceeds of Crime Act", "en", {}),
    ("the of and", "en", {}),
    ('!!! ((( "', "en", {}),
]


def question(text, language, filters):
    chosen = {Facet(name): values for name, values in filters.items()}
    return Question(query=parse(text, language), audience=frozenset({PUBLIC}), language=language, filters=chosen)


@pytest.fixture
def strictly(index):
    """The records that the lasting index gives for a question, when it has all of the words."""

    def asked(given):
        answer = index.query(given)
        return set() if answer.is_loose else {hit.record for hit in index.every(given)}

    return asked


@pytest.mark.parametrize(("text", "language", "filters"), QUERIES)
def test_the_same_records_answer_as_in_the_lasting_index(strictly, text, language, filters):
    given = question(text, language, filters)
    assert Watch(DOCUMENTS).answering(given) == strictly(given)


@pytest.mark.parametrize(("text", "language", "filters"), QUERIES)
def test_each_record_alone_answers_as_among_the_others(text, language, filters):
    given = question(text, language, filters)
    together = Watch(DOCUMENTS).answering(given)
    alone = {record for one in DOCUMENTS for record in Watch([one]).answering(given)}
    assert alone == together


@pytest.mark.parametrize(("text", "language", "filters"), QUERIES)
def test_no_record_that_answers_lacks_what_is_needed(text, language, filters):
    given = question(text, language, filters)
    needed = needs(given)
    for one in DOCUMENTS:
        watch = Watch([one])
        if watch.answering(given):
            assert is_met(needed, watch.terms())
            assert not anchors(needed) or set(anchors(needed)) & watch.terms()


def test_most_records_lack_what_is_needed():
    """What need not be asked is not: plain words and filters are told without asking."""
    asked = useless = 0
    for text, language, filters in QUERIES:
        given = question(text, language, filters)
        for one in DOCUMENTS:
            watch = Watch([one])
            if is_met(needs(given), watch.terms()):
                asked += 1
                useless += not watch.answering(given)
    assert useless < asked / 2


def test_most_searches_have_anchors():
    without = [text for text, language, filters in QUERIES if not anchors(needs(question(text, language, filters)))]
    assert without == ["confisc*", "NOT crime", "blanqueo OR confisc*", "year:2002", "", '!!! ((( "']


def test_the_vocabularies_words_are_needed_in_their_language_only(db):
    from comity.engines.search.grammar.tree import Words
    from comity.engines.search.index.interface import Rendering

    given = replace(question("laundering", "en", {}), renderings=(Rendering("es", Words(("blanqueo",))),))
    assert Watch(DOCUMENTS).answering(given) == {"codigo"}
    assert is_met(needs(given), Watch([document("x", "Blanqueo", language="es")]).terms())
    assert not is_met(needs(given), Watch([document("x", "Blanqueo", language="fr")]).terms())


def test_nothing_that_is_not_public_answers():
    hidden = document("plan", "Zebrafish plan", audience=SECRET)
    watch = Watch([hidden])
    assert watch.answering(question("zebrafish", "en", {})) == frozenset()
    assert watch.answering(question("", "en", {})) == frozenset()


def test_no_record_at_all_answers_nothing():
    watch = Watch([])
    assert watch.terms() == frozenset()
    assert watch.answering(question("", "en", {})) == frozenset()


def test_a_kept_search_is_asked_as_a_visitor_and_not_by_meaning(db):
    made = kept_question("money laundering", language="en")
    assert made.audience == {PUBLIC}
    assert made.awaited is None
    assert made.near == ()
