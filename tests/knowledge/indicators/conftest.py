import pytest

from comity.base.people.actions import ensure_service
from comity.base.places import index as places_index
from comity.base.places.actions import load_facts as load_places
from comity.base.terms import index as terms_index
from comity.base.terms.actions import load_facts as load_terms
from comity.knowledge.indicators.actions import load_facts
from comity.knowledge.indicators.models import Indicator

from ...loading import once


def load(by):
    load_places(by=by)
    places_index.forget()
    load_terms(by=by)
    terms_index.forget()
    return load_facts(by=by)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Every place, vocabulary and indicator, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def facts(loaded, db):
    """The facts, in which a test may change what it likes."""
    return loaded


@pytest.fixture
def by(facts):
    return ensure_service()


@pytest.fixture
def indicator(facts):
    """Find an indicator by its code."""
    return lambda code: Indicator.objects.get(code=code)
