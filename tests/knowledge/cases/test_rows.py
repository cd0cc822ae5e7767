"""The rows of a case in a table: who took part, what was charged, under which keywords."""

import csv
from io import BytesIO

import pytest
from openpyxl import load_workbook

from comity.base.terms import actions as terms
from comity.base.terms import index
from comity.engines.records.enums import Outcome
from comity.engines.records.exports.sheets import template
from comity.engines.records.imports import run
from comity.engines.records.models import Record
from comity.knowledge.cases import queries
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.queries import Choice
from comity.project import exports


CARD = {"id": "xx-1", "identifier": "xx-1", "place": "IT", "title:en": "Case", "source:title": "Register"}
PEOPLE = {
    "parties:role": "victim", "parties:nature": "group", "parties:count": "3", "parties:count_children": "1",
    "parties:gender": "female", "parties:nationalities": "MD | RO",
    "parties2:role": "Defendant", "parties2:nature": "person", "parties2:name": "R. B.", "parties2:age_min": "40",
    "parties2:age_max": "40", "parties2:gender": "male",
}  # fmt: skip
CHARGES = {
    "charges:offence": "Trafficking", "charges:defendant": "2", "charges:verdict": "guilty",
    "charges:crime_type": "trafficking-in-persons",
}  # fmt: skip


@pytest.fixture
def table(tmp_path, service):
    """Import a table of these rows, whose columns are those that any of them has."""

    def read(*rows, **asked):
        path = tmp_path / "cases.csv"
        names = list(dict.fromkeys(name for one in rows for name in one))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows(rows)
        return run(path, "case", by=service, **asked)

    return read


def wholes():
    """Every case with all its rows, but for what follows from a date as it is written."""
    found = [case.whole() for case in Case.objects.order_by("pk")]
    for one in found:
        for row in one["instances"]:
            row.pop("decided_on")
    return found


def said(report):
    return [(row.number, cell.column, cell.sentence) for row in report.refused for cell in row.errors]


def test_a_table_brings_people_and_charges_and_they_are_counted(table):
    report = table(CARD | PEOPLE | CHARGES)
    assert (said(report), report.counts) == ([], {Outcome.CREATED: 1})
    case = Case.objects.get()
    victims, accused = case.parties.all()
    assert (victims.count, victims.count_children, victims.nationalities) == (3, 1, ["MD", "RO"])
    assert (accused.role, accused.name, accused.position) == ("defendant", "R. B.", 2)
    assert case.charges.get().defendant == accused
    counts = queries.counts(queries.visible_cases(None), Choice())
    assert counts["victim-nationality"] == {"MD": 1, "RO": 1}
    assert counts["victim-gender"] == {"female": 1}
    assert counts["victim-age"] == {"adult": 1, "child": 1}
    assert (counts["defendant-gender"], counts["defendant-age"]) == ({"male": 1}, {"adult": 1})
    assert counts["case-verdict"] == {"guilty": 1}
    assert table(CARD | PEOPLE | CHARGES).counts == {Outcome.UNCHANGED: 1}


def test_a_dry_run_shows_what_would_change_in_which_row(table):
    table(CARD | PEOPLE | CHARGES)
    report = table({"id": "xx-1", "parties2:gender": "female", "charges:verdict": "not-guilty"}, dry_run=True)
    assert [(one.column, one.before, one.after) for one in report.changed[0].changes] == [
        ("parties2:gender", "male", "female"),
        ("charges:verdict", "guilty", "not-guilty"),
    ]
    assert Case.objects.get().charges.get().verdict == "guilty"


def test_what_a_table_does_not_name_stays_and_still_points_where_it_did(table):
    table(CARD | PEOPLE | CHARGES)
    report = table({"id": "xx-1", "charges:offence": "Trafficking in persons"})
    assert report.counts == {Outcome.CHANGED: 1}
    charge = Case.objects.get().charges.get()
    assert (charge.offence, charge.verdict, charge.defendant.position) == ("Trafficking in persons", "guilty", 2)
    table({"id": "xx-1", "parties:count": "4"})
    assert Case.objects.get().charges.get().defendant.name == "R. B."


def test_a_row_whose_cells_are_emptied_goes(table):
    table(CARD | PEOPLE | {"charges:offence": "Other"})
    report = table({"id": "xx-1", **{name: "[empty]" for name in PEOPLE if name.startswith("parties:")}})
    assert said(report) == []
    (accused,) = Case.objects.get().parties.all()
    assert (accused.name, accused.position) == ("R. B.", 1)


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"parties:role": "wizard"}, "parties:role", "wizard"),
        ({"parties:name": "Ada"}, "parties:name", "not named"),
        ({"parties:nationalities": "Atlantis"}, "parties:nationalities", "Atlantis"),
        ({"parties2:role": "[empty]"}, "parties2:role", "must not be empty"),
        ({"charges:defendant": "7"}, "charges:defendant", "no row 7"),
        ({"parties:count_children": "9"}, "parties:count_children", "children"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column_and_keeps_no_other_case_out(table, cells, column, sentence):
    other = CARD | {"id": "xx-2", "identifier": "xx-2"}
    report = table(CARD | PEOPLE | CHARGES | cells, other | PEOPLE)
    assert list(Case.objects.values_list("identifier", flat=True)) == ["xx-2"]
    (number, where, told), *more = said(report)
    assert (number, more) == (2, [])
    assert where in {column, "parties:role", "parties:name", "parties:count_children", "parties:count"}
    assert sentence in told


def test_what_goes_out_as_a_workbook_comes_back_unchanged(new_case, service, tmp_path):
    keep([new_case("xx-1"), new_case("xx-2", parties=[], charges=[])], by=service)
    before = wholes()
    path = tmp_path / "cases.xlsx"
    path.write_bytes(b"".join(exports.writer_of("case", "xlsx")[1]))
    names = [cell.value for cell in load_workbook(path)["case"][2]]
    assert {"parties2:role", "charges2:verdict", "terms:term", "sections:body"} <= set(names)
    report = run(path, "case", by=service)
    assert (said(report), report.counts) == ([], {Outcome.UNCHANGED: 2})
    Record.objects.all().delete()
    report = run(path, "case", by=service)
    assert (said(report), report.counts) == ([], {Outcome.CREATED: 2})
    assert wholes() == before


@pytest.mark.once
@pytest.mark.parametrize("language", ["ar", "zh"])
def test_a_template_says_in_the_readers_language_what_each_row_takes(service, language):
    terms.load_facts(by=service)
    index.forget()
    book = load_workbook(BytesIO(template(Case, language)))
    explained = {row[0]: row for row in book.worksheets[1].values}
    assert "parties:role" in explained
    assert explained["parties:role"][1] != explained["parties:role"][0]
