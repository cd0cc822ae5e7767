import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.enums import Change
from comity.knowledge.legislation.imports import reading
from comity.knowledge.legislation.shapes import ParsedVersion


@pytest.fixture
def law(by, act):
    """An act that was amended in 2005 and 2010, and in 2008 by a text that is not held."""
    for years, on in (("five", "2001-03-01"), ("seven", "2005-01-01"), ("nine", "2010-06-01")):
        parsed = act(years=years, on=on)
        if on == "2010-06-01":
            parsed.versions.append(ParsedVersion(dt.date(2008, 1, 1), "en", file="days.tsv"))
        actions.import_law(parsed, by=by)
    return queries.law_by("it", "act-7")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2001-02-28", None),
        ("2001-03-01", "2001-03-01"),
        ("2004-12-31", "2001-03-01"),
        ("2005-01-01", "2005-01-01"),
        ("2009-01-01", "2005-01-01"),
        ("2031-01-01", "2010-06-01"),
    ],
)
def test_a_reader_is_moved_to_a_day(law, day, asked, found):
    version = queries.version_on(law, day(asked))
    assert (str(version.on) if version else None) == found


def test_the_present_is_shown_when_no_day_is_asked_for(law):
    assert queries.version_on(law).on == dt.date(2010, 6, 1)


def test_a_change_whose_text_is_not_held_is_told(law, day):
    versions = queries.versions_of(law)
    shown = queries.version_on(law, day("2009-01-01"), versions=versions)
    assert [version.on for version in queries.changes_not_held(versions, shown, day("2009-01-01"))] == [
        day("2008-01-01")
    ]
    assert queries.changes_not_held(versions, shown, day("2007-01-01")) == []


def test_an_act_yet_to_come_is_shown_when_there_is_no_other(by, act):
    actions.import_law(act(on="2999-01-01"), by=by)
    law = queries.law_by("it", "act-7")
    assert queries.version_on(law).on == dt.date(2999, 1, 1)
    assert queries.version_on(law, dt.date(2020, 1, 1)) is None


def test_a_provision_tells_its_wordings(law):
    assert [str(w.version.on) for w in queries.history_of(law, "art_2-bis", "en")] == [
        "2001-03-01", "2005-01-01", "2010-06-01",
    ]  # fmt: skip
    assert [str(w.version.on) for w in queries.history_of(law, "art_1", "en")] == ["2001-03-01"]


def test_two_versions_stand_beside_each_other(by, law, act, day):
    parsed = act(years="nine", on="2015-01-01")
    parts = parsed.versions[0].parts
    gone = next(part for part in parts if part.eid == "art_1")
    parts.remove(gone)
    new = next(part for part in parts if part.eid == "art_3")
    new.eid, new.number, new.label = "art_4", "4", "Article 4"
    actions.import_law(parsed, by=by)
    before, after = queries.version_on(law, day("2001-03-01")), queries.version_on(law, day("2015-01-01"))

    pairs = queries.compare(before, after)

    assert [(pair.eid, pair.change) for pair in pairs] == [
        ("art_1", Change.REMOVED),
        ("art_2", Change.SAME),
        ("art_2-bis", Change.CHANGED),
        ("art_3", Change.REMOVED),
        ("art_4", Change.ADDED),
    ]
    changed = pairs[2]
    assert [(p.change, p.text) for p in queries.pieces(changed.before.body, changed.after.body)][1:3] == [
        (Change.REMOVED, "five "),
        (Change.ADDED, "nine "),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_pieces_of_a_comparison_make_up_both_texts(before, after):
    pieces = queries.pieces(before, after)
    assert "".join(p.text for p in pieces if p.change is not Change.ADDED) == before
    assert "".join(p.text for p in pieces if p.change is not Change.REMOVED) == after


def shown(before, after):
    return [(piece.change.value, piece.text) for piece in queries.pieces(before, after)]


def test_in_a_long_text_the_words_of_a_changed_paragraph_are_compared():
    before = "\n".join(f"word {number}" for number in range(50_000))
    found = shown(before, before.replace("word 77\n", "word seventy-seven\n"))
    assert found[1:3] == [("removed", "77\n"), ("added", "seventy-seven\n")]
    assert [change for change, _text in found] == ["same", "removed", "added", "same"]


def test_a_paragraph_beyond_measure_stands_whole():
    before, after = "a " * 10_001, "b " * 10_001
    assert shown(before, after) == [("removed", before), ("added", after)]


def test_two_sentences_with_nothing_in_common_but_small_words_are_not_cut_to_pieces():
    assert shown("The theft of a car is punished.", "The sale of a gun is punished.") == [
        ("same", "The "),
        ("removed", "theft of a car "),
        ("added", "sale of a gun "),
        ("same", "is punished."),
    ]


def test_a_paragraph_that_moved_into_the_text_leaves_the_others_alone():
    assert shown("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == [
        ("same", "One.\n\n"),
        ("added", "Two.\n\n"),
        ("same", "Three."),
    ]


def test_chinese_is_compared_by_characters():
    assert shown("处五年以下有期徒刑。", "处十年以下有期徒刑。") == [
        ("same", "处"), ("removed", "五"), ("added", "十"), ("same", "年以下有期徒刑。"),
    ]  # fmt: skip


def test_reading_costs_the_same_however_long_the_law(by, act, django_assert_num_queries):
    articles = "\n\n".join(f"### Article {n} Matter {n}\n\nWords of {n}." for n in range(1, 301))
    actions.import_law(act(body=f"# A long act\n\n{articles}"), by=by)
    with django_assert_num_queries(3):
        law = queries.law_by("it", "act-7")
    with django_assert_num_queries(1):
        version = queries.version_on(law)
    with django_assert_num_queries(1):
        assert len(queries.table_of_contents(version)) == 300
    with django_assert_num_queries(1):
        assert [words.eid for words in queries.provisions(version, 10, 12)] == ["art_10", "art_11"]
    with django_assert_num_queries(1):
        assert len(queries.compare(version, version)) == 300


@pytest.mark.packs
def test_the_french_criminal_code_is_held_on_six_days(packs_folder):
    code = next(law for law in reading.laws_in(packs_folder / "legislation_fr") if law.title == "Code pénal")
    held = {str(version.on): version for version in code.versions if version.is_held}
    assert sorted(held) == ["1997-04-25", "2001-06-13", "2004-07-17", "2006-07-25", "2009-04-01", "2026-04-02"]
    assert len(code.versions) - len(held) > 100
    laundering = [next(p.body for p in v.provisions if p.eid == "art_324-1") for v in held.values()]
    assert "occulte" not in laundering[0]
    assert len(held["2026-04-02"].provisions) == 1325
