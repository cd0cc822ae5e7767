"""Entities of FollowTheMoney, checked against the model itself where the pack is there."""

import datetime as dt
import json
import re

import pytest
import yaml

from comity.engines.records import actions
from comity.engines.records.exports import entities
from comity.engines.records.exports.entities import entities_of, entity, entity_id, follow_the_money, published
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.legislation.models import Law
from comity.project import exports


pytestmark = pytest.mark.django_db
# What FollowTheMoney takes for an identifier.
KEY = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")


def told(detail):
    """A case with its parties, as a kind with public persons would tell it; the kind stands in for one."""
    case = published(detail, "CourtCase", caseNumber=detail.identifier, fileDate=dt.date(2001, 2, 3))
    yield case
    company = entity(entity_id(detail, "ACME Ltd"), "Company", name="ACME Ltd", country="it", jurisdiction="it")
    person = entity(entity_id(detail, "Émile"), "Person", name=["Émile", "Émile", None], gender="male")
    yield from (company, person)
    for party, role in ((company, "defendant"), (person, "defendant")):
        link = entity_id(detail, f"{party.id}-{role}")
        yield entity(link, "CourtCaseParty", case=case.id, party=party.id, role=role)
    yield published(detail, "Document", title="Judgment", fileName="judgment.pdf", mimeType="application/pdf")


@pytest.fixture
def kind(service, place, monkeypatch):
    """A kind of record that tells entities, and two of its records, one of them a draft."""
    monkeypatch.setattr(
        entities, "hook", lambda model, file, name: told if (file, name) == ("exports", "entities") else None
    )
    for number in (1, 2):
        law = Law(jurisdiction="it", slug=f"a-{number}", identifier=f"A {number}", language="it")
        source = CardSource(
            "Register", url="https://example.org/1", publisher="Court", retrieved_on=dt.date(2026, 1, 2)
        )
        card = Card(f"a-{number}", "IT", (CardText("it", "Sentenza"), CardText("en", "Judgment")), (source,))
        (actions.put if number == 1 else actions.draft)(law, card, by=service)
    return Law


def test_only_what_is_public_is_told_and_each_once(kind):
    found = list(entities_of(kind))
    # The document has the identifier of the record itself, which the case has already.
    assert [one.schema for one in found] == ["CourtCase", "Company", "Person", "CourtCaseParty", "CourtCaseParty"]
    assert len({one.id for one in found}) == len(found)
    assert all(KEY.fullmatch(one.id) for one in found)
    case, _company, person, link, _other = found
    assert case.properties["name"] == ("Sentenza", "Judgment")
    assert case.properties["country"] == ("it",)
    assert person.properties["name"] == ("Émile",)
    assert link.properties["case"] == (case.id,)


def test_the_export_is_offered_where_a_kind_tells_entities(kind):
    form, pieces = exports.writer_of("law", "xlsx")
    assert form.ending == "xlsx"
    assert b"".join(pieces)[:2] == b"PK"
    lines = [json.loads(line) for line in b"".join(exports.of_kind("law", kind).writers["ftm"]()).splitlines()]
    assert {one["schema"] for one in lines} == {"CourtCase", "Company", "Person", "CourtCaseParty"}
    assert set(lines[0]) == {"id", "schema", "properties"}


def test_a_kind_without_entities_offers_none():
    assert "ftm" not in exports.of_kind("law", Law).writers
    assert list(entities_of(Law)) == []


def schemata(folder):
    found = {}
    for path in (folder / "ftm_model" / "schema").glob("*.yaml"):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def lineage(name, found):
    """A schema and all that it extends."""
    yield name
    for parent in found[name].get("extends") or ():
        yield from lineage(parent, found)


@pytest.mark.packs
def test_every_entity_is_one_of_the_model(kind, packs_folder):
    found = schemata(packs_folder)
    written = {one["id"]: one for one in map(json.loads, follow_the_money(kind))}
    assert len(written) == 5
    for one in written.values():
        line = list(lineage(one["schema"], found))
        assert not found[one["schema"]].get("abstract")
        properties = {}
        for ancestor in reversed(line):
            properties |= found[ancestor].get("properties") or {}
        assert set(one["properties"]) <= set(properties)
        required = {name for ancestor in line for name in found[ancestor].get("required") or ()}
        assert required <= set(one["properties"])
        for name, values in one["properties"].items():
            assert {type(value) for value in values} == {str}
            check(properties[name], values, written, found)


def check(described, values, written, found):
    """Each value is what the model says of its property."""
    patterns = {"country": r"[a-z]{2,3}", "date": r"\d{4}(-\d{2}(-\d{2})?)?", "url": r"https?://\S+"}
    if described.get("type") == "entity":
        for value in values:
            assert described["range"] in set(lineage(written[value]["schema"], found))
    elif pattern := patterns.get(described.get("type")):
        assert all(re.fullmatch(pattern, value) for value in values)
