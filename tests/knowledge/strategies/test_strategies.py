"""Strategies: their period says where they stand."""

import datetime as dt

import pytest
import yaml

from comity.base.places import actions as places
from comity.base.places import index
from comity.engines.records.models import Record
from comity.engines.search.registry import documents_of
from comity.kernel.errors import Unreadable
from comity.knowledge.strategies import actions, registry
from comity.knowledge.strategies.enums import Standing
from comity.knowledge.strategies.models import Strategy
from comity.knowledge.strategies.queries import standing_in


pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 6, 30)


@pytest.fixture
def loaded(service):
    places.load_facts(by=service)
    index.forget()
    actions.load_facts(by=service)
    return service


@pytest.mark.parametrize(
    ("begins", "ends", "standing"),
    [
        ("2021", "2025", Standing.IN_FORCE),
        ("2021", "2024-06-30", Standing.IN_FORCE),
        ("2021", "2024-06-29", Standing.EXPIRED),
        ("2021", "", Standing.OPEN),
        ("2024-07", "2030", Standing.COMING),
        ("", "2030", None),
    ],
)
def test_standing_follows_from_the_period(begins, ends, standing):
    strategy = Strategy(begins=begins, ends=ends)
    registry.in_time(strategy)
    assert strategy.standing(DAY) == standing


def test_the_list_and_the_badge_agree_on_every_strategy(loaded):
    records = Record.objects.filter(kind="strategy").select_related("strategy")
    for standing in Standing:
        for record in standing_in(records, standing, DAY):
            assert record.strategy.standing(DAY) == standing
    assert sum(standing_in(records, one, DAY).count() for one in Standing) == records.count()


def test_the_facts_load_once_and_name_their_sources(loaded):
    again = actions.load_facts(by=loaded)
    assert set(again) == {"unchanged"}
    assert Strategy.objects.count() == len(yaml.safe_load(registry.FILE.read_text(encoding="utf-8")))
    for record in Record.objects.filter(kind="strategy"):
        assert record.sources.get().title
        assert record.topics.filter(scheme="crime-types").exists()


def test_pages_say_what_is_not_verified(client, loaded):
    checked = Strategy.objects.filter(is_verified=True).first()
    other = Strategy.objects.filter(is_verified=False).first()
    assert "Not verified" not in client.get(f"/en{checked.address}").content.decode()
    assert "Nobody has compared" in client.get(f"/en{other.address}").content.decode()


def test_lists_are_narrowed_by_pillar_year_and_standing(client, loaded):
    page = client.get("/en/strategies/?year=2015&place=GB").content.decode()
    assert "Serious and Organised Crime Strategy" in page
    assert "2023 to 2028" not in page
    assert "2023 to 2028" in client.get("/en/strategies/?pillar=prepare&place=GB").content.decode()
    assert "ASEAN Plan" not in client.get("/en/strategies/?pillar=prepare").content.decode()
    expired = client.get("/en/strategies/?standing=expired&place=EU").content.decode()
    assert "Organised Crime 2021-2025" in expired
    assert "wildlife trafficking" not in expired


def test_they_are_found_by_place_and_crime(loaded):
    key = Record.objects.get(texts__title__startswith="Hemispheric Plan").pk
    (document,) = documents_of([str(key)])
    assert document.places == ("ORG-OAS",)
    assert "crime-types:smuggling-of-migrants" in document.terms
    assert document.on == dt.date(2006, 10, 25)


def facts(tmp_path, monkeypatch, **said):
    base = {"name": "x", "title": "A plan", "source": {"title": "here"}}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump([base | said]), encoding="utf-8")
    monkeypatch.setattr(registry, "FILE", tmp_path / "s.yaml")
    return list(registry.strategies())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"begins": "2025", "ends": "2021"}, "before it begins"),
        ({"begins": "soon"}, "is not a date"),
        ({"pillars": ["punish"]}, "is no pillar"),
        ({"form": "poem"}, "is no form"),
        ({"place": "ATLANTIS"}, "is no place"),
        ({"colour": "red"}, "“colour” means nothing here"),
        ({"title": ""}, "does not say its title"),
    ],
)
def test_a_wrong_entry_is_said_with_its_place(tmp_path, monkeypatch, loaded, said, sentence):
    with pytest.raises(Unreadable, match=sentence) as fault:
        facts(tmp_path, monkeypatch, **said)
    assert fault.value.where.startswith("s.yaml, entry 1 (x)")
