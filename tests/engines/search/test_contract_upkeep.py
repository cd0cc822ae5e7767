"""What every engine behind ``SearchIndex`` must do, continued: order and pages, writing, suggestions."""

from dataclasses import replace
from datetime import date

import pytest

from comity.engines.search.enums import Facet, Sort
from comity.engines.search.grammar import parse
from comity.engines.search.index import Question
from comity.engines.search.shapes import PUBLIC
from comity.kernel.errors import Unreadable
from tests.engines.search.conftest import DOCUMENTS, document


VISITOR = frozenset({PUBLIC})


def many(number, **others):
    return [
        document(
            f"many{n:04}", f"Statute {n:04} on extradition", "Surrender of fugitives.", on=date(1900 + n % 100, 1, 1)
        )
        for n in range(number)
    ]


# ---------------------------------------------------------------- order and paging


def test_sorting(ask):
    dated = [hit.on for hit in ask("", sort=Sort.NEWEST).hits]
    assert dated == sorted(dated, reverse=True)
    oldest = [hit.on for hit in ask("", sort=Sort.OLDEST).hits]
    assert oldest[0] == "1994-03-01"
    assert oldest[-1] == ""
    latin = [hit.title for hit in ask("language:(en,fr,es)", sort=Sort.TITLE).hits]
    assert latin == ["Code pénal", "Código penal", "Confiscation orders", "Proceeds of Crime Act"]


@pytest.mark.parametrize("sort", list(Sort))
def test_paging_has_no_end_before_the_last(index, ask, sort):
    index.write(many(230))
    seen, cursor, pages = [], "", 0
    while True:
        answer = ask("extradition statute", sort=sort, limit=7, cursor=cursor, facets=())
        seen += [hit.id for hit in answer.hits]
        pages += 1
        if not (cursor := answer.next):
            break
    assert answer.count == 230
    assert pages == 33
    assert len(seen) == len(set(seen)) == 230


def test_paging_stays_stable_while_the_index_changes(index, ask):
    index.write(many(60))
    first = ask("extradition statute", limit=20, sort=Sort.TITLE)
    index.write([document("aaa", "Aaa statute extradition"), *[]])
    index.delete(["many0000", "many0025"])
    seen = [hit.id for hit in first.hits]
    cursor = first.next
    while cursor:
        answer = ask("extradition statute", limit=20, sort=Sort.TITLE, cursor=cursor)
        seen += [hit.id for hit in answer.hits]
        cursor = answer.next
    assert len(seen) == len(set(seen))
    assert set(seen) == {f"many{n:04}:en" for n in range(60)} - {"many0025:en"}


@pytest.mark.parametrize("cursor", ["x", "%%%", "bnVsbA", "W10", "💥", "WzEsMl0"])
def test_what_is_no_cursor_is_refused_with_a_sentence(ask, cursor):
    with pytest.raises(Unreadable, match="cursor"):
        ask("proceeds", cursor=cursor)


def test_a_cursor_belongs_to_its_question(ask):
    cursor = ask("", limit=2).next
    assert ask("", limit=2, cursor=cursor).hits
    with pytest.raises(Unreadable, match="another search"):
        ask("proceeds", limit=2, cursor=cursor)


# ---------------------------------------------------------------- writing


def test_a_record_is_replaced_whole(index, found):
    index.write([document("act", "Only this is left")], records=["act"])
    assert found("confiscation") == []
    assert found("left") == ["act:en"]
    assert index.has("act")


def test_a_record_without_documents_goes(index, found):
    index.write([], records=["act"], position=6)
    assert not index.has("act")
    assert index.position() == 6
    assert "act:en" not in found("")


def test_deleting(index, found):
    index.delete(["codigo", "never-there"])
    assert found("blanqueo") == []
    assert index.size() == len(DOCUMENTS) - 1


def test_documents_and_position_are_written_together_or_not_at_all(index, found):
    def broken():
        yield document("new", "Aardvark law")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        index.write(broken(), records=["act"], position=9)
    assert index.position() == 5
    assert index.has("act")
    assert found("aardvark") == []
    index.write([document("new", "Aardvark law")], position=9)
    assert (index.position(), found("aardvark")) == (9, ["new:en"])


def test_writing_without_a_position_leaves_it(index):
    index.write([document("new", "Aardvark law")])
    assert index.position() == 5


def test_an_empty_index_answers(empty):
    answer = empty.query(Question(query=parse("law"), audience=VISITOR, facets=tuple(Facet)))
    assert (answer.count, answer.hits, empty.position(), empty.size()) == (0, (), 0, 0)


def test_weights_count(index, found):
    heavy = document("heavy", "Extradition rules", weight=4.0)
    index.write([replace(heavy, id="light:en", record="light", weight=0.25), heavy])
    assert found("extradition rules")[:2] == ["heavy:en", "light:en"]


# ---------------------------------------------------------------- as you type, and misspelt


def test_titles_are_suggested_as_they_are_typed(index):
    def suggested(prefix, language="en"):
        return [s.title for s in index.suggest(prefix, language, audience=VISITOR)]

    assert suggested("proc")[0] == "Proceeds of Crime Act"
    assert suggested("crime ac") == ["Proceeds of Crime Act"]
    assert suggested("cod", "es")[0] == "Código penal"
    assert suggested("cod", "fr")[0] == "Code pénal"
    assert suggested("刑法") == ["中华人民共和国刑法"]
    assert suggested("уголов") == ["Уголовный кодекс"]
    assert suggested("") == suggested(" ") == []


def test_misspelt_words_are_put_right(index):
    def meant(text, language="en"):
        return index.did_you_mean(parse(text, language), language, audience=VISITOR)

    assert meant("confiscaton orders") == "confiscation orders"
    assert meant("легализацыя", "ru") == "легализация"
    assert meant("confiscation orders") == ""
    assert meant("qqqqqqqq") == ""
