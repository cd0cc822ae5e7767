import json

import pytest

from comity.base.places import actions as places
from comity.base.places import index
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardText, identity
from comity.knowledge.gateways.models import HotTopic
from comity.knowledge.library import actions as library
from comity.knowledge.strategies import actions as strategies

from ...loading import once


NEW = "/en/hot-topics/compose/new/"
WORDS = {"portals": ["firearms"], "title_en": "Parts by post", "summary_en": "What the treaties say of parts."}


def key(kind, name):
    return str(identity(kind, name))


GUIDE = key("resource", "firearms-legislative-guide")
PLAN = key("strategy", "eu-firearms-2020")
MODULES = key("resource", "e4j-firearms")


def load(by):
    places.load_facts(by=by)
    index.forget()
    library.load_facts(by=by)
    strategies.load_facts(by=by)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Every place, resource and strategy, loaded once for the tests of a file and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def shelves(loaded, db):
    """The library and the strategies, whose records hot topics name."""
    index.forget()


@pytest.fixture
def editor(person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


@pytest.fixture
def post(client):
    """Press a button of the composer with some items on the page; what is sent is what the page would send."""

    def press(button, items=(), *, page=NEW, words=None, **more):
        sent = {
            **WORDS,
            "do": button,
            "item": [json.dumps(one) for one in items],
            "words": list(words or [""] * len(items)),
        }
        return client.post(page, {**sent, **more})

    return press


@pytest.fixture
def hot_topic(service):
    """Make a hot topic of some items, published or not."""

    def make(*items, name="one", is_public=True, portal="firearms", by=None):
        card = Card(name, None, (CardText("en", f"Hot topic {name}", "Why."),), topics=(f"portal:{portal}",))
        record = records.draft(HotTopic(items=list(items)), card, by=by or service)
        if is_public:
            records.publish(record, by=service)
        return Record.objects.get(pk=record.pk)

    return make
