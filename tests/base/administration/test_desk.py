"""What waits for whom, and how the system is told to people and machines."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.base.access import registry
from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding
from comity.base.administration import queries, rules
from comity.base.audit.models import Checkpoint, Event, Leaf
from comity.base.notices.enums import Channel, Fault, State
from comity.base.notices.models import Destination, Message
from comity.base.people.models import Invitation
from comity.kernel.errors import NotPermitted


DESK, HEALTH = "administration:desk", "administration:health"


def waiting(person):
    return {one.line.key: one.count for one in queries.desk(person, rules.held(person)).waiting}


def failed_letter():
    destination = Destination.objects.create(channel=Channel.EMAIL, address="somebody@example.test")
    return Message.objects.create(
        destination=destination,
        purpose="test",
        once="once",
        text="…",
        state=State.FAILED,
        fault=Fault.MAIL_REFUSED,
    )


def test_each_sees_what_waits_for_them_and_nothing_of_others(person_with, editor):
    registrar = person_with("secretariat")
    assert waiting(editor) == waiting(registrar) == {}
    failed_letter()
    Invitation.objects.create(
        email="new@example.test",
        organisation=registrar.memberships.get().organisation,
        role="observer",
        invited_by=registrar,
    )
    assert waiting(editor) == {"notices.failed": 1}
    assert waiting(registrar) == {"people.invitations": 1}


def test_every_line_part_and_check_leads_somewhere_and_is_named_once(db):
    keys = [one.key for one in registry.lines()] + [one.key for one in registry.checks()]
    assert len(keys) == len(set(keys)) > 12
    assert all(reverse(one.page) for one in (*registry.lines(), *registry.parts()))
    assert all(reverse(one.page) for one in registry.checks() if one.page)
    assert {one.permission for one in registry.lines()} <= set(Permission)


@pytest.mark.parametrize("role", ["contributor", "authority", "focal_point", "observer", "administrator", None])
def test_who_is_no_staff_has_no_desk(role, person_with, client):
    pages = [
        reverse(name)
        for name in (DESK, HEALTH, "administration:announcements", "administration:announcement-new",
                     "administration:identity", "home-edit")
    ]  # fmt: skip
    if role:
        client.force_login(person_with(role))
    assert {client.get(page).status_code for page in pages} == {403 if role else 302}
    assert client.post(reverse("administration:announcement-new"), {}).status_code == (403 if role else 302)
    assert client.get("/health.json").status_code == 403


def test_the_desk_costs_the_same_however_much_waits(editor, client, django_assert_num_queries):
    client.force_login(editor)
    client.get(reverse(DESK))
    with CaptureQueriesContext(connection) as before:
        assert client.get(reverse(DESK)).status_code == 200
    usual = len(before)
    failed_letter()
    with django_assert_num_queries(usual):
        shown = client.get(reverse(DESK))
    assert [(one.line.key, one.count, address) for (one, address) in shown.context["waiting"]] == [
        ("notices.failed", 1, reverse("notices:page"))
    ]


def test_a_part_that_cannot_be_looked_at_is_not_well_and_the_others_are_shown(editor, client, monkeypatch):
    def broken():
        raise ZeroDivisionError

    checks = (Check("one", "One", broken), Check("two", "Two", lambda: Finding(Grade.WELL, "It is.")))
    monkeypatch.setattr(queries, "checks", lambda: checks)
    client.force_login(editor)
    found = client.get(reverse(HEALTH)).context["found"]
    assert [(one["key"], one["finding"].grade) for one in found] == [("one", Grade.BROKEN), ("two", Grade.WELL)]
    assert "ZeroDivisionError" in found[0]["finding"].said
    assert client.get("/health.json").status_code == 503


def test_a_machine_with_the_key_is_told_and_nobody_else(client, db, settings, monkeypatch):
    monkeypatch.setattr(queries, "checks", lambda: (Check("one", "One", lambda: Finding(Grade.LATE, "Late.", "Do.")),))
    given = {"authorization": "Bearer open sesame"}
    # Where no key is set, none fits: not even an empty one.
    assert client.get("/health.json", headers=given).status_code == 403
    assert client.get("/health.json", headers={"authorization": "Bearer "}).status_code == 403
    settings.HEALTH_KEY = "open sesame"
    assert client.get("/health.json", headers={"authorization": "Bearer open"}).status_code == 403
    answer = client.get("/health.json", headers=given)
    assert answer.status_code == 200
    told = answer.json()
    assert told["grade"] == "late"
    assert told["checks"] == [{"key": "one", "grade": "late", "said": "Late.", "advice": "Do."}]


def test_the_installation_as_it_is_can_be_looked_at_and_tells_no_secret(client, db, settings):
    settings.HEALTH_KEY = "open sesame"
    answer = client.get("/health.json", headers={"authorization": "Bearer open sesame"})
    found = {one["key"]: one for one in answer.json()["checks"]}
    assert {"database", "disk", "backup", "faults", "packs", "versions", "search.index", "search.vectors", "clock",
            "background", "notices.mail", "files.scanner", "audit.checkpoint"} <= found.keys()  # fmt: skip
    # None fell over, and what is not well says what to do.
    assert all("could not be looked at" not in one["said"] for one in found.values())
    assert all(one["advice"] for one in found.values() if one["grade"] != "well")
    text = answer.content.decode()
    assert all(secret not in text for secret in (settings.SECRET_KEY, str(settings.HOME), "open sesame"))


def test_a_checkpoint_that_is_late_and_a_clock_that_went_back_are_noticed(db):
    found = {one.key: one.look for one in registry.checks()}
    assert found["audit.checkpoint"]().grade is Grade.WELL
    now = timezone.now()
    event = Event.objects.create(verb="test.do", at=now - dt.timedelta(minutes=30))
    assert found["audit.checkpoint"]().grade is Grade.BROKEN
    Leaf.objects.create(index=0, event_id=event.pk)
    assert found["audit.checkpoint"]().grade is Grade.LATE
    Checkpoint.objects.create(size=1, note="…", made_at=now - dt.timedelta(hours=2))
    assert found["audit.checkpoint"]().grade is Grade.WELL
    Leaf.objects.create(index=1, event_id=event.pk + 1)
    assert found["audit.checkpoint"]().grade is Grade.LATE
    assert found["clock"]().grade is Grade.WELL
    Event.objects.create(verb="test.do", at=now + dt.timedelta(hours=1))
    assert found["clock"]().grade is Grade.BROKEN


def test_who_registers_may_not_announce_for_another_organisation_only(person_with, editor):
    with pytest.raises(NotPermitted):
        rules.check_has_desk(person_with("administrator"))
    assert rules.check_has_desk(editor)(Permission.SYSTEM_READ)
