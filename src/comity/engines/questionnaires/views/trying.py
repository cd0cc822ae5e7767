"""Where staff try a version as a person would answer it; nothing is kept."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.engines.questionnaires.forms import answered
from comity.engines.questionnaires.grammar.evaluating import course
from comity.engines.questionnaires.grammar.values import faults
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.views.asking import found, language, writer
from comity.engines.questionnaires.views.reading import crumbs, head
from comity.engines.questionnaires.views.shown import Trial, contents, parts


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """The form: conditions are live with script, and follow a button without."""
    writer(request)
    version = found(request, code, edition)
    definition = definition_of(version)
    answers = answered(definition, request.POST, language()) if request.method == "POST" else {}
    checked = request.POST.get("do") == "check"
    told = faults(definition, answers, language()) if checked else {}
    trial = Trial(answers, course(definition, answers), told)
    shown = parts(definition, language(), trial)
    content = head(request, version, definition) | {
        "parts": shown,
        "contents": contents(shown),
        "crumbs": crumbs(version, _("Try it")),
        "is_checked": checked,
        "wrong": [(one, told[one]) for one in told],
    }
    return render(request, "questionnaires/preview.html", content)
