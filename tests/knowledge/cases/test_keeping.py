"""Cases as they are kept, exported and found."""

import json

import pytest

from comity.engines.records.actions import withdraw
from comity.engines.records.enums import Outcome
from comity.engines.records.models import Record
from comity.knowledge.cases import search
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.models import Case, CaseMark, Party
from comity.project.exports import writer_of


@pytest.fixture
def kept(new_case, service):
    assert keep([new_case()], by=service) == [Outcome.CREATED]
    return Case.objects.get()


def test_the_same_again_changes_nothing_and_a_correction_is_a_revision(kept, new_case, service):
    assert keep([new_case()], by=service) == [Outcome.UNCHANGED]
    assert kept.record.revisions.count() == 1

    changed = new_case()
    changed.parts["charges"][1].verdict = "guilty"
    assert keep([changed], by=service) == [Outcome.CHANGED]
    first, last = kept.record.revisions.order_by("number")
    assert [charge["verdict"] for charge in first.content["detail"]["charges"]] == ["guilty", "not-guilty"]
    assert [charge["verdict"] for charge in last.content["detail"]["charges"]] == ["guilty", "guilty"]
    assert Party.objects.count() == 4


def test_the_days_that_a_period_may_mean_are_kept(kept):
    assert (str(kept.decided_earliest_on), str(kept.decided_latest_on)) == ("2012-03-01", "2012-03-31")


def test_what_a_case_is_counted_by_is_worked_out_from_all_of_it(kept):
    marks = {}
    for group, value in CaseMark.objects.values_list("group", "value"):
        marks.setdefault(group, set()).add(value)
    assert marks == {
        "place": {"IT"},
        "year": {"2012"},
        "court": {"Corte d’appello", "Tribunale di Roma"},
        "court-level": {"first-instance", "appellate"},
        "case-appeal": {"partly-reversed"},
        "crime-types": {"trafficking-in-persons", "money-laundering"},
        "tip-keywords": {"recruitment"},
        "cross-cutting": {"attempt"},
        "case-verdict": {"guilty", "not-guilty"},
        "case-cooperation": {"extradition"},
        "victim-nationality": {"WS"},
        "victim-gender": {"female"},
        "victim-age": {"child", "adult"},
        "defendant-nationality": {"FR"},
        "defendant-gender": {"male"},
        "defendant-age": {"adult"},
        # Of Italy, since the case says nothing of its own.
        "legal-system": {"civil-law"},
    }


def test_a_whole_database_holds_everything_that_hangs_on_a_case(kept):
    _form, pieces = writer_of("case", "jsonl")
    (row,) = [json.loads(line) for line in b"".join(pieces).splitlines()]
    assert row["identifier"] == "xx-1"
    assert [charge["defendant"] for charge in row["charges"]] == [2, 1]
    assert row["measures"] == [{"measure": "confiscated", "what": "a van", "amount": "1200.50", "currency": "EUR"}]
    assert [party["name"] for party in row["parties"]] == ["Bee Traders Ltd", "J. D.", "", ""]
    assert {section["language"] for section in row["sections"]} == {"en", "fr", "it"}
    assert "marks" not in row


def test_an_export_takes_the_same_number_of_queries_for_one_case_and_for_five(
    kept, new_case, service, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as one:
        b"".join(writer_of("case", "jsonl")[1])
    keep([new_case(f"xx-{number}") for number in range(2, 6)], by=service)
    with django_assert_max_num_queries(20) as five:
        b"".join(writer_of("case", "jsonl")[1])
    assert len(five) == len(one)


def test_there_is_a_document_in_each_language_in_which_anything_is_said(kept):
    found = {one.language: one for one in search.documents([str(kept.pk)])}
    assert set(found) == {"en", "ar", "fr", "it"}
    assert found["en"].body == "A trader sold bees.\n\nThe first case about bees."
    assert "Le api." in found["it"].body
    assert "Recruitment" in found["en"].about
    assert "Recrutement" in found["fr"].about
    assert "case-verdict:guilty" in found["ar"].marks
    assert not any(mark.startswith(("place:", "year:", "crime-types:")) for mark in found["en"].marks)
    # Known to the month, and shown so.
    assert (str(found["en"].on), found["en"].dated) == ("2012-03-01", "2012-03")


def test_what_is_withdrawn_is_found_no_more(kept, person_with):
    withdraw(Record.objects.get(), by=person_with("editor"), reason="on the court's order")
    assert list(search.documents([str(kept.pk)])) == []
