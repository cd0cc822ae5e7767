"""Many proposals at once: a table is read over what is public, shown, and each sound row becomes one proposal."""

import uuid
from typing import Final

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.access.roles import Grant
from comity.base.people.models import User
from comity.engines.records import queries as record_queries
from comity.engines.records.enums import Outcome
from comity.engines.records.forms import ImportForm
from comity.engines.records.forms.editing import Editor
from comity.engines.records.forms.typed import kept
from comity.engines.records.imports import Report
from comity.engines.records.imports.reading import Entry
from comity.engines.records.imports.running import gather
from comity.engines.records.imports.waiting import Waiting, keep, waiting
from comity.engines.records.registry import detail_models
from comity.engines.records.views import importing
from comity.engines.records.views.editing import editor_of_records
from comity.kernel.errors import Refused
from comity.operations.contributions import actions, rules
from comity.operations.contributions.enums import Way
from comity.operations.contributions.forms import ConfirmForm, written_in
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Result
from comity.operations.contributions.views.writing import crumbs


MOST_ROWS: Final = 500
UNPROCESSABLE: Final = 422


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; what a file proposes; or what became of each of its rows."""
    person = editor_of_records(request)
    office = rules.office_of(person)
    if request.method != "POST":
        return shown(request, ImportForm(initial={"kind": request.GET.get("kind", "")}))
    if "waiting" in request.POST:
        return confirmed(request, person, office)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, form)
    file = form.cleaned_data["file"]
    laid = keep(file.chunks(), kind=form.cleaned_data["kind"], name=file.name or "", by=person)
    try:
        report, entries = gather(laid.path, laid.kind, by=person, name=laid.name, most=MOST_ROWS)
    except Refused as refused:
        laid.forget()
        form.add_error("file", str(refused))
        return shown(request, form)
    if not entries:
        laid.forget()
    return told(request, report, laid if entries else None)


def confirmed(request: HttpRequest, person: User, office: Grant) -> HttpResponse:
    """One proposal for each sound row; one that cannot be made keeps none of the others out."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return shown(request, ImportForm())
    try:
        laid = waiting(form.cleaned_data["waiting"], by=person)
        _report, entries = gather(laid.path, laid.kind, by=person, name=laid.name, most=MOST_ROWS)
    except Refused as refused:
        again = ImportForm({}, {})
        again.errors.clear()
        again.add_error(None, str(refused))
        return shown(request, again)
    batch, is_handed_in = uuid.uuid4(), form.cleaned_data["hand_in"]
    results = [outcome(one, laid.kind, person, office, batch, is_handed_in=is_handed_in) for one in entries]
    laid.forget()
    content = {
        "heading": _("By file"),
        "results": results,
        "batch": batch if len(results) > 1 else None,
        "done": sum(not one.refusal for one in results),
        "crumbs": crumbs(_("By file")),
    }
    return render(request, "contributions/results.html", content)


def outcome(  # noqa: PLR0913 -- the row, and what holds for the whole file
    entry: Entry, kind: str, person: User, office: Grant, batch: uuid.UUID, *, is_handed_in: bool
) -> Result:
    """What became of one row: a proposal, whole, or why none."""
    try:
        with transaction.atomic():
            made = proposed(entry, kind, person, office, batch)
            if is_handed_in:
                actions.go(made, "hand_in_verified" if rules.verifies(person) else "hand_in", by=person)
    except Refused as refused:
        return Result(entry.report.title or entry.report.identifier, reverse("contributions:dashboard"), str(refused))
    return Result(made.title, reverse("contributions:page", args=[made.pk]))


def proposed(entry: Entry, kind: str, person: User, office: Grant, batch: uuid.UUID) -> Proposal:
    """The proposal of one row, as the editor's form would have made it.

    Raises:
        NotPermitted: the record is another State's, or the person may not propose this.
        NotNow: the editor finds something wrong with it.
    """
    model = detail_models()[kind]
    assert entry.key is not None
    assert entry.sketch is not None
    stored = record_queries.for_editing(model, entry.key) if entry.report.outcome == Outcome.CHANGED else None
    record = stored.record if stored is not None else None
    found = rules.check_may_propose(person, model, record) if record is not None else office
    editor = Editor.opened(model, stored, by=person)
    told_in = kept(entry.sketch, editor.outline)
    editor.typed.texts |= {name: text for name, text in told_in.texts.items() if text}
    # A table says nothing of links and satellites; of sources it does.
    editor.typed.rows |= {name: rows for name, rows in told_in.rows.items() if rows}
    if stored is None and not editor.typed.texts.get("place"):
        editor.typed.texts["place"] = office.place or ""
    editor.read()
    rules.check_sound(
        editor.label(name or f"+{group}") + ": " + said for (group, _row, name), said in editor.wrong.items()
    )
    written = written_in(editor, {})
    return actions.propose(written, kind=kind, office=found, by=person, record=record, way=Way.FILE, batch=batch)


def shown(request: HttpRequest, form: ImportForm) -> HttpResponse:
    """The page with the form and the templates."""
    form.fields["file"].help_text = _("A filled-in template or an export: XLSX or CSV, at most 20 MB and 500 rows.")
    return importing.shown(request, form, heading=_("Propose by file"))


def told(request: HttpRequest, report: Report, laid: Waiting | None) -> HttpResponse:
    """The page that says what each row would propose."""
    return importing.told(
        request,
        report,
        laid,
        confirm=ConfirmForm(initial={"waiting": laid.token}) if laid else None,
        again=reverse("contributions:file"),
        does=_("Propose it"),
        heading=_("What would be proposed"),
    )
