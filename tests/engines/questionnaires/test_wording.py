"""Paragraphs are cited as the reader's language does, and conditions are said in as few words as they need."""

import copy

import pytest
from django.utils import translation

from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.grammar.wording import numbered, only_if

from .examples import small


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 (b) to (d) and 3"),
        ("fr", "1 (b) à (d) et 3"),
        ("es", "1 (b) a (d) y 3"),
        ("ru", "1 (b)–(d) и 3"),
        ("ar", "1 (b) إلى (d) و3"),
        ("zh-hans", "1 (b)至(d)和3"),
    ],
)
def test_each_language_joins_paragraphs_in_its_own_way(language, said):
    with translation.override(language):
        assert numbered("1 (b) to (d) and 3", language) == said


def test_a_list_of_three_and_a_single_one():
    with translation.override("ar"):
        assert numbered("2, 3 and 5", "ar") == "2، 3 و5"
        assert numbered("1 (a) (ii)", "ar") == "1 (a) (ii)"


@pytest.mark.parametrize("cited", ["", "2 and", "preamble", "the first and the last", "1 et 2", "2 bis"])
def test_what_somebody_cited_in_other_words_stays_as_it_is(cited):
    with translation.override("fr"):
        assert numbered(cited, "fr") == cited


FORM = {
    "sections": [
        {
            "code": "1",
            "title": {"en": "Offences"},
            "questions": [
                *({"code": f"1.{n}", "kind": "yes-in-part-no", "text": {"en": f"Question {n}?"}} for n in range(1, 4)),
                {"code": "1.4", "kind": "number", "text": {"en": "How many?"}},
            ],
        }
    ]
}


def in_words(condition, language="en"):
    document = small() | {"languages": ["en"], **copy.deepcopy(FORM)}
    last = {"code": "1.5", "kind": "text", "text": {"en": "Which?"}, "relevant": condition}
    document["sections"][0]["questions"].append(last)
    definition = reading.definition(document)
    with translation.override(language):
        return only_if(definition.questions["1.5"].relevant, definition, language)


def of(question, *answers):
    return (
        {"question": question, "in": list(answers)} if len(answers) > 1 else {"question": question, "is": answers[0]}
    )


def test_questions_that_are_asked_for_the_same_answers_are_named_after_them_once():
    alike = [of(f"1.{n}", "yes", "in-part") for n in range(1, 4)]
    assert in_words({"any": alike}) == "Only if one of these is “Yes” or “In part”: 1.1, 1.2, 1.3."
    assert in_words({"any": [of("1.1", "no"), of("1.2", "no")]}) == "Only if one of these is “No”: 1.1, 1.2."
    inside = {"all": [{"question": "1.4", "answered": True}, {"any": alike}]}
    assert in_words(inside) == "Only if 1.4 is answered and (one of these is “Yes” or “In part”: 1.1, 1.2, 1.3)."
    assert in_words({"not": {"any": alike[:2]}}) == "Only if not: (one of these is “Yes” or “In part”: 1.1, 1.2)."
    assert "1.1، 1.2، 1.3" in in_words({"any": alike}, "ar")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (of("1.1", "yes", "in-part"), "1.1 is “Yes” or “In part”"),
        ({"any": [of("1.1", "yes"), of("1.1", "in-part")]}, "1.1 is “Yes” or 1.1 is “In part”"),
        ({"any": [of("1.1", "yes"), of("1.2", "no")]}, "1.1 is “Yes” or 1.2 is “No”"),
        (
            {"any": [of("1.1", "yes"), of("1.2", "yes"), of("1.3", "no")]},
            "1.1 is “Yes” or 1.2 is “Yes” or 1.3 is “No”",
        ),
        ({"all": [of("1.1", "yes"), of("1.2", "yes")]}, "1.1 is “Yes” and 1.2 is “Yes”"),
        (
            {"any": [{"question": "1.1", "is-not": "no"}, {"question": "1.2", "is-not": "no"}]},
            "1.1 is not “No” or 1.2 is not “No”",
        ),
        (
            {"any": [{"question": "1.1", "answered": True}, {"question": "1.4", "more-than": 3}]},
            "1.1 is answered or 1.4 is more than 3",
        ),
    ],
)
def test_every_other_condition_is_said_one_by_one(condition, said):
    assert in_words(condition) == f"Only if {said}."
