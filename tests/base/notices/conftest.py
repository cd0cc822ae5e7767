"""Two people with mailboxes, kinds of notice of our own, and a clock."""

import datetime as dt
import itertools

import pytest
from django.utils.translation import gettext_lazy, ngettext_lazy

from comity.base.notices import registry
from comity.base.notices.enums import Group, Parameter, Urgency, Way
from comity.base.notices.registry import Kind
from comity.base.people.models import User


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    """Kinds that a module above might declare; their sentences stand in the catalogues already."""
    ours = {
        "test.task": Kind(sentence=gettext_lazy("Waiting for you"), group=Group.TASKS, asks=True),
        "test.outcome": Kind(sentence=gettext_lazy("Published"), group=Group.OUTCOMES, letter=Way.DAILY),
        "test.weekly": Kind(sentence=gettext_lazy("Archive"), group=Group.UPKEEP, letter=Way.WEEKLY),
        "test.alarm": Kind(sentence=gettext_lazy("Urgent"), group=Group.SECURITY, urgency=Urgency.URGENT),
        "test.due": Kind(sentence=gettext_lazy("Date"), group=Group.DEADLINES, asks=True),
        "test.count": Kind(
            sentence=ngettext_lazy("%(count)s record of %(place)s", "%(count)s records of %(place)s", "count"),
            group=Group.TASKS,
            parameters={"count": Parameter.COUNT, "place": Parameter.PLACE},
        ),
    }
    monkeypatch.setattr(registry, "_KINDS", registry.kinds() | ours)
    monkeypatch.setattr(registry, "_PROVIDERS", dict(registry._PROVIDERS))


@pytest.fixture(autouse=True)
def _mail_is_sent(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "comity@comity.example"
    settings.PUBLIC_ADDRESS = "https://comity.example"


@pytest.fixture
def somebody(db):
    numbers = itertools.count(1)

    def make(language="en", **fields):
        name = f"person{next(numbers)}"
        return User.objects.create(
            **{"username": name, "email": f"{name}@example.test", "language": language} | fields
        )

    return make


@pytest.fixture
def ana(somebody):
    return somebody()


def at(text):
    """A moment at Greenwich, such as 2026-11-21 22:30."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
