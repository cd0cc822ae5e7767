"""The pages of who follows a search, as they would use and misuse them."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel, State
from comity.base.notices.models import Destination, Message
from comity.engines.search import actions
from comity.engines.search.actions import subscribing
from comity.engines.search.actions.writing import links
from comity.engines.search.crypto import Purpose, form_token, opened, token
from comity.engines.search.models import Subscription
from comity.kernel.shares import Share


FOLLOW = "/en/search/follow/"

pytestmark = pytest.mark.usefixtures("mailbox")


@pytest.fixture
def send(home, client):
    """Send the form as a browser does."""

    def sent(query="q=money+laundering", *, again=None, **given):
        form = again or form_token()
        fields = {"channel": "email", "mailbox": "ana@reader.example", "frequency": "daily", "form": form} | given
        return client.post(f"{FOLLOW}?{query}", {k: v for k, v in fields.items() if v is not None})

    return sent


def test_by_mail_from_the_form_to_the_end(mailbox, send, client, service, address_in):
    answer = send("q=money+laundering&place=IT&kind=law&page=3&cursor=x&sort=newest")
    assert (answer.status_code, answer["Location"]) == (302, "/en/search/follow/written/")
    assert "three days" in client.get(answer["Location"]).text
    notices.send_due(by=service)
    confirm = address_in(mailbox.mails[0], "confirm")
    # A program that looks at links changes nothing by it.
    assert "Yes, tell me" in client.get(confirm).text
    assert Subscription.objects.get().confirmed_at is None
    assert "from now on" in client.post(confirm).text
    one = Subscription.objects.get()
    assert one.confirmed_at is not None
    assert one.title == "“money laundering” · Law · IT"
    assert one.search.parameters == "q=money+laundering&place=IT&kind=law"
    end = links(one)["end"]
    assert "Follow it no more" in client.get(end).text
    assert "It has ended" in client.post(end).text
    assert not Subscription.objects.exists()
    assert not Destination.objects.exists()
    # Pressed again, and by a mail program that asks twice.
    assert client.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(confirm).status_code == 410


def test_one_click_in_a_mail_program_needs_no_cookie(follow, mailbox, publish, service):
    follow()
    publish()
    actions.look(by=service)
    actions.tell(by=service)
    notices.send_due(by=service)
    mail = mailbox.mails[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>").removeprefix("https://comity.example")
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_another_site_cannot_send_our_form(home, mailbox):
    stranger = Client(enforce_csrf_checks=True)
    for address in (f"{FOLLOW}?q=x", "/en/search/alerts/"):
        assert stranger.post(address, {"channel": "email", "mailbox": "a@b.example"}).status_code == 403
    assert not Destination.objects.exists()


def test_a_webhook_shows_its_secret_once_and_has_a_page_of_its_own(hook, send, client, service):
    answer = send(channel="webhook", webhook=hook.address, mailbox="")
    destination = Destination.objects.get()
    assert destination.secret in answer.text
    manage = re.search(r'id="manage"[^>]*>([^<]+)<', answer.text)[1]
    page = client.get(manage).text
    assert hook.address in page
    assert destination.secret not in page
    assert "Not confirmed" in page
    notices.send_due(by=service)
    assert len(hook.calls) == 1
    Destination.objects.update(paused_at=timezone.now())
    assert "more than a day" in client.get(manage).text
    client.post(manage, {"do": "resume"})
    assert Destination.objects.get().paused_at is None
    assert client.post(manage, {"do": "end-all"}).status_code == 302
    assert not Destination.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "", "ana", "ana@", "@reader.example", "ana@reader", "ana@@reader.example", "ana reader@x.example",
        "ana@reader.example\r\nBcc: all@example.org", "ana@reader.example\nTo: x@y.example",
        "ana@reader.example,bo@x.example",
        "ana@reader.example;bo@x.example", "<ana@reader.example>", "Ana <ana@reader.example>", "ana@[127.0.0.1]",
        "анна@reader.example", "a" * 250 + "@reader.example", "ana@-bad-.example",
        "ana@xn--a.example\u2028x", '"a\r\nb"@reader.example',
    ],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused_with_a_sentence(mailbox, send, address):
    answer = send(mailbox=address)
    assert answer.status_code == 422
    assert "name@example.org" in answer.text or "at most 254" in answer.text
    assert not Destination.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "http://hooks.example/", "https://user:pw@hooks.example/", "https://hooks.example:25/", "javascript:alert(1)",
     "https://hooks.example/\r\nHost: x", "//hooks.example/", "https://"],
)  # fmt: skip
def test_what_cannot_be_called_is_refused(mailbox, send, address):
    assert send(channel="webhook", webhook=address).status_code == 422
    assert not Destination.objects.exists()


def test_a_double_click_is_one_wish(mailbox, send, service):
    form = form_token()
    assert [send(again=form).status_code for _ in range(3)] == [302, 302, 302]
    notices.send_due(by=service)
    assert len(mailbox.mails) == 1
    assert Subscription.objects.count() == 1


def test_a_form_that_was_made_up_or_stood_open_too_long_does_nothing(mailbox, send, monkeypatch):
    for form in ("", "x", "0" * 32, f"{'0' * 32}.x.y", token(Purpose.CONFIRM, Subscription().key)):
        assert send(again=form or "-").status_code == 422
    old = form_token()
    monkeypatch.setattr(signing.time, "time", lambda: timezone.now().timestamp() + 86_500)
    assert send(again=old).status_code == 422
    assert not Subscription.objects.exists()


def test_the_page_is_the_same_for_a_mailbox_that_follows_already(follow, mailbox, send):
    follow(address="ana@reader.example")
    known, unknown = send(), send(mailbox="bo@reader.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_without_a_mail_server_mail_is_not_offered_and_the_page_says_why(home, send, client, settings):
    settings.EMAIL_HOST = ""
    page = client.get(f"{FOLLOW}?q=x").text
    assert "no mail server" in page
    assert 'name="mailbox"' not in page
    assert send().status_code == 422
    assert "no mail server" in client.get("/en/search/alerts/").text
    assert not Destination.objects.exists()


def test_too_much_at_once_is_said_so(mailbox, send, monkeypatch):
    monkeypatch.setattr(subscribing, "AN_HOUR", 1)
    assert send().status_code == 302
    answer = send(mailbox="bo@reader.example")
    assert answer.status_code == 409
    assert "Try again in an hour" in answer.text


def test_one_network_cannot_ask_for_what_is_meant_for_everybody(mailbox, send, client, monkeypatch, settings):
    settings.PROXIES = 0
    monkeypatch.setattr(subscribing, "ASKED", Share(2))
    client.defaults["REMOTE_ADDR"] = "1.2.3.4"
    assert [send(mailbox=f"ana{n}@reader.example").status_code for n in range(2)] == [302, 302]
    client.defaults["REMOTE_ADDR"] = "1.2.3.99"
    answer = send(mailbox="bo@reader.example")
    assert answer.status_code == 409
    assert "Your network" in answer.text
    assert not Destination.objects.filter(address="bo@reader.example").exists()
    client.defaults["REMOTE_ADDR"] = "1.2.4.4"
    assert send(mailbox="cy@reader.example").status_code == 302


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_link_is_good_for_its_one_purpose_and_nothing_can_be_made_up(follow, client, purpose):
    one = follow(confirmed=False)
    pages = {
        Purpose.CONFIRM: ("search:confirm", one.pk),
        Purpose.END: ("search:end", one.pk),
        Purpose.MANAGE: ("search:manage", one.destination_id),
    }
    for own, (name, key) in pages.items():
        good = token(own, key)
        forged = [good[:-1] + ("A" if good[-1] != "A" else "B"), good[5:], f"{key.hex}.{'A' * 6}.{'A' * 43}", key.hex]
        if purpose is not own:
            forged.append(token(purpose, key))
        for other in forged:
            address = reverse(name, args=[other])
            assert client.get(address).status_code == 410, (own, other)
            client.post(address, {"do": "end-all"})
    one.refresh_from_db()
    assert one.confirmed_at is None


def test_links_end_in_their_time(follow, client, monkeypatch, hook):
    box, call = follow(confirmed=False), follow("x", channel=Channel.WEBHOOK, address=hook.address)
    now = timezone.now().timestamp()
    confirm, manage, end = (links(box)[name].removeprefix(box.root) for name in ("confirm", "manage", "end"))
    own = links(call)["manage"].removeprefix(box.root)
    monkeypatch.setattr(signing.time, "time", lambda: now + dt.timedelta(days=2, hours=23).total_seconds())
    assert client.get(confirm).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + dt.timedelta(days=3, hours=1).total_seconds())
    assert client.get(confirm).status_code == 410
    assert client.post(confirm).status_code == 410
    assert client.get(manage).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + dt.timedelta(days=31).total_seconds())
    assert client.get(manage).status_code == 410
    # What ends it is good for ever, and so is the only way to a webhook.
    assert client.get(end).status_code == 200
    assert client.get(own).status_code == 200


def test_the_link_to_everything_comes_by_mail_and_only_to_who_follows(follow, mailbox, client, service, address_in):
    follow("one search")
    follow("another search")
    notices.send_due(by=service)
    mailbox.mails.clear()
    answers = [client.post("/fr/search/alerts/", {"mailbox": f"{who}@reader.example"}) for who in ("ana", "nobody")]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/fr/search/alerts/written/")}
    notices.send_due(by=service)
    (mail,) = mailbox.mails
    page = client.get(address_in(mail, "")).text
    assert "“one search”" in page
    assert "“another search”" in page
    for _ in range(5):
        client.post("/en/search/alerts/", {"mailbox": "ana@reader.example"})
    notices.send_due(by=service)
    assert len(mailbox.mails) == 3


def test_what_one_ends_leaves_the_others(follow, client):
    one, other = follow("one"), follow("other")
    client.post(links(one)["end"].removeprefix(one.root))
    assert list(Subscription.objects.all()) == [other]
    assert Destination.objects.get().address == "ana@reader.example"


def test_who_is_signed_in_sees_what_they_follow_and_nobody_elses(follow, client, person_with):
    one, other = person_with("editor"), person_with("contributor")
    follow("mine", by=one)
    follow("hers", by=other, address="bo@reader.example")
    client.force_login(one)
    page = client.get("/en/search/alerts/").text
    assert "“mine”" in page
    assert "“hers”" not in page
    assert "could not be sent" in page
    client.force_login(other)
    assert "could not be sent" not in client.get("/en/search/alerts/").text


def test_nothing_of_whom_one_follows_is_cached_or_indexed(follow, client):
    one = follow()
    for address in (
        f"{FOLLOW}?q=x",
        "/en/search/alerts/",
        *(links(one)[n].removeprefix(one.root) for n in ("end", "manage")),
    ):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert 'content="noindex"' in answer.text


def test_the_search_page_leads_there_with_the_search(home, client, publish):
    publish("Strategy on money laundering", place="IT")
    actions.rebuild()
    for words in ("money+laundering", "zebrafish"):
        page = client.get(f"/en/search/?q={words}&place=IT&sort=newest").text
        assert f'href="/en/search/follow/?q={words}&amp;place=IT"' in page


def test_links_in_messages_are_those_of_the_pages(follow):
    one = follow(language="fr")
    known = links(one)
    with translation.override("fr"):
        assert known["search"] == f"https://comity.example{reverse('search:page')}?q=money+laundering"
        for name, purpose, key in (
            ("confirm", Purpose.CONFIRM, one.pk),
            ("end", Purpose.END, one.pk),
            ("manage", Purpose.MANAGE, one.destination_id),
        ):
            given = known[name].rstrip("/").rpartition("/")[2]
            assert known[name] == f"https://comity.example{reverse(f'search:{name}', args=[given])}"
            assert opened(purpose, given) == key


def test_links_lead_to_the_address_that_is_set(mailbox, send, settings):
    settings.PUBLIC_ADDRESS = "https://comity.example"
    send()
    assert Subscription.objects.get().root == "https://comity.example"
    assert "https://comity.example/en/search/alerts/confirm/" in Message.objects.get().text


def test_a_host_that_is_made_up_gets_no_link(mailbox, home, client):
    given = {"channel": "email", "mailbox": "ana@reader.example", "form": form_token()}
    assert client.post(f"{FOLLOW}?q=x", given, headers={"host": "evil.example"}).status_code == 400
    assert not Destination.objects.exists()


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_every_page_and_mail_is_there_in_every_language(follow, publish, client, mailbox, language):
    one = follow(language=language)
    publish()
    actions.look(by=None)
    actions.tell(by=None)
    notices.send_due(by=None)
    assert [mail["To"] for mail in mailbox.mails] == ["ana@reader.example"] * 2
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}
    for name in ("end", "manage", "confirm"):
        assert client.get(links(one)[name].removeprefix(one.root)).status_code == 200


def test_the_page_of_a_mailbox_asks_the_same_for_many_as_for_one(follow, client, django_assert_num_queries):
    one = follow()
    address = links(one)["manage"].removeprefix(one.root)
    for number in range(3):
        client.get(address)
        with django_assert_num_queries(4):
            client.get(address)
        follow(f"another {number}")
