import datetime as dt

import pytest

from comity.base.people.actions import ensure_service
from comity.base.places import actions as places
from comity.base.places import index as places_index
from comity.base.terms import actions as terms
from comity.base.terms import index as terms_index
from comity.knowledge.legislation.imports import plain
from comity.knowledge.legislation.imports.sources import SourceFile

from ...loading import once


HEADER = """---
identifier: ACT-7
title: Act on money laundering and the register of bees
place: {place}
language: en
kind: law
status: {status}
adopted_on: 2001-02-03
version_on: {on}
publisher: Office of Examples
licence: CC0-1.0
licence_url: https://creativecommons.org/publicdomain/zero/1.0/
source_url: https://laws.example.org/act-7
---
"""
BODY = """# Act on money laundering and the register of bees

Be it enacted as follows.

## Part I General

### Article 1 Purpose

This Act protects bees.

### Article 2 Register

The Minister keeps a register of bees.

Every hive is entered in it.

## Part II Offences

### Article 2 bis Trafficking in firearms

Whoever trades in arms without a licence is punished by {years} years.

### Article 3 Entry into force

This Act enters into force at once.
"""


def load(by):
    places.load_facts(by=by)
    terms.load_facts(by=by)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Places and vocabularies, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


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


def markdown(*, years="five", on="2001-03-01", place="IT", status="in-force", body=BODY, name="act-7.md"):
    """The text of our example of an act."""
    return SourceFile(name, (HEADER.format(place=place, status=status, on=on) + body.format(years=years)).encode())


@pytest.fixture
def act():
    """Read our example of an act, as it stood on a day."""

    def read(**how):
        return plain.markdown(markdown(**how))

    return read


@pytest.fixture
def day():
    return dt.date.fromisoformat
