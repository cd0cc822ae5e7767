"""Who stands in a network is known to its members, to who appoints for the same authority, and to staff."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.people.models import Membership, Organisation
from comity.base.people.models.person import Acting
from comity.base.people.registry import handovers, passings
from comity.base.places.rules import only_time_zone
from comity.kernel.errors import NotNow, NotPermitted, Refused, Unreadable
from comity.operations.networks import actions, queries, rules
from comity.operations.networks.enums import Post
from comity.operations.networks.models import ContactPoint, Member
from comity.operations.networks.shapes import Asked, Particulars


pytestmark = pytest.mark.django_db
TOLD = Particulars(
    languages=("it", "fr"), telephone="+39 06 4711", mail="ada@example.test", time_zone="Europe/Rome",
    opens=dt.time(9), closes=dt.time(17),
)  # fmt: skip


def seen_by(person):
    return set(queries.points_visible_to(person).values_list("pk", flat=True))


def test_a_member_knows_the_others_of_the_network_and_nobody_outside_does(world, cast, registry):
    east = {one.pk for one in ContactPoint.objects.filter(network="east", ended_on__isnull=True)}
    west = {one.pk for one in ContactPoint.objects.filter(network="west")}
    assert seen_by(world.rome.member) == seen_by(world.nairobi.member) == seen_by(cast["other_state"]) == east
    assert seen_by(cast["other_network"]) == west
    for name in ("colleague", "former", "contributor", "editor"):
        assert seen_by(cast[name]) == set()
    assert seen_by(None) == set()
    assert seen_by(registry) == set(ContactPoint.objects.values_list("pk", flat=True))


def test_whoever_appoints_for_an_authority_knows_its_own_and_no_other(world, employ, office):
    administrator = employ(world.rome.organisation, "administrator")
    neighbour = Organisation.objects.create(name="Another authority of Italy", place_id="IT")
    focal = employ(neighbour, "focal_point")
    assert seen_by(administrator) == seen_by(focal) == {world.italy.pk}
    assert seen_by(employ(neighbour, "administrator")) == set()


def test_a_post_ends_with_the_membership_the_account_and_the_seat_of_the_state(world):
    ada = world.rome.member
    assert [one.pk for one in rules.posts_of(ada)] == [world.italy.pk]
    ada.acting = Acting(1, world.nairobi.member.pk, "Somebody", world.nairobi.organisation.pk)
    assert rules.posts_of(ada) == []
    ada.acting = None
    seat = Member.objects.get(network="east", place="IT")
    seat.left_on = timezone.now().date()
    seat.save()
    assert rules.posts_of(ada) == []
    seat.left_on = None
    seat.save()
    Membership.objects.filter(user=ada).update(ends_on=timezone.now().date())
    assert rules.posts_of(ada) == []
    assert seen_by(ada) == set()


def test_the_pages_are_closed_to_who_may_not_know(world, cast, client):
    people = reverse("networks:people", args=["east"])
    point = reverse("networks:point", args=[world.italy.pk])
    assert client.get(people).status_code == client.get(point).status_code == 302
    for name, person in cast.items():
        client.force_login(person)
        is_member = name == "other_state"
        assert client.get(people).status_code == (200 if is_member else 403), name
        assert client.get(point).status_code == (200 if is_member else 404), name
        for verb in ("present", "away", "end"):
            answer = client.post(reverse("networks:point-act", args=[world.italy.pk, verb]), {"present-x": 1})
            assert answer.status_code in ({403, 422} if is_member else {404}), (name, verb)
    world.italy.refresh_from_db()
    assert (world.italy.ended_on, world.italy.languages) == (None, [])


def test_that_the_list_was_read_is_noted_and_names_nobody(world, client):
    client.force_login(world.nairobi.member)
    client.get(reverse("networks:people", args=["east"]))
    event = Event.objects.get(verb="networks.people")
    assert (event.subject_id, event.is_read, event.details) == ("east", True, {"points": 3})


def test_who_may_appoint_whom(world, cast, employ, registry):
    network, organisation = world.network, world.rome.organisation
    new = employ(organisation)
    for person in (world.rome.member, new, *cast.values()):
        with pytest.raises(NotPermitted):
            actions.appoint(network, organisation, new, post=Post.COURT, by=person)
    administrator, focal = employ(organisation, "administrator"), employ(organisation, "focal_point")
    with pytest.raises(NotPermitted):
        actions.appoint(network, world.nairobi.organisation, world.second, post=Post.COURT, by=administrator)
    assert actions.appoint(network, organisation, new, post=Post.COURT, by=administrator).place_id == "IT"
    assert actions.appoint(network, organisation, focal, post=Post.COURT, by=focal).appointed_by == focal
    with pytest.raises(NotNow):
        actions.appoint(network, organisation, new, post=Post.COURT, by=registry)
    for cannot in (cast["contributor"], cast["other_network"]):
        with pytest.raises(NotNow):
            actions.appoint(network, organisation, cannot, post=Post.COURT, by=registry)
    with pytest.raises(NotNow):
        actions.appoint(world.other, organisation, new, post=Post.COURT, by=registry)


def test_one_appoints_in_the_browser_those_that_one_may(world, employ, client):
    administrator, new = employ(world.rome.organisation, "administrator"), employ(world.rome.organisation)
    address = reverse("networks:appoint", args=["east"])
    client.force_login(world.rome.member)
    assert client.get(address).status_code == 403
    client.force_login(administrator)
    assert world.nairobi.organisation.name not in client.get(address).text
    theirs = Membership.objects.get(user=world.second)
    assert client.post(address, {"membership": theirs.pk, "post": "court"}).status_code == 422
    mine = Membership.objects.get(user=new)
    made = client.post(address, {"membership": mine.pk, "post": "court"})
    assert made.status_code == 302
    assert ContactPoint.objects.get(person=new).post == "court"
    assert client.get(made["Location"]).status_code == 200
    assert client.post(address, {"membership": mine.pk, "post": "court"}).status_code == 422


def test_one_says_of_oneself_how_one_is_reached_and_nobody_for_another(world, registry, client):
    for person in (world.nairobi.member, registry):
        with pytest.raises(NotPermitted):
            actions.present(world.italy, TOLD, by=person)
    actions.present(world.italy, TOLD, by=world.rome.member)
    client.force_login(world.nairobi.member)
    page = client.get(reverse("networks:people", args=["east"])).text
    for words in ("+39 06 4711", "ada@example.test", "09:00–17:00", "Italiano, Français", "Europe/Rome"):
        assert words in page


@pytest.mark.parametrize(
    "changed",
    [{"languages": ()}, {"telephone": "call me"}, {"time_zone": "Rome"}, {"languages": tuple("abcdefghijklm")}],
)
def test_what_cannot_be_is_not_shown(world, changed):
    told = {name: getattr(TOLD, name) for name in TOLD.__slots__} | changed
    with pytest.raises(Unreadable):
        actions.present(world.italy, Particulars(**told), by=world.rome.member)


def test_the_form_asks_for_both_hours_and_keeps_the_rest(world, client):
    client.force_login(world.rome.member)
    address = reverse("networks:point-act", args=[world.italy.pk, "present"])
    sent = {"languages": ["it", "en"], "time_zone": "Europe/Rome", "opens": "09:00"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "closes": "17:00", "time_zone": "Rome"}).status_code == 409
    assert client.post(address, {**sent, "closes": "17:00"}).status_code == 302
    world.italy.refresh_from_db()
    assert (world.italy.languages, world.italy.closes) == (["it", "en"], dt.time(17))


def test_a_contact_point_lives_by_the_only_clock_of_their_state_until_they_say_another(world, client):
    assert (world.italy.time_zone, world.kenya.time_zone) == ("Europe/Rome", "Africa/Nairobi")
    # One of a State with several is asked, and nobody is told a clock meanwhile.
    ContactPoint.objects.filter(pk=world.kenya.pk).update(time_zone=only_time_zone("US") or "UTC")
    people = reverse("networks:people", args=["east"])
    client.force_login(world.rome.member)
    assert "Europe/Rome" in client.get(people).text
    assert "UTC, where" not in client.get(people).text
    client.force_login(world.nairobi.member)
    address = reverse("networks:point", args=[world.kenya.pk])
    assert client.get(address).context["present"].initial["time_zone"] == ""
    # Whoever says hours by it means it.
    told = {"languages": ["en"], "time_zone": "UTC", "opens": "06:00", "closes": "14:00"}
    client.post(reverse("networks:point-act", args=[world.kenya.pk, "present"]), told)
    assert "UTC, where" in client.get(people).text
    assert client.get(address).context["present"].initial["time_zone"] == "UTC"


def test_who_is_there_and_speaks_the_language_comes_first(world):
    ada = world.rome.member
    assert [one.pk for one in queries.contact_points_for(ada, "KE")] == [world.kenya.pk, world.kenya_too.pk]
    world.kenya_too.languages = ["sw"]
    world.kenya_too.save()
    assert [one.pk for one in queries.contact_points_for(ada, "KE", "sw")] == [world.kenya_too.pk, world.kenya.pk]
    actions.go_away(world.kenya_too, timezone.now().date(), world.kenya, by=world.second)
    assert [one.pk for one in queries.contact_points_for(ada, "KE", "sw")] == [world.kenya.pk, world.kenya_too.pk]
    assert queries.contact_points_for(None, "KE") == []


def test_whoever_is_away_is_not_given_new_cases_but_who_stands_in(world):
    ada, asked = world.rome.member, Asked(requested="KE", type="extradition")
    assert actions.ask_for_help(world.italy, asked, by=ada).helper == world.kenya
    for stranger in (world.italy, world.kenya):
        with pytest.raises(Refused):
            actions.go_away(world.kenya, timezone.now().date(), stranger, by=world.nairobi.member)
    with pytest.raises(Refused):
        actions.go_away(world.kenya, dt.date(2020, 1, 1), None, by=world.nairobi.member)
    actions.go_away(world.kenya, timezone.now().date(), world.kenya_too, by=world.nairobi.member)
    assert actions.ask_for_help(world.italy, asked, by=ada).helper == world.kenya_too
    actions.go_away(world.kenya, None, world.kenya_too, by=world.nairobi.member)
    world.kenya.refresh_from_db()
    assert world.kenya.stand_in is None
    assert actions.ask_for_help(world.italy, asked, by=ada).helper == world.kenya


def test_who_ends_a_post_and_to_whom_it_passes(world, cast, registry):
    for person in (*cast.values(), world.nairobi.member):
        with pytest.raises(NotPermitted):
            actions.end_post(world.italy, None, by=person)
    for successor in (world.kenya, world.italy):
        with pytest.raises(Refused):
            actions.end_post(world.italy, successor, by=registry)
    assert actions.end_post(world.kenya, world.kenya_too, by=world.nairobi.member) == 0
    world.kenya.refresh_from_db()
    assert (world.kenya.successor, world.kenya.ended_by) == (world.kenya_too, world.nairobi.member)
    with pytest.raises(NotNow):
        actions.end_post(world.kenya, None, by=registry)
    assert seen_by(world.nairobi.member) == set()


def test_an_authority_that_is_joined_hands_on_its_contact_points(world, registry):
    follower = Organisation.objects.create(name="Joined authority", place_id="KE")
    assert passings()["networks.ContactPoint"](world.nairobi.organisation, follower, registry) == 2
    assert set(ContactPoint.objects.filter(organisation=follower)) == {world.kenya, world.kenya_too}
    assert "networks.points" in handovers()


def test_the_list_asks_as_often_however_many_there_are(world, appointed, employ, client):
    client.force_login(world.rome.member)

    def asked():
        client.get(reverse("networks:people", args=["east"]))
        with CaptureQueriesContext(connection) as several:
            assert client.get(reverse("networks:people", args=["east"])).status_code == 200
        return len(several)

    once = asked()
    for _number in range(4):
        appointed(world.network, world.nairobi, employ(world.nairobi.organisation))
    assert asked() == once
