import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.imports import numbering
from comity.knowledge.legislation.imports.segmenting import Dialect, Marks, Rest, account, parts_of
from comity.knowledge.legislation.shapes import WORDS


CHINESE = (
    "第一条　本法保护蜜蜂。\n\n第二条　蜂箱应当登记。\n\n第二条之一　不登记的，处罚款。\n\n"
    "第三条　本法自公布之日起施行。\n"
)
ARABIC = (
    "المادة الأولى\n\nيحمي هذا النظام النحل.\n\nالمادة الثانية\n\nتسجل الخلايا.\n\n"
    "المادة الثالثة\n\nيعاقب من لا يسجل.\n\nالمادة الحادية والعشرون\n\nينشر هذا النظام.\n"
)
RUSSIAN = (
    "Статья 1. Пчёлы\n\nЗакон охраняет пчёл.\n\nСтатья 2. Ульи\n\nУльи учитываются.\n\n"
    "Статья 2.1. Учёт\n\nУчёт ведёт министр.\n\nСтатья 3. Вступление в силу\n\nС даты опубликования.\n"
)


@pytest.mark.parametrize(
    ("language", "text", "numbers", "eids"),
    [
        ("zh", CHINESE, ["1", "2", "2-1", "3"], ["art_1", "art_2", "art_2-1", "art_3"]),
        ("ar", ARABIC, ["1", "2", "3", "21"], ["art_1", "art_2", "art_3", "art_21"]),
        ("ru", RUSSIAN, ["1", "2", "2.1", "3"], ["art_1", "art_2", "art_2.1", "art_3"]),
    ],
)
def test_articles_are_numbered_as_their_script_numbers_them(language, text, numbers, eids):
    parts, _split = parts_of(text, Dialect(language, Marks.ALONE if language == "ar" else Marks.PARAGRAPHS, Rest.BODY))
    provisions = [part for part in parts if part.kind == "provision"]
    assert [part.number for part in provisions] == numbers
    assert [part.eid for part in provisions] == eids
    counted = account("x", text, 0, parts)
    assert (counted.unaccounted, counted.missing_words) == (0, ())


@pytest.mark.parametrize(
    ("number", "eid"),
    [
        ("42 bis", "art_42-bis"),
        ("121-3", "art_121-3"),
        ("L. 121-3", "art_l.-121-3"),
        ("228.1", "art_228.1"),
        ("٣٨٦", "art_386"),
    ],
)
def test_names_of_provisions_are_those_of_akoma_ntoso(number, eid):
    assert eid_of("art", number) == eid


@pytest.mark.parametrize(
    ("text", "value"), [("一百九十一", 191), ("二十", 20), ("十", 10), ("一千零一", 1001), ("三百零一", 301)]
)
def test_chinese_numerals(text, value):
    assert numbering.chinese(text) == value


def word():
    return st.text(st.characters(categories=["L"], max_codepoint=0x24F), min_size=1, max_size=8)


@given(
    st.lists(
        st.tuples(
            st.lists(word(), min_size=1, max_size=4),
            st.lists(st.lists(word(), min_size=1, max_size=12).map(" ".join), min_size=1, max_size=4),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_word_is_lost_and_no_character_unaccounted_for(articles):
    """Whatever stands in an act, every word of it stands in its parts, in the same order."""
    text = "\n\n".join(
        f"### Article {number} {' '.join(heading)}\n\n" + "\n\n".join(paragraphs)
        for number, (heading, paragraphs) in enumerate(articles, start=1)
    )
    parts, _split = parts_of(text, Dialect("en", Marks.SEQUENCE, levels_by_hashes=True))
    kept = WORDS.findall(" ".join(f"{part.label} {part.heading} {part.body}" for part in parts))
    assert "".join(kept) == "".join(WORDS.findall(text))
    assert account("x", text, 0, parts).unaccounted == 0
    assert parts[0].start == 0
    assert all(before.end == after.start for before, after in itertools.pairwise(parts))
    assert parts[-1].end == len(text)
