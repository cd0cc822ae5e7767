import pytest

from comity.base.places import index
from comity.base.places.actions import load_facts

from ...loading import once


def load(_by):
    load_facts(by=None)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """The whole world, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def world(loaded, db):
    """The whole world, in which a test may change what it likes."""
    yield
    index.forget()
