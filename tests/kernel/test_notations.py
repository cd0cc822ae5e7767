"""One place knows how the numbers of articles and sections are written; whoever reads citations asks it."""

import re

import pytest

from comity.engines.citations.grammar import number_key
from comity.engines.citations.grammar.notations import LATIN_ARTICLE, RUSSIAN
from comity.engines.citations.grammar.notations import UNITED_STATES as IN_TEXTS
from comity.engines.search.grammar import normalise_citation
from comity.engines.search.grammar.citations import LOCATOR
from comity.engines.search.grammar.citations import UNITED_STATES as TYPED
from comity.kernel import notations

from ..architecture.source import everything


ARTICLES = (
    "article", "articles", "articulo", "articulos", "artigo", "artigos", "articolo", "articoli", "artikel", "artikels",
    "artikeln", "art", "arts",
)  # fmt: skip
RUSSIAN_ARTICLES = (
    "статья", "статьи", "статье", "статью", "статей", "статьей", "статьям", "статьями", "статьях", "ст.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("42 bis", "42-bis"),
        ("42bis", "42-bis"),
        ("l. 121-3", "l121-3"),
        ("r *123-4", "r123-4"),
        ("7 ter 1", "7-ter 1"),
    ],
)
def test_a_number_has_one_form(written, key):
    assert notations.even(written) == key


@pytest.mark.parametrize("number", ["42 bis", "L. 121-3", "64a", "706-73-1", "210.1", "5"])
def test_a_typed_number_and_one_in_a_text_are_the_same(number):
    assert normalise_citation("", number) == f"#{number_key(number)}"


@pytest.mark.parametrize(
    "word",
    [
        "article",
        "articles",
        "articulo",
        "articulos",
        "artigo",
        "artigos",
        "articolo",
        "articoli",
        "artikel",
        "artikels",
        "artikeln",
        "art",
        "arts",
    ],
)
def test_every_word_for_an_article_is_known_to_both_readers(word):
    assert LATIN_ARTICLE.match(f"{word} 5")
    assert LOCATOR.fullmatch(f"{word} 5")


@pytest.mark.parametrize("word", RUSSIAN_ARTICLES)
def test_every_case_of_the_russian_word_is_known_to_both_readers(word):
    assert RUSSIAN.article.match(f"{word} 5")
    assert LOCATOR.fullmatch(f"{word} 5")


@pytest.mark.parametrize("text", ["18 usc 1956", "18 u.s.c. § 1956", "21 c.f.r. 1300", "42 u.s.c. § 2000e-5"])
def test_the_code_of_the_united_states_is_known_to_both_readers(text):
    assert TYPED.fullmatch(text)["section"] == IN_TEXTS.fullmatch(text)["section"]


def test_chinese_numbers_are_read_in_one_place():
    assert (notations.chinese("二百九十四"), notations.chinese("294")) == ("294", "294")


def test_nobody_else_lists_the_words_of_citations():
    # The importers of laws and treaties read headings, which are written otherwise; they have grammars of their own.
    headings = ("knowledge/legislation/imports/", "knowledge/treaties/imports/")
    words = re.compile(r"quinquies|стать\[|art\(\?:icl|artículos\?\|iculos\?|\[条條\]")
    found = {one.name for one in everything() if words.search(one.text) and not one.name.startswith(headings)}
    assert found == {"kernel/notations.py"}
