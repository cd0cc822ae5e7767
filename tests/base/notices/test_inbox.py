"""The inbox, the choice of letters, and who may see them."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from comity.base.notices.actions import notify
from comity.base.notices.models import Notice, Wishes
from comity.base.people.models import User


INBOX = "/en/notices/"
SETTINGS = "/en/notices/settings/"


@pytest.fixture
def told(ana, service):
    def lay(kind="test.task", **fields):
        notify(ana, kind, **{"address": "/account/", "by": service} | fields)
        return Notice.objects.latest("created_at")

    return lay


@pytest.fixture
def hers(client, ana):
    client.force_login(ana)
    return client


def test_a_visitor_is_asked_to_sign_in(client, told):
    one = told()
    for path in (INBOX, SETTINGS):
        assert client.get(path).headers["Location"].startswith("/en/account/sign-in/")
    for path in (f"{INBOX}{one.pk}/", f"{INBOX}read/", f"{SETTINGS}calendar/", f"{SETTINGS}calendar/end/"):
        assert client.post(path, {"do": "read"}).headers["Location"].startswith("/en/account/sign-in/")


def test_the_head_counts_what_is_unread_and_visitors_have_none(hers, told):
    assert "tool-count" not in hers.get(INBOX).text
    for _ in range(3):
        told()
    for language in ("en", "ar", "ru", "zh"):
        assert '<span class="tool-count" aria-hidden="true">3</span>' in hers.get(f"/{language}/account/").text
    assert "notices/" not in Client().get("/en/").text.partition("</header>")[0]


def test_more_than_ninety_nine_are_told_as_such(hers, ana):
    Notice.objects.bulk_create(Notice(person=ana, kind="test.task", address="/") for _ in range(120))
    assert '<span class="tool-count" aria-hidden="true">99+</span>' in hers.get("/en/account/").text


def test_opening_marks_as_read_and_leads_there(hers, told):
    one = told(address="/account/security/")
    answer = hers.post(f"/ar/notices/{one.pk}/", {"do": "open"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ar/account/security/")
    one.refresh_from_db()
    assert one.read_at is not None
    assert "tool-count" not in hers.get(INBOX).text


def test_filters_show_what_they_say(hers, told):
    waiting, outcome, read = told("test.task"), told("test.outcome"), told("test.weekly")
    hers.post(f"{INBOX}{read.pk}/", {"do": "read"})

    def shown(query):
        text = hers.get(f"{INBOX}{query}").text
        return [one for one in (waiting, outcome, read) if f"/notices/{one.pk}/" in text]

    assert shown("") == shown("?show=nonsense") == [waiting, outcome, read]
    assert shown("?show=unread") == [waiting, outcome]
    assert shown("?show=waiting") == [waiting]
    hers.post(f"{INBOX}{waiting.pk}/", {"do": "done"})
    assert shown("?show=waiting") == []
    hers.post(f"{INBOX}{read.pk}/", {"do": "unread"})
    assert shown("?show=unread") == [outcome, read]
    hers.post(f"{INBOX}read/")
    assert shown("?show=unread") == []


def test_anothers_notice_is_not_there_whatever_one_may(client, told, person_with, hers):
    one = told()
    other = Client()
    other.force_login(person_with("editor"))
    for do in ("open", "read", "done", "unread"):
        answers = [other.post(f"{INBOX}{key}/", {"do": do}) for key in (one.pk, uuid.uuid4())]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert str(one.pk) not in other.get(INBOX).text
    one.refresh_from_db()
    assert (one.read_at, one.done_at) == (None, None)
    assert hers.post(f"{INBOX}{one.pk}/", {"do": "delete"}).status_code == 404
    assert hers.get(f"{INBOX}{one.pk}/").status_code == 405


def test_whoever_acts_for_another_has_their_own_inbox(hers, told, somebody):
    mine = told()
    notify(somebody(), "test.task", address="/", by=mine.person)
    assert hers.get(INBOX).text.count('value="open"') == 1


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_a_form_leads_back_to_our_own_pages_only(hers, told, elsewhere):
    one = told()
    answer = hers.post(f"{INBOX}{one.pk}/", {"do": "read", "next": elsewhere})
    assert answer.headers["Location"] == INBOX
    answer = hers.post(f"{INBOX}{one.pk}/", {"do": "read", "next": f"{INBOX}?show=unread"})
    assert answer.headers["Location"] == f"{INBOX}?show=unread"


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_asks_the_same_whatever_is_in_it(hers, told, count, django_assert_num_queries):
    for _ in range(count):
        told()
    hers.get(INBOX)
    with django_assert_num_queries(8):
        hers.get(INBOX)


def test_letters_are_chosen(hers, ana):
    page = hers.get(SETTINGS).text
    assert "They go to" in page
    assert "person1@example.test" in page
    given = {
        "tasks": "daily", "outcomes": "", "deadlines": "never", "upkeep": "weekly", "time_zone": "Africa/Bamako",
        "digest_hour": "6", "digest_weekday": "4", "quiet_from": "21:30", "quiet_until": "06:00",
        # Nobody chooses for others, nor that security is silent.
        "person": "1", "security": "never",
    }  # fmt: skip
    assert hers.post(SETTINGS, given).status_code == 302
    kept = Wishes.objects.get()
    assert kept.person == ana
    assert kept.ways == {"tasks": "daily", "deadlines": "never", "upkeep": "weekly"}
    assert (kept.time_zone, kept.digest_hour, kept.digest_weekday) == ("Africa/Bamako", 6, 4)
    assert (kept.quiet_from, kept.quiet_until) == (dt.time(21, 30), dt.time(6))
    page = hers.get(SETTINGS).text
    assert '<option value="Africa/Bamako" selected>' in page
    for wrong in (
        {"quiet_until": ""}, {"time_zone": "Mars/Olympus"}, {"digest_hour": "24"}, {"tasks": "hourly"},
        {"quiet_from": "25:00"}, {"digest_weekday": "x"},
    ):  # fmt: skip
        assert hers.post(SETTINGS, given | wrong).status_code == 422
    assert Wishes.objects.get() == kept


def test_whoever_has_no_mailbox_is_told_so(client, ana):
    User.objects.filter(pk=ana.pk).update(email="")
    client.force_login(ana)
    assert "no letters come to you" in client.get(SETTINGS).text
