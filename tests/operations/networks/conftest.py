"""Two networks; in one of them two States with contact points, colleagues, and all who are none of these."""

from types import SimpleNamespace

import pytest

from comity.base.people.models import Organisation
from comity.base.places import index
from comity.base.places.models import Place
from comity.base.terms.actions import load_facts as load_terms
from comity.base.terms.models import Concept
from comity.operations.networks import actions
from comity.operations.networks.enums import Post, Seat
from comity.operations.networks.models import Member, Network
from comity.operations.networks.shapes import Asked

from ...engines.exchange.conftest import _own_home, employ, keyed, nairobi, office, rome
from ...loading import once


__all__ = ["_own_home", "employ", "keyed", "nairobi", "office", "rome"]

TYPE = "mutual-legal-assistance"
CRIME = "crime-types:corruption"


@pytest.fixture
def registry(person_with):
    """Whoever looks after the networks."""
    return person_with("secretariat", Organisation.objects.create(name="Registry", kind="secretariat"))


@pytest.fixture
def seated(db):
    """Let States take part in a network."""

    def seated(code, *places):
        network, _new = Network.objects.get_or_create(
            pk=code,
            defaults={"short": code.upper(), "kind": "judicial", "names": {"en": f"Network {code}"}, "source": "A"},
        )
        for place in places:
            Place.objects.get_or_create(code=place, defaults={"kind": "state"})
            Member.objects.get_or_create(network=network, place_id=place, seat=Seat.MEMBER)
        return network

    return seated


@pytest.fixture
def appointed(registry):
    """Let a member of an authority stand for it."""

    def appointed(network, office, person=None, **particulars):
        person = person or office.member
        point = actions.appoint(network, office.organisation, person, post=Post.CENTRAL, by=registry)
        for name, value in particulars.items():
            setattr(point, name, value)
        point.save()
        return point

    return appointed


@pytest.fixture(scope="module")
def vocabularies(django_db_setup, django_db_blocker):
    """Those that every installation has, loaded once for the tests of a file and taken away after them."""
    yield from once(django_db_blocker, lambda by: load_terms(by=by))


@pytest.fixture
def crime(vocabularies, registry):
    """A type of crime."""
    return Concept.objects.get(key=CRIME)


@pytest.fixture
def world(rome, nairobi, seated, appointed, employ):
    """Italy and Kenya in one network, with a second contact point of Kenya; Peru, with one, in another."""
    made = SimpleNamespace(rome=rome, nairobi=nairobi)
    # What a page of another test has kept in memory knows other places.
    index.forget()
    made.network = seated("east", "IT", "KE", "FR")
    made.other = seated("west", "PE", "KE")
    made.italy = appointed(made.network, rome)
    made.kenya = appointed(made.network, nairobi)
    made.second = employ(nairobi.organisation)
    made.kenya_too = appointed(made.network, nairobi, made.second)
    return made


@pytest.fixture
def case(world):
    return actions.ask_for_help(world.italy, Asked(requested="KE", type=TYPE), by=world.rome.member)


@pytest.fixture
def cast(world, office, appointed, employ, person_with):
    """By name, whoever is no contact point of Italy or Kenya in the network."""
    lima, paris = office("PE"), office("FR")
    appointed(world.other, lima)
    appointed(world.network, paris)
    gone = employ(world.rome.organisation)
    former = appointed(world.network, world.rome, gone)
    actions.end_post(former, world.italy, by=gone)
    return {
        "colleague": employ(world.rome.organisation),
        "former": gone,
        "other_network": lima.member,
        "other_state": paris.member,
        "contributor": employ(world.rome.organisation, "contributor"),
        "editor": person_with("editor", Organisation.objects.create(name="Editors", kind="secretariat")),
    }
