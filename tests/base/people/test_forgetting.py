"""A person's right to be forgotten: nothing names them any more, what they did stays, and the log proves it."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from comity.base.audit import queries as audit
from comity.base.audit.actions import note, sequence
from comity.base.audit.crypto.bundles import checked
from comity.base.audit.models import Event
from comity.base.audit.queries.whole import findings
from comity.base.notices.actions import notify
from comity.base.notices.enums import Channel
from comity.base.notices.models import CalendarFeed, Destination, Notice, Wishes
from comity.base.notices.registry import kinds
from comity.base.people import actions
from comity.base.people.models import Device, Invitation, Membership, Nomination, NoteVerbale, User, Visit
from comity.engines.records.models import Record
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.project.commands.people import command


def everything():
    """All that stands in the database, as one text."""
    return "\n".join(
        json.dumps(row, default=str, ensure_ascii=False)
        for model in apps.get_models()
        for row in model._base_manager.order_by("pk").values_list()
    )


@pytest.fixture
def ama(member, office, place, registry_person, with_app):
    """Somebody of whom everything is kept that is kept of anybody."""
    person = member("contributor", name="ama-mensa")
    person.title, person.post, person.last_login = "Ms", "State Attorney of Mensania", timezone.now()
    person.save()
    with_app(person)
    asked = Invitation.objects.create(
        email="ama.mensa@home.example", organisation=office, role="contributor", invited_by=registry_person,
        person=person, completed_at=timezone.now(),
    )  # fmt: skip
    Invitation.objects.create(
        email="ama-mensa@example.test", organisation=office, role="observer", invited_by=registry_person
    )
    recorded = NoteVerbale.objects.create(
        number="17", dated_on=dt.date(2026, 3, 1), place=place, recorded_by=registry_person
    )
    Nomination.objects.create(
        note=recorded, invitation=asked, given_name="Ama", family_name="Mensa", stated={"family_name": "Mensa"},
        reason="Not Ms Mensa's post.",
    )  # fmt: skip
    Device.objects.create(person=person, token_hash="a" * 64, family="Firefox, Linux")
    Visit.objects.create(person=person, family="Firefox, Linux", opening="passkey", ended_at=timezone.now())
    Wishes.objects.create(person=person)
    CalendarFeed.objects.create(person=person, token_hash="b" * 64, made_at=timezone.now())
    Destination.objects.create(channel=Channel.EMAIL, address="ama-mensa@example.test")
    told = next(key for key, kind in kinds().items() if not kind.parameters)
    notify(person, told, address="/account/", by=registry_person)
    return person


def left(person):
    """The person has handed over and gone: the role is over, and the account closed."""
    Membership.objects.filter(user=person).update(ends_on=dt.date(2020, 1, 1), begins_on=dt.date(2019, 1, 1))
    User.objects.filter(pk=person.pk).update(is_active=False)


def test_nothing_names_them_any_more_and_every_proof_holds(ama, registry_person, place):
    record = Record.objects.create(kind="strategy", place=place, created_by=ama)
    did = note("record.draft", None, by=ama)
    note("people.change_email", ama, by=registry_person, sealed={"before": "ama.mensa@home.example"})
    sequence()
    proof, token = audit.proof_of(did), did.actor
    left(ama)
    before = everything().casefold()
    assert "mensa" in before
    actions.forget_person(ama, by=registry_person)
    assert "mensa" not in everything().casefold()
    assert not any(
        model.objects.filter(person=ama).exists() for model in (Device, Visit, Wishes, CalendarFeed, Notice)
    )
    ama.refresh_from_db()
    assert (ama.get_full_name(), ama.email, ama.post, ama.has_usable_password()) == ("", "", "", False)
    assert not Invitation.objects.filter(completed_at=None, withdrawn_at=None).exists(), "no open link leads back"
    # What they did stays theirs, whoever that was.
    record.refresh_from_db()
    assert record.created_by == ama
    last = Event.objects.filter(subject_id=token).order_by("pk")
    assert [one.verb for one in last][-2:] == ["people.forget", "audit.erase"]
    assert Event.objects.get(pk=did.pk).actor_id == ""
    sequence()
    assert findings().faults == []
    assert checked(json.loads(json.dumps(proof)), audit.public_key())


def test_it_is_not_done_too_early_nor_by_oneself_nor_by_others(ama, member, registry_person):
    with pytest.raises(NotNow, match="Close the account"):
        actions.forget_person(ama, by=registry_person)
    actions.shut_account(ama, by=registry_person)
    with pytest.raises(NotNow, match="still holds a role"):
        actions.forget_person(ama, by=registry_person)
    left(ama)
    for other in (member("administrator"), member("editor"), ama):
        with pytest.raises(NotPermitted):
            actions.forget_person(ama, by=other)
    with pytest.raises(Refused):
        actions.forget_person(actions.ensure_service(), by=registry_person)
    assert "mensa" in everything().casefold()


def test_the_secretariat_does_it_on_the_page_and_must_be_sure(ama, registry_person, client, as_person):
    left(ama)
    as_person(registry_person)
    page, change = (reverse(f"people:{name}", args=[ama.pk]) for name in ("somebody", "somebody-change"))
    assert "Delete personal data" in client.get(page).text
    answer = client.post(change, {"do": "forget"})
    assert "Tick that you are sure" in answer.text
    assert "mensa" in everything().casefold()
    assert client.post(change, {"do": "forget", "sure": "yes"}).status_code == 302
    assert "mensa" not in everything().casefold()
    shown = client.get(page)
    assert shown.status_code == 200
    assert "person-" in shown.text


def test_the_operator_does_it_by_a_command(ama):
    left(ama)
    assert CliRunner().invoke(command, ["forget", "ama-mensa"], input="n\n").exit_code == 1
    assert "mensa" in everything().casefold()
    done = CliRunner().invoke(command, ["forget", "ama-mensa", "--yes"])
    assert done.exit_code == 0, done.output
    assert "mensa" not in everything().casefold()
