"""Where staff bring records in by file: send it, see what would change, say that it is to be done."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.enums import Outcome
from comity.engines.records.exports.sheets import template, template_csv
from comity.engines.records.forms import ConfirmForm, ImportForm
from comity.engines.records.imports import Report, RowReport, run
from comity.engines.records.imports.waiting import Waiting, keep, waiting
from comity.engines.records.registry import detail_models, kinds, proposing, table_models
from comity.engines.records.views import reader, reading_language
from comity.engines.records.views.editing import proposes
from comity.kernel.errors import NotPermitted, Refused
from comity.ui.components import Badge, Fact, Tone


MOST_ROWS: Final = 20_000
UNPROCESSABLE: Final = 422
TONES: Final = {Outcome.CREATED: Tone.SUCCESS, Outcome.CHANGED: Tone.ACCENT, Outcome.REFUSED: Tone.DANGER}
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def importer(request: HttpRequest) -> User:
    """The person who asks, when they may import.

    Raises:
        NotPermitted: they may not.
    """
    person = reader(request)
    rules.check_may_import(person)
    assert person is not None, "a visitor may not"
    return person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; what a file would change; or what it did."""
    person = importer(request)
    if request.method != "POST":
        return shown(request, ImportForm(initial={"kind": request.GET.get("kind", "")}))
    return confirmed(request, person) if "waiting" in request.POST else sent(request, person)


def sent(request: HttpRequest, person: User) -> HttpResponse:
    """Lay the file aside and show what it would change."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, form)
    file = form.cleaned_data["file"]
    laid = keep(file.chunks(), kind=form.cleaned_data["kind"], name=file.name or "", by=person)
    try:
        report = run(laid.path, laid.kind, by=person, dry_run=True, name=laid.name, most=MOST_ROWS)
    except Refused as refused:
        laid.forget()
        if isinstance(refused, NotPermitted):
            raise
        form.add_error("file", str(refused))
        return shown(request, form)
    if not report.counts[Outcome.CREATED] + report.counts[Outcome.CHANGED]:
        laid.forget()
        return told(request, report, None)
    return told(request, report, laid)


def confirmed(request: HttpRequest, person: User) -> HttpResponse:
    """Do what was shown, unless another was quicker."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return shown(request, ImportForm())
    try:
        laid = waiting(form.cleaned_data["waiting"], by=person)
        report = run(
            laid.path, laid.kind, by=person, all_or_nothing=form.cleaned_data["all_or_nothing"], seen_at=laid.seen_at,
            name=laid.name, most=MOST_ROWS,
        )  # fmt: skip
    except NotPermitted:
        raise
    except Refused as refused:
        again = ImportForm({}, {})
        again.errors.clear()
        again.add_error(None, str(refused))
        return shown(request, again)
    laid.forget()
    return told(request, report, None)


def shown(request: HttpRequest, form: ImportForm, *, heading: str = "") -> HttpResponse:
    """The page with the form and the templates, for whoever imports or proposes by file."""
    databases = [(kind, name, f"/api/v1/export/{kind}.xlsx") for kind, name in kinds()]
    content = {"form": form, "databases": databases, "heading": heading or _("Import records")}
    return render(request, "records/import.html", content, status=UNPROCESSABLE if form.errors else 200)


def told(request: HttpRequest, report: Report, laid: Waiting | None, **besides: Any) -> HttpResponse:
    """The page that says what would become of each row, or what became of it; ``besides`` replaces what it says."""
    content: dict[str, Any] = {
        "report": report,
        "name": str(detail_models()[report.kind]._meta.verbose_name_plural),
        "figures": [Fact(outcome.label, report.counts[outcome]) for outcome in Outcome],
        "changed": [lined(row) for row in report.changed],
        "refused": report.refused,
        "more_changed": report.counts[Outcome.CREATED] + report.counts[Outcome.CHANGED] - len(report.changed),
        "more_refused": report.counts[Outcome.REFUSED] - len(report.refused),
        "confirm": ConfirmForm(initial={"waiting": laid.token}) if laid else None,
        "again": reverse("records:import"),
        "does": _("Import it"),
        "heading": _("What would change") if report.dry_run else _("What was imported"),
    }
    return render(request, "records/imported.html", content | besides)


def lined(row: RowReport) -> dict[str, Any]:
    """A row as the page shows it."""
    return {"row": row, "badge": Badge(row.outcome.label, TONES[row.outcome])}


@never_cache
@login_required
@require_safe
def template_file(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """An empty table for a kind of record in the reader's language, for who imports or proposes by file."""
    person = reader(request)
    if proposing.ways() is None or person is None or not proposes(person):
        importer(request)
    model = table_models().get(kind)
    if model is None or form not in TYPES:
        raise Http404
    language = reading_language()
    made = template(model, language) if form == "xlsx" else template_csv(model, language)
    response = HttpResponse(made, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="comity-{kind}-{language}.{form}"'
    return response
