"""Two authorities that exchange, with colleagues and strangers, and files of their requests."""

import datetime as dt

import pytest

from comity.base.people.models import Organisation
from comity.base.places import index
from comity.base.places.models import Place
from comity.engines.exchange import actions as exchange
from comity.operations.casework import actions
from comity.operations.casework.enums import Direction, Level, Way
from comity.operations.casework.shapes import Registered, Travelled

from ...engines.exchange.conftest import _own_home, employ, keyed, nairobi, office, rome, thread
from ...engines.exchange.sealers import envelope


__all__ = ["_own_home", "employ", "keyed", "nairobi", "office", "rome", "thread"]

SENT_ON = dt.date(2026, 3, 2)
TYPE = "mutual-legal-assistance"


def registered(**changed):
    told = {"type": TYPE, "way": Way.POST, "other_place": "KE", "sent_on": SENT_ON, "reference": "ROMA-1"}
    return Registered(**told | changed)


@pytest.fixture(autouse=True)
def _places_as_they_are():
    """The offices write their States themselves, so that nothing tells the process of them."""
    index.forget()
    yield
    index.forget()


@pytest.fixture
def begin(rome, nairobi):
    """Begin a file: of Rome's to Nairobi unless it is said otherwise."""

    def begin(office=rome, direction=Direction.OUTGOING, by=None, travelled=None, **changed):
        return actions.open_case(
            registered(**changed),
            organisation=office.organisation,
            direction=direction,
            by=by or office.member,
            travelled=travelled,
        )

    return begin


@pytest.fixture
def request_sent(rome, nairobi, thread):
    """The sealed message that is the request."""
    sealed = envelope(b"Quellenhof", rome.secret, nairobi.secret)
    return exchange.send(thread, rome.organisation, sealed, by=rome.member)


@pytest.fixture
def both(begin, rome, nairobi, request_sent):
    """The files that both sides keep of one sealed request."""
    travelled = Travelled(request_sent.thread_id, request_sent.pk)
    day = request_sent.at.date()
    ours = begin(way=Way.SEALED, travelled=travelled, sent_on=day, other=nairobi.organisation.pk)
    theirs = begin(
        nairobi, Direction.INCOMING, way=Way.SEALED, travelled=travelled, sent_on=day, other_place="IT",
        other=rome.organisation.pk, reference="NBO-7",
    )  # fmt: skip
    return ours, theirs


@pytest.fixture
def cast(rome, nairobi, employ, person_with):
    """By name, whoever has to do with Rome's files and whoever does not."""
    same_state = Organisation.objects.create(name="Another authority of Italy", place_id="IT")
    Place.objects.get_or_create(code="FR", defaults={"kind": "state"})
    return {
        "member": rome.member,
        "colleague": employ(rome.organisation),
        "focal": employ(rome.organisation, "focal_point"),
        "neighbour": employ(same_state),
        "abroad": nairobi.member,
        "contributor": employ(rome.organisation, "contributor"),
        "administrator": employ(rome.organisation, "administrator"),
        "editor": person_with("editor", Organisation.objects.create(name="Editors", kind="secretariat")),
        "registry": person_with("secretariat", Organisation.objects.create(name="Registry", kind="secretariat")),
    }


@pytest.fixture
def restricted(begin):
    return begin(level=Level.RESTRICTED, reference="ROMA-R")
