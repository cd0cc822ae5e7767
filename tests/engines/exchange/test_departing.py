"""Who leaves an authority: said before, taken away at once, and shown until the key has been changed."""

import time

import pytest
from django.urls import reverse

from comity.base.access.enums import Grade
from comity.base.access.registry import checks, lines
from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people import actions as people
from comity.base.people.adapters import VISIT
from comity.base.people.models import Membership, Organisation, Visit
from comity.engines.exchange import actions, queries
from comity.engines.exchange.models import OwnKey, Recovery, Share, Wrap
from comity.engines.exchange.queries.departed import standing_of
from comity.kernel.errors import NotNow

from .sealers import Secret


pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(employ, rome):
    return employ(rome.organisation, "administrator")


@pytest.fixture
def colleague(employ, rome, keyed):
    """Another member who holds the authority's key."""
    person = employ(rome.organisation)
    keyed(person)
    actions.admit(rome.organisation, person.pk, {rome.secret.fingerprint: "sealed to a colleague"}, by=rome.member)
    return person


def officers(rome, employ, keyed, number, threshold=2):
    """So many members who are officers for recovery and do not hold the key."""
    several = [employ(rome.organisation) for _ in range(number)]
    for one in several:
        keyed(one)
    shares = {one.pk: f"part of {one.pk}" for one in several}
    actions.prepare_recovery(rome.organisation, threshold=threshold, sealed="s", shares=shares, by=rome.member)
    return several


def role_of(person):
    return Membership.objects.active().get(user=person)


def waits(person):
    return list(Notice.objects.filter(person=person, done_at=None).order_by("kind").values_list("kind", flat=True))


def change(rome, by, before=None):
    latest = queries.earlier_keys(rome.organisation).last()
    public = Secret().published(f"organisation:{rome.organisation.pk}", latest.number + 1, before or rome.secret)
    actions.change_key(rome.organisation, public, {by.pk: "new"}, by=by)


def look():
    check = next(one for one in checks() if one.key == "exchange.holding")
    return check.look()


def test_what_is_sealed_to_who_leaves_goes_and_the_others_are_asked_until_the_key_is_changed(rome, boss, colleague):
    told = people.foretold(role_of(colleague))
    assert [one.is_grave for one in told] == [False]
    assert colleague.username in told[0].sentence
    assert rome.member.username in told[0].sentence
    people.end_membership(role_of(colleague), successor=None, by=boss)
    assert set(Wrap.objects.filter(own__person=colleague).values_list("sealed", flat=True)) == {""}
    event = Event.objects.get(verb="exchange.cut_off")
    assert (event.actor_id, event.details["keys"]) == (str(boss.pk), 1)
    assert waits(rome.member) == ["exchange.key_known"]
    assert "exchange.key_known" not in waits(colleague)
    assert standing_of()[rome.organisation.pk].beyond == (colleague,)
    assert (look().grade, look().figures["known_beyond"]) == (Grade.LATE, 1)
    assert next(one for one in lines() if one.key == "exchange.keys").count(boss) == 1
    change(rome, rome.member)
    assert waits(rome.member) == []
    assert standing_of()[rome.organisation.pk].is_well
    assert (look().grade, look().figures["known_beyond"]) == (Grade.WELL, 0)


def test_every_page_of_the_exchange_and_that_of_the_organisation_say_it(client, rome, boss, colleague, nairobi):
    name, pages = colleague.username, ["exchange:keys", "exchange:list", "exchange:new"]
    client.force_login(rome.member)
    assert name not in client.get(reverse("exchange:list")).content.decode()
    people.end_membership(role_of(colleague), successor=None, by=boss)
    for page in pages:
        assert f"{name} may not use it any more" in client.get(reverse(page)).content.decode(), page
    told = client.get(reverse("sealed:authority", args=[rome.organisation.pk])).json()
    assert [one["person"] for one in told["departed"]] == [colleague.pk]
    client.force_login(boss)
    here = client.get(reverse("people:organisation", args=[rome.organisation.pk])).content.decode()
    assert f"{name} may not use it any more" in here
    assert f"{name} may not use it any more" in client.get(reverse("people:organisations")).content.decode()
    # Another authority learns nothing of it.
    client.force_login(nairobi.member)
    assert name not in client.get(reverse("exchange:keys")).content.decode()
    assert name not in client.get(reverse("people:organisations")).content.decode()
    assert waits(nairobi.member) == []


def test_the_only_holder_goes_only_when_the_loss_was_read_and_accepted(client, rome, boss):
    told = people.foretold(role_of(rome.member))
    assert [one.is_grave for one in told] == [True]
    assert "cannot be recovered" in told[0].sentence
    with pytest.raises(NotNow, match="accept"):
        people.end_membership(role_of(rome.member), successor=None, by=boss)
    assert queries.holds(rome.member, queries.current_key(rome.organisation))
    with pytest.raises(NotNow, match="accept"):
        people.end_membership(role_of(rome.member), successor=None, accepted=["something else"], by=boss)
    people.end_membership(role_of(rome.member), successor=None, accepted=[told[0].key], by=boss)
    assert not Wrap.objects.exclude(sealed="").exists()
    assert look().figures["held_by_nobody"] == 1


def shown_lately(client, person):
    """Begin a session in which the person has shown just now who they are."""
    client.force_login(person)
    visit = Visit.objects.create(person=person, opening="passkey", family="Firefox", is_strong=True)
    session = client.session
    session[VISIT] = str(visit.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_the_page_that_removes_says_it_and_takes_the_tick(client, rome, boss):
    shown_lately(client, boss)
    address = reverse("people:member-end", args=[role_of(rome.member).pk])
    page = client.get(address)
    assert "cannot be recovered" in page.content.decode()
    key = people.foretold(role_of(rome.member))[0].key
    assert f'name="accepted" value="{key}"' in page.content.decode()
    assert client.post(address, {"successor": ""}).status_code == 422
    assert client.post(address, {"successor": "", "accepted": key}).status_code == 302
    assert not Membership.objects.active().filter(user=rome.member).exists()


def test_with_enough_officers_the_only_holder_leaves_something_to_recover(rome, boss, employ, keyed):
    several = officers(rome, employ, keyed, 2)
    told = people.foretold(role_of(rome.member))
    assert [one.is_grave for one in told] == [True]
    assert "recovered the key" in told[0].sentence
    people.end_membership(role_of(rome.member), successor=None, accepted=[told[0].key], by=boss)
    assert waits(several[0]) == ["exchange.key_lost"]
    asked = actions.ask_for_recovery(rome.organisation, by=several[0])
    for one in several:
        actions.pass_part_on(asked, "part", by=one)
    actions.finish_recovery(asked, {rome.secret.fingerprint: "again"}, by=several[0])
    # Somebody holds it, and who left knows it still.
    assert waits(several[0]) == ["exchange.recovery"] or waits(several[0]) == []
    assert standing_of()[rome.organisation.pk].beyond == (rome.member,)


def test_an_officer_without_whom_the_quorum_fails_goes_only_when_that_was_accepted(rome, boss, employ, keyed):
    first, second, third = officers(rome, employ, keyed, 3)
    told = people.foretold(role_of(first))
    assert [one.is_grave for one in told] == [False]
    people.end_membership(role_of(first), successor=None, by=boss)
    assert Share.objects.filter(own__person=first).count() == 0
    assert waits(rome.member) == []
    told = people.foretold(role_of(second))
    assert [one.is_grave for one in told] == [True]
    assert "nobody recovers it" in told[0].sentence
    people.end_membership(role_of(second), successor=None, accepted=[told[0].key], by=boss)
    assert waits(rome.member) == ["exchange.recovery_short"]
    assert look().figures["recovery_short"] == 1
    parts = {rome.member.pk: "p", third.pk: "q"}
    actions.prepare_recovery(rome.organisation, threshold=2, sealed="s", shares=parts, by=rome.member)
    assert waits(rome.member) == []
    assert standing_of()[rome.organisation.pk].is_well


def test_a_recovery_that_somebody_asked_for_who_leaves_is_over(rome, boss, employ, keyed):
    several = officers(rome, employ, keyed, 3)
    asked = actions.ask_for_recovery(rome.organisation, by=several[2])
    actions.pass_part_on(asked, "part", by=several[0])
    people.end_membership(role_of(several[2]), successor=None, by=boss)
    asked = Recovery.objects.get(pk=asked.pk)
    assert asked.closed_at is not None
    assert asked.parts.count() == 0


def test_who_keeps_a_role_that_exchanges_keeps_the_key(rome, boss, colleague):
    other = Membership.objects.create(user=colleague, organisation=rome.organisation, role="administrator")
    assert people.foretold(other) == []
    people.end_membership(other, successor=None, by=boss)
    assert queries.holds(colleague, queries.current_key(rome.organisation))
    elsewhere = Organisation.objects.create(name="Another", place=rome.organisation.place)
    Membership.objects.create(user=colleague, organisation=elsewhere, role="authority")
    # The same role for another authority opens nothing here.
    people.end_membership(Membership.objects.get(user=colleague, organisation=rome.organisation, role="authority"),
                          successor=None, by=boss)  # fmt: skip
    assert not queries.holds(colleague, queries.current_key(rome.organisation))
    assert waits(rome.member) == ["exchange.key_known"]


def test_a_closed_account_knows_the_key_and_a_new_own_key_is_no_departure(rome, employ, keyed):
    colleague = employ(rome.organisation)
    own = keyed(colleague)
    actions.admit(rome.organisation, colleague.pk, {rome.secret.fingerprint: "sealed"}, by=rome.member)
    colleague.is_active = False
    colleague.save()
    assert standing_of()[rome.organisation.pk].beyond == (colleague,)
    colleague.is_active = True
    colleague.save()
    assert standing_of()[rome.organisation.pk].is_well
    keyed(colleague, 2, own)
    assert standing_of()[rome.organisation.pk].beyond == ()


def test_how_keys_are_held_costs_the_same_for_one_authority_and_for_several(
    rome, nairobi, office, django_assert_max_num_queries
):
    office("FR")
    with django_assert_max_num_queries(5):
        assert len(standing_of()) == 3
    with django_assert_max_num_queries(5):
        assert len(standing_of([rome.organisation.pk])) == 1


def test_what_a_forgotten_persons_keys_are_sealed_under_is_deleted(rome, boss, employ):
    host = employ(Organisation.objects.create(name="Host", kind="secretariat"), "secretariat")
    told = people.foretold(role_of(rome.member))
    people.end_membership(role_of(rome.member), successor=None, accepted=[told[0].key], by=boss)
    people.shut_account(rome.member, by=host)
    people.forget_person(rome.member, by=host)
    key = OwnKey.objects.get(person=rome.member)
    assert (key.passphrase, key.passkeys) == ("", [])
    assert key.ended_at is not None
    assert key.leaf.leaf, "the public half stands in the log"
