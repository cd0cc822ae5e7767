"""What is dear to load is loaded once for a package of tests, and taken away after them."""

from django.db import transaction

from comity.base.people.actions import ensure_service
from comity.base.places import index as places
from comity.base.terms import index as terms


def once(blocker, load):
    """Load in a transaction that ends with the tests of a package: ``yield from once(django_db_blocker, load)``.

    Args:
        blocker: the fixture ``django_db_blocker``.
        load: does it, given the account under whose name the platform acts; what it returns the fixture gives.
    """
    with blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        done = load(ensure_service())
    yield done
    with blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)
    places.forget()
    terms.forget()
