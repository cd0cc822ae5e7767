"""From quarantine to release, or not."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.files import actions, queries, rules
from comity.base.files.actions.moving import move
from comity.base.files.enums import Fault, State
from comity.base.files.flow import STEPS
from comity.base.files.models import File
from comity.base.files.store import current
from comity.kernel.errors import NotNow, NotPermitted

from . import samples
from .conftest import MARK


pytestmark = pytest.mark.django_db


def verbs(file):
    return list(Event.objects.filter(subject_id=str(file.pk)).order_by("pk").values_list("verb", flat=True))


def test_without_a_scanner_a_file_is_cleaned_released_and_says_that_it_was_not_scanned(processed):
    file = processed(samples.pdf())
    assert (file.state, file.is_scanned, file.scanner) == (State.RELEASED, False, "")
    assert verbs(file) == ["files.receive", "files.scan", "files.release"]
    release = Event.objects.get(subject_id=str(file.pk), verb="files.release")
    # The hash of what was sent stays in the trail; its bytes, with all they told of their author, do not stay.
    assert release.details["original_sha256"] == file.original_digest
    assert release.details["sha256"] == file.digest != file.original_digest
    assert release.details["taken_out"] == ["metadata"]
    assert samples.SECRET.encode() not in b"".join(current().read(file.digest))


@pytest.mark.parametrize("address", ["unix", "tcp"])
def test_what_the_scanner_knows_is_refused_and_what_it_does_not_is_released(
    processed, settings, clamd, address, request, socket_enabled
):
    settings.FILES_SCANNER = clamd if address == "unix" else request.getfixturevalue("relay")
    infected = processed(b"words " * 50_000 + MARK + b" words", "letter.txt")
    assert (infected.state, infected.fault) == (State.REFUSED, Fault.INFECTED)
    assert infected.detail == "Comity.Test.Mark.UNOFFICIAL"
    assert verbs(infected) == ["files.receive", "files.refuse"]
    clean = processed(b"words " * 50_000, "letter.txt")
    assert clean.state == State.RELEASED
    assert clean.scanner.startswith("ClamAV ")
    assert Event.objects.get(subject_id=str(clean.pk), verb="files.scan").details["scanner"] == clean.scanner


@pytest.fixture
def relay(clamd, socket_enabled):
    """The same scanner over TCP."""
    import socket

    heard = socket.create_server(("127.0.0.1", 0))
    ways = []

    def pump(source, target):
        with source, target:
            while piece := source.recv(65536):
                target.sendall(piece)

    def listen():
        while True:
            try:
                line, _address = heard.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(clamd.removeprefix("unix:"))
            for pair in ((line, far), (far.dup(), line.dup())):
                ways.append(threading.Thread(target=pump, args=pair, daemon=True))
                ways[-1].start()

    threading.Thread(target=listen, daemon=True).start()
    yield f"tcp:127.0.0.1:{heard.getsockname()[1]}"
    heard.close()


def test_a_virus_packed_in_an_office_file_is_found(processed, settings, clamd):
    settings.FILES_SCANNER = clamd
    file = processed(samples.docx(more=[("word/media/picture.bin", MARK)]), "letter.docx")
    assert (file.state, file.fault) == (State.REFUSED, Fault.INFECTED)


def test_a_file_larger_than_the_scanner_takes_is_not_let_through(processed, settings, clamd):
    settings.FILES_SCANNER = clamd
    file = processed(b"0123456789abcde\n" * (21 * 2**16), "long.txt")
    assert (file.state, file.fault) == (State.QUARANTINE, Fault.SCANNER_SILENT)
    assert "size limit exceeded" in file.detail


def test_a_silent_scanner_keeps_files_in_quarantine_and_is_asked_again_later_and_later(
    sent, service, settings, clamd, tmp_path
):
    settings.FILES_SCANNER = f"unix:{tmp_path / 'nobody'}"
    file = sent(samples.pdf())
    pauses = []
    for _round in range(4):
        assert actions.process_due(by=service).put_off == 1
        file.refresh_from_db()
        assert (file.state, file.fault) == (State.QUARANTINE, Fault.SCANNER_SILENT)
        pauses.append(round((file.next_at - timezone.now()).total_seconds()))
        # Nobody asks before the pause is over.
        assert actions.process_due(by=service).all == 0
        File.objects.update(next_at=timezone.now())
    assert pauses == [30, 60, 120, 240]
    assert rules.pause_after(60) == dt.timedelta(hours=6)
    settings.FILES_SCANNER = clamd
    actions.process_due(by=service)
    file.refresh_from_db()
    assert (file.state, file.fault) == (State.RELEASED, "")


def test_a_process_that_dies_with_a_file_in_hand_leaves_it_to_another(sent, service, monkeypatch):
    from comity.base.files.actions import processing

    file = sent(b"words\n", "a.txt")
    monkeypatch.setattr(processing, "_carried_on", lambda *given: None)
    actions.process_due(by=service)
    monkeypatch.undo()
    assert actions.process_due(by=service).all == 0
    assert queries.due(timezone.now() + rules.LEASE).get() == file
    File.objects.update(next_at=timezone.now())
    assert actions.process_due(by=service).released == 1


def test_bytes_that_were_changed_in_the_store_are_never_released(sent, service, settings):
    file = sent(b"words\n", "a.txt")
    (settings.HOME / "files" / file.digest[:2] / file.digest[2:]).write_bytes(b"other\n")
    actions.process_due(by=service)
    file.refresh_from_db()
    assert (file.state, file.fault) == (State.REFUSED, Fault.CHANGED)


def test_bytes_that_are_missing_leave_the_file_where_it_stands(sent, service, settings):
    file = sent(b"words\n", "a.txt")
    (settings.HOME / "files" / file.digest[:2] / file.digest[2:]).unlink()
    assert actions.process_due(by=service).put_off == 1
    file.refresh_from_db()
    assert (file.state, file.fault) == (State.QUARANTINE, Fault.CHANGED)


@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("start", State)
def test_only_the_steps_of_the_table_can_be_taken(sent, service, start, to):
    file = sent(b"words\n", "a.txt")
    now = timezone.now()
    ended = start in {State.REFUSED, State.REMOVED}
    stands = {"scanned_at": now, "released_at": now, "fault": Fault.WITHDRAWN if ended else "", "ended_at": now}
    File.objects.update(state=start, digest="" if start == State.REMOVED else file.digest, **stands)
    file.refresh_from_db()
    fields = {"fault": Fault.WITHDRAWN, "digest": "" if to == State.REMOVED else file.digest}
    if (start, to) in STEPS:
        move(file, to, by=service, **fields)
        assert file.state == to
        assert verbs(file)[-1] == STEPS[start, to]
    else:
        with pytest.raises(NotNow):
            move(file, to, by=service, **fields)
        file.refresh_from_db()
        assert file.state == start


def test_every_state_can_be_reached_and_only_the_last_has_no_way_out():
    assert {to for _start, to in STEPS} | {State.QUARANTINE} == set(State)
    assert set(State) - {start for start, _to in STEPS} == {State.REMOVED}


def test_of_two_who_move_a_file_one_is_told(processed, person_with):
    file = processed(b"words\n", "a.txt")
    twin = File.objects.get(pk=file.pk)
    editor = person_with("editor")
    actions.withdraw(file, "by mistake", by=editor)
    with pytest.raises(NotNow):
        actions.withdraw(twin, "by mistake", by=editor)
    assert verbs(file).count("files.withdraw") == 1


def test_nobody_sends_without_end(sent, person_with, monkeypatch):
    monkeypatch.setattr(rules, "MOST_A_DAY", 2)
    person = person_with("contributor")
    for number in range(2):
        sent(f"{number}\n".encode(), "a.txt", by=person)
    with pytest.raises(NotNow, match="2 files within a day"):
        sent(b"more\n", "a.txt", by=person)
    File.objects.filter(sent_by=person).update(sent_at=timezone.now() - dt.timedelta(days=2))
    sent(b"more\n", "a.txt", by=person)


def test_only_staff_take_files_back(processed, person_with):
    file = processed(b"words\n", "a.txt")
    with pytest.raises(NotPermitted):
        actions.withdraw(file, "mine", by=file.sent_by)
    with pytest.raises(NotPermitted):
        actions.retry(file, by=file.sent_by)


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_sent_at_once_by_many_are_kept_once(person_with, settings):
    people = [person_with("contributor") for _number in range(4)]
    content, failed = samples.pdf(), []

    def send(person):
        try:
            actions.receive(actions.lay([content], "law.pdf"), by=person)
        except Exception as error:  # noqa: BLE001 -- told below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[one]) for one in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if connection.vendor == "sqlite" and connection.settings_dict["NAME"].startswith("file:memory"):
        # A database in memory has one writer and no queue: whoever came second may try again.
        failed = [one for one in failed if "locked" not in str(one)]
    assert failed == []
    assert File.objects.count() >= 1
    assert len({file.digest for file in File.objects.all()}) == 1
    assert len(list(current().everything())) == 1
