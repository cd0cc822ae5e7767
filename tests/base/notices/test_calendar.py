"""The calendar at a secret address, read back as a calendar program reads it."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from comity.base.audit.models import Event
from comity.base.notices.enums import Group
from comity.base.notices.models import CalendarFeed
from comity.base.notices.registry import Deadline, Kind, register, register_deadlines
from comity.base.notices.views import calendar as views
from comity.base.people.crypto import token_hash
from comity.kernel.shares import Share

from .calendars import strictly


SETTINGS = "/en/notices/settings/"


@pytest.fixture(autouse=True)
def _shares(monkeypatch):
    monkeypatch.setattr(views, "FETCHED", Share(5))
    monkeypatch.setattr(views, "MISSED", Share(5))


@pytest.fixture
def soon():
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=10)


@pytest.fixture
def deadlines(ana, somebody, soon):
    ben = somebody()
    moment = dt.datetime.combine(soon, dt.time(17), dt.timezone(dt.timedelta(hours=2)))
    found = [
        Deadline(key="task:1", kind="test.due", person_id=ana.pk, due=soon, address="/account/"),
        Deadline(key="task:2", kind="test.due", person_id=ana.pk, due=moment, address="/account/security/"),
        Deadline(key="task:1", kind="test.due", person_id=ben.pk, due=soon, address="/account/"),
    ]
    register_deadlines("test", lambda *, person, first, last: [one for one in found if one.person_id == person.pk])
    return found


@pytest.fixture
def address(client, ana):
    client.force_login(ana)

    def make(language="en"):
        page = client.post(f"/{language}/notices/settings/calendar/").text
        return (
            page.partition('<code class="address">')[2].partition("</code>")[0].removeprefix("https://comity.example")
        )

    return make


def test_it_is_read_back_as_programs_read_it(address, deadlines, soon):
    answer = Client().get(address())
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert answer.content.endswith(b"END:VCALENDAR\r\n")
    read = Calendar.from_ical(answer.content)
    assert read["VERSION"] == "2.0"
    assert "METHOD" not in read, "it is no message between calendars, and the type of the answer would have to say so"
    assert read["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert read["REFRESH-INTERVAL"].to_ical() == b"PT6H"
    day, moment = read.walk("VEVENT")
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (soon, soon + dt.timedelta(days=1))
    assert b"DTSTART;VALUE=DATE:" in answer.content
    # A moment is in UTC, so that no zone need be described.
    assert moment["DTSTART"].to_ical() == f"{soon:%Y%m%d}T150000Z".encode()
    assert (str(day["SUMMARY"]), str(day["URL"])) == ("Date", "https://comity.example/en/account/")
    assert not read.walk("VTIMEZONE")
    assert b"task:1" not in answer.content, "nothing of our keys stands in it"


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_it_is_what_the_standard_allows_and_nothing_else(address, deadlines, soon, ana, language, settings):
    register(
        "test.long", Kind(sentence="Länge; with, commas \\ and “quotes”: " + "期限到了" * 40, group=Group.DEADLINES)
    )
    deadlines += [Deadline(key="task:3", kind="test.long", person_id=ana.pk, due=soon, address="/account/")]
    answer = Client().get(address(language))
    events = strictly(answer.content)
    assert len(events) == 3
    assert {one["DTSTART"] for one in events if not isinstance(one["DTSTART"], dt.datetime)} == {soon}
    (long,) = [one for one in events if "quotes" in one["SUMMARY"]]
    assert long["SUMMARY"] == "Länge; with, commas \\ and “quotes”: " + "期限到了" * 40
    # A library reads the same, and finds nothing to complain of.
    read = Calendar.from_ical(answer.content)
    assert [str(one["SUMMARY"]) for one in read.walk("VEVENT")] == [one["SUMMARY"] for one in events]
    assert [one.errors for one in read.walk()] == [[]] * len(read.walk())


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"\r\nEND:VEVENT", b"\nEND:VEVENT"),
        (b"SUMMARY:Date", b"SUMMARY:Date, and more"),
        (b"SUMMARY:Date", b"SUMMARY:" + b"x" * 80),
        (b"DTSTART;VALUE=DATE:", b"DTSTART:"),
        (b"VERSION:2.0\r\n", b""),
        (b"VERSION:2.0", b"METHOD:PUBLISH\r\nVERSION:2.0"),
        (b"END:VCALENDAR\r\n", b""),
        (b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL"),
    ],
)
def test_the_strict_reader_finds_what_is_wrong(address, deadlines, right, wrong):
    content = Client().get(address()).content
    assert strictly(content)
    assert right in content
    with pytest.raises(AssertionError):
        strictly(content.replace(right, wrong, 1))


def test_the_same_event_keeps_its_name_when_its_day_moves(address, deadlines, soon, ana):
    where = address()
    before = [str(one["UID"]) for one in Calendar.from_ical(Client().get(where).content).walk("VEVENT")]
    deadlines[0] = Deadline(
        key="task:1", kind="test.due", person_id=ana.pk, due=soon + dt.timedelta(days=5), address="/account/"
    )
    after = [str(one["UID"]) for one in Calendar.from_ical(Client().get(where).content).walk("VEVENT")]
    assert set(before) == set(after)
    assert len(set(before)) == 2


def test_it_speaks_the_language_of_its_address(address, deadlines):
    read = Calendar.from_ical(Client().get(address("zh")).content)
    assert str(read.walk("VEVENT")[0]["URL"]) == "https://comity.example/zh/account/"
    assert str(read.walk("VEVENT")[0]["SUMMARY"]) != "Date"


def test_the_address_is_kept_as_a_hash_and_told_once(client, address, ana):
    where = address()
    token = where.rpartition("/")[2].removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert (feed.person, feed.token_hash) == (ana, token_hash(token))
    assert token not in client.get(SETTINGS).text
    assert token not in str(list(Event.objects.values()))


def test_what_is_renewed_revoked_or_closed_is_like_what_never_was(client, address, ana):
    first = address()
    second = address()
    assert Client().get(second).status_code == 200
    gone = [first, "/en/notices/calendar/never-was.ics"]
    client.post(f"{SETTINGS}calendar/end/")
    gone.append(second)
    third = address()
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    gone.append(third)
    answers = [Client().get(one) for one in gone]
    assert {one.status_code for one in answers} == {404}
    assert len({(one.content, tuple(sorted(one.headers.items()))) for one in answers}) == 1


def test_neither_fetching_nor_guessing_has_no_end(address, deadlines):
    where = address()
    assert [Client().get(where).status_code for _ in range(6)] == [200] * 5 + [429]
    guesses = [
        Client().get(f"/en/notices/calendar/guess{n}.ics", REMOTE_ADDR="203.0.113.7").status_code for n in range(6)
    ]
    assert guesses == [404] * 5 + [429]
    # Guessing hinders nobody who knows the address, also from the same network.
    views.FETCHED = Share(5)
    assert Client().get(where, REMOTE_ADDR="203.0.113.7").status_code == 200
