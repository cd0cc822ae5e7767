"""What every engine behind ``SearchIndex`` must do. A second engine passes this file, or it is not one."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from comity.engines.search.enums import Facet, Reason, Sort, Taken
from comity.engines.search.grammar import parse
from comity.engines.search.grammar.tree import Words
from comity.engines.search.index import Question, embedded
from comity.engines.search.index.interface import Rendering
from comity.engines.search.shapes import PUBLIC, Near
from tests.engines.search.conftest import DOCUMENTS, SECRET, document


VISITOR = frozenset({PUBLIC})


# ---------------------------------------------------------------- who may see what


@pytest.mark.parametrize(
    "text",
    [
        "zebrafish",
        "whistleblower plan",
        '"hidden zebrafish"',
        "zebra*",
        "title:zebrafish",
        "place:ZZ",
        "year:1901",
        "Zebrafish plan",
        "crime:corruption",
        "status:draft",
        "",
    ],
)
def test_what_an_audience_may_not_see_is_nowhere_in_its_answer(ask, text):
    answer = ask(text)
    told = repr((answer.hits, answer.facets, answer.goto, answer.next)).lower()
    secret = {"ZZ", "999", "1901", "draft", "corruption"}
    assert "zebra" not in told
    counted = {count.value for counts in answer.facets.values() for count in counts if count.count}
    assert not counted & secret
    assert answer.count == len(answer.hits) <= len(DOCUMENTS) - 1


def test_counts_are_of_what_the_audience_may_see(ask):
    assert ask("proceeds").count == 2
    assert ask("proceeds", audience=(PUBLIC, SECRET)).count == 3
    assert ask("zebrafish", audience=(PUBLIC, SECRET)).hits[0].id == "plan:en"


def test_nobody_sees_the_position(ask, index):
    assert ask("", audience=(PUBLIC, SECRET, "@nobody")).count == len(DOCUMENTS)
    assert index.size() == len(DOCUMENTS)


def test_an_audience_of_nothing_sees_nothing(ask):
    assert ask("proceeds", audience=()).count == 0


def test_suggestions_and_spelling_tell_nothing_secret(index):
    assert index.suggest("zebr", "en", audience=VISITOR) == []
    assert [s.address for s in index.suggest("zebr", "en", audience=VISITOR | {SECRET})] == ["/laws/plan/"]
    assert index.did_you_mean(parse("zebrafihs"), "en", audience=VISITOR) == ""
    assert index.did_you_mean(parse("zebrafihs"), "en", audience=VISITOR | {SECRET}) == "zebrafish"


def test_fetching_by_id_and_taking_everything_ask_who_is_reading(index):
    question = Question(query=parse(""), audience=VISITOR)
    assert set(index.fetch(["plan:en", "act:en"], question)) == {"act:en"}
    assert {hit.id for hit in index.every(question)} == {one.id for one in DOCUMENTS if one.audience == PUBLIC}


# ---------------------------------------------------------------- words of every language


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("proceed", "en", "act:en"),
        ("concealing", "en", "act:en"),
        ("blanqueos", "es", "codigo:es"),
        ("castigar", "es", "codigo:es"),
        ("codigo", "es", "codigo:es"),
        ("extradition", "fr", "code:fr"),
        ("l'argent", "fr", "code:fr"),
        ("l’extradition", "fr", "code:fr"),
        ("penal", "fr", "code:fr"),
        ("легализацией", "ru", "uk:ru"),
        ("приобретенных", "ru", "uk:ru"),
        ("УГОЛОВНОГО", "ru", "uk:ru"),
        ("يعاقب", "ar", "nizam:ar"),
        ("الاموال", "ar", "nizam:ar"),
        ("أموال", "ar", "nizam:ar"),
        ("جريمه", "ar", "nizam:ar"),
        ("والجريمة", "ar", "nizam:ar"),
        ("بالأموال", "ar", "nizam:ar"),
        ("洗钱", "zh", "xingfa:zh"),
        ("毒品犯罪", "zh", "xingfa:zh"),
        ("刑", "zh", "xingfa:zh"),
        ("罪", "zh", "xingfa:zh"),
    ],
)
def test_words_are_found_in_any_form(found, text, language, expected):
    assert expected in found(text, language)
    assert expected in found(text, "en")


def test_what_is_not_there_is_not_found(found):
    assert found("洗錢") == found("洗钱") != []
    assert found("錢洗") == found("钱洗") == []
    assert found("غسيلات") == []
    assert found("aardvark") == []


# ---------------------------------------------------------------- the query language


def test_a_phrase_means_exactly_that(found):
    assert set(found('"proceeds of crime"')) == {"act:en", "act:1:en"}
    assert found('"crime of the proceeds"') == ["act:1:en"]
    assert found('"proceed of crime"') == []
    assert found('"conceals the proceeds of crime is"') == ["act:en"]
    assert found('"洗钱罪"', "zh") == ["xingfa:zh"]
    assert found('"جريمة غسل الأموال"', "ar") == ["nizam:ar"]


def test_a_phrase_does_not_run_from_the_title_into_the_text(found):
    assert found('"Act whoever"') == []


def test_and_or_not(found):
    assert found("proceeds AND court") == ["act:1:en"]
    assert set(found("court OR conceals")) == {"act:en", "act:1:en"}
    assert found("proceeds NOT court") == ["act:en"]
    assert found("proceeds -court") == ["act:en"]
    assert set(found("(court OR conceals) AND proceeds")) == {"act:en", "act:1:en"}
    assert "act:en" not in found("NOT proceeds")


def test_fields(found):
    assert found("place:gb kind:provision") == ["act:1:en"]
    assert set(found("language:(fr,es)")) == {"code:fr", "codigo:es"}
    assert found("year:1990..1999") == ["code:fr"]
    assert set(found("year:>2000")) == {"act:en", "act:1:en"}
    assert found("title:confiscation") == ["act:1:en"]
    assert found("title:court") == []
    assert found("crime:money-laundering") == ["act:en"]


def test_a_prefix_finds_words_that_begin_so(found):
    assert found("conceal*") == ["act:en"]
    assert found("extradi*", "fr") == ["code:fr"]
    assert "uk:ru" in found("преступ*", "ru")
    assert found("xyz*") == []


def test_citations_go_straight_there(ask):
    assert ask("Proceeds of Crime Act").goto == "/laws/act/"
    answer = ask("Proceeds of Crime Act, section 6")
    assert answer.goto == "/laws/act:1/"
    assert answer.hits[0].id == "act:1:en"
    assert answer.hits[0].why[0] is Reason.CITATION
    assert ask("proceeds court").goto == ""


def test_when_no_document_has_all_words_those_with_most_are_given_and_it_says_so(ask):
    answer = ask("confiscation orders aardvark")
    assert answer.is_loose
    assert answer.hits[0].id == "act:1:en"
    assert Taken.MOST_WORDS in {piece.taken for piece in answer.pieces}


def test_the_title_weighs_more_than_the_text(found):
    assert found("penal")[0] in {"code:fr", "codigo:es"}
    assert found("confiscation")[0] == "act:1:en"


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "AND",
        "NOT",
        "OR OR",
        "((((",
        "))))",
        "field:",
        ":",
        "*",
        "place:",
        "year:abc",
        "-",
        "a" * 5000,
        "( NOT",
        "\0",
        "\ud800",
        '"" ""',
        "year:99999",
        "title:(",
        "[a TO b]",
        "a~2^3",
        "\\",
    ],
)
def test_a_bad_query_is_answered(ask, text):
    assert ask(text).count >= 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), language=st.sampled_from(["ar", "en", "es", "fr", "ru", "zh", ""]))
@example(text='place:(" OR -', language="en")
def test_any_text_is_answered_suggested_and_corrected(index, text, language):
    query = parse(text, language)
    answer = index.query(Question(query=query, audience=VISITOR, language=language, facets=tuple(Facet)))
    assert answer.count >= len(answer.hits) >= 0
    assert "plan:en" not in {hit.id for hit in answer.hits}
    assert all(s.address != "/laws/plan/" for s in index.suggest(text, language, audience=VISITOR))
    assert isinstance(index.did_you_mean(query, language, audience=VISITOR), str)


# A query in words that are there makes more of the combinations meet a document than letters at random.
PIECES = st.sampled_from(
    [
        "proceeds",
        "crime",
        "洗钱",
        "الأموال",
        '"of crime"',
        "conf*",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "-",
        "place:gb",
        "year:>1990",
        "title:",
        '"',
        "penal",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=9))
def test_any_combination_of_operators_is_answered_with_true_counts(index, pieces):
    question = Question(query=parse(" ".join(pieces), "en"), audience=VISITOR, language="en", facets=(Facet.KIND,))
    answer = index.query(question)
    assert answer.count == len(answer.hits) == sum(count.count for count in answer.facets[Facet.KIND])
    assert [hit.id for hit in index.every(question)] == [hit.id for hit in answer.hits]


# ---------------------------------------------------------------- what is shown


def test_snippets_show_what_was_found_and_never_markup(index, ask):
    index.write([document("evil", "A <script> title", "Before <b>bold</b> aardvark & after " + "word " * 300)])
    hit = ask("aardvark").hits[0]
    assert [piece.text for piece in hit.snippet if piece.is_match] == ["aardvark"]
    assert "".join(piece.text for piece in hit.snippet).startswith("Before <b>bold</b> aardvark")
    assert sum(len(piece.text) for piece in hit.snippet) < 300
    assert hit.matched == ("aardvark",)


def test_inflected_words_are_marked_as_they_stand(ask):
    marked = {piece.text for piece in ask("extradition", "fr").hits[0].snippet if piece.is_match}
    assert marked == {"extraditions"}
    assert any(piece.is_match and "غسل" in piece.text for piece in ask("غسل", "ar").hits[0].snippet)


def test_the_reasons_are_true(ask):
    assert Reason.TITLE in ask("confiscation").hits[0].why
    assert ask("conceals").hits[0].why == (Reason.TEXT,)
    assert Reason.PHRASE in ask('"conceals the proceeds"').hits[0].why
    assert ask("place:uy").hits[0].why == (Reason.FILTER,)
    assert Reason.CONTEXT in next(hit.why for hit in ask("act").hits if hit.id == "act:1:en")


# ---------------------------------------------------------------- renderings of a vocabulary


def test_a_rendering_is_found_in_its_language_only_and_says_why(ask):
    blanqueo = Rendering("es", Words(("blanqueo", "de", "capitales")))
    answer = ask("proceeds", renderings=(blanqueo, Rendering("fr", Words(("blanqueo",)))))
    assert {hit.id for hit in answer.hits} == {"act:en", "act:1:en", "codigo:es"}
    assert answer.hits[0].id == "act:en"
    hit = next(hit for hit in answer.hits if hit.id == "codigo:es")
    assert hit.why[0] == Reason.VOCABULARY
    assert "blanqueo" in {piece.text for piece in hit.snippet if piece.is_match}
    assert {count.value: count.count for count in answer.facets[Facet.LANGUAGE]} == {"en": 2, "es": 1}
    assert all(Reason.VOCABULARY not in hit.why for hit in answer.hits if hit.language == "en")


def test_an_index_that_is_large_is_ranked_side_by_side_and_answers_the_same(ask, monkeypatch):
    renderings = (Rendering("es", Words(("blanqueo", "de", "capitales"))), Rendering("fr", Words(("blanqueo",))))
    one_by_one = ask("proceeds", renderings=renderings)
    monkeypatch.setattr(embedded, "COUNTED_BESIDE", 0)
    side_by_side = ask("proceeds", renderings=renderings)
    assert side_by_side == one_by_one
    assert len(side_by_side.hits) == 3


def test_words_that_stand_scattered_do_not_hold_an_idea_back(ask):
    """Where no text has the typed words side by side, one that has the idea by its name stands as high."""
    typed = "proceeds conceals"
    held = ask(typed, renderings=(Rendering("es", Words(("blanqueo", "de", "capitales"))),))
    whole = ask(typed, renderings=(Rendering("es", Words(("blanqueo", "de", "capitales")), is_whole=True),))
    first, second = ({hit.id: hit.score for hit in one.hits} for one in (held, whole))
    assert first["codigo:es"] < 0.81 * first["act:en"]
    assert second["codigo:es"] == pytest.approx(second["act:en"], rel=0.01)


# ---------------------------------------------------------------- facets


def test_a_narrowed_facet_still_counts_its_other_values(ask):
    answer = ask("", filters={Facet.PLACE: ("GB",)})
    places = {count.value: count.count for count in answer.facets[Facet.PLACE]}
    assert answer.count == 2
    assert places == {"GB": 2, "UY": 1, "FR": 1, "SA": 1, "CN": 1}
    assert {count.value: count.count for count in answer.facets[Facet.KIND]} == {"law": 1, "provision": 1}


def test_several_values_of_a_facet_mean_any_several_facets_mean_all(ask):
    assert ask("", filters={Facet.PLACE: ("GB", "FR")}).count == 3
    assert ask("", filters={Facet.PLACE: ("GB", "FR"), Facet.KIND: ("law",)}).count == 2
    assert ask("", filters={Facet.PLACE: ("GB",), Facet.LANGUAGE: ("fr",)}).count == 0


def test_each_count_is_what_choosing_it_gives(ask):
    narrowed = {Facet.KIND: ("law",)}
    for facet, counts in ask("", filters=narrowed).facets.items():
        for count in counts:
            assert ask("", filters=narrowed | {facet: (count.value,)}).count == count.count, (facet, count)


def test_a_chosen_value_stays_to_be_taken_back_even_when_nothing_has_it(ask):
    answer = ask("zzzz", filters={Facet.PLACE: ("GB",)})
    assert [(count.value, count.count) for count in answer.facets[Facet.PLACE]] == [("GB", 0)]


# ---------------------------------------------------------------- neighbours in meaning


NEAR = (Near("codigo:es", 0.9), Near("plan:en", 0.85), Near("code:fr", 0.8), Near("nobody:en", 0.7))


def test_neighbours_answer_and_are_counted_like_all_others(ask):
    answer = ask("confiscation", near=NEAR)
    assert {hit.id for hit in answer.hits} == {"act:1:en", "codigo:es", "code:fr"}
    assert answer.count == 3
    assert dict(answer.facets[Facet.LANGUAGE]) == {"en": 1, "es": 1, "fr": 1}
    assert dict(answer.facets[Facet.PLACE]) == {"GB": 1, "UY": 1, "FR": 1}
    first = ask("confiscation", near=NEAR, limit=2)
    rest = ask("confiscation", near=NEAR, limit=2, cursor=first.next)
    assert [hit.id for hit in (*first.hits, *rest.hits)] == [hit.id for hit in answer.hits]
    assert rest.next == ""


def test_a_neighbour_that_the_reader_may_not_see_leaves_no_trace(ask):
    answer = ask("aardvark", near=NEAR)
    assert [hit.id for hit in answer.hits] == ["codigo:es", "code:fr"]
    assert answer.count == 2
    assert "ZZ" not in dict(answer.facets[Facet.PLACE])
    assert "plan:en" in {hit.id for hit in ask("aardvark", near=NEAR, audience=(PUBLIC, SECRET)).hits}


def test_what_is_not_wanted_and_what_is_filtered_hold_for_neighbours(found):
    assert found("aardvark -blanqueo", near=NEAR) == ["code:fr"]
    assert found("aardvark place:fr", near=NEAR) == ["code:fr"]
    assert found("aardvark", near=NEAR, filters={Facet.LANGUAGE: ("es",)}) == ["codigo:es"]


def test_neighbours_stand_in_the_order_of_their_meaning_and_say_why(ask):
    answer = ask("aardvark zoo", near=NEAR)
    assert [hit.id for hit in answer.hits] == ["codigo:es", "code:fr"]
    assert {hit.why for hit in answer.hits} == {(Reason.MEANING,)}
    assert not answer.is_loose


def test_most_of_the_words_do_beside_neighbours_too(ask):
    answer = ask("confiscation orders aardvark", near=NEAR)
    assert answer.is_loose
    assert {hit.id for hit in answer.hits} == {"act:1:en", "codigo:es", "code:fr"}
    assert Reason.MEANING not in next(hit for hit in answer.hits if hit.id == "act:1:en").why


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.TITLE])
def test_neighbours_are_there_in_every_order(found, sort):
    assert set(found("confiscation", near=NEAR, sort=sort)) == {"act:1:en", "codigo:es", "code:fr"}
