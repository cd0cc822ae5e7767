import datetime as dt

import pytest

from comity.base.places import index
from comity.base.places.actions import load_facts as load_places
from comity.base.terms.actions import load_facts as load_terms
from comity.kernel.dates import Period
from comity.knowledge.authorities.actions import load_facts as load_authorities
from comity.knowledge.treaties import registry as treaties
from comity.knowledge.treaties.actions import load_facts as load_treaties
from comity.knowledge.treaties.actions import put_actions
from comity.knowledge.treaties.shapes import ActionRow, Source
from comity.operations.assistance import queries, registry
from comity.operations.assistance.exports import writing
from comity.operations.assistance.shapes import Question

from ...loading import once


NOTE = Source("note-1", "Depositary notification 1", publisher="United Nations", url="https://example.org/1")


def of_the_finder(rows):
    """Acts on treaties that the finder knows: the others are half a minute of loading, and change no answer."""

    def narrowed(name):
        known = registry.instruments()
        return ((at, row) for at, row in rows(name) if name != "participation.csv" or row["symbol"] in known)

    return narrowed


def load(by):
    load_places(by=by)
    index.forget()
    load_terms(by=by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(treaties, "rows", of_the_finder(treaties.rows))
        load_treaties(by=by)
    load_authorities(by=by)


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Places, terms, treaties and authorities as they ship, loaded once for these tests and taken away after them."""
    yield from once(django_db_blocker, load)


@pytest.fixture
def facts(loaded, db):
    """The facts, to which a test may add what it likes."""
    return loaded


@pytest.fixture
def asked(facts):
    """Ask a question; the answer's candidates by symbol."""

    def ask(first, second, measure, on, *offences, years=None):
        finding = queries.find(Question(first, second, measure, dt.date.fromisoformat(on), offences, years))
        return {one.symbol: one for one in finding.candidates}

    return ask


@pytest.fixture
def acted(facts, service):
    """Record what a State did about a treaty."""

    def act(symbol, place, kind, on, **more):
        row = ActionRow(
            symbol, place, kind, Period.parse(on), NOTE.key, f"test:{symbol}:{place}:{kind}:{on}", where="here", **more
        )
        put_actions([row], [NOTE], by=service)

    return act


@pytest.fixture(scope="package")
def facts_of_the_writer(loaded, django_db_blocker):
    """What the request writer works from, as it is served."""
    with django_db_blocker.unblock():
        return writing.written()
