"""Whoever keeps a State's records is asked once a month what is still true, and answers for several at once."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from comity.base.notices.enums import Filter
from comity.base.notices.models import Notice
from comity.base.notices.queries import counts_of
from comity.base.people.models import Membership, Organisation
from comity.base.places.models import Place
from comity.base.terms.models import Concept, Scheme
from comity.engines.records import actions, queries
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardText
from comity.kernel.errors import NotPermitted
from comity.knowledge.authorities.actions import confirm
from comity.knowledge.authorities.models import Authority
from comity.knowledge.strategies.models import Strategy


pytestmark = pytest.mark.django_db
UPKEEP = "/en/records/upkeep/"
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def record(service, place):
    """A public record, published so many days before 21 November 2026 and confirmed perhaps."""
    Place.objects.get_or_create(code="ML", defaults={"kind": "state"})

    def make(title, *, days=400, confirmed=None, where="IT", subjects=(), model=Strategy, **fields):
        card = Card(title, where, (CardText("en", title),), (), subjects)
        made = actions.draft(model(**fields), card, by=service)
        actions.publish(made, by=service)
        moment = dt.datetime.combine(TODAY, dt.time(12), dt.UTC) - dt.timedelta(days=days)
        day = None if confirmed is None else TODAY - dt.timedelta(days=confirmed)
        Record.objects.filter(pk=made.pk).update(published_at=moment, confirmed_on=day)
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def keeper(person_with):
    return person_with("contributor")


def titles(person, today=TODAY):
    return [str(one.texts.get().title) for one in queries.old_for(person, today)]


def test_what_is_old_is_what_nobody_confirmed_for_a_year(record, keeper, settings):
    record("Oldest", days=800)
    record("Confirmed long ago", days=900, confirmed=366)
    record("To the day", days=365)
    record("A day younger", days=364)
    record("Confirmed lately", days=900, confirmed=10)
    record("Of another State", where="ML")
    record("Of none", where=None)
    record("Withdrawn")
    Record.objects.filter(texts__title="Withdrawn").update(state=State.WITHDRAWN)
    assert titles(keeper) == ["Oldest", "Confirmed long ago", "To the day"]
    settings.RECORDS_CONFIRMED_WITHIN = 24
    assert titles(keeper) == ["Oldest"]


def test_only_who_keeps_records_of_a_state_is_asked(record, person_with, keeper):
    record("A plan")
    assert [titles(person_with(role)) for role in ("contributor", "focal_point")] == [["A plan"]] * 2
    assert [titles(person_with(role)) for role in ("editor", "observer", "administrator", "secretariat")] == [[]] * 4
    keeper.is_held_back = True
    assert titles(keeper) == []


def test_an_authority_keeps_authorities_and_nothing_else(record, person_with):
    record("A plan")
    record("Ministry of Justice", model=Authority, identifier="IT-1")
    assert titles(person_with("authority")) == ["Ministry of Justice"]


def test_a_role_for_one_subject_is_asked_about_that_one_and_about_what_has_none(record, keeper, service):
    scheme = Scheme.objects.create(code="crime-types", version=1)
    corruption, piracy = (
        Concept.objects.create(key=f"crime-types:{code}", scheme=scheme, code=code, position=n, since_version=1)
        for n, code in enumerate(("corruption", "piracy-maritime"))
    )
    record("Corruption", subjects=("crime-types:corruption",))
    record("Piracy", subjects=("crime-types:piracy-maritime",))
    record("Both", subjects=("crime-types:corruption", "crime-types:piracy-maritime"))
    record("Neither")
    membership = Membership.objects.get(user=keeper)
    membership.subjects.set([corruption])
    assert sorted(titles(keeper)) == ["Both", "Corruption", "Neither"]
    membership.subjects.set([piracy, corruption])
    assert len(titles(keeper)) == 4


def at(day):
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), dt.UTC)


def test_keepers_are_reminded_once_a_month_with_the_number(record, keeper, person_with, service, settings):
    for title in ("One", "Two"):
        record(title)
    for role in ("editor", "observer"):
        person_with(role)
    days = ("2026-11-21", "2026-11-22", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01")
    assert [actions.remind(by=service, now=at(day)) for day in days] == [1, 0, 0, 1, 0, 1]
    last = Notice.objects.latest("created_at")
    assert (last.person, last.address) == (keeper, "/records/upkeep/")
    assert last.parameters == {"count": 2, "months": 12}
    assert counts_of(keeper)[Filter.WAITING] == 1, "what the month before said waits no more"
    settings.RECORDS_CONFIRMED_WITHIN = 0
    assert actions.remind(by=service, now=at("2027-02-01")) == 0


def test_whoever_has_nothing_old_is_not_reminded_until_there_is(record, keeper, service):
    made = record("One", confirmed=1)
    assert actions.remind(by=service, now=at("2026-11-21")) == 0
    Record.objects.filter(pk=made.pk).update(confirmed_on=dt.date(2020, 1, 1))
    assert actions.remind(by=service, now=at("2026-11-22")) == 1


def test_several_are_confirmed_with_one_click_and_the_pages_say_when(client, record, keeper, service):
    first, second, third = record("One", days=900), record("Two", days=800), record("Three", days=700)
    actions.remind(by=service)
    client.force_login(keeper)
    page = client.get(UPKEEP).text
    assert page.index(">One<") < page.index(">Two<") < page.index(">Three<")
    answer = client.post(UPKEEP, {"record": [first.pk, third.pk, "nonsense", uuid.uuid4()]}, follow=True)
    assert "2 records are confirmed." in answer.text
    assert ">One<" not in answer.text
    assert ">Two<" in answer.text
    today = dt.datetime.now(dt.UTC).date()
    assert "Confirmed as still true on" in Client().get(f"/en{first.strategy.address}").text
    for one in (first, third):
        one.refresh_from_db()
        assert one.confirmed_on == today
    assert "Nothing was confirmed" in client.post(UPKEEP, {}, follow=True).text
    assert counts_of(keeper)[Filter.WAITING] == 1
    client.post(UPKEEP, {"record": [second.pk]})
    assert counts_of(keeper)[Filter.WAITING] == 0, "with the last one the reminder is done"
    assert "Everything is confirmed" in client.get(UPKEEP).text


def test_what_belongs_to_others_is_confirmed_by_nobody(client, record, keeper, person_with, service):
    own, foreign, draft = record("Own"), record("Foreign", where="ML"), record("Draft")
    Record.objects.filter(pk=draft.pk).update(state=State.DRAFT)
    client.force_login(keeper)
    # One that is not theirs, and nothing is done.
    assert client.post(UPKEEP, {"record": [own.pk, foreign.pk]}).status_code == 403
    # What they cannot know of is as what is not there.
    assert client.post(UPKEEP, {"record": [draft.pk]}).status_code == 302
    assert not Record.objects.exclude(confirmed_on=None).exists()
    with pytest.raises(NotPermitted):
        actions.confirm_many([foreign.pk], by=keeper)
    for role in ("editor", "observer", "administrator"):
        other = Client()
        other.force_login(person_with(role))
        assert other.get(UPKEEP).status_code == other.post(UPKEEP, {"record": [own.pk]}).status_code == 403
    assert Client().get(UPKEEP).headers["Location"].startswith("/en/account/sign-in/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_is_on_it(client, record, keeper, count, django_assert_num_queries):
    for number in range(count):
        record(f"Plan {number}")
    client.force_login(keeper)
    client.get(UPKEEP)
    with django_assert_num_queries(8):
        client.get(UPKEEP)


def test_confirming_an_authority_on_its_own_page_counts_too(record, person_with):
    made = record("Ministry of Justice", model=Authority, identifier="IT-1")
    office = Organisation.objects.get_or_create(name="Ministry", place=made.place)[0]
    person = person_with("authority", office)
    confirm(made.authority, by=person)
    assert titles(person, dt.datetime.now(dt.UTC).date()) == []
