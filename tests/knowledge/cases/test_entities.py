"""What of cases goes out as entities of FollowTheMoney, and what never does."""

import json
import re

import pytest

from comity.engines.records.exports.entities import entities_of, follow_the_money
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.enums import AgeGroup, Nature, Role
from comity.knowledge.cases.models import Case, Party
from comity.project import exports


# Facts about the schemata of FollowTheMoney 4.11 that are used here: the properties of each with their types, and
# those that it must have. The pack of the model, where it is there, is asked in tests/engines/records.
THING = {
    "name": "name", "country": "country", "summary": "text", "sourceUrl": "url", "publisher": "string",
    "retrievedAt": "date", "keywords": "string",
}  # fmt: skip
SCHEMATA = {
    "CourtCase": THING | {"caseNumber": "identifier", "court": "string", "closeDate": "date", "type": "string"},
    "Company": THING,
    "PublicBody": THING,
    "Person": THING | {"nationality": "country", "gender": "gender"},
    "CourtCaseParty": {"case": "entity", "party": "entity", "role": "string"},
}
REQUIRED = {name: {"case", "party"} if name == "CourtCaseParty" else {"name"} for name in SCHEMATA}
FORMS = {
    "country": r"[a-z]{2}",
    "date": r"\d{4}(-\d{2}(-\d{2})?)?",
    "url": r"https?://\S+",
    "gender": r"male|female|other",
}
KEY = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")


def told():
    return [json.loads(line) for line in follow_the_money(Case)]


def test_every_entity_is_what_the_model_knows(new_case, service):
    people = [
        Party(role=Role.DEFENDANT, nature=Nature.COMPANY, name="Bee Traders Ltd", nationalities=["FR", "ORG-COE"]),
        Party(role=Role.DEFENDANT, name="Robert McDonnell", gender="male", nationalities=["US"]),
        Party(role=Role.PROSECUTION, nature=Nature.AUTHORITY, name="Public Prosecutor"),
    ]
    keep([new_case(parties=people, charges=[])], by=service)
    written = {one["id"]: one for one in told()}
    assert sorted(one["schema"] for one in written.values()) == [
        "Company", "CourtCase", "CourtCaseParty", "CourtCaseParty", "CourtCaseParty", "Person", "PublicBody",
    ]  # fmt: skip
    for one in written.values():
        assert KEY.fullmatch(one["id"])
        known = SCHEMATA[one["schema"]]
        assert set(one["properties"]) <= set(known)
        assert REQUIRED[one["schema"]] <= set(one["properties"])
        for name, values in one["properties"].items():
            pattern = FORMS.get(known[name], r".+")
            assert all(re.fullmatch(pattern, value, re.DOTALL) for value in values), (name, values)
        if one["schema"] == "CourtCaseParty":
            assert written[one["properties"]["case"][0]]["schema"] == "CourtCase"
            assert written[one["properties"]["party"][0]]["schema"] in {"Company", "Person", "PublicBody"}
    (company,) = (one for one in written.values() if one["schema"] == "Company")
    assert company["properties"]["country"] == ["fr"]


@pytest.mark.parametrize(
    ("decided", "told_as"), [("2010-05-04", ["2010-05-04"]), ("2010-05", ["2010"]), ("201X", None), ("", None)]
)
def test_a_date_goes_out_only_as_far_as_it_is_known_and_a_name_only_as_long_as_is_taken(
    decided, told_as, new_case, service
):
    keep([new_case(title="The State v. Bee " * 40, parties=[], charges=[], fields={"decided": decided})], by=service)
    (case,) = told()
    assert case["properties"].get("closeDate") == told_as
    assert 380 < max(map(len, case["properties"]["name"])) <= 384


@pytest.mark.parametrize(
    "party",
    [
        Party(role=Role.VICTIM),
        Party(role=Role.DEFENDANT, name="J. D."),
        Party(role=Role.DEFENDANT, name="A17"),
        Party(role=Role.DEFENDANT, name="Anthony ***"),
        Party(role=Role.DEFENDANT, name="张某某"),
        Party(role=Role.DEFENDANT, name="Bee Bumble", age_group=AgeGroup.CHILD),
        Party(role=Role.RESPONDENT, name="Bee Bumble", age_min=17, age_max=17),
        Party(role=Role.DEFENDANT, name="The Bumbles", nature=Nature.GROUP, count=3),
    ],
)
def test_nobody_who_is_protected_or_hidden_goes_out(party, new_case, service):
    keep([new_case(parties=[party], charges=[])], by=service)
    assert [one.schema for one in entities_of(Case)] == ["CourtCase"]


def test_where_a_publisher_hides_people_no_person_goes_out_but_companies_do(new_case, service):
    people = [
        Party(role=Role.DEFENDANT, name="Robert McDonnell"),
        Party(role=Role.DEFENDANT, nature=Nature.COMPANY, name="A GmbH"),
    ]
    keep([new_case(parties=people, charges=[], fields={"is_anonymised": True})], by=service)
    assert [one.schema for one in entities_of(Case)] == ["CourtCase", "Company", "CourtCaseParty"]


def test_the_whole_database_is_offered_as_entities(new_case, service, django_assert_max_num_queries):
    keep([new_case(f"xx-{number}") for number in range(3)], by=service)
    assert "ftm" in exports.of_kind("case", Case).writers
    with django_assert_max_num_queries(12):
        assert len({one["id"] for one in told()}) == len(told()) == 9
