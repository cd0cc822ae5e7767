import pytest

from comity.base.places import index
from comity.base.places.actions import load_facts as load_places
from comity.knowledge.treaties.actions import load_facts
from comity.knowledge.treaties.models import Treaty

from ...loading import once


def load(by):
    load_places(by=by)
    index.forget()
    return load_facts(by=by)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Every place, treaty and action, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def facts(loaded, db):
    """The facts, in which a test may change what it likes."""
    return loaded


@pytest.fixture
def treaty(facts):
    """Find a treaty by its symbol."""
    return lambda symbol: Treaty.objects.get(symbol=symbol)
