"""Nobody is flooded through us, and asking twice is asking once."""

import pytest

from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel
from comity.base.notices.models import Destination
from comity.engines.search.actions import subscribing
from comity.engines.search.models import Subscription
from comity.kernel.errors import NotNow


pytestmark = pytest.mark.usefixtures("mailbox")


def test_nobody_is_written_to_more_than_three_times_a_day_unasked(follow, mailbox, service):
    for number in range(6):
        follow(f"search {number}", confirmed=False)
    notices.send_due(by=service)
    assert len(mailbox.mails) == 3


def test_the_installation_is_no_means_to_flood_many(follow, monkeypatch):
    monkeypatch.setattr(subscribing, "AN_HOUR", 5)
    for number in range(5):
        follow(address=f"ana{number}@reader.example", confirmed=False)
    with pytest.raises(NotNow):
        follow(address="one-more@reader.example", confirmed=False)
    assert not Destination.objects.filter(address="one-more@reader.example").exists()


def test_nobody_has_us_call_somebody_else_again_and_again(follow, hook, monkeypatch):
    monkeypatch.setattr(subscribing, "A_HOST", 3)
    for number in range(3):
        follow(f"search {number}", channel=Channel.WEBHOOK, address=f"{hook.address}&n={number}", confirmed=False)
    with pytest.raises(NotNow):
        follow("one more", channel=Channel.WEBHOOK, address=hook.address, confirmed=False)
    follow("elsewhere", channel=Channel.WEBHOOK, address="https://hooks.example/", confirmed=False)


def test_the_same_form_twice_is_one_wish_and_one_mail(follow, mailbox, service):
    one = follow(form="same", confirmed=False)
    assert follow(form="same", confirmed=False) == one
    notices.send_due(by=service)
    assert len(mailbox.mails) == 1


def test_who_follows_it_already_gets_the_way_to_it_and_nobody_else_learns_of_it(follow, mailbox, service):
    one = follow()
    assert follow(confirmed=False) == one
    notices.send_due(by=service)
    assert [mail["Subject"] for mail in mailbox.mails] == [
        "Confirm that you want to be told of new records",
        "The searches that you follow",
    ]
    assert Subscription.objects.count() == 1
