"""A change of what is public: compared with what stands there now, whoever changed it meanwhile."""

import pytest

from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.strategies.models import Strategy
from comity.operations.contributions.models import Proposal

from ...contracts.test_editing import fields_of
from .test_flow import state, text


pytestmark = pytest.mark.django_db


@pytest.fixture
def public(service):
    """Publish a strategy of a State; None for one of nobody."""

    def make(place="IT", title="Standing strategy"):
        card = Card("", place, (CardText("en", title),), (CardSource("Gazette"),))
        record = records.draft(Strategy(begins="2020"), card, by=service)
        records.publish(record, by=service)
        record.refresh_from_db()
        return record

    return make


@pytest.fixture
def change(signed_in):
    """Propose a change of a record, by what its form holds and what is typed over it."""

    def make(record, who="author", do="hand_in", **typed):
        client = signed_in(who)
        path = f"/en/contributions/change/{record.pk}/"
        answer = client.post(path, fields_of(client.get(path)) | typed | {"do": do})
        assert answer.status_code == 302, text(answer)
        return Proposal.objects.get(pk=answer["Location"].strip("/").split("/")[-1])

    return make


def revise(record, service, **fields):
    detail = Strategy.objects.get(pk=record.pk)
    for name, value in fields.items():
        setattr(detail, name, value)
    title = record.texts.get().title
    records.revise(detail, Card("", "IT", (CardText("en", title),), (CardSource("Gazette"),)), by=service)


def test_there_is_one_way_for_who_proposes_and_one_for_editors(public, signed_in):
    record = public()
    new, edit = "/en/records/strategy/new/", f"/en/records/{record.pk}/edit/"
    client = signed_in("author")
    assert client.get(new)["Location"] == "/en/contributions/new/strategy/"
    assert client.post(new, {"do": "publish"})["Location"] == "/en/contributions/new/strategy/"
    assert client.get(edit)["Location"] == f"/en/contributions/change/{record.pk}/"
    page = text(client.get(f"/en/strategies/{record.pk}/"))
    assert "Propose a change" in page
    assert "Translate" in page
    client = signed_in("editor")
    assert client.get(new).status_code == client.get(edit).status_code == 200
    assert "Propose a change" not in text(client.get(f"/en/strategies/{record.pk}/"))
    for name in ("abroad", "observer"):
        client = signed_in(name)
        assert client.get(f"/en/contributions/change/{record.pk}/").status_code == 403
        assert "Propose a change" not in text(client.get(f"/en/strategies/{record.pk}/"))


def test_a_change_stands_beside_what_is_public_and_is_published_over_it(public, change, go, signed_in):
    record = public()
    proposal = change(record, **{"f-begins": "2021"})
    page = text(signed_in("focal").get(f"/en/contributions/{proposal.pk}/"))
    assert '<span class="pre-line" dir="auto"><span class="was">2020</span>' in page
    assert '<span class="pre-line" dir="auto"><span class="comes">2021</span>' in page
    assert page.count('<th scope="row">') == 1, "nothing else changes"
    go(proposal, "verify", "focal")
    assert Strategy.objects.get().begins == "2020"
    assert go(proposal, "publish", "editor").status_code == 302
    assert Strategy.objects.get().begins == "2021"
    assert record.revisions.count() == 2
    assert Record.objects.count() == 1


def test_what_others_changed_meanwhile_stays(public, change, go, signed_in, service):
    record = public()
    proposal = change(record, "focal", do="hand_in_verified", **{"f-begins": "2021"})
    revise(record, service, symbol="A/1")
    page = text(signed_in("editor").get(f"/en/contributions/{proposal.pk}/"))
    assert "It keeps what others changed there: Symbol" in page
    assert go(proposal, "publish", "editor").status_code == 302
    strategy = Strategy.objects.get()
    assert (strategy.begins, strategy.symbol) == ("2021", "A/1")


def test_what_both_changed_is_named_and_nothing_unseen_is_published(public, change, go, signed_in, service):
    record = public()
    proposal = change(record, "focal", do="hand_in_verified", **{"f-begins": "2021"})
    seen = record.changed_at.isoformat()
    revise(record, service, begins="2019")
    assert go(proposal, "publish", "editor", as_of=seen).status_code == 409
    assert (state(proposal), Strategy.objects.get().begins) == ("in_review", "2019")
    page = text(signed_in("editor").get(f"/en/contributions/{proposal.pk}/"))
    assert "it takes the place of theirs: Begins" in page
    assert '<span class="pre-line" dir="auto"><span class="was">2019</span>' in page
    record.refresh_from_db()
    assert go(proposal, "publish", "editor", as_of=record.changed_at.isoformat()).status_code == 302
    assert Strategy.objects.get().begins == "2021"


def test_a_withdrawn_or_unknown_record_is_not_changed(public, signed_in, service):
    record = public()
    records.withdraw(record, by=service, reason="Over.")
    client = signed_in("author")
    assert client.get(f"/en/contributions/change/{record.pk}/").status_code == 404
    assert client.get(f"/en/contributions/translate/{record.pk}/").status_code == 404


def test_two_changes_of_one_record_are_shown_to_each_other(public, change, signed_in):
    record = public()
    one = change(record, **{"f-begins": "2021"})
    two = change(record, "focal", do="hand_in_verified", **{"f-begins": "2022"})
    assert f"/en/contributions/{two.pk}/" in text(signed_in("focal").get(f"/en/contributions/{one.pk}/"))
    assert f"/en/contributions/{one.pk}/" in text(signed_in("editor").get(f"/en/contributions/{two.pk}/"))


def test_a_translation_proposes_one_languages_texts_and_no_more(public, go, signed_in):
    record = public()
    path = f"/en/contributions/translate/{record.pk}/"
    client = signed_in("author")
    assert "Standing strategy" in text(client.get(f"{path}?into=fr"))
    sent = {"into": "fr", "title": "Stratégie en vigueur", "summary": "", "wording": "official"}
    assert client.post(path, sent | {"title": ""}).status_code == 422
    answer = client.post(path, sent)
    assert answer.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.way, proposal.into, state(proposal)) == ("translation", "fr", "handed_in")
    page = text(signed_in("focal").get(answer["Location"]))
    assert "Stratégie en vigueur" in page
    assert page.count('<th scope="row">') == 2, "the title and how it came to be"
    go(proposal, "verify", "focal")
    assert go(proposal, "publish", "editor").status_code == 302
    titles = dict(record.texts.values_list("language", "title"))
    assert titles == {"en": "Standing strategy", "fr": "Stratégie en vigueur"}


def test_the_preview_keeps_nothing(public, signed_in):
    record = public()
    client = signed_in("author")
    path = f"/en/contributions/change/{record.pk}/"
    answer = client.post(path, fields_of(client.get(path)) | {"f-begins": "2021", "do": "preview"})
    assert answer.status_code == 200
    assert "nothing is kept yet" in text(answer)
    assert "Hand in" in text(answer)
    assert not Proposal.objects.exists()
    assert Strategy.objects.get().begins == "2020"
    assert record.revisions.count() == 1
