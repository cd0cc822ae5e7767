"""An alert says on which crimes to coordinate and with whom, to chosen States, and nothing of a case."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.actions import herald
from comity.base.notices.models import Message, Notice
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.operations.networks import actions, queries
from comity.operations.networks.models import Alert

from .conftest import CRIME


pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(world, crime, cast):
    return actions.send_alert(world.italy, ["KE"], [CRIME], by=world.rome.member)


def known_to(person):
    return [one.pk for one in queries.alerts_visible_to(person)]


def test_who_sent_it_who_received_it_and_staff_know_of_an_alert(alert, world, cast, registry, client):
    address = reverse("networks:alert", args=[alert.pk])
    assert client.get(address).status_code == 302
    for person in (world.rome.member, world.nairobi.member, world.second, registry):
        assert known_to(person) == [alert.pk]
        client.force_login(person)
        assert "Corruption" in client.get(address).text
    for name, person in cast.items():
        assert known_to(person) == [], name
        client.force_login(person)
        status = 404 if name.startswith("other") else 403
        assert client.get(address).status_code == status
        for verb in ("acknowledge", "end"):
            assert client.post(reverse("networks:alert-act", args=[alert.pk, verb])).status_code == status
    assert known_to(None) == []


def test_it_goes_to_every_contact_point_of_the_states_and_the_letter_says_nothing(world, crime, cast, registry):
    for number, person in enumerate((world.nairobi.member, world.second)):
        person.email = f"{number}@example.test"
        person.save()
    actions.send_alert(world.italy, ["KE"], [CRIME], is_urgent=True, by=world.rome.member)
    told = {(one.person, one.kind, one.asks) for one in Notice.objects.filter(kind__startswith="networks.urgent")}
    assert told == {(one, "networks.urgent_alert", True) for one in (world.nairobi.member, world.second)}
    assert herald(by=registry) == 2
    for letter in Message.objects.all():
        said = f"{letter.subject} {letter.text} {letter.html}"
        assert "urgent alert" in said
        for words in ("Kenya", "Italy", "orruption", "EAST"):
            assert words not in said


def test_one_contact_point_acknowledges_for_the_state(alert, world, cast):
    for person in (world.rome.member, *cast.values()):
        with pytest.raises(NotPermitted):
            actions.acknowledge(alert, by=person)
    assert [one.pk for one in queries.desk_of(world.second, timezone.now()).alerts] == [alert.pk]
    made = actions.acknowledge(alert, by=world.nairobi.member)
    assert actions.acknowledge(alert, by=world.second).acknowledged_by == world.nairobi.member == made.acknowledged_by
    assert queries.desk_of(world.second, timezone.now()).alerts == []
    assert not Notice.objects.filter(kind="networks.alert", done_at__isnull=True).exists()
    assert Event.objects.filter(verb="networks.acknowledge").count() == 1


def test_whoever_follows_finds_what_is_not_acknowledged(alert, world, appointed, employ):
    actions.end_post(world.kenya, None, by=world.nairobi.member)
    actions.end_post(world.kenya_too, None, by=world.second)
    follower = employ(world.nairobi.organisation)
    appointed(world.network, world.nairobi, follower)
    assert [one.pk for one in queries.desk_of(follower, timezone.now()).alerts] == [alert.pk]


def test_when_the_sender_goes_the_successor_is_the_one_to_get_in_touch_with(alert, world, appointed, employ):
    follower = appointed(world.network, world.rome, employ(world.rome.organisation))
    actions.end_post(world.italy, follower, by=world.rome.member)
    alert.refresh_from_db()
    assert alert.sender == follower
    actions.end_post(follower, None, by=follower.person)
    alert.refresh_from_db()
    assert (alert.sender, alert.place_id) == (None, "IT")


def test_only_the_state_that_sent_it_and_staff_end_it(alert, world, registry):
    with pytest.raises(NotPermitted):
        actions.end_alert(alert, by=world.nairobi.member)
    actions.end_alert(alert, by=registry)
    assert queries.desk_of(world.nairobi.member, timezone.now()).alerts == []
    for do in (actions.end_alert, actions.acknowledge):
        with pytest.raises(NotNow):
            do(alert, by=registry if do is actions.end_alert else world.nairobi.member)


def test_an_alert_names_states_of_the_network_and_a_crime(world, crime, cast):
    for places, crimes in (([], [CRIME]), (["IT"], [CRIME]), (["KE"], []), (["PE"], [CRIME]), (["KE"], ["no:such"])):
        with pytest.raises(Refused):
            actions.send_alert(world.italy, places, crimes, by=world.rome.member)
    for person in (world.nairobi.member, *cast.values()):
        with pytest.raises(NotPermitted):
            actions.send_alert(world.italy, ["KE"], [CRIME], by=person)
    assert not Alert.objects.exists()


def test_staff_see_after_three_days_which_state_is_silent(alert, world, registry):
    assert queries.desk_of(registry, timezone.now()).unheard == []
    later = timezone.now() + dt.timedelta(days=4)
    assert [one.pk for one in queries.desk_of(registry, later).unheard] == [alert.pk]
    actions.acknowledge(alert, by=world.second)
    assert queries.desk_of(registry, later).unheard == []


def test_everything_is_done_in_the_browser(world, crime, client):
    client.force_login(world.rome.member)
    form = reverse("networks:alert-new")
    assert client.get(form).status_code == 200
    sent = {"post": str(world.italy.pk), "places": ["KE"], "crime_types": [CRIME]}
    assert client.post(form, {**sent, "places": ["PE"]}).status_code == 422
    page = client.post(form, sent)["Location"]
    client.force_login(world.nairobi.member)
    assert "Acknowledge" in client.get(page).text
    alert = Alert.objects.get()
    assert client.post(reverse("networks:alert-act", args=[alert.pk, "acknowledge"])).status_code == 302
    assert client.post(reverse("networks:alert-act", args=[alert.pk, "end"])).status_code == 403
    assert client.post(reverse("networks:alert-act", args=[alert.pk, "other"])).status_code == 404
    client.force_login(world.rome.member)
    assert client.post(reverse("networks:alert-act", args=[alert.pk, "end"])).status_code == 302
    assert client.post(reverse("networks:alert-act", args=[alert.pk, "end"])).status_code == 409
    assert "Has ended" in client.get(reverse("networks:alerts")).text


def test_the_list_asks_as_often_however_many_there_are(alert, world, client):
    client.force_login(world.nairobi.member)

    def asked():
        client.get(reverse("networks:alerts"))
        with CaptureQueriesContext(connection) as several:
            assert client.get(reverse("networks:alerts")).status_code == 200
        return len(several)

    once = asked()
    for _number in range(3):
        actions.send_alert(world.italy, ["KE", "FR"], [CRIME], by=world.rome.member)
    assert asked() == once
