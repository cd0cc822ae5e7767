"""The pages of paper: forms taken away and sent in again; what joins, what stands beside, and what is refused."""

import io
import re
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from comity.base.audit.models import Event
from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.models import Answer

from .examples import LANGUAGES, full, small


pytestmark = pytest.mark.django_db


@pytest.fixture
def response(released, use, editor):
    return actions.open_response(released, use, by=editor, place="IT")


@pytest.fixture
def mine(client, editor):
    client.force_login(editor)
    return client


def address(response, tail=""):
    return f"/en/questionnaires/_responses/{response.pk}/paper/{tail}"


def taken(client, response, kind="docx", language="en"):
    return client.get(address(response, "get/"), {"language": language, "kind": kind})


def sent(client, response, content, name="form.docx"):
    return client.post(address(response), {"do": "look", "file": SimpleUploadedFile(name, content)})


def carried(page):
    return re.search(r'name="carried" value="([^"]*)"', page.content.decode()).group(1)


def with_text(content, before, after):
    """A Word file in whose text something is changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode()
            assert name != "word/document.xml" or before in part
            new.writestr(name, part.replace(before, after) if name == "word/document.xml" else part)
    return out.getvalue()


def test_anybody_takes_the_empty_form_of_a_released_version(client, released):
    page = client.get("/en/questionnaires/small/1/paper/")
    assert page.status_code == 200
    assert 'action="/en/questionnaires/small/1/paper/get/"' in page.content.decode()
    for language in LANGUAGES:
        for kind in ("docx", "xlsx", "pdf"):
            file = client.get("/en/questionnaires/small/1/paper/get/", {"language": language, "kind": kind})
            assert file.status_code == 200
            assert file["Content-Disposition"] == f'attachment; filename="small-1-{language}.{kind}"'
            assert file.content[:2] == (b"%P" if kind == "pdf" else b"PK")


def test_a_draft_is_taken_by_its_writers_only(client, editor):
    actions.draft(reading.definition(small("hidden")), by=editor)
    asked = {"language": "en", "kind": "docx"}
    assert client.get("/en/questionnaires/hidden/1/paper/").status_code == 404
    assert client.get("/en/questionnaires/hidden/1/paper/get/", asked).status_code == 404
    client.force_login(editor)
    assert client.get("/en/questionnaires/hidden/1/paper/get/", asked).status_code == 200


def test_what_is_no_form_is_not_found(client, released):
    for asked in ({}, {"language": "tlh", "kind": "pdf"}, {"language": "en", "kind": "exe"}):
        assert client.get("/en/questionnaires/small/1/paper/get/", asked).status_code == 404


def test_strangers_and_visitors_get_nothing_of_a_response(client, response, person_with):
    assert client.get(address(response)).status_code == 302
    assert taken(client, response).status_code == 302
    client.force_login(person_with("contributor"))
    assert client.get(address(response)).status_code == 404
    assert taken(client, response).status_code == 404
    assert sent(client, response, b"PK").status_code == 404


def test_who_takes_answers_away_is_noted_without_what_they_say(mine, response, editor):
    actions.answer(response, "1.2", Text({"en": "Secret words"}, comment="For colleagues"), by=editor)
    file = taken(mine, response)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        text = archive.read("word/document.xml").decode()
        header = archive.read("word/header1.xml").decode()
    assert "Secret words" in text
    assert "For colleagues" not in text
    assert "Draft, not cleared" in header
    event = Event.objects.get(verb="response.export")
    assert (event.details["form"], event.details["language"]) == ("docx", "en")
    assert "Secret" not in str(event.details)


def test_a_pdf_is_kept_for_good_heard_and_says_its_words(mine, use, editor):
    version = actions.draft(reading.definition(full()), by=editor)
    version = actions.release(version, by=editor, seen=1)
    response = actions.open_response(version, use, by=editor, place="IT")
    actions.answer(
        response, "1.4", Text({"ar": "خاضع للقانون", "zh": "根据刑法第二百九十四条", "en": "😀"}), by=editor
    )
    file = taken(mine, response, "pdf", "ar")
    with pikepdf.open(io.BytesIO(file.content)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "ar"
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("2", "A", "1")
        assert pdf.docinfo["/Title"] == "Firearms (ar)"


def test_a_filled_form_is_looked_at_then_kept(mine, response, editor):
    actions.answer(response, "1.1", Text("yes"), by=editor)
    actions.answer(response, "1.2", Text({"en": "Article 12", "fr": "L’article 12"}, comment="Mine"), by=editor)
    content = with_text(taken(mine, response).content, "Article 12", "Article 14")
    page = sent(mine, response, content)
    assert page.status_code == 200
    html = page.content.decode()
    assert "The file changes 1 answer" in html
    assert "Article 14" in html
    assert queries.values_of(response)["1.2"]["en"] == "Article 12"
    mine.post(address(response), {"do": "keep", "carried": carried(page), "question": ["1.2"]})
    answer = Answer.objects.get(question="1.2")
    assert answer.value == {"en": "Article 14", "fr": "L’article 12"}
    assert (answer.state, answer.comment, answer.is_contested) == (AnswerState.DRAFT, "Mine", False)
    # The same file once more changes nothing.
    assert "all of it is answered so already" in sent(mine, response, content).content.decode()


def test_what_is_not_ticked_is_not_kept(mine, response, editor):
    actions.answer(response, "1.2", Text({"en": "Article 12"}), by=editor)
    page = sent(mine, response, with_text(taken(mine, response).content, "Article 12", "Article 14"))
    mine.post(address(response), {"do": "keep", "carried": carried(page)})
    assert queries.values_of(response)["1.2"] == {"en": "Article 12"}


def test_an_old_file_joins_without_overwriting(mine, response, editor):
    actions.answer(response, "1.1", Text("yes"), by=editor)
    actions.answer(response, "1.2", Text({"en": "Article 12"}), by=editor)
    old = taken(mine, response).content
    actions.answer(response, "1.1", Text("no"), by=editor, seen=1)
    actions.answer(response, "1.2", Text({"en": "Article 13"}), by=editor, seen=1)
    # Nobody touched the file: it changes nothing, though both answers are others by now.
    assert "all of it is answered so already" in sent(mine, response, old).content.decode()
    page = sent(mine, response, with_text(old, "Article 12", "Article 14"))
    assert "Somebody else wrote since" in page.content.decode()
    done = mine.post(address(response), {"do": "keep", "carried": carried(page), "question": ["1.2"]}, follow=True)
    assert "both texts are kept" in done.content.decode()
    answers = queries.answers_of(response)
    assert (answers["1.1"].value, answers["1.2"].value) == ("no", {"en": "Article 13"})
    assert [one.value for one in queries.beside(response)["1.2"]] == [{"en": "Article 14"}]


def test_an_empty_form_that_was_filled_in_is_taken_as_well(mine, response, released):
    asked = {"language": "fr", "kind": "xlsx"}
    book = load_workbook(io.BytesIO(mine.get("/en/questionnaires/small/1/paper/get/", asked).content))
    page = book.worksheets[0]
    for row in range(1, page.max_row + 1):
        if str(page.cell(row, 1).value).startswith("1.1"):
            page.cell(row, 4).value = "Oui"
        if str(page.cell(row, 1).value).startswith("1.2"):
            page.cell(row, 4).value = "L’article 5"
    out = io.BytesIO()
    book.save(out)
    looked = sent(mine, response, out.getvalue(), "form.xlsx")
    mine.post(address(response), {"do": "keep", "carried": carried(looked), "question": ["1.1", "1.2"]})
    assert queries.values_of(response) == {"1.1": "yes", "1.2": {"fr": "L’article 5"}}


def test_an_emptied_answer_is_not_ticked_beforehand(mine, response, editor):
    actions.answer(response, "1.2", Text({"en": "Article 12"}), by=editor)
    html = sent(mine, response, with_text(taken(mine, response).content, "Article 12", "")).content.decode()
    assert re.search(r'value="1\.2" id="keep-1\.2">', html)
    assert "Tick it to empty the answer" in html


def test_what_could_not_be_read_is_kept_as_a_remark_for_colleagues(mine, response, editor):
    actions.answer(response, "1.2", Text({"en": "Article 12"}, state=AnswerState.READY), by=editor)
    beside = "Article 12</w:t></w:r></w:sdtContent></w:sdt></w:p><w:p><w:sdt><w:sdtContent><w:r><w:t>Ask Rome."
    page = sent(mine, response, with_text(taken(mine, response).content, "Article 12", beside))
    assert "1 thing could not be read" in page.content.decode()
    mine.post(address(response), {"do": "keep", "carried": carried(page), "remark": ["0"]})
    answer = Answer.objects.get(question="1.2")
    assert (answer.value, answer.comment, answer.state) == ({"en": "Article 12"}, "", AnswerState.READY)
    remark = response.remarks.get()
    assert (remark.question, remark.text, remark.by) == ("1.2", "Ask Rome.", editor)


def test_forms_of_others_are_refused(mine, response, released, use, editor):
    other = actions.open_response(released, use, by=editor)
    page = sent(mine, response, taken(mine, other).content)
    assert page.status_code == 422
    assert "a form of other answers" in page.content.decode()
    later = actions.draft(reading.definition(small(edition="2")), by=editor)
    later = actions.release(later, by=editor, seen=1)
    page = sent(mine, response, taken(mine, actions.open_response(later, use, by=editor)).content)
    assert "another edition" in page.content.decode()


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_part(docx, name, content):
    out = io.BytesIO(docx)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def without_line(docx):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(r"CF1:[^<]*", "", old.read(name).decode()))
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda docx: b"%PDF-1.7\n%%EOF", "A PDF is for reading"),
        (lambda docx: b"hello", "neither a Word file"),
        (lambda docx: b"", "empty"),
        (lambda docx: docx[:2000], "damaged"),
        (lambda docx: _zip(a="b"), "neither a Word file"),
        (lambda docx: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "neither a Word file"),
        (lambda docx: with_part(docx, "word/vbaProject.bin", b"x"), "acros"),
        (lambda docx: with_part(docx, "word/more.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "entit"),
        (lambda docx: with_part(docx, "word/media/big.bin", b"\0" * (510 * 2**20)), "Unpacked"),
        (without_line, "does not say which form it is"),
    ],
)
def test_bad_files_are_refused_with_how_to_mend_them(change, told, mine, response):
    page = sent(mine, response, change(taken(mine, response).content))
    html = page.content.decode()
    assert page.status_code == 422
    assert told in html
    assert not Answer.objects.exists()


def test_nobody_keeps_what_another_has_looked_at(mine, response, editor, person_with):
    actions.answer(response, "1.2", Text({"en": "Article 12"}), by=editor)
    page = sent(mine, response, with_text(taken(mine, response).content, "Article 12", "Article 14"))
    colleague = person_with("contributor")
    colleague.username = "colleague"
    colleague.save()
    mine.force_login(colleague)
    for words in (carried(page), "forged"):
        mine.post(address(response), {"do": "keep", "carried": words, "question": ["1.2"]})
        assert queries.values_of(response)["1.2"] == {"en": "Article 12"}


def test_what_was_handed_in_takes_no_file(mine, response, editor):
    content = taken(mine, response).content
    actions.close_response(response, by=editor)
    assert "Send a filled form in" not in mine.get(address(response)).content.decode()
    assert sent(mine, response, content).status_code == 409


def test_a_page_costs_the_same_however_much_is_answered(mine, response, editor):
    def cost():
        mine.get(address(response))
        with CaptureQueriesContext(connection) as made:
            taken(mine, response)
        return len(made)

    first = cost()
    actions.answer(response, "1.1", Text("yes"), by=editor)
    actions.answer(response, "1.2", Text({"en": "x"}), by=editor)
    assert cost() == first
