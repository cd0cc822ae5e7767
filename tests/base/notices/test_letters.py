"""When letters about notices come, what stands in them, and that none comes twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from comity.base.notices import registry, rules
from comity.base.notices.actions import choose, herald, notify, remind, send_due, settle
from comity.base.notices.enums import Fault, Group, Parameter, State, Way
from comity.base.notices.models import Message, Notice, Wishes
from comity.base.notices.registry import Deadline, register_deadlines
from comity.base.notices.shapes import Tally
from comity.base.people.actions.writing import write_to
from comity.base.people.models import Delegation, Membership, Organisation
from comity.engines.records import actions as records
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.strategies.models import Strategy

from .conftest import at


@pytest.fixture
def wish(ana):
    def keep(**fields):
        choose(Wishes(person=ana, **fields), by=ana)

    return keep


@pytest.fixture
def tell(ana, service):
    """Lay a notice into an inbox at a moment."""

    def lay(kind, moment, person=None, **fields):
        notify(person or ana, kind, **{"address": "/account/", "by": service} | fields)
        Notice.objects.filter(pk=Notice.objects.latest("created_at").pk).update(created_at=moment)

    return lay


def quiet(zone, first="22:00", last="07:00"):
    return Wishes(time_zone=zone, quiet_from=dt.time.fromisoformat(first), quiet_until=dt.time.fromisoformat(last))


@pytest.mark.parametrize(
    ("wishes", "moment", "expected"),
    [
        # Across midnight, by the clock on the wall: Rome is an hour ahead of Greenwich in winter.
        (quiet("Europe/Rome"), "2026-11-21 20:59", False),
        (quiet("Europe/Rome"), "2026-11-21 21:00", True),
        (quiet("Europe/Rome"), "2026-11-22 05:59", True),
        (quiet("Europe/Rome"), "2026-11-22 06:00", False),
        # Two hours ahead in summer.
        (quiet("Europe/Rome"), "2026-07-21 20:00", True),
        (quiet("Europe/Rome"), "2026-07-22 05:00", False),
        # The hour that there is twice is quiet twice, and the one that there is not is never waited for.
        (quiet("America/New_York", "01:00", "02:00"), "2026-11-01 05:30", True),
        (quiet("America/New_York", "01:00", "02:00"), "2026-11-01 06:30", True),
        (quiet("America/New_York", "01:00", "02:00"), "2026-11-01 07:00", False),
        (quiet("America/New_York", "02:00", "03:00"), "2026-03-08 06:59", False),
        (quiet("America/New_York", "02:00", "03:00"), "2026-03-08 07:00", False),
        # Half hours, and the other side of the line where the day begins.
        (quiet("Asia/Kathmandu"), "2026-11-21 16:15", True),
        (quiet("Asia/Kathmandu"), "2026-11-21 16:14", False),
        (quiet("Pacific/Kiritimati"), "2026-11-21 08:00", True),
        # Within a day; and hours that end when they begin are none.
        (quiet("UTC", "12:00", "14:00"), "2026-11-21 13:59", True),
        (quiet("UTC", "12:00", "14:00"), "2026-11-21 14:00", False),
        (quiet("UTC", "12:00", "12:00"), "2026-11-21 12:00", False),
        (None, "2026-11-21 03:00", False),
        # A zone that this machine no longer knows is that of Greenwich.
        (quiet("Mars/Olympus"), "2026-11-21 22:00", True),
    ],
)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(wishes, moment, expected):
    assert rules.is_quiet(wishes, at(moment)) is expected


@pytest.mark.parametrize(
    ("zone", "hour", "moment", "day", "due"),
    [
        ("Europe/Rome", 8, "2026-11-21 06:59", "2026-11-20", "2026-11-20 07:00"),
        ("Europe/Rome", 8, "2026-11-21 07:00", "2026-11-21", "2026-11-21 07:00"),
        ("Europe/Rome", 8, "2026-07-21 06:00", "2026-07-21", "2026-07-21 06:00"),
        # At half past two there is no two o'clock on that morning: an hour later on the wall.
        ("Europe/Rome", 2, "2026-03-29 01:00", "2026-03-29", "2026-03-29 01:00"),
        ("Europe/Rome", 2, "2026-03-29 00:59", "2026-03-28", "2026-03-28 01:00"),
        # Two o'clock comes twice on this one: the first of both counts.
        ("Europe/Rome", 2, "2026-10-25 00:00", "2026-10-25", "2026-10-25 00:00"),
        ("Europe/Rome", 2, "2026-10-25 01:30", "2026-10-25", "2026-10-25 00:00"),
        ("Pacific/Auckland", 8, "2026-11-20 20:00", "2026-11-21", "2026-11-20 19:00"),
    ],
)
def test_a_daily_letter_is_due_once_a_day_of_the_person(zone, hour, moment, day, due):
    found = rules.last_round(Way.DAILY, Wishes(time_zone=zone, digest_hour=hour), at(moment))
    assert found == (dt.date.fromisoformat(day), at(due))


def test_a_weekly_letter_is_due_on_the_day_that_was_chosen():
    wishes = Wishes(time_zone="Asia/Tokyo", digest_hour=6, digest_weekday=4)
    # Friday in Tokyo begins on Thursday at Greenwich.
    assert rules.last_round(Way.WEEKLY, wishes, at("2026-11-19 21:00"))[0] == dt.date(2026, 11, 20)
    assert rules.last_round(Way.WEEKLY, wishes, at("2026-11-19 20:59"))[0] == dt.date(2026, 11, 13)


def test_what_comes_at_once_waits_for_the_morning_and_what_is_urgent_does_not(ana, wish, tell, service):
    wish(time_zone="Europe/Rome", quiet_from=dt.time(22), quiet_until=dt.time(7), ways={"security": "never"})
    night = at("2026-11-21 23:00")
    tell("test.task", night)
    assert herald(by=service, now=night) == 0
    tell("test.alarm", night)
    assert herald(by=service, now=night) == 1
    assert Message.objects.get().subject == "Urgent"
    assert herald(by=service, now=at("2026-11-22 05:59")) == 0
    assert herald(by=service, now=at("2026-11-22 06:00")) == 1
    assert [one.subject for one in Message.objects.order_by("created_at")] == ["Urgent", "Waiting for you"]
    assert herald(by=service, now=at("2026-11-22 06:01")) == 0


def test_many_at_once_are_one_letter_and_the_next_comes_later(ana, tell, service):
    now = dt.datetime.now(dt.UTC)
    for _ in range(3):
        tell("test.task", now)
    assert herald(by=service, now=now) == 1
    assert Message.objects.get().subject == "3 notices wait for you on Comity"
    tell("test.task", now)
    assert herald(by=service, now=now + dt.timedelta(minutes=10)) == 0
    assert herald(by=service, now=now + dt.timedelta(minutes=16)) == 1


def test_a_digest_comes_once_with_what_was_there_when_it_was_due(ana, wish, tell, service):
    wish(time_zone="Europe/Rome", digest_hour=8)
    tell("test.outcome", at("2026-11-20 12:00"))
    tell("test.outcome", at("2026-11-20 13:00"), address="/account/security/")
    assert herald(by=service, now=at("2026-11-21 06:59")) == 0
    assert herald(by=service, now=at("2026-11-21 07:00")) == 1
    letter = Message.objects.get()
    assert letter.text.startswith("What became of your work (2)\n\nPublished\nhttps://comity.example/en/account/\n")
    assert "https://comity.example/en/account/security/" in letter.text
    # Later ones wait a day, also when the process begins anew or the zone is changed meanwhile.
    tell("test.outcome", at("2026-11-21 07:30"))
    assert herald(by=service, now=at("2026-11-21 20:00")) == 0
    Notice.objects.update(told_at=None)
    wish(time_zone="America/New_York", digest_hour=8)
    assert herald(by=service, now=at("2026-11-21 20:00")) == 0
    assert Message.objects.count() == 1
    assert herald(by=service, now=at("2026-11-22 13:00")) == 1


def test_a_digest_that_is_due_in_quiet_hours_comes_after_them(wish, tell, service):
    wish(quiet_from=dt.time(6), quiet_until=dt.time(9), digest_hour=7, digest_weekday=6)
    tell("test.weekly", at("2026-11-19 12:00"))
    # The 22nd of November 2026 is a Sunday.
    assert herald(by=service, now=at("2026-11-22 08:59")) == 0
    assert herald(by=service, now=at("2026-11-22 09:00")) == 1


def test_each_group_comes_as_it_was_chosen(ana, wish, tell, service):
    wish(ways={"tasks": "never", "outcomes": "at_once"})
    now = at("2026-11-21 12:00")
    tell("test.task", now)
    tell("test.outcome", now)
    assert herald(by=service, now=now) == 1
    assert Message.objects.get().subject == "Published"
    # Chosen anew, what was not told is not told afterwards.
    wish(ways={})
    assert herald(by=service, now=now + dt.timedelta(hours=1)) == 0
    assert not Notice.objects.filter(told_at=None).exists()


def test_what_is_settled_before_its_letter_needs_none(ana, tell, service):
    tell("test.task", at("2026-11-21 12:00"), about="proposal:1")
    settle("test.task", about="proposal:1", by=service)
    assert herald(by=service) == 0


@pytest.mark.parametrize("fields", [{"email": ""}, {"is_active": False}, {"email": "a@" + "x" * 70 + ".test"}])
def test_whoever_cannot_be_written_to_holds_up_nobody(somebody, tell, service, fields):
    other = somebody()
    tell("test.task", at("2026-11-21 12:00"), person=other)
    type(other).objects.filter(pk=other.pk).update(**fields)
    tell("test.task", at("2026-11-21 12:00"))
    assert herald(by=service) == 1
    assert not Notice.objects.filter(told_at=None).exists()


def test_letters_are_in_the_language_of_whom_they_are_for(somebody, tell, service):
    tell("test.outcome", at("2026-11-19 12:00"), person=somebody("ar"))
    assert herald(by=service, now=at("2026-11-21 12:00")) == 1
    letter = Message.objects.get()
    with translation.override("ar"):
        assert letter.subject == translation.gettext("Published")
    assert "https://comity.example/ar/account/" in letter.text
    assert letter.subject != "Published"


def test_a_letter_that_fails_is_tried_again_and_arrives_once(ana, mailbox, tell, service):
    tell("test.task", at("2026-11-21 12:00"))
    mailbox.answers["RCPT"] = "451 later"
    herald(by=service)
    assert send_due(by=service) == Tally(put_off=1)
    herald(by=service)
    assert Message.objects.count() == 1
    mailbox.answers.clear()
    Message.objects.update(next_at=at("2026-11-21 12:00"))
    assert send_due(by=service) == Tally(sent=1)
    assert send_due(by=service) == Tally()
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("person1@example.test", "Waiting for you")


# ---------------------------------------------------------------- letters of accounts


SECRET = "https://comity.example/en/account/password/new/7/a-secret/"  # noqa: S105 -- of nobody


@pytest.fixture
def write(ana):
    def lay(**fields):
        write_to(ana, lambda: ("A new password", f"Choose it here: {SECRET}"), has_secret=True, **fields)
        return Message.objects.get()

    return lay


def test_a_letter_with_a_secret_waits_sealed_and_is_emptied_when_it_was_sent(mailbox, write, service):
    kept = write()
    assert "a-secret" not in kept.text
    assert send_due(by=service) == Tally(sent=1)
    assert SECRET in mailbox.mails[0].get_body(("plain",)).get_content().replace("=\n", "")
    kept.refresh_from_db()
    assert (kept.state, kept.text, kept.html) == (State.SENT, "", "")


def test_it_is_tried_again_while_it_is_of_use_and_emptied_when_given_up(mailbox, write, service, person_with, client):
    mailbox.answers["MAIL"] = "451 later"
    kept = write(void_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert send_due(by=service) == Tally(put_off=1)
    kept.refresh_from_db()
    assert kept.text
    Message.objects.update(void_at=at("2026-01-01 00:00"))
    assert send_due(by=service) == Tally(given_up=1)
    kept.refresh_from_db()
    assert (kept.state, kept.fault, kept.text) == (State.FAILED, Fault.TOO_LATE, "")
    client.force_login(person_with("editor"))
    page = client.get("/en/notices/messages/").text
    assert "its text was removed" in page
    assert f"/messages/{kept.pk}/retry/" not in page
    assert client.post(f"/en/notices/messages/{kept.pk}/retry/").status_code == 409
    assert mailbox.mails == []


def test_a_refusal_for_good_and_a_death_in_the_middle_leave_no_secret_either(mailbox, write, service):
    kept = write()
    Message.objects.update(state=State.SENDING, claimed_at=at("2026-01-01 00:00"))
    assert send_due(by=service) == Tally(given_up=1)
    kept.refresh_from_db()
    assert (kept.state, kept.text) == (State.UNCERTAIN, "")
    Message.objects.all().delete()
    mailbox.answers["RCPT"] = "550 nobody here"
    kept = write()
    assert send_due(by=service) == Tally(given_up=1)
    kept.refresh_from_db()
    assert (kept.state, kept.text) == (State.FAILED, "")


def test_a_letter_whose_key_was_changed_is_given_up(mailbox, write, service, settings):
    kept = write()
    settings.SECRET_KEY = "another"  # noqa: S105 -- of this test
    assert send_due(by=service) == Tally(given_up=1)
    kept.refresh_from_db()
    assert kept.fault == Fault.UNSEALED


# ---------------------------------------------------------------- deadlines


def test_reminders_come_a_week_a_day_and_none_before_and_each_once(ana, service):
    register_deadlines(
        "test",
        lambda *, person, first, last: [
            Deadline(key="task:1", kind="test.due", person_id=ana.pk, due=dt.date(2026, 11, 30), address="/account/")
        ],
    )
    days = [f"2026-11-{day} {hour}:00" for day in range(20, 31) for hour in ("08", "20")] + ["2026-12-01 08:00"]
    told = [day for day in days if remind(by=service, now=at(day))]
    assert told == ["2026-11-23 08:00", "2026-11-29 08:00", "2026-11-30 08:00"]
    # Of three reminders of one thing the last waits.
    assert Notice.objects.filter(asks=True, done_at=None).count() == 1
    assert {one.due_on for one in Notice.objects.all()} == {dt.date(2026, 11, 30)}


def test_a_deadline_that_is_moved_is_told_anew_and_a_moment_has_the_day_of_the_person(ana, service):
    due = [dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)]
    register_deadlines(
        "test",
        lambda *, person, first, last: [
            Deadline(key="task:1", kind="test.due", person_id=ana.pk, due=due[0], address="/account/")
        ],
    )
    choose(Wishes(person=ana, time_zone="America/New_York"), by=ana)
    # Two in the morning at Greenwich is the evening before in New York.
    assert remind(by=service, now=at("2026-11-29 12:00")) == 1
    assert Notice.objects.get().due_on == dt.date(2026, 11, 29)
    due[0] = due[0].replace(day=30, hour=12).astimezone(ZoneInfo("Asia/Tokyo"))
    assert remind(by=service, now=at("2026-11-29 13:00")) == 1


def test_ends_of_roles_and_of_delegations_are_deadlines(ana, somebody, place):
    ben = somebody()
    office = Organisation.objects.create(name="Office", place=place)
    today = dt.datetime.now(dt.UTC).date()
    ends = today + dt.timedelta(days=4)
    Membership.objects.create(user=ana, organisation=office, role="contributor", ends_on=ends)
    Delegation.objects.create(giver=ana, receiver=ben, organisation=office, until_on=ends)
    week = {"first": today, "last": today + dt.timedelta(days=7)}
    mine = registry.deadlines(person=ana, **week)
    # A role's last day is the one before it no longer holds.
    assert [(one.kind, one.due) for one in mine] == [
        ("people.role_ends", ends - dt.timedelta(days=1)),
        ("people.delegation_ends", ends),
    ]
    assert [one.kind for one in registry.deadlines(person=ben, **week)] == ["people.delegation_ends"]
    assert len(registry.deadlines(person=None, **week)) == 3


# ---------------------------------------------------------------- nothing confidential


CONTENT = ("Operation Heron", "Raised against Mr Ferrucci", "Secret annex", "https://ministry.example/annex-7")


def test_no_letter_holds_anything_of_a_record(person_with, mailbox, service):
    """Every kind of notice, about a draft and about a public record, in letters at once and in digests."""
    author, editor = person_with("contributor"), person_with("editor")
    type(author).objects.filter(pk__in=[author.pk, editor.pk]).update(email="")
    for number, one in enumerate((author, editor)):
        type(one).objects.filter(pk=one.pk).update(email=f"reader{number}@example.test")
    card = Card(
        name="x",
        place="IT",
        texts=(CardText("en", CONTENT[0], summary=CONTENT[1]),),
        sources=(CardSource(CONTENT[2], CONTENT[3]),),
    )
    draft = records.draft(Strategy(), card, by=author)
    public = records.draft(Strategy(), Card("y", "IT", card.texts, card.sources), by=author)
    records.publish(public, by=editor)
    stand_ins = {Parameter.COUNT: 2, Parameter.PLACE: "IT"}
    for way in (Way.AT_ONCE, Way.DAILY):
        for one in (author, editor):
            choose(Wishes(person=one, ways={group.value: way.value for group in Group}), by=one)
        for key, kind in registry.kinds().items():
            for record in (draft, public):
                notify(
                    [author, editor],
                    key,
                    about=f"record:{record.pk}",
                    address=f"/records/{record.pk}/edit/",
                    by=author,
                    parameters={name: stand_ins[one] for name, one in kind.parameters.items()},
                )
        Notice.objects.filter(told_at=None).update(created_at=at("2026-11-01 00:00"))
        assert herald(by=service) >= 2
        Message.objects.update(created_at=at("2026-11-01 00:00"))
    assert send_due(by=service).sent >= 4
    assert len(mailbox.mails) >= 4
    for mail in mailbox.mails:
        whole = f"{mail.as_string()}\n{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}"
        assert str(draft.pk) in whole.replace("=\n", ""), "the letter does lead to the record"
        for words in CONTENT:
            assert words not in whole


def test_whoever_waits_for_monday_costs_nothing_until_then(wish, tell, service, django_assert_num_queries):
    wish(digest_weekday=0)
    for _ in range(3):
        tell("test.weekly", at("2026-11-21 12:00"))
    with django_assert_num_queries(2):
        assert herald(by=service, now=at("2026-11-22 12:00")) == 0
    assert herald(by=service, now=at("2026-11-23 08:00")) == 1
