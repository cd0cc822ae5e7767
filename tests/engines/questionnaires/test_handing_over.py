"""Sections of somebody who leaves pass to a colleague; those of an organisation to the one that takes its place."""

import pytest

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people import actions as people_actions
from comity.base.people.models import Membership, Organisation
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.models import Assignment, Response
from comity.kernel.errors import NotNow

from . import cast


pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(people):
    return cast.person("boss", people.police, "administrator")


@pytest.fixture
def given(people):
    return actions.assign(people.response, "1", by=people.coordinator, person=people.officer)


def leave(person, successor, by, organisation=None):
    held = Membership.objects.active().filter(user=person)
    one = held.get(organisation=organisation) if organisation else held.get()
    people_actions.end_membership(one, successor=successor, by=by)


def waiting(person):
    return Notice.objects.filter(person=person, kind="questionnaires.section", done_at=None).count()


def test_a_section_goes_to_the_successor_who_is_told_and_answers_it(people, given, boss):
    assert people_actions.left_behind(people.officer, people.police) == {"sections of questionnaires": 1}
    with pytest.raises(NotNow, match="sections of questionnaires: 1"):
        leave(people.officer, None, boss)
    heir = cast.person("heir", people.police)
    leave(people.officer, heir, boss)
    given.refresh_from_db()
    assert (given.person, given.by) == (heir, people.coordinator)
    assert (waiting(people.officer), waiting(heir)) == (0, 1)
    assert rules.sections_of(heir, people.response) == {"1"}
    assert rules.sections_of(people.officer, people.response) == frozenset()
    event = Event.objects.get(verb="response.hand_over")
    assert event.details == {"section": "1", "before": people.officer.pk, "successor": heir.pk}


def test_who_has_the_section_already_has_it_once(people, given, boss):
    heir = cast.person("heir", people.police)
    actions.assign(people.response, "1", by=people.coordinator, person=heir)
    leave(people.officer, heir, boss)
    assert list(Assignment.objects.values_list("person", flat=True)) == [heir.pk]


def test_what_was_handed_in_and_what_is_of_another_state_stays(people, given, boss):
    Response.objects.filter(pk=people.response.pk).update(closed_at=people.response.opened_at)
    assert people_actions.left_behind(people.officer, people.police) == {}
    leave(people.officer, None, boss)
    given.refresh_from_db()
    assert given.person == people.officer, "it says who answered"


def test_who_goes_on_working_for_the_state_keeps_the_section(people, given, boss):
    Membership.objects.create(user=people.officer, organisation=people.justice, role="contributor")
    leave(people.officer, None, boss, people.police)
    given.refresh_from_db()
    assert given.person == people.officer
    assert rules.sections_of(people.officer, people.response) == {"1"}


def test_an_organisation_with_a_section_is_not_left_empty(people, boss):
    actions.assign(people.response, "1", by=people.coordinator, organisation=people.police)
    leave(people.officer, None, boss)
    with pytest.raises(NotNow, match="sections of questionnaires: 1"):
        leave(boss, None, boss)
    assert list(queries.working_in(people.police)) == [boss]


def test_sections_and_responses_pass_to_the_organisation_that_takes_its_place(people):
    host = cast.person("host", Organisation.objects.create(name="Host", kind="secretariat"), "secretariat")
    actions.assign(people.response, "1", by=people.coordinator, organisation=people.police)
    actions.assign(people.response, "2", by=people.coordinator, organisation=people.police)
    actions.assign(people.response, "2", by=people.coordinator, organisation=people.justice)
    Response.objects.filter(pk=people.response.pk).update(organisation=people.police)
    passed = people_actions.merge_organisations(people.police, people.justice, by=host)
    assert (passed["questionnaires.Assignment"], passed["questionnaires.Response"]) == (2, 1)
    found = Assignment.objects.order_by("section").values_list("section", "organisation")
    assert list(found) == [("1", people.justice.pk), ("2", people.justice.pk)]
    assert rules.sections_of(people.officer, people.response) == {"1", "2"}
