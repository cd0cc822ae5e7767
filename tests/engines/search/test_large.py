"""What is done otherwise where an index is large."""

import pytest

from comity.engines.search.grammar.tree import And, Or, Words
from comity.engines.search.index import compiling, embedded
from comity.engines.search.index.interface import Rendering
from comity.engines.search.shapes import Near
from tests.engines.search.conftest import document


@pytest.mark.parametrize(
    "typed", ["proceeds crime", "the proceeds of crime", "crime", "proceeds conceals", "غسل الأموال", "crime -court"]
)
def test_what_is_put_together_from_parts_is_what_all_of_it_gives(ask, monkeypatch, typed):
    renderings = (
        Rendering("es", Or((Words(("blanqueo", "de", "capitales")), Words(("blanqueo",))))),
        Rendering("en", Words(("proceeds", "of", "crime", "act"))),
    )
    near = (Near("codigo:es", 0.9, 1.0), Near("act:1:en", 0.8, 1.0), Near("code:fr", 0.7, 0.5))
    for others in ({"renderings": renderings}, {"near": near}, {"renderings": renderings, "near": near}):
        monkeypatch.setattr(embedded, "MERGED", 200)
        together = ask(typed, **others)
        monkeypatch.setattr(embedded, "MERGED", 1)
        whole = ask(typed, **others)
        assert [hit.id for hit in together.hits] == [hit.id for hit in whole.hits]
        assert [hit.score for hit in together.hits] == pytest.approx([hit.score for hit in whole.hits])
        assert (together.count, together.facets) == (whole.count, whole.facets)
        # However few are asked for, they are the first of them.
        few = [hit.id for hit in ask(typed, limit=2, **others).hits]
        assert few == [hit.id for hit in together.hits][:2]


def test_words_in_a_row_that_stand_everywhere_are_not_looked_for(ask, monkeypatch):
    small = ask("proceeds of crime")
    monkeypatch.setattr(compiling, "EVERYWHERE", 0)
    large = ask("proceeds of crime")
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
