"""Organisations: who comes, who goes, what passes on, who acts for whom; and what nobody else sees of it."""

import datetime as dt
import uuid

import pytest

from comity.base.audit.models import Event
from comity.base.audit.queries import events_by, token_of
from comity.base.people import actions, queries, registry
from comity.base.people.enums import Kind
from comity.base.people.models import Delegation, Invitation, Membership, Nomination, Organisation, Visit
from comity.base.people.models.organisation import today
from comity.kernel.errors import NotNow, NotPermitted

from .conftest import NAMED, ROOT


def of(person):
    return Membership.objects.active().get(user=person)


# ---------------------------------------------------------------- members


def test_who_is_removed_loses_the_role_at_once(boss, member):
    ada = member("contributor")
    actions.end_membership(of(ada), successor=None, by=boss)
    assert ada.role_names == frozenset()
    assert queries.places_of(ada, "record.draft") == frozenset()
    with pytest.raises(NotNow):
        actions.end_membership(Membership.objects.get(user=ada), successor=None, by=boss)
    event = Event.objects.get(verb="people.end_membership")
    assert (event.actor_id, event.subject_id, event.details["role"]) == (str(boss.pk), token_of(ada), "contributor")


def test_memberships_begin_and_end_on_their_days(member, office):
    ada = member("contributor")
    one = of(ada)
    one.begins_on, one.ends_on = today() - dt.timedelta(days=9), today() + dt.timedelta(days=1)
    one.save()
    assert ada.role_names == {"contributor"}
    one.ends_on = today()
    one.save()
    assert ada.role_names == frozenset()
    Membership.objects.create(
        user=ada, organisation=office, role="contributor", begins_on=today() + dt.timedelta(days=1)
    )
    assert ada.role_names == frozenset()


def test_the_last_administrator_goes_only_with_a_successor(boss, member, office):
    ada, stranger = member("contributor"), member("observer", Organisation.objects.create(name="X", kind=Kind.CIVIL))
    with pytest.raises(NotNow, match="last administrator"):
        actions.end_membership(of(boss), successor=None, by=boss)
    with pytest.raises(NotNow, match="same organisation"):
        actions.end_membership(of(boss), successor=stranger, by=boss)
    actions.end_membership(of(boss), successor=ada, by=boss)
    assert ada.role_names == {"contributor", "administrator"}
    assert boss.role_names == frozenset()


@pytest.fixture
def work(monkeypatch):
    """Unfinished work as a module declares it: two pieces of everybody, until they are passed on."""
    passed = {}
    handover = registry.Handover(
        "drafts",
        lambda person, organisation: 0 if person.pk in passed else 2,
        lambda person, successor, organisation, by: passed.setdefault(person.pk, successor.pk) and 2,
    )
    monkeypatch.setattr(registry, "_HANDOVERS", {"test.work": handover})
    return passed


def test_unfinished_work_passes_to_a_named_successor(boss, member, work):
    ada, eve = member("contributor"), member("contributor")
    with pytest.raises(NotNow, match="drafts: 2"):
        actions.end_membership(of(ada), successor=None, by=boss)
    assert ada.role_names == {"contributor"}
    actions.end_membership(of(ada), successor=eve, by=boss)
    assert work == {ada.pk: eve.pk}
    assert Event.objects.get(verb="people.hand_over").details["passed"] == {"test.work": 2}


def test_drafts_of_records_pass_with_the_one_who_goes(boss, member, office):
    from comity.engines.records.enums import State
    from comity.engines.records.models import Record
    from comity.engines.records.queries import readable_by

    ada, eve = member("contributor"), member("contributor")
    draft = Record.objects.create(kind="strategy", place=office.place, created_by=ada)
    public = Record.objects.create(kind="strategy", place=office.place, created_by=ada, state=State.WITHDRAWN)
    assert actions.left_behind(ada, office) == {"drafts": 1}
    actions.end_membership(of(ada), successor=eve, by=boss)
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.created_by, public.created_by) == (eve, ada)
    assert not Record.objects.filter(readable_by(ada), pk=draft.pk).exists()
    assert Event.objects.filter(verb="record.hand_over", record_id=draft.pk).exists()


def test_only_who_administers_removes(member, elsewhere):
    ada = member("contributor")
    _theirs, chef = elsewhere
    for by in (member("contributor"), member("editor"), chef):
        with pytest.raises(NotPermitted):
            actions.end_membership(of(ada), successor=None, by=by)
    with pytest.raises(NotPermitted):
        actions.end_membership(of(member("editor")), successor=None, by=member("administrator"))


def test_an_observer_changes_nothing(client, member, office, as_person):
    as_person(member("observer"))
    for path in (f"organisations/{office.pk}/invite/", "organisations/new/", "notes/", "notes/new/"):
        assert client.get(f"/en/account/{path}").status_code == 403, path
    assert client.get("/en/records/import/treaty/").status_code in {403, 404}


# ---------------------------------------------------------------- delegation


@pytest.fixture
def pair(member):
    return member("authority", name="ada"), member("observer", name="eve")


def test_acting_for_somebody_is_shown_and_stands_in_the_trail(client, pair, office, as_person):
    ada, eve = pair
    one = actions.delegate(eve, organisation=office, until=today() + dt.timedelta(days=7), by=ada)
    as_person(eve)
    assert client.post(f"/en/account/delegations/{one.pk}/", {"do": "act"}).status_code == 302
    page = client.get("/en/account/").content.decode()
    assert "Eve for Ada" in page
    event = Event.objects.get(verb="people.act_for")
    assert (event.actor_id, event.behalf) == (str(eve.pk), f"people.User:{token_of(ada)}")
    assert client.post(f"/en/account/delegations/{one.pk}/", {"do": "stop"}).status_code == 302
    assert "Eve for Ada" not in client.get("/en/account/").content.decode()
    assert events_by(eve).filter(verb="people.act_for_oneself").exists()


def test_what_is_done_for_another_names_both_in_the_log(pair, office):
    from comity.base.audit.actions import note, seen
    from comity.base.people.models import Acting

    ada, eve = pair
    eve.acting = Acting(1, ada.pk, "Ada", office.pk)
    note("places.load", None, by=eve)
    seen("places.read", None, by=eve)
    written = [Event.objects.get(verb=verb) for verb in ("places.load", "places.read")]
    assert [(one.actor, one.behalf) for one in written] == [(token_of(eve), f"people.User:{token_of(ada)}")] * 2


def test_who_acts_for_another_holds_their_roles_and_not_ones_own(pair, office):
    from comity.base.people.models import Acting

    ada, eve = pair
    Membership.objects.create(user=ada, organisation=office, role="administrator")
    eve.acting = Acting(1, ada.pk, "Ada", office.pk)
    assert eve.role_names == {"authority"}, "neither one's own, nor what concerns members"
    assert [grant.role for grant in eve.grants] == ["authority"]
    assert queries.places_of(eve, "authority.amend") == {"IT"}
    with pytest.raises(NotPermitted):
        actions.delegate(ada, organisation=office, until=today(), by=eve)


@pytest.mark.parametrize("how", ["past", "ended", "giver closed", "giver removed"])
def test_a_delegation_ends_by_itself(client, pair, office, as_person, boss, service, how):
    ada, eve = pair
    one = actions.delegate(eve, organisation=office, until=today(), by=ada)
    as_person(eve)
    client.post(f"/en/account/delegations/{one.pk}/", {"do": "act"})
    assert "Eve for Ada" in client.get("/en/account/").content.decode()
    if how == "past":
        Delegation.objects.update(begins_on=today() - dt.timedelta(days=3), until_on=today() - dt.timedelta(days=1))
    elif how == "ended":
        actions.end_delegation(one, by=ada)
    elif how == "giver closed":
        actions.close_account(ada, by=service)
    else:
        actions.end_membership(of(ada), successor=None, by=boss)
    assert "Eve for Ada" not in client.get("/en/account/").content.decode()


def test_what_cannot_be_delegated(pair, office, member, elsewhere):
    ada, eve = pair
    _theirs, chef = elsewhere
    week = today() + dt.timedelta(days=7)
    for receiver, until in (
        (ada, week),
        (chef, week),
        (eve, today() - dt.timedelta(days=1)),
        (eve, week + dt.timedelta(days=400)),
    ):
        with pytest.raises(NotNow):
            actions.delegate(receiver, organisation=office, until=until, by=ada)
    with pytest.raises(NotPermitted):
        actions.delegate(eve, organisation=office, until=week, by=member("administrator"))


def test_nobody_acts_by_anothers_delegation(client, pair, office, member, as_person):
    ada, eve = pair
    one = actions.delegate(eve, organisation=office, until=today(), by=ada)
    mallory = member("observer", name="mallory")
    as_person(mallory)
    assert client.post(f"/en/account/delegations/{one.pk}/", {"do": "act"}).status_code == 404
    as_person(ada)
    assert client.post(f"/en/account/delegations/{one.pk}/", {"do": "act"}).status_code == 403


# ---------------------------------------------------------------- what must not leak


def test_guessed_identifiers_open_nothing(client, member, office, elsewhere, nominated, ama, as_person, boss):
    """Everything of one State, asked for by the administrator of another, and by a visitor."""
    _theirs, chef = elsewhere
    waiting, _link = actions.invite("new@example.test", organisation=office, role="observer", root=ROOT, by=boss)
    visit = Visit.objects.create(person=boss, opening="passkey", family="Safari")
    as_person(chef)
    reads = [
        f"organisations/{office.pk}/",
        f"organisations/{office.pk}/edit/",
        f"organisations/{office.pk}/invite/",
        f"organisations/members/{of(boss).pk}/",
        f"notes/{nominated.note_id}/",
        f"notes/nominations/{nominated.pk}/",
        f"profile/{nominated.pk}/",
        "notes/",
    ]
    assert {
        path: client.get(f"/en/account/{path}").status_code
        for path in reads
        if client.get(f"/en/account/{path}").status_code not in {403, 404}
    } == {}
    writes = {
        f"security/sessions/{visit.pk}/end/": {},
        f"organisations/invitations/{waiting.pk}/": {"do": "withdraw"},
        f"organisations/members/{of(boss).pk}/": {},
        f"organisations/people/{boss.pk}/restore/": {},
        f"security/passkeys/{1}/": {"do": "remove"},
        f"profile/{nominated.pk}/": NAMED,
    }
    for path, sent in writes.items():
        assert client.post(f"/en/account/{path}", sent).status_code in {403, 404}, path
    visit.refresh_from_db()
    assert visit.ended_at is None
    assert Invitation.objects.filter(pk=waiting.pk, withdrawn_at__isnull=True).exists()
    assert of(boss)
    # What is not there answers as what is another's.
    assert client.get(f"/en/account/organisations/{office.pk}/").content.count(b"Central Authority") == 0
    for path in (f"security/sessions/{uuid.uuid4()}/end/", f"organisations/invitations/{uuid.uuid4()}/"):
        assert client.post(f"/en/account/{path}", {}).status_code == 404
    client.logout()
    for path in reads:
        assert client.get(f"/en/account/{path}")["Location"].startswith("/en/account/sign-in/?next="), path


def test_who_works_somewhere_sees_colleagues_and_not_invitations(client, member, office, boss, as_person):
    actions.invite("new@example.test", organisation=office, role="observer", root=ROOT, by=boss)
    as_person(member("contributor", name="ada"))
    page = client.get(f"/en/account/organisations/{office.pk}/").content.decode()
    assert "Boss" in page
    assert "new@example.test" not in page
    assert "boss@example.test" not in page


def test_only_the_secretariat_resets_and_nobody_themselves(
    client, registry_person, member, with_app, as_person, letters, django_capture_on_commit_callbacks
):
    ada = member("editor", name="ada")
    with_app(ada)
    as_person(registry_person)
    assert client.post(f"/en/account/organisations/people/{registry_person.pk}/restore/").status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/en/account/organisations/people/{ada.pk}/restore/").status_code == 302
    ada.refresh_from_db()
    assert queries.factors(ada) == []
    assert not ada.has_usable_password()
    assert letters[-1].to == ["ada@example.test"]


def test_lists_cost_the_same_for_one_and_for_many(client, registry_person, member, office, as_person, nominated):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_person(registry_person)

    def cost(path):
        # The first reader after a change loads what is kept for the others, such as the sentence at the foot.
        client.get(path)
        asked = []
        # Now and then one is asked besides: whether the places and terms that are kept are still the right ones.
        for _ in range(3):
            with CaptureQueriesContext(connection) as several:
                assert client.get(path).status_code == 200
            asked.append(len(several))
        return min(asked)

    paths = [
        "/en/account/organisations/",
        f"/en/account/organisations/{office.pk}/",
        "/en/account/notes/",
        "/en/account/",
    ]
    member("observer")
    before = [cost(path) for path in paths]
    for number in range(4):
        member("observer")
        actions.put_organisation(f"Office {number}", kind=Kind.CIVIL, place=None, by=registry_person)
        actions.invite(f"p{number}@example.test", organisation=office, role="observer", root=ROOT, by=registry_person)
        actions.record_note(f"NV {number}", dated=dt.date(2026, 10, 2), place=office.place, by=registry_person)
    assert [cost(path) for path in paths] == before
    assert Nomination.objects.count() == 1
