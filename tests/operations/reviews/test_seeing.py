"""What each side sees at each step: the table, drawn and asked in every cell."""

import pytest

from comity.engines.questionnaires import queries as questionnaires
from comity.engines.questionnaires import rules as answering
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Matter, Meet, Role, Saying, Side, Step, Thing
from comity.operations.reviews.models import Participant
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import writings
from comity.operations.reviews.rules import seeing

from ...architecture.source import REPOSITORY
from .ministries import World


PATH = [one for one in Step if one is not Step.ENDED]


def test_the_drawn_table_equals_the_code():
    page = REPOSITORY / "docs" / "reference" / "review-sight.md"
    assert page.read_text(encoding="utf-8") == seeing.drawn()


def test_everything_is_told_of_some_side_and_nothing_is_forgotten_on_the_way():
    assert set(seeing.SEEN) == set(Thing)
    for thing in Thing:
        for side in Side:
            seen = [seeing.is_open(side, step, thing, Matter.values) for step in PATH]
            assert seen == sorted(seen), (thing, side)


def test_no_side_but_its_own_ever_sees_what_is_being_written():
    for thing in seeing.OWN:
        assert {side for step in Step for side in Side if seeing.is_open(side, step, thing)} == set(seeing.SEEN[thing])
        assert len(seeing.SEEN[thing]) == 1


def test_a_visitor_sees_nothing_confidential_at_any_step():
    public = {thing for step in Step for thing in Thing if seeing.is_open(Side.PUBLIC, step, thing, Matter.values)}
    assert public == {Thing.COURSE, *seeing.CONSENTED, *seeing.BY_ITEM}
    for step in Step:
        assert not any(seeing.is_open(Side.PUBLIC, step, thing) for thing in seeing.CONSENTED)


def found(world, person):
    """What the queries of the pages give somebody, as the things of the table, with whose it is."""
    review = world.review
    who = queries.standpoint(person, review)
    consented = queries.consented(review) if who.side is Side.PUBLIC else frozenset()
    remarks = writings.remarks_of(review, who)
    answers = any(writings.answers_of(review, who, consented).values())
    return {
        Thing.ANSWERS: answers,
        Thing.FEEDBACK: {one.place_id for one in remarks if one.kind != Saying.CLARIFICATION},
        Thing.CLARIFICATIONS: {one.place_id for one in remarks if one.kind == Saying.CLARIFICATION},
        Thing.MINUTES: bool(writings.meetings_of(review, who)),
        Thing.OBSERVATIONS: bool(writings.observations_of(review, who, consented)),
        Thing.SUMMARY: bool(writings.summaries_of(review, who, consented)),
    }


def wanted(side, place, step):
    """The same by the table."""

    def sees(thing):
        return seeing.is_open(side, step, thing, Matter.values)

    feedback = {"AT", "BR"} if sees(Thing.FEEDBACK) else {place} if sees(Thing.FEEDBACK_DRAFT) else set()
    clarified = {"IT"} if sees(Thing.CLARIFICATIONS) or sees(Thing.CLARIFICATIONS_DRAFT) else set()
    return {
        Thing.ANSWERS: sees(Thing.ANSWERS) or sees(Thing.ANSWERS_DRAFT),
        Thing.FEEDBACK: feedback,
        Thing.CLARIFICATIONS: clarified,
        Thing.MINUTES: sees(Thing.MINUTES),
        Thing.OBSERVATIONS: sees(Thing.OBSERVATIONS),
        Thing.SUMMARY: sees(Thing.SUMMARY),
    }


def write(world):
    """Write at a step all that is written at it, and do not yet go on."""
    review, step = world.review, world.stage
    if step is Step.CONSULTATION:
        world.hold(Meet.CONSULTATION)
    elif step is Step.SELF_ASSESSMENT:
        world.answer()
    elif step is Step.FEEDBACK:
        for code, kind in (("AT", Saying.FEEDBACK), ("BR", Saying.QUESTION)):
            actions.remark(review, f"secret-{code}", language="en", kind=kind, by=world.people[code].expert)
    elif step is Step.CLARIFICATIONS:
        question = review.remarks.filter(kind=Saying.QUESTION).first()
        actions.clarify(question, "secret-said", language="en", by=world.people["IT"].expert)
    elif step is Step.OBSERVATIONS:
        one = world.observe()
        for code in ("IT", "AT", "BR"):
            actions.agree(one, seen=1, by=world.people[code].point)
    elif step is Step.SUMMARY:
        actions.summarise(review, "secret-summary", language="en", seen=0, by=world.people["AT"].expert)


def test_every_cell_of_the_table_is_what_the_queries_give(db):
    """Two reviews of each world: what is written at a step stands there while every side is asked."""
    world = World(visit=True).begin()
    for step in PATH:
        world.to(step)
        write(world)
        sides = [
            (Side.SECRETARIAT, "", world.host),
            (Side.REVIEWED, "IT", world.people["IT"].point),
            (Side.REVIEWED, "IT", world.people["IT"].expert),
            (Side.REVIEWER, "AT", world.people["AT"].expert),
            (Side.REVIEWER, "BR", world.people["BR"].point),
            (Side.OBSERVER, "IT", world.people["IT"].observer),
            (Side.OBSERVER, "AT", world.people["AT"].observer),
            (Side.PUBLIC, "", world.people["CH"].point),
            (Side.PUBLIC, "", world.people["IT"].colleague),
            (Side.PUBLIC, "", world.editor),
            (Side.PUBLIC, "", None),
        ]
        if step is Step.NOMINATIONS:
            sides = [one for one in sides if one[0] in {Side.SECRETARIAT, Side.PUBLIC} and one[2] is not None]
        for side, place, person in sides:
            expected = wanted(side, place, step)
            if step is Step.CONSULTATION and side is Side.PUBLIC:
                assert not any(expected.values())
            assert found(world, person) == expected | _nothing_yet(world, expected), (step, side, place)


def _nothing_yet(world, expected):
    """What may be seen and was not yet written is not found."""
    review = world.review
    written = {
        Thing.MINUTES: review.meetings.exists(),
        Thing.OBSERVATIONS: review.observations.exists(),
        Thing.SUMMARY: review.summaries.exists(),
    }
    return {thing: expected[thing] and there for thing, there in written.items()}


def test_the_engine_of_questionnaires_is_told_the_same(db):
    world = World().begin()
    world.to(Step.SELF_ASSESSMENT)
    world.answer()
    response = world.review.assessments.get().response
    italy, austria = world.people["IT"], world.people["AT"]
    own, others = [italy.point, italy.expert], [austria.point, austria.expert, world.host, world.people["BR"].observer]
    strangers = [world.people["CH"].point, italy.colleague, world.editor]
    assert [answering.may_read(one, response) for one in own] == [True, True]
    for one in [*others, *strangers, italy.observer]:
        assert not answering.may_read(one, response), one.username
        assert not questionnaires.responses_visible_to(one).exists()
    world.to(Step.FEEDBACK)
    response.refresh_from_db()
    for one in [*own, *others, italy.observer]:
        assert answering.may_read(one, response), one.username
        assert questionnaires.responses_visible_to(one).get() == response
    for one in strangers:
        assert not answering.may_read(one, response)
        assert not questionnaires.responses_visible_to(one).exists()


def test_who_was_named_and_has_not_declared_sees_who_takes_part_and_no_more(db):
    world = World().begin()
    world.to(Step.CLARIFICATIONS)
    austria = world.people["AT"]
    actions.name(world.review, austria.colleague, place="AT", role=Role.EXPERT, by=austria.point)
    who = queries.standpoint(austria.colleague, world.review)
    assert {thing for thing in Thing if seeing.sees(who, world.stage, thing)} == {Thing.COURSE, Thing.PEOPLE}
    assert not any(found(world, austria.colleague).values())
    actions.declare(world.review, by=austria.colleague)
    assert found(world, austria.colleague)[Thing.FEEDBACK] == {"AT", "BR"}


def test_who_names_people_for_a_state_and_is_not_named_sees_no_more_than_that(db):
    world = World().begin()
    world.to(Step.CLARIFICATIONS)
    other = world.person("focal_point", "other", "AT")
    who = queries.standpoint(other, world.review)
    assert who.names
    assert {thing for thing in Thing if seeing.sees(who, world.stage, thing)} == {Thing.COURSE, Thing.PEOPLE}
    assert not any(found(world, other).values())


def test_what_ended_without_a_result_is_shut(db):
    world = World().begin()
    world.to(Step.CLARIFICATIONS)
    actions.go(world.review, "end", reason="Left", by=world.host)
    for person in (world.host, world.people["IT"].point, world.people["AT"].expert, None):
        assert not any(found(world, person).values())


@pytest.mark.parametrize("matter", Matter.values)
def test_what_the_state_does_not_consent_to_stays_with_those_who_took_part(db, matter):
    world = World().begin()
    world.to(Step.CONSENT)
    world.consent(**{matter: False})
    world.to(Step.PUBLISHED)
    thing = {Matter.ANSWERS: Thing.ANSWERS, Matter.OBSERVATIONS: Thing.OBSERVATIONS, Matter.SUMMARY: Thing.SUMMARY}
    seen = found(world, None)
    assert {one for one in thing if seen[thing[one]]} == set(Matter) - {matter}
    assert found(world, world.people["BR"].expert)[thing[matter]]
    assert Participant.objects.filter(review=world.review, ended_at__isnull=True).count() == 9
