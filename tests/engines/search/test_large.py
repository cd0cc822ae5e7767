"""What is done otherwise where an index is large."""

import pytest

from comity.engines.search.grammar.tree import And, Or, Words
from comity.engines.search.index import compiling, embedded
from comity.engines.search.index.interface import Rendering
from tests.engines.search.conftest import document


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


def test_an_idea_that_its_first_names_show_often_enough_is_not_looked_for_under_the_others(index, found, monkeypatch):
    index.write([document("ley", "Ley contra el lavado", "Se castiga el lavado.", "es")])
    renderings = (Rendering("es", Or((Words(("blanqueo",)), Words(("lavado",))))),)
    assert set(found("laundering", renderings=renderings)) == {"codigo:es", "ley:es"}
    monkeypatch.setattr(compiling, "ENOUGH", 1)
    assert found("laundering", renderings=renderings) == ["codigo:es"]


def test_names_are_taken_until_there_are_enough(index, monkeypatch):
    """Words that stand together count by what they give, and one that stands nowhere is no reason to stop."""
    state = index.searcher()
    compiler = compiling.Compiler(index._schema, state, "es", is_loose=False)
    nowhere, rare, often = Words(("xyzzy",)), Words(("blanqueo", "de", "capitales")), Words(("blanqueo",))
    monkeypatch.setattr(compiling, "ENOUGH", 1)
    assert compiler.named_enough(Or((nowhere, often, rare))) == Or((nowhere, often))
    assert compiler.named_enough(And((Or((often, rare)), nowhere))) == And((often, nowhere))
    monkeypatch.setattr(compiling, "ENOUGH", 1_000)
    assert compiler.named_enough(Or((nowhere, often, rare))) == Or((nowhere, often, rare))


def test_no_term_is_looked_up_twice_in_one_state(index, monkeypatch):
    state = index.searcher()
    asked = []

    class Counting:
        def doc_freq(self, field, value):
            asked.append((field, value))
            return 3

    monkeypatch.setattr(state, "searcher", Counting())
    assert [state.doc_freq("words", "unheard"), state.doc_freq("words", "unheard")] == [3, 3]
    assert asked == [("words", "unheard")]
    assert index.searcher() is state


def test_what_was_looked_up_is_forgotten_with_the_next_commit(index):
    before = index.searcher()
    assert before.doc_freq("words", "unheard") == 0
    index.write([document("new", "Unheard", "unheard")])
    after = index.searcher()
    assert after is not before
    assert after.doc_freq("words", "unheard") == 1
