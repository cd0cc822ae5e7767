"""Tables of records: what is wrong is said by row and column, and what is right is kept."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from comity.base.audit.models import Event
from comity.base.places.models import Place
from comity.engines.records import actions
from comity.engines.records.enums import Outcome, State
from comity.engines.records.imports import lines_of, run
from comity.engines.records.models import Record, Text
from comity.kernel.errors import NotPermitted, Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.bibliography.grammar import fingerprint
from comity.knowledge.bibliography.models import Work
from comity.knowledge.cases.models import Case, Charge, Party
from comity.knowledge.legislation.models import Law

from .conftest import HEADER, line


pytestmark = pytest.mark.django_db


def wrong(report):
    return [(row.number, cell.column) for row in report.refused for cell in row.errors]


def test_a_wrong_row_does_not_keep_the_right_ones_out(table, service):
    path = table(line(1), line(2, adopted_on="yesterday"), line(3, place="XX"), line(4))
    report = run(path, "law", by=service)
    assert report.counts == {Outcome.CREATED: 2, Outcome.REFUSED: 2}
    assert wrong(report) == [(3, "adopted_on"), (4, "place")]
    assert sorted(Law.objects.values_list("slug", flat=True)) == ["act-1", "act-4"]


def test_all_or_nothing_keeps_nothing(table, service):
    events = Event.objects.count()
    report = run(table(line(1), line(2, adopted_on="yesterday")), "law", by=service, all_or_nothing=True)
    assert report.undone
    assert Record.objects.count() == 0
    assert Event.objects.count() == events
    assert "Nothing was kept" in str(report)


def test_a_dry_run_shows_field_by_field_and_keeps_nothing(table, service):
    run(table(line(1)), "law", by=service)
    report = run(table(line(1, adopted_on="2002-02-03"), line(2)), "law", by=service, dry_run=True)
    changed, created = report.changed
    assert [(c.column, c.before, c.after) for c in changed.changes] == [("adopted_on", "2001-02-03", "2002-02-03")]
    assert created.outcome == Outcome.CREATED
    assert list(lines_of(changed)) == ["row 2: act-1 Changed", "    adopted_on: “2001-02-03” → “2002-02-03”"]
    assert Law.objects.get().adopted_on == dt.date(2001, 2, 3)


def test_importing_twice_changes_nothing(table, service):
    path = table(line(1), line(2, state="draft"))
    assert run(path, "law", by=service).counts == {Outcome.CREATED: 2}
    events = Event.objects.count()
    assert run(path, "law", by=service).counts == {Outcome.UNCHANGED: 2}
    assert Event.objects.count() == events


def test_an_empty_cell_leaves_what_is_there_and_a_word_empties_it(table, service):
    run(table(line(1, **{"summary:en": "About"})), "law", by=service)
    run(table(line(1, adopted_on="", place="", **{"summary:en": ""})), "law", by=service)
    law = Law.objects.get()
    assert (law.adopted_on, law.record.place_id) == (dt.date(2001, 2, 3), "IT")
    assert law.record.texts.get().summary == "About"
    run(table(line(1, adopted_on="[empty]", **{"summary:en": "[empty]"})), "law", by=service)
    law = Law.objects.get()
    assert (law.adopted_on, law.record.texts.get().summary) == (None, "")


def test_what_a_cell_says_is_read_in_any_of_the_six_languages(table, service):
    for number, language in enumerate(INTERFACE):
        with translation.override(language):
            form = str(Law._meta.get_field("form").flatchoices[1][1])
        run(table(line(number, form=form, is_official="no")), "law", by=service)
    assert {(law.form, law.is_official) for law in Law.objects.all()} == {
        (Law._meta.get_field("form").flatchoices[1][0], False)
    }


def test_two_rows_of_one_record_are_one_too_many(table, service):
    report = run(table(line(1), line(1, slug="other")), "law", by=service)
    assert report.counts == {Outcome.CREATED: 1, Outcome.REFUSED: 1}
    assert "row 2" in report.refused[0].errors[0].sentence


def test_what_only_one_record_may_have_refuses_the_second_row_alone(table, service):
    report = run(table(line(1), line(2), line(3, slug="act-1")), "law", by=service)
    assert report.counts == {Outcome.CREATED: 2, Outcome.REFUSED: 1}
    assert report.refused[0].identifier == "act-3"
    assert sorted(Law.objects.values_list("slug", flat=True)) == ["act-1", "act-2"]


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"id": ""}, ""),
        ({"title:en": ""}, "title:en"),
        ({"language": ""}, "language"),
        ({"identifier": "x" * 301}, "identifier"),
        ({"slug": "no slug"}, "slug"),
        ({"form": "poem"}, "form"),
        ({"is_official": "perhaps"}, "is_official"),
        ({"source:title": "", "source:url": "https://example.org/"}, "source:title"),
        ({"source:url": "javascript:alert(1)"}, "source:url"),
        ({"title:fr": "", "summary:fr": "Un résumé", "title:ar": ""}, "title:fr"),
        ({"title:en": "bell \x07"}, "title:en"),
        ({"adopted_on": "#REF!"}, "adopted_on"),
        ({"adopted_on": "03/02/2001"}, "adopted_on"),
        ({"state": "withdrawn"}, "state"),
        ({"revision": "first"}, "revision"),
    ],
)
def test_each_fault_is_told_by_its_column(table, service, changed, column):
    report = run(table(line(1, **changed)), "law", by=service)
    assert report.counts == {Outcome.REFUSED: 1}
    assert column in {cell.column for row in report.refused for cell in row.errors}
    assert Record.objects.count() == 0


@pytest.mark.parametrize("language", INTERFACE)
def test_faults_are_told_in_the_language_of_the_person(table, service, language):
    with translation.override(language):
        report = run(table(line(1, adopted_on="yesterday")), "law", by=service)
    assert report.refused[0].errors[0].sentence


def test_columns_that_are_not_known_are_named_with_the_nearest(table, service):
    with pytest.raises(Unreadable, match=r"laws.csv, row 1, column J: .*“adoptd_on”.*“adopted_on”"):
        run(table(line(1, adoptd_on="2001-01-01")), "law", by=service)
    with pytest.raises(Unreadable, match="stands twice"):
        run(table(line(1), header=[*HEADER, "place"]), "law", by=service)
    with pytest.raises(Unreadable, match="row of machine names"):
        run(table({"Name": "Act"}, header=[]), "law", by=service)
    with pytest.raises(Unreadable, match=r"Known are: .*law"):
        run(table(line(1)), "poem", by=service)


def test_only_editors_import(table, person_with):
    for person in (person_with("contributor"),):
        with pytest.raises(NotPermitted):
            run(table(line(1)), "law", by=person)
    assert run(table(line(1)), "law", by=person_with("editor")).counts == {Outcome.CREATED: 1}


def test_a_row_withdraws_with_a_reason_and_a_file_brings_nothing_back(table, service):
    run(table(line(1)), "law", by=service)
    assert wrong(run(table({"id": "act-1", "state": "withdrawn"}), "law", by=service)) == [(2, "state")]
    run(table({"id": "act-1", "state": "withdrawn", "reason": "a mistake"}), "law", by=service)
    record = Record.objects.get()
    assert record.state == State.WITHDRAWN
    assert Event.objects.get(verb="record.withdraw").details == {"reason": "a mistake"}
    report = run(table(line(1, state="published")), "law", by=service)
    assert "does not bring it back" in report.refused[0].errors[0].sentence


def test_a_table_made_before_another_changed_the_record_is_not_let_over_it(table, service):
    run(table(line(1)), "law", by=service)
    old = table(line(1, revision="1", adopted_on="2003-03-03"), name="old.csv")
    run(table(line(1, adopted_on="2002-02-02")), "law", by=service)
    assert wrong(run(old, "law", by=service)) == [(2, "revision")]
    assert Law.objects.get().adopted_on == dt.date(2002, 2, 2)
    # What it wanted may meanwhile be so.
    assert run(table(line(1, revision="1", adopted_on="2002-02-02")), "law", by=service).counts == {
        Outcome.UNCHANGED: 1
    }


def test_what_another_changed_after_the_preview_is_refused(table, service):
    run(table(line(1)), "law", by=service)
    seen_at = timezone.now() - dt.timedelta(hours=1)
    report = run(table(line(1, adopted_on="2009-09-09"), line(2)), "law", by=service, seen_at=seen_at)
    assert report.counts == {Outcome.REFUSED: 1, Outcome.CREATED: 1}


def test_an_identifier_of_another_database_is_not_taken_over(table, service):
    run(table(line(1)), "law", by=service)
    key = str(Record.objects.get().pk)
    report = run(
        table({"id": key, "title:en": "A treaty", "symbol": "X", "chapter": "X"}, header=[]), "treaty", by=service
    )
    assert report.counts == {Outcome.REFUSED: 1}


def test_a_row_may_point_at_a_row_before_it(table, service):
    rows = [
        {"id": "X-1", "title:en": "A convention", "symbol": "X-1", "chapter": "X", "parent": ""},
        {"id": "X-1-a", "title:en": "Its protocol", "symbol": "X-1-a", "chapter": "X", "parent": "X-1"},
        {"id": "X-1-b", "title:en": "Another", "symbol": "X-1-b", "chapter": "X", "parent": "X-99"},
    ]
    report = run(table(*rows, header=[]), "treaty", by=service)
    assert wrong(report) == [(4, "parent")]
    record = Record.objects.get(treaty__symbol="X-1-a")
    assert record.treaty.parent.symbol == "X-1"


def test_lists_of_words_stand_with_bars(table, service):
    row = {"id": "X-1", "title:en": "A convention", "symbol": "X-1", "chapter": "X"}
    run(table(row | {"crime_types": "corruption | money-laundering"}, header=[]), "treaty", by=service)
    assert Record.objects.get().treaty.crime_types == ["corruption", "money-laundering"]


def test_what_looks_like_a_formula_comes_back_as_it_was(table, service):
    for number, title in enumerate(["=1+1", "'=1+1", "''@x", "-1", "'quoted'"]):
        run(table(line(number, **{"title:en": title})), "law", by=service)
    # What stands in a file with a mark before a formula had none before it was exported.
    assert sorted(Text.objects.values_list("title", flat=True)) == sorted(["=1+1", "=1+1", "'@x", "-1", "'quoted'"])


def test_a_workbook_is_read_as_a_file_of_commas_is(table, service):
    given = line(1, adopted_on=dt.date(2001, 2, 3), is_official=True)
    assert run(table(given, name="laws.xlsx"), "law", by=service).refused == []
    assert run(table(line(1, is_official="yes")), "law", by=service).counts == {Outcome.UNCHANGED: 1}


def test_a_change_by_table_is_a_revision_and_a_draft_stays_one(table, person_with, service):
    editor = person_with("editor")
    run(table(line(1), line(2, state="draft")), "law", by=editor)
    run(table(line(1, adopted_on="2002-02-02"), line(2, adopted_on="2002-02-02")), "law", by=editor)
    published = Record.objects.get(law__slug="act-1")
    draft = Record.objects.get(law__slug="act-2")
    assert (published.revisions.count(), published.state) == (2, State.PUBLISHED)
    assert (draft.revisions.count(), draft.state) == (0, State.DRAFT)
    assert run(table({"id": "act-1", "state": "draft"}), "law", by=editor).counts == {Outcome.REFUSED: 1}
    run(table({"id": "act-2", "state": "published"}), "law", by=editor)
    assert Record.objects.get(law__slug="act-2").state == State.PUBLISHED
    assert actions.snapshot(published, published.law)["detail"]["adopted_on"] == "2002-02-02"


# ---------------------------------------------------------------- what follows from the rest


def work(number, **more):
    return {
        "id": f"work-{number}",
        "title:en": f"A study {number}",
        "source:title": "A catalogue",
        "form": "book",
        "language": "en",
        "issued": "2019",
        "doi": f"https://doi.org/10.1000/ABC{number}",
    } | more


def test_what_follows_from_the_rest_is_worked_out_as_on_screen(table, service):
    path = table(work(1), work(2, doi="no doi"), name="works.csv", header=list(work(1)))
    report = run(path, "work", by=service)
    assert report.counts == {Outcome.CREATED: 1, Outcome.REFUSED: 1}
    assert wrong(report) == [(3, "doi")]
    assert "This is no DOI" in report.refused[0].errors[0].sentence
    kept = Work.objects.get()
    assert (kept.doi, kept.year) == ("10.1000/abc1", 2019)
    assert kept.fingerprint == fingerprint("A study 1", 2019)
    # The same table again changes nothing, and what a row changes is worked out anew.
    same = table(work(1, doi="10.1000/abc1"), name="works.csv", header=list(work(1)))
    assert run(same, "work", by=service).counts == {Outcome.UNCHANGED: 1}
    later = table(work(1, doi="10.1000/abc1", issued="2021-03"), name="works.csv", header=list(work(1)))
    assert run(later, "work", by=service).counts == {Outcome.CHANGED: 1}
    kept.refresh_from_db()
    assert (kept.year, kept.fingerprint) == (2021, fingerprint("A study 1", 2021))


def test_what_cannot_follow_refuses_its_row_and_no_other(table, service, place):
    Place.objects.get_or_create(code="FR", defaults={"kind": "state"})
    run(table(line(1), line(2)), "law", by=service)
    report = run(table(line(1, place="FR"), line(2, **{"title:en": "Another"})), "law", by=service)
    assert report.counts == {Outcome.REFUSED: 1, Outcome.CHANGED: 1}
    assert wrong(report) == [(2, "place")]
    assert Record.objects.get(law__slug="act-1").place_id == "IT"


def case(number, **more):
    return {
        "id": f"it-case-{number}",
        "place": "IT",
        "title:en": f"A case {number}",
        "source:title": "A court",
        "identifier": f"it-case-{number}",
        "decided": "2019",
    } | more


def test_rows_beside_a_record_stay_when_a_table_changes_it(table, service):
    header = list(case(1))
    assert run(table(case(1), name="a.csv", header=header), "case", by=service).counts == {Outcome.CREATED: 1}
    kept = Case.objects.get()
    Party.objects.create(case=kept, position=1, role="victim", nature="group", count=3)
    Charge.objects.create(case=kept, position=1, offence="Trafficking", defendant=None)
    changed = table(case(1, **{"title:en": "Another title"}), name="a.csv", header=header)
    assert run(changed, "case", by=service).counts == {Outcome.CHANGED: 1}
    assert list(Party.objects.values_list("role", "count")) == [("victim", 3)]
    assert list(Charge.objects.values_list("offence", flat=True)) == ["Trafficking"]
    revision = kept.record.revisions.first()
    assert revision.number == 2


def test_many_rows_beside_records_are_read_with_as_many_questions_as_few(table, service):
    header = list(case(1))

    def asked(number):
        rows = [case(one, **{"title:en": f"Title {number}"}) for one in range(number)]
        with CaptureQueriesContext(connection) as several:
            run(table(*rows, name="a.csv", header=header), "case", by=service, dry_run=True)
        return [one["sql"] for one in several if one["sql"].startswith("SELECT")]

    run(table(*(case(one) for one in range(20)), name="a.csv", header=header), "case", by=service)
    for kept in Case.objects.all():
        Party.objects.create(case=kept, position=1, role="victim", nature="group", count=3)
    asked(2)
    assert len(asked(2)) == len(asked(20))
