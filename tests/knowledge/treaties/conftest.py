import pytest
from django.db import transaction

from comity.base.people.actions import ensure_service
from comity.base.places import index
from comity.base.places.actions import load_facts as load_places
from comity.knowledge.treaties.actions import load_facts
from comity.knowledge.treaties.models import Treaty


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Every place, treaty and action, loaded once for these tests and taken away after them."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        service = ensure_service()
        load_places(by=service)
        index.forget()
        done = load_facts(by=service)
    yield done
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)
    index.forget()


@pytest.fixture
def facts(loaded, db):
    """The facts, in which a test may change what it likes."""
    return loaded


@pytest.fixture
def treaty(facts):
    """Find a treaty by its symbol."""
    return lambda symbol: Treaty.objects.get(symbol=symbol)
