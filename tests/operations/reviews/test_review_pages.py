"""The pages of a review: who finds which of them when, what leaks to nobody, and what is done on them."""

import pytest
from django.db import connection
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.people.models import Membership
from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.registry import Linked
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Matter, Role, Side, Step
from comity.operations.reviews.flow import FLOW
from comity.operations.reviews.models import Observation, Participant
from comity.operations.reviews.queries import published
from comity.operations.reviews.rules import seeing
from comity.operations.reviews.views import answering, offering
from comity.operations.reviews.views.sections import SECTIONS

from .ministries import World


# What is written where, and on which page it stands while it may be seen.
FEEDBACK_QUERIES = 18
SECRETS = {
    "answers": "secret-answer",
    "feedback": "secret-feedback",
    "meetings": "secret-minutes",
    "observations": "secret-observation",
    "summary": "secret-summary",
}


@pytest.fixture
def world(db):
    return World().begin()


def page(client, world, name="work", person=None, **query):
    if person is None:
        client.logout()
    else:
        client.force_login(person)
    return client.get(reverse(f"reviews:{name}", args=[world.key]), query)


def test_each_page_is_there_for_whom_the_table_says_and_no_secret_is_on_another(world, client):
    italy, austria = world.people["IT"], world.people["AT"]
    asked = [
        (Side.SECRETARIAT, world.host), (Side.REVIEWED, italy.expert), (Side.REVIEWER, austria.expert),
        (Side.OBSERVER, austria.observer), (Side.PUBLIC, world.people["CH"].point), (Side.PUBLIC, world.editor),
        (Side.PUBLIC, italy.colleague),
    ]  # fmt: skip
    for step in Step:
        if step in {Step.NOMINATIONS, Step.VISIT, Step.ENDED}:
            continue
        world.to(step)
        for side, person in asked:
            for name, things in SECTIONS:
                answer = page(client, world, name, person)
                is_there = side is not Side.PUBLIC and any(seeing.is_open(side, step, thing) for thing in things)
                assert answer.status_code == (200 if is_there else 404), (step, side, name)
                if is_there and name == "feedback" and side is Side.REVIEWED and step is Step.FEEDBACK:
                    assert b"secret-feedback" not in answer.content
                for where, secret in SECRETS.items():
                    # What is recommended is what was observed.
                    if (where, name) == ("observations", "follow-up"):
                        continue
                    assert where == name or secret.encode() not in answer.content, (step, side, name, where)
    for name, _things in SECTIONS:
        assert page(client, world, name).status_code == 302


def test_the_first_page_leads_to_where_the_work_is_and_says_what_is_left(world, client):
    world.to(Step.CLARIFICATIONS)
    point, there = world.people["IT"].point, reverse("reviews:feedback", args=[world.key])
    shown = page(client, world, "work", point).content.decode()
    assert f'<a class="button button-quiet" href="{there}">Feedback and clarifications</a>' in shown
    assert "1 request for clarification has no answer yet." in shown
    for person in (world.people["BR"].point, world.host):
        assert "no answer yet" not in page(client, world, "work", person).content.decode()
    question = world.review.remarks.get(kind="question")
    actions.clarify(question, "It runs for ten years.", language="en", by=point)
    assert "no answer yet" not in page(client, world, "work", point).content.decode()


def test_what_is_written_down_is_of_the_kind_of_the_step_unless_said_otherwise(client, db):
    world = World(visit=True).begin()
    for step, kind in ((Step.CONSULTATION, "consultation"), (Step.DIALOGUE, "dialogue"), (Step.VISIT, "visit")):
        world.to(step)
        shown = page(client, world, "meetings", world.host).content.decode()
        assert f'<option value="{kind}" selected>' in shown


def test_what_everybody_sees_of_a_review_before_and_after(world, client):
    for step in (Step.NOMINATIONS, Step.OBSERVATIONS, Step.CONSENT, Step.PUBLICATION):
        world.to(step)
        for person in (None, world.people["CH"].point, world.people["IT"].expert, world.host):
            shown = page(client, world, "review", person)
            assert shown.status_code == 200
            assert b"secret-" not in shown.content
            assert b"point-BR" not in shown.content
    world.to(Step.PUBLISHED)
    shown = result(client, world)
    for secret in ("secret-answer", "secret-observation", "secret-summary"):
        assert secret in shown
    for secret in ("secret-comment", "secret-feedback", "secret-minutes", "secret-clarification"):
        assert secret not in shown
    assert '<div class="reading pre-line" lang="ar" dir="rtl">ملخص</div>' in result(client, world, "?language=ar")


def result(client, world, query=""):
    """What everybody reads of what came of a review: the page of the record, and of its answers."""
    client.logout()
    address = published.address_of(world.review)
    told = client.get(f"/en{address}{query}").content.decode()
    answers = client.get(f"/en{address}answers/1/")
    return told + (answers.content.decode() if answers.status_code == 200 else "")


@pytest.mark.parametrize(
    ("matter", "secret"),
    [
        (Matter.ANSWERS, "secret-answer"),
        (Matter.OBSERVATIONS, "secret-observation"),
        (Matter.SUMMARY, "secret-summary"),
    ],
)
def test_what_is_withheld_is_named_and_not_shown(world, client, matter, secret):
    world.to(Step.CONSENT)
    world.consent(**{matter.value: False})
    world.to(Step.PUBLISHED)
    for shown in (page(client, world, "review").content.decode(), result(client, world)):
        assert secret not in shown
        assert f"Not published by wish of the State: {matter.label}" in shown


def test_the_overview_shows_every_review_and_ones_own_first(world, client):
    world.to(Step.FEEDBACK)
    address = reverse("reviews:reviews")
    shown = client.get(address).content.decode()
    assert "Cycle A" in shown
    assert "Your reviews" not in shown
    client.force_login(world.people["AT"].expert)
    assert "Your reviews" in client.get(address).content.decode()
    client.force_login(world.people["CH"].point)
    assert "Your reviews" not in client.get(address).content.decode()


def test_reading_what_is_restricted_is_noted_without_what_it_says(world, client):
    world.to(Step.OBSERVATIONS)
    page(client, world, "feedback", world.people["IT"].expert)
    event = Event.objects.filter(verb="review.read").latest("pk")
    assert event.details == {"section": "feedback", "step": "observations"}
    assert not Event.objects.filter(details__icontains="secret-").exists()


# ---------------------------------------------------------------- done on the pages


def send(client, world, name, by, **data):
    client.force_login(by)
    arguments = [world.key, *([data.pop("step")] if "step" in data else [])]
    return client.post(reverse(f"reviews:{name}", args=arguments), data)


def test_a_state_names_its_people_on_the_page_and_they_declare(world, client):
    austria = world.people["AT"]
    told = {"do": "name", "place": "AT", "person": str(austria.point.pk), "role": "focal_point"}
    assert send(client, world, "people", austria.point, **told).status_code == 302
    assert send(client, world, "people", austria.point, **told).status_code == 422
    told |= {"person": str(austria.observer.pk), "role": "expert"}
    refused = send(client, world, "people", austria.point, **told)
    assert refused.status_code == 409
    assert b"Only who works for an organisation" in refused.content
    assert send(client, world, "people", world.people["CH"].point, **told).status_code == 404
    assert send(client, world, "people", austria.point, do="declare").status_code == 422
    done = send(client, world, "people", austria.point, do="declare", nothing="on", gender="woman", words="Nothing")
    assert done.status_code == 302
    one = Participant.objects.get(role=Role.FOCAL_POINT)
    assert (one.gender, one.declaration) == ("woman", "Nothing")
    assert b"Nothing</span>" in page(client, world, "people", world.host).content
    assert b"Nothing</span>" not in page(client, world, "people", austria.point).content
    ended = send(client, world, "people", austria.point, do="end", participant=one.pk)
    assert ended.status_code == 302
    assert send(client, world, "people", austria.point, do="end", participant=10**9).status_code == 404
    assert page(client, world, "people", world.host, place="BR").status_code == 200


def test_nobody_declares_what_is_not_so_for_their_side(world, client):
    independent, discreet = "I do not work for the State under review", "What I learn in this review"
    for code, said, unsaid in (("IT", discreet, independent), ("AT", independent, discreet)):
        point = world.people[code].point
        send(client, world, "people", point, do="name", place=code, person=str(point.pk), role="focal_point")
        shown = page(client, world, "people", point).content.decode()
        assert said in shown
        assert unsaid not in shown
    # Where nobody is left to be named, the page says what to do.
    assert b"Invite others first" not in page(client, world, "people", world.people["AT"].point).content
    Membership.objects.filter(organisation__place="AT").exclude(user=world.people["AT"].point).delete()
    assert b"Invite others first" in page(client, world, "people", world.people["AT"].point).content


def test_a_step_asks_for_a_reason_only_where_something_is_missing(world, client):
    def closing():
        return 'id="reason-close_nominations"' in page(client, world, "work", world.host).content.decode()

    assert closing()
    assert b"Not every State is ready" in page(client, world, "work", world.host).content
    world.name_everybody()
    world.mark("IT", "AT", "BR")
    assert not closing()
    assert send(client, world, "step", world.host, step="close_nominations").status_code == 302
    ways = offering.ways(world.to(Step.SELF_ASSESSMENT).review, [FLOW.step("hand_in_answers")], missing=3)
    assert ways[0]["lacking"].startswith("Required answers still missing: 3. Once handed in")
    assert not ways[0]["asks_reason"]
    (whole,) = offering.ways(world.review, [FLOW.step("hand_in_answers")], missing=0)
    assert whole["lacking"] == ""


def test_who_has_done_the_work_says_so_where_it_was_done(world, client):
    def has_button(name):
        return "We are ready" in page(client, world, name, world.people["AT"].point).content.decode()

    assert has_button("people")
    world.to(Step.ARRANGEMENTS)
    assert has_button("arrangements")
    assert not has_button("people")
    written = {"languages": ["en"], "division": "", "parts": {}, "seen": 0}
    actions.arrange(world.known, **written, by=world.people["AT"].point)
    world.mark("AT")
    assert b"Take back that we are ready" in page(client, world, "arrangements", world.people["AT"].point).content


def test_who_reviews_for_some_instruments_only_is_shown_so(world, client):
    world.known.reviewers.filter(place="BR").update(is_additional=True)
    shown = page(client, world, "people", world.host).content.decode()
    assert shown.count("A reviewing State, for these only") == 1


def test_a_whole_review_is_led_on_its_pages(world, client):  # noqa: PLR0915 -- it is one way from end to end
    italy, austria, brazil, host = world.people["IT"], world.people["AT"], world.people["BR"], world.host

    def sent(name, by, **data):
        answer = send(client, world, name, by, **data)
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    world.name_everybody()
    for one in (italy, austria):
        sent("mark", one.point)
    sent("mark", host, place="BR")
    sent("step", host, step="close_nominations")
    told = {"languages": ["en", "ar"], "division": "x", "part-AT": "III", "part-BR": "IV", "seen": 0}
    sent("arrangements", austria.expert, **told)
    assert send(client, world, "arrangements", brazil.expert, **told).status_code == 409
    for one in (italy, austria, brazil):
        sent("mark", one.point)
    sent("step", host, step="close_arrangements")
    meeting = {
        "kind": "consultation",
        "held_at": "2026-05-01T10:00",
        "venue": "Video",
        "minutes": "m",
        "language": "en",
    }
    sent("meetings", host, **meeting)
    first = world.review.meetings.get()
    sent("meetings", host, **meeting | {"venue": "Vienna"}, meeting=first.pk, seen=1)
    assert send(client, world, "meetings", host, **meeting | {"venue": ""}).status_code == 422
    sent("step", host, step="open_questionnaires")
    world.answer()
    sent("step", italy.point, step="hand_in_answers")
    key = world.review.assessments.get().pk
    for one, kind in ((austria, "feedback"), (brazil, "question")):
        sent("feedback", one.expert, do="write", kind=kind, on=f"{key}:q2", text="Said", language="en")
    remark = world.review.remarks.get(kind="feedback")
    sent("feedback", austria.expert, do="change", remark=remark.pk, seen=1, text="Said better")
    overtaken = send(client, world, "feedback", austria.point, do="change", remark=remark.pk, seen=1, text="My words")
    assert overtaken.status_code == 409
    assert b"My words" in overtaken.content
    # Another State's draft is nobody's: there is no such remark.
    assert send(client, world, "feedback", brazil.expert, do="drop", remark=remark.pk).status_code == 404
    for one in (austria, brazil):
        sent("mark", one.point)
    question = world.review.remarks.get(kind="question")
    strange = send(client, world, "feedback", italy.expert, do="clarify", remark=question.pk, text="Qv", language="la")
    assert (strange.status_code, b"Qv" in strange.content) == (409, True)
    sent("feedback", italy.expert, do="clarify", remark=question.pk, text="Perché", language="fr")
    assert world.review.remarks.get(kind="clarification").language == "fr"
    sent("step", italy.point, step="hand_in_clarifications")
    assert send(client, world, "step", host, step="close_dialogue").status_code == 409
    sent("step", host, step="close_dialogue", reason="Held by correspondence")
    paragraph = {"do": "add", "kind": "gap", "article": "", "text": "A gap", "language": "en"}
    sent("observations", austria.expert, **paragraph)
    one = Observation.objects.get()
    sent("observations", brazil.expert, do="reword", paragraph=one.pk, seen=1, text="A wide gap")
    sent("observations", italy.expert, do="reword", paragraph=one.pk, seen=1, text="A small gap")
    shown = page(client, world, "observations", italy.point).content.decode()
    assert "A wide gap" in shown
    assert "A small gap" in shown
    beside = one.wordings.get(standing="beside")
    sent("observations", italy.expert, do="take", paragraph=one.pk, wording=beside.pk)
    one.refresh_from_db()
    assert one.text == "A small gap"
    for each in (italy, austria, brazil):
        sent("observations", each.point, do="agree", paragraph=one.pk, seen=one.number)
        sent("mark", each.point)
    sent("mark", italy.point, again=1)
    sent("mark", italy.point)
    sent("step", host, step="close_observations")
    sent("summary", austria.expert, language="en", text="All in all", seen=0)
    overtaken = send(client, world, "summary", brazil.expert, language="en", text="My words", seen=0)
    assert (overtaken.status_code, b"My words" in overtaken.content) == (409, True)
    sent("step", host, step="finish_summary")
    assert send(client, world, "consent", italy.point, answers="no").status_code == 422
    sent("consent", italy.point, answers="no", observations="yes", summary="yes")
    sent("step", italy.point, step="consent")
    sent("summary", host, language="ar", text="في المجمل", seen=0)
    sent("step", host, step="publish")
    assert world.stage is Step.PUBLISHED
    client.logout()
    shown = result(client, world)
    assert "All in all" in shown
    assert "secret-answer" not in shown
    for name, _things in SECTIONS:
        assert page(client, world, name, italy.point).status_code == 200


def test_what_the_page_does_not_offer_is_refused_and_not_a_fault(world, client):
    world.to(Step.OBSERVATIONS)
    host = world.host
    assert send(client, world, "step", host, step="nothing").status_code == 404
    assert send(client, world, "step", world.people["CH"].point, step="end", reason="x").status_code == 404
    assert send(client, world, "step", world.people["IT"].expert, step="end", reason="x").status_code == 403
    assert send(client, world, "step", host, step="end").status_code == 409
    assert send(client, world, "postpone", host, due_on="").status_code == 422
    assert send(client, world, "postpone", host, due_on="2020-01-01", reason="x").status_code == 409
    assert send(client, world, "postpone", host, due_on="2099-01-01", reason="x").status_code == 302
    one = world.observe()
    assert send(client, world, "observations", host, do="agree", paragraph=one.pk, seen=1).status_code == 403
    assert send(client, world, "observations", host, do="agree", paragraph="x").status_code == 404
    assert send(client, world, "observations", host, do="nothing", paragraph=one.pk).status_code in {400, 422}
    assert send(client, world, "observations", host, do="add", text="").status_code == 422


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_ask_as_often_however_much_there_is(world, client, many, django_assert_num_queries):
    world.to(Step.FEEDBACK)
    for number in range(many):
        actions.remark(world.review, f"r{number}", language="en", by=world.people["AT"].expert)
    client.force_login(world.people["AT"].expert)
    address = reverse("reviews:feedback", args=[world.key])
    client.get(address)
    # That it was read is noted, and PostgreSQL is asked for a lock for that.
    with django_assert_num_queries(FEEDBACK_QUERIES + (connection.vendor == "postgresql")):
        client.get(address)


def test_reviewing_states_read_which_records_show_an_answer_and_none_that_they_may_not_open(
    world, client, monkeypatch
):
    world.to(Step.SELF_ASSESSMENT)
    response = world.review.assessments.get().response
    evidence = [{"record": "key-of-a-law", "locator": "section 12"}, {"record": "secret-key"}]
    written = Text({"en": "Said"}, evidence=evidence, comment="for-colleagues")
    questionnaires.answer(response, "q2", written, by=world.people["IT"].expert, seen=0)
    actions.go(world.review, "hand_in_answers", by=world.people["IT"].point)
    asked = []

    def linked(keys, person, language):
        asked.append((keys, person))
        return {"key-of-a-law": Linked("key-of-a-law", "Penal code", "law", "/en/laws/1/")}

    monkeypatch.setattr(answering.values, "linked", linked)
    expert = world.people["AT"].expert
    client.force_login(expert)
    shown = client.get(reverse("reviews:answers", args=[world.key])).content.decode()
    assert asked == [({"key-of-a-law", "secret-key"}, expert)]
    assert '<a href="/en/laws/1/" dir="auto">Penal code</a>' in shown
    assert "section 12" in shown
    assert "A record that you cannot open" in shown
    assert "secret-key" not in shown
    assert "for-colleagues" not in shown
