"""Whatever a browser was told is kept is there after kill -9, and the log proves it; more is measured by the bench."""

import pytest
from bench.durability import measure
from bench.working import Installation


pytestmark = pytest.mark.django_db


def test_kill_9_in_the_middle_of_writing_loses_nothing_that_was_acknowledged(apart):
    place = apart(migrated=True, served=True)
    installation = Installation(place.home, place.address)
    told = measure(installation, installation.people(4, "editor"), writes=40, number=1)
    assert told.acknowledged >= 10
    assert (told.lost, told.unnoted, told.failures) == (0, 0, {})
