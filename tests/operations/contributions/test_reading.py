"""Who sees a proposal: its organisation, its State, the Secretariat; for everybody else there is none."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.base.audit.models import Event
from comity.operations.contributions import queries, rules

from .test_flow import text


pytestmark = pytest.mark.django_db

SEES_DRAFT = {"author", "colleague"}
SEES = SEES_DRAFT | {"focal", "editor"}


def statuses(signed_in, cast, path):
    return {name for name in cast if signed_in(name).get(path).status_code == 200}


def test_a_draft_is_its_organisations_own_and_what_was_handed_in_the_states_too(propose, go, signed_in, cast):
    proposal = propose(do="save", **{"f-topics:crime-types": ["corruption"]})
    path = f"/en/contributions/{proposal.pk}/"
    assert statuses(signed_in, cast, path) == SEES_DRAFT
    go(proposal, "hand_in", "author")
    assert statuses(signed_in, cast, path) == SEES
    for name in cast.keys() - SEES:
        client = signed_in(name)
        assert client.get(path).status_code == 404
        assert client.get(f"{path}write/").status_code == 404
        assert client.post(f"{path}comment/", {"text": "x"}).status_code == 404
        assert client.post(f"{path}verify/").status_code == 404
        assert client.get(f"/en/contributions/{uuid.uuid4()}/").status_code == 404
        listed = client.get("/en/contributions/")
        assert listed.status_code == 403 or "Strategy on money" not in text(listed)
    signed_in("author").logout()


def test_the_rule_for_one_says_what_the_query_says_of_many(propose, go, cast):
    proposal = propose(do="save", **{"f-topics:crime-types": ["corruption"]})
    for step in (None, "hand_in", "withdraw"):
        if step:
            go(proposal, step, "author")
        for person in cast.values():
            one = queries.for_listing(type(proposal).objects.filter(pk=proposal.pk)).get()
            seen = queries.visible_to(person).filter(pk=proposal.pk).exists()
            assert rules.sees(person.grants, one) == seen, (person, step)


def test_a_focal_point_for_other_subjects_does_not_see_it(propose, signed_in, subjects):
    corruption = propose(**{"f-topics:crime-types": ["corruption"]})
    terrorism = propose(**{"f-title:en": "Strategy on terror", "f-topics:crime-types": ["terrorism"]})
    client = signed_in("narrow")
    assert client.get(f"/en/contributions/{corruption.pk}/").status_code == 404
    assert client.get(f"/en/contributions/{terrorism.pk}/").status_code == 200
    page = text(client.get("/en/contributions/"))
    assert "Strategy on terror" in page
    assert "Strategy on money" not in page


def test_visitors_are_led_to_the_door(propose, client):
    proposal = propose()
    client.logout()
    for path in ("", "begin/", "new/strategy/", f"{proposal.pk}/", f"{proposal.pk}/write/", "file/", "link/"):
        assert "/account/sign-in/" in client.get(f"/en/contributions/{path}")["Location"]


def test_whoever_reads_what_another_wrote_is_noted(propose, signed_in):
    proposal = propose()
    before = Event.objects.filter(verb="contribution.read").count()
    signed_in("author").get(f"/en/contributions/{proposal.pk}/")
    assert Event.objects.filter(verb="contribution.read").count() == before
    signed_in("focal").get(f"/en/contributions/{proposal.pk}/")
    assert Event.objects.filter(verb="contribution.read").count() == before + 1


def test_what_contradicts_is_shown_to_both_and_no_draft_of_others(propose, signed_in, cast):
    mine = propose()
    draft = propose("neighbour", do="save", **{"f-title:en": "STRATEGY on money"})
    assert "Something else is proposed" not in text(signed_in("author").get(f"/en/contributions/{mine.pk}/"))
    assert "Something else is proposed" in text(signed_in("neighbour").get(f"/en/contributions/{draft.pk}/"))
    client = signed_in("neighbour")
    client.post(f"/en/contributions/{draft.pk}/hand_in/", {"version": "1"})
    page = text(signed_in("author").get(f"/en/contributions/{mine.pk}/"))
    assert "STRATEGY on money" in page
    assert f"/en/contributions/{draft.pk}/" not in page, "named, but not opened"
    page = text(signed_in("focal").get(f"/en/contributions/{mine.pk}/"))
    assert f"/en/contributions/{draft.pk}/" in page


def cost(client, path):
    """The least of three: what pages remember is looked at anew from time to time."""
    counts = []
    for _again in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    return min(counts)


@pytest.mark.parametrize("who", ["author", "focal", "editor"])
def test_the_list_costs_the_same_for_one_and_for_five(propose, signed_in, who):
    propose("focal", do="hand_in_verified")
    propose(**{"f-title:en": "First"})
    propose(do="save", **{"f-title:en": "Mine"})
    one = cost(signed_in(who), "/en/contributions/")
    for number in range(3):
        propose("focal", do="hand_in_verified", **{"f-title:en": f"B {number}"})
        propose(**{"f-title:en": f"A {number}"})
        propose(do="save", **{"f-title:en": f"C {number}"})
    assert cost(signed_in(who), "/en/contributions/") == one
