"""Messages that leave by a real mail server and to a real webhook, and what becomes of those that cannot."""

import base64
import datetime as dt
import hashlib
import hmac
import threading
import time

import pytest
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices import actions, queries, rules
from comity.base.notices.actions import sending
from comity.base.notices.actions.mailing import written
from comity.base.notices.crypto import new_secret, signature
from comity.base.notices.enums import Channel, Fault, State
from comity.base.notices.models import Destination, Message
from comity.base.notices.shapes import Attempt, Tally
from comity.kernel.errors import NotNow, NotPermitted

from ...receivers import certified, mail_server


@pytest.fixture
def to_mailbox(service):
    def make(address="ana@reader.example", number=1, **fields):
        destination = actions.destination_for(Channel.EMAIL, address, person=None, by=None)
        given = {"purpose": "test", "once": f"{address}:{number}", "subject": "Новое · جديد", "text": "Text\n.\nlast"}
        message = Message(destination=destination, **(given | fields))
        assert actions.queue(message, by=service)
        return message

    return make


@pytest.fixture
def to_hook(service, hook):
    def make(number=1, address=""):
        destination = actions.destination_for(Channel.WEBHOOK, address or hook.address, person=None, by=None)
        message = Message(destination=destination, purpose="test", once=f"hook:{number}", text='{"type":"test"}')
        assert actions.queue(message, by=service)
        return message

    return make


@pytest.fixture
def guarded(tmp_path, monkeypatch, socket_enabled):
    """A mail server with a certificate, and what makes this machine trust it."""
    context, root = certified(tmp_path)
    stops = []

    def make(security):
        box, stop = mail_server(context, is_encrypted=security == "tls")
        stops.append(stop)
        return box, lambda: monkeypatch.setenv("SSL_CERT_FILE", str(root))

    yield make
    for stop in stops:
        stop()


def again(message):
    message.refresh_from_db()
    return message


def due_now(message):
    Message.objects.filter(pk=message.pk).update(next_at=timezone.now())


def test_a_message_arrives_whole_and_once(mailbox, to_mailbox, service):
    message = to_mailbox(html="<p>Ünïcödé</p>", headers={"List-Unsubscribe": "<https://comity.example/end>"})
    assert actions.send_due(by=service) == Tally(sent=1)
    assert actions.send_due(by=service) == Tally()
    (mail,) = mailbox.mails
    assert mail["To"] == "ana@reader.example"
    assert mail["From"] == "Comity <alerts@comity.example>"
    assert mail["Subject"] == "Новое · جديد"
    assert mail["Message-ID"] == f"<{message.key}@comity.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://comity.example/end>"
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Text", ".", "last"]
    assert mail.get_body(("html",)).get_content().strip() == "<p>Ünïcödé</p>"
    assert (again(message).state, message.attempts, message.fault) == (State.SENT, 1, "")


def test_the_same_thing_is_queued_once(to_mailbox, service):
    message = to_mailbox()
    assert not actions.queue(Message(destination=message.destination, once=message.once, text="x"), by=service)
    assert Message.objects.count() == 1


def test_a_webhook_is_signed_as_standard_webhooks_wants_it(to_hook, hook, service):
    message = to_hook()
    assert actions.send_due(by=service) == Tally(sent=1)
    (path, headers, body) = hook.calls[0]
    name, at = headers["webhook-id"], headers["webhook-timestamp"]
    assert path == "/hook?of=mine"
    assert name == f"msg_{message.key.hex}"
    assert abs(int(at) - time.time()) < 20
    assert headers["Content-Type"] == "application/json"
    # By the specification, and not by our own function.
    key = base64.b64decode(message.destination.secret.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{made}"


def test_the_signature_is_that_of_the_specification():
    """The example of Standard Webhooks 1.0."""
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        name="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_long_and_never_the_same():
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32
    assert new_secret() != new_secret()


def test_what_fails_is_tried_again_with_growing_pauses_and_then_listed(to_hook, hook, service, person_with):
    message = to_hook()
    hook.status = 503
    waited = []
    for _ in range(6):
        assert actions.send_due(by=service) == Tally(put_off=1)
        assert actions.send_due(by=service) == Tally()
        assert again(message).state == State.WAITING
        waited.append(round((message.next_at - timezone.now()).total_seconds() / 60))
        due_now(message)
    assert waited == [1, 5, 30, 120, 480, 1440]
    assert actions.send_due(by=service) == Tally(given_up=1)
    assert (again(message).state, message.fault, message.detail) == (State.FAILED, Fault.STATUS, "503")
    # The same name at every attempt, and a signature of its own moment.
    assert len({headers["webhook-id"] for _, headers, _ in hook.calls}) == 1
    assert len(hook.calls) == 7
    assert list(queries.given_up(person_with("editor"))) == [message]


def test_a_webhook_that_failed_for_long_is_paused_and_goes_on_when_its_owner_says_so(to_hook, hook, service):
    message = to_hook()
    Message.objects.filter(pk=message.pk).update(attempts=6)
    hook.status = 500
    assert actions.send_due(by=service) == Tally(given_up=1)
    other = Message(destination=message.destination, purpose="test", once="later", text="{}")
    actions.queue(other, by=service)
    assert actions.send_due(by=service) == Tally()
    hook.status = 200
    actions.resume(message.destination, by=None)
    assert actions.send_due(by=service) == Tally(sent=2)
    assert Destination.objects.get().paused_at is None


def test_a_receiver_that_wants_nothing_more_is_left_alone(to_hook, hook, service):
    message = to_hook()
    hook.status = 410
    assert actions.send_due(by=service) == Tally(given_up=1)
    assert again(message).fault == Fault.GONE
    assert Destination.objects.get().paused_at is not None


def test_nothing_of_the_answer_is_kept_but_its_number(to_hook, hook, service):
    message = to_hook()
    hook.status, hook.body = 500, b"secret of the internal network"
    actions.send_due(by=service)
    assert again(message).detail == "500"


def test_without_leave_no_webhook_inside_is_called(to_hook, hook, service, settings):
    settings.INTERNAL_WEBHOOKS = False
    message = to_hook()
    assert actions.send_due(by=service) == Tally(put_off=1)
    assert again(message).fault == Fault.NOT_PUBLIC
    assert hook.calls == []


def test_a_mail_server_that_is_not_there_is_waited_for(mailbox, to_mailbox, service, settings):
    settings.EMAIL_PORT = 1
    message = to_mailbox()
    assert actions.send_due(by=service) == Tally(put_off=1)
    assert again(message).fault == Fault.MAIL_SERVER
    settings.EMAIL_PORT = mailbox.port
    due_now(message)
    assert actions.send_due(by=service) == Tally(sent=1)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_to_a_server_that_proves_who_it_is_and_to_no_other(to_mailbox, settings, guarded, security):
    box, trust = guarded(security)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "localhost", box.port, 5
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = security == "starttls", security == "tls"
    settings.DEFAULT_FROM_EMAIL = "alerts@comity.example"
    message = to_mailbox()
    assert actions.send_due(by=None) == Tally(put_off=1)
    assert (again(message).fault, box.mails) == (Fault.MAIL_SERVER, [])
    assert "CERTIFICATE" in message.detail.upper()
    trust()
    due_now(message)
    assert actions.send_due(by=None) == Tally(sent=1)
    assert len(box.mails) == 1
    assert box.encrypted == (security == "starttls")


def test_a_mail_that_is_put_off_is_tried_again_and_one_that_is_refused_is_not(mailbox, to_mailbox, service):
    mailbox.answers["RCPT"] = "450 greylisted"
    message = to_mailbox()
    assert actions.send_due(by=service) == Tally(put_off=1)
    assert (again(message).fault, message.detail) == (Fault.MAIL_LATER, "450 greylisted")
    mailbox.answers["RCPT"] = "550 no such person"
    due_now(message)
    assert actions.send_due(by=service) == Tally(given_up=1)
    assert (again(message).state, message.fault) == (State.FAILED, Fault.MAIL_REFUSED)


def test_one_refused_mail_holds_up_no_other(mailbox, to_mailbox, service):
    mailbox.answers["RCPT"] = "550 no"
    to_mailbox()
    actions.send_due(by=service)
    mailbox.answers.clear()
    to_mailbox("bo@reader.example")
    to_mailbox("cy@reader.example")
    assert actions.send_due(by=service) == Tally(sent=2)
    assert mailbox.recipients == ["bo@reader.example", "cy@reader.example"]


def test_a_mail_that_may_have_arrived_is_not_sent_again_unasked(mailbox, to_mailbox, service, person_with):
    mailbox.breaks_in = 0
    message = to_mailbox()
    assert actions.send_due(by=service) == Tally(given_up=1)
    assert (again(message).state, message.fault) == (State.UNCERTAIN, Fault.BROKEN_OFF)
    mailbox.breaks_in = None
    assert actions.send_due(by=service) == Tally()
    actions.retry(message, by=person_with("editor"))
    assert actions.send_due(by=service) == Tally(sent=1)


def test_a_process_that_died_with_a_message_in_hand_sends_no_mail_twice_and_calls_the_same_name(
    mailbox, to_mailbox, to_hook, hook, service
):
    mail, call = to_mailbox(), to_hook()
    Message.objects.update(state=State.SENDING, attempts=1, claimed_at=timezone.now())
    assert actions.send_due(by=service) == Tally()
    Message.objects.update(claimed_at=timezone.now() - rules.LOST - dt.timedelta(seconds=1))
    assert actions.send_due(by=service) == Tally(sent=1, given_up=1)
    assert (again(mail).state, mailbox.mails) == (State.UNCERTAIN, [])
    assert [headers["webhook-id"] for _, headers, _ in hook.calls] == [f"msg_{call.key.hex}"]


def test_two_processes_never_have_the_same_message_in_hand(to_mailbox):
    message = to_mailbox()
    first, second = Message.objects.get(), Message.objects.get()
    assert sending._is_ours(first)
    assert not sending._is_ours(second)
    assert again(message).attempts == 1


def test_what_is_noted_late_changes_nothing(to_mailbox):
    """A process that was thought dead comes back after its message was taken from it."""
    message = to_mailbox()
    assert sending._is_ours(message)
    Message.objects.update(state=State.UNCERTAIN, fault=Fault.BROKEN_OFF)
    sending._noted(message, Attempt(fault=Fault.MAIL_LATER))
    assert again(message).state == State.UNCERTAIN


@pytest.mark.parametrize("evil", ["a\r\nBcc: all@example.org", "a\nX: y", "a\rb"])
def test_no_header_can_be_written_into_a_message(mailbox, to_mailbox, service, evil):
    message = to_mailbox(subject=evil)
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        written(message)
    assert actions.send_due(by=service) == Tally(given_up=1)
    assert mailbox.mails == []


def test_slow_webhooks_do_not_wait_for_one_another(to_hook, hook, service):
    for number in range(8):
        to_hook(number)
    hook.drips = 0.02
    began = time.monotonic()
    assert actions.send_due(by=service) == Tally(put_off=8)
    # Each takes two seconds; one after the other they would take sixteen.
    assert time.monotonic() - began < 10
    assert threading.active_count() < 40


def test_a_mailbox_is_one_however_it_is_written(service):
    one = actions.destination_for(Channel.EMAIL, "Ana@Reader.Example", person=None, by=None)
    assert actions.destination_for(Channel.EMAIL, " ana@reader.example ", person=None, by=None) == one
    assert queries.mailbox("ANA@reader.example") == one
    assert queries.mailbox_name("a@bücher.example") == "a@xn--bcher-kva.example"


def test_old_messages_are_deleted_and_young_ones_kept(to_mailbox, service):
    old, young, failed = to_mailbox(number=1), to_mailbox(number=2), to_mailbox(number=3)
    now = timezone.now()
    Message.objects.filter(pk=old.pk).update(state=State.SENT, sent_at=now - dt.timedelta(days=31))
    Message.objects.filter(pk=young.pk).update(state=State.SENT, sent_at=now - dt.timedelta(days=29))
    Message.objects.filter(pk=failed.pk).update(
        state=State.FAILED, fault=Fault.STATUS, created_at=now - dt.timedelta(days=91)
    )
    assert actions.tidy(by=service) == 2
    assert list(Message.objects.all()) == [young]


def test_the_trail_says_that_it_was_sent_and_not_to_whom(mailbox, to_mailbox, service):
    to_mailbox()
    actions.send_due(by=service)
    told = str(list(Event.objects.values_list("verb", "details", "subject_id")))
    assert "notices.send" in told
    assert "reader.example" not in told


def test_only_editors_try_again_and_only_what_was_given_up(to_mailbox, person_with):
    message = to_mailbox()
    for nobody in (None, person_with("contributor"), person_with("authority")):
        with pytest.raises(NotPermitted):
            queries.given_up(nobody)
        with pytest.raises(NotPermitted):
            actions.retry(message, by=nobody)
    with pytest.raises(NotNow):
        actions.retry(message, by=person_with("editor"))


def test_staff_see_where_it_was_to_go_but_not_whose_it_is():
    assert Destination(channel=Channel.EMAIL, address="ana@reader.example").masked == "a…@reader.example"
    hidden = Destination(channel=Channel.WEBHOOK, address="https://hooks.example/services/token?key=1").masked
    assert hidden == "https://hooks.example/…"
