"""The page on which staff see what could not be sent."""

import pytest
from django.db import connection
from django.utils import timezone

from comity.base.notices import actions
from comity.base.notices.crypto import new_secret
from comity.base.notices.enums import Channel, Fault, State
from comity.base.notices.models import Destination, Message


PAGE = "/en/notices/messages/"


@pytest.fixture
def failed(db):
    def make(number):
        destination = actions.destination_for(Channel.EMAIL, f"ana{number}@reader.example", person=None, by=None)
        return Message.objects.create(
            destination=destination, purpose="search.alert", once=str(number), text="x",
            state=State.FAILED, fault=Fault.MAIL_REFUSED, detail="550 <b>no such person</b>",
        )  # fmt: skip

    return make


@pytest.fixture
def editor(client, person_with):
    client.force_login(person_with("editor"))
    return client


def test_visitors_are_asked_to_sign_in_and_others_are_refused(client, person_with, failed):
    message = failed(1)
    assert client.get(PAGE).status_code == 302
    assert client.post(f"{PAGE}{message.key}/retry/").status_code == 302
    client.force_login(person_with("contributor"))
    answer = client.get(PAGE)
    assert answer.status_code == 403
    assert "reader.example" not in answer.text
    assert client.post(f"{PAGE}{message.key}/retry/").status_code == 403
    message.refresh_from_db()
    assert message.state == State.FAILED


def test_what_was_given_up_is_listed_and_tried_again(editor, failed):
    message = failed(1)
    page = editor.get(PAGE).text
    assert "a…@reader.example" in page
    assert "ana1@" not in page
    assert "550 &lt;b&gt;no such person" in page
    assert editor.post(f"{PAGE}{message.key}/retry/").status_code == 302
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 0)
    # Twice pressed, it is done once.
    assert editor.post(f"{PAGE}{message.key}/retry/").status_code == 404


def test_a_paused_webhook_is_let_go_on(editor):
    paused = Destination.objects.create(
        channel=Channel.WEBHOOK,
        address="https://hooks.example/secret-path",
        secret=new_secret(),
        paused_at=timezone.now(),
    )
    page = editor.get(PAGE).text
    assert "https://hooks.example/…" in page
    assert "secret-path" not in page
    editor.post(f"{PAGE}paused/{paused.key}/resume/")
    paused.refresh_from_db()
    assert paused.paused_at is None


def test_nothing_is_done_by_opening_an_address(editor, failed):
    message = failed(1)
    assert editor.get(f"{PAGE}{message.key}/retry/").status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_is_on_it(editor, failed, django_assert_num_queries, count):
    for number in range(count):
        failed(number)
    editor.get(PAGE)
    # Four of them note that it was read; PostgreSQL is asked for a lock besides.
    with django_assert_num_queries(13 + (connection.vendor == "postgresql")):
        editor.get(PAGE)
