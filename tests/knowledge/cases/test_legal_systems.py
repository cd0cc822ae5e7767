"""The legal system of a case: what it says itself, else what is told of its State."""

import pytest

from comity.base.places import index as places_index
from comity.base.places.enums import LegalSystem
from comity.base.places.models import Place
from comity.base.terms import queries as terms
from comity.engines.search.shapes import Document
from comity.knowledge.cases import queries, rules, search
from comity.knowledge.cases.actions import follow_places, keep, load_facts
from comity.knowledge.cases.models import Case, CaseMark
from comity.knowledge.cases.queries import Choice


def systems(name):
    marks = CaseMark.objects.filter(case__identifier=name, group="legal-system")
    return list(marks.values_list("value", flat=True))


def test_the_systems_of_places_are_terms_of_the_vocabulary_of_cases():
    assert set(LegalSystem.values) <= set(terms.labels("legal-system", "en"))
    for system in LegalSystem:
        assert terms.label(f"legal-system:{system.value}", "en") == system.label


@pytest.mark.parametrize(
    ("own", "place", "expected"),
    [
        ("", "ZA", ("civil-law", "common-law", "customary-law")),
        ("mixed-law", "ZA", ("mixed-law",)),
        ("international-law", "ORG-COE", ("international-law",)),
        ("", None, ()),
        ("", "VA", ()),
    ],
)
def test_a_case_has_its_own_system_else_those_of_its_state(own, place, expected):
    assert rules.legal_systems(own, place) == expected


def test_cases_are_narrowed_by_it_on_pages_and_in_search(new_case, service, client):
    keep([new_case("za-1", place="ZA"), new_case("fr-1", place="FR")], by=service)
    keep([new_case("za-2", place="ZA", fields={"legal_system": "mixed-law"})], by=service)
    counted = queries.counts(queries.visible_cases(None), Choice())["legal-system"]
    assert counted == {"civil-law": 2, "common-law": 1, "customary-law": 1, "mixed-law": 1}
    found = queries.narrowed(queries.visible_cases(None), Choice({"legal-system": ("civil-law",)}))
    assert {case.identifier for case in found} == {"za-1", "fr-1"}
    documents: list[Document] = list(search.documents([str(Case.objects.get(identifier="za-1").pk)]))
    assert documents
    for document in documents:
        assert {"legal-system:civil-law", "legal-system:customary-law"} <= set(document.marks)
    page = client.get("/en/cases/za-1/").content.decode()
    assert "Civil law · Common law · Customary law (as in this State)" in page
    assert "(as in this State)" not in client.get("/en/cases/za-2/").content.decode()
    one = client.get("/api/v1/cases/za-1").json()
    assert (one["legal_system"], one["legal_systems"]) == ("", ["civil-law", "common-law", "customary-law"])
    assert client.get("/api/v1/cases?mark=legal-system:customary-law").json()["count"] == 1


def test_every_case_of_the_index_that_is_of_a_state_has_one(service):
    load_facts(by=service)
    without = Case.objects.exclude(marks__group="legal-system").values_list("record__place", flat=True)
    assert list(without) == []
    counted = queries.counts(queries.visible_cases(None), Choice())["legal-system"]
    assert counted["civil-law"] > counted["common-law"] > counted["islamic-law"] > 0


def test_cases_follow_what_is_told_of_their_state(new_case, service, django_assert_num_queries):
    keep(
        [new_case("fr-1", place="FR"), new_case("fr-2", place="FR", fields={"legal_system": "mixed-law"})], by=service
    )
    with django_assert_num_queries(4):  # two, and a savepoint in place of the transaction
        assert follow_places(by=service) == 0
    Place.objects.filter(code="FR").update(legal_systems=["civil-law", "customary-law"])
    places_index.forget()
    assert follow_places(by=service) == 1
    assert (systems("fr-1"), systems("fr-2")) == (["civil-law", "customary-law"], ["mixed-law"])
    # What was counted anew is what a new reading of the same case comes to.
    (outcome,) = keep([new_case("fr-1", place="FR")], by=service)
    assert outcome == "unchanged"
