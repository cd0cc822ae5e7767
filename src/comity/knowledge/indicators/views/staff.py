"""The page on which staff bring figures in from a file."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.engines.records.views import reader
from comity.kernel.errors import Unreadable
from comity.knowledge.indicators import exports, imports, rules
from comity.knowledge.indicators.forms import FileForm
from comity.knowledge.indicators.shapes import Report
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
MOST_FAULTS: Final = 200


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Read a file, say row by row what is wrong with it, and keep what is sound unless it is only tried."""
    person = reader(request)
    rules.check_may_record(person)
    assert person is not None, "who may record is signed in"
    form = FileForm(request.POST or None, request.FILES or None)
    report: Report | None = None
    tried = False
    if request.method == "POST" and form.is_valid():
        file, tried = form.cleaned_data["file"], form.cleaned_data["dry_run"]
        try:
            report = imports.import_figures(file.read(), by=person, origin=file.name, dry_run=tried)
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable))
    return render(
        request,
        "indicators/import.html",
        {
            "form": form,
            "report": report,
            "tried": tried,
            "faults": report.faults[:MOST_FAULTS] if report else [],
            "columns": exports.COLUMNS,
            "crumbs": (Crumb(_("Indicators"), reverse("indicators:list")), Crumb(_("Bring figures in"))),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )
