import pytest

from comity.base.administration import queries


@pytest.fixture(autouse=True)
def _nothing_kept_from_other_tests():
    """What is kept in memory for some seconds outlives a test's database."""
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def editor(person_with):
    return person_with("editor")
