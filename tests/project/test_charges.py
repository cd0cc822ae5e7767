"""The law under which somebody was charged, from the charge to the provision and back again."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.citations.actions import bring_up_to_date, read_everything
from comity.engines.citations.models import Citation
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.models import Case, Charge
from comity.knowledge.cases.queries import by_name, provisions_charged
from comity.knowledge.cases.shapes import NewCase

from .test_citations import law


STATUTE = "articles 1 and 2 of the Bees Protection Act 2001"


def charged(by, name, *charges):
    card = Card(name, "IT", (CardText("en", f"Decision {name}"),), (CardSource("Register of Examples"),))
    keep([NewCase(card, {"language": "en", "decided": "2012"}, {"charges": list(charges)})], by=by)
    return Case.objects.get(identifier=name)


def exported(client):
    """What the case with the two charges cites, in the file of all cases."""
    content = b"".join(client.get("/api/v1/export/case.jsonl").streaming_content)
    (cites,) = (row["cites"] for row in map(json.loads, content.splitlines()) if row["identifier"] == "xx-78")
    return cites


@pytest.fixture
def bees(by):
    return law(by, "BEES-1", "Bees Protection Act 2001")


@pytest.fixture
def hunter(by, bees):
    """A case with a charge under two provisions, and one under a law that nobody has."""
    one = charged(
        by,
        "xx-78",
        Charge(offence="Taking <bees>", statute=STATUTE),
        Charge(offence="Taking wasps", statute="section 5 of the Wasps Act 1999"),
    )
    read_everything()
    return one


def test_a_charge_leads_to_each_provision_that_its_law_names(hunter, client):
    page = client.get("/en/cases/xx-78/").content.decode()
    assert '<a class="cites" href="/en/laws/it/bees-1/art_1/">articles 1</a>' in page
    assert '<a class="cites" href="/en/laws/it/bees-1/art_2/">2 of the Bees Protection Act 2001</a>' in page
    assert "<bdi>section 5 of the Wasps Act 1999</bdi>" in page
    assert "Taking &lt;bees&gt;" in page


def test_a_provision_tells_who_was_charged_under_it(hunter, bees, client):
    page = client.get("/en/laws/it/bees-1/art_2/").content.decode()
    assert "/en/cases/xx-78/#charges" in page
    assert "Charge 1" in page
    told = client.get(f"/api/v1/cited-by/{bees.pk}?part=art_2").json()
    assert [(one["part"], one["address"]) for one in told["results"]] == [("Charge 1", "/cases/xx-78/#charges")]


def test_programs_and_exports_get_the_provisions_too(hunter, bees, client):
    one, other = client.get("/api/v1/cases/xx-78").json()["charges"]
    wanted = [
        {"record": str(bees.pk), "locator": eid, "address": f"/laws/it/bees-1/{eid}/"} for eid in ("art_1", "art_2")
    ]
    assert one["provisions"] == wanted
    assert (one["statute"], other["provisions"]) == (STATUTE, [])
    assert exported(client) == [{"part": "charge-1", **cited} for cited in wanted]


def test_a_law_that_comes_later_is_linked_then(by, client):
    charged(by, "xx-79", Charge(offence="Taking bees", statute=STATUTE))
    read_everything()
    assert not Citation.objects.filter(source__kind="case").exists()
    law(by, "BEES-1", "Bees Protection Act 2001")
    bring_up_to_date()
    assert len(client.get("/api/v1/cases/xx-79").json()["charges"][0]["provisions"]) == 2


def test_a_draft_is_no_target_for_visitors(hunter, bees, client):
    Record.objects.filter(pk=bees.pk).update(state=State.DRAFT, published_at=None)
    assert client.get("/api/v1/cases/xx-78").json()["charges"][0]["provisions"] == []
    assert "/laws/it/bees-1/" not in client.get("/en/cases/xx-78/").content.decode()
    assert exported(client) == []


def test_what_an_editor_says_stands_above_what_the_rule_found(by, bees, client):
    charged(
        by, "xx-80", Charge(offence="Taking", statute=STATUTE, provision=bees.record, provision_locator="art_3")
    )  # fmt: skip
    read_everything()
    page = client.get("/en/cases/xx-80/").content.decode()
    assert f'<a href="/en/laws/it/bees-1/art_3/"><bdi>{STATUTE}</bdi></a>' in page


def test_the_place_of_the_case_decides_which_law_is_meant(by, bees):
    card = Card("xx-81", "FR", (CardText("en", "Decision"),), (CardSource("Register of Examples"),))
    keep([NewCase(card, {"language": "en"}, {"charges": [Charge(offence="x", statute=STATUTE)]})], by=by)
    read_everything()
    assert provisions_charged(by_name("xx-81", None), None) == {}


def test_many_charges_take_as_many_queries_as_one(by, bees, client):
    charged(by, "one", Charge(offence="a", statute=STATUTE))
    charged(by, "many", *(Charge(offence=f"a{number}", statute=STATUTE) for number in range(12)))
    read_everything()
    for address in ("/en/cases/{}/", "/api/v1/cases/{}"):
        client.get(address.format("one"))
        numbers = []
        for name in ("one", "many"):
            asked = []
            # What every page keeps in memory asks once in a while whether it has changed: the least is the page's own.
            for _number in range(3):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address.format(name)).status_code == 200
                asked.append(len(queries))
            numbers.append(min(asked))
        assert numbers[0] == numbers[1], address
