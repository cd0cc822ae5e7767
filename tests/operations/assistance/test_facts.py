"""The shipped facts: whole, in six languages, and about articles that there are."""

import pytest

from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.enums import Function
from comity.knowledge.treaties.registry import known_titles
from comity.operations.assistance import registry
from comity.operations.assistance.shapes import Place


def test_every_word_stands_in_six_languages():
    told = {key: one.names for key, one in registry.measures().items()}
    told |= {key: one.words for key, one in registry.terms().items()}
    assert {key: set(INTERFACE) ^ set(words) for key, words in told.items() if set(words) != set(INTERFACE)} == {}


def test_every_measure_has_an_authority_and_a_treaty():
    assert {one.function for one in registry.measures().values()} <= set(Function.values)
    served = {measure for one in registry.instruments().values() for measure in one.bases}
    assert served == set(registry.measures())


@pytest.mark.parametrize("file", ["bases.csv", "demands.csv", "topics.csv"])
def test_every_article_is_one_of_its_treaty(file):
    known = known_titles()
    missing = [
        (row["symbol"], row["article"])
        for row in registry.rows(file)
        if row["symbol"] not in registry.instruments() or row["article"] not in known.get(row["symbol"], {})
    ]
    assert missing == []


def test_each_row_stands_once():
    for path in registry.FOLDER.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == len(set(lines)), path.name


@pytest.mark.parametrize(
    ("paragraph", "cited"),
    [("", "16"), ("24", "16(24)"), ("3(f), 8", "16(3)(f), 16(8)"), ("(b)", "16(b)"), ("10-12", "16(10-12)")],
)
def test_an_article_is_cited_as_lawyers_cite_it(paragraph, cited):
    assert Place("XVIII-12", "16", paragraph).number == cited
