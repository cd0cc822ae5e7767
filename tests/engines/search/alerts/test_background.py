"""The threads of a server that look and send: they write only when there is something to do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.base.notices.actions import send_due
from comity.base.notices.queries import is_anything_to_send
from comity.engines.search import actions
from comity.engines.search.models import Match
from comity.engines.search.queries import shelf
from comity.engines.search.tasks import WATCHING, Watcher


pytestmark = pytest.mark.usefixtures("mailbox")


def writes(asked):
    return [one["sql"][:60] for one in asked if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_a_watcher_tells_what_is_new_and_is_quiet_otherwise(follow, publish, mailbox, service):
    watcher = Watcher()
    watcher.step()
    follow()
    watcher.step()
    publish()
    assert actions.is_behind()
    watcher.step()
    assert is_anything_to_send()
    send_due(by=service)
    assert len(mailbox.mails) == 2
    assert not is_anything_to_send()
    # What telling and sending have noted is looked at, and then there is nothing left.
    watcher.step()
    assert not actions.is_behind()
    with CaptureQueriesContext(connection) as asked:
        watcher.step()
        assert not is_anything_to_send()
    assert writes(asked) == []


def test_nobody_who_follows_anything_means_nothing_to_do(home, publish):
    publish()
    watcher = Watcher()
    watcher.step()
    with CaptureQueriesContext(connection) as asked:
        watcher.step()
    assert writes(asked) == []
    assert not actions.is_behind()


def test_another_process_that_watches_is_left_its_work(follow, publish):
    follow()
    publish()
    with shelf().only_one(WATCHING) as held:
        assert held
        Watcher().step()
    assert not Match.objects.exists()
    Watcher().step()
    assert Match.objects.count() == 1
