"""Who reviews for some instruments writes on these, and agrees to what is said of them; nobody waits for others."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires.actions.answering import Text
from comity.kernel.errors import NotPermitted
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Finding, Role, Side, Step
from comity.operations.reviews.queries import seating, writings
from comity.operations.reviews.rules import concerning
from comity.operations.reviews.shapes import Standpoint

from .ministries import World, questionnaire


pytestmark = pytest.mark.django_db
LATE = "XVIII-12-c"


@pytest.fixture
def world(monkeypatch):
    """IT is reviewed by AT for both instruments, by BR for the first alone, and by CH for the second alone."""
    made = World().begin()
    questionnaire(made.editor, "late-one")
    made.cycle.questionnaires |= {LATE: ["late-one"]}
    made.cycle.save()
    monkeypatch.setattr(seating, "parties_by_instrument", lambda cycle, today: {LATE: {"IT", "AT", "CH"}})
    made.to(Step.FEEDBACK)
    late = actions.supplement(made.review, LATE, reason="Deposited", additional=["CH"], by=made.host)[0]
    questionnaires.answer(late.response, "q2", Text({"en": "Answered"}), by=made.people["IT"].expert)
    actions.hand_in_supplement(late, by=made.people["IT"].point)
    point = made.people["CH"].point
    actions.name(made.known, point, place="CH", role=Role.FOCAL_POINT, by=point)
    actions.declare(made.known, by=point)
    first = made.known.assessments.get(instrument="XVIII-14")
    return SimpleNamespace(made=made, of={LATE: late, "XVIII-14": first}, ch=point)


@pytest.mark.parametrize(("code", "instruments"), [("AT", {"XVIII-14", LATE}), ("BR", {"XVIII-14"}), ("CH", {LATE})])
def test_feedback_is_written_on_the_questionnaires_for_which_a_state_reviews(world, code, instruments):
    point = world.made.people[code].point
    for instrument, one in world.of.items():
        if instrument in instruments:
            actions.remark(world.made.known, "Good", language="en", assessment=one, code="q2", by=point)
        else:
            with pytest.raises(NotPermitted, match="your State does not review"):
                actions.remark(world.made.known, "Good", language="en", assessment=one, code="q2", by=point)
    # On the whole everybody writes.
    actions.remark(world.made.known, "Good", language="en", by=point)


def test_pages_offer_no_more_than_that(world, client):
    for code, told in (("AT", 0), ("BR", 1), ("CH", 1)):
        client.force_login(world.made.people[code].point)
        answers = client.get(reverse("reviews:answers", args=[world.made.key])).text
        assert answers.count("For this instrument your State does not review.") == told
        form = client.get(reverse("reviews:feedback", args=[world.made.key])).context["form"]
        offered = {
            key for _group, several in form.fields["on"].choices if isinstance(several, list) for key, _ in several
        }
        own = concerning.own(world.made.review, Standpoint(Side.REVIEWER, code), world.of.values())
        assert {int(key.partition(":")[0]) for key in offered} == {one.pk for one in own}
    client.force_login(world.made.people["IT"].expert)
    assert "does not review" not in client.get(reverse("reviews:answers", args=[world.made.key])).text


def paragraph(world, article, by=None):
    by = by or world.made.people["AT"].expert
    return actions.observe(world.made.known, "A gap", kind=Finding.SUGGESTION, article=article, language="en", by=by)


def test_nobody_waits_for_the_agreement_of_a_state_that_does_not_review_for_it(world, client):
    made = world.made
    actions.remark(made.known, "Good", language="en", by=world.ch)
    actions.mark(made.known, by=world.ch)
    made.to(Step.OBSERVATIONS)
    late, first, whole = (paragraph(world, article) for article in (f"{LATE}:5", "XVIII-14:15", ""))
    agreeing = {late.pk: {"IT", "AT", "CH"}, first.pk: {"IT", "AT", "BR"}, whole.pk: {"IT", "AT", "BR", "CH"}}
    for one in (late, first, whole):
        for code in ("IT", "AT", "BR", "CH"):
            point = made.people[code].point
            if code in agreeing[one.pk]:
                assert one not in writings.settled(made.review)
                actions.agree(one, seen=1, by=point)
                continue
            for act in (
                lambda one=one, point=point: actions.agree(one, seen=1, by=point),
                lambda one=one, point=point: actions.reword(one, "Mine", seen=1, by=point),
                lambda one=one, point=point: actions.withdraw(one, by=point),
                lambda one=one, point=point: actions.disagree(one, by=point),
                lambda one=one, point=point: paragraph(world, one.article, by=point),
            ):
                with pytest.raises(NotPermitted):
                    act()
        assert one in writings.settled(made.review)
    assert {writings.progress(made.review, code).disagreed for code in ("IT", "AT", "BR", "CH")} == {0}
    client.force_login(made.people["BR"].point)
    shown = client.get(reverse("reviews:observations", args=[made.key]))
    assert {
        one["one"].pk: {code for code, _name, _agrees in one["agreed"]} for one in shown.context["paragraphs"]
    } == agreeing
    assert [one["is_ours"] for one in shown.context["paragraphs"] if one["one"].pk == late.pk] == [False]
    made.mark("IT", "AT", "BR", "CH")
    actions.go(made.known, "close_observations", by=made.host)
    assert made.known.recommendations.count() == 3


def test_an_article_of_another_instrument_of_like_name_is_another(world):
    review = world.made.review
    review.instruments = ["XVIII-12", LATE]
    seat = next(one for one in review.reviewers.all() if one.place_id == "CH")
    assert seat.instruments == [LATE]
    assert concerning.concerned(review, "XVIII-12:5").count("CH") == 0
    assert concerning.concerned(review, f"{LATE}:5").count("CH") == 1
    # What belongs to none of the instruments of the review is everybody's.
    assert concerning.concerned(review, "XXVII-7:1") == concerning.concerned(review, "") == ["IT", "AT", "BR", "CH"]
