"""What the service tells its readers: in its time, to whom it is for, until it is put away."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.base.administration import actions, queries
from comity.base.administration.enums import Audience, Severity
from comity.base.administration.models import Announcement
from comity.base.audit.models import Event
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused


WORDS = {"en": "On Sunday nothing can be sent.", "ar": "لا يمكن إرسال أي شيء يوم الأحد."}


def announced(by, words=WORDS, **changed):
    told = {
        "severity": Severity.WARNING,
        "audience": Audience.EVERYONE,
        "begins_at": timezone.now() - dt.timedelta(minutes=1),
        "ends_at": None,
    }
    return actions.announce(words, **(told | changed), by=by)


def shown(client, language="en"):
    return [(one.text, one.language) for one in client.get(f"/{language}/about/").context["shell"].banners]


def test_a_notice_stands_above_every_page_in_the_readers_language_until_it_is_ended(editor, client):
    one = announced(editor)
    assert shown(client) == [(WORDS["en"], "en")]
    assert shown(client, "ar") == [(WORDS["ar"], "ar")]
    assert shown(client, "fr") == [(WORDS["en"], "en")]
    assert WORDS["ar"] in client.get("/ar/").content.decode()
    event = Event.objects.get(verb="administration.announce")
    assert (event.actor_id, event.subject_id) == (str(editor.pk), str(one.pk))
    actions.end_announcement(one, by=editor)
    assert shown(client) == []
    with pytest.raises(NotNow):
        actions.end_announcement(one, by=editor)
    # And undone: shown again with a later end.
    announced(editor, announcement=one, ends_at=timezone.now() + dt.timedelta(days=1))
    assert shown(client) == [(WORDS["en"], "en")]


def test_before_and_after_its_time_and_to_others_nothing_is_shown(editor, client):
    now = timezone.now()
    announced(editor, begins_at=now + dt.timedelta(hours=1))
    announced(editor, begins_at=now - dt.timedelta(hours=2), ends_at=now - dt.timedelta(hours=1))
    announced(editor, {"en": "For you alone."}, audience=Audience.SIGNED_IN)
    assert shown(client) == []
    client.force_login(editor)
    assert shown(client) == [("For you alone.", "en")]


def test_who_puts_it_away_sees_it_no_more_until_it_says_something_else(editor, client, db):
    one = announced(editor)
    mark = client.get("/en/about/").context["shell"].banners[0].mark
    back = client.post(reverse("administration:put-away"), {"mark": mark, "next": "/en/about/"})
    assert (back.status_code, back.url) == (302, "/en/about/")
    assert shown(client) == []
    announced(editor, {"en": "On Monday, not on Sunday."}, announcement=one)
    assert shown(client) == [("On Monday, not on Sunday.", "en")]


@pytest.mark.parametrize("mark", ["", "a\r\nSet-Cookie: x=y", "é", "x" * 41, "a_b", "../.."])
def test_a_strange_mark_is_not_kept_and_nobody_is_sent_elsewhere(client, db, mark):
    back = client.post(reverse("administration:put-away"), {"mark": mark, "next": "https://evil.example/"})
    assert back.url == "/"
    assert "put-away" not in back.cookies


def test_pages_ask_no_query_more_for_it(editor, client, django_assert_num_queries):
    client.get("/en/about/")
    with CaptureQueriesContext(connection) as before:
        client.get("/en/about/")
    usual = len(before)
    announced(editor)
    announced(editor)
    assert len(shown(client)) == 2
    with django_assert_num_queries(usual):
        client.get("/en/about/")


@pytest.mark.parametrize(
    ("words", "changed", "sentence"),
    [
        ({"ar": "…"}, {}, "in English"),
        ({"en": "x" * 501}, {}, "500"),
        (WORDS, {"ends_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "ends after"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(editor, words, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        announced(editor, words, **changed)
    assert not Announcement.objects.exists()


def test_a_stranger_may_not_and_two_do_not_overwrite_each_other(editor, person_with):
    with pytest.raises(NotPermitted):
        announced(person_with("contributor"))
    one = announced(editor)
    announced(editor, announcement=one, expected=1)
    with pytest.raises(Overtaken):
        announced(editor, announcement=one, expected=1)


def test_the_form_shows_it_first_then_keeps_it_with_what_was_written(editor, client):
    client.force_login(editor)
    page = reverse("administration:announcement-new")
    sent = {"severity": "info", "audience": "everyone", "text_en": "<b>Bold</b>", "begins_at": "", "ends_at": ""}
    assert client.get(page).status_code == 200
    first = client.post(page, sent | {"do": "look"})
    assert first.context["preview"] == [("en", "<b>Bold</b>")]
    assert "&lt;b&gt;Bold" in first.content.decode()
    assert not Announcement.objects.exists()
    assert client.post(page, sent | {"do": "save", "ends_at": "tomorrow"}).status_code == 422
    assert client.post(page, sent | {"do": "save"}).status_code == 302
    one = Announcement.objects.get()
    assert shown(client) == [("<b>Bold</b>", "en")]
    assert "&lt;b&gt;Bold" in client.get("/en/about/").content.decode()
    page = reverse("administration:announcement", args=[one.pk])
    assert client.get(page).context["form"]["text_en"].value() == "<b>Bold</b>"
    assert client.post(page, {"do": "end"}).status_code == 302
    assert shown(client) == []
    assert client.get(reverse("administration:announcements")).status_code == 200


def test_what_is_kept_in_memory_is_no_longer_read_once_it_was_ended_elsewhere(editor, client):
    one = announced(editor)
    assert shown(client)
    Announcement.objects.filter(pk=one.pk).update(ends_at=timezone.now(), number=2)
    queries.forget()
    assert shown(client) == []
