"""What is reviewed together: that each cluster opens exactly its articles of each instrument, and none is left out."""

import csv
from collections import Counter
from itertools import combinations

import pytest
from django.urls import reverse

from comity.engines.questionnaires import actions as questionnaires
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import definition_of
from comity.operations.reviews import actions
from comity.operations.reviews.actions import drawing
from comity.operations.reviews.actions.drawing import QUESTIONNAIRES
from comity.operations.reviews.enums import Mechanism
from comity.operations.reviews.registry import CLUSTERS, course, reviewed, rule_set
from comity.operations.reviews.shapes import Setting

from .ministries import World, questionnaire
from .test_definitions import DEFINITIONS, JOINING_AND_LEAVING, summaries


CASES = [(mechanism, cluster) for mechanism in Mechanism.values for cluster in course(mechanism).clusters]


def asked(code):
    """The articles of a shipped questionnaire, in its order, by its sections and by its questions."""
    found = [one["article"] for one in DEFINITIONS[code]["sections"]]
    assert {question["article"] for one in DEFINITIONS[code]["sections"] for question in one["questions"]} == set(
        found
    )
    return found


@pytest.mark.parametrize(("mechanism", "cluster"), CASES)
def test_the_questionnaires_of_a_cluster_ask_about_its_articles_and_no_others(mechanism, cluster):
    table = reviewed(mechanism)[cluster]
    assert set(table) == set(course(mechanism).clusters[cluster]) == set(rule_set(mechanism).instruments)
    for symbol, codes in course(mechanism).clusters[cluster].items():
        found = [article for code in codes for article in asked(code)]
        assert len(found) == len(set(found))
        assert sorted(found) == sorted(one.article for one in table[symbol])


@pytest.mark.parametrize("mechanism", Mechanism.values)
def test_every_article_that_asks_something_is_reviewed_in_exactly_one_cluster(mechanism):
    for symbol in rule_set(mechanism).instruments:
        several = [one.article for table in reviewed(mechanism).values() for one in table[symbol]]
        assert len(several) == len(set(several))
        said = summaries(symbol)
        asking = {f"{symbol}:{number}" for number, one in said.items() if one["asks"]}
        left_out = {f"{its}:{number}" for its, number in JOINING_AND_LEAVING if its == symbol}
        assert asking - left_out <= set(several) <= {f"{symbol}:{number}" for number in said}


def test_where_an_article_belongs_is_said_with_its_source_and_the_form_says_what_is_not_verified():
    with CLUSTERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # The document itself could be read for none; an account and the chapters of the convention are public.
    assert {(row["source"], row["is_verified"]) for row in rows} == {
        ("account", "yes"),
        ("chapter", "yes"),
        ("memory", "no"),
        ("added", "no"),
    }
    for mechanism, cluster in CASES:
        for symbol, codes in course(mechanism).clusters[cluster].items():
            unsure = not all(one.is_verified for one in reviewed(mechanism)[cluster][symbol])
            if unsure and mechanism == "organized-crime":
                for code in codes:
                    source = DEFINITIONS[code]["source"]
                    assert "unverified" in source or "not verified" in source


@pytest.fixture(scope="module")
def everything():
    """Which instruments a State may be party to, beside the convention: all ways in which it can be."""
    parent, *protocols = rule_set("organized-crime").instruments
    return [(parent, *some) for size in range(len(protocols) + 1) for some in combinations(protocols, size)]


@pytest.mark.parametrize("cluster", course("organized-crime").clusters)
def test_a_review_opens_the_cluster_of_each_instrument_to_which_the_state_is_party(db, service, everything, cluster):
    questionnaires.load_definitions(QUESTIONNAIRES, by=service)
    world = World("organized-crime")
    setting = Setting("organized-crime", "Phase I", cluster, world.setting.begins_at)
    world.cycle = actions.set_up_cycle(setting, draw=None, by=world.host)
    for instruments in everything:
        seats = [{"state": "AT", "instruments": list(instruments), "additional": False}]
        seats.append({"state": "BR", "instruments": list(instruments), "additional": False})
        world.key = actions.open_review(world.cycle, {"state": "IT", "group": 1, "reviewers": seats}, by=world.host).pk
        for step in ("close_nominations", "close_arrangements", "open_questionnaires"):
            actions.go(world.review, step, reason="The States have agreed in writing", by=world.host)
        opened = {}
        for one in world.review.assessments.select_related("response__version"):
            sections = definition_of(one.response.version).sections
            opened.setdefault(one.instrument, []).extend(section.article for section in sections)
        assert {symbol: sorted(several) for symbol, several in opened.items()} == {
            symbol: sorted(one.article for one in reviewed("organized-crime")[cluster][symbol])
            for symbol in instruments
        }


def test_who_sets_up_a_cycle_sees_what_is_reviewed_together(db, client):
    world = World()
    client.force_login(world.host)
    page = client.get(reverse("reviews:cycle-new"), {"mechanism": "organized-crime"}).content.decode()
    assert "1*, 3, 5</bdi>" in page
    assert "6*, 7*, 9*, 10*, 11*</bdi>" in page


@pytest.mark.parametrize("is_named", [False, True])
def test_what_was_asked_of_a_protocol_whole_is_closed_once_no_cycle_names_it(db, service, monkeypatch, is_named):
    monkeypatch.setattr(drawing, "load_definitions", lambda folder, *, by: Counter())
    world = World()
    questionnaire(world.editor, "firearms")
    questionnaire(world.editor, "uncac-prevention")
    Version.objects.update(file_digest="of a file")
    questionnaire(world.editor, "smuggling")
    if is_named:
        world.cycle = actions.set_up_cycle(world.setting, draw=None, by=world.host)
        world.cycle.questionnaires = {"XVIII-12-c": ["firearms"]}
        world.cycle.save()
    actions.load_facts(by=service)
    stages = dict(Version.objects.values_list("questionnaire__code", "stage"))
    # One that somebody wrote here under the same code is theirs.
    assert stages == {
        "firearms": "released" if is_named else "closed",
        "uncac-prevention": "released",
        "smuggling": "released",
    }
