"""Where an authority is confirmed, and where files are read in."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.engines.records.enums import Outcome
from comity.engines.records.views import reader
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.authorities import actions, rules
from comity.knowledge.authorities.forms import ImportForm
from comity.knowledge.authorities.imports.rows import Report, import_rows
from comity.knowledge.authorities.imports.tables import rows_of
from comity.knowledge.authorities.views.directory import found
from comity.ui.components import Crumb


UNPROCESSABLE = 422
# So many are named one by one on the page; the file that is mended shows the others at the next attempt.
NAMED = 200


@never_cache
@login_required
@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that an authority is still as it stands here."""
    one = found(request, pk)
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    actions.confirm(one.authority, by=person)
    messages.success(request, _("Confirmed. It stands here with today’s date and the name of your organisation."))
    return redirect("authorities:page", pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def read_in(request: HttpRequest) -> HttpResponse:
    """Read a file of authorities in, or say what that would change; every fault by row and column."""
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    rules.check_may_edit(person)
    form = ImportForm(request.POST or None, request.FILES or None)
    report: Report | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            report = import_rows(
                rows_of(file.read(), file.name),
                name=file.name,
                by=person,
                dry_run=not form.cleaned_data["is_kept"],
                all_or_nothing=form.cleaned_data["all_or_nothing"],
            )
        except NotPermitted:
            raise
        except Unreadable as unreadable:
            form.add_error("file", unreadable.sentence)
    wrong = bool(form.errors) or bool(report and report.faults)
    return render(
        request,
        "authorities/import.html",
        {
            "form": form,
            "report": report,
            "faults": sorted(report.faults, key=lambda one: (one.row, one.column))[:NAMED] if report else (),
            "more": max(0, len(report.faults) - NAMED) if report else 0,
            "is_changed": bool(report and not report.dry_run and not report.is_undone),
            "created": report.count(Outcome.CREATED) if report else 0,
            "changed": report.count(Outcome.CHANGED) if report else 0,
            "unchanged": report.count(Outcome.UNCHANGED) if report else 0,
            "crumbs": (Crumb(_("Authorities"), reverse("authorities:list")), Crumb(_("Read a file in"))),
        },
        status=UNPROCESSABLE if wrong else 200,
    )
