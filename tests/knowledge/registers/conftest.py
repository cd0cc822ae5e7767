"""The registers that ship with the project, loaded once for this folder."""

import pytest

from comity.base.places import actions as places
from comity.knowledge.registers import actions
from tests.loading import once


@pytest.fixture(scope="package")
def facts(django_db_setup, django_db_blocker):
    def load(service):
        places.load_facts(by=service)
        actions.load_facts(by=service)
        return service

    yield from once(django_db_blocker, load)
