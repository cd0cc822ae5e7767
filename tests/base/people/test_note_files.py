"""A note verbale as it came: put to its record by the Secretariat, and read by nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comity.base.administration.models import NotePaper
from comity.base.audit.models import Event
from comity.base.files import actions as files
from comity.base.files.models import File


def sent(name="note.txt", content=b"The Permanent Mission presents its compliments\n"):
    return {"file": SimpleUploadedFile(name, content, "text/plain")}


@pytest.fixture
def page(nominated):
    return f"/en/administration/notes/{nominated.note_id}/"


@pytest.fixture
def paper(client, page, registry_person, as_person, service):
    """A file that the Secretariat has put to the note, and that is released."""
    as_person(registry_person)
    answer = client.post(page, sent())
    assert answer.status_code == 302, answer.content.decode()
    files.process_due(by=service)
    return File.objects.get(pk=NotePaper.objects.get().file_id)


def test_the_secretariat_puts_it_there_and_compares_with_it_in_hand(client, paper, nominated, registry_person):
    address = reverse("files:download", args=[paper.pk])
    for where in (f"notes/{nominated.note_id}/", f"notes/nominations/{nominated.pk}/"):
        assert address in client.get(f"/en/account/{where}").content.decode()
    assert b"".join(client.get(address).streaming_content).startswith(b"The Permanent Mission")
    event = Event.objects.get(verb="administration.attach_note")
    assert (event.subject_id, event.details["file"]) == (str(nominated.note_id), str(paper.pk))
    assert event.details["sha256"] == paper.original_digest


def test_nobody_else_reads_it_sends_one_or_learns_of_it(paper, page, nominated, ama, member, as_person):
    address = reverse("files:download", args=[paper.pk])
    readers = {role: as_person(member(role), using=Client()) for role in ("editor", "administrator", "focal_point")}
    readers |= {"whom it names": as_person(ama, using=Client()), "visitor": Client()}
    for name, browser in readers.items():
        assert browser.get(address).status_code == 404, name
        assert browser.get(page).status_code in {302, 403}, name
        assert browser.post(page, sent()).status_code in {302, 403}, name
        if name != "editor":
            assert browser.get(reverse("files:one", args=[paper.pk])).status_code in {302, 404}, name
    assert NotePaper.objects.count() == 1
    assert address not in readers["whom it names"].get("/en/account/").content.decode()


def test_another_of_the_secretariat_reads_it_and_that_is_an_event(paper, member, as_person):
    as_person(member("secretariat"), using=(other := Client()))
    answer = other.get(reverse("files:download", args=[paper.pk]))
    assert b"".join(answer.streaming_content)
    assert Event.objects.get(verb="files.read").subject_id == str(paper.pk)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "required"),
        (sent("note.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "not a text"),
        (sent("note.exe", b"MZ\0\0" + b"\0" * 200), "These are taken"),
        (sent("note.pdf", b""), "empty"),
    ],
    ids=["nothing", "drawing", "program", "empty"],
)
def test_what_is_no_note_is_refused_in_a_sentence(client, page, registry_person, as_person, given, told):
    as_person(registry_person)
    answer = client.post(page, given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not File.objects.exists()


def test_a_note_has_so_many_files_and_its_page_asks_as_often(
    client, page, paper, nominated, registry_person, monkeypatch
):
    address = f"/en/account/notes/{nominated.note_id}/"
    client.get(address)
    with CaptureQueriesContext(connection) as with_one:
        client.get(address)
    client.post(page, sent("annex.txt", b"Annex\n"))
    client.get(address)
    with CaptureQueriesContext(connection) as with_two:
        client.get(address)
    assert len(with_one) == len(with_two)
    monkeypatch.setattr("comity.base.administration.actions.MOST_PAPERS", 2)
    answer = client.post(page, sent("more.txt", b"More\n"))
    assert answer.status_code == 422
    assert "at most 2 files" in answer.content.decode()
    assert NotePaper.objects.count() == 2


def test_who_has_not_shown_lately_who_they_are_is_asked(client, page, registry_person, as_person):
    as_person(registry_person)
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 10_000
    session.save()
    assert client.post(page, sent())["Location"].startswith("/en/account/confirm/")
    assert not NotePaper.objects.exists()
