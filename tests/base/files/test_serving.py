"""How files are handed out, and to whom."""

import uuid

import pytest
from django.urls import reverse

from comity.base.files import actions
from comity.base.files.enums import State
from comity.base.files.models import File
from comity.engines.records import actions as records
from comity.engines.records.shapes import Card, CardText
from comity.knowledge.strategies.models import Strategy

from . import samples


pytestmark = pytest.mark.django_db

NAMES = {
    "ar": "قانون العقوبات.txt", "en": 'Penal "Code".txt', "es": "Código penal año 1995.txt", "fr": "Décret n° 12.txt",
    "ru": "Уголовный кодекс.txt", "zh": "刑法（修正）.txt",
}  # fmt: skip


@pytest.fixture
def record(person_with):
    """A draft of a contributor, who is ``record.created_by``."""
    card = Card(name="s", place=None, texts=(CardText("en", "A plan"),), sources=())
    return records.draft(Strategy(), card, by=person_with("contributor"))


@pytest.fixture
def attached(record, service):
    """Attach bytes to the record and have them released."""

    def attach(content=b"0123456789\n", name="paper.txt", **told):
        laid = actions.lay([content], name)
        made = records.attach(record, laid, by=record.created_by, **told)
        actions.process_due(by=service)
        return File.objects.get(pk=made.file_id)

    return attach


def address(file):
    return reverse("files:download", args=[file.pk])


def body(answer):
    return b"".join(answer.streaming_content)


def published(record, person_with):
    records.publish(record, by=person_with("editor"))
    return record


def test_a_visitor_reads_what_is_released_on_a_public_record(client, record, attached, person_with):
    file = attached()
    assert client.get(address(file)).status_code == 404
    published(record, person_with)
    answer = client.get(address(file))
    assert (answer.status_code, body(answer)) == (200, b"0123456789\n")
    assert answer["ETag"] == f'"{file.digest}"'
    assert answer["Content-Length"] == "11"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; sandbox;")
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


def test_of_a_draft_its_author_and_the_editors_read_and_nobody_else(client, record, attached, person_with):
    file = attached()
    for person, status in (
        (record.created_by, 200), (person_with("editor"), 200), (person_with("contributor"), 404),
        (person_with("authority"), 404),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(address(file)).status_code == status, person


def test_when_a_record_is_withdrawn_its_files_go_with_it(client, record, attached, person_with):
    file = attached()
    published(record, person_with)
    assert client.get(address(file)).status_code == 200
    records.withdraw(record, by=person_with("editor"), reason="a name in it")
    gone = client.get(address(file))
    assert gone.status_code == 410
    assert "a name in it" in gone.text
    assert file.name not in gone.text
    # Whoever kept a copy and asks whether it still holds is not told that it does.
    assert client.get(address(file), headers={"if-none-match": f'"{file.digest}"'}).status_code == 410


@pytest.mark.parametrize("state", [State.QUARANTINE, State.CLEAN, State.REFUSED, State.REMOVED])
def test_nobody_reads_the_bytes_of_what_is_not_released(client, record, attached, person_with, state):
    file = attached()
    published(record, person_with)
    gone = {"digest": ""} if state == State.REMOVED else {}
    File.objects.update(state=state, fault="withdrawn", ended_at=file.released_at, **gone)
    for person in (None, record.created_by, person_with("editor")):
        if person:
            client.force_login(person)
        assert client.get(address(file)).status_code == 404
        assert client.get(f"{address(file)}?show").status_code == 404


def test_other_peoples_quarantine_cannot_be_looked_into(client, sent, person_with):
    file = sent(samples.pdf(), "secret plan.pdf")
    page = reverse("files:one", args=[file.pk])
    assert client.get(page).status_code == 302
    client.force_login(person_with("contributor"))
    answer = client.get(page)
    assert (answer.status_code, b"secret plan" in answer.content) == (404, False)
    client.force_login(file.sent_by)
    assert b"secret plan" in client.get(page).content
    client.force_login(person_with("editor"))
    assert b"secret plan" in client.get(page).content


def test_a_guessed_identifier_looks_like_any_that_is_not_there(client, sent, person_with):
    file = sent(b"words\n", "a.txt")
    client.force_login(person_with("contributor"))
    for name in ("files:download", "files:one"):
        there, nowhere = (client.get(reverse(name, args=[key])) for key in (file.pk, uuid.uuid4()))
        assert there.status_code == nowhere.status_code == 404
        assert len(there.content) == len(nowhere.content)


def test_a_file_on_nothing_is_read_by_nobody(client, processed, person_with):
    file = processed(b"words\n", "a.txt")
    for person in (file.sent_by, person_with("editor")):
        client.force_login(person)
        assert client.get(address(file)).status_code == 404


@pytest.mark.parametrize("language", NAMES)
def test_names_arrive_in_six_languages_and_break_no_header(client, record, attached, person_with, language):
    from urllib.parse import unquote

    file = attached(name=NAMES[language] + "\r\nSet-Cookie: a=b.txt")
    published(record, person_with)
    told = client.get(address(file))["Content-Disposition"]
    assert told.startswith("attachment; filename")
    assert not {"\r", "\n"} & set(told)
    name = unquote(told.split("filename*=utf-8''")[1]) if "filename*" in told else told.split('"')[1]
    assert name == file.name
    assert name.startswith(NAMES[language].replace('"', " ").strip().split(" ")[0])


@pytest.mark.parametrize(
    ("asked", "status", "told", "content"),
    [
        ("bytes=0-3", 206, "bytes 0-3/11", b"0123"),
        ("bytes=4-", 206, "bytes 4-10/11", b"456789\n"),
        ("bytes=-2", 206, "bytes 9-10/11", b"9\n"),
        ("bytes=-200", 200, None, b"0123456789\n"),
        ("bytes=5-900", 206, "bytes 5-10/11", b"56789\n"),
        ("bytes=0-", 200, None, b"0123456789\n"),
        ("bytes=11-", 416, "bytes */11", None),
        ("bytes=-0", 416, "bytes */11", None),
        ("bytes=5-2", 200, None, b"0123456789\n"),
        ("bytes=0-1,4-5", 200, None, b"0123456789\n"),
        ("bytes=-", 200, None, b"0123456789\n"),
        ("lines=1-2", 200, None, b"0123456789\n"),
        ("bytes=" + "9" * 400 + "-", 200, None, b"0123456789\n"),
    ],
)
def test_parts_can_be_asked_for(client, record, attached, person_with, asked, status, told, content):
    file = attached()
    published(record, person_with)
    answer = client.get(address(file), headers={"range": asked, "accept-encoding": "gzip, br"})
    assert (answer.status_code, answer.get("Content-Range")) == (status, told)
    assert "Content-Encoding" not in answer
    if content is not None:
        assert body(answer) == content
        assert answer["Content-Length"] == str(len(content))


def test_what_a_reader_has_already_is_not_sent_again(client, record, attached, person_with):
    file = attached()
    published(record, person_with)
    tag = f'"{file.digest}"'
    again = client.get(address(file), headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    part = {"range": "bytes=0-1"}
    assert client.get(address(file), headers={**part, "if-range": tag}).status_code == 206
    assert client.get(address(file), headers={**part, "if-range": '"older"'}).status_code == 200
    head = client.head(address(file))
    assert (head.status_code, head["Content-Length"]) == (200, "11")
    assert client.post(address(file)).status_code in {403, 405}


def test_only_pictures_and_pdf_are_shown_and_all_else_is_for_saving(client, record, attached, person_with):
    picture, paper = attached(samples.picture(), "photo.jpg"), attached(samples.pdf(), "law.pdf")
    words, office = attached(b"words\n", "a.txt"), attached(samples.docx(), "a.docx")
    published(record, person_with)
    told = [
        client.get(f"{address(one)}?show")["Content-Disposition"].split(";")[0]
        for one in (picture, paper, words, office)
    ]
    assert told == ["inline", "inline", "attachment", "attachment"]
    for one in (picture, paper):
        assert client.get(address(one))["Content-Disposition"].startswith("attachment")
        assert "sandbox" in client.get(f"{address(one)}?show")["Content-Security-Policy"]


def test_staff_see_what_waits_and_others_do_not(client, sent, person_with, settings, tmp_path):
    page = reverse("files:page")
    file = sent(b"words\n", "secret plan.txt")
    assert client.get(page).status_code == 302
    client.force_login(person_with("contributor"))
    answer = client.get(page)
    assert (answer.status_code, "secret plan" in answer.text) == (403, False)
    for name in ("files:retry", "files:withdraw"):
        assert client.post(reverse(name, args=[file.pk]), {"reason": "x"}).status_code == 403
    client.force_login(person_with("editor"))
    text = client.get(page).text
    assert "secret plan" in text
    assert "has no virus scanner" in text
    settings.FILES_SCANNER = f"unix:{tmp_path / 'nobody'}"
    assert "The scanner does not answer" in client.get(page).text


def test_staff_take_a_file_back_with_a_reason(client, record, attached, person_with):
    file = attached()
    published(record, person_with)
    client.force_login(person_with("editor"))
    where = reverse("files:withdraw", args=[file.pk])
    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "names a <witness>"}).status_code == 302
    assert client.get(address(file)).status_code == 404
    page = client.get(reverse("files:one", args=[file.pk])).text
    assert "names a &lt;witness&gt;" in page
    assert client.post(where, {"reason": "again"}).status_code == 409


def test_the_page_of_staff_costs_the_same_for_one_and_for_many(client, sent, person_with, django_assert_num_queries):
    client.force_login(person_with("editor"))
    client.get(reverse("files:page"))
    for number in range(2):
        for each in range(1 + number * 3):
            sent(f"{number} {each}\n".encode(), "a.txt")
        # What stands around every page is read anew after each change, and then kept.
        client.get(reverse("files:page"))
        with django_assert_num_queries(8):
            client.get(reverse("files:page"))


def test_reading_a_file_that_visitors_do_not_get_is_an_event(client, attached, record, person_with):
    from comity.base.audit.models import Event

    def reads():
        return Event.objects.filter(verb="files.read")

    file = attached()
    client.force_login(record.created_by)
    body(client.get(address(file)))
    assert not reads().exists(), "what one sent oneself is no secret of others"
    client.force_login(person_with("editor"))
    body(client.get(address(file), headers={"Range": "bytes=0-3"}))
    assert client.get(address(file), headers={"If-None-Match": f'"{file.digest}"'}).status_code == 304
    (event, _again) = reads().order_by("pk")
    assert (event.is_read, event.subject, event.subject_id) == (True, "files.File", str(file.pk))
    assert event.details["sha256"] == file.digest
    published(record, person_with)
    body(client.get(address(file)))
    assert reads().count() == 2, "what is public is not noted"
