import os

import pytest
from django.db import connection, transaction
from django.test import override_settings

from comity.base.people.actions import ensure_service
from comity.base.places import actions as places
from comity.base.places import index as places_index
from comity.base.terms import actions as terms
from comity.base.terms import index as terms_index
from comity.engines.search import actions as search
from comity.knowledge.authorities import actions as authorities
from comity.knowledge.bibliography import actions as bibliography
from comity.knowledge.cases.actions import facts as cases
from comity.knowledge.cases.actions import keep
from comity.knowledge.gateways import actions as gateways
from comity.knowledge.indicators.actions import load_facts as load_indicators
from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.imports import plain
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.library import actions as library
from comity.knowledge.registers import actions as registers
from comity.knowledge.strategies import actions as strategies
from comity.knowledge.treaties.actions import load_facts

from .. import prepared
from ..loading import once
from .apart import Apart, database_beside


TEXT = """---
identifier: ACT-{number}
title: Act {number} on </script><b>bees</b> & laundering
place: {place}
language: en
kind: law
status: {status}
adopted_on: {adopted}
version_on: {on}
publisher: Office of Examples
licence: CC0-1.0
licence_url: https://creativecommons.org/publicdomain/zero/1.0/
source_url: https://laws.example.org/act-{number}
---
# Act {number} on </script><b>bees</b> & laundering

## Part I General

### Article 1 Purpose

This Act protects bees.

### Article 2 Trafficking in firearms

Whoever trades in arms without a licence is punished by {years} years.
"""


def imported(by, number=7, *, place="IT", status="in-force", adopted="2001-02-03", on="2001-03-01", years="five"):
    words = {"place": place, "status": status, "adopted": adopted, "on": on, "years": years}
    parsed = plain.markdown(SourceFile(f"act-{number}.md", TEXT.format(number=number, **words).encode()))
    actions.import_law(parsed, by=by)
    return queries.law_by(place, f"act-{number}")


def settled():
    """Check what waits for the end of the transaction, which never comes, and tell the planner what is there."""
    connection.check_constraints()
    # Only our own tables: those that all databases of a server share stay locked until this transaction ends, and
    # another process that runs tests would wait for them until then.
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def load(by):
    places.load_facts(by=by)
    places_index.forget()
    terms.load_facts(by=by)
    settled()
    load_facts(by=by)
    for module in (strategies, bibliography, library, registers, gateways):
        module.load_facts(by=by)
    authorities.load_facts(by=by)
    keep(cases.read()[:3], by=by)
    settled()
    load_indicators(by=by)
    settled()
    for number in range(1, 8):
        imported(by, number, place="IT" if number % 2 else "ML", adopted=f"200{number}-02-03" if number % 3 else "")
    imported(by, 7, years="seven", on="2005-01-01")
    settled()


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Every place, vocabulary, treaty and action, and some laws, loaded once and taken away after these tests."""
    yield from once(django_db_blocker, load)


@pytest.fixture(scope="package")
def indexed(loaded, django_db_blocker, tmp_path_factory):
    """A folder with the index of all that is loaded, made once."""
    home = tmp_path_factory.mktemp("indexed")
    with django_db_blocker.unblock(), override_settings(HOME=home), transaction.atomic():
        search.bring_up_to_date()
    return home


@pytest.fixture
def searchable(world, indexed, settings):
    """Search over all that is loaded, for tests that only read."""
    settings.HOME = indexed


@pytest.fixture
def world(loaded, db):
    places_index.forget()
    terms_index.forget()
    yield
    places_index.forget()
    terms_index.forget()


@pytest.fixture
def by(world):
    return ensure_service()


@pytest.fixture
def add(by):
    """Import a law."""
    return lambda *number, **how: imported(by, *number, **how)


@pytest.fixture
def get(world, client):
    """Read an address of the interface as JSON."""

    def read(address, status=200, **asked):
        response = client.get(f"/api/v1/{address}" if not address.startswith("http") else address, asked)
        assert response.status_code == status, response.content
        return response.json()

    return read


@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """Make installations that no other test knows, on the database that is tested, or ``apart(sqlite=True)``.

    They are empty, or have their tables already: ``apart(migrated=True)``; or files for the browser as well, where
    pages are served: ``apart(migrated=True, served=True)``.
    """
    cleared = []

    def make(*, sqlite=False, migrated=False, served=False):
        address = "" if sqlite else os.environ.get("DATABASE_URL", "")
        home = tmp_path_factory.mktemp("apart") / "home"
        if address:
            address, clear = database_beside(address, migrated=migrated)
            cleared.append(clear)
        elif migrated:
            prepared.begin(home)
        if served:
            prepared.lay_files(home)
        return Apart(home, address)

    yield make
    for clear in cleared:
        clear()
