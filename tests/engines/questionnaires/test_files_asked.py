"""Which files a question takes: written in JSON, in XLSForm and in the browser, and the same in each."""

import pytest
from pyxform.xls2xform import convert

from comity.engines.questionnaires import actions, queries, registry
from comity.engines.questionnaires.exports import to_workbook
from comity.engines.questionnaires.grammar import reading, writing, xlsform
from comity.engines.questionnaires.grammar.faults import Faulty
from comity.engines.questionnaires.imports import from_bytes
from comity.engines.questionnaires.imports.rows import Row, Sheet
from comity.engines.questionnaires.imports.workbook import from_sheets
from comity.engines.questionnaires.shapes import Taken

from .examples import one, small


pytestmark = pytest.mark.django_db
LIMITS = {"types": ["pdf", "docx"], "largest": 5, "most": 3}


def limited(**files):
    document = small("limits")
    document["sections"][0]["questions"].append(one("1.3", "file", "The law", files=files))
    return document


@pytest.mark.parametrize("files", [LIMITS, {"types": ["png", "jpeg", "webp", "gif"], "most": 1}, {"most": 4}])
def test_what_a_question_takes_survives_json_and_xlsform(files, tmp_path):
    definition = reading.definition(limited(**files))
    assert writing.document(definition)["sections"][0]["questions"][2]["files"] == files
    content = to_workbook(definition)
    brought = from_bytes(content, "form.xlsx")
    assert brought.definition == definition
    assert brought.findings == ()
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert [one for one in convert(str(path), validate=False).warnings if "max-pixels" not in one] == []


def test_the_standard_says_which_files_in_its_own_column():
    line = xlsform.sheets(reading.definition(limited(**LIMITS)))["survey"][3]
    assert (line["type"], line["body::accept"]) == ("file", ".pdf,.docx")
    line = xlsform.sheets(reading.definition(limited(types=["gif", "jpeg", "png", "webp"])))["survey"][3]
    assert line["type"] == "image"


@pytest.mark.parametrize(
    ("base", "accept", "types", "finding"),
    [
        ("file", ".pdf, application/vnd.ms-excel", ("pdf",), "application/vnd.ms-excel"),
        ("file", "image/*", ("png", "jpeg", "webp", "gif"), ""),
        ("image", "", ("png", "jpeg", "webp", "gif"), ""),
        ("audio", "", (), "audio"),
    ],
)
def test_types_of_other_programs_are_understood_or_told(base, accept, types, finding):
    rows = [
        {"type": "begin_group", "name": "s", "label": "S"},
        {"type": base, "name": "q", "label": "Q"} | ({"body::accept": accept} if accept else {}),
        {"type": "end_group"},
    ]
    survey = Sheet("survey", [Row("survey", number, line) for number, line in enumerate(rows, 2)])
    settings = Sheet("settings", [Row("settings", 2, {"form_title": "F", "form_id": "f", "version": "1"})])
    brought = from_sheets({"survey": survey, "settings": settings}, judges=False)
    assert brought.definition.questions["q"].taken.types == types
    assert finding in " ".join(map(str, brought.findings))
    assert bool(finding) == bool(brought.findings)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"types": ["exe"]}, "“exe” is not known here"),
        ({"most": 0}, "a whole number from 1 to 100"),
        ({"largest": -1}, "a whole number from 0"),
        ({"size": 3}, "“size” is not known here"),
    ],
)
def test_what_no_question_can_take_is_refused(files, told):
    with pytest.raises(Faulty, match=told):
        reading.definition(limited(**files))


def test_only_a_question_of_files_says_which():
    document = small()
    document["sections"][0]["questions"][1]["files"] = {"most": 2}
    with pytest.raises(Faulty, match="has no such part"):
        reading.definition(document)


def test_which_files_are_taken_is_written_in_the_browser(client, editor):
    client.force_login(editor)
    actions.draft(reading.definition(small()), by=editor)
    here = "/en/questionnaires/small/1/edit/"
    asked = {"code": "1.3", "kind": "file", "text_en": "The law", "seen": "1"}
    asked |= {"types": ["pdf"], "largest": "7", "most": "2"}
    assert client.post(f"{here}section/1/question/", asked).status_code == 302
    question = registry.definition_of(queries.version_of(editor, "small")).questions["1.3"]
    assert question.files == Taken(("pdf",), 7, 2)
    shown = client.get(f"{here}question/1.3/").content.decode()
    assert 'value="pdf" id="id_types_0" checked' in shown
    assert 'name="largest" value="7"' in shown
    changed = asked | {"kind": "text", "seen": "2"}
    assert client.post(f"{here}question/1.3/", changed).status_code == 302
    assert registry.definition_of(queries.version_of(editor, "small")).questions["1.3"].files is None
