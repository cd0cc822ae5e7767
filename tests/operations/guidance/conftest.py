"""Places, terms, treaties, authorities and registers as they ship, loaded once for this folder."""

import pytest

from comity.knowledge.registers.actions import load_facts as load_registers
from comity.operations.guidance import registry

from ...loading import once
from ..assistance.conftest import load as load_the_finder


def load(by):
    load_the_finder(by)
    load_registers(by=by)


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
