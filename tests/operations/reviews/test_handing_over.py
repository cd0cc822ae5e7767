"""Whoever leaves a ministry hands their part in a review to a colleague, who is bound by the same rules."""

import pytest

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people import actions as people
from comity.base.people.models import Membership, User
from comity.kernel.errors import NotNow
from comity.operations.reviews.enums import Role, Side, Step
from comity.operations.reviews.models import Participant
from comity.operations.reviews.queries import reviews as queries

from .ministries import World


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World().begin().to(Step.SELF_ASSESSMENT)


def leave(world, person, successor, code="IT"):
    boss = User.objects.filter(username=f"boss-{code}").first() or world.person("administrator", f"boss-{code}", code)
    membership = Membership.objects.active().get(user=person)
    # A focal point is also the last who verifies contributions here.
    accepted = [one.key for one in people.foretold(membership)]
    people.end_membership(membership, successor=successor, accepted=accepted, by=boss)
    return boss


def parts(world, person):
    found = Participant.objects.filter(review=world.key, person=person, ended_at=None)
    return [(one.role, one.declared_at is not None) for one in found]


def test_a_focal_point_who_leaves_is_followed_by_a_colleague_who_is_told_and_acts(world):
    them = world.people["IT"]
    assert people.left_behind(them.point, world.offices["IT"]) == {"parts in reviews": 1}
    with pytest.raises(NotNow, match="parts in reviews: 1"):
        leave(world, them.point, None)
    boss = leave(world, them.point, them.colleague)
    assert parts(world, them.point) == []
    assert parts(world, them.colleague) == [(Role.FOCAL_POINT, False)]
    asked = Notice.objects.filter(person=them.colleague, done_at=None).values_list("kind", flat=True)
    assert set(asked) == {"reviews.named", "reviews.waits"}
    assert not Notice.objects.filter(person=them.point, done_at=None, kind__startswith="reviews.").exists()
    assert queries.standpoint(them.colleague, world.review).is_focal_point
    assert queries.standpoint(them.point, world.review).side is Side.PUBLIC
    event = Event.objects.get(verb="review.hand_over")
    assert (event.actor_id, event.details["successor"]) == (str(boss.pk), them.colleague.pk)


def test_an_expert_of_a_reviewing_state_declares_anew(world):
    them = world.people["AT"]
    leave(world, them.expert, them.colleague, "AT")
    assert parts(world, them.colleague) == [(Role.EXPERT, False)]
    # Until then they see no more than who takes part.
    assert not queries.standpoint(them.colleague, world.review).is_bound


def test_an_expert_who_becomes_focal_point_goes_on_with_what_they_declared(world):
    them = world.people["AT"]
    leave(world, them.point, them.expert, "AT")
    assert parts(world, them.expert) == [(Role.FOCAL_POINT, True)]


def test_a_successor_who_takes_part_already_goes_on_as_what_they_are(world):
    them = world.people["IT"]
    leave(world, them.expert, them.point)
    assert parts(world, them.point) == [(Role.FOCAL_POINT, True)]
    assert parts(world, them.expert) == []


def test_a_colleague_with_a_conflict_is_refused_with_the_reason_and_nothing_has_changed(world):
    them = world.people["AT"]
    Membership.objects.create(user=them.colleague, organisation=world.offices["IT"], role="authority")
    with pytest.raises(NotNow, match="nobody is on two sides"):
        leave(world, them.expert, them.colleague, "AT")
    assert parts(world, them.expert) == [(Role.EXPERT, True)]
    assert Membership.objects.active().filter(user=them.expert).exists()


def test_who_goes_on_working_for_the_state_keeps_the_part_and_a_review_that_is_over_stays_as_it_was(world):
    them = world.people["IT"]
    other = world.person("contributor", "else", "IT").memberships.get().organisation
    second = type(other).objects.create(name="Second ministry", place=other.place)
    Membership.objects.create(user=them.expert, organisation=second, role="contributor")
    boss = world.person("administrator", "boss", "IT")
    people.end_membership(Membership.objects.get(user=them.expert, organisation=other), successor=None, by=boss)
    assert parts(world, them.expert) == [(Role.EXPERT, True)]
    world.review.procedure.__class__.objects.filter(pk=world.key).update(state=Step.ENDED)
    assert people.left_behind(them.point, other) == {}
