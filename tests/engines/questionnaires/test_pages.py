"""The pages: who sees what, what they cost, and what staff do on them."""

import html
import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.exports import to_workbook
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.imports import from_bytes
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import definition_of

from .examples import full, said, small


pytestmark = pytest.mark.django_db
HERE = "/en/questionnaires/"


@pytest.fixture
def staff(client, editor):
    client.force_login(editor)
    return client


def sent(name, content):
    return {"file": SimpleUploadedFile(name, content)}


def cost(client, address):
    """How many queries a page makes once what stays in memory is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


def test_a_list_costs_the_same_for_one_and_three(client, editor, released):
    before = cost(client, HERE)
    for number in (2, 3):
        other = actions.draft(reading.definition(small(code=f"small-{number}")), by=editor)
        actions.release(other, by=editor, seen=1)
    assert client.get(HERE).content.count(b"A small questionnaire") == 3
    assert cost(client, HERE) == before <= 3


def test_a_page_costs_the_same_for_two_questions_and_fourteen(client, editor, released):
    actions.release(actions.draft(reading.definition(full()), by=editor), by=editor, seen=1)
    # One more where the same is asked elsewhere: what those questionnaires are called.
    assert cost(client, f"{HERE}small/1/") + 1 == cost(client, f"{HERE}full/1/") <= 4


def test_the_page_says_whose_words_these_are(client, editor, released):
    page = client.get(f"{HERE}small/").content.decode()
    assert "These are not the official words" in page
    assert "Written for tests." in page
    actions.release(actions.draft(reading.definition(full()), by=editor), by=editor, seen=1)
    page = client.get(f"{HERE}full/").content.decode()
    assert "These are not the official words" not in page
    assert "translated by machine" in page


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_every_reader_reads_in_their_language(client, released, language):
    page = client.get(f"/{language}/questionnaires/small/").content.decode()
    assert ("Is it an offence?" + ("" if language == "en" else f" ({language})")) in page


def test_what_is_not_in_a_language_is_shown_in_english_and_marked(client, editor):
    short = small(languages=["en"])
    for question in short["sections"][0]["questions"]:
        question["text"] = {"en": question["text"]["en"]}
    short["title"] = short["sections"][0]["title"] = {"en": "Small"}
    actions.release(actions.draft(reading.definition(short), by=editor), by=editor, seen=1)
    page = client.get("/ar/questionnaires/small/").content.decode()
    assert 'lang="en" dir="ltr">Small</h1>' in page
    assert "Français" in page


def test_files_are_taken_away_by_everybody_and_drafts_by_staff_alone(client, editor, released):
    answer = client.get(f"{HERE}small/1/file.json")
    assert reading.from_json(answer.content) == definition_of(released)
    answer = client.get(f"{HERE}small/1/file.xlsx")
    assert from_bytes(answer.content, "x").definition == definition_of(released)
    assert client.get(f"{HERE}small/1/file.pdf").status_code == 404
    actions.draft(reading.definition(small(edition="2")), by=editor)
    for address in ("small/2/", "small/2/file.json", "small/2/changes/"):
        assert client.get(HERE + address).status_code == 404
    client.force_login(editor)
    assert client.get(f"{HERE}small/2/").status_code == 200


STAFF = ["_new/", "small/1/preview/", "small/2/edit/", "small/2/edit/whole/", "small/2/edit/question/1.1/"]


@pytest.mark.parametrize("address", STAFF)
def test_what_staff_do_is_closed_to_others(address, client, editor, person_with, released):
    actions.draft(reading.definition(small(edition="2")), by=editor)
    assert client.get(HERE + address).status_code == 302
    client.force_login(person_with("contributor"))
    assert client.get(HERE + address).status_code == 403
    assert client.post(f"{HERE}small/2/step/release/", {"seen": 1}).status_code == 403
    client.force_login(editor)
    assert client.get(HERE + address).status_code == 200


@pytest.mark.parametrize("name", ["form.xlsx", "form.json"])
def test_a_file_becomes_a_draft_and_the_same_edition_replaces_it(name, staff, editor):
    definition = reading.definition(full())
    content = to_workbook(definition) if name.endswith("xlsx") else json.dumps(full()).encode()
    for _time in range(2):
        answer = staff.post(f"{HERE}_new/", sent(name, content), follow=True)
        assert answer.redirect_chain[-1][0] == f"{HERE}full/1/"
    version = Version.objects.get()
    assert (version.stage, definition_of(version)) == (Stage.DRAFT, definition)
    actions.release(version, by=editor, seen=version.revision)
    answer = staff.post(f"{HERE}_new/", sent(name, content))
    assert answer.status_code == 422
    assert "is there already" in answer.content.decode()


def test_a_broken_file_is_refused_with_all_that_is_wrong(staff):
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(reading.definition(full()))))
    survey = book["survey"]
    heads = [cell.value for cell in survey[1]]
    survey.cell(3, heads.index("type") + 1).value = "geopoint"
    survey.cell(4, heads.index("relevant") + 1).value = "${nothing} = 'yes'"
    written = io.BytesIO()
    book.save(written)
    answer = staff.post(f"{HERE}_new/", sent("form.xlsx", written.getvalue()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sheet survey, row 3" in page
    assert "sheet survey, row 4" in page
    assert not Version.objects.exists()


def test_a_draft_is_written_question_by_question(staff, editor):
    words = {"title_en": "New", "code": "new-one", "edition": "1", "wording": "own", "languages": ["en"], "seen": "1"}
    assert staff.post(f"{HERE}_new/", words | {"do": "begin"}).headers["Location"] == f"{HERE}new-one/1/edit/"
    here = f"{HERE}new-one/1/edit/"
    assert staff.post(f"{here}section/", {"code": "1", "title_en": "First", "seen": "1"}).status_code == 302
    first = {"code": "1.1", "kind": "yes-in-part-no", "text_en": "Is it so?", "seen": "2", "required": "on"}
    assert staff.post(f"{here}section/1/question/", first).status_code == 302
    second = {"code": "1.2", "kind": "choice", "text_en": "Which?", "choices_en": "a = First\nb = Second", "seen": "3"}
    wrong = staff.post(f"{here}section/1/question/", second | {"relevant": "${_9.9} = 'yes'"})
    assert wrong.status_code == 422
    assert "“9.9” is no question that stands before this one" in wrong.content.decode()
    assert staff.post(f"{here}section/1/question/", second | {"relevant": "${_1.1} = 'yes'"}).status_code == 302
    shown = html.unescape(staff.get(f"{here}question/1.2/").content.decode())
    assert "${_1.1} = 'yes'" in shown
    assert "b = Second" in shown
    late = staff.post(f"{here}question/1.2/", second | {"text_en": "Which one?"})
    assert late.status_code == 409
    assert staff.post(f"{here}question/1.2/", second | {"text_en": "Which one?", "seen": "4"}).status_code == 302
    definition = definition_of(queries.version_of(editor, "new-one"))
    assert definition.questions["1.2"].text == {"en": "Which one?"}
    assert [one.code for one in definition.questions["1.2"].choices] == ["a", "b"]


def test_what_a_condition_needs_is_neither_moved_nor_removed(staff, editor):
    version = actions.draft(reading.definition(small()), by=editor)
    here = f"{HERE}small/1/edit/arrange/"
    answer = staff.post(here, {"what": "question:1.2", "do": "up", "seen": 1}, follow=True)
    assert "stands after what depends on it" in answer.content.decode()
    assert staff.post(here, {"what": "question:1.2", "do": "remove", "seen": 1}).status_code == 302
    version.refresh_from_db()
    assert list(definition_of(version).questions) == ["1.1"]


def test_steps_are_taken_and_the_next_edition_begins_and_is_compared(staff, editor):
    actions.draft(reading.definition(small()), by=editor)
    staff.post(f"{HERE}small/1/step/release/", {"seen": 1})
    assert Version.objects.get().stage == Stage.RELEASED
    staff.post(f"{HERE}small/1/step/copy/", {"edition": "2"})
    fresh = {
        "text_en": "Is it a serious offence?",
        "code": "1.1",
        "kind": "yes-in-part-no",
        "seen": 1,
        "required": "on",
    }
    staff.post(f"{HERE}small/2/edit/question/1.1/", fresh)
    page = staff.get(f"{HERE}small/2/changes/").content.decode()
    assert "Is it a serious offence?" in page
    assert "Is it an offence?" in page
    staff.post(f"{HERE}small/2/step/remove/")
    assert Version.objects.get().edition == "1"


def test_trying_shows_what_follows_without_script_and_keeps_nothing(staff, released):
    here = f"{HERE}small/1/preview/"
    assert 'id="q-1.2" data-question="1.2" data-kind="text"' in staff.get(here).content.decode()
    asked = staff.post(here, {"q:1.1": "yes", "do": "look"}).content.decode()
    hidden = staff.post(here, {"q:1.1": "no", "do": "look"}).content.decode()
    assert 'aria-labelledby="t-1.2"' in asked
    assert ' hidden role="group" aria-labelledby="t-1.2"' in hidden
    assert ' hidden role="group" aria-labelledby="t-1.2"' not in asked
    assert "An answer is missing." in staff.post(here, {"do": "check"}).content.decode()
    assert not released.responses.exists()


def test_words_cannot_bring_anything_into_the_page(client, editor):
    document = small(title=said("<script>alert(1)</script>"))
    document["sections"][0]["questions"][0]["text"]["en"] = (
        "**So** <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    )
    actions.release(actions.draft(reading.definition(document), by=editor), by=editor, seen=1)
    page = client.get(f"{HERE}small/").content.decode()
    assert "<strong>So</strong>" in page
    assert "<img" not in page.split("<main")[1]
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    ("step", "sent"),
    [("copy", {"edition": ""}), ("copy", {"edition": "x" * 61}), ("take-back", {"reason": ""}), ("close", {})],
)
def test_a_step_that_cannot_be_taken_is_refused_on_the_page_with_why(staff, released, step, sent):
    answer = staff.post(f"{HERE}small/1/step/{step}/", sent)
    assert answer.status_code == 422
    assert [one.level_tag for one in answer.context["messages"]] == ["error"]
    assert list(Version.objects.values_list("edition", "stage")) == [("1", Stage.RELEASED)]
