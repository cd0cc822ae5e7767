"""Strategies, works and items of the library are cited by their titles, and say what cites them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.citations import queries, registry
from comity.engines.citations.actions import read_everything
from comity.engines.citations.models import Citation
from comity.engines.records import actions as records
from comity.engines.records.models import Record, Text
from comity.engines.records.registry import detail_models
from comity.engines.records.shapes import Card, CardSource, CardText

from ..contracts.test_records import example
from .test_citations import case


TITLES = {
    "strategy": "Plan of the Beekeepers against Crime in the Hives 2024",
    "resource": "Guide for Practitioners on Evidence found in Hives",
    "work": "Why do Bees return to the Hive of the Thief",
}


def put(by, kind, title, number=1, place=None):
    model = detail_models()[kind]
    name = f"{kind}-{number}-cited"
    card = Card(name, place, (CardText("en", title),), (CardSource("Register of Examples"),))
    records.put(example(model, number), card, by=by)
    return Record.objects.get(kind=kind, texts__title=title)


@pytest.mark.parametrize("kind", list(TITLES))
def test_a_text_that_names_it_leads_to_it_and_its_page_says_so(by, client, kind):
    cited = put(by, kind, TITLES[kind])
    decision = case(by, "xx-90", f"The court read the {TITLES[kind]} with care.")
    read_everything()
    assert Citation.objects.filter(source=decision.pk, target=cited.pk).count() == 1
    address = getattr(cited, kind).address
    assert "/en/cases/xx-90/" in client.get(f"/en{address}").content.decode()
    assert (
        f'<a class="cites" href="/en{address}">{TITLES[kind]}</a>' in client.get("/en/cases/xx-90/").content.decode()
    )
    assert client.get(f"/api/v1/cited-by/{cited.pk}").json()["count"] == 1


def test_a_strategy_cites_and_is_cited_by_another(by, client):
    one = put(by, "strategy", TITLES["strategy"])
    other = put(by, "strategy", "Second Plan of the Beekeepers against Crime", 2)
    Text.objects.filter(record=other).update(summary=f"It continues the {TITLES['strategy']}.")
    read_everything()
    assert Citation.objects.filter(source=other.pk, target=one.pk).exists()
    assert getattr(other, other.kind).address in client.get(f"/en{one.strategy.address}").content.decode()


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("National Drug Strategy", False),
        ("Strategy against Crime 2021", False),
        ("Plan of the Beekeepers against Crime in the Hives", True),
        ("国家禁毒", False),
        ("国家反有组织犯罪战略行动计划", True),
    ],
)
def test_a_title_that_anything_may_have_is_no_name(title, is_one):
    assert registry.is_name(title) == is_one


def test_a_treaty_keeps_its_name_when_a_guide_has_the_same(by):
    title = "United Nations Convention against Transnational Organized Crime"
    guide = put(by, "resource", title)
    decision = case(by, "xx-91", f"Article 18 of the {title} was applied.")
    read_everything()
    (found,) = Citation.objects.filter(source=decision.pk)
    assert (found.target.kind, found.locator) == ("treaty", "18")
    assert not Citation.objects.filter(target=guide.pk).exists()


def test_the_plan_of_a_state_is_meant_in_its_own_texts_only(by):
    plan = put(by, "strategy", TITLES["strategy"], place="FR")
    case(by, "xx-92", f"The court read the {TITLES['strategy']}.")
    read_everything()
    assert not Citation.objects.filter(target=plan.pk).exists()


def test_its_page_asks_as_often_however_much_cites(by, client):
    cited = put(by, "work", TITLES["work"])

    def asked():
        client.get(f"/en{cited.work.address}")
        with CaptureQueriesContext(connection) as several:
            assert client.get(f"/en{cited.work.address}").status_code == 200
        return len(several)

    case(by, "one", f"See {TITLES['work']}.")
    read_everything()
    before = asked()
    for number in range(6):
        case(by, f"many-{number}", f"See {TITLES['work']}.")
    read_everything()
    assert queries.counted(queries.received(cited, None)) == {"case": 7}
    assert asked() == before
