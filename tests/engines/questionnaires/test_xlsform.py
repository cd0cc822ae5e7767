"""XLSForm: what goes out comes back the same, the standard's own reader finds it sound, and faults are told by row."""

import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from comity.engines.questionnaires.exports import to_workbook
from comity.engines.questionnaires.grammar import reading, xlsform
from comity.engines.questionnaires.grammar.faults import Faulty
from comity.engines.questionnaires.imports import from_bytes
from comity.engines.questionnaires.imports.rows import Row, Sheet
from comity.engines.questionnaires.imports.workbook import from_sheets
from comity.kernel.errors import Unreadable

from .examples import full, small


def as_sheets(definition):
    """What reading the exported workbook gives, without the file."""
    return {
        name: Sheet(name, [Row(name, number, dict(line)) for number, line in enumerate(lines, 2)])
        for name, lines in xlsform.sheets(definition).items()
    }


@pytest.mark.parametrize("document", [small(), full()], ids=["small", "full"])
def test_a_workbook_comes_back_the_same_and_is_sound(document, tmp_path):
    definition = reading.definition(document)
    content = to_workbook(definition)
    brought = from_bytes(content, "form.xlsx")
    assert brought.definition == definition
    assert brought.findings == ()
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert convert(str(path), validate=False).warnings == []


def test_what_the_standard_can_say_stands_in_its_columns():
    survey = {line.get("name"): line for line in xlsform.sheets(reading.definition(full()))["survey"]}
    assert survey["_1.2"]["relevant"] == "${_1.1} = 'yes' or ${_1.1} = 'in-part'"
    assert survey["_1.2"]["required"] == "${_1.1} = 'yes'"
    assert survey["_1.4"]["relevant"] == "selected(${_1.3}, 'marking') and ${_1.2} != 'a'"
    assert survey["section_2"]["relevant"] == "selected('yes in-part', ${_1.1})"
    assert survey["_2.2"]["constraint"] == ". <= ${_2.1}"
    assert survey["_2.3"]["calculation"] == "(${_2.1} - ${_2.2})"
    assert survey["_2.4_total_all"]["constraint"] == (
        ". = ${_2.4_total_seized} + ${_2.4_total_found} and . = ${_2.4_pistols_all} + ${_2.4_rifles_all}"
    )
    assert survey["_2.5"]["relevant"] == "(${_2.4_pistols_seized} + ${_2.4_rifles_seized}) > 10"
    assert survey["_2.5"]["own_constraint"] == "sum(${_2.5_n}) <= ${_2.1}"
    assert survey["_2.7"]["constraint"] == ". >= date('2020-01-01')"


CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,6}", fullmatch=True)
WORDS = st.text("abcABC 123=#-_&<>\"'ابجде中文\n", min_size=1, max_size=24).map(str.strip).filter(bool)
TEXTS = st.dictionaries(st.sampled_from(["ar", "en", "fr", "zh", "de"]), WORDS, min_size=1, max_size=3)
NUMBERS = st.integers(-999, 999) | st.decimals(-99, 99, places=2).map(float)
ONES = st.sampled_from(["yes", "in-part", "no"])


@st.composite
def conditions(draw, known, depth=0):  # noqa: PLR0911 -- a table, kind by kind
    """A condition about questions that are known: (code, kind) of each."""
    if depth < 3 and draw(st.booleans()):
        how = draw(st.sampled_from(["all", "any", "not"]))
        if how == "not":
            return {"not": draw(conditions(known, depth + 1))}
        return {how: [draw(conditions(known, depth + 1)) for _n in range(draw(st.integers(2, 3)))]}
    code, kind = draw(st.sampled_from(known))
    about = {"question": code}
    if draw(st.integers(0, 4)) == 0:
        return about | {"answered": draw(st.booleans())}
    if kind == "number":
        figures = [one for one, other in known if other == "number"]
        to = draw(NUMBERS | st.sampled_from([{"question": one} for one in figures]))
        if draw(st.booleans()):
            to = {draw(st.sampled_from(["sum", "minus"])): [to, draw(NUMBERS)]}
        return about | {draw(st.sampled_from(["is", "is-not", "at-least", "at-most", "more-than", "less-than"])): to}
    if kind == "several":
        return about | {"includes": draw(ONES)}
    if draw(st.booleans()):
        return about | {"in": draw(st.lists(ONES, min_size=1, max_size=3, unique=True))}
    return about | {draw(st.sampled_from(["is", "is-not"])): draw(ONES)}


@st.composite
def documents(draw):  # noqa: C901 -- a questionnaire has many parts
    codes = draw(st.lists(CODES, min_size=2, max_size=6, unique_by=str.casefold))
    known, questions = [], []
    for code in codes:
        kind = draw(
            st.sampled_from(["yes-in-part-no", "choice", "several", "number", "text", "table", "date", "money"])
        )
        made = {"code": code, "kind": kind, "text": draw(TEXTS)}
        if draw(st.booleans()):
            made |= {
                "guidance": draw(TEXTS),
                "level": draw(st.sampled_from(["mandatory", "consider"])),
                "theme": "t-1",
            }
        if kind in {"choice", "several"}:
            made["choices"] = [{"code": one, "text": draw(TEXTS)} for one in ("yes", "in-part", "no")]
        if kind == "table":
            columns = draw(st.lists(CODES, min_size=1, max_size=3, unique_by=str.casefold))
            made["columns"] = [{"code": one, "kind": "number", "text": draw(TEXTS)} for one in columns]
            rows = draw(st.lists(CODES, max_size=3, unique_by=str.casefold))
            if rows:
                made["rows"] = [{"code": one, "text": draw(TEXTS)} for one in rows]
                if len(rows) > 1:
                    made["rows"][0]["sum-of"] = rows[1:]
        if known and draw(st.booleans()):
            made["relevant"] = draw(conditions(known))
        if known and draw(st.booleans()):
            made["required"] = draw(conditions(known))
        if kind in {"yes-in-part-no", "choice", "several", "number"}:
            known.append((code, kind))
            if draw(st.booleans()):
                made["check"] = {"that": draw(conditions(known)), "says": draw(TEXTS)}
        questions.append(made)
    section = {"code": draw(CODES), "title": draw(TEXTS), "questions": questions}
    return {"code": "made", "edition": "1", "title": draw(TEXTS), "source": draw(WORDS), "sections": [section],
            "languages": ["en"]}  # fmt: skip


@given(documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_is_asked_comes_back_the_same(document):
    definition = reading.definition(document)
    sheets = as_sheets(definition)
    assert from_sheets(sheets, judges=False).definition == definition


def workbook(survey, choices=(), settings=None):
    book = openpyxl.Workbook()
    book.remove(book.active)
    told = {
        "survey": survey,
        "choices": list(choices),
        "settings": [settings or {"form_title": "Form", "form_id": "form", "version": "1"}],
    }
    for name, lines in told.items():
        sheet = book.create_sheet(name)
        heads = list(dict.fromkeys(head for line in lines for head in line))
        sheet.append(heads)
        for line in lines:
            sheet.append([line.get(head) for head in heads])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


SECTION, END = {"type": "begin group", "name": "g_1", "label": "Household"}, {"type": "end group"}


def test_a_form_of_others_is_read_and_what_is_left_out_is_told():
    content = workbook(
        [
            {"type": "start", "name": "start"},
            SECTION,
            {"type": "select_one yes_no", "name": "has_law", "label": "Is there a law?", "required": True},
            {"type": "integer", "name": "how_many", "label": "How many?", "relevant": "${has_law} = '1'",
                 "media::audio": "a.mp3"},
            {"type": "begin repeat", "name": "cases", "label": "Cases"},
            {"type": "date", "name": "day", "label": "Day"},
            {"type": "end repeat"},
            END,
        ],
        [{"list_name": "yes_no", "name": "1", "label": "Yes"}, {"list_name": "yes_no", "name": "0", "label": "No"}],
    )  # fmt: skip
    brought = from_bytes(content, "form.xlsx")
    questions = brought.definition.questions
    assert {code: one.kind.value for code, one in questions.items()} == {
        "has-law": "choice", "how-many": "number", "cases": "table",
    }  # fmt: skip
    assert questions["how-many"].whole
    assert [str(finding) for finding in brought.findings][:2] == [
        "sheet survey, row 2: “start” is noted by devices and asked of nobody; it is left out.",
        "sheet survey, row 5: Nothing is made of what stands in the column “media::audio”; it is left out.",
    ]


def test_every_fault_of_a_broken_form_is_told_with_sheet_and_row():
    content = workbook([
        SECTION,
        {"type": "geopoint", "name": "where", "label": "Where?"},
        {"type": "select_one nowhere", "name": "a", "label": "A?"},
        {"type": "text", "name": "b", "label": "B?", "relevant": "regex(${a}, 'x')"},
        {"type": "text", "name": "c", "label": "C?", "relevant": "${later} = 'x'"},
        {"type": "text", "name": "b", "label": "B again?"},
        END,
    ])  # fmt: skip
    with pytest.raises(Faulty) as caught:
        from_bytes(content, "form.xlsx")
    rows = [(fault.where, fault.sentence) for fault in caught.value.faults]
    assert [where.removeprefix("sheet survey, row ") for where, _said in rows] == [
        "3", "4", "5", "6", "7, column name",
    ]  # fmt: skip
    assert any("geopoint" in said for _where, said in rows)
    assert any("nowhere" in said for _where, said in rows)
    assert any("regex" in said for _where, said in rows)


def faults_of(rows, **more):
    with pytest.raises(Faulty) as caught:
        from_bytes(workbook(rows, **more), "form.xlsx")
    return [str(fault) for fault in caught.value.faults]


ASKED = {"type": "text", "name": "a", "label": "A?"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        # Of merged cells, only the first holds anything.
        ({"name": "b", "label": "B?"}, ("sheet survey, row 4: No type stands here. Of merged cells"
         " only the first holds what is written: take them apart.")),
        ({"type": "text", "name": "b"}, ("sheet survey, row 4, column label: This is missing."
         " Write it in one language at least.")),
        ({"type": "text", "label": "B?"}, "sheet survey, row 4, column name: This is missing."),
        ({"type": "text", "name": "a", "label": "B?"}, "sheet survey, row 4, column name: The code “a” stands twice."),
        ({"type": "text", "name": "b", "label": "#NAME?"}, ("sheet survey, row 4: In the column “label” stands #NAME?:"
         " a formula failed. Write its value instead.")),
        ({"type": "text", "name": "b", "label": "B?", "relevant": "${b} = 'x'"},
         "sheet survey, row 4: “b” depends on its own answer."),
        ({"type": "text", "name": "b", "label": "B?", "relevant": "${z} = 'x'"},
         "sheet survey, row 4: “z” is no question that stands before this one."),
        ({"type": "text", "name": "5.1", "label": "B?"},
         "sheet survey, row 4: A name begins with a letter or a low line here: write “_5.1”."),
        ({"type": "select_one gone", "name": "b", "label": "B?"},
         "sheet survey, row 4: The sheet “choices” has no list “gone”."),
    ],
    ids=["no-type", "no-label", "no-name", "twice", "formula", "itself", "nothing", "digit", "no-list"],
)  # fmt: skip
def test_a_fault_names_the_row_and_the_column(row, told):
    assert faults_of([SECTION, ASKED, row, END]) == [told]


def test_a_group_that_ends_twice_is_told_as_such():
    assert faults_of([SECTION, ASKED, END, END]) == [
        "sheet survey, row 5: This ends a group that was not begun, or has ended before."
    ]


def test_a_group_in_a_group_is_one_fault():
    inner = {"type": "begin_group", "name": "inner", "label": "Inner"}
    assert faults_of([SECTION, inner, ASKED, END, END]) == [
        "sheet survey, row 3: A group stands in no other group: each is a section. End the one before it first."
    ]


def sheets_of(**several):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in several.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SURVEY = [["type", "name", "label"], ["begin_group", "one", "One"], ["select_one yn", "a", "A?"], ["end_group"]]
CHOICES = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
GIVEN = [["form_id", "form_title"], ["form", "Form"]]


def test_a_choice_that_stands_twice_is_told_where_it_stands():
    content = sheets_of(survey=SURVEY, choices=[*CHOICES, ["yn", "yes", "Once more"]], settings=GIVEN)
    with pytest.raises(Faulty) as caught:
        from_bytes(content, "form.xlsx")
    assert [str(fault) for fault in caught.value.faults] == [
        "sheet choices, row 4, column name: The code “yes” stands twice."
    ]


def test_a_title_above_the_heads_is_told_as_such():
    content = sheets_of(survey=[["Our survey"], *SURVEY], choices=CHOICES, settings=GIVEN)
    with pytest.raises(Faulty) as caught:
        from_bytes(content, "form.xlsx")
    assert [str(fault) for fault in caught.value.faults] == [
        "sheet survey, row 1: The first row of this sheet names its columns, and none of these is among them: type."
    ]


def test_empty_rows_do_not_count_and_too_many_are_told_with_their_sheet(monkeypatch):
    monkeypatch.setattr("comity.engines.questionnaires.imports.workbook.MOST_ROWS", 3)
    apart = [SURVEY[0], *[[] for _row in range(9)], *SURVEY[1:]]
    assert from_bytes(sheets_of(survey=apart, choices=CHOICES, settings=GIVEN), "form.xlsx").definition.questions
    content = sheets_of(survey=[*SURVEY, *SURVEY[1:]], choices=CHOICES, settings=GIVEN)
    with pytest.raises(Unreadable, match="“survey” has more than 3 rows"):
        from_bytes(content, "form.xlsx")


def test_settings_that_mean_nothing_here_are_told():
    content = workbook([SECTION, {"type": "text", "name": "b", "label": "B?"}, END],
                       settings={"form_title": "Form", "form_id": "form", "version": "1", "public_key": "no",
                                 "submission_url": "x", "default_language": "French (fr)"})  # fmt: skip
    brought = from_bytes(content, "form.xlsx")
    assert any("public_key" in str(finding) for finding in brought.findings)


@pytest.mark.parametrize("content", [b"PK nothing", b"", workbook([])])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Unreadable):
        from_bytes(content, "form.xlsx")


def test_brackets_without_end_cost_nothing():
    content = workbook([SECTION, {"type": "text", "name": "b", "label": "B", "relevant": "(" * 4000}, END])
    with pytest.raises(Faulty, match="nested too deeply"):
        from_bytes(content, "form.xlsx")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("${b} != ''", "", "row 3: “b” stands after what depends on it. Move it up, or what depends on it down."),
        ("${b} != ''", "${a} != ''",
         "row 3: “b” and “a” depend on each other: take one of the conditions away."),
    ],
)  # fmt: skip
def test_a_condition_that_asks_what_comes_later_is_told_why_it_cannot(first, second, told):
    rows = [ASKED | {"relevant": first}, {"type": "text", "name": "b", "label": "B?", "relevant": second}]
    assert faults_of([SECTION, *rows, END]) == [f"sheet survey, {told}"]


def test_a_list_of_choices_is_read_though_its_sheet_is_hidden():
    book = openpyxl.load_workbook(io.BytesIO(sheets_of(survey=SURVEY, choices=CHOICES, settings=GIVEN)))
    book["choices"].sheet_state = "hidden"
    book.save(file := io.BytesIO())
    (question,) = from_bytes(file.getvalue(), "form.xlsx").definition.questions.values()
    assert [choice.code for choice in question.choices] == ["yes", "no"]
