"""A network ends by the Secretariat's word alone: everybody reads it, nothing begins in it, what is open goes on."""

import dataclasses
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from comity.base.audit import queries as audit
from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.kernel.errors import NotNow, NotPermitted, Refused, Unreadable
from comity.knowledge.authorities.registry import communities_of
from comity.operations.networks import actions, exports, queries
from comity.operations.networks.actions import handing_over
from comity.operations.networks.actions.telling import ALERT, ENDED, TAKEN_UP
from comity.operations.networks.enums import Milestone, Outcome, Post, Seat
from comity.operations.networks.models import Alert, ContactPoint, Member, Network
from comity.operations.networks.queries import figures
from comity.operations.networks.shapes import Asked, Convened, Described

from ...clock import today
from .conftest import CRIME, TYPE


pytestmark = pytest.mark.django_db
REASON = "Its members joined another network."


@pytest.fixture
def ended(world, registry):
    """The network of Italy and Kenya, which ended today."""
    world.network = actions.end_network(world.network, today(), REASON, by=registry)
    for point in (world.italy, world.kenya, world.kenya_too):
        point.refresh_from_db()
    return world


# ---------------------------------------------------------------- who, when and why


def test_the_secretariat_alone_ends_a_network_and_takes_it_up_again(world, cast, registry):
    for person in (*cast.values(), world.rome.member, world.nairobi.member):
        with pytest.raises(NotPermitted):
            actions.end_network(world.network, today(), REASON, by=person)
    actions.end_network(world.network, today(), REASON, by=registry)
    for person in (*cast.values(), world.rome.member):
        with pytest.raises(NotPermitted):
            actions.take_up_again(world.network, by=person)
    world.network.refresh_from_db()
    assert (world.network.ended_on, world.network.ended_because) == (today(), REASON)


def test_a_network_ends_once_and_begins_again_once(ended, registry):
    with pytest.raises(NotNow):
        actions.end_network(ended.network, today(), REASON, by=registry)
    actions.take_up_again(ended.network, by=registry)
    with pytest.raises(NotNow):
        actions.take_up_again(ended.network, by=registry)
    ended.network.refresh_from_db()
    assert (ended.network.ended_on, ended.network.ended_because) == (None, "")


@pytest.mark.parametrize(
    ("founded", "first"), [("2013", "2013-01-01"), ("2017-11", "2017-11-01"), ("2016-11-11", "2016-11-11")]
)
def test_a_network_cannot_have_ended_before_its_beginning(world, registry, founded, first):
    Network.objects.filter(pk="east").update(founded=founded)
    begun = dt.date.fromisoformat(first)
    with pytest.raises(Refused, match="before the network was founded"):
        actions.end_network(world.network, begun - dt.timedelta(days=1), REASON, by=registry)
    assert actions.end_network(world.network, begun, REASON, by=registry).ended_on == begun


def test_a_network_cannot_have_been_founded_after_its_end(ended, registry):
    said = {"code": "east", "short": "EAST", "kind": ended.network.kind, "names": {"en": "East"}, "source": "A note"}
    told = Described(**said, founded=f"{today().year + 1}")
    with pytest.raises(Unreadable, match="has ended before that"):
        actions.put_network(told, held=ended.network, by=registry)
    again = actions.put_network(dataclasses.replace(told, founded="2001"), held=ended.network, by=registry)
    assert (again.founded, again.ended_on) == ("2001", today())


def test_what_stands_against_the_end_is_said(world, case, registry):
    with pytest.raises(Refused, match="lies ahead"):
        actions.end_network(world.network, today() + dt.timedelta(days=1), REASON, by=registry)
    with pytest.raises(Refused, match="A case was opened in this network"):
        actions.end_network(world.network, today() - dt.timedelta(days=1), REASON, by=registry)
    for because in ("", "   ", "x" * 301):
        with pytest.raises(Unreadable):
            actions.end_network(world.network, today(), because, by=registry)
    world.network.refresh_from_db()
    assert world.network.ended_on is None
    assert not Event.objects.filter(verb="networks.end").exists()


def test_the_database_keeps_no_end_without_a_reason(world):
    for told in ({"ended_on": today()}, {"ended_because": REASON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Network.objects.filter(pk="east").update(**told)


def test_it_is_noted_and_told_to_those_who_stand_in_it_and_to_nobody_else(world, cast, registry):
    actions.end_network(world.network, today(), REASON, by=registry)
    inside = {world.rome.member.pk, world.nairobi.member.pk, world.second.pk, cast["other_state"].pk}
    assert set(Notice.objects.filter(kind=ENDED).values_list("person", flat=True)) == inside
    event = Event.objects.get(verb="networks.end")
    assert event.actor == audit.token_of(registry)
    actions.take_up_again(world.network, by=registry)
    assert set(Notice.objects.filter(kind=TAKEN_UP).values_list("person", flat=True)) == inside
    assert Event.objects.filter(verb="networks.take_up_again").count() == 1


# ---------------------------------------------------------------- nothing begins


def test_nothing_new_begins_in_it(ended, crime, registry, employ):
    fresh = employ(ended.rome.organisation)
    for begin in (
        lambda: actions.ask_for_help(ended.italy, Asked(requested="KE", type=TYPE), by=ended.rome.member),
        lambda: actions.send_alert(ended.italy, ["KE"], [CRIME], by=ended.rome.member),
        lambda: actions.appoint(ended.network, ended.rome.organisation, fresh, post=Post.CENTRAL, by=registry),
        lambda: actions.seat_state(ended.network, "PE", seat=Seat.MEMBER, joined=None, source="", by=registry),
        lambda: actions.put_meeting(ended.network, Convened(title="Plenary", begins_on=today()), by=registry),
    ):
        with pytest.raises(NotNow, match="EAST has ended"):
            begin()
    assert queries.places_in("east") == ["FR", "IT", "KE"]


def test_another_network_is_not_helped_by_one_that_has_ended(world, registry):
    actions.end_network(world.other, today(), REASON, by=registry)
    asked = Asked(requested="PE", type=TYPE, networks=("west",))
    with pytest.raises(NotNow, match="WEST has ended"):
        actions.ask_for_help(world.italy, asked, by=world.rome.member)


def test_what_is_said_of_its_states_is_still_corrected(ended, registry):
    actions.seat_state(ended.network, "IT", seat=Seat.OBSERVER, joined=None, source="A letter", by=registry)
    assert Member.objects.get(network="east", place="IT").seat == Seat.OBSERVER


def test_facts_enter_no_state_in_a_network_that_has_ended(registry):
    from comity.base.places.models import Place

    actions.load_facts(by=registry)
    actions.end_network(Network.objects.get(pk="wacap"), today(), REASON, by=registry)
    Place.objects.get_or_create(code="SN", defaults={"kind": "state"})
    Network.objects.filter(pk="wacap").update(short="Old")
    assert actions.load_facts(by=registry) == 0
    assert queries.places_in("wacap") == []
    assert Network.objects.get(pk="wacap").ended_because == REASON


def test_taken_up_again_all_of_it_begins_again(ended, registry):
    actions.take_up_again(ended.network, by=registry)
    ended.italy.refresh_from_db()
    assert actions.ask_for_help(ended.italy, Asked(requested="KE", type=TYPE), by=ended.rome.member).helper is not None


# ---------------------------------------------------------------- what is open goes on


def test_an_open_case_is_brought_to_its_end(world, case, registry):
    actions.end_network(world.network, today(), REASON, by=registry)
    asker, helper = world.rome.member, world.nairobi.member
    actions.reach(case, Milestone.SENT, today(), by=helper)
    actions.assign(case, world.kenya_too, by=helper)
    assert actions.close_case(case, Outcome.EXECUTED, today(), by=asker).outcome == Outcome.EXECUTED


def test_whoever_follows_in_an_open_case_still_comes_in_and_nobody_else(world, case, registry, employ):
    actions.end_network(world.network, today(), REASON, by=registry)
    follower = employ(world.rome.organisation)
    handing_over.pass_on_posts(world.rome.member, follower, world.rome.organisation, by=registry)
    case.refresh_from_db()
    assert case.asker.person == follower
    idle = employ(world.nairobi.organisation)
    handing_over.pass_on_posts(world.second, idle, world.nairobi.organisation, by=registry)
    assert not ContactPoint.objects.filter(person=idle).exists()


def test_its_alerts_end_with_it_and_ask_nobody_any_more(world, crime, registry):
    alert = actions.send_alert(world.italy, ["KE"], [CRIME], by=world.rome.member)
    elsewhere = Alert.objects.create(network=world.other, place_id="PE", sent_at=timezone.now(), by=registry)
    actions.end_network(world.network, today(), REASON, by=registry)
    alert.refresh_from_db()
    elsewhere.refresh_from_db()
    assert alert.ended_at is not None
    assert elsewhere.ended_at is None
    assert not Notice.objects.filter(kind=ALERT, done_at__isnull=True).exists()


def test_figures_of_past_years_stay(world, case, registry):
    before = [(one.words, one.value) for one in exports.sentences(world.network, today().year, "en")]
    assert before
    actions.end_network(world.network, today(), REASON, by=registry)
    assert [(one.words, one.value) for one in exports.sentences(world.network, today().year, "en")] == before
    assert figures.may_see_everything(world.rome.member, world.network)


# ---------------------------------------------------------------- where networks are listed


def test_no_list_of_networks_to_turn_to_names_it(ended):
    assert [one.pk for one in queries.current_networks()] == ["west"]
    assert [one.pk for one in queries.networks_of("KE")] == ["west"]
    assert queries.networks_of("IT") == []
    assert queries.networks_between("IT", "KE") == []
    assert {code: set(seats) for code, seats in queries.table().items()} == {"KE": {"west"}, "PE": {"west"}}
    assert queries.contact_points_for(ended.rome.member, "KE") == []
    assert list(exports.communities(("KE", "IT"), ended.rome.member)) == []
    assert [one.name for one in communities_of(("IT", "KE"), None)] == []


def test_the_desk_of_the_secretariat_misses_nobody_in_it(world, registry):
    def uncovered():
        return [(one.pk, places) for one, places in queries.desk_of(registry, timezone.now()).uncovered]

    assert uncovered() == [("east", ["FR"])]
    actions.end_network(world.network, today(), REASON, by=registry)
    assert uncovered() == []


def test_everybody_reads_when_and_why_it_ended(ended, client):
    page = client.get(reverse("networks:page", args=["east"])).text
    assert REASON in page
    assert today().isoformat() in page
    assert "States that took part when it ended" in page
    listed = client.get(reverse("networks:list")).text
    assert listed.index("WEST") < listed.index("Networks that have ended") < listed.index("EAST")
    assert "EAST" not in client.get(reverse("networks:states")).text
    assert "east" not in client.get(reverse("networks:states-csv")).text
    assert "EAST" not in client.get(reverse("place", args=["IT"])).text
    told = {one["code"]: one for one in client.get("/api/v1/networks").json()}
    assert (told["east"]["ended_on"], told["east"]["ended_because"]) == (today().isoformat(), REASON)
    assert (told["west"]["ended_on"], told["west"]["ended_because"]) == (None, "")
    assert client.get("/api/v1/networks", {"place": "IT"}).json() == []
    assert client.get("/api/v1/networks/east").json()["ended_because"] == REASON


def test_a_network_that_stands_says_nothing_of_an_end(world, client):
    assert "ended" not in client.get(reverse("networks:page", args=["east"])).text
    assert "Networks that have ended" not in client.get(reverse("networks:list")).text


# ---------------------------------------------------------------- pages


def test_strangers_and_members_do_not_reach_the_pages_that_end(world, cast, client):
    for name in ("networks:end", "networks:resume"):
        address = reverse(name, args=["east"])
        client.logout()
        assert client.get(address).status_code == 302
        for person in (*cast.values(), world.rome.member):
            client.force_login(person)
            sent = {"ended_on": today().isoformat(), "because": REASON}
            assert client.get(address).status_code == 403
            assert client.post(address, sent).status_code == 403
    world.network.refresh_from_db()
    assert world.network.ended_on is None


def test_the_secretariat_reads_what_the_end_does_and_ends_it(world, case, crime, registry, client):
    actions.send_alert(world.italy, ["KE"], [CRIME], by=world.rome.member)
    client.force_login(registry)
    address = reverse("networks:end", args=["east"])
    assert address in client.get(reverse("networks:edit", args=["east"])).text
    page = client.get(address).text
    for said in ("1 open case stays open", "3 contact points keep their posts", "1 alert ends"):
        assert said in page
    refused = client.post(address, {"ended_on": (today() + dt.timedelta(days=3)).isoformat(), "because": REASON})
    assert refused.status_code == 422
    assert "This day lies ahead." in refused.text
    assert client.post(address, {"ended_on": today().isoformat(), "because": ""}).status_code == 422
    done = client.post(address, {"ended_on": today().isoformat(), "because": REASON})
    assert (done.status_code, done.url) == (302, reverse("networks:page", args=["east"]))
    assert client.get(address).url == reverse("networks:resume", args=["east"])


def test_the_secretariat_takes_it_up_again(ended, registry, client):
    client.force_login(registry)
    address = reverse("networks:resume", args=["east"])
    assert address in client.get(reverse("networks:edit", args=["east"])).text
    page = client.get(address).text
    assert REASON in page
    assert "3 contact points stand in it" in page
    assert client.post(address).url == reverse("networks:page", args=["east"])
    assert client.post(address).status_code == 409
    assert client.get(address).url == reverse("networks:end", args=["east"])
    assert client.get(reverse("networks:end", args=["nowhere"])).status_code == 404


def test_pages_offer_nothing_that_cannot_be_begun(ended, registry, client):
    ask, alert = reverse("networks:ask"), reverse("networks:alert-new")
    client.force_login(ended.rome.member)
    for name in ("networks:desk", "networks:cases", "networks:alerts"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert f'href="{ask}"' not in page.text
        assert f'href="{alert}"' not in page.text
    assert "The network ended on" in client.get(reverse("networks:desk")).text
    for address in (ask, alert):
        page = client.get(address)
        assert page.status_code == 409
        assert "have ended" in page.text
    client.force_login(registry)
    appoint, meeting = (reverse(name, args=["east"]) for name in ("networks:appoint", "networks:meeting-new"))
    assert appoint not in client.get(reverse("networks:people", args=["east"])).text
    assert meeting not in client.get(reverse("networks:meetings", args=["east"])).text
    assert client.get(appoint).status_code == client.get(meeting).status_code == 409
    join = reverse("networks:seats", args=["east", "join"])
    refused = client.post(join, {"seat-place": "PE", "seat-seat": "member"})
    assert refused.status_code == 409
    assert "EAST has ended" in refused.text


def test_who_stands_in_another_network_too_is_offered_that_one_alone(ended, appointed, client):
    appointed(ended.other, ended.nairobi)
    client.force_login(ended.nairobi.member)
    for name in ("networks:ask", "networks:alert-new"):
        page = client.get(reverse(name)).text
        assert "WEST — " in page
        assert "EAST" not in page


def test_the_page_of_an_open_case_says_that_the_network_has_ended(world, case, registry, client):
    actions.end_network(world.network, today(), REASON, by=registry)
    client.force_login(world.rome.member)
    page = client.get(reverse("networks:case", args=[case.pk])).text
    assert '<bdi title="Network east">EAST</bdi> (has ended)' in page
    assert "Close the case" in page
