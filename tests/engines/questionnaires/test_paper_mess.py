"""What people do to files: deleted, pasted, written beside, saved by another program; nothing of it is dropped."""

import datetime as dt
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from comity.engines.questionnaires.exports import made
from comity.engines.questionnaires.grammar import marks, paper, reading, typed, writing
from comity.engines.questionnaires.imports import filled, word
from comity.engines.questionnaires.shapes.paper import Form, Given
from comity.kernel.errors import Unreadable

from .examples import full


pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)
GIVEN = {
    "1.1": "yes",
    "1.2": "a",
    "1.3": ["making", "marking"],
    "1.4": {"en": "Marked at the factory.\nAnd at import."},
    "2.1": "12",
    "2.5": [{"day": "2026-01-02", "where": "Harbour", "n": "3"}, {"day": "2026-02-03", "where": "Road", "n": "4"}],
    "2.6": {"amount": "12.5", "currency": "EUR"},
    "2.7": "2026-03-31",
}


@pytest.fixture
def definition():
    return reading.definition(full())


@pytest.fixture
def filling(definition):
    form = Form("", writing.digest(definition), "en", "")
    return paper.Filling(form, {code: Given(value, 2) for code, value in GIVEN.items()}, ["Italy"], "", NOW)


@pytest.fixture
def docx(definition, filling):
    return made.form(definition, filling, "docx")


def changed(content, *changes):
    """A Word file with its text changed; each change must be one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                text = part.decode()
                for change in changes:
                    fresh = change(text)
                    assert fresh != text
                    text = fresh
                part = text.encode()
            new.writestr(name, part)
    return out.getvalue()


def read(content, definition, tmp_path):
    path = tmp_path / "form.docx"
    path.write_bytes(content)
    pieces, form = word.opened(path)
    assert form is not None
    return word.returned(pieces, form, definition)


def told(returned):
    return [(one.question, one.text) for one in returned.unread]


def test_an_untouched_file_says_what_was_given_out(docx, definition, tmp_path):
    returned = read(docx, definition, tmp_path)
    assert told(returned) == []
    for code, value in GIVEN.items():
        assert typed.same(definition.questions[code], returned.values[code], value)
        assert returned.seen[code] == 2


def test_what_is_written_outside_of_the_fields_is_shown_with_its_place(docx, definition, tmp_path):
    beside = "<w:p><w:r><w:t>See also the decree of 2020.</w:t></w:r></w:p>"
    mark = marks.written(marks.Mark("1.4", language="en"), 2)
    content = changed(docx, lambda text: re.sub(rf"(⟦{re.escape(mark)}⟧.*?</w:tbl>)", rf"\1{beside}", text, count=1))
    returned = read(content, definition, tmp_path)
    assert told(returned) == [("1.4", "See also the decree of 2020.")]
    assert "1.4" in returned.unread[0].where
    assert returned.values["1.4"] == GIVEN["1.4"]


def test_a_question_that_was_deleted_is_left_as_it_is(docx, definition, tmp_path):
    box = re.compile(r"<w:tbl>(?:(?!</w:tbl>).)*2\.7~2(?:(?!</w:tbl>).)*</w:tbl>")
    content = changed(docx, lambda text: box.sub("", text))
    returned = read(content, definition, tmp_path)
    assert "2.7" not in returned.values
    assert returned.values["2.6"] == GIVEN["2.6"]


def test_a_copied_row_of_a_table_is_a_row_more(docx, definition, tmp_path):
    row = re.compile(r"<w:tr>(?:(?!</w:tr>).)*Road(?:(?!</w:tr>).)*</w:tr>")
    content = changed(docx, lambda text: row.sub(lambda one: one.group() + one.group().replace("Road", "Rail"), text))
    returned = read(content, definition, tmp_path)
    assert [one["where"] for one in returned.values["2.5"]] == ["Harbour", "Road", "Rail"]


def test_a_program_that_knows_no_controls_keeps_the_answers(docx, definition, tmp_path):
    without = re.compile(r"</?w:sdt(?:Content)?>|<w:sdtPr>.*?</w:sdtPr>")
    returned = read(changed(docx, lambda text: without.sub("", text)), definition, tmp_path)
    assert told(returned) == []
    for code, value in GIVEN.items():
        assert typed.same(definition.questions[code], returned.values[code], value), code
    # Hints are no answers.
    assert returned.values["2.2"] == ""


def test_where_controls_and_marks_are_gone_every_answer_is_shown_beside_its_question(docx, definition, tmp_path):
    without = re.compile(r"</?w:sdt(?:Content)?>|<w:sdtPr>.*?</w:sdtPr>|⟦[^⟦⟧]*⟧")
    returned = read(changed(docx, lambda text: without.sub("", text)), definition, tmp_path)
    assert returned.values == {}
    shown = told(returned)
    assert ("1.4", "Marked at the factory.\nAnd at import.") in shown
    assert ("2.7", "2026-03-31") in shown
    assert ("2.5", "Harbour") in shown


def test_an_answer_over_several_paragraphs_is_read_as_a_whole(docx, definition, tmp_path):
    brk = "</w:t></w:r></w:p><w:p><w:r><w:t>"
    without = re.compile(r"</?w:sdt(?:Content)?>|<w:sdtPr>.*?</w:sdtPr>")
    content = changed(
        docx, lambda text: without.sub("", text), lambda text: text.replace("at import.", f"at{brk}import.")
    )
    assert read(content, definition, tmp_path).values["1.4"] == {"en": "Marked at the factory.\nAnd at\nimport."}


def test_two_ticks_where_one_is_asked_are_told(docx, definition, tmp_path):
    def tick(text):
        return re.sub(r'(1\.1:no~2"/>.*?w14:checked w14:val=")0(".*?)☐', r"\g<1>1\2☒", text, count=1)

    returned = read(changed(docx, tick), definition, tmp_path)
    assert "1.1" not in returned.values
    assert told(returned) == [("1.1", "Yes, No")]


@pytest.mark.parametrize("written", ["about twelve", "1.250.000", "1,250"])
def test_what_is_no_number_is_told_and_the_answer_left(written, docx, definition, tmp_path):
    content = changed(docx, lambda text: text.replace(">12</w:t>", f">{written}</w:t>"))
    returned = read(content, definition, tmp_path)
    assert "2.1" not in returned.values
    assert told(returned) == [("2.1", written)]


@pytest.mark.parametrize(("written", "read_as"), [("1 250", "1250"), ("١٢٫٥", "12.5"), ("12,5", "12.5"), ("−3", "-3")])
def test_numbers_are_read_as_people_write_them(written, read_as, docx, definition, tmp_path):
    content = changed(docx, lambda text: text.replace(">12</w:t>", f">{written}</w:t>"))
    assert read(content, definition, tmp_path).values["2.1"] == read_as


def test_tracked_changes_footnotes_comments_and_pictures(docx, definition, tmp_path):
    tracked = (
        '</w:t></w:r><w:del w:id="900" w:author="x"><w:r><w:delText>old</w:delText></w:r></w:del>'
        '<w:ins w:id="901" w:author="x"><w:r><w:t> since 2019</w:t></w:r></w:ins><w:r><w:t>'
    )
    picture = "</w:t></w:r><w:r><w:drawing/></w:r><w:r><w:t>"
    content = changed(docx, lambda text: text.replace("the factory.", f"the factory{tracked}.{picture}", 1))
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        for name, inner in (("comments", "comment"), ("footnotes", "footnote")):
            words = f"<w:p><w:r><w:t>said in a {inner}</w:t></w:r></w:p>"
            archive.writestr(
                f"word/{name}.xml", f'<w:{name} {space}><w:{inner} w:id="2">{words}</w:{inner}></w:{name}>'
            )
    returned = read(out.getvalue(), definition, tmp_path)
    assert returned.values["1.4"]["en"].startswith("Marked at the factory since 2019.")
    assert [one.text for one in returned.unread] == ["", "said in a footnote", "said in a comment"]
    assert "picture" in returned.unread[0].why


def test_a_field_that_stands_twice_is_told_once_it_differs(docx, definition, tmp_path):
    box = re.compile(r"<w:tbl>(?:(?!</w:tbl>).)*2\.7~2(?:(?!</w:tbl>).)*</w:tbl>")
    content = changed(docx, lambda text: box.sub(lambda one: one.group() * 2, text))
    assert told(read(content, definition, tmp_path)) == []
    content = changed(
        docx, lambda text: box.sub(lambda one: one.group() + one.group().replace(">2026-03-31<", ">2026-04-01<"), text)
    )
    returned = read(content, definition, tmp_path)
    assert (returned.values["2.7"], told(returned)) == ("2026-03-31", [("2.7", "2026-04-01")])


@pytest.fixture
def book(definition, filling):
    return load_workbook(io.BytesIO(made.form(definition, filling, "xlsx")))


def read_book(book, definition, tmp_path):
    path = tmp_path / "form.xlsx"
    book.save(path)
    found, form = filled.opened(path)
    assert form is not None
    return filled.returned(found, form, definition)


def cell_of(page, mark):
    row = next(row[0].row for row in page.iter_rows(max_col=1) if str(row[0].value).startswith(mark))
    return page.cell(row, 4)


def test_a_workbook_is_filled_in_with_what_excel_makes_of_it(book, definition, tmp_path):
    page = book.worksheets[0]
    cell_of(page, "2.1").value = 1250
    cell_of(page, "2.7").value = dt.date(2026, 4, 1)
    cell_of(page, "1.1").value = "  oui "
    cell_of(page, "1.3:moving").value = "X"
    page.cell(3, 9).value = "a note in the margin"
    table = book["2.5"]
    table.append(["", dt.date(2026, 5, 6), "Airport", 2.0])
    table.cell(2, 7).value = "beside the table"
    returned = read_book(book, definition, tmp_path)
    values = returned.values
    assert (values["2.1"], values["2.7"], values["1.1"]) == ("1250", "2026-04-01", "yes")
    assert values["1.3"] == ["making", "moving", "marking"]
    assert values["2.5"][-1] == {"day": "2026-05-06", "where": "Airport", "n": "2"}
    assert sorted(one.text for one in returned.unread) == ["a note in the margin", "beside the table"]
    assert any("I3" in one.where for one in returned.unread)


def test_rows_put_in_between_and_sheets_of_others_are_shown(book, definition, tmp_path):
    page = book.worksheets[0]
    where = cell_of(page, "2.1").row
    page.insert_rows(where)
    page.cell(where, 4).value = "written into a new row"
    book.create_sheet("Mine").append(["my own sheet"])
    returned = read_book(book, definition, tmp_path)
    assert sorted(one.text for one in returned.unread) == ["my own sheet", "written into a new row"]
    assert returned.values["2.1"] == "12"


def test_what_cannot_be_chosen_is_told(book, definition, tmp_path):
    page = book.worksheets[0]
    cell_of(page, "1.1").value = "perhaps"
    cell_of(page, "1.3:moving").value = "a little"
    returned = read_book(book, definition, tmp_path)
    assert not {"1.1", "1.3"} & set(returned.values)
    assert [one.text for one in returned.unread] == ["perhaps", "a little"]
    assert "cell D" in returned.unread[0].where


def test_a_formula_that_somebody_answers_with_is_no_formula_of_ours(definition, filling):
    given = {"1.4": Given({"en": "=HYPERLINK(1)"}, 1)}
    content = made.form(definition, paper.Filling(filling.form, given, [], "", NOW), "xlsx")
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert cell_of(page, "1.4").data_type == "s"


def test_codes_longer_than_word_allows_are_marked_all_the_same():
    long = marks.Mark("a" * 60, "b" * 60, "c" * 60)
    assert len(marks.written(long, 999_999)) <= 64
    assert marks.number_of(marks.written(long, 7)) == (long.name, 7)
    assert long.name != marks.Mark("a" * 60, "b" * 60, "d" * 60).name


def test_a_sheet_that_was_coloured_far_down_is_read_and_one_with_words_there_is_refused(
    book, definition, tmp_path, monkeypatch
):
    rows = max(page.max_row for page in book.worksheets)
    monkeypatch.setattr(filled, "MOST_ROWS", rows)
    page = book.worksheets[0]
    page.cell(rows + 40, 1).number_format = "@"
    assert read_book(book, definition, tmp_path).values["2.1"] == "12"
    page.cell(rows + 40, 2).value = "Beyond"
    with pytest.raises(Unreadable, match=f"at most {rows} rows"):
        read_book(book, definition, tmp_path)
