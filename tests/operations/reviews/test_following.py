"""What becomes of the recommendations of a review: opened, answered by the State, shown, reminded of, made public."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.actions import remind
from comity.base.notices.models import Notice
from comity.base.people.models import Membership
from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.registry import definition_of
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.registry import detail_models
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Unreadable
from comity.operations.reviews import actions, suggesting
from comity.operations.reviews.actions import reminding
from comity.operations.reviews.enums import ActionState, Finding, Role, Step
from comity.operations.reviews.models import Measure, Observation, Participant, Recommendation, Review
from comity.operations.reviews.queries import following
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries.answers import USE
from comity.operations.reviews.rules import following as rules
from comity.operations.reviews.shapes import Planned

from ...contracts.test_records import card, example
from .ministries import DEFINITION, World


PLANNED = Planned(
    ActionState.PLANNED, "en", what="secret-action", responsible="secret-office", due_on=dt.date(2030, 1, 1)
)


@pytest.fixture
def world(db):
    return World().begin()


@pytest.fixture
def closed(world):
    """A list of four paragraphs that is closed: one of each kind, one of them without the agreement of all."""
    world.to(Step.OBSERVATIONS)
    writer = world.people["AT"].expert
    for kind in Finding:
        made = actions.observe(
            world.review, f"secret-{kind.value}", kind=kind, article="XVIII-14:15", language="en", by=writer
        )
        for code in ("IT", "AT", "BR"):
            if (kind, code) != (Finding.SUGGESTION, "BR"):
                actions.agree(made, seen=1, by=world.people[code].point)
    actions.go(world.review, "close_observations", reason="One is not agreed", by=world.host)
    return world


def first(world):
    return Recommendation.objects.filter(review=world.review).order_by("pk").first()


def test_what_was_agreed_and_asks_for_something_becomes_a_recommendation_once(closed):
    held = Recommendation.objects.values_list("observation__kind", flat=True)
    assert sorted(held) == ["assistance", "gap"]
    assert actions.open_follow_up(closed.review, by=closed.host) == []
    with pytest.raises(NotPermitted):
        actions.open_follow_up(closed.review, by=closed.people["IT"].point)


@pytest.mark.parametrize(
    ("actions_", "state"),
    [
        ([], ""),
        (["planned"], "planned"),
        (["planned", "done"], "under_way"),
        (["under_way", "not_accepted"], "under_way"),
        (["done", "done"], "done"),
        (["not_accepted"], "not_accepted"),
        (["not_accepted", "done"], "done"),
    ],
)
def test_how_far_a_recommendation_is_follows_from_its_actions(actions_, state):
    assert rules.state_of(actions_) == state


def test_a_state_says_what_it_does_and_what_it_said_before_stays(closed):
    one, expert, point = first(closed), closed.people["IT"].expert, closed.people["IT"].point
    act = actions.plan(one, PLANNED, by=expert)
    one.refresh_from_db()
    assert (one.state, act.number, act.by) == ("planned", 1, expert)
    done = Planned(ActionState.DONE, "en", what="Law 7", responsible="Ministry", due_on=dt.date(2030, 1, 1))
    changed = actions.change_measure(act, done, seen=1, by=point)
    one.refresh_from_db()
    assert (one.state, changed.number, changed.by) == ("done", 2, point)
    assert [(each.what, each.state, each.by) for each in act.earlier.all()] == [("secret-action", "planned", expert)]
    with pytest.raises(Overtaken):
        actions.change_measure(act, PLANNED, seen=1, by=expert)
    assert Measure.objects.get().what == "Law 7"
    refused = Planned(ActionState.NOT_ACCEPTED, "en", what="", reason="It is against our constitution")
    actions.plan(Recommendation.objects.get(observation__kind="assistance"), refused, by=expert)
    assert Recommendation.objects.get(observation__kind="assistance").state == "not_accepted"
    noted = " ".join(str(each.details) for each in Event.objects.filter(verb__startswith="review."))
    for words in ("secret-action", "secret-office", "Law 7", "constitution"):
        assert words not in noted


@pytest.mark.parametrize(
    "wrong",
    [
        Planned(ActionState.PLANNED, "en", what="x", responsible="y"),
        Planned(ActionState.UNDER_WAY, "en", what="x", due_on=dt.date(2030, 1, 1)),
        Planned(ActionState.DONE, "en", responsible="y"),
        Planned(ActionState.NOT_ACCEPTED, "en", what="x"),
        Planned(ActionState.DONE, "xx", what="x", responsible="y"),
        Planned(ActionState.DONE, "en", what="x" * 4001, responsible="y"),
    ],
)
def test_an_action_says_what_who_and_by_when_or_why_not(closed, wrong):
    with pytest.raises(Unreadable):
        actions.plan(first(closed), wrong, by=closed.people["IT"].expert)
    assert not Measure.objects.exists()


def test_only_the_state_under_review_writes_and_only_its_focal_point_consents(closed):
    one, italy, austria = first(closed), closed.people["IT"], closed.people["AT"]
    act = actions.plan(one, PLANNED, by=italy.expert)
    for person in (
        closed.host, closed.editor, austria.point, austria.expert, italy.observer, italy.colleague,
        closed.people["CH"].point,
    ):  # fmt: skip
        for doing in (
            lambda person=person: actions.plan(one, PLANNED, by=person),
            lambda person=person: actions.change_measure(act, PLANNED, seen=1, by=person),
            lambda person=person: actions.let_public(one, is_public=True, by=person),
        ):
            with pytest.raises(NotPermitted):
                doing()
    with pytest.raises(NotPermitted):
        actions.let_public(one, is_public=True, by=italy.expert)
    actions.go(closed.review, "end", reason="The State left", by=closed.host)
    with pytest.raises(NotNow):
        actions.plan(one, PLANNED, by=italy.expert)


def pages(world, client, person):
    """The status and the content of every page on which recommendations stand."""
    client.logout()
    if person is not None:
        client.force_login(person)
    one = first(world)
    work = [
        reverse("reviews:follow-up", args=[world.key]),
        reverse("reviews:recommendation", args=[world.key, one.pk]),
    ]
    return [client.get(address) for address in work], client.get(reverse("reviews:review", args=[world.key]))


def test_who_takes_part_sees_how_it_goes_and_nobody_else(closed, client):
    actions.plan(first(closed), PLANNED, by=closed.people["IT"].expert)
    italy, austria, stranger = closed.people["IT"], closed.people["AT"], closed.people["CH"]
    for person in (closed.host, italy.point, italy.observer, austria.expert, austria.observer):
        work, _public = pages(closed, client, person)
        assert all(each.status_code == 200 and b"secret-action" in each.content for each in work)
    for person in (stranger.point, closed.editor, italy.colleague, None):
        work, public = pages(closed, client, person)
        assert [each.status_code for each in work] == [302 if person is None else 404] * 2
        assert b"secret-" not in public.content
    elsewhere = Recommendation.objects.order_by("pk").last().pk + 1
    client.force_login(italy.point)
    assert client.get(reverse("reviews:recommendation", args=[closed.key, elsewhere])).status_code == 404


def test_public_is_what_the_state_consents_to_item_by_item_and_not_before_publication(closed, client):
    one, point = first(closed), closed.people["IT"].point
    actions.plan(one, PLANNED, by=point)
    other = Recommendation.objects.exclude(pk=one.pk).get()
    actions.plan(other, Planned(ActionState.DONE, "en", what="secret-other", responsible="x"), by=point)
    actions.let_public(one, is_public=True, by=point)
    assert b"secret-action" not in pages(closed, client, None)[1].content
    closed.to(Step.CONSENT)
    closed.consent(observations=False)
    closed.to(Step.PUBLISHED)
    shown = pages(closed, client, None)[1].content
    assert b"secret-action" in shown
    for hidden in (b"secret-other", b"expert-IT", b"point-IT"):
        assert hidden not in shown
    actions.let_public(one, is_public=False, by=point)
    assert b"secret-action" not in pages(closed, client, None)[1].content
    assert list(following.public()) == []


def test_the_page_takes_an_action_and_says_what_is_missing(closed, client):
    one, point = first(closed), closed.people["IT"].point
    address = reverse("reviews:recommendation", args=[closed.key, one.pk])
    client.force_login(point)
    sent = {"do": "plan", "state": "planned", "what": "A draft law", "responsible": "Ministry", "language": "en"}
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert b"A draft law" in answer.content
    assert client.post(address, sent | {"due_on": "2031-02-01"}).status_code == 302
    act = Measure.objects.get()
    assert client.post(address, sent | {"state": "nothing"}).status_code == 422
    changed = sent | {"do": "change", "action": act.pk, "seen": 1, "state": "done"}
    assert client.post(address, changed).status_code == 302
    assert client.post(address, changed).status_code == 409
    assert client.post(address, {"do": "nothing"}).status_code in {400, 409, 422}
    assert client.get(address, {"action": act.pk}).status_code == 200
    assert client.post(address, {"do": "public"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.is_public, one.decided_by) == ("done", True, point)
    client.force_login(closed.people["AT"].point)
    assert client.post(address, sent | {"due_on": "2031-02-01"}).status_code == 403


def test_a_record_that_one_may_read_shows_it_and_a_draft_does_not(closed, client):
    point = closed.people["IT"].point
    act = actions.plan(first(closed), PLANNED, by=point)
    model = detail_models()["strategy"]
    records.put(example(model, 1), card(1, title="Law of the journey"), by=closed.editor)
    record = Record.objects.get(texts__title="Law of the journey")
    made = actions.show(act, record.pk, locator="art. 3", by=point)
    with pytest.raises(Unreadable, match="already"):
        actions.show(act, record.pk, by=point)
    address = reverse("reviews:follow-up", args=[closed.key])
    client.force_login(closed.people["AT"].observer)
    assert b"Law of the journey" in client.get(address).content
    records.withdraw(record, reason="Wrong", by=closed.editor)
    shown = client.get(address).content
    assert b"Law of the journey" not in shown
    assert b"A record that you cannot open" in shown
    actions.unshow(made, by=point)
    with pytest.raises(Unreadable, match="no such record"):
        actions.show(act, record.pk, by=point)


def test_reminders_reach_a_person_who_can_act(closed):
    italy = closed.people["IT"]
    due_on = timezone.now().date() + dt.timedelta(days=5)
    told = Planned(ActionState.PLANNED, "en", what="x", responsible="y", due_on=due_on)
    act = actions.plan(first(closed), told, by=italy.expert)
    closed.to(Step.PUBLISHED)
    today = timezone.now().date()

    def asked(days=400, first=today, person=None):
        found = reminding.due(person=person, first=first, last=first + dt.timedelta(days=days))
        return {(one.kind, one.person_id, one.due) for one in found}

    answer_on = today + dt.timedelta(days=182)
    point = italy.point.pk
    assert asked() == {(reminding.ACTION, point, due_on), (reminding.ANSWER, point, answer_on)}
    assert asked(person=italy.expert) == set()
    assert asked(days=3) == set()
    # After its day, again every thirty days.
    assert asked(days=29, first=due_on + dt.timedelta(days=1)) == {
        (reminding.ACTION, point, due_on + dt.timedelta(days=30))
    }
    # Who moved on cannot act: whoever names people for the State is asked.
    successor = closed.person("focal_point", "successor", "IT")
    Membership.objects.filter(user=italy.point).update(ends_on=today)
    assert {who for _kind, who, _due in asked()} == {successor.pk}
    # And names themselves, though the review is over.
    actions.release(Participant.objects.get(person=italy.point, ended_at=None), by=successor)
    actions.name(closed.review, successor, place="IT", role=Role.FOCAL_POINT, by=successor)
    actions.change_measure(act, told, seen=1, by=successor)
    with pytest.raises(NotNow):
        actions.name(closed.review, closed.people["AT"].colleague, place="AT", role=Role.EXPERT, by=closed.host)


def test_nobody_is_reminded_of_an_action_or_an_answer_that_is_there(closed):
    italy = closed.people["IT"]
    day = timezone.now().date() + dt.timedelta(days=1)
    told = Planned(ActionState.PLANNED, "en", what="x", responsible="y", due_on=day)
    act = actions.plan(first(closed), told, by=italy.expert)
    closed.to(Step.PUBLISHED)
    Review.objects.filter(pk=closed.key).update(finished_at=timezone.now() - dt.timedelta(days=181))

    def asked():
        return set(Notice.objects.filter(done_at=None, due_on__isnull=False).values_list("kind", flat=True))

    remind(by=closed.host, now=timezone.now())
    assert asked() == {reminding.ACTION, reminding.ANSWER}
    for one in closed.review.recommendations.filter(state=""):
        assert reminding.ANSWER in asked()
        actions.plan(one, told, by=italy.expert)
    assert asked() == {reminding.ACTION}
    done = Planned(ActionState.DONE, "en", what="x", responsible="y", due_on=day)
    actions.change_measure(act, done, seen=1, by=italy.expert)
    assert asked() == set()


def test_what_is_due_asks_as_often_however_many_reviews(closed, django_assert_max_num_queries):
    closed.to(Step.PUBLISHED)
    for state in ("CH", "AT"):
        closed.open(state, "IT", "BR")
        Review.objects.filter(pk=closed.key).update(finished_at=timezone.now())
        review = closed.review
        type(review.procedure).objects.filter(pk=closed.key).update(state=Step.PUBLISHED)
        made = Observation.objects.create(
            review=review, kind="gap", text="x", language="en", by=closed.host, at=timezone.now()
        )
        Recommendation.objects.create(review=review, observation=made, opened_at=timezone.now())
    today = timezone.now().date()
    with django_assert_max_num_queries(4):
        found = reminding.due(person=None, first=today, last=today + dt.timedelta(days=400))
    assert {closed.people[code].point.pk for code in ("IT", "CH", "AT")} == {one.person_id for one in found}


def test_the_desk_lists_by_name_and_counts(closed, client):
    actions.plan(first(closed), PLANNED, by=closed.people["IT"].expert)
    [(review, counts)] = following.by_review(None)
    assert (review.pk, counts[""], counts["planned"]) == (closed.key, 1, 1)
    client.force_login(closed.host)
    assert client.get(reverse("reviews:desk-follow-up")).status_code == 200
    client.force_login(closed.people["IT"].point)
    assert client.get(reverse("reviews:desk-follow-up")).status_code == 403


def test_the_next_questionnaire_is_given_them_as_suggestions(closed):
    italy = closed.people["IT"]
    actions.plan(first(closed), PLANNED, by=italy.expert)
    closed.to(Step.PUBLISHED)
    before = closed.key
    asking = {"code": "a15.obstacles", "kind": "text", "text": {"en": "What is lacking?"}}
    section = {"code": "a15", "article": "XVIII-14:15", "title": {"en": "Article 15"}, "questions": [asking]}
    made = questionnaires.draft(
        reading.definition({**DEFINITION, "code": "next-cycle", "sections": [section]}), by=closed.editor
    )
    version = questionnaires.release(made, by=closed.editor, seen=1)
    response = questionnaires.open_response(version, USE, by=closed.host, place="IT")
    questions = list(definition_of(response.version).questions.values())
    found = suggesting.recommended(response, questions, person=italy.expert, language="en")
    words = [one.words for several in found.values() for one in several]
    assert any("secret-gap" in one and "secret-action" in one for one in words)
    assert all(one.address.endswith(f"/reviews/{before}/follow-up/") for several in found.values() for one in several)
    # Who may not read the recommendations is suggested nothing of them.
    assert suggesting.recommended(response, questions, person=italy.colleague, language="en") == {}
    assert suggesting.recommended(response, questions, person=closed.people["CH"].point, language="en") == {}
    assert queries.visible_to(italy.colleague).count() == 0
