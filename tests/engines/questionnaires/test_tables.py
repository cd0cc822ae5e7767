"""Tables and calculations, written on screen: typed columns, rows that are fixed or repeat, sums that must agree."""

import pytest
from lxml import html

from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.registry import definition_of

from .examples import small


pytestmark = pytest.mark.django_db
HERE = "/en/questionnaires/"


@pytest.fixture
def staff(client, editor):
    client.force_login(editor)
    return client


def grid(columns=(), rows=(), totals=(), **more):
    """What the form of a table sends: lines of columns, rows and sums that must agree."""
    found = {"c_lines": "6", "r_lines": "6", "t_lines": "3", "do": "keep"} | more
    for part, names, several in (
        ("c", ("place", "code", "kind", "unit", "required", "sum"), columns),
        ("r", ("place", "code", "sum"), rows),
        ("t", ("column", "question"), totals),
    ):
        for number, line in enumerate(several):
            found |= {f"{part}{number}_{name}": value for name, value in zip(names, line, strict=True) if value != ""}
    return found


FIXED = grid(
    columns=((2, "all", "number", "", "on", "pistols rifles"), (1, "pistols", "number", "", "", ""),
             ("", "rifles", "number", "kg", "", "")),
    rows=(("", "total", "own other"), (1, "own", ""), (2, "other", "")),
    totals=(("all", "2.1"),),
    columns_en="pistols = Pistols\nrifles = Rifles\nall = All",
    columns_ar="pistols = مسدسات",
    rows_en="own = Own\nother = Other\ntotal = Total",
)  # fmt: skip


@pytest.fixture
def asking(staff, editor):
    """A draft with a number to which a table must agree, and a table that has just begun."""
    actions.draft(reading.definition({**small(), "code": "tables", "sections": [
        {"code": "2", "title": {"en": "Seizures"}, "questions": [
            {"code": "2.1", "kind": "number", "text": {"en": "How many?"}},
            {"code": "2.2", "kind": "number", "text": {"en": "Traced?"}},
        ]}
    ]}), by=editor)  # fmt: skip
    here = f"{HERE}tables/1/edit/"
    begun = {"code": "2.3", "kind": "table", "text_en": "By kind", "seen": "1"}
    answer = staff.post(f"{here}section/2/question/", begun)
    assert answer["Location"] == f"{here}question/2.3/table/"
    return staff, f"{here}question/2.3/table/"


def written_table(editor):
    return definition_of(queries.version_of(editor, "tables")).questions["2.3"]


def test_a_table_begins_with_a_column_and_is_led_to_its_own_page(asking, editor):
    staff, here = asking
    one = written_table(editor)
    assert [(column.code, set(column.text)) for column in one.columns] == [
        ("first", {"ar", "en", "es", "fr", "ru", "zh"})
    ]
    assert "Columns, rows and sums of the table" in staff.get(here.removesuffix("table/")).content.decode()
    assert 'value="first"' in staff.get(here).content.decode()


def test_fixed_rows_typed_columns_and_sums_are_written_on_screen(asking, editor):
    staff, here = asking
    assert staff.post(here, FIXED | {"seen": "2"}).status_code == 302
    one = written_table(editor)
    assert [(c.code, c.kind.value, c.unit, c.required, c.sum_of) for c in one.columns] == [
        ("pistols", "number", "", False, ()), ("all", "number", "", True, ("pistols", "rifles")),
        ("rifles", "number", "kg", False, ()),
    ]  # fmt: skip
    assert one.columns[0].text == {"en": "Pistols", "ar": "مسدسات"}
    assert [(row.code, row.sum_of) for row in one.rows] == [("own", ()), ("other", ()), ("total", ("own", "other"))]
    assert [(total.column, total.question) for total in one.totals] == [("all", "2.1")]
    assert one.repeat is None
    # The form shows what was kept; sent back as it is, nothing changes.
    page = html.fromstring(staff.get(here).content.decode())
    form = page.xpath("//form[.//textarea]")[0]
    again = {name: form.fields[name] or "" for name in form.fields if name and name != "do" and form.fields[name]}
    assert staff.post(here, again | {"do": "keep"}).status_code == 302
    assert written_table(editor) == one


def test_a_table_with_as_many_rows_as_are_needed_and_answers_in_a_column(asking, editor):
    staff, here = asking
    told = grid(columns=((1, "kind", "choice", "", "", ""), (2, "day", "date", "", "", "")), least="1", most="20",
                columns_en="kind = Kind\nday = Day", options_en="kind.a = Pistol\nkind.b = Rifle",
                options_fr="kind.a = Pistolet")  # fmt: skip
    assert staff.post(here, told | {"seen": "2"}).status_code == 302
    one = written_table(editor)
    assert (one.rows, one.repeat.least, one.repeat.most) == ((), 1, 20)
    assert [(choice.code, choice.text) for choice in one.columns[0].choices] == [
        ("a", {"en": "Pistol", "fr": "Pistolet"}), ("b", {"en": "Rifle"}),
    ]  # fmt: skip


def test_a_table_is_shown_as_it_is_asked_and_nothing_is_kept(asking, editor):
    staff, here = asking
    shown = staff.post(here, FIXED | {"seen": "2", "do": "show"})
    assert shown.status_code == 200
    assert "As it is asked" in shown.content.decode()
    assert 'data-column="pistols"' in shown.content.decode()
    assert [column.code for column in written_table(editor).columns] == ["first"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"c0_sum": "pistols nothing"}, "Only numbers of this table can be added up."),
        ({"t0_question": "9.9"}, "is no question that stands before this one"),
        (
            {"columns_en": "pistols = Pistols\nrifles = Rifles\nall = All\ngone = Gone"},
            "There is no column or row “gone”",
        ),
        ({"columns_en": "pistols"}, "does not say code = words"),
        ({"options_en": "pistols = x"}, "does not say column.answer = words"),
        ({"c0_code": "pistols"}, "pistols"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_and_nothing_typed_is_lost(asking, editor, wrong, says):
    staff, here = asking
    answer = staff.post(here, FIXED | {"seen": "2"} | wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert 'value="rifles"' in text
    assert [column.code for column in written_table(editor).columns] == ["first"]


def test_two_on_one_table_the_second_is_told(asking, editor):
    staff, here = asking
    assert staff.post(here, FIXED | {"seen": "2"}).status_code == 302
    late = staff.post(here, FIXED | {"seen": "2", "columns_en": "pistols = Mine\nrifles = R\nall = A"})
    assert late.status_code == 409
    assert "pistols = Mine" in late.content.decode()


def test_a_calculation_is_written_on_screen_and_shown_again(asking, editor):
    staff, table = asking
    here = table.removesuffix("question/2.3/table/")
    assert staff.post(table, FIXED | {"seen": "2"}).status_code == 302
    told = {"code": "2.4", "kind": "calculation", "text_en": "Not traced", "seen": "3"}
    wrong = staff.post(f"{here}section/2/question/", told | {"calculation": "${_2.1} - nothing("})
    assert wrong.status_code == 422
    kept = staff.post(f"{here}section/2/question/", told | {"calculation": "${_2.1} - ${_2.2}"})
    assert kept.status_code == 302
    definition = definition_of(queries.version_of(editor, "tables"))
    assert definition.questions["2.4"].calculation is not None
    assert "${_2.1} - ${_2.2}" in staff.get(f"{here}question/2.4/").content.decode()
    # A table that becomes something else keeps nothing of a table.
    turned = {"code": "2.3", "kind": "number", "text_en": "By kind", "seen": "4"}
    assert staff.post(f"{here}question/2.3/", turned).status_code == 302
    assert written_table(editor).columns == ()


def test_the_page_of_a_table_is_there_for_tables_of_drafts_and_for_staff(asking, client, person_with):
    staff, here = asking
    assert staff.get(here.replace("2.3", "2.1")).status_code == 404
    staff.force_login(person_with("contributor"))
    assert staff.get(here).status_code in {403, 404}
    staff.logout()
    assert staff.get(here).status_code == 302
