"""Links between records by table: drawn, changed and taken away, and what is wrong is said by row and column."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from comity.base.audit.models import Event
from comity.base.places.models import Place
from comity.engines.records import actions
from comity.engines.records.enums import Outcome, State
from comity.engines.records.exports import sheets
from comity.engines.records.imports import run
from comity.engines.records.imports.running import gather
from comity.engines.records.models import Link, Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.languages import INTERFACE
from comity.knowledge.strategies.models import Strategy


pytestmark = pytest.mark.django_db
HEAD = ("id", "place", "title:en", "source:title", "form", "begins")


@pytest.fixture
def table(tmp_path, service):
    Place.objects.get_or_create(code="IT", defaults={"kind": "state"})

    def make(*rows, columns=()):
        path = tmp_path / "strategies.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*HEAD, *columns])
            writer.writerows(rows)
        return path

    return make


LINK = ("links:relation", "links:object", "links:locator")
TWO = (*LINK, "links2:relation", "links2:object", "links2:locator")


def row(number, *cells):
    return (f"plan-{number}", "IT", f"Plan {number}", "Gazette", "strategy", "2020", *cells)


def strategy(name, service, *, is_public=True):
    card = Card(name, "IT", (CardText("en", name),), (CardSource("Gazette"),))
    detail = Strategy(form="strategy", begins="2020")
    record = actions.draft(detail, card, by=service)
    if is_public:
        actions.publish(record, by=service)
    return record


def arrows():
    return sorted(
        (one.subject.texts.first().title, one.relation, one.object.texts.first().title, one.locator)
        for one in Link.objects.all()
    )


def wrong(report):
    return [(one.number, cell.column) for one in report.refused for cell in one.errors]


def test_links_are_drawn_by_identifier_address_and_key(table, service):
    Place.objects.get_or_create(code="IT", defaults={"kind": "state"})
    base = strategy("base", service)
    report = run(
        table(
            row(1, "implements", "base", "3", "cites", f"https://x.example/en/strategies/{base.pk}/", ""),
            row(2, "replaces", str(base.pk), "", "cites", "plan-1", "2"),
            columns=TWO,
        ),
        "strategy",
        by=service,
    )
    assert report.counts == {Outcome.CREATED: 2}
    assert arrows() == [
        ("Plan 1", "cites", "base", ""),
        ("Plan 1", "implements", "base", "3"),
        ("Plan 2", "cites", "Plan 1", "2"),
        ("Plan 2", "replaces", "base", ""),
    ]
    # They are part of the first revision, and of the audit log.
    first = Record.objects.get(texts__title="Plan 1")
    assert first.revisions.count() == 1
    assert len(first.revisions.get().content["links"]) == 2
    assert Event.objects.filter(verb="record.link", record_id=first.pk).count() == 2


def test_the_same_again_changes_nothing_and_an_empty_cell_leaves_what_is_there(table, service):
    strategy("base", service)
    path = table(row(1, "cites", "base", "3"), columns=LINK)
    run(path, "strategy", by=service)
    events = Event.objects.count()
    assert run(path, "strategy", by=service).counts == {Outcome.UNCHANGED: 1}
    assert run(table(row(1, "", "", ""), columns=LINK), "strategy", by=service).counts == {Outcome.UNCHANGED: 1}
    assert run(table(row(1)), "strategy", by=service).counts == {Outcome.UNCHANGED: 1}
    assert Event.objects.count() == events
    assert arrows() == [("Plan 1", "cites", "base", "3")]


def test_one_cell_changes_one_link_and_emptied_cells_take_it_away(table, service):
    strategy("base", service)
    run(table(row(1, "cites", "base", "3", "replaces", "base", ""), columns=TWO), "strategy", by=service)
    report = run(table(row(1, "", "", "4"), columns=LINK), "strategy", by=service)
    (changed,) = report.changed
    assert [(one.column, one.before, one.after) for one in changed.changes] == [("links:locator", "3", "4")]
    assert arrows() == [("Plan 1", "cites", "base", "4"), ("Plan 1", "replaces", "base", "")]
    report = run(table(row(1, "[empty]", "[empty]", "[empty]"), columns=LINK), "strategy", by=service)
    assert report.counts == {Outcome.CHANGED: 1}
    assert arrows() == [("Plan 1", "replaces", "base", "")]
    record = Record.objects.get(texts__title="Plan 1")
    assert record.revisions.count() == 3
    assert len(record.revisions.first().content["links"]) == 1
    assert Event.objects.filter(verb="record.unlink", record_id=record.pk).count() == 2


def test_a_dry_run_draws_nothing(table, service):
    strategy("base", service)
    report = run(table(row(1, "cites", "base", ""), columns=LINK), "strategy", by=service, dry_run=True)
    assert report.counts == {Outcome.CREATED: 1}
    assert "links:object" in [one.column for one in report.changed[0].changes]
    assert arrows() == []
    assert not Record.objects.filter(texts__title="Plan 1").exists()


def test_what_is_wrong_with_a_link_is_said_by_row_and_column_and_spoils_no_other_row(table, service):
    strategy("base", service)
    report = run(
        table(
            row(1, "mentions", "base", ""),
            row(2, "cites", "no-such-thing", ""),
            row(3, "cites", "", "3"),
            row(4, "", "base", ""),
            row(5, "cites", "plan-5", ""),
            row(6, "cites", "base", "x" * 101),
            row(7, "cites", "base", "7"),
            columns=LINK,
        ),
        "strategy",
        by=service,
    )
    assert wrong(report) == [
        (2, "links:relation"),
        (3, "links:object"),
        (4, "links:object"),
        (5, "links:relation"),
        (6, "links:object"),
        (7, "links:locator"),
    ]
    assert arrows() == [("Plan 7", "cites", "base", "7")]


def test_a_link_to_a_row_that_is_refused_refuses_its_own_row_only(table, service):
    report = run(
        table(
            row(1, "cites", "plan-2", ""),
            ("plan-2", "XX", "Plan 2", "Gazette", "strategy", "2020"),
            row(3, "cites", "plan-4", ""),
            row(4),
            columns=LINK,
        ),
        "strategy",
        by=service,
    )
    assert sorted(number for number, _column in wrong(report)) == [2, 3] or report.counts[Outcome.REFUSED] >= 2
    assert ("Plan 1", "cites", "Plan 2", "") not in arrows()
    assert not Link.objects.exclude(object__in=Record.objects.all()).exists()


def test_what_a_person_may_not_read_cannot_be_named_and_is_not_told_apart_from_nothing(table, service, person_with):
    strategy("secret", service, is_public=False)
    contributor = person_with("contributor")
    sentences = []
    for name in ("secret", "no-such-thing"):
        path = table(row(1, "cites", name, ""), columns=LINK)
        report, entries = gather(path, "strategy", by=contributor)
        assert entries == []
        (cell,) = report.refused[0].errors
        sentences.append(cell.sentence.replace(name, "…"))
    assert sentences[0] == sentences[1]


def test_a_workbook_shows_links_to_public_records_and_leaves_the_others(table, service, tmp_path):
    base, draft = strategy("base", service), strategy("draft", service, is_public=False)
    run(table(row(1, "cites", "base", "3"), columns=LINK), "strategy", by=service)
    record = Record.objects.get(texts__title="Plan 1")
    actions.set_links(record, [("replaces", draft.pk, ""), *actions.stored_links(record)], by=service)
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"".join(sheets.workbook(Strategy, "en")))
    sheet = load_workbook(path)["strategy"]
    names = [cell.value for cell in sheet[2]]
    told = {line[0]: dict(zip(names, line, strict=True)) for line in sheet.iter_rows(min_row=3, values_only=True)}
    ours = told[str(record.pk)]
    assert (ours["links:relation"], ours["links:object"], ours["links:locator"]) == ("cites", str(base.pk), "3")
    assert str(draft.pk) not in str(told)
    assert "links2:object" not in names
    before = arrows()
    assert set(run(path, "strategy", by=service).counts) == {Outcome.UNCHANGED}
    # A further link is written beside the one that the sheet does not show, and the same one is not drawn twice.
    again = table(row(1, "", "", "", "amends", "base", ""), columns=TWO)
    assert run(again, "strategy", by=service).counts == {Outcome.CHANGED: 1}
    assert arrows() == sorted([*before, ("Plan 1", "amends", "base", "")])
    shown = table(
        row(1, "", "", "", "", "", "", "replaces", "draft", ""),
        columns=(*TWO, "links3:relation", "links3:object", "links3:locator"),
    )
    assert run(shown, "strategy", by=service).counts == {Outcome.UNCHANGED: 1}


def test_drafts_of_one_table_may_point_at_each_other(table, service):
    rows = [(*row(number), "draft", "cites", f"plan-{3 - number}", "") for number in (1, 2)]
    path = table(*rows, columns=("state", *LINK))
    assert run(path, "strategy", by=service).counts == {Outcome.CREATED: 2}
    assert Record.objects.filter(state=State.DRAFT).count() == 2
    assert len(arrows()) == 2
    assert run(path, "strategy", by=service).counts == {Outcome.UNCHANGED: 2}


def test_many_links_cost_few_queries(table, service):
    strategy("base", service)

    def asked(count, start):
        path = table(*(row(start + n, "cites", "base", str(n)) for n in range(count)), columns=LINK)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert run(path, "strategy", by=service).counts == {Outcome.CREATED: count}
        return len(queries)

    few, many = asked(3, 0), asked(60, 100)
    assert many <= few + 2


@pytest.mark.parametrize("language", sorted(INTERFACE))
def test_templates_explain_links_in_each_language(language, service):
    book = load_workbook(io.BytesIO(sheets.template(Strategy, language)))
    names = [cell.value for cell in book["strategy"][2]]
    assert names[-3:] == list(LINK)
    assert any("links2:" in str(cell.value) for line in book.worksheets[1].iter_rows() for cell in line)
