"""The desk and the pages of files: what stands on which list, in as many queries however much there is."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.base.notices.models import Notice
from comity.operations.casework import actions, queries
from comity.operations.casework.enums import Direction, Level, Part, Source
from comity.operations.casework.models import Case
from comity.operations.casework.queries import Wanted

from ...clock import today
from .conftest import SENT_ON


pytestmark = pytest.mark.django_db


def lists(person, **wanted):
    return {name: count for name, count in queries.counts(person, Wanted(**wanted), today()).items() if count}


def test_every_list_counts_what_stands_on_it(begin, rome, cast):
    member = rome.member
    first = begin()
    second = begin(direction=Direction.INCOMING, reference="ROMA-2")
    assert lists(member) == {"open": 2, "ours": 1, "theirs": 1, "unassigned": 2}
    actions.set_deadline(first, today(), source=Source.REQUEST, part=Part.REQUESTED, by=member)
    late = actions.set_deadline(
        second, today() - dt.timedelta(days=1), source=Source.OFFICER, part=Part.REQUESTED, by=member
    )
    actions.hand_over(first, member, by=member)
    actions.go(second, "ask", by=member)
    assert lists(member) == {"open": 2, "today": 1, "overdue": 1, "theirs": 2, "unassigned": 1}
    actions.meet_deadline(second, late.pk, by=member)
    Case.objects.filter(pk=second.pk).update(touched_at=timezone.now() - dt.timedelta(days=45))
    assert lists(member) == {"open": 2, "today": 1, "theirs": 2, "unassigned": 1, "quiet": 1}
    assert "quiet" not in lists(member, days=60)
    actions.go(first, "execute", by=member)
    assert lists(member)["ours"] == 1
    actions.go(first, "close", by=member)
    assert lists(member) == {"open": 1, "theirs": 1, "unassigned": 1, "quiet": 1, "closed": 1}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"ROMA-1", "ROMA-2"}),
        ({"type": "extradition"}, {"ROMA-2"}),
        ({"place": "PE"}, {"ROMA-2"}),
        ({"direction": "incoming"}, {"ROMA-2"}),
        ({"state": "acknowledged"}, {"ROMA-1"}),
        ({"number": "roma-2"}, {"ROMA-2"}),
        ({"number": "NBO"}, {"ROMA-1"}),
        ({"officer": "me"}, {"ROMA-1"}),
        ({"place": "FR"}, set()),
        # What means nothing narrows nothing.
        ({"direction": "sideways", "state": "nowhere", "show": "all", "days": "-4"}, {"ROMA-1", "ROMA-2"}),
    ],
)
def test_filters_narrow_the_list(begin, rome, office, wanted, found):
    office("PE")
    first = begin(their_reference="NBO-9")
    begin(direction=Direction.INCOMING, type="extradition", other_place="PE", reference="ROMA-2")
    actions.go(first, "acknowledge", by=rome.member)
    actions.hand_over(first, rome.member, by=rome.member)
    rows = queries.listed(rome.member, Wanted.of(wanted), today())
    assert {one.reference for one in rows} == found


@pytest.fixture
def many(begin, rome, office):
    """Some more files, each with all that the desk shows."""

    def many(number, first=0):
        for each in range(first, first + number):
            case = begin(reference=f"MANY-{each}", level=Level.RESTRICTED if each % 2 else Level.ORDINARY)
            actions.hand_over(case, rome.member, by=rome.member)
            for days in (0, 3):
                due = today() + dt.timedelta(days=days)
                actions.set_deadline(case, due, source=Source.OFFICER, part=Part.REQUESTED, by=rome.member)

    return many


@pytest.mark.parametrize("name", ["desk", "desk-csv", "desk-ics"])
def test_the_desk_asks_as_often_however_many_files_there_are(many, rome, request_sent, client, name):
    client.force_login(rome.member)

    def asked():
        with CaptureQueriesContext(connection) as several:
            assert client.get(reverse(f"casework:{name}")).status_code == 200
        return len(several)

    many(1)
    asked()
    once = asked()
    many(5, first=1)
    # What the foot of every page counts is asked anew once after anything was noted.
    asked()
    assert asked() == once


def test_the_page_of_a_file_asks_as_often_however_much_is_in_it(begin, many, rome, client):
    case = begin()
    client.force_login(rome.member)
    address = reverse("casework:page", args=[case.pk])

    def asked():
        with CaptureQueriesContext(connection) as several:
            assert client.get(address).status_code == 200
        return len(several)

    many(4)
    others = list(Case.objects.exclude(pk=case.pk).order_by("reference"))

    def fill(other):
        actions.set_deadline(case, today(), source=Source.OFFICER, part=Part.REQUESTED, by=rome.member)
        actions.link(case, other, by=rome.member)

    fill(others[0])
    asked()
    once = asked()
    for other in others[1:]:
        fill(other)
    asked()
    assert asked() == once


def test_the_table_holds_what_one_may_know_and_nothing_sealed(many, rome, cast, client):
    many(2)
    client.force_login(rome.member)
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("casework:desk-csv")).text)))
    assert [one["our_number"] for one in rows] == ["MANY-0", "MANY-1"]
    assert rows[0] | {"since_days": ""} == {
        "our_number": "MANY-0", "their_number": "", "direction": "outgoing", "type": "mutual-legal-assistance",
        "other_state": "KE", "state": "sent", "sent_on": SENT_ON.isoformat(), "since_days": "",
        "due_on": today().isoformat(), "officer": rome.member.username, "treaty": "", "level": "ordinary",
    }  # fmt: skip
    client.force_login(cast["colleague"])
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("casework:desk-csv")).text)))
    assert [one["our_number"] for one in rows] == ["MANY-0"]


def test_the_calendar_holds_days_and_addresses_and_no_number(many, rome, client):
    many(1)
    client.force_login(rome.member)
    answer = client.get(reverse("casework:desk-ics"))
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.text.count("BEGIN:VEVENT") == 2
    assert "MANY" not in answer.text
    assert f"/casework/{Case.objects.get().pk}/" in answer.text.replace("\r\n ", "")


@pytest.mark.parametrize("name", ["desk", "desk-csv", "desk-ics", "new"])
def test_whoever_keeps_no_files_has_no_desk(cast, client, name):
    for one in ("contributor", "administrator", "editor", "registry"):
        client.force_login(cast[one])
        assert client.get(reverse(f"casework:{name}")).status_code == 403
    client.logout()
    assert client.get(reverse(f"casework:{name}")).status_code == 302


def post(client, case, verb, **sent):
    return client.post(reverse("casework:act", args=[case.pk, verb]), sent)


def test_a_whole_file_is_kept_by_hand(begin, rome, cast, client):
    case, other = begin(type="extradition", instrument="COE-024"), begin(reference="ROMA-2")
    client.force_login(rome.member)
    assert post(client, case, "step", step="acknowledge", on="2026-03-05").status_code == 302
    assert post(client, case, "deadline", **{
        "deadline-due_on": "2026-12-31", "deadline-source": "request", "deadline-part": "requested",
    }).status_code == 302  # fmt: skip
    assert post(client, case, "compute", **{
        "treaty-rule": "arrest-18", "treaty-counted_from": "2026-03-02",
    }).status_code == 302  # fmt: skip
    assert post(client, case, "cost", **{
        "cost-amount": "12.50", "cost-currency": "eur", "cost-kind": "extraordinary", "cost-borne_by": "requesting",
        "cost-on": "2026-03-09",
    }).status_code == 302  # fmt: skip
    assert post(client, case, "link", number="ROMA-2").status_code == 302
    assert post(client, case, "officer", person=cast["colleague"].pk).status_code == 302
    page = client.get(reverse("casework:page", args=[case.pk])).text
    assert "18 days counted from 2026-03-02: COE-024, article 16(4)" in page
    assert "2026-03-20" in page
    assert "12.50 EUR" in page
    assert "ROMA-2" in page
    assert post(client, case, "met", pk=case.deadlines.first().pk).status_code == 302
    assert post(client, case, "uncost", pk=case.costs.get().pk).status_code == 302
    assert post(client, case, "unlink", other=other.pk).status_code == 302
    assert post(client, case, "step", step="refuse", on="2026-04-01").status_code == 409
    refused = post(client, case, "step", step="refuse", on="2026-04-01", ground="nationals", article="COE-024 6 1")
    assert refused.status_code == 302
    page = client.get(reverse("casework:page", args=[case.pk])).text
    assert "Own nationals are not extradited" in page
    assert "/treaties/COE-024/articles/6/" in page
    assert post(client, case, "step", step="close", on="2026-04-02").status_code == 302
    assert [one.state for one in case.occurrences.all()] == ["sent", "acknowledged", "refused", "closed"]
    assert Notice.objects.filter(person=cast["colleague"], kind="casework.yours").count() == 1
    # Whoever gives a file to others and is not on its list does not come back to it.
    assert post(client, case, "level", level="restricted").status_code == 302
    assert post(client, case, "unreader", person=rome.member.pk)["Location"].endswith("/casework/")


@pytest.mark.parametrize(
    ("verb", "sent", "status"),
    [
        ("step", {"step": "acknowledge", "on": "yesterday"}, 422),
        ("step", {"step": "close", "on": "2026-03-05"}, 409),
        ("deadline", {"deadline-due_on": "2026-31-12"}, 422),
        (
            "deadline",
            {"deadline-due_on": "2126-01-01", "deadline-source": "officer", "deadline-part": "requested"},
            409,
        ),
        ("compute", {"treaty-rule": "arrest-18", "treaty-counted_from": "2026-03-02"}, 422),
        ("cost", {"cost-amount": "-1"}, 422),
        ("officer", {"person": "999999"}, 422),
        ("level", {"level": "open"}, 422),
        ("link", {"number": "ROMA-404"}, 409),
        ("met", {"pk": "x"}, 404),
        ("receipt", {"receipt": "1"}, 404),
        ("unlink", {"other": "no key"}, 404),
        ("thread", {"thread": "no key"}, 404),
        ("burn", {}, 404),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(begin, rome, client, verb, sent, status):
    case = begin()
    client.force_login(rome.member)
    assert post(client, case, verb, **sent).status_code == status
    case.refresh_from_db()
    assert (case.procedure.state, case.level, case.deadlines.count(), case.costs.count()) == ("sent", "ordinary", 0, 0)


def test_the_form_of_a_file_keeps_what_it_says_and_refuses_what_was_overtaken(begin, rome, client):
    case = begin(their_reference="NBO-1")
    client.force_login(rome.member)
    address = reverse("casework:change", args=[case.pk])
    assert 'value="NBO-1"' in client.get(address).text
    sent = {
        "type": "extradition", "way": "post", "sent_on": "2026-03-01", "other_place": "KE", "reference": "ROMA-9",
        "urgency": "urgent", "revision": 1,
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 409
    assert client.post(address, {**sent, "revision": 2, "reference": "a name here"}).status_code == 422
    case.refresh_from_db()
    assert (case.type, case.reference, case.urgency, case.revision) == ("extradition", "ROMA-9", "urgent", 2)
