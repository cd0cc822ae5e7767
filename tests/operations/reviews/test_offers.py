"""What universities and non-governmental organisations offer: nobody sees it before the Secretariat has opened it."""

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people.models import Organisation
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews.actions import needs as actions
from comity.operations.reviews.enums import Bid
from comity.operations.reviews.models import Offer
from comity.operations.reviews.queries import needs as queries

from .ministries import World
from .test_assisting import needed, offered


HUB = reverse("reviews:assistance")


@pytest.fixture
def world(db):
    """A university with somebody who contributes for it, a programme of an international organisation, and States."""
    made = World()
    made.school = Organisation.objects.create(name="University of Somewhere", kind="civil")
    made.scholar = made.person("contributor", "scholar", office=made.school)
    made.society = Organisation.objects.create(name="Society", kind="civil")
    made.member = made.person("contributor", "member", office=made.society)
    made.donor = Organisation.objects.create(name="Programme", kind="international")
    made.helper = made.person("contributor", "helper", office=made.donor)
    return made


def told(person):
    return list(Notice.objects.filter(person=person, done_at=None).values_list("kind", flat=True))


def everybody_else(world):
    return [world.people["IT"].point, world.people["IT"].expert, world.helper, world.member]


def test_it_waits_and_nobody_but_its_people_and_the_secretariat_sees_it(world, client):
    one = offered(world, world.scholar, title="secret-offer")
    assert one.standing == Bid.PENDING
    need = needed(world)
    for person in everybody_else(world):
        assert one not in queries.offers(person)
        assert one not in queries.pending(person)
        assert one not in queries.own_offers(person)
        client.force_login(person)
        assert b"secret-offer" not in client.get(HUB).content
        assert client.get(reverse("reviews:offer", args=[one.pk])).status_code in {403, 404}
    assert queries.matches(need, world.people["IT"].point) == []
    client.force_login(world.people["IT"].point)
    assert b"secret-offer" not in client.get(reverse("reviews:need", args=[need.pk])).content
    with pytest.raises(NotNow):
        actions.show_need(need, one, by=world.people["IT"].point)
    for person in (world.scholar, world.host):
        client.force_login(person)
        assert b"secret-offer" in client.get(HUB).content
    assert list(queries.pending(world.host)) == [one]
    assert "reviews.offer-waits" in told(world.host)


def test_what_an_international_organisation_or_a_state_offers_waits_for_nobody(world):
    for person in (world.helper, world.people["IT"].expert):
        assert offered(world, person).standing == Bid.OPEN
    assert not queries.pending(world.host)


def test_once_opened_it_fits_like_any_other_and_its_people_are_told(world, client):
    one = offered(world, world.scholar)
    actions.decide_offer(one, is_open=True, by=world.host)
    assert told(world.scholar) == ["reviews.offer-decided"]
    assert told(world.host) == []
    need = needed(world)
    assert [match.offer for match in queries.matches(need, world.people["IT"].point)] == [one]
    actions.show_need(need, one, by=world.people["IT"].point)
    client.force_login(world.people["IT"].point)
    # Whoever chooses sees whose offer it is, and of which kind that organisation is.
    page = client.get(reverse("reviews:need", args=[need.pk])).content.decode()
    assert "University of Somewhere" in page
    assert "University or non-governmental organisation" in page


def test_what_is_changed_waits_anew_and_is_seen_by_nobody_until_then(world):
    one = offered(world, world.scholar)
    actions.decide_offer(one, is_open=True, by=world.host)
    one.refresh_from_db()
    told_ = {name: getattr(one, name) for name in (
        "text", "language", "articles", "kinds", "regions", "languages", "begins_on", "ends_on",
    )}  # fmt: skip
    again = actions.offer(one.organisation_id, {**told_, "title": "Another"}, held=one, by=world.scholar)
    assert again.standing == Bid.PENDING
    assert again.decided_by is None
    assert not queries.offers(world.people["IT"].point)


def test_it_is_not_accepted_with_a_reason_that_its_people_read_alone(world, client):
    one = offered(world, world.scholar)
    with pytest.raises(Unreadable):
        actions.decide_offer(one, is_open=False, reason=" ", by=world.host)
    actions.decide_offer(one, is_open=False, reason="secret-why", by=world.host)
    assert Offer.objects.get().standing == Bid.REFUSED
    for person in everybody_else(world):
        assert one not in queries.offers(person)
        client.force_login(person)
        assert b"secret-why" not in client.get(HUB).content
    client.force_login(world.scholar)
    assert b"secret-why" in client.get(HUB).content
    assert not queries.pending(world.host)
    with pytest.raises(NotNow):
        actions.decide_offer(one, is_open=True, by=world.host)
    event = Event.objects.get(verb="offer.decide")
    assert event.details["standing"] == "refused"
    assert "secret-why" not in str(list(Event.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("who", ["scholar", "member", "helper", "editor"])
def test_nobody_but_who_leads_reviews_decides(world, client, who):
    one = offered(world, world.scholar)
    person = getattr(world, who)
    with pytest.raises(NotPermitted):
        actions.decide_offer(one, is_open=True, by=person)
    client.force_login(person)
    address = reverse("reviews:offer-decide", args=[one.pk])
    assert client.post(address, {"do": "open", "seen": one.at.isoformat()}).status_code == 403
    client.logout()
    assert client.post(address, {"do": "open"}).status_code == 302
    assert Offer.objects.get().standing == Bid.PENDING


def test_who_decides_has_read_what_is_decided_on(world, client):
    one = offered(world, world.scholar)
    client.force_login(world.host)
    address = reverse("reviews:offer-decide", args=[one.pk])
    page = client.get(HUB).content.decode()
    assert f'value="{one.at.isoformat()}"' in page
    actions.offer(one.organisation_id, {
        "title": "Changed", "text": "", "language": "en", "articles": [], "kinds": ["drafting"], "regions": [],
        "languages": [], "begins_on": None, "ends_on": None,
    }, held=Offer.objects.get(), by=world.scholar)  # fmt: skip
    answer = client.post(address, {"do": "open", "seen": one.at.isoformat()})
    assert answer.status_code == 409
    assert "changed since you read it" in answer.content.decode()
    with pytest.raises(NotNow):
        actions.decide_offer(one, is_open=True, by=world.host)
    now = Offer.objects.get()
    assert client.post(address, {"do": "refuse", "seen": now.at.isoformat()}).status_code == 409
    assert client.post(address, {"do": "open", "seen": now.at.isoformat()}).status_code == 302
    assert Offer.objects.get().standing == Bid.OPEN


def test_what_is_taken_back_waits_for_nobody(world):
    one = offered(world, world.scholar)
    actions.withdraw_offer(one, by=world.scholar)
    assert not queries.pending(world.host)
    assert told(world.host) == []
    with pytest.raises(NotNow):
        actions.decide_offer(one, is_open=True, by=world.host)


def test_the_desk_of_the_staff_says_how_many_wait(world):
    from comity.operations.reviews.queries.desk import desk

    line = next(each for each in desk() if getattr(each, "key", getattr(each, "name", "")) == "reviews.offers")
    assert line.count(world.host) == 0
    offered(world, world.scholar)
    assert line.count(world.host) == 1
