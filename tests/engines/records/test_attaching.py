"""Files on records of any kind: sent on a page, listed, exported, taken away."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from comity.base.audit.models import Event
from comity.base.files import actions as files
from comity.base.files.enums import State
from comity.base.files.models import File
from comity.engines.records import actions
from comity.engines.records.enums import Outcome
from comity.engines.records.imports import run
from comity.engines.records.models import Attachment
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.models import Attachment as PublishersFile
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.shapes import NewCase
from comity.knowledge.strategies.models import Strategy
from comity.project import exports


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.HOME = tmp_path
    settings.FILES_SCANNER = settings.FILES_STORE = ""


@pytest.fixture
def record(person_with):
    card = Card(name="s", place=None, texts=(CardText("en", "A plan"),), sources=())
    return actions.draft(Strategy(), card, by=person_with("contributor"))


def send(client, record, content=b"words\n", name="paper.txt", **typed):
    given = {"file": SimpleUploadedFile(name, content), "label": "", "language": "", **typed}
    return client.post(reverse("records:attachments", args=[record.pk]), given)


def test_who_may_change_a_record_attaches_files_to_it_and_readers_see_them_when_it_is_public(
    client, record, person_with, service
):
    client.force_login(record.created_by)
    assert send(client, record, label="Official text", language="fr").status_code == 302
    kept = Attachment.objects.get()
    assert (kept.label, kept.language, kept.file.state) == ("Official text", "fr", State.QUARANTINE)
    page = client.get(reverse("records:attachments", args=[record.pk])).text
    assert "Official text" in page
    assert "In quarantine" in page
    public = f"/en{record.strategy.address}"
    # While it waits, not even its author sees it on the record.
    assert "Official text" not in client.get(public).text
    files.process_due(by=service)
    assert "Official text" in client.get(public).text
    actions.publish(record, by=person_with("editor"))
    client.logout()
    page = client.get(public).text
    assert f'href="/en/files/{kept.file_id}/" hreflang="fr"' in page
    assert "not scanned for viruses" in page
    assert client.get(f"/en/files/{kept.file_id}/").status_code == 200
    assert Event.objects.filter(record_id=record.pk, verb="record.attach").count() == 1


def test_others_neither_attach_nor_take_away(client, record, person_with):
    client.force_login(record.created_by)
    send(client, record)
    one = Attachment.objects.get()
    page, remove = (
        reverse("records:attachments", args=[record.pk]),
        reverse("records:detach", args=[record.pk, one.pk]),
    )
    client.logout()
    assert client.get(page).status_code == client.post(remove).status_code == 302
    # Another's draft is not there for a colleague; when it is public they may read it, and no more.
    client.force_login(person_with("contributor"))
    assert [client.get(page).status_code, send(client, record).status_code, client.post(remove).status_code] == [
        404
    ] * 3
    actions.publish(record, by=person_with("editor"))
    assert [client.get(page).status_code, send(client, record).status_code, client.post(remove).status_code] == [
        403
    ] * 3
    assert Attachment.objects.count() == File.objects.count() == 1


def test_an_attachment_is_not_taken_away_through_another_record(client, record, person_with):
    client.force_login(record.created_by)
    send(client, record)
    card = Card(name="t", place=None, texts=(CardText("en", "Another"),), sources=())
    other = actions.draft(Strategy(), card, by=person_with("contributor"))
    client.force_login(other.created_by)
    remove = reverse("records:detach", args=[other.pk, Attachment.objects.get().pk])
    assert client.post(remove).status_code == 404
    assert Attachment.objects.count() == 1


def test_what_is_refused_is_told_beside_the_field_and_nothing_is_kept(client, record):
    client.force_login(record.created_by)
    answer = send(client, record, b"MZ\x90\0" + b"\0" * 99, "law.pdf")
    assert answer.status_code == 422
    assert "The content is of no known type" in answer.text
    assert "These are taken: PDF" in answer.text
    assert send(client, record, b"", "law.pdf").status_code == 422
    missing = client.post(reverse("records:attachments", args=[record.pk]), {"label": "x"})
    assert missing.status_code == 422
    wrong = send(client, record, language="klingon")
    assert wrong.status_code == 422
    assert Attachment.objects.count() == File.objects.count() == 0


def test_too_large_a_file_is_cut_off_and_refused(client, record, settings):
    settings.FILES_LARGEST = 21
    client.force_login(record.created_by)
    answer = send(client, record, b"words " * (5 * 2**20))
    assert answer.status_code == 422
    assert "larger than 21 MB" in answer.text
    assert [p for p in settings.HOME.rglob("*") if p.is_file() and not p.name.startswith("audit_")] == []


def test_what_a_visitor_sends_is_not_kept(client, record, settings, monkeypatch):
    from comity.base.files import forms

    made = []
    monkeypatch.setattr(forms.tempfile, "NamedTemporaryFile", lambda **given: made.append(given))
    assert send(client, record).status_code == 302
    assert made == []


def test_taken_away_it_is_gone(client, record, person_with, service):
    client.force_login(record.created_by)
    send(client, record)
    files.process_due(by=service)
    one = Attachment.objects.get()
    assert client.get(f"/en/files/{one.file_id}/").status_code == 200
    assert client.post(reverse("records:detach", args=[record.pk, one.pk])).status_code == 302
    assert client.get(f"/en/files/{one.file_id}/").status_code == 404
    assert File.objects.get().state == State.REMOVED
    assert Attachment.objects.count() == 0


def test_a_record_takes_so_many_and_no_more(client, record, monkeypatch):
    from comity.engines.records.actions import attaching

    monkeypatch.setattr(attaching, "MOST", 1)
    client.force_login(record.created_by)
    assert send(client, record).status_code == 302
    answer = send(client, record, b"others\n")
    assert answer.status_code == 422
    assert "at most 1 attachments" in answer.text


def test_programs_and_exports_are_told_of_what_is_released_and_of_nothing_else(
    client, record, person_with, service, tmp_path
):
    client.force_login(record.created_by)
    send(client, record, label="Official text", language="ar")
    files.process_due(by=service)
    send(client, record, b"a secret that waits\n", "waiting.txt")
    actions.publish(record, by=person_with("editor"))
    client.logout()
    file = Attachment.objects.order_by("pk")[0].file
    wanted = [
        {
            "label": "Official text", "language": "ar", "name": "paper.txt", "media_type": "text/plain", "size": 6,
            "sha256": file.digest, "address": f"/files/{file.pk}/",
        }
    ]  # fmt: skip
    assert client.get(f"/api/v1/records/strategy/{record.pk}").json()["files"] == wanted
    # Without a language before it, the address leads to the reader's own.
    assert client.get(wanted[0]["address"]).headers["Location"] == f"/en/files/{file.pk}/"
    assert client.get("/api/v1/records/strategy").json()["results"][0]["files"] == wanted
    _form, pieces = exports.writer_of("strategy", "jsonl")
    assert json.loads(b"".join(pieces).splitlines()[0])["files"] == wanted
    cell = f"{wanted[0]['address']} text/plain {file.digest}"
    _form, pieces = exports.writer_of("strategy", "csv")
    assert cell in b"".join(pieces).decode()
    _form, pieces = exports.writer_of("strategy", "xlsx")
    workbook = tmp_path / "strategies.xlsx"
    workbook.write_bytes(b"".join(pieces))
    rows = list(load_workbook(workbook)["strategy"].values)
    assert dict(zip(rows[1], rows[2], strict=True))["files"] == cell
    # What only tells changes nothing when the table comes back.
    report = run(workbook, "strategy", by=service)
    assert (report.refused, report.counts[Outcome.UNCHANGED]) == ([], 1)


def test_a_case_tells_of_its_files_beside_those_at_its_publisher(client, service, person_with):
    card = Card(name="xx-1", place=None, texts=(CardText("en", "A case"),), sources=(CardSource("Register"),))
    elsewhere = PublishersFile(title="decision.pdf", url="https://court.example.org/decision.pdf")
    keep([NewCase(card, {"language": "en"}, {"attachments": [elsewhere]})], by=service)
    case = Case.objects.get()
    client.force_login(person_with("editor"))
    send(client, case.record)
    files.process_due(by=service)
    client.logout()
    for told in (
        client.get("/api/v1/cases/xx-1").json(),
        client.get(f"/api/v1/records/case/{case.pk}").json(),
        json.loads(b"".join(exports.writer_of("case", "jsonl")[1])),
    ):
        assert [one["url"] for one in told["attachments"]] == ["https://court.example.org/decision.pdf"]
        assert [one["name"] for one in told["files"]] == ["paper.txt"]


def test_the_page_costs_the_same_for_one_and_for_three(client, record, django_assert_num_queries):
    client.force_login(record.created_by)
    where = reverse("records:attachments", args=[record.pk])
    for number in range(3):
        send(client, record, f"{number}\n".encode())
        # What stands around every page is read anew after each change, and then kept.
        client.get(where)
        # Four of them note that a draft was read; PostgreSQL is asked for a lock besides.
        with django_assert_num_queries(13 + (connection.vendor == "postgresql")):
            client.get(where)
