"""Files as answers: who may send and read them, what is taken, and that nothing of it is lost or leaks."""

import io
import json
import uuid
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.base.audit.models import Event
from comity.base.files import actions as files
from comity.base.files.enums import State
from comity.base.files.models import File
from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState, Outcome
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.models import Answer, Enclosure
from comity.kernel.errors import NotNow, NotPermitted, Refused, Unreadable
from tests.base.files.samples import pdf, picture

from .cast import sent
from .test_files_asked import limited


pytestmark = pytest.mark.django_db
ASKED = "2.8"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.FILES_SCANNER = settings.FILES_STORE = ""


@pytest.fixture
def enclosed(people, service):
    """Send a PDF as somebody, and have done with it what is done."""

    def enclose(name="Register of weapons.pdf", by=None, content=None):
        laid = files.lay([content or pdf()], name)
        kept = actions.enclose(people.response, ASKED, laid, by=by or people.coordinator)
        files.process_due(by=service)
        return File.objects.get(pk=kept.answer.value[-1])

    return enclose


def bytes_of(client, person, file):
    if person is None:
        client.logout()
    else:
        client.force_login(person)
    answer = client.get(f"/en/files/{file.pk}/")
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else b""


def given_section(people):
    return actions.assign(people.response, "2", by=people.coordinator, person=people.officer)


# ---------------------------------------------------------------- who reads


def test_who_reads_the_answer_reads_its_file_and_nobody_else(client, people, enclosed, person_with):
    file = enclosed()
    assert file.state == State.RELEASED
    assert bytes_of(client, people.coordinator, file)[0] == 200
    assert bytes_of(client, people.reader, file)[1][:5] == b"%PDF-"
    for stranger in (None, people.foreigner, people.judge, people.officer, person_with("editor")):
        assert bytes_of(client, stranger, file) == (404, b"")
    given_section(people)
    assert bytes_of(client, people.officer, file)[0] == 200


def test_nobody_reads_a_file_before_it_is_released(client, people):
    kept = actions.enclose(people.response, ASKED, files.lay([pdf()], "a.pdf"), by=people.coordinator)
    file = File.objects.get(pk=kept.answer.value[0])
    for person in (people.coordinator, people.reader):
        assert bytes_of(client, person, file) == (404, b"")


def test_a_file_of_an_earlier_text_is_read_by_colleagues_alone(client, people, enclosed):
    file = enclosed()
    kept = actions.take_out(people.response, ASKED, str(file.pk), by=people.coordinator)
    assert kept.answer.value == []
    assert bytes_of(client, people.coordinator, file)[0] == 200
    assert bytes_of(client, people.reader, file) == (404, b"")
    client.force_login(people.coordinator)
    history = client.get(f"/en/questionnaires/_responses/{people.response.pk}/questions/{ASKED}/").content.decode()
    assert "Register of weapons.pdf" in history
    client.force_login(people.reader)
    seen = client.get(f"/en/questionnaires/_responses/{people.response.pk}/questions/{ASKED}/").content.decode()
    assert "Register of weapons.pdf" not in seen


def test_an_earlier_file_can_be_the_answer_again(client, people, enclosed):
    file = enclosed()
    actions.take_out(people.response, ASKED, str(file.pk), by=people.coordinator)
    client.force_login(people.coordinator)
    there = f"/en/questionnaires/_responses/{people.response.pk}/questions/{ASKED}/"
    assert client.post(there, {"do": "bring", "number": "1", "seen": "2"}).status_code == 302
    assert Answer.objects.get(question=ASKED).value == [str(file.pk)]
    assert bytes_of(client, people.reader, file)[0] == 200


def test_who_keeps_all_files_in_order_reads_neither_its_name_nor_its_bytes(client, people, enclosed, person_with):
    file = enclosed()
    editor = person_with("editor")
    client.force_login(editor)
    page = client.get(f"/en/files/{file.pk}/state/")
    assert page.status_code == 200
    listed = client.get("/en/files/").content.decode()
    for text in (page.content.decode(), listed):
        assert "answer.pdf" in text
        assert "weapons" not in text
    assert client.get(f"/en/files/{file.pk}/").status_code == 404


def test_a_reader_does_not_learn_who_sent_it(client, people, enclosed):
    file = enclosed()
    client.force_login(people.reader)
    assert client.get(f"/en/files/{file.pk}/state/").status_code == 404


def test_a_file_is_served_under_its_name_and_runs_no_script(client, people, enclosed):
    file = enclosed("Übersicht.pdf")
    client.force_login(people.reader)
    answer = client.get(f"/en/files/{file.pk}/")
    assert "%C3%9Cbersicht.pdf" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_naming_the_key_of_another_file_gives_nothing(people, enclosed):
    """Neither a file of another answer, nor one of another response, nor one that is only guessed."""
    file = enclosed()
    other = actions.open_response(people.response.version, people.response.use, by=people.judge, place="IT")
    for response, by in ((other, people.judge), (people.response, people.coordinator)):
        for key in (str(file.pk) if response is other else str(uuid.uuid4()), "nonsense"):
            with pytest.raises(Unreadable):
                actions.answer(response, ASKED, Text([key]), by=by, seen=1)
    assert queries.name_of_file(people.judge, file.pk) is None


# ---------------------------------------------------------------- who sends, and what is taken


def test_strangers_send_nothing_and_leave_no_bytes(client, people, settings):
    for person in (people.foreigner, people.officer, people.reader):
        client.force_login(person)
        form = {f"f:{ASKED}": SimpleUploadedFile("a.pdf", pdf())}
        status = client.post(f"/en/questionnaires/_responses/{people.response.pk}/files/{ASKED}/", form).status_code
        assert status == (403 if person is people.reader else 404)
    with pytest.raises(NotPermitted):
        actions.enclose(people.response, ASKED, files.lay([pdf()], "a.pdf"), by=people.foreigner)
    assert not Enclosure.objects.exists()
    assert not File.objects.exists()


def test_two_who_send_at_once_are_both_heard(people, enclosed):
    given_section(people)
    first = enclosed("one.pdf")
    second = enclosed("two.png", by=people.officer, content=picture("PNG"))
    answer = Answer.objects.get(question=ASKED)
    assert answer.value == [str(first.pk), str(second.pk)]
    assert not answer.is_contested
    assert [one.value for one in queries.history_of(answer)] == [[str(first.pk)]]


def test_what_was_handed_in_takes_no_file_and_loses_none(people, enclosed):
    file = enclosed()
    actions.close_response(people.response, by=people.coordinator)
    with pytest.raises(NotNow):
        actions.enclose(people.response, ASKED, files.lay([pdf()], "b.pdf"), by=people.coordinator)
    with pytest.raises(NotNow):
        actions.take_out(people.response, ASKED, str(file.pk), by=people.coordinator)
    assert Answer.objects.get(question=ASKED).value == [str(file.pk)]


def test_a_question_says_which_files_how_large_and_how_many(editor, people, full_one):
    document = limited(types=["pdf"], largest=1, most=1)
    version = actions.release(actions.draft(reading.definition(document), by=editor), by=editor, seen=1)
    response = actions.open_response(version, people.response.use, by=people.coordinator, place="IT")
    with pytest.raises(Refused, match="PNG"):
        actions.enclose(response, "1.3", files.lay([picture("PNG")], "a.png"), by=people.coordinator)
    laid = files.lay([pdf()], "a.pdf")
    with pytest.raises(Refused, match="larger than 1 MB"):
        actions.enclose(response, "1.3", replace(laid, size=(1 << 20) + 1), by=people.coordinator)
    actions.enclose(response, "1.3", laid, by=people.coordinator)
    with pytest.raises(NotNow, match="At most 1"):
        actions.enclose(response, "1.3", files.lay([pdf()], "b.pdf"), by=people.coordinator)
    assert Enclosure.objects.filter(response=response).count() == 1


def test_an_answer_with_a_refused_file_is_not_called_ready(people, enclosed, service):
    file = enclosed()
    answer = Answer.objects.get(question=ASKED)
    File.objects.filter(pk=file.pk).update(state=State.REFUSED, fault="infected", ended_at="2026-01-01T00:00Z")
    with pytest.raises(NotNow, match="refused"):
        actions.mark(answer, AnswerState.READY, by=people.coordinator, seen=answer.number)


def test_files_count_in_progress_and_can_be_required(people, enclosed):
    file = enclosed()
    assert not is_empty(Answer.objects.get(question=ASKED).value)
    actions.take_out(people.response, ASKED, str(file.pk), by=people.coordinator)
    assert is_empty(Answer.objects.get(question=ASKED).value)


def test_the_log_has_the_digest_and_not_the_name(people, enclosed):
    file = enclosed()
    events = Event.objects.filter(verb__in=["response.enclose", "files.receive", "response.answer"])
    assert events.count() == 3
    told = json.dumps([[one.subject, one.subject_id, one.details] for one in events])
    assert file.original_digest in told
    assert "weapons" not in told


# ---------------------------------------------------------------- the page


def test_a_section_takes_files_without_script_beside_everything_else(client, people, at):
    client.force_login(people.coordinator)
    page = client.get(at("sections/2/"))
    assert 'enctype="multipart/form-data"' in page.content.decode()
    typed = sent(page, **{"q:2.1": "12", "q:2.6:amount": "3", "q:2.6:currency": "EUR", "do": "save"})
    typed[f"f:{ASKED}"] = [SimpleUploadedFile("one.pdf", pdf()), SimpleUploadedFile("bad.exe", b"MZ\x90\x00" * 40)]
    answer = client.post(at("sections/2/"), typed, follow=True)
    text = answer.content.decode()
    assert "one.pdf" in text
    assert "bad.exe:" in text
    assert Answer.objects.get(question="2.1").value == "12"
    assert len(Answer.objects.get(question=ASKED).value) == 1
    key = Answer.objects.get(question=ASKED).value[0]
    client.post(
        at("sections/2/"),
        sent(
            client.get(at("sections/2/")),
            **{"q:2.1": "12", "q:2.6:amount": "3", "q:2.6:currency": "EUR", "do": f"drop|{ASKED}|{key}"},
        ),
    )
    assert Answer.objects.get(question=ASKED).value == []
    assert Answer.objects.get(question="2.1").value == "12"


def test_the_script_sends_one_file_and_gets_the_list(client, people, at):
    client.force_login(people.coordinator)
    form = {f"f:{ASKED}": SimpleUploadedFile("one.pdf", pdf()), "size": str(len(pdf()))}
    answer = client.post(at(f"files/{ASKED}/"), form)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["number"], told["count"]) == (1, 1)
    assert "one.pdf" in told["html"]
    assert client.post(at("files/2.1/"), form).status_code == 404


def test_a_file_that_did_not_arrive_whole_is_not_kept(client, people, at):
    client.force_login(people.coordinator)
    half = {f"f:{ASKED}": SimpleUploadedFile("one.pdf", pdf()[:100]), "size": str(len(pdf()))}
    for form in (half, {}):
        answer = client.post(at(f"files/{ASKED}/"), form)
        assert answer.status_code == 409
        assert "whole" in answer.json()["refused"]
    assert not Answer.objects.exists()


def test_the_page_asks_as_many_queries_for_ten_files_as_for_one(client, people, enclosed, at):
    client.force_login(people.coordinator)
    counts = []
    for names in (("a.pdf",), ("b.pdf", "c.pdf", "d.pdf")):
        for name in names:
            enclosed(name)
        client.get(at("sections/2/"))
        with CaptureQueriesContext(connection) as taken:
            client.get(at("sections/2/"))
        counts.append(len(taken))
    assert counts[0] == counts[1]


def test_choosing_a_text_that_stood_beside_keeps_its_files(people, enclosed):
    file = enclosed()
    given_section(people)
    kept = actions.answer(people.response, ASKED, Text([]), by=people.officer, seen=0)
    assert kept.outcome is Outcome.BESIDE
    chosen = actions.choose(kept.answer, 2, [2], by=people.coordinator, seen=1)
    assert chosen.value == []
    assert not Enclosure.objects.get(file=file).is_answer


# ---------------------------------------------------------------- on paper, as data


def test_documents_and_data_name_the_files_with_their_digest(client, people, enclosed, at):
    file = enclosed("Register of weapons.pdf")
    gone = enclosed("Rejected.pdf")
    actions.take_out(people.response, ASKED, str(gone.pk), by=people.coordinator)
    for person in (people.reader, people.coordinator):
        client.force_login(person)
        for kind in ("docx", "xlsx"):
            content = client.get(at("paper/get/"), {"language": "fr", "kind": kind}).content
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                words = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
            assert "Register of weapons.pdf" in words
            assert file.digest in words
            assert "Rejected.pdf" not in words
        (told,) = client.get(at("answers.json")).json()["answers"]
        assert [(one["name"], one["sha256"]) for one in told["files"]] == [("Register of weapons.pdf", file.digest)]
    for stranger in (people.foreigner, people.officer):
        client.force_login(stranger)
        assert client.get(at("answers.json")).status_code == 404


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_paper_neither_loses_nor_invents_files(kind, client, people, enclosed, at):
    file = enclosed()
    actions.answer(people.response, "2.1", Text("12"), by=people.coordinator)
    client.force_login(people.coordinator)
    content = client.get(at("paper/get/"), {"language": "en", "kind": kind}).content
    page = client.post(at("paper/"), {"do": "look", "file": SimpleUploadedFile(f"form.{kind}", content)})
    assert "all of it is answered so already" in page.content.decode()
    assert Answer.objects.get(question=ASKED).value == [str(file.pk)]
