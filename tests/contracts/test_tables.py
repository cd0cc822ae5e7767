"""Every database goes out as a table and comes back as it was, by identifier."""

import csv
import io

import pytest
from openpyxl import load_workbook

from comity.base.audit.models import Event
from comity.engines.records import actions
from comity.engines.records.enums import Outcome, State
from comity.engines.records.exports.sheets import template, template_csv
from comity.engines.records.imports import run
from comity.engines.records.models import Record
from comity.engines.records.registry import columns_of
from comity.kernel.errors import Overtaken, Unreadable
from comity.kernel.languages import INTERFACE
from comity.project import exports

from .test_records import DETAILS, card, example


pytestmark = pytest.mark.django_db


@pytest.fixture(params=[model for model in DETAILS if not model.has_own_tables], ids=lambda model: model.kind)
def detail_model(request):
    return request.param


def test_a_kind_with_tables_of_its_own_stays_out_of_these(service, tmp_path):
    kept_apart = [model.kind for model in DETAILS if model.has_own_tables]
    assert kept_apart == ["authority"]
    path = tmp_path / "x.csv"
    path.write_text("id\n\n", encoding="utf-8")
    for kind in kept_apart:
        assert "xlsx" not in exports.every()[kind].writers
        with pytest.raises(Unreadable, match=f"no kind of record “{kind}”"):
            run(path, kind, by=service)


def written(tmp_path, kind, form):
    path = tmp_path / f"{kind}.{form}"
    path.write_bytes(b"".join(exports.writer_of(kind, form)[1]))
    return path


def content(model):
    """What is kept of every record of a kind, by its key."""
    found = {}
    for detail in model._default_manager.select_related("record"):
        found[str(detail.pk)] = actions.snapshot(detail.record, detail)
    return found


def kept(model, service, count=3):
    for number in range(1, count + 1):
        actions.put(example(model, number), card(number, title=f"=Title {number}"), by=service)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_changes_nothing_when_it_is_imported(detail_model, service, tmp_path, form):
    kept(detail_model, service)
    before, events = content(detail_model), Event.objects.count()
    report = run(written(tmp_path, detail_model.kind, form), detail_model.kind, by=service)
    assert report.refused == []
    assert report.counts == {Outcome.UNCHANGED: 3}
    assert content(detail_model) == before
    assert Event.objects.count() == events


def test_another_installation_gets_the_same_records(detail_model, service, tmp_path):
    kept(detail_model, service)
    before = content(detail_model)
    path = written(tmp_path, detail_model.kind, "xlsx")
    Record.objects.all().delete()

    report = run(path, detail_model.kind, by=service)
    assert report.refused == []
    assert report.counts == {Outcome.CREATED: 3}
    after = content(detail_model)
    for told in (*before.values(), *after.values()):
        for name in detail_model.derived:
            # The example leaves out what its module works out.
            told["detail"].pop(name)
    assert after == before
    assert run(path, detail_model.kind, by=service).counts == {Outcome.UNCHANGED: 3}


def test_a_cell_that_was_changed_changes_one_field(detail_model, service, tmp_path):
    kept(detail_model, service, 2)
    path = written(tmp_path, detail_model.kind, "xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[2]]
    sheet.cell(3, names.index("title:en") + 1, "Another title")
    book.save(path)

    tried = run(path, detail_model.kind, by=service, dry_run=True)
    assert [(c.column, c.after) for c in tried.changed[0].changes] == [("title:en", "Another title")]
    assert not Record.objects.filter(texts__title="Another title").exists()
    assert run(path, detail_model.kind, by=service).counts == {Outcome.CHANGED: 1, Outcome.UNCHANGED: 1}
    assert Record.objects.get(texts__title="Another title").revisions.count() == 2
    assert run(path, detail_model.kind, by=service).counts == {Outcome.UNCHANGED: 2}


@pytest.mark.once
@pytest.mark.parametrize("language", INTERFACE)
def test_a_template_explains_every_column_in_the_readers_language(detail_model, place, language):
    columns = columns_of(detail_model)
    book = load_workbook(io.BytesIO(template(detail_model, language)))
    sheet, told = book.worksheets[0], book.worksheets[1]
    assert [cell.value for cell in sheet[2]] == list(columns)
    assert all(cell.value for cell in sheet[1])
    assert [told.cell(row, 1).value for row in range(2, len(columns) + 2)] == list(columns)
    assert all(told.cell(row, 4).value for row in range(2, len(columns) + 2))
    listed = {
        str(rule.sqref).rstrip("0123456789").rpartition(":")[2] for rule in sheet.data_validations.dataValidation
    }
    chosen = [n for n, one in enumerate(columns.values(), 1) if one.choices or one.name == "place"]
    assert listed == {sheet.cell(1, position).column_letter for position in chosen}
    assert bool(sheet.sheet_view.rightToLeft) == (language == "ar")

    rows = list(csv.reader(io.StringIO(template_csv(detail_model, language).decode("utf-8-sig"))))
    assert rows[1] == list(columns)
    assert len(rows) == 2


def test_putting_many_is_putting_each(detail_model, service):
    alone = [(example(detail_model, n), card(n)) for n in range(1, 4)]
    for detail, one in alone:
        actions.put(detail, one, by=service)
    trail = list(Event.objects.order_by("pk").values_list("verb", "record_id", "details"))
    kept_alone = content(detail_model)
    Record.objects.all().delete()
    before = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]

    together = [(example(detail_model, n), card(n)) for n in range(1, 4)]
    assert actions.put_many(together, by=service) == [Outcome.CREATED] * 3
    assert content(detail_model) == kept_alone
    told = Event.objects.filter(pk__gt=before).values_list("verb", "record_id", "details")
    assert sorted(map(str, told)) == sorted(str(one) for one in trail if one[0].startswith("record."))
    assert actions.put_many(together, by=service) == [Outcome.UNCHANGED] * 3

    changed = [(example(detail_model, n), card(n, title="Other")) for n in (1, 2)]
    assert actions.put_many(changed, by=service) == [Outcome.CHANGED] * 2
    assert Record.objects.filter(texts__title="Other", state=State.PUBLISHED).count() == 2
    assert {one.revisions.count() for one in Record.objects.filter(texts__title="Other")} == {2}


def test_of_two_editors_at_once_the_second_is_shown_what_changed(detail_model, service):
    actions.put(example(detail_model), card(title="As both saw it"), by=service)
    record = Record.objects.get()
    actions.put(example(detail_model), card(title="As the first wants it"), by=service, expected=1)
    with pytest.raises(Overtaken) as refusal:
        actions.put(example(detail_model), card(title="As the second wants it"), by=service, expected=1)
    told = [(c.field, c.before, c.now, c.wanted) for c in refusal.value.changes]
    assert told == [("title:en", "As both saw it", "As the first wants it", "As the second wants it")]
    assert record.texts.get(language="en").title == "As the first wants it"
    assert record.revisions.count() == 2
    actions.put(example(detail_model), card(title="As the second wants it"), by=service, expected=2)
    assert record.texts.get(language="en").title == "As the second wants it"


def test_two_editors_of_a_draft_are_told_by_what_they_saw(detail_model, person_with):
    editor = person_with("editor")
    record = actions.draft(example(detail_model), card(title="A draft"), by=editor)
    seen = actions.snapshot(record, getattr(record, record.kind))
    mine, yours = example(detail_model), example(detail_model)
    mine.record = yours.record = record
    actions.revise(mine, card(title="Mine"), by=editor, expected=seen)
    with pytest.raises(Overtaken) as refusal:
        actions.revise(yours, card(title="Yours"), by=editor, expected=seen)
    assert [(c.field, c.now, c.wanted) for c in refusal.value.changes] == [("title:en", "Mine", "Yours")]
