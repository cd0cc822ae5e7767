"""Facets that only some kinds have, on the page of a search and in the interface."""

import re

import pytest
from django.utils.functional import lazystr

from comity.engines.search import registry
from comity.engines.search.enums import Facet, Labels
from comity.engines.search.forms import Search
from comity.engines.search.index.interface import Answer, Count
from comity.engines.search.shapes import MarkGroup
from comity.engines.search.views import naming, showing


GROUPS = {
    "bee-court": MarkGroup("bee-court", ("hive",), Labels.PLAIN, lazystr("Court of bees")),
    "bee-origin": MarkGroup("bee-origin", ("hive",), Labels.PLACES, lazystr("Origin of bees")),
}


@pytest.fixture
def groups(monkeypatch):
    monkeypatch.setattr(registry, "mark_groups", lambda: GROUPS)


def test_marks_are_counted_only_where_a_kind_is_chosen_that_has_some(groups):
    assert Facet.MARK not in registry.counted({})
    assert Facet.MARK not in registry.counted({Facet.KIND: ("law",)})
    assert Facet.MARK in registry.counted({Facet.KIND: ("law", "hive")})
    assert Facet.MARK in registry.counted({Facet.MARK: ("bee-court:High",)})


def test_each_group_is_a_facet_with_its_own_heading_and_names(groups):
    counts = (Count("bee-origin:IT", 3), Count("bee-court:High", 2), Count("wasp:x", 1))
    answer = Answer(count=3, hits=(), facets={Facet.MARK: counts})
    asked = Search(filters={Facet.MARK: ("bee-court:High",)})
    named = naming.Names("en", {"IT": "Italy"}, {})
    shown = showing.facets(answer, asked, named)
    assert [(one.name, str(one.label)) for one in shown] == [("mark", "Court of bees"), ("mark", "Origin of bees")]
    court, origin = shown
    assert [(box.value, str(box.label), box.count, box.is_chosen) for box in court.values] == [
        ("bee-court:High", "High", 2, True)
    ]
    assert [(box.label, box.flag, box.is_chosen) for box in origin.values] == [("Italy", "IT", False)]
    (chip,) = showing.chips(asked, named)
    assert (str(chip.facet), str(chip.label)) == ("Court of bees", "High")
    assert "mark" not in chip.address


def test_a_text_that_begins_with_mark_is_no_filter(client, portal):
    page = client.get("/en/search/?q=Mark:laundering").content.decode()
    assert re.search(r"There is no field “Mark”", page)
