"""Records that are published, and people who follow searches."""

import itertools
import re

import pytest

from comity.base.notices.enums import Channel
from comity.base.places.models import Place
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardText
from comity.engines.search import actions
from comity.engines.search.enums import Facet, Frequency
from comity.engines.search.forms import Search
from comity.engines.search.shapes import Wish
from comity.knowledge.strategies.models import Strategy


numbers = itertools.count(1)


@pytest.fixture
def home(settings, tmp_path, db):
    """An installation of its own, where looking has begun: nobody follows anything yet."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    Place.objects.get_or_create(code="IT", defaults={"kind": "state"})
    Place.objects.get_or_create(code="FR", defaults={"kind": "state"})


@pytest.fixture
def card():
    def make(title="Strategy on money laundering", *, name="", place="IT", language="en", summary="", topics=()):
        text = CardText(language, title, summary=summary)
        return Card(name=name or f"strategy-{next(numbers)}", place=place, texts=(text,), topics=topics)

    return make


@pytest.fixture
def publish(card, service):
    """Publish a new record, as an importer does; gives its card on the shelf."""

    def make(title="Strategy on money laundering", **more):
        given = card(title, **more)
        records.put(Strategy(), given, by=service)
        return Record.objects.filter(texts__title=title).latest("created_at")

    return make


@pytest.fixture
def follow(home):
    """Follow a search by mail, confirmed unless told otherwise."""

    def make(
        text="money laundering", *, address="ana@reader.example", confirmed=True, frequency=Frequency.AT_ONCE,
        language="en", channel=Channel.EMAIL, filters=None, across=True, by=None, form="", root="https://comity.example",
    ):  # fmt: skip
        asked = Search(text=text, filters={Facet(k): tuple(v) for k, v in (filters or {}).items()}, across=across)
        wish = Wish(
            text=asked.text, filters=asked.filters, across=across, parameters=asked.parameters, title=f"“{text}”",
            language=language, channel=channel, address=address, frequency=frequency, root=root,
            form=form or f"form-{next(numbers)}",
        )  # fmt: skip
        made = actions.subscribe(wish, by=by)
        if confirmed:
            actions.confirm(made.pk, by=None)
            made.refresh_from_db()
        return made

    return make


@pytest.fixture
def address_in():
    """The one address of a kind in a mail."""

    def found(mail, part):
        text = mail.get_body(("plain",)).get_content()
        (address,) = set(re.findall(rf"https?://\S*/search/alerts/{part}\S*", text))
        return address

    return found
