"""What a State lets be read becomes a record, says no more than that, and goes when the State takes it back."""

import time

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.people.models import Membership
from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.records import actions as records
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardText
from comity.engines.search import actions as search
from comity.kernel.errors import NotNow, NotPermitted
from comity.knowledge.published_reviews.models import PublishedReview
from comity.knowledge.strategies.models import Strategy
from comity.knowledge.treaties.models import Treaty
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Matter, Step
from comity.operations.reviews.queries import published

from .ministries import World


@pytest.fixture
def world(db):
    return World().begin()


@pytest.fixture
def result(world):
    """A published review with its record."""
    world.to(Step.PUBLISHED)
    return world


def record_of(world):
    return Record.objects.get(pk=published.key_of(world.review))


def told(client, world):
    """Everything that a visitor reads of it: its page, the answers, and what programs are given."""
    address = f"/published_reviews/{published.key_of(world.review)}/"
    pages = (f"/en{address}", f"/en{address}answers/1/", f"/api/v1/records/publishedreview/{record_of(world).pk}")
    return "".join(client.get(one).content.decode() for one in pages)


def test_there_is_no_record_before_the_publication(world):
    for step in (Step.SUMMARY, Step.CONSENT, Step.PUBLICATION):
        world.to(step)
        assert actions.publish_result(world.review, by=world.host) is None
        assert not PublishedReview.objects.exists()


def test_the_record_says_what_was_released_and_nothing_that_was_confidential(result, client):
    one, shown = PublishedReview.objects.get(), told(client, result)
    for public in ("secret-answer", "secret-observation", "secret-summary"):
        assert public in shown
    for secret in (
        "secret-comment",
        "secret-feedback",
        "secret-minutes",
        "secret-clarification",
        "point-IT",
        "expert",
    ):
        assert secret not in shown
    assert (one.mechanism, one.cycle, one.reviewers, one.withheld) == ("corruption", "Cycle A", ["AT", "BR"], [])
    assert list(one.articles()) == ["XVIII-14:15"]
    texts = {text.language: (text.wording, text.summary) for text in one.record.texts.all()}
    assert set(texts) == {"ar", "en", "es", "fr", "ru", "zh"}
    assert (texts["en"], texts["ar"], texts["ru"]) == (
        ("original", "secret-summary"), ("official", "ملخص"), ("unofficial", ""),
    )  # fmt: skip


@pytest.mark.parametrize("kept", [[], [Matter.SUMMARY], [Matter.OBSERVATIONS], [Matter.ANSWERS]])
def test_each_part_is_there_only_with_the_consent_to_it(world, client, kept):
    world.to(Step.CONSENT)
    world.consent(**{matter.value: matter in kept for matter in Matter})
    world.to(Step.PUBLISHED)
    if not kept:
        assert not PublishedReview.objects.exists()
        assert published.address_of(world.review) == ""
        return
    shown = told(client, world)
    words = {
        Matter.ANSWERS: "secret-answer", Matter.OBSERVATIONS: "secret-observation", Matter.SUMMARY: "secret-summary",
    }  # fmt: skip
    for matter, word in words.items():
        assert (word in shown) is (matter in kept), matter


def test_consent_that_is_taken_back_takes_its_part_out_within_a_second(world, client):
    world.to(Step.SUMMARY)
    actions.summarise(world.review, "Quoxalent", language="en", seen=0, by=world.people["AT"].expert)
    world.to(Step.PUBLISHED)
    search.rebuild()
    address, asked = f"/published_reviews/{record_of(world).pk}/", {"q": "quoxalent"}
    assert address in client.get("/en/search/", asked).content.decode()
    began = time.monotonic()
    actions.reconsider(world.review, Matter.SUMMARY, is_public=False, by=world.people["IT"].point)
    search.bring_up_to_date()
    assert time.monotonic() - began < 1
    shown = told(client, world)
    assert "Quoxalent" not in shown
    assert "secret-answer" in shown
    assert address not in client.get("/en/search/", asked).content.decode()


def test_without_any_consent_the_page_says_that_it_is_gone_and_nobody_reads_what_was_there(result, client):
    for matter in Matter:
        actions.reconsider(result.review, matter, is_public=False, by=result.people["IT"].point)
    record = record_of(result)
    assert record.state == State.WITHDRAWN
    for address in (f"/en/published_reviews/{record.pk}/", f"/en/published_reviews/{record.pk}/answers/1/",
                    f"/api/v1/records/publishedreview/{record.pk}"):  # fmt: skip
        gone = client.get(address)
        assert gone.status_code == 410
        assert "secret-" not in gone.content.decode()
    assert "no longer lets it be published" in client.get(f"/en/published_reviews/{record.pk}/").content.decode()
    assert "Read what was published" not in client.get(reverse("reviews:review", args=[result.key])).content.decode()
    # Its history is for staff alone, who see what was public.
    client.force_login(result.editor)
    assert "secret-summary" in client.get(f"/en/published_reviews/{record.pk}/").content.decode()

    actions.reconsider(result.review, Matter.OBSERVATIONS, is_public=True, by=result.people["IT"].point)
    client.logout()
    shown = told(client, result)
    assert "secret-observation" in shown
    assert "secret-summary" not in shown


def test_only_the_state_under_review_takes_its_consent_back(world):
    world.to(Step.CONSENT)
    with pytest.raises(NotNow):
        actions.reconsider(world.review, Matter.SUMMARY, is_public=False, by=world.people["IT"].point)
    world.to(Step.PUBLISHED)
    italy = world.people["IT"]
    others = [italy.expert, italy.observer, italy.colleague, world.host, world.editor]
    others += [world.people["AT"].point, world.people["CH"].point]
    for person in others:
        with pytest.raises(NotPermitted):
            actions.reconsider(world.review, Matter.SUMMARY, is_public=False, by=person)
    # The focal point of that review has gone; whoever names people for the State now speaks for it.
    follower = world.person("focal_point", "later", "IT")
    Membership.objects.filter(user=italy.point).update(begins_on="2019-01-01", ends_on="2020-01-01")
    actions.reconsider(world.review, Matter.SUMMARY, is_public=False, by=follower)
    assert PublishedReview.objects.get().withheld == ["summary"]


def test_the_page_of_consent_is_open_to_who_may_after_the_publication(result, client):
    address = reverse("reviews:consent", args=[result.key])
    client.force_login(result.people["IT"].expert)
    refused = client.post(address, {"answers": "no", "observations": "no", "summary": "no"})
    assert refused.status_code in {403, 409}
    client.force_login(result.people["IT"].point)
    assert "copies that somebody made cannot be called back" in client.get(address).content.decode()
    assert client.post(address, {"answers": "no", "observations": "yes", "summary": "yes"}).status_code == 302
    assert PublishedReview.objects.get().withheld == ["answers"]
    verbs = list(Event.objects.filter(verb="review.reconsider").values_list("details__matter", flat=True))
    assert verbs == ["answers"]


def test_nobody_changes_the_words_of_states_by_hand(result, client):
    record, editor = record_of(result), result.editor
    one = record.publishedreview
    one.cycle = "Mine"
    card = Card(name=str(record.pk), place="IT", texts=(CardText("en", "Mine"),))
    with pytest.raises(NotPermitted, match="the words of States"):
        records.revise(one, card, by=editor)
    client.force_login(editor)
    assert client.get(f"/en/records/{record.pk}/edit/").status_code == 403
    for matter in Matter:
        actions.reconsider(result.review, matter, is_public=False, by=result.people["IT"].point)
    with pytest.raises(NotPermitted):
        records.publish(Record.objects.get(pk=record.pk), by=editor)


def test_what_an_editor_took_out_of_public_view_a_change_of_consent_does_not_bring_back(result):
    records.withdraw(record_of(result), by=result.editor, reason="It names a witness")
    actions.reconsider(result.review, Matter.ANSWERS, is_public=False, by=result.people["IT"].point)
    assert record_of(result).state == State.WITHDRAWN
    assert actions.publish_result(result.review, by=result.host) is None


def test_the_same_again_changes_nothing_and_missing_records_are_made(result, service):
    events = Event.objects.filter(verb="review.publish_result").count()
    actions.publish_result(result.review, by=result.host)
    assert record_of(result).revisions.count() == 1
    assert Event.objects.filter(verb="review.publish_result").count() == events
    Record.objects.filter(pk=published.key_of(result.review)).delete()
    assert actions.publish_missing(by=service) == 1
    assert actions.publish_missing(by=service) == 0


def test_treaty_articles_and_what_was_given_as_evidence_are_linked(world, service, client):
    records.put(
        Treaty(symbol="XVIII-14", chapter="XVIII"), Card("XVIII-14", None, (CardText("en", "Convention"),)), by=service
    )
    for number, title in (("1", "Act on bribery"), ("2", "A draft that nobody sees")):
        records.put(Strategy(), Card(f"evidence-{number}", "IT", (CardText("en", title),)), by=service)
    law, hidden = (Record.objects.get(texts__title=title) for title in ("Act on bribery", "A draft that nobody sees"))
    Record.objects.filter(pk=hidden.pk).update(state=State.DRAFT, published_at=None)
    world.to(Step.SELF_ASSESSMENT)
    response = world.review.assessments.get().response
    evidence = [{"record": str(law.pk), "locator": "s. 4"}, {"record": str(hidden.pk), "locator": "s. 9"}]
    questionnaires.answer(response, "q2", Text({"en": "It is."}, evidence=evidence), by=world.people["IT"].expert)
    actions.go(world.review, "hand_in_answers", by=world.people["IT"].point)
    world.to(Step.PUBLISHED)
    links = {(one.object_id, one.locator) for one in record_of(world).links_out.all()}
    treaty = Record.objects.get(kind="treaty", texts__title="Convention")
    assert links == {(treaty.pk, ""), (treaty.pk, "15"), (law.pk, "s. 4")}
    shown = told(client, world)
    assert "Act on bribery" in shown
    assert "A draft that nobody sees" not in shown
    # The law says that it is cited.
    assert f"/published_reviews/{record_of(world).pk}/" in client.get(f"/en/strategies/{law.pk}/").content.decode()
