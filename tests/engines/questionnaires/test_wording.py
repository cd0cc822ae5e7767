"""Paragraphs are cited as the reader's language does."""

import pytest
from django.utils import translation

from comity.engines.questionnaires.grammar.wording import numbered


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
