"""A review from its nominations to its publication: who takes which step, and what must be so before each."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.people.models import Membership
from comity.base.places.models import Place, Succession
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Unreadable
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Gender, Matter, Role, Saying, Side, Step
from comity.operations.reviews.models import Participant
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.registry import TIMED, course
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Awaited, Setting

from .ministries import World, later


@pytest.fixture
def world(db):
    return World().begin()


def test_both_courses_are_whole_and_say_what_is_not_verified():
    for mechanism, has_visit in (("organized-crime", False), ("corruption", True)):
        said = course(mechanism)
        assert said.has_visit is has_visit
        assert set(said.days) == set(said.sources) == set(TIMED) > said.verified
        assert said.verified
        assert said.clusters


@pytest.mark.parametrize("visit", [False, True])
def test_a_review_goes_from_the_nominations_to_its_publication(db, visit):
    world = World(visit=visit).begin()
    passed = [world.stage]
    while world.stage is not Step.PUBLISHED:
        world.to(list(Step)[list(Step).index(world.stage) + (2 if world.stage is Step.DIALOGUE and not visit else 1)])
        passed.append(world.stage)
    assert passed == [one for one in Step if one is not Step.ENDED and (visit or one is not Step.VISIT)]
    assert world.review.finished_at is not None
    assert [one.language for one in world.review.summaries.all()] == ["en", "ar"]
    assert not Event.objects.filter(details__icontains="secret-").exists()


def test_who_is_waited_for_is_each_state_that_is_not_ready_then_the_secretariat(world):
    host = Awaited(Side.SECRETARIAT)
    everybody = [Awaited(Side.REVIEWED, "IT"), Awaited(Side.REVIEWER, "AT"), Awaited(Side.REVIEWER, "BR")]
    assert acting.awaited(world.review) == everybody
    world.name_everybody()
    world.mark("AT")
    assert acting.awaited(world.review) == [everybody[0], everybody[2]]
    world.mark("IT", "BR")
    assert acting.awaited(world.review) == [host]
    actions.go(world.review, "close_nominations", by=world.host)
    world.to(Step.SELF_ASSESSMENT)
    assert acting.awaited(world.review) == [everybody[0]]
    world.to(Step.PUBLISHED)
    assert acting.awaited(world.review) == []


def test_the_secretariat_goes_on_without_a_state_only_with_a_reason(world):
    with pytest.raises(NotNow, match="Not every State is ready"):
        actions.go(world.review, "close_nominations", by=world.host)
    actions.go(world.review, "close_nominations", reason="Agreed by telephone", by=world.host)
    assert world.stage is Step.ARRANGEMENTS


def test_no_step_lacks_a_way_on_for_the_secretariat_or_a_way_out(world):
    """Nobody who does not act can hold a review up for ever."""
    for step in Step:
        if step in acting.LAST:
            continue
        ways = [one for one in world.review.flow.steps if step in one.sources and one.part == Side.SECRETARIAT]
        assert "end" in {one.name for one in ways}
    actions.go(world.review, "end", reason="Became part of another State", by=world.host)
    assert world.stage is Step.ENDED
    for act in (
        lambda: actions.go(world.review, "close_nominations", by=world.host),
        lambda: actions.postpone(world.review, later(9), reason="x", by=world.host),
        lambda: actions.name(
            world.review, world.people["IT"].point, place="IT", role=Role.EXPERT, by=world.people["IT"].point
        ),
    ):
        with pytest.raises(NotNow):
            act()


def test_feedback_goes_on_when_the_last_reviewing_state_has_handed_in_or_with_a_reason(world):
    world.to(Step.FEEDBACK)
    with pytest.raises(NotNow, match="No feedback has been written"):
        world.mark("AT")
    actions.remark(world.review, "Well done", language="en", by=world.people["AT"].expert)
    world.mark("AT")
    assert world.stage is Step.FEEDBACK
    with pytest.raises(NotNow, match="has handed this in"):
        actions.remark(world.review, "More", language="en", by=world.people["AT"].expert)
    actions.unmark(world.review, by=world.people["AT"].point)
    actions.remark(world.review, "More", language="en", by=world.people["AT"].expert)
    world.mark("AT")
    with pytest.raises(NotNow, match="Each reviewing State says by itself"):
        actions.go(world.review, "hand_in_feedback", by=world.people["AT"].point)
    with pytest.raises(NotNow, match="Say why"):
        actions.go(world.review, "close_feedback", by=world.host)
    actions.go(world.review, "close_feedback", reason="No answer from BR since May", by=world.host)
    assert world.stage is Step.CLARIFICATIONS


@pytest.mark.parametrize(
    ("step", "way"),
    [
        (Step.SELF_ASSESSMENT, "hand_in_answers"),
        (Step.CLARIFICATIONS, "hand_in_clarifications"),
        (Step.CONSENT, "consent"),
    ],
)
def test_what_a_state_hands_in_its_focal_point_hands_in_and_nobody_else(world, step, way):
    world.to(step)
    if step is Step.SELF_ASSESSMENT:
        world.answer()
    for matter in Matter if step is Step.CONSENT else ():
        actions.decide(world.review, matter, is_public=True, by=world.people["IT"].point)
    others = [world.people["IT"].expert, world.people["IT"].observer, world.people["IT"].colleague, world.host]
    others += [world.people["AT"].point, world.people["CH"].point, world.editor]
    for person in others:
        with pytest.raises(NotPermitted):
            actions.go(world.review, way, by=person)
    actions.go(world.review, way, by=world.people["IT"].point)


@pytest.mark.parametrize("name", ["close_nominations", "end"])
def test_what_the_secretariat_does_no_state_does(world, name):
    world.name_everybody()
    for person in (world.people["IT"].point, world.people["AT"].point, world.people["CH"].point, world.editor):
        with pytest.raises(NotPermitted):
            actions.go(world.review, name, reason="x", by=person)


def test_steps_that_take_something_for_granted_ask_for_it(world):
    world.to(Step.ARRANGEMENTS)
    with pytest.raises(NotNow, match="languages of the review"):
        world.mark("IT")
    world.to(Step.CONSULTATION)
    with pytest.raises(NotNow, match="consultation is not written down"):
        actions.go(world.review, "open_questionnaires", by=world.host)
    world.to(Step.SELF_ASSESSMENT)
    with pytest.raises(NotNow, match="Nothing has been answered"):
        actions.go(world.review, "hand_in_answers", by=world.people["IT"].point)
    world.answer()
    world.answer(value={"en": "another"}, by=world.people["IT"].point)
    with pytest.raises(NotNow, match="Answers for which two texts stand: 1"):
        actions.go(world.review, "hand_in_answers", by=world.people["IT"].point)


def test_later_steps_ask_for_what_they_need(world):
    world.to(Step.DIALOGUE)
    with pytest.raises(NotNow, match="No dialogue meeting"):
        actions.go(world.review, "close_dialogue", by=world.host)
    world.to(Step.OBSERVATIONS)
    with pytest.raises(NotNow, match="list of observations is empty"):
        actions.go(world.review, "close_observations", reason="x", by=world.host)
    world.to(Step.SUMMARY)
    with pytest.raises(NotNow, match="no summary yet"):
        actions.go(world.review, "finish_summary", by=world.host)
    world.to(Step.CONSENT)
    actions.decide(world.review, Matter.ANSWERS, is_public=False, by=world.people["IT"].point)
    with pytest.raises(NotNow, match="Not yet decided: List of observations, Summary"):
        actions.go(world.review, "consent", by=world.people["IT"].point)


def test_an_organized_crime_review_has_no_visit(world):
    world.setting = Setting("organized-crime", "Phase I", "criminalization", world.setting.begins_at)
    world.cycle = actions.set_up_cycle(world.setting, draw=None, by=world.host)
    world.cycle.questionnaires = {"XVIII-14": ["uncac-criminalization"]}
    world.cycle.save()
    world.open("IT", "AT", "BR")
    world.to(Step.DIALOGUE)
    with pytest.raises(NotNow, match="no country visits"):
        actions.go(world.review, "begin_visit", by=world.host)


# ---------------------------------------------------------------- people


def test_a_state_names_its_own_people_and_one_focal_point(world):
    italy, austria = world.people["IT"], world.people["AT"]
    with pytest.raises(NotPermitted):
        actions.name(world.review, italy.expert, place="IT", role=Role.EXPERT, by=austria.point)
    with pytest.raises(NotPermitted):
        actions.name(world.review, italy.expert, place="IT", role=Role.EXPERT, by=italy.expert)
    with pytest.raises(NotPermitted):
        actions.name(world.review, italy.expert, place="IT", role=Role.EXPERT, by=world.editor)
    with pytest.raises(NotNow, match="Only who works for"):
        actions.name(world.review, austria.expert, place="IT", role=Role.EXPERT, by=italy.point)
    with pytest.raises(NotNow, match="Only who works for"):
        actions.name(world.review, italy.observer, place="IT", role=Role.EXPERT, by=italy.point)
    with pytest.raises(NotNow, match="takes no part"):
        actions.name(world.review, world.people["CH"].expert, place="CH", role=Role.EXPERT, by=world.host)
    actions.name(world.review, italy.point, place="IT", role=Role.FOCAL_POINT, by=italy.point)
    with pytest.raises(NotNow, match="one focal point"):
        actions.name(world.review, italy.colleague, place="IT", role=Role.FOCAL_POINT, by=italy.point)
    with pytest.raises(NotNow, match="already"):
        actions.name(world.review, italy.point, place="IT", role=Role.EXPERT, by=italy.point)
    one = Participant.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(
            review=world.review, place_id="IT", person=italy.colleague, role=Role.FOCAL_POINT, named_by=italy.point,
            named_at=one.named_at,
        )  # fmt: skip
    actions.release(one, by=world.host)
    actions.name(world.review, italy.colleague, place="IT", role=Role.FOCAL_POINT, by=world.host)
    with pytest.raises(NotNow, match="does not take part any more"):
        actions.release(one, by=world.host)


def test_whoever_has_a_conflict_of_interest_does_not_review(world):
    austria = world.people["AT"]
    both = austria.expert
    Membership.objects.create(user=both, organisation=world.offices["IT"], role="authority")
    with pytest.raises(NotNow, match="nobody is on two sides"):
        actions.name(world.review, both, place="AT", role=Role.EXPERT, by=austria.point)
    Membership.objects.filter(user=both, organisation=world.offices["IT"]).delete()
    served = actions.name(world.review, world.people["IT"].colleague, place="IT", role=Role.EXPERT, by=world.host)
    actions.release(served, by=world.host)
    Membership.objects.filter(user=served.person).update(organisation=world.offices["AT"])
    with pytest.raises(NotNow, match="served for the State under review"):
        actions.name(world.review, served.person, place="AT", role=Role.EXPERT, by=austria.point)
    Membership.objects.create(user=austria.colleague, organisation=world.offices["CH"], role="secretariat")
    with pytest.raises(NotNow, match="takes part for no State"):
        actions.name(world.review, austria.colleague, place="AT", role=Role.EXPERT, by=austria.point)


def test_a_conflict_of_interest_outlives_the_union_of_a_state_with_another(world):
    """Who served for a State served for the one that it became; who took a part of another did not."""
    former = Place.objects.create(code="XXFO", kind="former", ends_on="2020-01-01")
    kept = Place.objects.create(code="XXPA", kind="state")
    Succession.objects.create(
        predecessor=former, successor_id="IT", happened_on="2020-01-01", kind="union", source="s"
    )
    Succession.objects.create(
        predecessor=kept, successor_id="IT", happened_on="2020-01-01", kind="separation", source="s"
    )
    austria = world.people["AT"]
    for place, person in ((former, austria.expert), (kept, austria.colleague)):
        Participant.objects.create(
            review=world.review, place=place, person=person, role=Role.EXPERT, named_by=austria.point,
            named_at=timezone.now(), ended_at=timezone.now(), ended_by=austria.point,
        )  # fmt: skip
    with pytest.raises(NotNow, match="served for the State under review"):
        actions.name(world.review, austria.expert, place="AT", role=Role.EXPERT, by=austria.point)
    actions.name(world.review, austria.colleague, place="AT", role=Role.EXPERT, by=austria.point)


def test_a_mechanism_has_a_most_of_experts(world):
    point = world.people["IT"].point
    for number in range(course("corruption").most_experts):
        person = world.person("contributor", f"x{number}", "IT")
        actions.name(world.review, person, place="IT", role=Role.EXPERT, by=point)
    with pytest.raises(NotNow, match="Most experts that a State names for one review: 15"):
        actions.name(world.review, world.people["IT"].expert, place="IT", role=Role.EXPERT, by=point)


def test_an_expert_of_a_reviewing_state_declares_before_anything_and_for_themselves(world):
    austria = world.people["AT"]
    actions.name(world.review, austria.expert, place="AT", role=Role.EXPERT, by=austria.point)
    assert not queries.standpoint(austria.expert, world.review).writes
    with pytest.raises(NotPermitted):
        actions.declare(world.review, by=austria.point)
    # Who has since begun to work for the State under review cannot declare that nothing stands against it.
    other = Membership.objects.create(user=austria.expert, organisation=world.offices["IT"], role="authority")
    with pytest.raises(NotNow):
        actions.declare(world.review, by=austria.expert)
    other.delete()
    done = actions.declare(world.review, words="None", gender=Gender.WOMAN, by=austria.expert)
    assert (done.gender, done.declaration) == ("woman", "None")
    assert queries.standpoint(austria.expert, world.review).writes


def test_who_leaves_the_ministry_or_is_released_sees_nothing_any_more(world):
    world.to(Step.FEEDBACK)
    expert, point = world.people["AT"].expert, world.people["AT"].point
    assert queries.one(expert, world.key) is not None
    Membership.objects.filter(user=expert).update(ends_on=later(0))
    assert queries.one(expert, world.key) is None
    assert queries.standpoint(expert, world.review).side is Side.PUBLIC
    actions.release(Participant.objects.get(person=point), by=world.host)
    # Whoever names people for a State may still do so, and sees no more than that.
    assert queries.standpoint(point, world.review).role is None


def test_another_state_takes_the_place_of_one_that_reviews(world):
    world.to(Step.FEEDBACK)
    actions.remark(world.review, "Said", language="en", by=world.people["AT"].expert)
    with pytest.raises(Unreadable):
        actions.replace_reviewer(world.review, "AT", "BR", reason="x", by=world.host)
    with pytest.raises(NotPermitted):
        actions.replace_reviewer(world.review, "AT", "CH", reason="x", by=world.people["AT"].point)
    actions.replace_reviewer(world.review, "AT", "CH", reason="Note of 3 May", by=world.host)
    assert list(acting.places_of(world.review)) == ["IT", "BR", "CH"]
    assert queries.one(world.people["AT"].expert, world.key) is None
    for person, role in ((world.people["CH"].point, Role.FOCAL_POINT), (world.people["CH"].expert, Role.EXPERT)):
        actions.name(world.review, person, place="CH", role=role, by=world.people["CH"].point)
        actions.declare(world.review, by=person)
    actions.remark(world.review, "Ours", language="en", by=world.people["CH"].expert)
    actions.remark(world.review, "Theirs", language="en", by=world.people["BR"].expert)
    world.mark("CH", "BR")
    assert world.stage is Step.CLARIFICATIONS
    assert world.review.remarks.count() == 3


# ---------------------------------------------------------------- writing


def test_arrangements_that_change_are_agreed_anew_and_two_do_not_overwrite_each_other(world):
    world.to(Step.ARRANGEMENTS)
    told = {"languages": ["en"], "division": "", "parts": {"AT": "III"}}
    actions.arrange(world.review, **told, seen=0, by=world.people["AT"].expert)
    world.mark("AT", "BR")
    with pytest.raises(Overtaken):
        actions.arrange(world.review, **told, seen=0, by=world.people["BR"].expert)
    with pytest.raises(Unreadable):
        actions.arrange(world.review, languages=[], division="", parts={}, seen=1, by=world.host)
    with pytest.raises(Unreadable):
        actions.arrange(world.review, languages=["en"], division="", parts={"CH": "x"}, seen=1, by=world.host)
    actions.arrange(world.review, **told | {"languages": ["fr"]}, seen=1, by=world.host)
    assert len(acting.awaited(world.review)) == 3


def test_a_remark_is_changed_by_its_own_state_alone_and_not_unseen(world):
    world.to(Step.FEEDBACK)
    austria, brazil = world.people["AT"], world.people["BR"]
    one = actions.remark(world.review, "First", language="en", by=austria.expert)
    for person in (brazil.expert, world.people["IT"].expert, world.host, austria.observer, austria.colleague):
        with pytest.raises(NotPermitted):
            actions.rewrite(one, "x", seen=1, by=person)
        with pytest.raises(NotPermitted):
            actions.drop(one, by=person)
    actions.rewrite(one, "Second", seen=1, by=austria.point)
    with pytest.raises(Overtaken):
        actions.rewrite(one, "Third", seen=1, by=austria.expert)
    with pytest.raises(Unreadable):
        actions.remark(world.review, "  ", language="en", by=austria.expert)
    with pytest.raises(Unreadable):
        actions.remark(
            world.review, "x", language="en", assessment=world.review.assessments.get(), code="nothing",
            by=austria.expert,
        )  # fmt: skip
    with pytest.raises(Unreadable):
        actions.remark(world.review, "x", kind=Saying.CLARIFICATION, language="en", by=austria.expert)
    actions.drop(one, by=austria.expert)
    assert world.review.remarks.count() == 0


def test_the_summary_is_the_reviewers_and_its_translations_the_secretariats(world):
    world.to(Step.SUMMARY)
    for person in (world.people["IT"].expert, world.people["AT"].observer, world.people["CH"].point):
        with pytest.raises(NotPermitted):
            actions.summarise(world.review, "x", language="en", seen=0, by=person)
    actions.summarise(world.review, "One", language="en", seen=0, by=world.people["BR"].expert)
    with pytest.raises(Overtaken):
        actions.summarise(world.review, "Two", language="en", seen=0, by=world.people["AT"].expert)
    with pytest.raises(NotPermitted):
        actions.summarise(world.review, "Un", language="fr", seen=0, by=world.people["BR"].expert)
    actions.go(world.review, "finish_summary", by=world.host)
    # What the State consents to does not change under its hands.
    with pytest.raises(NotNow):
        actions.summarise(world.review, "Other", language="en", seen=1, by=world.host)
    actions.summarise(world.review, "Un", language="fr", seen=0, by=world.host)
