"""Which networks there are and who takes part is public; the Secretariat alone says it; facts never overwrite it."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from comity.base.places import index
from comity.base.places.models import Place
from comity.engines.exchange.rules import authorities_of
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.knowledge.authorities.registry import communities_of
from comity.operations.networks import actions, queries
from comity.operations.networks import registry as facts
from comity.operations.networks.enums import Seat
from comity.operations.networks.models import Member, Network
from comity.operations.networks.shapes import Described

from .conftest import CRIME


pytestmark = pytest.mark.django_db
LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}


def test_our_own_list_is_whole_and_names_its_sources():
    found = {one["code"]: one for one in facts.networks()}
    assert list(found) == ["wacap", "casc", "gljc", "seajust", "globe", "ejn"]
    assert {code: len(one["members"]) for code, one in found.items()} == {
        "wacap": 17, "casc": 8, "gljc": 12, "seajust": 10, "globe": 0, "ejn": 27,
    }  # fmt: skip
    for one in found.values():
        assert set(one["names"]) == set(one["abouts"]) == LANGUAGES
        assert one["source"]
        assert len(set(one["members"])) == len(one["members"])


def test_every_member_of_our_list_is_a_state_that_we_know():
    from comity.base.places.actions import read_places

    known = {one.code for one in read_places() if one.kind == "state"}
    assert {code for one in facts.networks() for code in one["members"]} <= known


def test_loading_twice_writes_once_and_leaves_what_staff_wrote(registry):
    for code in ("SN", "ML"):
        Place.objects.get_or_create(code=code, defaults={"kind": "state"})
    assert actions.load_facts(by=registry) == 6
    assert actions.load_facts(by=registry) == 0
    wacap = Network.objects.get(pk="wacap")
    assert queries.places_in("wacap") == ["ML", "SN"]
    actions.end_seat(Member.objects.get(network=wacap, place="ML"), timezone.now().date(), by=registry)
    told = Described(code="wacap", short="WACAP+", kind="judicial", names={"en": "Another name"}, source="A letter")
    actions.put_network(told, held=wacap, by=registry)
    assert actions.load_facts(by=registry) == 0
    wacap.refresh_from_db()
    assert (wacap.short, queries.places_in("wacap")) == ("WACAP+", ["SN"])


def test_a_state_that_left_is_not_seated_again_by_the_facts(registry):
    Place.objects.get_or_create(code="SN", defaults={"kind": "state"})
    actions.load_facts(by=registry)
    actions.end_seat(Member.objects.get(place="SN"), timezone.now().date(), by=registry)
    Network.objects.filter(pk="wacap").update(short="old")
    assert actions.load_facts(by=registry) == 1
    assert queries.networks_of("SN") == []


def test_networks_are_found_by_one_state_and_by_two(seated):
    seated("east", "IT", "KE")
    seated("south", "IT", "PE")
    seated("north", "IT", "KE")
    assert [one.pk for one in queries.networks_of("IT")] == ["east", "north", "south"]
    assert [one.pk for one in queries.networks_between("IT", "KE")] == ["east", "north"]
    assert queries.networks_between("KE", "PE") == []
    left = Member.objects.get(network="east", place="KE")
    left.left_on = timezone.now().date() + dt.timedelta(days=1)
    left.save()
    assert len(queries.networks_between("IT", "KE")) == 2
    left.left_on = timezone.now().date()
    left.save()
    assert [one.pk for one in queries.networks_between("IT", "KE")] == ["north"]


def described(**changed):
    told = {"code": "new-one", "short": "NEW", "kind": "judicial", "names": {"en": "A new one"}, "source": "A letter"}
    return Described(**told | changed)


def test_only_the_secretariat_says_which_networks_there_are(cast, world, registry):
    for person in (*cast.values(), world.rome.member):
        for do in (
            lambda by: actions.put_network(described(), by=by),
            lambda by: actions.seat_state(world.network, "PE", seat=Seat.MEMBER, joined=None, source="", by=by),
            lambda by: actions.end_seat(world.network.members.first(), dt.date(2026, 1, 1), by=by),
            lambda by: actions.show_figures(world.network, is_public=True, by=by),
        ):
            with pytest.raises(NotPermitted):
                do(person)
    assert actions.put_network(described(founded="2017-11"), by=registry).founded == "2017-11"
    with pytest.raises(NotNow):
        actions.put_network(described(), by=registry)


@pytest.mark.parametrize(
    "changed",
    [{"code": "desk"}, {"code": "Ä"}, {"founded": "in 2013"}, {"founded": "2013-13"}, {"names": {"fr": "X"}}],
)
def test_what_cannot_be_is_not_kept(registry, changed):
    with pytest.raises(Unreadable):
        actions.put_network(described(**changed), by=registry)
    assert not Network.objects.exists()


def test_everybody_reads_the_pages_and_nobody_reads_there_who_stands_for_a_state(world, client):
    world.rome.member.first_name, world.rome.member.last_name = "Ada", "Quellenhof"
    world.rome.member.save()
    for address in (reverse("networks:list"), reverse("networks:states"), reverse("networks:page", args=["east"])):
        page = client.get(address)
        assert page.status_code == 200
        assert "Quellenhof" not in page.text
    assert "EAST" in client.get(reverse("networks:states")).text
    assert client.get(reverse("networks:page", args=["nowhere"])).status_code == 404
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("networks:states-csv")).text)))
    assert {(one["place"], one["network"]) for one in rows} == {
        ("FR", "east"), ("IT", "east"), ("KE", "east"), ("KE", "west"), ("PE", "west"),
    }  # fmt: skip
    told = client.get("/api/v1/networks", {"place": "KE"}).json()
    assert [(one["code"], one["states"]) for one in told] == [("east", 3), ("west", 2)]
    told = client.get("/api/v1/networks/east").json()
    assert [one["place"] for one in told["members"]] == ["FR", "IT", "KE"]
    assert "Quellenhof" not in str(told)
    assert client.get("/api/v1/networks/nowhere").status_code == 404


def test_the_page_of_a_state_names_its_networks(world, client):
    page = client.get(reverse("place", args=["KE"]))
    assert page.status_code == 200
    assert reverse("networks:page", args=["west"]) in page.text
    assert reverse("networks:page", args=["west"]) not in client.get(reverse("place", args=["IT"])).text


def test_the_secretariat_edits_in_the_browser(registry, world, client):
    assert client.get(reverse("networks:new")).status_code == 302
    client.force_login(world.rome.member)
    assert client.get(reverse("networks:new")).status_code == 403
    assert client.get(reverse("networks:edit", args=["east"])).status_code == 403
    client.force_login(registry)
    sent = {"code": "arin", "short": "ARIN", "kind": "asset-recovery", "source": "A letter", "name_en": "A network"}
    assert client.post(reverse("networks:new"), {**sent, "code": "cases"}).status_code == 422
    assert client.post(reverse("networks:new"), sent)["Location"].endswith("/networks/arin/edit/")
    assert client.post(reverse("networks:new"), sent).status_code == 422
    edit = reverse("networks:edit", args=["arin"])
    assert client.post(edit, {**sent, "name_fr": "Un réseau", "founded": "2013"}).status_code == 302
    assert Network.objects.get(pk="arin").names == {"en": "A network", "fr": "Un réseau"}
    join = reverse("networks:seats", args=["arin", "join"])
    assert client.post(join, {"seat-place": "XX", "seat-seat": "member"}).status_code == 422
    leave = reverse("networks:seats", args=["arin", "leave"])
    figures = reverse("networks:seats", args=["arin", "figures"])
    assert client.post(figures, {"public": "yes"}).status_code == 302
    assert Network.objects.get(pk="arin").are_figures_public
    assert client.post(reverse("networks:seats", args=["arin", "sink"])).status_code == 404
    assert client.post(leave, {"leave-place": "IT", "leave-left_on": "x"}).status_code == 422


def test_the_lists_ask_as_often_however_many_there_are(seated, client):
    def asked(name):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as several:
            assert client.get(reverse(name)).status_code == 200
        return len(several)

    seated("one", "IT")
    once = [asked(name) for name in ("networks:list", "networks:states")]
    for number in range(3):
        seated(f"more-{number}", "IT", "KE", "PE")
    assert [asked(name) for name in ("networks:list", "networks:states")] == once


def test_who_looks_for_help_is_led_to_the_networks_in_which_both_states_are(seated):
    seated("one", "KE", "TZ")
    seated("two", "KE")
    gone = seated("three", "KE", "TZ")
    Member.objects.filter(network=gone, place="TZ").update(left_on=dt.date(2020, 1, 1))
    assert [one.address for one in communities_of(("KE", "TZ"))] == ["/networks/one/"]
    assert [one.address for one in communities_of(("KE",))] == ["/networks/one/", "/networks/three/", "/networks/two/"]
    with translation.override("ar"):
        assert [(one.name, one.language) for one in communities_of(("TZ",))] == [("ONE: Network one", "en")]


def test_a_territory_is_in_the_networks_of_the_state_that_answers_for_it(seated, client):
    seated("one", "KE", "TZ")
    seated("own", "XT", "TZ")
    Place.objects.filter(pk="XT").update(kind="territory", sovereign="KE")
    index.forget()
    both = ["/networks/one/", "/networks/own/"]
    assert [one.address for one in communities_of(("XT", "TZ"))] == both
    assert [one.address for one in communities_of(("TZ", "XT"))] == both
    assert [one.address for one in communities_of(("XT",))] == both
    # The State itself does not sit where only its territory does.
    assert [one.address for one in communities_of(("KE", "TZ"))] == ["/networks/one/"]


BASIS = "/en/assistance/?requesting=IT&requested=KE&measure=service"
WHOM = "/en/authorities/find/?state=KE&asking=IT&function=mutual-legal-assistance"
WIZARD = "/en/guidance/?need=information&me=judicial&state=KE&own=IT"
BUTTON = "Ask its contact point"


@pytest.mark.parametrize("address", [BASIS, WHOM, WIZARD])
def test_finders_and_wizard_lead_to_the_networks_of_both_and_a_contact_point_to_its_own(client, world, cast, address):
    def read(person):
        if person is None:
            client.logout()
        else:
            client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    mine = read(world.rome.member)
    assert "/en/networks/east/" in mine
    assert "/en/networks/west/" not in mine
    asked = f"/en/networks/cases/new/?post={world.italy.pk}&amp;requested=KE"
    assert asked in mine
    form = client.get(asked.replace("&amp;", "&")).content.decode()
    assert f'value="{world.italy.pk}" selected' in form
    assert 'value="KE" selected' in form
    for person in (None, *cast.values()):
        told = read(person)
        assert "/en/networks/east/" in told
        # Of who stands in it nobody reads here, by name, key or authority.
        for hidden in (world.kenya.person.username, str(world.kenya.pk)):
            assert hidden not in told
        # Its authority is named to who can seal a request to it, as one that has a key, and not as one of a network.
        may_seal = address == BASIS and bool(authorities_of(person))
        assert told.count(world.nairobi.organisation.name) == (1 if may_seal else 0)
        assert ("a request can be sent sealed to" in told) == may_seal
        if person != cast["other_state"]:
            assert BUTTON not in told
    # A contact point of the State that is asked does not ask itself.
    assert BUTTON not in read(world.nairobi.member)


def test_a_network_that_a_state_has_left_is_not_led_to(client, world):
    Member.objects.filter(network=world.network, place="KE").update(left_on=dt.date(2020, 1, 1))
    client.force_login(world.rome.member)
    for address in (BASIS, WHOM, WIZARD):
        told = client.get(address).content.decode()
        assert "/networks/east/" not in told
        assert BUTTON not in told


def test_the_finders_ask_the_same_of_the_database_however_many_networks_there_are(client, world, seated):
    counts = []
    client.force_login(world.rome.member)
    client.get(BASIS)
    for number in range(3):
        seated(f"net-{number}", "IT", "KE")
        with CaptureQueriesContext(connection) as asked:
            client.get(BASIS)
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_programs_read_the_networks_of_both_as_a_visitor_does(client, world):
    client.force_login(world.rome.member)
    told = client.get("/api/v1/assistance/basis?requesting=IT&requested=KE&measure=service").json()
    assert told["networks"] == [{"name": "EAST: Network east", "language": "en", "address": "/networks/east/"}]


def test_pages_say_a_network_by_its_name_and_not_by_its_code(world, cast, case, crime, registry, client):
    """Of a network whose short name is not its code, no page for people shows the code."""
    names = {"en": "Network of the East", "fr": "Réseau de l’Est"}
    Network.objects.filter(pk="east").update(short="Orient", names=names)
    # Nobody stands for Peru in it, which the desk of the Secretariat says.
    actions.seat_state(world.network, "PE", seat=Seat.MEMBER, joined=None, source="", by=registry)
    world.italy.refresh_from_db()
    alert = actions.send_alert(world.italy, ["KE", "FR"], [CRIME], by=world.rome.member)
    addresses = [
        *(reverse(f"networks:{name}") for name in ("desk", "cases", "ask", "alerts", "alert-new", "list", "states")),
        *(reverse(f"networks:{name}", args=["east"]) for name in ("page", "people", "figures", "meetings")),
        reverse("networks:case", args=[case.pk]),
        reverse("networks:alert", args=[alert.pk]),
        reverse("networks:point", args=[world.italy.pk]),
    ]
    for person in (world.rome.member, registry):
        client.force_login(person)
        for address in addresses:
            page = client.get(address)
            if page.status_code == 403:
                continue
            assert page.status_code == 200, address
            text = re.sub(r"<(script|code).*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
            assert not re.search(r"\b(east|EAST)\b", text), address
            assert "Orient" in text or "Network of the East" in text, address
    desk = client.get(reverse("networks:desk")).text
    assert '<bdi title="Network of the East">Orient</bdi>' in desk
    with translation.override("fr"):
        assert '<bdi title="Réseau de l’Est">Orient</bdi>' in client.get(reverse("networks:desk")).text


def test_an_address_on_the_web_is_written_from_left_to_right_in_arabic_too(world, client):
    Network.objects.filter(pk="east").update(website="https://east.example/")
    with translation.override("ar"):
        page = client.get(reverse("networks:page", args=["east"])).text
    assert '<bdi dir="ltr">https://east.example/</bdi>' in page
