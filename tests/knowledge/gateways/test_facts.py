"""What ships with the project: the portals, and the hot topics with which an installation begins."""

from collections import Counter

import pytest
import yaml

from comity.base.audit.models import Event
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome, State
from comity.engines.records.models import Record
from comity.engines.records.shapes import CardText, identity
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.bibliography import registry as bibliography
from comity.knowledge.cases.actions import facts as cases
from comity.knowledge.gateways import actions, registry
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.library import registry as library
from comity.knowledge.strategies import registry as strategies
from comity.knowledge.treaties import registry as treaties


def test_every_portal_speaks_six_languages_each_its_own():
    for theme in registry.themes().values():
        assert set(theme.introductions) == set(INTERFACE)
        said = [words.lead for words in theme.introductions.values()]
        assert len(set(said)) == len(INTERFACE)
        assert all(len(words.paragraphs) == 2 and all(words.paragraphs) for words in theme.introductions.values())
    assert list(registry.themes()) == Portal.values


def test_every_portal_begins_with_two_or_three_hot_topics_in_six_languages():
    found = list(registry.hot_topics())
    counted = Counter(topic for _detail, card in found for topic in card.topics if topic.startswith("portal:"))
    assert set(counted) == {f"portal:{code}" for code in Portal.values}
    assert min(counted.values()) >= 2
    for _detail, card in found:
        assert {text.language for text in card.texts} == set(INTERFACE)
        assert all(text.summary for text in card.texts)


def every_name():
    """The keys of all records that the facts of the modules name."""
    yield from (identity("treaty", row["symbol"]) for _where, row in treaties.rows("treaties.csv"))
    yield from (identity("resource", card.name) for _detail, card in library.resources())
    yield from (identity("strategy", card.name) for _detail, card in strategies.strategies())
    yield from (identity("work", card.name) for _detail, card in bibliography.works())
    yield from (identity("case", row["identifier"]) for _where, row in cases.registry.rows("cases.csv"))


@pytest.mark.django_db
def test_hot_topics_name_only_what_the_facts_hold(service):
    from comity.base.places import actions as places
    from comity.base.places import index

    places.load_facts(by=service)
    index.forget()
    known = {str(key) for key in every_name()}
    articles = {(row["symbol"], row["number"]) for _where, row in treaties.rows("articles.csv")}
    numbers = {str(identity("treaty", symbol)): set() for symbol, _number in articles}
    for symbol, number in articles:
        numbers[str(identity("treaty", symbol))].add(number.replace(" ", "-"))
    for detail, card in registry.hot_topics():
        detail.clean()
        for item in detail.parts:
            assert bool(item.search) or item.record in known, (card.name, item)
            if item.part:
                assert item.part.removeprefix("articles/").rstrip("/") in numbers[item.record], (card.name, item)
            if item.search:
                assert set(item.words) == set(INTERFACE)


@pytest.mark.django_db
def test_loading_twice_changes_nothing(service):
    number = len(list(registry.hot_topics()))
    assert actions.load_facts(by=service) == Counter({Outcome.CREATED: number})
    events = Event.objects.count()
    assert actions.load_facts(by=service) == Counter({Outcome.UNCHANGED: number})
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_what_an_editor_has_taken_over_stays_as_the_editor_left_it(service, person_with):
    actions.load_facts(by=service)
    editor = person_with("editor")
    changed, withdrawn = Record.objects.filter(kind="hottopic").order_by("pk")[:2]
    actions.compose(changed, texts=[CardText("en", "Mine now")], portals=["drugs"], items=[], by=editor)
    records.withdraw(withdrawn, by=editor, reason="Out of date.")

    actions.load_facts(by=service)
    changed.refresh_from_db()
    withdrawn.refresh_from_db()
    assert [text.title for text in changed.texts.all()] == ["Mine now"]
    assert withdrawn.state == State.WITHDRAWN


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ({"record": "treaty:XVIII-12", "search": "q=x"}, "either a record or a search"),
        ({"words": {"en": "Nothing"}}, "either a record or a search"),
        ({"record": "treaty:XVIII-12", "text": "x"}, "“text” is no item"),
    ],
)
def test_a_wrong_item_of_the_facts_is_told_with_its_place(item, fault, tmp_path, monkeypatch):
    (tmp_path / "hot_topics").mkdir()
    entry = {"name": "x", "title": "X", "portals": ["drugs"], "source": {"title": "S"}, "items": [item]}
    (tmp_path / "hot_topics" / "x.yaml").write_text(yaml.safe_dump([entry]), encoding="utf-8")
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    with pytest.raises(Unreadable, match=fault) as told:
        list(registry.hot_topics())
    assert "x.yaml, entry 1 (x)" in str(told.value)
