"""Places, terms, treaties, authorities and registers as they ship, loaded once for this folder."""

import pytest

from comity.base.places import index
from comity.base.places.actions import load_facts as load_places
from comity.base.terms.actions import load_facts as load_terms
from comity.knowledge.authorities.actions import load_facts as load_authorities
from comity.knowledge.registers.actions import load_facts as load_registers
from comity.knowledge.treaties import registry as treaties
from comity.knowledge.treaties.actions import load_facts as load_treaties
from comity.operations.assistance import registry as instruments
from comity.operations.guidance import registry

from ...loading import once


# Whom these tests ask about: what all others did about treaties is a minute of loading, and changes no answer.
PLACES = frozenset({"AR", "CH", "DK", "FR", "GB", "GH", "IT", "KE", "NU", "PW", "TV", "US"})


def of_these(rows):
    """Acts of these States on treaties that the finder knows."""

    def narrowed(name):
        known = instruments.instruments()
        every = rows(name)
        if name != "participation.csv":
            return every
        return ((at, row) for at, row in every if row["symbol"] in known and row["place"] in PLACES)

    return narrowed


def load(by):
    load_places(by=by)
    index.forget()
    load_terms(by=by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(treaties, "rows", of_these(treaties.rows))
        load_treaties(by=by)
    load_authorities(by=by)
    load_registers(by=by)
    return by


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    yield from once(django_db_blocker, load)


@pytest.fixture
def facts(loaded, db):
    """The facts, to which a test may add what it likes."""
    return loaded


@pytest.fixture
def own_tree(settings, tmp_path):
    """Put a tree of the installation's own in place of the one that ships: a function from its text."""

    def put(text):
        path = tmp_path / "tree.yaml"
        path.write_text(text, encoding="utf-8")
        settings.GUIDANCE_TREE = str(path)
        registry.tree.cache_clear()
        return registry.tree

    yield put
    registry.tree.cache_clear()
