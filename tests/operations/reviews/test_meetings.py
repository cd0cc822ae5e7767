"""Meetings of the working group and dialogues: announced, registered for, admitted by the bureau, and held."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.kernel.shares import Share
from comity.operations.reviews.actions import assemblies as actions
from comity.operations.reviews.enums import Admission, Assembly, Capacity, Gender, Office
from comity.operations.reviews.models import Gathering, Registration
from comity.operations.reviews.queries import assemblies as queries
from comity.operations.reviews.shapes import Applicant

from ...contracts.test_records import card, example
from .ministries import World


SOON = dt.timedelta(days=30)
NGO = Applicant(
    Capacity.NGO, "Ada secret-name", organisation="Watch", mail="ada@secret.example", expertise="secret-expertise"
)


def told(**other):
    now = timezone.now()
    return {
        "kind": Assembly.WORKING_GROUP, "mechanism": "corruption", "title": "First meeting", "after": None,
        "begins_at": now + SOON, "ends_at": now + SOON + dt.timedelta(days=2), "form": "hybrid", "venue": "Hall B",
        "registration_ends_at": now + SOON - dt.timedelta(days=5),
    } | other  # fmt: skip


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def meeting(world):
    """A meeting that is announced, with a chair and another member of the bureau, who lead no reviews."""
    made = actions.arrange_meeting(told(), by=world.host)
    actions.keep_item(made, 1, "Opening", by=world.host)
    world.chair, world.member = world.people["CH"].colleague, world.people["BR"].colleague
    actions.seat_officer(made, world.chair, Office.CHAIR, by=world.host)
    actions.seat_officer(made, world.member, Office.MEMBER, by=world.host)
    return actions.announce(made, by=world.host)


def registered(meeting, by=None, **other):
    return actions.register(meeting, Applicant(**{**vars_of(NGO), **other}), by=by)


def vars_of(one):
    return {name: getattr(one, name) for name in one.__slots__}


def test_before_it_is_announced_only_who_leads_sees_a_meeting(world, client):
    made = actions.arrange_meeting(told(), by=world.host)
    with pytest.raises(NotNow, match="agenda"):
        actions.announce(made, by=world.host)
    for person in (None, world.people["IT"].point, world.editor):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(reverse("reviews:gathering", args=[made.pk])).status_code == 404
        assert client.get(reverse("reviews:gathering-ics", args=[made.pk])).status_code == 404
        assert b"First meeting" not in client.get(reverse("reviews:gatherings")).content
    with pytest.raises(NotNow, match="not announced"):
        registered(made)
    for act in (
        lambda: actions.arrange_meeting(told(), by=world.people["IT"].point),
        lambda: actions.keep_item(made, 1, "x", by=world.editor),
        lambda: actions.announce(made, by=world.people["IT"].point),
        lambda: actions.call_off(made, "x", by=world.editor),
        lambda: actions.seat_officer(made, world.editor, Office.CHAIR, by=world.editor),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_times_fit_and_a_dialogue_follows_a_meeting(world, meeting):
    now = timezone.now()
    for wrong in (
        {"ends_at": now},
        {"registration_ends_at": now + SOON * 2},
        {"kind": Assembly.DIALOGUE},
        {"after": meeting},
        {"kind": Assembly.DIALOGUE, "after": meeting},
    ):
        with pytest.raises(Unreadable):
            actions.arrange_meeting(told(**wrong), by=world.host)
    later = meeting.ends_at + dt.timedelta(hours=1)
    dialogue = told(kind=Assembly.DIALOGUE, after=meeting, begins_at=later, ends_at=later + dt.timedelta(hours=3))
    made = actions.arrange_meeting(dialogue, by=world.host)
    actions.keep_item(made, 1, "Open to all", by=world.host)
    made = actions.announce(made, by=world.host)
    # Who comes to a dialogue, and who to a meeting.
    assert registered(made, seat=Capacity.ACADEMIA)[0].state == Admission.PENDING
    for gathering, seat in ((made, Capacity.INTERGOVERNMENTAL), (meeting, Capacity.PRIVATE)):
        with pytest.raises(Unreadable):
            registered(gathering, seat=seat)


def test_a_state_registers_its_people_who_are_approved_and_nobody_elses(world, meeting):
    delegate = Applicant(Capacity.HEAD, "Bruna", place="IT")
    made, token = actions.register(meeting, delegate, by=world.people["IT"].point)
    assert (made.state, made.place_id, made.by) == (Admission.APPROVED, "IT", world.people["IT"].point)
    for person in (None, world.people["AT"].point, world.people["IT"].expert, world.host):
        with pytest.raises(NotPermitted):
            actions.register(meeting, delegate, by=person)
    # Nobody says another's gender; the person does, with the address that is theirs.
    with pytest.raises(Unreadable, match="of themselves"):
        actions.register(
            meeting, Applicant(Capacity.DELEGATE, "B", place="IT", gender="man"), by=world.people["IT"].point
        )
    with pytest.raises(NotPermitted):
        actions.say_gender(made, Gender.MAN, token="", by=world.people["IT"].point)
    assert actions.say_gender(made, Gender.WOMAN, token=token, by=None).gender == "woman"
    with pytest.raises(NotNow):
        actions.admit(made, Admission.OBJECTED, "no", by=world.chair)


def test_the_bureau_admits_or_objects_with_a_reason(world, meeting):
    made, _token = registered(meeting)
    assert set(Notice.objects.filter(kind=actions.ADMIT).values_list("person", flat=True)) == {
        world.chair.pk, world.member.pk,
    }  # fmt: skip
    for person in (world.people["IT"].point, world.editor):
        with pytest.raises(NotPermitted):
            actions.admit(made, Admission.APPROVED, by=person)
    with pytest.raises(Unreadable, match="why"):
        actions.admit(made, Admission.OBJECTED, " ", by=world.member)
    with pytest.raises(Unreadable):
        actions.admit(made, Admission.PENDING, by=world.member)
    actions.admit(made, Admission.OBJECTED, "secret-reason", by=world.member)
    assert not Notice.objects.filter(kind=actions.ADMIT, done_at=None).exists()
    actions.admit(made, Admission.APPROVED, by=world.chair)
    made.refresh_from_db()
    assert made.state == Admission.APPROVED
    assert [(one.state, one.by) for one in made.decisions.all()] == [
        ("objected", world.member), ("approved", world.chair),
    ]  # fmt: skip
    noted = " ".join(str(each.details) for each in Event.objects.filter(verb__startswith="meeting."))
    assert "secret-" not in noted


def test_who_registered_sees_what_became_of_it_and_nobody_else_does(world, meeting, client):
    address = reverse("reviews:gathering", args=[meeting.pk])
    sent = {"seat": "ngo", "name": "Ada secret-name", "organisation": "Watch", "mail": "ada@secret.example",
            "expertise": "secret-expertise"}  # fmt: skip
    assert client.post(address, sent | {"mail": ""}).status_code == 422
    answer = client.post(address, sent)
    assert answer.status_code == 200
    own = answer.context["address"]
    made = Registration.objects.get()
    assert made.token_hash not in own
    actions.admit(made, Admission.OBJECTED, "Not on this subject", by=world.chair)
    shown = client.get(own)
    assert b"Not on this subject" in shown.content
    assert client.get(own[:-3] + "xx/").status_code == 404
    for person in (None, world.people["IT"].point, world.editor, world.people["CH"].point):
        client.logout()
        if person:
            client.force_login(person)
        for name in ("gathering-desk", "gathering-csv"):
            assert client.get(reverse(f"reviews:{name}", args=[meeting.pk])).status_code == (404 if person else 302)
        assert b"secret-" not in client.get(address).content
    client.logout()
    assert client.post(own, {"do": "gender", "gender": "woman"}).status_code == 302
    assert client.post(own, {"do": "back"}).status_code == 302
    assert client.post(own, {"do": "back"}).status_code == 409
    made.refresh_from_db()
    assert (made.state, made.mail, made.expertise, made.gender) == (Admission.WITHDRAWN, "", "", "")


def test_one_network_sends_only_so_many(meeting, monkeypatch):
    monkeypatch.setattr(actions, "SENT", Share(2))
    for _number in range(2):
        actions.register(meeting, NGO, network="192.0.2.0/24", by=None)
    with pytest.raises(NotNow, match="network"):
        actions.register(meeting, NGO, network="192.0.2.0/24", by=None)
    actions.register(meeting, NGO, network="198.51.100.0/24", by=None)


def test_registration_closes(world, meeting):
    with pytest.raises(NotNow, match="over"):
        actions.register(meeting, NGO, by=None, now=meeting.registration_ends_at + dt.timedelta(minutes=1))
    actions.call_off(meeting, "The hall burnt", by=world.host)
    meeting.refresh_from_db()
    with pytest.raises(NotNow, match="called off"):
        registered(meeting)
    with pytest.raises(NotNow):
        actions.call_off(meeting, "again", by=world.host)


def test_focal_points_are_told_and_calendars_follow(world, meeting, client):
    points = {world.people[code].point.pk for code in World.STATES}
    told_of = Notice.objects.filter(kind=actions.ANNOUNCED)
    assert points <= set(told_of.values_list("person", flat=True))
    address = reverse("reviews:gathering-ics", args=[meeting.pk])
    first = Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]
    assert (first["summary"], first["status"], first["location"]) == ("First meeting", "CONFIRMED", "Hall B")
    moved = told(begins_at=meeting.begins_at + dt.timedelta(days=1), ends_at=meeting.ends_at + dt.timedelta(days=1))
    held = actions.arrange_meeting(moved, held=Gathering.objects.get(), by=world.host)
    actions.call_off(held, "The hall burnt", by=world.host)
    second = Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]
    assert (second["uid"], second["status"]) == (first["uid"], "CANCELLED")
    assert second["sequence"] > first["sequence"]
    assert second.decoded("dtstart").replace(microsecond=0) == held.begins_at.replace(microsecond=0)
    assert b"The hall burnt" in client.get(reverse("reviews:gathering", args=[meeting.pk])).content


def test_lists_count_by_what_was_said_and_tell_no_small_number(world, meeting, client):
    for number in range(8):
        made, token = registered(meeting, name=f"=Name {number}", gender="woman" if number < 7 else "man")
        actions.admit(made, Admission.APPROVED, by=world.chair)
    registered(meeting, name="Waits", gender="man")
    actions.register(meeting, Applicant(Capacity.HEAD, "Bruna", place="IT"), by=world.people["IT"].point)
    counts = queries.counted(queries.registrations(meeting, world.host))
    assert counts["seat"] == {"ngo": 8, "head": 1}
    assert counts["place"] == {"IT": 1}
    assert counts["gender"]["man"] is None
    assert counts["gender"][""] is None
    client.force_login(world.chair)
    rows = list(
        csv.reader(io.StringIO(client.get(reverse("reviews:gathering-csv", args=[meeting.pk])).content.decode()))
    )
    assert len(rows) == 11
    assert {row[0][:6] for row in rows[1:]} == {"'=Name", "Waits", "Bruna"}
    # Who was registered by their State has said nothing of themselves.
    assert next(row for row in rows if row[0] == "Bruna")[6] == ""
    client.force_login(world.people["IT"].point)
    shown = client.get(reverse("reviews:gathering", args=[meeting.pk])).content
    assert b"Bruna" in shown
    assert b"=Name" not in shown
    assert token


def test_attendance_is_written_down_once_it_has_begun(world, meeting):
    head, _token = actions.register(
        meeting, Applicant(Capacity.HEAD, "Bruna", place="IT"), by=world.people["IT"].point
    )
    waits, _token = registered(meeting)
    with pytest.raises(NotNow):
        actions.write_attendance(meeting, {head.pk}, by=world.host)
    Gathering.objects.update(begins_at=timezone.now() - dt.timedelta(hours=1))
    meeting.refresh_from_db()
    with pytest.raises(NotPermitted):
        actions.write_attendance(meeting, {head.pk}, by=world.chair)
    assert actions.write_attendance(meeting, {head.pk, waits.pk}, by=world.host) == 1
    waits.refresh_from_db()
    assert waits.has_attended is None


def test_documents_before_the_meeting_are_public_records(world, meeting, client):
    records.put(example(detail_models()["strategy"], 1), card(1, title="Background paper"), by=world.editor)
    record, item = Record.objects.get(texts__title="Background paper"), meeting.items.get()
    actions.lay_before(item, record.pk, by=world.host)
    address = reverse("reviews:gathering", args=[meeting.pk])
    assert b"Background paper" in client.get(address).content
    records.withdraw(record, reason="Wrong", by=world.editor)
    assert b"Background paper" not in client.get(address).content
    with pytest.raises(Unreadable):
        actions.lay_before(item, record.pk, by=world.host)


def test_the_desk_does_what_it_offers(world, client):
    client.force_login(world.host)
    start = timezone.now() + SOON
    sent = {
        "kind": "working_group", "mechanism": "corruption", "title": "Second meeting", "form": "online",
        "begins_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + SOON:%Y-%m-%dT%H:%M}",
        "registration_ends_at": f"{start:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post(reverse("reviews:gathering-new"), sent | {"ends_at": sent["begins_at"]}).status_code == 422
    assert client.post(reverse("reviews:gathering-new"), sent).status_code == 302
    made = Gathering.objects.get()
    address = reverse("reviews:gathering-desk", args=[made.pk])

    def does(status=302, **data):
        assert client.post(address, data).status_code == status

    assert client.get(address).status_code == 200
    does(409, do="announce")
    does(422, do="item", number="")
    does(do="item", number="1", title="Opening")
    does(do="item", number="2", title="Closing")
    does(do="drop", agenda=made.items.get(number=2).pk)
    does(409, do="officer", username="nobody", office="chair")
    does(do="officer", username=world.people["CH"].colleague.username, office="chair")
    does(do="announce")
    ngo, _token = registered(Gathering.objects.get())
    client.force_login(world.people["CH"].colleague)
    does(409, do="object", registration=ngo.pk)
    does(do="approve", registration=ngo.pk)
    does(403, do="call-off", reason="x")
    client.force_login(world.host)
    Gathering.objects.update(begins_at=timezone.now() - SOON)
    does(do="attendance", came=ngo.pk)
    ngo.refresh_from_db()
    assert (ngo.state, ngo.has_attended) == (Admission.APPROVED, True)
    does(do="unseat", seat=made.bureau.get().pk)
    assert client.get(reverse("reviews:gathering-edit", args=[made.pk])).status_code == 200
    does(do="call-off", reason="No quorum")
    assert b"No quorum" in client.get(reverse("reviews:gathering", args=[made.pk])).content


@pytest.mark.parametrize("many", [1, 5])
def test_the_desk_asks_as_often_however_many_registered(world, meeting, many, client, django_assert_max_num_queries):
    for number in range(many):
        made, _token = registered(meeting, name=f"n{number}")
        actions.admit(made, Admission.APPROVED, by=world.chair)
        actions.keep_item(meeting, number + 2, f"Item {number}", by=world.host)
    client.force_login(world.host)
    address = reverse("reviews:gathering-desk", args=[meeting.pk])
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)
