"""Once for each new record, and never twice."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel, State
from comity.base.notices.models import Destination, Message
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.search import actions
from comity.engines.search.actions import alerting, telling
from comity.engines.search.actions.writing import ALERT
from comity.engines.search.enums import Frequency
from comity.engines.search.models import Match, Reading, SavedSearch, Subscription
from comity.knowledge.strategies.models import Strategy


pytestmark = pytest.mark.usefixtures("mailbox")


def told(service):
    """What one round finds and sends."""
    found = actions.look(by=service)
    return found.matches, actions.tell(by=service), notices.send_due(by=service).sent


def alerts(mailbox):
    return [mail for mail in mailbox.mails if mail["List-Unsubscribe"]]


def later(by):
    """As if that much time had passed since anybody was told."""
    for one in Subscription.objects.exclude(told_at=None):
        Subscription.objects.filter(pk=one.pk).update(told_at=one.told_at - by)


def test_a_new_record_is_told_once(follow, publish, mailbox, service):
    follow()
    publish("Strategy on money laundering")
    # The confirmation and the alert.
    assert told(service) == (1, 1, 2)
    later(dt.timedelta(days=1))
    assert told(service) == (0, 0, 0)
    (mail,) = alerts(mailbox)
    assert mail["To"] == "ana@reader.example"
    assert mail["Subject"] == "1 new record: “money laundering”"
    assert "Strategy on money laundering" in mail.get_body(("plain",)).get_content()


def test_only_who_follows_what_it_answers_is_told(follow, publish, mailbox, service):
    follow("money laundering", address="ana@reader.example")
    follow("piracy", address="bo@reader.example")
    follow("laundering", address="cy@reader.example", filters={"place": ["FR"]})
    follow("", address="di@reader.example", filters={"place": ["IT"]})
    publish("Strategy on money laundering", place="IT")
    told(service)
    assert sorted(mail["To"] for mail in alerts(mailbox)) == ["ana@reader.example", "di@reader.example"]


def test_one_process_keeps_up_with_searches_that_come_and_go(follow, publish, service):
    """What it has laid out is that of the table: also what was followed, confirmed or ended after it began."""
    ended, late = follow("piracy"), follow("piracy", address="bo@reader.example", confirmed=False, language="fr")
    publish("Piracy strategy 1")
    assert told(service)[0] == 1
    actions.confirm(late.pk, by=None)
    follow("laundering", address="cy@reader.example")
    publish("Piracy strategy 2")
    assert told(service)[0] == 2
    actions.end(ended.pk, by=None)
    publish("Piracy strategy 3")
    publish("Laundering strategy")
    assert told(service)[0] == 2
    assert actions.lay_out() == 2


def test_as_many_questions_are_asked_of_the_database_for_many_searches_as_for_few(follow, publish, service):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            actions.look(by=service)
        return len(queries)

    # The first round of a process reads the catalogues.
    follow("laundering", address="first@reader.example")
    publish("Laundering strategy")
    asked()
    for number in range(2):
        follow(f'"laundering {number}" OR launder*', address=f"ana{number}@reader.example")
    publish("Laundering programme")
    few = asked()
    for number in range(12):
        follow(f'"piracy {number}" OR launder*', address=f"bo{number}@reader.example")
    publish("Laundering plan")
    assert asked() == few
    assert Match.objects.count() == 1 + 3 + 15


def test_nothing_but_the_confirmation_is_sent_before_it_is_confirmed(follow, publish, mailbox, service):
    follow(confirmed=False)
    publish()
    told(service)
    assert [mail["Subject"] for mail in mailbox.mails] == ["Confirm that you want to be told of new records"]
    actions.confirm(Subscription.objects.get().pk, by=None)
    # What came before is not new.
    assert told(service) == (0, 0, 0)
    publish("Another strategy on money laundering")
    assert told(service) == (1, 1, 1)


def test_what_was_public_before_is_never_told(follow, publish, mailbox, service):
    old = publish("An old strategy on money laundering")
    follow()
    told(service)
    records.withdraw(old, by=service, reason="by mistake")
    old.refresh_from_db()
    records.publish(old, by=service)
    assert told(service) == (0, 0, 0)


def test_a_record_that_is_revised_is_not_told_again(follow, publish, card, mailbox, service):
    follow()
    record = publish("Strategy on money laundering", name="same")
    told(service)
    detail = Strategy.objects.get(pk=record.pk)
    records.put(detail, card("Strategy on money laundering, revised", name="same"), by=service)
    later(dt.timedelta(days=1))
    assert told(service) == (0, 0, 0)
    assert Event.objects.filter(verb="record.revise").count() == 1


def test_a_record_that_comes_to_answer_by_a_revision_is_not_new(follow, publish, card, service):
    follow("piracy")
    publish("Strategy on money laundering", name="same")
    told(service)
    records.put(Strategy(), card("Strategy on piracy", name="same"), by=service)
    assert told(service) == (0, 0, 0)


def test_the_index_can_be_made_anew_without_a_word_to_anybody(follow, publish, service):
    follow()
    publish()
    told(service)
    actions.rebuild()
    later(dt.timedelta(days=1))
    assert told(service) == (0, 0, 0)


def test_a_draft_is_told_when_it_is_published_and_not_before(follow, card, mailbox, service):
    follow()
    record = records.draft(Strategy(), card("Secret plan on money laundering"), by=service)
    assert told(service)[:2] == (0, 0)
    records.publish(record, by=service)
    assert told(service)[:2] == (1, 1)


def test_what_is_withdrawn_before_the_message_is_written_is_told_to_nobody(follow, publish, mailbox, service):
    follow()
    record = publish()
    assert actions.look(by=service).matches == 1
    records.withdraw(record, by=service, reason="It named a witness.")
    assert actions.tell(by=service) == 0
    notices.send_due(by=service)
    assert alerts(mailbox) == []
    assert Match.objects.get().told_at is not None


def test_a_crash_before_the_place_is_moved_on_matches_again_and_tells_once(follow, publish, service, monkeypatch):
    follow()
    publish()
    real = alerting.note

    def dies(verb, *args, **details):
        if verb == "search.match":
            raise KeyboardInterrupt
        return real(verb, *args, **details)

    monkeypatch.setattr(alerting, "note", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.look(by=service)
    assert Match.objects.count() == 0
    monkeypatch.undo()
    assert actions.look(by=service).matches == 1


def test_a_crash_while_messages_are_queued_queues_them_once(follow, publish, service, monkeypatch):
    follow()
    publish()
    actions.look(by=service)
    real = telling.note

    def dies(verb, *args, **details):
        if verb == "search.tell":
            raise KeyboardInterrupt
        return real(verb, *args, **details)

    monkeypatch.setattr(telling, "note", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.tell(by=service)
    monkeypatch.undo()
    assert Message.objects.filter(purpose=ALERT).count() == 0
    assert actions.tell(by=service) == 1
    assert actions.tell(by=service) == 0
    assert Message.objects.filter(purpose=ALERT).count() == 1


def test_another_process_that_was_quicker_is_left_its_work(follow, publish, service):
    follow()
    publish()
    actions.look(by=service)
    place = Reading.objects.get()
    stale = Reading(pk=place.pk, position=place.position - 1)
    match = Match.objects.get()
    again = Match(subscription=match.subscription, record=match.record)
    assert not alerting._move_on(stale, place.position, [again], by=service)
    assert Match.objects.count() == 1


def test_the_database_itself_refuses_a_second_match(follow, publish, service):
    subscription, record = follow(), publish()
    actions.look(by=service)
    again = Match(subscription=subscription, record=record)
    Match.objects.bulk_create([again], ignore_conflicts=True)
    assert Match.objects.count() == 1


def test_following_before_anybody_ever_looked_misses_nothing(follow, publish, service):
    """The first look comes with a timer, perhaps a day after the first confirmation."""
    publish("An old strategy on money laundering")
    follow()
    publish("A new strategy on money laundering")
    Reading.objects.all().delete()
    assert actions.look(by=service).matches == 1


def test_a_large_import_is_one_mail(follow, card, mailbox, service):
    follow()
    pairs = [(Strategy(), card(f"Strategy {number} on money laundering")) for number in range(130)]
    records.put_many(pairs, by=service)
    assert told(service) == (130, 1, 2)
    (mail,) = alerts(mailbox)
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "130 new records: “money laundering”"
    assert text.count("/strategies/") == 20
    assert "… and 110 more." in text
    assert "https://comity.example/en/search/?q=money+laundering" in text
    later(dt.timedelta(days=1))
    assert told(service) == (0, 0, 0)


def test_an_import_that_takes_long_is_a_mail_in_a_quarter_of_an_hour(follow, publish, service):
    follow()
    publish("One on money laundering")
    assert told(service)[1] == 1
    publish("Two on money laundering")
    assert told(service)[:2] == (1, 0)
    later(dt.timedelta(minutes=14))
    assert told(service)[1] == 0
    publish("Three on money laundering")
    later(dt.timedelta(minutes=2))
    assert told(service)[1:] == (1, 1)
    assert Message.objects.filter(purpose=ALERT).latest("created_at").subject == "2 new records: “money laundering”"


@pytest.mark.parametrize(("frequency", "days"), [(Frequency.DAILY, 1), (Frequency.WEEKLY, 7)])
def test_a_digest_comes_when_its_time_has_come(follow, publish, service, frequency, days):
    subscription = follow(frequency=frequency)
    publish()
    assert told(service)[:2] == (1, 0)
    before = timezone.now() - dt.timedelta(days=days, minutes=-5)
    Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=before)
    assert told(service)[1] == 0
    Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=before - dt.timedelta(minutes=10))
    assert told(service)[1] == 1
    publish("Another on money laundering")
    assert told(service)[:2] == (1, 0)
    later(dt.timedelta(days=days, minutes=1))
    assert told(service)[1] == 1


def test_a_webhook_is_told_every_record_by_name_in_parts(follow, card, hook, service):
    follow(channel=Channel.WEBHOOK, address=hook.address)
    pairs = [(Strategy(), card(f"Strategy {number} on money laundering")) for number in range(130)]
    records.put_many(pairs, by=service)
    told(service)
    sent = [json.loads(body) for _, _, body in hook.calls]
    assert sorted(one["type"] for one in sent) == ["search.confirm", "search.new_records", "search.new_records"]
    named = [record["id"] for one in sent for record in one["data"].get("records", ())]
    assert sorted(named) == sorted(str(key) for key in Record.objects.values_list("pk", flat=True))
    one = next(one for one in sent if one["type"] == "search.new_records")["data"]["records"][0]
    assert one["kind"] == "strategy"
    assert one["address"] == f"https://comity.example/en/strategies/{one['id']}/"
    assert one["title"].startswith("Strategy ")


def test_a_paused_webhook_loses_nothing(follow, publish, hook, service):
    subscription = follow(channel=Channel.WEBHOOK, address=hook.address)
    told(service)
    Destination.objects.update(paused_at=timezone.now())
    publish("One on money laundering")
    publish("Two on money laundering")
    assert told(service)[:2] == (2, 0)
    notices.resume(subscription.destination, by=None)
    assert told(service)[1] == 1
    assert json.loads(hook.calls[-1][2])["data"]["count"] == 2


def test_messages_are_in_the_language_in_which_they_were_asked_for(follow, publish, mailbox, service):
    follow(language="ar")
    publish()
    told(service)
    (mail,) = alerts(mailbox)
    html = mail.get_body(("html",)).get_content()
    assert '<html lang="ar" dir="rtl">' in html
    assert 'lang="en" dir="ltr">Strategy on money laundering' in html
    assert "/ar/strategies/" in html


def test_titles_cannot_write_into_a_message(follow, publish, mailbox, service):
    follow()
    publish("<script>alert(1)</script> money laundering\r\nBcc: all@example.org")
    told(service)
    (mail,) = alerts(mailbox)
    assert mail["Bcc"] is None
    assert "<script>" not in mail.get_body(("html",)).get_content()
    assert "\nBcc:" not in mail.get_body(("plain",)).get_content()


def test_who_has_ended_it_is_told_nothing_more_even_of_what_was_queued(follow, publish, mailbox, service):
    subscription = follow()
    other = follow("strategy")
    publish()
    actions.look(by=service)
    actions.tell(by=service)
    assert Message.objects.filter(purpose=ALERT).count() == 2
    actions.end(subscription.pk, by=None)
    notices.send_due(by=service)
    assert [mail["Subject"] for mail in alerts(mailbox)] == ["1 new record: “strategy”"]
    actions.end(other.pk, by=None)
    assert not Destination.objects.exists()
    assert not Message.objects.exists()
    assert not SavedSearch.objects.exists()
    assert not Match.objects.exists()


def test_the_address_stands_nowhere_after_the_end(follow, publish, service):
    subscription = follow(address="ana@reader.example")
    publish()
    told(service)
    actions.end_all(subscription.destination, by=None)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names of our own tables
            assert "reader.example" not in str(cursor.fetchall()), table


def test_what_nobody_confirms_in_three_days_is_deleted_with_the_address(follow, service):
    late, young = follow(confirmed=False), follow("piracy", confirmed=False, address="bo@reader.example")
    Subscription.objects.filter(pk=late.pk).update(created_at=timezone.now() - dt.timedelta(days=3, minutes=1))
    assert actions.tidy(by=service) == 1
    assert list(Subscription.objects.all()) == [young]
    assert [one.address for one in Destination.objects.all()] == ["bo@reader.example"]


def test_a_round_asks_the_same_number_of_queries_for_many_as_for_few(follow, publish, service):
    def count(number):
        for one in range(number):
            follow("money laundering", address=f"r{number}-{one}@reader.example")
        publish(f"Strategy {number} on money laundering")
        actions.look(by=service)
        with CaptureQueriesContext(connection) as asked:
            telling.write_some(by=service)
        return len(asked)

    # The messages themselves are written in one statement, the marks in two.
    assert count(2) == count(20)


def test_a_message_that_was_sent_is_not_composed_again_after_it_is_deleted(follow, publish, service):
    follow()
    publish()
    told(service)
    Message.objects.all().delete()
    later(dt.timedelta(days=1))
    assert told(service) == (0, 0, 0)


def test_states_of_messages_are_those_of_notices(follow, publish, service, mailbox):
    mailbox.answers["RCPT"] = "450 later"
    follow()
    publish()
    told(service)
    assert set(Message.objects.values_list("state", flat=True)) == {State.WAITING}
