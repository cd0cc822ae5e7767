"""What is done otherwise where an index is large."""

import pytest

from comity.engines.search.grammar.tree import Or, Words
from comity.engines.search.index import compiling, embedded
from comity.engines.search.index.interface import Rendering


@pytest.mark.parametrize(
    "typed", ["proceeds crime", "the proceeds of crime", "crime", "proceeds conceals", "غسل الأموال"]
)
def test_a_large_index_is_asked_in_another_way_and_answers_the_same(ask, monkeypatch, typed):
    """Its best is looked for among titles, and rows of words that stand everywhere are not looked for."""
    renderings = (
        Rendering("es", Or((Words(("blanqueo", "de", "capitales")), Words(("blanqueo",))))),
        Rendering("en", Words(("proceeds", "of", "crime", "act"))),
    )
    small = ask(typed, renderings=renderings)
    monkeypatch.setattr(embedded, "TITLES_FIRST", 0)
    assert ask(typed, renderings=renderings).hits == small.hits
    monkeypatch.setattr(compiling, "EVERYWHERE", 0)
    large = ask(typed, renderings=renderings)
    assert {hit.id for hit in large.hits} == {hit.id for hit in small.hits}
    assert (large.count, large.facets) == (small.count, small.facets)
