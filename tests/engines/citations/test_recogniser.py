"""What is a citation, what is none, and what it means."""

import time
from itertools import pairwise

import pytest
from bench.citations import Tally, judged, of_written, written
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.engines.citations.grammar import citations_in, compared, number_key
from comity.engines.citations.grammar.provisions import provisions_in
from comity.engines.citations.shapes import Words


def test_the_sample_is_large_enough_and_speaks_all_six_languages():
    passages = list(written())
    assert len(passages) >= 140
    languages = {passage.language for passage in passages}
    assert {"ar", "en", "es", "fr", "ru", "zh"} <= languages
    assert {passage.is_held_out for passage in passages} == {True, False}


def test_the_sample_is_read_as_well_as_the_documentation_says():
    tallies = of_written()
    for part in ("tuning", "held out"):
        tally = tallies[part, "all"]
        assert tally.precision >= 0.98, tally.faults
        assert tally.recall >= 0.98, tally.faults


def test_a_wrong_place_or_target_is_counted_as_wrong():
    passage = next(one for one in written() if one.expected)
    tally = Tally()
    judged(passage, [(0, 1, "nothing#1")], tally)
    assert (tally.right, tally.precision, tally.recall) == (0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("written_as", "key"),
    [
        ("L. 121-3", "l121-3"), ("42 bis", "42-bis"), ("5º", "5"), ("265D", "265d"), ("1er", "1"), ("104¹", "104-1"),
        ("571.030", "571.030"), ("3*bis*", "3-bis"), ("27 a", "27a"), ("R. 50-70", "r50-70"),
    ],
)  # fmt: skip
def test_numbers_are_compared_in_one_form(written_as, key):
    assert number_key(written_as) == key


def test_each_number_of_a_list_is_cited(cited):
    assert cited("articles 5, 6 and 23 of UNTOC") == [
        ("articles 5", "XVIII-12#5"),
        ("6", "XVIII-12#6"),
        ("23 of UNTOC", "XVIII-12#23"),
    ]


def test_the_code_of_a_state_is_that_of_the_text(linked):
    assert linked("section 34 of the Penal Code", place="IN") == ["in-ipc#34"]
    assert linked("section 34 of the Penal Code", place="KE") == []
    assert linked("section 34 of the Penal Code of Kenya", place="IN") == []
    assert linked("section 34 of the German Penal Code", place="IN") == []
    assert linked("artículo 79 del Código Penal", place="AR", language="es") == ["ar-cp#79"]
    assert linked("artículo 79 del Código Penal", place="UY", language="es") == ["uy-cp#79"]


def test_a_name_that_two_may_have_means_neither():
    from comity.engines.citations.grammar import Register
    from comity.engines.citations.shapes import Named

    twins = [Named(record=key, kind="law", place="IT", names=("Law on Bees",)) for key in ("one", "two")]
    register = Register(twins, places={}, units=lambda record: {})
    words = Words(record="x", unit="", language="en", body="See article 3 of the Law on Bees.", place="IT")
    assert [one.record for one in citations_in(words, register)] == [""]


def test_a_law_of_another_year_is_another_law(linked):
    assert linked("section 7 of the Bribery Act 2010", place="GB") == ["gb-bribery#7"]
    assert linked("section 7 of the Evidence Act 1995", place="IN") == []


def test_a_text_means_itself_only_where_it_may(linked):
    assert linked("as provided in section 84", place="IN", record="in-ipc") == ["in-ipc#84"]
    assert linked("as provided in section 84", place="IN") == []
    assert linked("under section 84 of the Mental Health Act", place="IN", record="in-ipc") == []
    assert linked("section 84 is substituted: “Section 85 applies”", place="IN", record="in-ipc") == []
    assert linked("Section 84. Unsound mind", place="IN", record="in-ipc") == []
    assert linked("section 9999 of this Code", place="IN", record="in-ipc") == []


def test_this_law_inside_words_put_into_another_is_the_other(linked):
    text = (
        "Sustitúyese el artículo 7° de la ley 23.737 por el siguiente: Artículo 7°: como en el artículo 5 de esta ley."
    )
    assert linked(text, place="AR", record="ar-25246", language="es") == ["ar-23737#7"]


def test_a_protocol_calls_its_parent_the_convention():
    from comity.engines.citations.grammar import Register
    from comity.engines.citations.shapes import Named

    numbers = {str(number): str(number) for number in range(1, 42)}
    parent = Named(record="parent", kind="treaty", names=("Convention on Bees",))
    protocol = Named(record="protocol", kind="treaty", names=("Protocol on Hives",), parent="parent")
    register = Register([parent, protocol], places={}, units=lambda record: numbers)
    body = (
        "Article 18 of the Convention applies to article 3 of this Protocol, not article 4 of the Convention on Wasps."
    )
    words = Words(record="protocol", unit="5", language="en", body=body, is_divided=True)
    assert [(one.record, one.unit) for one in citations_in(words, register) if one.record] == [
        ("parent", "18"),
        ("protocol", "3"),
    ]


def test_an_annex_means_its_own_articles_and_not_those_of_the_law():
    from comity.engines.citations.grammar import Register
    from comity.engines.citations.shapes import Named

    units = {"5": "art_5", "att_1__5": "att_1__art_5"}
    register = Register([Named(record="x", kind="law", place="AR")], places={}, units=lambda record: units)
    for unit, meant in (("art_2", "art_5"), ("att_1__art_2", "att_1__art_5")):
        words = Words(record="x", unit=unit, language="en", body="See article 5.", place="AR", is_divided=True)
        assert [one.unit for one in citations_in(words, register)] == [meant]


PIECES = st.sampled_from([
    "article ", "articles 5, 6 and ", "§", "section 3(1)(a) of the ", "Penal Code", "第", "一百", "条", "《", "》",
    "المادة ", "(الخامسة)", "статьи ", "210", "УК РФ", ", ", "and ", " of this Law", "18 U.S.C. § ", "no. 25965/04",
    "Ley N° 25.246", "bis", "\n", "«", ":", "–",
])  # fmt: skip


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)),
    st.sampled_from(["en", "fr", "es", "ru", "ar", "zh", "de"]),
)
@settings(max_examples=150, deadline=None)
def test_no_text_is_too_strange(register, text, language):
    words = Words(record="in-ipc", unit="x", language=language, body=text, place="IN", is_divided=True)
    found = citations_in(words, register)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.text(max_size=200))
def test_letters_are_compared_in_their_places(text):
    assert len(compared(text)) == len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "articles 5, 6 and 7, ",
        "section 1(a)(b)(c) ",
        "第五条、",
        "المادة (الخامسة) و",
        "статьями 5, 6 и ",
        "the Convention on the ",
        "1, ",
        "«",
        "a ",
    ],
)
def test_reading_takes_as_long_as_the_text_is(register, piece):
    def seconds(length):
        body = (piece * (length // len(piece) + 1))[:length]
        words = Words(record="in-ipc", unit="x", language="en", body=body, place="IN", is_divided=True)
        began = time.process_time()
        citations_in(words, register)
        return time.process_time() - began

    # Ten times as long a text may take ten times as long, with room for a busy machine, and not a hundred times: the
    # quickest of several, since collecting what is thrown away falls into some of them.
    short, long = (min(seconds(length) for _ in range(3)) for length in (20_000, 200_000))
    assert long < 40 * max(short, 0.002)


@pytest.mark.parametrize(
    ("statute", "keys"),
    [
        # What is between the numbers and the name is no way of speaking that is known.
        ("sections 34 and 302 in their former wording, Indian Penal Code", ["in-ipc#34", "in-ipc#302", "in-ipc"]),
        # The name is that of the first alone, or there are two.
        ("section 34 of the Indian Penal Code read with section 302 of PCA", ["in-ipc#34"]),
        ("section 302, 18 U.S.C. § 2 and the Indian Penal Code", ["in-ipc"]),
        ("sections 34 and 302", []),
    ],
)
def test_all_numbers_of_a_citation_are_of_the_law_at_its_end(register, statute, keys):
    words = Words(record="none", unit="", language="en", body=statute, place="IN", is_of_one=True)
    found = [f"{one.record}#{one.unit}".rstrip("#") for one in citations_in(words, register) if one.record]
    assert found == keys


@pytest.mark.parametrize(
    ("language", "text", "cited"),
    [
        ("en", "contrary to sections 3(1)(a), 6 & 8 of the Bee Keeping and Honey Trade Act 2002.",
         ["sections 3(1)(a), 6 & 8 of the Bee Keeping and Honey Trade Act 2002"]),
        ("en", "under section 14 of POCA and 18 U.S.C. §§ 922(g)(1) and 924(a)(8).",
         ["section 14 of POCA and 18 U.S.C. §§ 922(g)(1) and 924(a)(8)"]),
        ("en", "720 ILCS 5/24-1.6; G. L. c. 269, § 10A.", ["720 ILCS 5/24-1.6", "G. L. c. 269, § 10A"]),
        ("en", "sections 409/109 of the Penal Code", ["sections 409/109 of the Penal Code"]),
        ("pt", "previsto no artigo 33, caput, da Lei nº 11.343/2006, à pena",
         ["artigo 33, caput, da Lei nº 11.343/2006"]),
        ("es", "un arma (arts. 41 bis, 80 inc. 7 y 165, Cód. Penal);", ["arts. 41 bis, 80 inc. 7 y 165, Cód. Penal"]),
        ("es", "el art. 33 de la Ley de Abejas y Avispas (LAA), en", ["art. 33 de la Ley de Abejas y Avispas (LAA)"]),
        ("ru", "осужден по ст. 273 ч. 3 УК Республики Узбекистан к", ["ст. 273 ч. 3 УК Республики Узбекистан"]),
        ("en", "She sold bees.", []),
        ("en", "", []),
    ],
)  # fmt: skip
def test_a_law_that_nobody_knows_is_cited_with_its_name(language, text, cited):
    assert [text[one.start : one.end] for one in provisions_in(text, language)] == cited


@given(st.text(alphabet=" ,./()&§0123456789abcdelnoprstuyABCPСтатьеи第条", max_size=400))
@settings(max_examples=60, deadline=None)
def test_provisions_stand_in_order_and_never_overlap(text):
    for language in ("en", "es", "ru"):
        found = provisions_in(text, language)
        assert all(one.start < one.end <= len(text) for one in found)
        assert all(one.end <= other.start for one, other in pairwise(found))


def test_many_numbers_without_an_end_take_no_longer_than_their_length():
    began = time.process_time()
    provisions_in("section 5, 6 & 7 of " + "a b c " * 20_000, "en")
    provisions_in("art. 5 inc. 7 y " * 8_000, "es")
    assert time.process_time() - began < 6
