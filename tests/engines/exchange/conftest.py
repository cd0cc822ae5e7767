import hashlib
import itertools
import uuid
from dataclasses import dataclass

import pytest

from comity.base.people.models import Membership, Organisation, User
from comity.base.places.models import Place
from comity.engines.exchange import actions, crypto, rules

from .away import Away
from .foreign import OWNER, Foreign
from .sealers import Secret, envelope, seal


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


@dataclass
class Office:
    """An authority with a key and a member who holds it."""

    organisation: Organisation
    secret: Secret
    member: User
    own: Secret


@pytest.fixture
def employ(db):
    numbers = itertools.count(1)

    def employ(organisation, role="authority"):
        person = User.objects.create(username=f"{role}-{organisation.pk}-{next(numbers)}")
        Membership.objects.create(user=person, organisation=organisation, role=role)
        return person

    return employ


@pytest.fixture
def keyed():
    """Give a person a key of their own; its secret."""

    def keyed(person, number=1, before=None):
        secret = Secret()
        public = secret.published(f"person:{person.pk}", number, before)
        actions.make_own_key(public, sealed="sealed", by=person)
        return secret

    return keyed


@pytest.fixture
def office(employ, keyed):
    def office(place):
        Place.objects.get_or_create(code=place, defaults={"kind": "state"})
        organisation = Organisation.objects.create(name=f"Authority of {place}", place_id=place)
        member = employ(organisation)
        own, secret = keyed(member), Secret()
        public = secret.published(f"organisation:{organisation.pk}")
        actions.change_key(organisation, public, {member.pk: "wrapped"}, by=member)
        return Office(organisation, secret, member, own)

    return office


@pytest.fixture
def rome(office):
    return office("IT")


@pytest.fixture
def nairobi(office):
    return office("KE")


@pytest.fixture
def thread(rome, nairobi):
    return actions.begin_thread(rome.organisation, [nairobi.organisation], by=rome.member)


@pytest.fixture
def registrar(employ):
    """Who says with which installations this one exchanges."""
    secretariat = Organisation.objects.create(name="Secretariat", kind="secretariat")
    return employ(secretariat, "secretariat")


@pytest.fixture
def foreign(tmp_path, registrar):
    """Another installation that was added here, with its authority taken in."""
    Place.objects.get_or_create(code="PE", defaults={"kind": "state"})
    there = Foreign(tmp_path / "there")
    digits = crypto.digits_of(there.identity.signing)
    there.peer = actions.add_peer(address="", digits=digits, card=there.card(), by=registrar)
    there.abroad = actions.take_in(there.peer, OWNER, by=registrar)
    there.organisation = there.abroad.organisation
    return there


@pytest.fixture
def place(db):
    return Place.objects.get_or_create(code="PE", defaults={"kind": "state"})[0]


@pytest.fixture
def away():
    return Away()


@pytest.fixture
def met(rome, away, place):
    return actions.meet(rome.organisation, away.card(), digits=away.digits, place=place, by=rome.member)


@pytest.fixture
def written(rome, away, met):
    """A message with a file of two pieces, sealed to the authority that has no installation."""
    other = met.correspondent.organisation
    thread = actions.begin_thread(rome.organisation, [other], by=rome.member)
    file = actions.begin_attachment(uuid.uuid4(), rome.organisation, by=rome.member)
    body = seal(b"ledger " * 200_000, rome.secret, away.secret)
    digests = []
    for number, at in enumerate(range(0, len(body), rules.LONGEST_PIECE)):
        piece = body[at : at + rules.LONGEST_PIECE]
        digests.append(hashlib.sha256(piece).hexdigest())
        actions.add_piece(file, number, piece, digest=digests[-1], by=rome.member)
    actions.finish_attachment(file, digest=rules.digest_of_pieces(digests), size=len(body), by=rome.member)
    sealed = envelope(b"Quellenhof 4711", rome.secret, away.secret, attachments=(file.pk,))
    return actions.send(thread, rome.organisation, sealed, by=rome.member)
