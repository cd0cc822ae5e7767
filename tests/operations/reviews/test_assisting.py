"""Needs and offers of technical assistance: what fits and why, to whom a need is shown, and what is counted."""

import datetime as dt

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people.models import Membership, Organisation, User
from comity.base.places.models import Place
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews.actions import needs as actions
from comity.operations.reviews.enums import Approach, Fit
from comity.operations.reviews.models import Need, Offer, Showing
from comity.operations.reviews.queries import needs as queries
from comity.operations.reviews.registry import sisters
from comity.operations.reviews.rules import matching

from .ministries import World


OFFER = {
    "title": "Drafting", "text": "We help to write laws", "language": "en", "articles": [], "kinds": ["drafting"],
    "regions": [], "languages": [], "begins_on": None, "ends_on": None,
}  # fmt: skip
NEED = {
    "article": "XVIII-14:15", "kinds": ["drafting", "capacity"], "text": "secret-need", "language": "en",
    "languages": ["fr", "ar"], "due_on": None,
}  # fmt: skip
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def world(db):
    made = World()
    made.donor = Organisation.objects.create(name="Programme", kind="international")
    made.helper = made.person("contributor", "helper", office=made.donor)
    made.other = Organisation.objects.create(name="Fund", kind="international")
    made.rival = made.person("contributor", "rival", office=made.other)
    return made


def offered(world, by=None, **told):
    who = by or world.helper
    organisation = Membership.objects.get(user=who).organisation_id
    return actions.offer(organisation, {**OFFER, **told}, by=who)


def needed(world, **told):
    return actions.need("IT", {**NEED, **told}, by=world.people["IT"].point)


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({}, {Fit.ANY_ARTICLE, Fit.KIND, Fit.ANYWHERE, Fit.LANGUAGE}),
        ({"articles": ["XVIII-14:15"]}, {Fit.ARTICLE, Fit.KIND, Fit.ANYWHERE, Fit.LANGUAGE}),
        ({"articles": ["XVIII-14"]}, {Fit.INSTRUMENT, Fit.KIND, Fit.ANYWHERE, Fit.LANGUAGE}),
        ({"articles": ["XVIII-12:8"]}, {Fit.SISTER, Fit.KIND, Fit.ANYWHERE, Fit.LANGUAGE}),
        ({"articles": ["XVIII-14:16"]}, None),
        ({"kinds": ["equipment"]}, None),
        ({"regions": ["IT"]}, {Fit.ANY_ARTICLE, Fit.KIND, Fit.STATE, Fit.LANGUAGE}),
        ({"regions": ["150"]}, {Fit.ANY_ARTICLE, Fit.KIND, Fit.REGION, Fit.LANGUAGE}),
        ({"regions": ["002"]}, None),
        ({"languages": ["es"]}, {Fit.ANY_ARTICLE, Fit.KIND, Fit.ANYWHERE, Fit.NO_LANGUAGE}),
        ({"ends_on": TODAY - dt.timedelta(days=1)}, None),
        ({"begins_on": TODAY + dt.timedelta(days=1)},
         {Fit.ANY_ARTICLE, Fit.KIND, Fit.ANYWHERE, Fit.LANGUAGE, Fit.LATER}),
    ],
)  # fmt: skip
def test_each_match_says_what_it_rests_on(said, fits):
    need = Need(place_id="IT", **{**NEED, "due_on": None})
    one = Offer(**{**OFFER, **said})
    found = matching.matches(need, [one], regions=["039", "150", "001"], sisters=sisters(), today=TODAY)
    assert ({each.fit for each in found[0].reasons} if found else None) == fits


def test_what_fits_better_stands_first_and_alike_by_title():
    need = Need(place_id="IT", **NEED)
    several = [
        Offer(**{**OFFER, "title": "b"}),
        Offer(**{**OFFER, "title": "a"}),
        Offer(**{**OFFER, "title": "z", "articles": ["XVIII-14:15"], "kinds": ["drafting", "capacity"]}),
    ]
    found = matching.matches(need, several, regions=[], sisters={}, today=TODAY)
    assert [one.offer.title for one in found] == ["z", "a", "b"]
    assert found[0].points > found[1].points == found[2].points


def test_a_need_is_its_states_alone_until_it_is_shown_and_then_that_providers_too(world, client):
    need, offer = needed(world), offered(world)
    offered(world, by=world.rival, title="Other")
    italy = world.people["IT"]
    strangers = [
        world.helper, world.rival, world.host, world.editor, italy.expert, italy.observer, world.people["AT"].point,
    ]  # fmt: skip
    address = reverse("reviews:need", args=[need.pk])

    def opened(person):
        client.force_login(person)
        answer, hub = client.get(address), client.get(reverse("reviews:assistance"))
        assert (b"secret-need" in answer.content) is (answer.status_code == 200)
        return answer.status_code == 200, hub.status_code == 200 and str(need.pk).encode() in hub.content

    assert opened(italy.point) == (True, True)
    assert [opened(person) for person in strangers] == [(False, False)] * len(strangers)
    assert client.post(address, {"do": "close"}).status_code == 404
    with pytest.raises(NotPermitted):
        actions.show_need(need, offer, by=italy.expert)
    shown = actions.show_need(need, offer, by=italy.point)
    assert opened(world.helper) == (True, True)
    assert [opened(person) for person in strangers[1:]] == [(False, False)] * (len(strangers) - 1)
    assert Notice.objects.filter(kind=actions.SHOWN).values_list("person", flat=True).get() == world.helper.pk
    with pytest.raises(NotNow, match="already"):
        actions.show_need(need, offer, by=italy.point)
    actions.answer_need(shown, Approach.ENDED, by=italy.point)
    assert opened(world.helper) == (False, False)
    # It may be shown again.
    actions.show_need(need, offer, by=italy.point)
    assert opened(world.helper) == (True, True)
    noted = " ".join(str(each.details) for each in Event.objects.all())
    assert "secret-need" not in noted


def test_one_provider_does_not_see_the_other_nor_what_it_said(world, client):
    need = needed(world)
    point = world.people["IT"].point
    shown = actions.show_need(need, offered(world), by=point)
    actions.show_need(need, offered(world, by=world.rival, title="Other"), by=point)
    actions.answer_need(shown, Approach.OFFERED, "secret-terms", by=world.helper)
    client.force_login(world.rival)
    content = client.get(reverse("reviews:need", args=[need.pk])).content
    assert b"secret-need" in content
    assert b"secret-terms" not in content
    assert b"Programme" not in content
    keyed = {"do": "declined", "showing": shown.pk}
    assert client.post(reverse("reviews:need", args=[need.pk]), keyed).status_code in {400, 409, 422}
    shown.refresh_from_db()
    assert shown.state == Approach.OFFERED


def test_the_steps_between_a_state_and_a_provider(world):
    need, point = needed(world), world.people["IT"].point
    shown = actions.show_need(need, offered(world), by=point)
    with pytest.raises(NotNow):
        actions.answer_need(shown, Approach.AGREED, by=point)
    for person, state in ((point, Approach.OFFERED), (world.rival, Approach.OFFERED), (world.helper, Approach.AGREED)):
        with pytest.raises(NotPermitted):
            actions.answer_need(shown, state, by=person)
    with pytest.raises(Unreadable):
        actions.answer_need(shown, Approach.SHOWN, by=world.helper)
    actions.answer_need(shown, Approach.DECLINED, "Not this year", by=world.helper)
    actions.answer_need(shown, Approach.OFFERED, "After all", by=world.helper)
    assert Notice.objects.filter(kind=actions.ANSWERED, person=point).count() == 2
    done = actions.answer_need(shown, Approach.AGREED, by=point)
    assert [(each.state, each.text) for each in done.words.all()] == [
        ("shown", ""), ("declined", "Not this year"), ("offered", "After all"), ("agreed", ""),
    ]  # fmt: skip
    actions.close_need(need, by=point)
    with pytest.raises(NotNow):
        actions.answer_need(shown, Approach.ENDED, by=point)


@pytest.mark.parametrize(
    "wrong", [{"kinds": []}, {"kinds": ["x"]}, {"text": " "}, {"language": "xx"}, {"text": "x" * 4001}]
)
def test_a_need_says_what_it_is(world, wrong):
    with pytest.raises(Unreadable):
        needed(world, **wrong)
    with pytest.raises(NotPermitted):
        actions.need("AT", NEED, by=world.people["IT"].point)
    assert not Need.objects.exists()


def test_an_offer_is_its_organisations(world, client):
    one = offered(world)
    for wrong in ({"title": " "}, {"kinds": []}, {"begins_on": TODAY, "ends_on": TODAY - dt.timedelta(days=1)}):
        with pytest.raises(Unreadable):
            offered(world, **wrong)
    with pytest.raises(NotPermitted):
        actions.offer(world.donor.pk, OFFER, by=world.rival)
    with pytest.raises(NotPermitted):
        actions.offer(world.other.pk, {**OFFER, "title": "Taken over"}, held=one, by=world.rival)
    client.force_login(world.rival)
    assert client.get(reverse("reviews:offer", args=[one.pk])).status_code == 404
    client.force_login(world.helper)
    address = reverse("reviews:offer", args=[one.pk])
    sent = {"organisation": world.donor.pk, "title": "Better", "language": "en", "kinds": ["model"]}
    assert client.post(address, sent | {"kinds": []}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert Offer.objects.get().title == "Better"
    assert client.post(address, {"do": "withdraw"}).status_code == 302
    assert list(queries.offers(world.helper)) == []
    with pytest.raises(NotNow):
        actions.show_need(needed(world), one, by=world.people["IT"].point)


def test_a_state_states_and_shows_a_need_on_the_pages(world, client):
    offer = offered(world)
    client.force_login(world.people["IT"].point)
    sent = {"place": "IT", "kinds": ["drafting"], "text": "A law", "language": "en"}
    assert client.post(reverse("reviews:need-new"), sent | {"place": "AT"}).status_code == 422
    assert client.post(reverse("reviews:need-new"), sent).status_code == 302
    need = Need.objects.get()
    address = reverse("reviews:need", args=[need.pk])
    shown = client.get(address).content
    assert b"Drafting" in shown
    assert b"Help of this kind: Help in drafting legislation" in shown
    assert client.post(address, {"do": "show", "offer": str(offer.pk)}).status_code == 302
    client.force_login(world.helper)
    keyed = {"do": "offered", "showing": Showing.objects.get().pk, "text": "Gladly"}
    assert client.post(address, keyed).status_code == 302
    assert client.post(address, keyed).status_code == 409
    client.force_login(world.people["AT"].expert)
    assert client.get(reverse("reviews:need-new")).status_code == 403
    client.force_login(world.people["IT"].observer)
    assert client.get(reverse("reviews:assistance")).status_code == 404


def test_coverage_counts_needs_without_an_offer_and_tells_no_small_number(world, client):
    for number in range(4):
        needed(world, text=f"secret-{number}")
    met = needed(world)
    actions.answer_need(
        actions.show_need(met, offered(world), by=world.people["IT"].point), Approach.OFFERED, by=world.helper
    )
    Place.objects.filter(code="IT").update(group="western-european-others")
    table, rows, _columns = queries.coverage()
    assert (rows, table.total) == (["XVIII-14:15"], 4)
    assert table.cells["XVIII-14:15", "western-european-others"] == 4
    Place.objects.filter(code="BR").update(group="latin-american-caribbean")
    actions.need("BR", NEED, by=world.people["BR"].point)
    table, _rows, _columns = queries.coverage()
    assert table.cells["XVIII-14:15", "latin-american-caribbean"] is None
    assert table.cells["XVIII-14:15", "western-european-others"] is None
    address = reverse("reviews:coverage")
    client.force_login(world.host)
    for query in ({}, {"format": "csv"}):
        answer = client.get(address, query)
        assert answer.status_code == 200
        assert b"secret-" not in answer.content
    client.force_login(world.people["IT"].point)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("many", [1, 4])
def test_the_pages_ask_as_often_however_much_there_is(world, client, many, django_assert_max_num_queries):
    for number in range(many):
        need = needed(world, text=f"n{number}")
        donor = Organisation.objects.create(name=f"Donor {number}", kind="international")
        helper = User.objects.create(username=f"donor-{number}")
        Membership.objects.create(user=helper, organisation=donor, role="contributor")
        actions.show_need(need, actions.offer(donor.pk, OFFER, by=helper), by=world.people["IT"].point)
    client.force_login(world.people["IT"].point)
    for address in (reverse("reviews:assistance"), reverse("reviews:need", args=[need.pk])):
        client.get(address)
        with django_assert_max_num_queries(22):
            client.get(address)
