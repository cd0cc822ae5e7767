"""Cases in a table: dates as far as they are known, and counts that are true afterwards."""

import csv

import pytest

from comity.engines.records.enums import Outcome
from comity.engines.records.imports import run
from comity.knowledge.cases import queries
from comity.knowledge.cases.actions import keep
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.queries import Choice


COLUMNS = ("id", "identifier", "place", "title:en", "source:title", "decided", "sentenced", "court")


@pytest.fixture
def table(tmp_path, service):
    """Import a table of these rows."""

    def read(*rows):
        path = tmp_path / "cases.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([COLUMNS, *rows])
        return run(path, "case", by=service)

    return read


def row(name, decided, sentenced="", *, place="IT", court="Tribunale di Roma"):
    return (name, name, place, f"Case {name}", "Register", decided, sentenced, court)


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2010-05-04", "2010-05-04", "2010-05-04"),
        ("2010-05", "2010-05-01", "2010-05-31"),
        ("2010", "2010-01-01", "2010-12-31"),
        ("2010-05-04/2010-06-30", "2010-05-04", "2010-06-30"),
        ("201X", "2010-01-01", "2019-12-31"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known_with_the_days_that_it_may_mean(written, earliest, latest, table):
    report = table(row("xx-1", written, written))
    assert (report.counts, report.refused) == ({Outcome.CREATED: 1}, [])
    case = Case.objects.get()
    assert (str(case.decided_earliest_on), str(case.decided_latest_on)) == (earliest, latest)
    assert (str(case.sentenced_earliest_on), str(case.sentenced_latest_on)) == (earliest, latest)


def test_what_is_no_date_is_told_with_its_row_and_column_and_the_others_are_kept(table):
    report = table(row("xx-1", "last May"), row("xx-2", "2010-13"), row("xx-3", "2011"))
    assert [(one.number, [cell.column for cell in one.errors]) for one in report.refused] == [
        (2, ["decided"]),
        (3, ["decided"]),
    ]
    assert "2003-09" in report.refused[0].errors[0].sentence
    assert list(Case.objects.values_list("identifier", flat=True)) == ["xx-3"]


def test_cases_of_a_table_are_counted_and_a_change_is_counted_too(table, new_case, service):
    keep([new_case("xx-0", fields={"court": "Corte d’appello"})], by=service)
    table(row("xx-1", "2010-05", "2011"), row("xx-2", "2012", place="FR", court=""))
    counts = queries.counts(queries.visible_cases(None), Choice())
    assert counts["place"] == {"IT": 2, "FR": 1}
    assert counts["year"] == {"2012": 2, "2010": 1}
    assert counts["sentenced"] == {"2011": 1}

    kept = Case.objects.get(identifier="xx-0")
    before = kept.parties.count(), kept.charges.count()
    table(row("xx-0", "1999", court="Corte di cassazione"))
    counts = queries.counts(queries.visible_cases(None), Choice())
    assert counts["year"] == {"2012": 1, "1999": 1, "2010": 1}
    assert counts["court"]["Corte di cassazione"] == 1
    # What a table does not have stays, and is still counted.
    assert counts["case-verdict"] == {"guilty": 1, "not-guilty": 1}
    assert (kept.parties.count(), kept.charges.count()) == before
