"""Real parties, loaded once; somebody who draws lots, and others who do not."""

import datetime as dt

import pytest
from django.utils import timezone

from comity.base.places import index
from comity.base.places.actions import load_facts as load_places
from comity.knowledge.treaties.actions import load_facts
from comity.operations.reviews import actions

from ...loading import once


def load(by):
    load_places(by=by)
    index.forget()
    load_facts(by=by)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Every place, treaty and action, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def registry(loaded, db, person_with):
    """Who draws lots."""
    return person_with("secretariat")


@pytest.fixture
def draw(registry):
    """A draw of the corruption mechanism that is being prepared."""
    return actions.set_up("corruption", phase="Cycle A", parties_on=dt.date(2020, 12, 1), values={}, by=registry)


@pytest.fixture
def committed(draw, registry):
    """Commit to a lot whose randomness is known a moment ago, as time would have it."""

    def commit(lot=None):
        from comity.operations.reviews.models import Lot
        from comity.operations.reviews.queries import open_lot

        lot = lot or open_lot(draw)
        soon = timezone.now() + dt.timedelta(hours=1)
        actions.commit(lot, randomness_source="Round 7 of the beacon", randomness_at=soon, by=registry)
        past = timezone.now() - dt.timedelta(seconds=1)
        Lot.objects.filter(pk=lot.pk).update(randomness_at=past)
        return Lot.objects.get(pk=lot.pk)

    return commit


@pytest.fixture
def published(committed, registry):
    """Draw and publish the open lot."""

    def go(randomness="00ff"):
        lot = actions.draw_lot(committed(), randomness, by=registry)
        actions.publish(lot, by=registry)
        lot.refresh_from_db()
        return lot

    return go
