"""Whatever kind of record cites, it is found, and shown to whoever may read it."""

import pytest

from comity.engines.citations import queries, registry
from comity.engines.citations.actions import read_everything, read_records
from comity.engines.citations.grammar import Register
from comity.engines.citations.models import Citation
from comity.engines.citations.shapes import Named
from comity.engines.records import actions
from comity.engines.records.enums import State
from comity.engines.records.models import Record, Text

from .test_records import card, detail_model, example  # noqa: F401 -- a fixture is used by its name


pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(detail_model, service, monkeypatch):  # noqa: F811
    """A record whose summary cites another of its kind, and that other."""
    for number, title in ((1, "What cites"), (2, "Convention on Bees")):
        actions.put(example(detail_model, number), card(number, title=title), by=service)
    citing, cited = (Record.objects.get(texts__title=title) for title in ("What cites", "Convention on Bees"))
    Text.objects.filter(record=citing, language="en").update(summary="It follows article 5 of the Convention on Bees.")
    named = [Named(record=str(cited.pk), kind=cited.kind, names=("Convention on Bees",))]
    monkeypatch.setattr(registry, "register", lambda: Register(named, places={}, units=lambda record: {}))
    read_everything()
    return citing, cited


def test_it_is_found_and_told_with_its_words(pair):
    citing, cited = pair
    (row,) = queries.some(queries.received(cited, None), 0, 9)
    (told,) = queries.told([row], language="en")
    assert (told.title, told.passage) == ("What cites", ("It follows ", "article 5 of the Convention on Bees", "."))
    assert told.address == getattr(citing, citing.kind).address


def test_the_page_of_what_cites_it_is_for_whoever_may_read_both(pair, client):
    citing, cited = pair
    address = f"/en/cited/{cited.pk}/"
    assert "What cites" in client.get(address).content.decode()
    Record.objects.filter(pk=citing.pk).update(state=State.DRAFT)
    assert "What cites</" not in client.get(address).content.decode()
    Record.objects.filter(pk=cited.pk).update(state=State.DRAFT)
    assert client.get(address).status_code == 404


def test_what_is_withdrawn_cites_nothing_any_more(pair, service):
    citing, _cited = pair
    actions.withdraw(citing, by=service, reason="It named a witness.")
    read_records([str(citing.pk)])
    assert not Citation.objects.exists()
