import pytest

from comity.base.terms import index
from comity.base.terms.actions import load_facts

from ...loading import once


def load(_by):
    load_facts(by=None)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """All vocabularies, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def vocabularies(loaded, db):
    """All vocabularies, in which a test may change what it likes."""
    index.forget()
    yield
    index.forget()
