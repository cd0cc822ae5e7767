"""Another State takes a seat: in place of one, as a later lot has it, or as it follows one while reviews last."""

import datetime as dt

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people.models import Organisation
from comity.base.places.models import Place, Succession
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews import actions
from comity.operations.reviews.actions import telling
from comity.operations.reviews.enums import Role, Saying, Seating, Step
from comity.operations.reviews.models import Agreement, Draw, Lot, Mark, Participant, Program, Remark, Review
from comity.operations.reviews.queries import figures, seating, writings
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting

from .ministries import World, later


@pytest.fixture
def world(db):
    """The review of IT by AT and BR; CH takes no part."""
    return World().begin()


def told(person):
    return set(Notice.objects.filter(person=person).values_list("kind", flat=True))


def moved(world, before, after):
    """Let the ministry of one State be one of another, as its staff are moved when it has become that."""
    Place.objects.get_or_create(code=after, defaults={"kind": "state"})
    Organisation.objects.filter(pk=world.offices[before].pk).update(place=after)


# ---------------------------------------------------------------- another State reviews


def test_who_is_concerned_is_told_and_the_log_says_what_without_the_reason(world):
    world.to(Step.FEEDBACK)
    actions.replace_reviewer(world.review, "AT", "CH", reason="secret-reason", by=world.host)
    assert telling.SEATED in told(world.people["CH"].point)
    for code in ("IT", "AT", "BR"):
        assert telling.RESEATED in told(world.people[code].expert)
    assert telling.RESEATED not in told(world.people["CH"].expert)
    event = Event.objects.filter(verb="review.seat").get()
    assert event.details.items() >= {"kind": "replaced", "before": "AT", "after": "CH"}.items()
    assert set(event.details["sealed"]) == {"reason"}
    assert "secret-reason" not in str(list(Event.objects.values_list("details", flat=True)))
    one = seating.changes(world.review)[0]
    assert (one.kind, one.before_id, one.after_id, one.reason) == (Seating.REPLACED, "AT", "CH", "secret-reason")


@pytest.mark.parametrize(("after", "reason"), [("AT", "x"), ("IT", "x"), ("BR", "x"), ("CH", " ")])
def test_a_state_that_takes_part_does_not_review_in_its_own_place_and_nobody_does_without_a_reason(
    world, after, reason
):
    with pytest.raises(Unreadable):
        actions.replace_reviewer(world.review, "AT", after, reason=reason, by=world.host)
    assert not seating.changes(world.review)


def test_rules_of_the_draw_stand_against_a_state_unless_the_secretariat_says_all_the_same(world):
    reviewed = world.key
    # CH is reviewed by IT, so it may not review IT.
    world.open("CH", "IT", "AT")
    world.key = reviewed
    with pytest.raises(NotNow, match="reviews it in the same cycle"):
        actions.replace_reviewer(world.review, "AT", "CH", reason="x", by=world.host)
    actions.replace_reviewer(world.review, "AT", "CH", reason="x", by=world.host, is_asked=True)
    assert "CH" in acting.places_of(world.review)


def test_a_state_that_does_the_most_reviews_already_is_not_asked_for_another(world):
    reviewed = world.key
    for state in ("AT", "BR", "FR"):
        Place.objects.get_or_create(code=state, defaults={"kind": "state"})
        world.open(state, "CH", "DK" if Place.objects.filter(code="DK").exists() else "IT")
    world.key = reviewed
    found = seating.candidate(world.review, "AT", "CH")
    assert (found.reviews, found.most) == (3, 3)
    with pytest.raises(NotNow, match="3 reviews"):
        actions.replace_reviewer(world.review, "AT", "CH", reason="x", by=world.host)


def test_who_is_not_party_does_not_review_whoever_asks(world, monkeypatch):
    monkeypatch.setattr(seating, "parties_by_instrument", lambda cycle, today: {"XVIII-14": {"IT", "AT", "BR"}})
    for is_asked in (False, True):
        with pytest.raises(NotNow, match="not party"):
            actions.replace_reviewer(world.review, "AT", "CH", reason="x", by=world.host, is_asked=is_asked)


def test_what_a_state_had_not_handed_in_stays_unseen_when_another_reviews_or_it_goes_on_without(world):
    world.to(Step.FEEDBACK)
    at, br, ch = (world.people[code] for code in ("AT", "BR", "CH"))
    actions.remark(world.review, "unsent-of-AT", language="en", by=at.expert)
    actions.replace_reviewer(world.review, "AT", "CH", reason="x", by=world.host)
    for person, role in ((ch.point, Role.FOCAL_POINT), (ch.expert, Role.EXPERT)):
        actions.name(world.review, person, place="CH", role=role, by=ch.point)
        actions.declare(world.review, by=person)
    actions.remark(world.review, "unsent-of-CH", language="en", by=ch.expert)
    actions.remark(world.review, "sent-of-BR", language="en", by=br.expert)
    world.mark("BR")
    actions.go(world.review, "close_feedback", reason="CH does not answer", by=world.host)

    def seen(person):
        who = queries.standpoint(person, world.review)
        return {one.text for one in writings.remarks_of(world.review, who)}

    for person in (world.people["IT"].expert, br.expert, world.host):
        assert seen(person) == {"sent-of-BR"}
    assert seen(ch.expert) == {"sent-of-BR", "unsent-of-CH"}


def test_clarifications_that_were_not_handed_in_stay_unseen_when_it_goes_on_without(world):
    world.to(Step.CLARIFICATIONS)
    question = world.review.remarks.filter(kind=Saying.QUESTION).first()
    actions.clarify(question, "unsent-of-IT", language="en", by=world.people["IT"].expert)
    actions.go(world.review, "close_clarifications", reason="No answer", by=world.host)
    texts = {}
    for code in ("IT", "AT", "BR"):
        who = queries.standpoint(world.people[code].expert, world.review)
        texts[code] = {one.text for one in writings.remarks_of(world.review, who)}
    assert "unsent-of-IT" in texts["IT"]
    assert "unsent-of-IT" not in texts["AT"] | texts["BR"]


# ---------------------------------------------------------------- as a later lot has it


def drawn(world, reviewers, state="IT"):
    """Let a published lot say who reviews whom."""
    draw = world.cycle.draw or Draw.objects.create(
        mechanism="corruption", phase="A", parties_on="2026-01-01", rules={"no_mutual": True, "most": 3},
        created_by=world.host,
    )  # fmt: skip
    program = Program.objects.get_or_create(sha256="0" * 64, defaults={"text": ""})[0]
    seats = [{"state": code, "instruments": list(names), "additional": more} for code, names, more in reviewers]
    moment = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    Lot.objects.create(
        draw=draw, number=draw.lots.count(), commitment={}, program=program, randomness_at=moment,
        committed_at=moment, drawn_at=moment, published_at=moment,
        record={"outcome": [{"state": state, "group": 1, "reviewers": seats}]},
    )  # fmt: skip
    world.cycle.draw = draw
    world.cycle.save()


def test_the_seats_follow_a_later_lot(world):
    world.to(Step.SELF_ASSESSMENT)
    drawn(world, [("AT", ["XVIII-14"], False), ("BR", ["XVIII-14"], False)])
    assert seating.differences(world.review) == []
    with pytest.raises(NotNow):
        actions.follow_lot(world.review, by=world.host)
    drawn(world, [("CH", ["XVIII-14"], False), ("BR", ["XVIII-14"], False), ("FR", ["XVIII-14"], True)])
    Place.objects.get_or_create(code="FR", defaults={"kind": "state"})
    with pytest.raises(NotPermitted):
        actions.follow_lot(world.review, by=world.people["IT"].point)
    assert actions.follow_lot(world.review, by=world.host) == 2
    review = world.review
    assert {one.place_id: one.is_additional for one in review.reviewers.all()} == {
        "BR": False, "CH": False, "FR": True,
    }  # fmt: skip
    assert {one.place_id for one in review.procedure.parties.filter(part="reviewer")} == {"BR", "CH", "FR"}
    assert seating.differences(review) == []
    assert queries.one(world.people["AT"].expert, world.key) is None
    drawn(world, [("CH", ["XVIII-14"], False), ("BR", ["XVIII-14"], False)])
    assert actions.follow_lot(world.review, by=world.host) == 1
    assert set(acting.places_of(world.review)) == {"IT", "BR", "CH"}


def test_a_state_that_accedes_while_it_answers_gets_the_further_questionnaire(world):
    from .ministries import CODE, questionnaire

    questionnaire(world.editor, "further")
    world.cycle.questionnaires = {"XVIII-14": [CODE], "XVIII-12-c": ["further"]}
    world.cycle.save()
    world.to(Step.SELF_ASSESSMENT)
    assert world.review.assessments.count() == 1
    both = ["XVIII-12-c", "XVIII-14"]
    drawn(world, [("AT", both, False), ("BR", ["XVIII-14"], False)])
    actions.follow_lot(world.review, by=world.host)
    review = world.review
    assert review.instruments == both
    assert [one.instrument for one in review.assessments.order_by("instrument")] == both


# ---------------------------------------------------------------- a State that follows another


def test_a_state_that_follows_the_one_under_review_goes_on_with_all_that_stands_there(world):
    world.to(Step.OBSERVATIONS)
    one = world.observe(by=world.people["IT"].expert)
    actions.agree(one, seen=1, by=world.people["IT"].point)
    moved(world, "IT", "X-NEW")
    it = world.people["IT"]
    # As soon as they work for another State, they see nothing of the review of this one.
    assert queries.one(it.expert, world.key) is None
    left = actions.succeed(world.cycle, "IT", "X-NEW", reason="Note of 3 May", by=world.host)
    assert left == []
    review = world.review
    assert list(acting.places_of(review)) == ["X-NEW", "AT", "BR"]
    assert queries.one(it.expert, world.key) is not None
    who = queries.standpoint(it.point, review)
    assert who.is_focal_point
    assert who.place == "X-NEW"
    assert {each.response.place_id for each in review.assessments.select_related("response")} == {"X-NEW"}
    for model in (Mark, Remark):
        assert not model.objects.filter(review=review, place="IT").exists()
    assert Agreement.objects.filter(observation=one, place="X-NEW").exists()
    assert {each.place_id for each in review.procedure.parties.filter(part="reviewed")} == {"X-NEW"}
    assert figures.figures(world.cycle)["states"] == 3
    # And it is led to its end.
    for code in ("AT", "BR"):
        actions.agree(one, seen=1, by=world.people[code].point)
    world.mark("IT", "AT", "BR")
    actions.go(review, "close_observations", by=world.host)
    assert world.stage is Step.SUMMARY


def test_drafts_of_a_reviewing_state_go_along_and_nobody_else_sees_them(world):
    world.to(Step.FEEDBACK)
    actions.remark(world.review, "draft-of-AT", language="en", by=world.people["AT"].expert)
    world.open("CH", "AT", "BR")
    moved(world, "AT", "X-NEW")
    assert actions.succeed(world.cycle, "AT", "X-NEW", reason="Union of 3 May", by=world.host) == []
    reviews = Review.objects.filter(reviewers__place="X-NEW")
    assert reviews.count() == 2
    world.key = next(one.pk for one in reviews if one.procedure.place_id == "IT")
    for person, sees in ((world.people["AT"].expert, True), (world.people["BR"].expert, False), (world.host, False)):
        who = queries.standpoint(person, world.review)
        assert bool(writings.remarks_of(world.review, who)) is sees
    world.people["AT"].point.refresh_from_db()
    world.mark("AT")


def test_where_both_take_part_the_seat_stays_until_another_state_has_it(world):
    world.to(Step.NOMINATIONS)
    left = actions.succeed(world.cycle, "AT", "IT", reason="AT joined IT", by=world.host)
    assert [one.state for one in left] == ["IT"]
    assert "already" in left[0].hindrance
    assert "AT" in acting.places_of(world.review)
    actions.replace_reviewer(world.review, "AT", "CH", reason="AT joined IT", by=world.host)
    with pytest.raises(Unreadable):
        actions.succeed(world.cycle, "AT", "IT", reason="AT joined IT", by=world.host)


def test_two_states_under_review_that_become_one_have_one_review_between_them(world):
    first = world.key
    world.open("CH", "AT", "BR")
    left = actions.succeed(world.cycle, "IT", "CH", reason="Union", by=world.host)
    assert [one.key for one in left] == [first]
    assert "of its own" in left[0].hindrance
    world.key = first
    assert world.review.procedure.place_id == "IT"


def test_only_the_secretariat_says_so_and_with_a_reason(world):
    with pytest.raises(NotPermitted):
        actions.succeed(world.cycle, "AT", "CH", reason="x", by=world.people["AT"].point)
    with pytest.raises(Unreadable):
        actions.succeed(world.cycle, "AT", "CH", reason=" ", by=world.host)
    with pytest.raises(Unreadable):
        actions.succeed(world.cycle, "CH", "FR", reason="x", by=world.host)


def test_a_review_that_is_over_stays_that_of_the_state_that_was_reviewed(world):
    world.to(Step.ENDED)
    with pytest.raises(Unreadable):
        actions.succeed(world.cycle, "IT", "CH", reason="x", by=world.host)
    assert world.review.procedure.place_id == "IT"


def test_what_was_drawn_is_opened_under_the_state_that_followed_and_never_twice(world):
    drawn(world, [("AT", ["XVIII-14"], False), ("BR", ["XVIII-14"], False)])
    actions.succeed(world.cycle, "IT", "CH", reason="x", by=world.host)
    assert actions.open_reviews(world.cycle, by=world.host) == []
    drawn(world, [("IT", ["XVIII-14"], False), ("BR", ["XVIII-14"], False)], state="AT")
    made = actions.open_reviews(world.cycle, by=world.host)
    assert [one.procedure.place_id for one in made] == ["AT"]
    assert {one.place_id for one in made[0].reviewers.all()} == {"CH", "BR"}


def test_a_conflict_of_interest_is_not_taken_away_by_it(world):
    world.to(Step.FEEDBACK)
    moved(world, "IT", "X-NEW")
    actions.succeed(world.cycle, "IT", "X-NEW", reason="x", by=world.host)
    person = world.people["IT"].expert
    actions.release(Participant.objects.get(person=person, ended_at=None), by=world.host)
    assert {"IT", "X-NEW"} <= queries.past_of(person).served


# ---------------------------------------------------------------- the pages


def test_the_secretariat_lets_another_state_review_from_the_page(world, client):
    address = reverse("reviews:seats", args=[world.key])
    client.force_login(world.host)
    people = client.get(reverse("reviews:people", args=[world.key])).content.decode()
    assert address in people
    page = client.get(address).content.decode()
    assert "Let another State review" in page
    sent = {"do": "replace", "before": "AT", "after": "CH", "reason": "Note of 3 May"}
    assert client.post(address, sent | {"reason": ""}).status_code == 422
    assert client.post(address, sent | {"after": "IT"}).status_code == 422
    assert client.post(address, sent, follow=True).status_code == 200
    assert set(acting.places_of(world.review)) == {"IT", "BR", "CH"}
    assert "Note of 3 May" in client.get(address).content.decode()


def test_nobody_else_comes_on_these_pages(world, client):
    world.to(Step.FEEDBACK)
    seats, follows = reverse("reviews:seats", args=[world.key]), reverse("reviews:succession")
    for who in ("point", "expert", "observer"):
        client.force_login(getattr(world.people["IT"], who))
        assert client.get(seats).status_code == 404
        assert client.post(seats, {"do": "follow"}).status_code == 404
        assert client.get(follows, {"cycle": str(world.cycle.pk)}).status_code == 403
    client.logout()
    assert client.get(seats).status_code == 302


def test_the_secretariat_looks_first_and_then_lets_a_state_follow_another(world, client):
    told_ = {"kind": "union", "source": "for tests"}
    Succession.objects.create(predecessor_id="AT", successor_id="CH", happened_on=later(0), **told_)
    # What had happened when the parties were counted is nothing that has become of a seat.
    Succession.objects.create(predecessor_id="BR", successor_id="CH", happened_on="1958-02-22", **told_)
    client.force_login(world.host)
    address = reverse("reviews:succession")
    query = {"cycle": str(world.cycle.pk)}
    assert client.get(address).status_code == 404
    known = client.get(address, query).content.decode()
    assert "before=AT&amp;after=CH" in known
    assert "before=BR" not in known
    asked = query | {"before": "AT", "after": "CH"}
    page = client.get(address, asked).content.decode()
    assert reverse("reviews:seats", args=[world.key]) in page
    assert "AT" in acting.places_of(world.review)
    assert client.post(address, asked | {"reason": ""}).status_code == 422
    assert client.post(address, asked | {"reason": "Note"}).status_code == 302
    assert "CH" in acting.places_of(world.review)
    world.open("CH", "AT", "BR")
    stays = query | {"before": "AT", "after": "CH"}
    shown = client.post(address, stays | {"reason": "Note"}, follow=True).content.decode()
    assert "It takes part in this review already." in shown
