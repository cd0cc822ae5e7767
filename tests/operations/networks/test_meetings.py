"""Meetings of networks and their documents: for members, or for all, as the Secretariat chooses; for nobody else."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comity.base.audit.models import Event
from comity.base.files import actions as files
from comity.base.files.models import File
from comity.base.notices.models import Notice
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.networks import actions, queries
from comity.operations.networks.models import Meeting, Member, Paper
from comity.operations.networks.shapes import Convened, Document


DAY = dt.date(2026, 5, 12)
PAGE = "/en/networks/east/meetings/"


@pytest.fixture
def meeting(world, registry):
    return actions.put_meeting(
        world.network,
        Convened(title="Fourth PLENARY", begins_on=DAY, venue="Nairobi", agenda="Opening\nAny other business"),
        by=registry,
    )


@pytest.fixture
def paper(registry, service, meeting):
    """Add a document; a file is processed until it is released."""

    def add(title="Report HIDDEN", *, link="", is_public=False, to=None):
        laid = None if link else files.lay([b"What was said.\n"], "report.txt")
        made = actions.add_paper(
            to or meeting, Document(title=title, link=link, is_public=is_public), laid, by=registry
        )
        files.process_due(by=service)
        made.refresh_from_db()
        return made

    return add


@pytest.fixture
def read(client):
    """Open a page as somebody, or as a visitor."""

    def read(person, address):
        client.logout()
        if person is not None:
            client.force_login(person)
        return client.get(address)

    return read


def page_of(meeting):
    return f"{PAGE}{meeting.pk}/"


def bytes_of(paper):
    return f"/en/files/{paper.file_id}/"


def test_what_is_for_members_is_read_by_members_and_staff_and_not_known_to_anybody_else(
    world, cast, registry, meeting, paper, read
):
    added = paper()
    inside = [world.rome.member, world.nairobi.member, cast["other_state"], registry]
    outside = [None, *(one for name, one in cast.items() if name != "other_state")]
    for person in inside:
        assert "Fourth PLENARY" in read(person, PAGE).content.decode()
        shown = read(person, page_of(meeting)).content.decode()
        assert "Report HIDDEN" in shown
        assert "Any other business" in shown
        got = read(person, bytes_of(added))
        assert (got.status_code, b"".join(got)) == (200, b"What was said.\n")
    for person in outside:
        listed = read(person, PAGE)
        assert listed.status_code == 200
        assert "PLENARY" not in listed.content.decode()
        assert "PLENARY" not in read(person, "/en/networks/east/").content.decode()
        # A guessed identifier and one that was never given are answered alike.
        for address in (page_of(meeting), f"{PAGE}{uuid.uuid4()}/", bytes_of(added)):
            assert read(person, address).status_code == 404, (person, address)
        assert not queries.papers_visible_to(person).exists()
        assert not queries.readable_files(person).exists()


def test_a_member_whose_post_has_ended_or_whose_state_has_left_reads_no_more(world, registry, meeting, paper, read):
    added = paper()
    assert read(world.rome.member, bytes_of(added)).status_code == 200
    Member.objects.filter(network=world.network, place="IT").update(left_on=dt.date(2026, 1, 1))
    assert read(world.rome.member, page_of(meeting)).status_code == 404
    assert read(world.rome.member, bytes_of(added)).status_code == 404
    actions.end_post(world.kenya, None, by=registry)
    assert read(world.nairobi.member, bytes_of(added)).status_code == 404
    assert read(world.second, bytes_of(added)).status_code == 200


def test_what_is_public_is_read_by_all_and_only_that(world, registry, meeting, paper, read):
    kept, shown = paper("Kept SECRET"), paper("Shown report", is_public=True)
    # Of a meeting that members alone know of nothing is public, whatever stands at the document.
    assert read(None, bytes_of(shown)).status_code == 404
    told = Convened(title="Fourth PLENARY", begins_on=DAY, is_public=True)
    actions.put_meeting(world.network, told, held=meeting, by=registry)
    page = read(None, page_of(meeting)).content.decode()
    assert "Shown report" in page
    assert "Kept SECRET" not in page
    assert read(None, bytes_of(shown)).status_code == 200
    assert read(None, bytes_of(kept)).status_code == 404
    assert "1 document<" in read(None, PAGE).content.decode()
    actions.show_paper(shown, is_public=False, by=registry)
    assert read(None, bytes_of(shown)).status_code == 404


def test_a_meeting_is_found_under_its_own_network_alone(world, registry, meeting, read):
    for person in (registry, world.rome.member):
        assert read(person, f"/en/networks/west/meetings/{meeting.pk}/").status_code == 404


def test_words_find_titles_that_the_reader_may_know_of(world, registry, meeting, paper, read):
    paper("Guide to freezing", is_public=True)
    paper("Names of OFFICERS")
    actions.put_meeting(world.network, Convened(title="Workshop", begins_on=DAY, is_public=True), by=registry)
    told = Convened(title="Fourth PLENARY", begins_on=DAY, is_public=True)
    actions.put_meeting(world.network, told, held=meeting, by=registry)

    def found(person, words):
        return [one.title for one in queries.meetings_of(world.network, person, words)]

    assert found(world.rome.member, "names officers") == ["Fourth PLENARY"]
    assert found(None, "names officers") == []
    assert found(None, "freezing") == ["Fourth PLENARY"]
    assert found(None, "WORKSHOP") == ["Workshop"]
    assert "No" not in found(None, "%")
    assert found(None, "%") == []
    assert "Workshop" not in read(None, f"{PAGE}?q=plenary").content.decode()


def test_only_the_secretariat_writes(world, cast, registry, meeting, paper, client):
    added, told = paper(), Convened(title="Mine", begins_on=DAY)
    for person in (world.rome.member, *cast.values()):
        for act in (
            lambda by: actions.put_meeting(world.network, told, by=by),
            lambda by: actions.put_meeting(world.network, told, held=meeting, by=by),
            lambda by: actions.drop_meeting(meeting, by=by),
            lambda by: actions.add_paper(meeting, Document(title="Mine", link="https://example.org/"), None, by=by),
            lambda by: actions.show_paper(added, is_public=True, by=by),
            lambda by: actions.take_away(added, by=by),
        ):
            with pytest.raises(NotPermitted):
                act(person)
        client.force_login(person)
        assert client.get(f"{PAGE}new/").status_code == 403
        for verb in ("edit", "documents", "drop", "open", "keep", "take-away"):
            answer = client.post(f"{page_of(meeting)}{verb}/", {"paper": str(added.pk), "title": "Mine"})
            assert answer.status_code == 403, verb
    client.logout()
    assert client.post(f"{page_of(meeting)}drop/").status_code == 302
    meeting.refresh_from_db()
    added.refresh_from_db()
    assert (meeting.title, added.is_public, Paper.objects.count()) == ("Fourth PLENARY", False, 1)


def test_members_who_want_it_are_told_once_for_several_documents_and_nothing_of_them(
    world, cast, meeting, paper, registry
):
    actions.want_papers(world.network, wants=False, by=world.second)
    paper("Secret TITLE")
    paper("Another TITLE")
    told = Notice.objects.filter(kind="networks.paper")
    people = {one.person_id for one in told}
    assert people == {world.rome.member.pk, world.nairobi.member.pk, cast["other_state"].pk}
    assert told.count() == 3
    assert {one.address for one in told} == {f"/networks/east/meetings/{meeting.pk}/"}
    assert "TITLE" not in str(list(told.values()))
    with pytest.raises(NotPermitted):
        actions.want_papers(world.network, wants=True, by=cast["former"])


def test_a_file_waits_until_it_is_released_and_goes_when_it_is_taken_away(
    world, registry, meeting, read, service, paper
):
    laid = files.lay([b"Draft.\n"], "draft.txt")
    made = actions.add_paper(meeting, Document(title="Waits"), laid, by=registry)
    assert read(world.rome.member, bytes_of(made)).status_code == 404
    shown = read(world.rome.member, page_of(meeting)).content.decode()
    assert "Waits" in shown
    assert bytes_of(made) not in shown
    files.process_due(by=service)
    assert bytes_of(made) in read(world.rome.member, page_of(meeting)).content.decode()
    address = bytes_of(made)
    actions.take_away(Paper.objects.get(pk=made.pk), by=registry)
    assert read(world.rome.member, address).status_code == 404
    assert File.objects.get(pk=made.file_id).digest == ""


def test_the_secretariat_enters_a_meeting_and_its_documents_on_the_page(world, registry, client, service):
    client.force_login(registry)
    typed = {"title": "Fifth plenary", "begins_on": "2026-09-01", "ends_on": "2026-09-03", "venue": "Rome"}
    answer = client.post(f"{PAGE}new/", typed)
    made = Meeting.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(made))
    assert client.post(f"{PAGE}new/", {**typed, "ends_on": "2026-08-01"}).status_code == 422

    file = SimpleUploadedFile("minutes.txt", b"Minutes.\n", content_type="text/html")
    assert client.post(f"{page_of(made)}documents/", {"title": "Minutes", "file": file}).status_code == 302
    link = {"title": "Site", "link": "https://example.org/plenary", "is_public": "on"}
    assert client.post(f"{page_of(made)}documents/", link).status_code == 302
    for wrong in (
        {"title": "Neither"},
        {"title": "Both", "link": link["link"], "file": SimpleUploadedFile("a.txt", b"A.\n")},
        {"title": "Script", "link": "javascript:alert(1)"},
        {"title": "", "link": link["link"]},
        {"title": "Program", "file": SimpleUploadedFile("a.txt", b"MZ\x90\x00\x03" + bytes(200))},
    ):
        assert client.post(f"{page_of(made)}documents/", wrong).status_code == 422, wrong["title"]
    assert [one.title for one in Paper.objects.all()] == ["Minutes", "Site"]

    # With documents it is not taken away; without them it is.
    answer = client.post(f"{page_of(made)}drop/")
    assert answer.status_code == 409
    assert "Take them away first." in answer.content.decode()
    for one in Paper.objects.all():
        assert client.post(f"{page_of(made)}take-away/", {"paper": str(one.pk)}).status_code == 302
    assert client.post(f"{page_of(made)}take-away/", {"paper": "nothing"}).status_code == 404
    assert client.post(f"{page_of(made)}drop/").status_code == 302
    assert not Meeting.objects.exists()


def test_what_cannot_be_is_refused_by_the_action_and_by_the_table(world, registry, meeting):
    for told in (Convened(title=" ", begins_on=DAY), Convened(title="A", begins_on=DAY, ends_on=dt.date(2026, 5, 1))):
        with pytest.raises(Unreadable):
            actions.put_meeting(world.network, told, by=registry)
    for told in (
        Document(title="A"),
        Document(title="A", link="ftp://example.org/"),
        Document(title=" ", link="https://a.org/"),
    ):
        with pytest.raises(Unreadable):
            actions.add_paper(meeting, told, None, by=registry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(meeting=meeting, title="A", added_by=registry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(ends_on=dt.date(2026, 1, 1))
    actions.add_paper(meeting, Document(title="A", link="https://example.org/"), None, by=registry)
    with pytest.raises(NotNow):
        actions.drop_meeting(meeting, by=registry)


def test_what_is_done_and_read_is_noted_without_titles(world, meeting, paper, read):
    paper("Report HIDDEN")
    read(world.rome.member, page_of(meeting))
    noted = Event.objects.filter(verb__startswith="networks.")
    assert {"networks.put_meeting", "networks.add_paper", "networks.meetings"} <= {one.verb for one in noted}
    assert "HIDDEN" not in str(list(noted.values()))
    assert "PLENARY" not in str(list(noted.values()))


def test_the_list_asks_the_same_however_many_there_are(world, registry, meeting, paper, client):
    client.force_login(world.rome.member)
    paper()
    counts = []
    for number in range(3):
        made = actions.put_meeting(world.network, Convened(title=f"M {number}", begins_on=DAY), by=registry)
        paper(f"P {number}", link="https://example.org/", to=made)
        # Once before it is counted: what every page keeps in memory for some seconds is read again by either.
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
