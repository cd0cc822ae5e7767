"""Kept searches asked about new records answer as the lasting index would."""

from dataclasses import replace

import pytest

from comity.engines.search.enums import Facet
from comity.engines.search.grammar import parse
from comity.engines.search.grammar.tree import Words
from comity.engines.search.index import Question
from comity.engines.search.index.interface import Rendering
from comity.engines.search.index.needing import needs
from comity.engines.search.index.standing import Standing
from comity.engines.search.index.watching import Watch
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


RECORDS = {one.record: [other for other in DOCUMENTS if other.record == one.record] for one in DOCUMENTS}
VISITORS = frozenset({PUBLIC})


def watching(*documents):
    return Watch(documents, VISITORS)


def answers(watch, given):
    return bool(watch.answering(given))


def has(watch, given):
    """Whether any of the documents has what a question needs."""
    standing = Standing()
    standing.add("it", needs(given).packed())
    return "it" in standing.answered(watch.where(standing.wanted()), watch.everywhere())


@pytest.fixture
def strictly(index):
    """The records that the lasting index gives for a question, when it has all of the words."""

    def asked(given):
        answer = index.query(given)
        return set() if answer.is_loose else {hit.record for hit in index.every(given)}

    return asked


@pytest.mark.parametrize(("text", "language", "filters"), QUERIES)
def test_each_record_answers_what_the_lasting_index_finds_it_for(strictly, text, language, filters):
    given = question(text, language, filters)
    answering = {name for name, documents in RECORDS.items() if answers(watching(*documents), given)}
    assert answering == strictly(given)


@pytest.mark.parametrize(("text", "language", "filters"), QUERIES)
def test_what_is_needed_is_had_by_all_that_answer_and_where_it_is_exact_by_no_others(text, language, filters):
    given = question(text, language, filters)
    needed = needs(given)
    for documents in RECORDS.values():
        watch = watching(*documents)
        assert has(watch, given) or not answers(watch, given)
        if needed.is_exact:
            assert has(watch, given) == answers(watch, given)


def test_most_searches_are_exact_and_need_something():
    told = {text: needs(question(text, language, filters)) for text, language, filters in QUERIES if text}
    assert {text for text, one in told.items() if not one.is_exact} == {
        '"proceeds of crime"', '"crime of proceeds"', "confisc*", "crime NOT confiscation", "NOT crime",
        "blanqueo OR confisc*", "year:2002", "year:1990..2003 crime",
    }  # fmt: skip
    assert {text for text, one in told.items() if not all(one.alternatives)} == {
        "confisc*", "NOT crime", "blanqueo OR confisc*", "year:2002",
    }  # fmt: skip


def test_words_must_stand_in_one_part_of_a_record():
    """Two articles of a law with a word each answer no search for both: the index finds articles."""
    parts = (document("a:1", "Seizure", record="a"), document("a:2", "Vessels", record="a"))
    given = question("seizure vessels", "en", {})
    assert not answers(watching(*parts), given)
    assert not has(watching(*parts), given)
    assert has(watching(document("b", "Seizure of vessels")), given)


def test_marks_of_several_groups_are_all_wanted():
    both = {"mark": ("case-verdict:guilty", "case-verdict:acquitted", "case-court:1")}
    given = question("", "en", both)
    one = document("x", "X", marks=("case-verdict:guilty",))
    two = document("x", "X", marks=("case-verdict:guilty", "case-court:1"))
    for documents, expected in (((one,), False), ((two,), True)):
        assert answers(watching(*documents), given) is expected
        assert has(watching(*documents), given) is expected


def test_many_combinations_are_still_told_rightly():
    text = " ".join(f"(a{n} OR b{n} OR c{n})" for n in range(6))
    given = question(text, "en", {})
    needed = needs(given)
    assert not needed.is_exact
    assert len(needed.alternatives) <= 16
    assert has(watching(document("x", "a0 b1 c2 a3 b4 c5")), given)


def test_the_vocabularies_words_are_needed_in_their_language_only():
    given = replace(question("laundering", "en", {}), renderings=(Rendering("es", Words(("blanqueo",))),))
    for language, expected in (("es", True), ("fr", False)):
        watch = watching(document("x", "Blanqueo", language=language))
        assert answers(watch, given) is expected
        assert has(watch, given) is expected


def test_nothing_that_is_not_public_answers():
    watch = watching(document("plan", "Zebrafish plan", audience=SECRET))
    assert watch.everywhere() == 0
    for given in (question("zebrafish", "en", {}), question("", "en", {})):
        assert not answers(watch, given)
        assert not has(watch, given)


def test_a_kept_search_is_asked_as_a_visitor_and_not_by_meaning(db):
    made = kept_question("money laundering", language="en")
    assert made.audience == {PUBLIC}
    assert made.awaited is None
    assert made.near == ()
