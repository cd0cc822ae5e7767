"""What is done otherwise where an index is large."""

import pytest

from comity.engines.search.grammar.tree import And, Or, Words
from comity.engines.search.index import compiling, embedded, naming
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
    monkeypatch.setattr(naming, "ENOUGH", 1)
    assert found("laundering", renderings=renderings) == ["codigo:es"]


def test_names_are_taken_until_there_are_enough(index, monkeypatch):
    """Words that stand together count by what they give, and one that stands nowhere is no reason to stop."""
    state = index.searcher()
    compiler = compiling.Compiler(index._schema, state, "es", is_loose=False)
    nowhere, rare, often = Words(("xyzzy",)), Words(("blanqueo", "de", "capitales")), Words(("blanqueo",))
    monkeypatch.setattr(naming, "ENOUGH", 1)
    assert naming.enough(compiler, Or((nowhere, often, rare))) == Or((nowhere, often))
    assert naming.enough(compiler, And((Or((often, rare)), nowhere))) == And((often, nowhere))
    monkeypatch.setattr(naming, "ENOUGH", 1_000)
    assert naming.enough(compiler, Or((nowhere, often, rare))) == Or((nowhere, often, rare))


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


def test_a_name_of_which_another_is_a_part_scores_and_is_not_counted_by_itself(index, ask):
    state = index.searcher()
    compiler = compiling.Compiler(index._schema, state, "es", is_loose=False)
    short, long = Words(("blanqueo",), language="es"), Words(("blanqueo", "de", "capitales"), language="es")
    other = Words(("lavado",), language="es")
    assert naming.least(compiler, Or((long, short, other))) == Or((short, other))
    assert naming.least(compiler, And((Or((long, short)), other))) == And((short, other))
    assert naming.least(compiler, Or((short, short))) == short
    both, alone = ((Rendering("es", tree),) for tree in (Or((long, short)), short))
    one, two = ask("laundering", renderings=both), ask("laundering", renderings=alone)
    assert {hit.id for hit in one.hits} == {hit.id for hit in two.hits} == {"codigo:es"}
    assert (one.count, one.facets) == (two.count, two.facets)
    assert one.hits[0].score > two.hits[0].score


def test_a_name_in_one_language_is_looked_for_as_the_texts_of_that_language_hold_it(index, found):
    """In any language “capitales” has four forms, of which one can stand in a Spanish text."""
    named = Words(("capitales",), language="es")
    compiler = compiling.Compiler(index._schema, index.searcher(), "es", is_loose=False)
    assert [forms for _, forms in compiler.units(named)] == [("capital",)]
    assert len(compiler.units(Words(("capitales",)))[0][1]) > 1
    index.write([document("lei", "Lei", "capitales", "pt"), document("ley", "Ley", "capital", "es")])
    assert set(found("laundering", renderings=(Rendering("es", named),))) == {"codigo:es", "ley:es"}


def test_a_run_of_ideographs_is_looked_for_in_pairs(index, found):
    """What has the run stands before what has its signs apart, in the title before the text."""
    index.write(
        [
            document("apart", "法", "洗衣的钱", "zh"),
            document("text", "法", "关于洗钱罪的规定", "zh"),
            document("title", "洗钱罪", "规定", "zh"),
        ]
    )
    named = Words(("洗钱罪",), language="zh")
    assert found("laundering", renderings=(Rendering("zh", named),))[0] == "title:zh"
    assert set(found("laundering", renderings=(Rendering("zh", named),))) == {"title:zh", "text:zh", "xingfa:zh"}
    compiler = compiling.Compiler(index._schema, index.searcher(), "zh", is_loose=False)
    # Its rarest pair says in how many documents the run stands.
    assert naming._expected(compiler, named) == (3.0, 3.0)
    assert naming.is_run(named)
    assert not any(naming.is_run(Words(words)) for words in (("洗",), ("洗钱", "犯罪"), ("laundering",), ("洗钱abc",)))
