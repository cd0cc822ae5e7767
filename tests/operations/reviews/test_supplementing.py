"""A State becomes party to one more instrument after its review has begun: what is asked, by whom it is seen."""

import pytest

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.places import queries as places
from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires import queries as answers
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.registry import Occasion
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews import actions
from comity.operations.reviews.actions import telling
from comity.operations.reviews.enums import Matter, Seating, Side, Step
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import seating, writings
from comity.operations.reviews.queries.answers import occasion
from comity.operations.reviews.rules import acting, supplementing
from comity.operations.reviews.shapes import Standpoint

from .ministries import World, questionnaire


pytestmark = pytest.mark.django_db
LATE = "XVIII-12-c"


@pytest.fixture
def world():
    """The review of IT by AT and BR, in a cycle that also has a questionnaire on another instrument."""
    made = World().begin()
    questionnaire(made.editor, "late-one")
    made.cycle.questionnaires |= {LATE: ["late-one"]}
    made.cycle.save()
    return made


def party(monkeypatch, *codes):
    """Let these be the parties to the other instrument."""
    monkeypatch.setattr(seating, "parties_by_instrument", lambda cycle, today: {LATE: set(codes)})


def opened(world, **more):
    return actions.supplement(world.review, LATE, reason="Deposited in May", by=world.host, **more)[0]


def reads(world, code, who, response):
    return answers.response_of(getattr(world.people[code], who), response.pk) is not None


@pytest.mark.parametrize("step", [Step.FEEDBACK, Step.CLARIFICATIONS, Step.DIALOGUE])
def test_it_is_asked_beside_and_no_step_is_undone(world, step, monkeypatch):
    party(monkeypatch, "IT", "AT", "BR")
    world.to(step)
    before = {one.pk: one.response.closed_at for one in queries.assessments_of(world.review)}
    one = opened(world)
    assert world.stage is step
    assert world.review.instruments == [LATE, "XVIII-14"]
    assert {key: at for key, at in before.items() if at is None} == {}
    assert [set(each.instruments) for each in world.review.reviewers.all()] == [{LATE, "XVIII-14"}] * 2
    people = world.people["IT"]
    questionnaires.answer(one.response, "q2", Text({"en": "secret-late"}), by=people.expert)
    actions.hand_in_supplement(one, by=people.point)
    assert world.stage is step
    with pytest.raises(NotPermitted):
        questionnaires.answer(one.response, "q2", Text({"en": "Later still"}), by=people.expert, seen=1)


def test_a_draft_of_it_is_seen_by_the_state_alone_until_it_is_handed_in(world, client):
    world.to(Step.FEEDBACK)
    one = opened(world)
    questionnaires.answer(one.response, "q2", Text({"en": "secret-late"}), by=world.people["IT"].expert)
    others = [("AT", "point"), ("AT", "expert"), ("BR", "expert"), ("AT", "observer"), ("IT", "observer"),
              ("CH", "point"), ("IT", "colleague")]  # fmt: skip

    def pages(person):
        client.force_login(person)
        told = [client.get(f"/en/reviews/{world.key}/{name}/").content.decode() for name in ("answers", "feedback")]
        return "".join(told)

    assert reads(world, "IT", "point", one.response)
    for code, who in others:
        assert not reads(world, code, who, one.response), (code, who)
        assert "secret-late" not in pages(getattr(world.people[code], who))
    assert answers.response_of(world.host, one.response.pk) is None
    assert "secret-late" not in pages(world.host)
    first = next(each for each in queries.assessments_of(world.review) if each.pk != one.pk)
    assert reads(world, "AT", "expert", first.response), "what was handed in stays readable"
    actions.hand_in_supplement(one, by=world.people["IT"].point)
    for code, who in (("AT", "expert"), ("BR", "expert"), ("AT", "observer")):
        assert reads(world, code, who, one.response)
    assert "secret-late" in pages(world.people["AT"].expert)
    assert "secret-late" in pages(world.host)
    assert not reads(world, "CH", "point", one.response)


def test_from_the_answers_a_way_leads_back_to_the_review_and_tells_who_hands_in(world, client):
    world.to(Step.SELF_ASSESSMENT)
    first = world.review.assessments.get().response
    work = f"/reviews/{world.key}/work/"
    name = places.names("en").get("IT", "IT")
    hand_in = Occasion(f"Review of {name}: hand in the answers there", work)
    known = Occasion(f"Review of {name}", work)

    def told(code, who, response):
        response.refresh_from_db()
        return occasion(getattr(world.people[code], who), response, "en")

    assert [told("IT", who, first) for who in ("point", "expert", "observer")] == [hand_in, known, known]
    assert told("CH", "point", first) is None
    client.force_login(world.people["IT"].point)
    page = client.get(f"/en/questionnaires/_responses/{first.pk}/").content.decode()
    assert f'<a href="/en{work}">Review of {name}: hand in the answers there</a>' in page
    world.to(Step.FEEDBACK)
    assert [told("IT", "point", first), told("AT", "expert", first)] == [known, known]
    late = opened(world).response
    assert [told("IT", who, late) for who in ("point", "expert")] == [hand_in, known]


def test_who_does_not_write_for_the_state_neither_answers_nor_hands_in(world):
    world.to(Step.FEEDBACK)
    one = opened(world)
    for person in (world.people["AT"].expert, world.people["IT"].observer, world.host):
        with pytest.raises(NotPermitted):
            questionnaires.answer(one.response, "q2", Text({"en": "x"}), by=person)
    questionnaires.answer(one.response, "q2", Text({"en": "x"}), by=world.people["IT"].expert)
    for person in (world.people["IT"].expert, world.people["AT"].point, world.host):
        with pytest.raises(NotPermitted):
            actions.hand_in_supplement(one, by=person)
    for person in (world.people["IT"].point, world.people["AT"].point):
        with pytest.raises(NotPermitted):
            actions.supplement(world.review, LATE, reason="x", by=person)


def test_another_state_reviews_where_one_is_not_party(world, monkeypatch):
    party(monkeypatch, "IT", "AT", "CH")
    world.to(Step.FEEDBACK)
    with pytest.raises(NotNow, match="name 1 beside"):
        opened(world)
    with pytest.raises(NotNow, match="Not party"):
        opened(world, additional=["DE"])
    with pytest.raises(Unreadable):
        opened(world, additional=["AT"])
    opened(world, additional=["CH"])
    seats = {one.place_id: (set(one.instruments), one.is_additional) for one in world.review.reviewers.all()}
    assert seats == {
        "AT": ({LATE, "XVIII-14"}, False), "BR": ({"XVIII-14"}, False), "CH": ({LATE}, True),
    }  # fmt: skip
    assert acting.places_of(world.review)["CH"] is Side.REVIEWER
    assert [one.kind for one in seating.changes(world.review)] == [Seating.SUPPLEMENTED]
    assert telling.SEATED in set(Notice.objects.filter(person=world.people["CH"].point).values_list("kind", flat=True))


def test_only_of_an_instrument_to_which_the_state_is_party_once_and_with_a_reason(world, monkeypatch):
    party(monkeypatch, "AT", "BR")
    world.to(Step.FEEDBACK)
    assert seating.late_instruments(world.review) == []
    with pytest.raises(NotNow, match="not party"):
        opened(world)
    party(monkeypatch, "IT", "AT", "BR")
    assert seating.late_instruments(world.review) == [LATE]
    with pytest.raises(Unreadable):
        actions.supplement(world.review, LATE, reason=" ", by=world.host)
    with pytest.raises(Unreadable):
        actions.supplement(world.review, "XVIII-99", reason="x", by=world.host)
    opened(world)
    with pytest.raises(NotNow, match="already"):
        opened(world)
    assert "Deposited" not in str(list(Event.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("step", [Step.NOMINATIONS, Step.CONSULTATION, Step.OBSERVATIONS, Step.CONSENT])
def test_too_early_and_too_late_nothing_is_opened(world, step):
    world.to(step)
    with pytest.raises(NotNow):
        opened(world)
    assert LATE not in world.review.instruments


def test_what_is_never_handed_in_is_not_read_and_not_published(world, client):
    world.to(Step.DIALOGUE)
    one = opened(world)
    questionnaires.answer(one.response, "q2", Text({"en": "secret-late"}), by=world.people["IT"].expert)
    world.to(Step.OBSERVATIONS)
    assert supplementing.may_answer(world.review, is_open=True)
    world.to(Step.PUBLISHED)
    with pytest.raises(NotNow):
        actions.hand_in_supplement(one, by=world.people["IT"].point)
    assert not reads(world, "AT", "expert", one.response)
    seen = writings.answers_of(world.review, Standpoint(Side.PUBLIC), frozenset(Matter.values))
    assert one.pk not in seen
    assert len(seen) == 1
    page = client.get(f"/en/reviews/{world.key}/").content.decode()
    assert "Added later" in page
    assert LATE in page
    assert "Deposited in May" not in page


def test_the_secretariat_opens_it_and_the_focal_point_hands_it_in_on_their_pages(world, client):
    world.to(Step.FEEDBACK)
    client.force_login(world.host)
    seats = f"/en/reviews/{world.key}/seats/"
    assert "Ask about one more instrument" in client.get(seats).content.decode()
    wrong = client.post(seats, {"do": "supplement", "instrument": LATE})
    assert wrong.status_code == 422
    assert (
        client.post(seats, {"do": "supplement", "instrument": LATE, "reason": "Deposited in May"}).status_code == 302
    )
    one = next(each for each in queries.assessments_of(world.review) if each.reason)
    assert "one more instrument is being answered" in client.get("/en/reviews/desk/").content.decode()
    client.force_login(world.people["IT"].point)
    work = f"/en/reviews/{world.key}/work/"
    page = client.get(work).content.decode()
    assert "Hand in these answers" in page
    assert "Deposited in May" in page
    there = f"/en/reviews/{world.key}/hand-in/{one.pk}/"
    assert client.post(there).status_code == 409
    questionnaires.answer(one.response, "q2", Text({"en": "x"}), by=world.people["IT"].point)
    assert client.post(there).status_code == 302
    assert "Hand in these answers" not in client.get(work).content.decode()
    client.force_login(world.people["AT"].point)
    assert "Hand in these answers" not in client.get(work).content.decode()
    assert client.post(there).status_code == 404
    client.force_login(world.host)
    assert "one more instrument is being answered" not in client.get("/en/reviews/desk/").content.decode()
