import pytest
from django.db import transaction

from comity.base.terms import index
from comity.base.terms.actions import load_facts


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """All vocabularies, loaded once for these tests and taken away after them."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        load_facts(by=None)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)
    index.forget()


@pytest.fixture
def vocabularies(loaded, db):
    """All vocabularies, in which a test may change what it likes."""
    index.forget()
    yield
    index.forget()
