"""Tables of records: what is wrong is said by row and column, and what is right is kept."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from comity.base.audit.models import Event
from comity.engines.records import actions
from comity.engines.records.enums import Outcome, State
from comity.engines.records.imports import lines_of, run
from comity.engines.records.models import Record, Text
from comity.kernel.errors import NotPermitted, Unreadable
from comity.kernel.languages import INTERFACE
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
    run(table(line(1)), "law", by=service)
    run(table(line(1, adopted_on="", place="")), "law", by=service)
    law = Law.objects.get()
    assert (law.adopted_on, law.record.place_id) == (dt.date(2001, 2, 3), "IT")
    run(table(line(1, adopted_on="[empty]", place="[empty]")), "law", by=service)
    law = Law.objects.get()
    assert (law.adopted_on, law.record.place_id) == (None, None)


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
