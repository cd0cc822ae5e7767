"""What the Secretariat does with accounts and organisations, and how everybody changes their own address."""

import datetime as dt
import re

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.models import Message
from comity.base.people import actions, queries, registry
from comity.base.people.enums import Kind
from comity.base.people.models import EmailChange, Membership, Organisation, User, Visit
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.project.commands.people import command


ROOT = "https://comity.example"


def test_people_are_found_by_name_address_organisation_role_and_state(
    member, office, registry_person, client, as_person
):
    ama, boss = member("focal_point", name="ama"), member("administrator", name="boss")
    assert set(queries.found("ama example")) == {ama}
    assert set(queries.found("central AUTHORITY")) == {ama, boss}
    assert set(queries.found(role="administrator")) == {boss}
    actions.shut_account(ama, by=registry_person)
    assert set(queries.found(state="closed")) == {ama}
    as_person(registry_person)
    shown = client.get(reverse("people:everybody"), {"words": "ama"})
    assert [one for one, _roles in shown.context["people"]] == [ama]
    assert Event.objects.filter(verb="people.read", is_read=True).exists()


@pytest.mark.parametrize("role", ["administrator", "editor", "contributor", None])
def test_others_see_nobody_and_change_nobody(role, member, office, client, as_person):
    whose = member("observer")
    if role:
        as_person(member(role))
    pages = [
        reverse("people:everybody"),
        reverse("people:somebody", args=[whose.pk]),
        reverse("people:invitations"),
        reverse("people:organisation-end", args=[office.pk]),
    ]
    assert {client.get(page).status_code for page in pages} == {403 if role else 302}
    assert client.post(reverse("people:somebody-change", args=[whose.pk]), {"do": "close"}).status_code == (
        403 if role else 302
    )
    whose.refresh_from_db()
    assert whose.is_active


def test_an_account_is_closed_and_opened_again_and_its_owner_told(
    member, registry_person, client, as_person, letters, django_capture_on_commit_callbacks
):
    ama = member("focal_point", name="ama")
    Visit.objects.create(person=ama, opening="passkey", family="Firefox", is_strong=True)
    as_person(registry_person)
    page = reverse("people:somebody", args=[ama.pk])
    assert client.get(page).context["visits"].count() == 1
    change = reverse("people:somebody-change", args=[ama.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change, {"do": "close"})
    ama.refresh_from_db()
    assert (ama.is_active, ama.visits.filter(ended_at=None).exists()) == (False, False)
    assert letters[-1].to == ["ama@example.test"]
    assert client.post(change, {"do": "close"}).status_code == 422
    client.post(change, {"do": "open"})
    ama.refresh_from_db()
    assert ama.is_active
    assert [one.verb for one in Event.objects.filter(verb__in=["people.close_account", "people.open_account"])] == [
        "people.open_account", "people.close_account",
    ]  # fmt: skip
    # Nobody closes their own, and the service's is nobody's.
    assert (
        client.post(reverse("people:somebody-change", args=[registry_person.pk]), {"do": "close"}).status_code == 403
    )
    with pytest.raises(NotPermitted):
        actions.open_account(ama, by=ama)


# ---------------------------------------------------------------- organisations


@pytest.fixture
def ministry(place):
    return Organisation.objects.create(name="Ministry", kind=Kind.MINISTRY, place=place)


def test_joined_organisations_lose_nobody(office, ministry, member, registry_person, place):
    ama, both = member("focal_point", name="ama"), member("contributor", name="both")
    Membership.objects.create(user=both, organisation=ministry, role="contributor")
    actions.invite("new@example.test", organisation=office, role="observer", root=ROOT, by=registry_person)
    passed = actions.merge_organisations(office, ministry, by=registry_person)
    assert passed == {"people.Membership": 2, "people.Invitation": 1, "people.Delegation": 0}
    held = Membership.objects.active()
    assert not held.filter(organisation=office).exists()
    assert set(held.filter(organisation=ministry).values_list("user__username", "role")) == {
        ("ama", "focal_point"), ("both", "contributor"),
    }  # fmt: skip
    assert queries.invitations_waiting(ministry).count() == 1
    office.refresh_from_db()
    assert (office.successor, office.closed_at is not None) == (ministry, True)
    assert ama.grants[0].organisation == ministry.pk
    with pytest.raises(Refused, match="closed"):
        actions.invite("x@example.test", organisation=office, role="observer", root=ROOT, by=registry_person)
    with pytest.raises(NotNow, match="closed"):
        actions.merge_organisations(office, ministry, by=registry_person)


def test_what_must_not_be_joined_or_closed_is_refused(office, ministry, elsewhere, member, boss, registry_person):
    with pytest.raises(Refused, match="same State"):
        actions.merge_organisations(office, elsewhere[0], by=registry_person)
    with pytest.raises(Refused, match="another"):
        actions.merge_organisations(office, office, by=registry_person)
    with pytest.raises(NotPermitted):
        actions.merge_organisations(office, ministry, by=boss)
    with pytest.raises(NotNow, match="1 roles are held"):
        actions.close_organisation(office, by=registry_person)
    invited, _link = actions.invite(
        "new@example.test", organisation=ministry, role="observer", root=ROOT, by=registry_person
    )
    with pytest.raises(NotNow, match="invited"):
        actions.close_organisation(ministry, by=registry_person)
    actions.withdraw_invitation(invited, by=registry_person)
    actions.close_organisation(ministry, by=registry_person)
    actions.reopen_organisation(ministry, by=registry_person)
    ministry.refresh_from_db()
    assert ministry.closed_at is None


def test_what_other_modules_declare_passes_with_it(office, ministry, registry_person, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "_PASSINGS", {"test.Thing": lambda one, other, by: told.append((one, other)) or 3})
    assert actions.merge_organisations(office, ministry, by=registry_person)["test.Thing"] == 3
    assert told == [(office, ministry)]


def test_the_pages_of_organisations_and_invitations(office, ministry, registry_person, client, as_person):
    as_person(registry_person)
    page = reverse("people:organisation-end", args=[office.pk])
    assert ministry in client.get(page).context["form"].fields["successor"].queryset
    assert client.post(page, {"do": "join", "successor": ""}).status_code == 422
    assert client.post(page, {"do": "join", "successor": ministry.pk}).status_code == 302
    assert "Ministry" in client.get(reverse("people:organisation", args=[office.pk])).content.decode()
    assert client.post(page, {"do": "open"}).status_code == 302
    assert client.get(reverse("people:organisations")).status_code == 200
    actions.invite("new@example.test", organisation=office, role="observer", root=ROOT, by=registry_person)
    (line,) = client.get(reverse("people:invitations")).context["invitations"]
    assert line[0].email == "new@example.test"


# ---------------------------------------------------------------- another address


@pytest.fixture
def asked(member, letters, django_capture_on_commit_callbacks):
    """Ask for another address; the token in the letter, empty when none was sent there."""

    def ask(person, email="new@example.test"):
        Message.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            actions.ask_for_email(person, email, root=ROOT, by=person)
        sent = [one for one in letters if one.to == [email]]
        return re.search(r"/account/email/([\w-]+)/", sent[0].body)[1] if sent else ""

    return ask


def test_an_address_changes_when_its_letter_is_opened_by_its_owner(
    member, asked, letters, client, as_person, django_capture_on_commit_callbacks
):
    ama = member("focal_point", name="ama@example.test")
    ama.email = "ama@example.test"
    ama.save()
    token = asked(ama)
    assert sorted(one.to[0] for one in letters) == ["ama@example.test", "new@example.test"]
    assert "new@example.test" not in next(one.body for one in letters if one.to == ["ama@example.test"])
    page = reverse("people:email-confirm", args=[token])
    # A link alone changes nothing, and another's account is not changed by it.
    as_person(member("observer", name="other"))
    assert client.get(page).status_code == client.post(page).status_code == 404
    as_person(ama)
    assert client.get(page).status_code == 200
    ama.refresh_from_db()
    assert ama.email == "ama@example.test"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page).status_code == 302
    ama.refresh_from_db()
    # Whoever signed in by the old address as name does so by the new one.
    assert (ama.email, ama.username) == ("new@example.test", "new@example.test")
    assert letters[-1].to == ["ama@example.test"]
    assert client.post(page).status_code == 404
    event = Event.objects.get(verb="people.change_email")
    assert "example.test" not in str(event.details)
    assert event.details["sealed"].keys() == {"before", "after"}


def test_a_letter_that_is_too_old_replaced_or_for_an_address_taken_meanwhile_changes_nothing(member, asked):
    ama = member("focal_point", name="ama")
    first, second = asked(ama), asked(ama, "second@example.test")
    assert actions.find_email_change(first, ama) is None
    change = actions.find_email_change(second, ama)
    User.objects.create(username="else", email="Second@example.test")
    with pytest.raises(NotNow, match="cannot be used"):
        actions.confirm_email(change, by=ama)
    EmailChange.objects.update(asked_at=timezone.now() - dt.timedelta(hours=25))
    assert actions.find_email_change(second, ama) is None


def test_nobody_learns_who_else_has_an_address(member, asked, letters, client, as_person):
    ama, other = member("focal_point", name="ama"), member("observer", name="other")
    assert asked(ama, other.email) == ""
    assert [one.to for one in letters] == [[ama.email]]
    as_person(ama)
    answers = [client.post(reverse("people:email"), {"email": email}) for email in (other.email, "free@example.test")]
    assert len({(one.status_code, one.url) for one in answers}) == 1
    with pytest.raises(Refused, match="another address"):
        asked(ama, ama.email.upper())
    with pytest.raises(NotPermitted):
        actions.ask_for_email(ama, "x@example.test", root=ROOT, by=other)


def test_without_a_mail_server_it_says_so(member, client, as_person, settings):
    settings.EMAIL_HOST = ""
    as_person(member("focal_point", name="ama"))
    page = reverse("people:email")
    assert client.get(page).status_code == 200
    answer = client.post(page, {"email": "new@example.test"})
    assert (answer.status_code, "No mail server" in answer.context["refusal"]) == (422, True)


def test_the_command_adds_the_secretariat_without_a_state(db, tmp_path):
    file = tmp_path / "password"
    file.write_text("seven lanterns on a quay", encoding="utf-8")
    rest = ["--organisation", "Secretariat", "--password-file", str(file)]
    done = CliRunner().invoke(command, ["add", "registrar", "--role", "secretariat", *rest], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    office = Organisation.objects.get(name="Secretariat")
    assert (office.place, office.kind) == (None, Kind.SECRETARIAT)
    with pytest.raises(Refused, match="belong to a State"):
        CliRunner().invoke(
            command,
            ["add", "other", "--role", "editor", "--kind", "ministry", *rest[2:], "--organisation", "Ministry"],
            catch_exceptions=False,
        )
