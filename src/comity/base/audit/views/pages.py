"""The log as people see it: their own, what concerns the records that they may read, or all of it."""

import json
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.audit import queries, rules
from comity.base.audit.actions import seen
from comity.base.audit.crypto.notes import checkpoint_of
from comity.base.audit.exports import as_csv, as_json, lines
from comity.base.audit.forms import FilterForm
from comity.base.audit.models import Event
from comity.base.audit.queries import reading
from comity.base.audit.queries.reading import Asked
from comity.base.audit.shapes import content_of
from comity.base.audit.views.wording import said
from comity.kernel.languages import interface_language
from comity.ui.components import Crumb, Download


UNPROCESSABLE: Final = 422
TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


def language() -> str:
    """The interface language of the page that is being made."""
    return interface_language(get_language() or "en")


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Events, newest first, narrowed by person, thing, verb and day."""
    form = FilterForm(request.GET)
    is_good = form.is_valid()
    asked = form.asked if is_good else Asked()
    chosen = _chosen(request)
    events = reading.narrowed(reading.visible_to(request.user), asked, request.user)
    if not is_good:
        events = events.none()
    found = reading.page_of(events, request.user, cursor=request.GET.get("cursor", ""), language=language())
    _note(request, "audit.read", chosen)
    content = {
        "form": form,
        "lines": [{"line": line, "said": said(line.event.verb)} for line in found.lines],
        "back": f"?{urlencode(chosen)}" if request.GET.get("cursor") else "",
        "following": f"?{urlencode({**chosen, 'cursor': found.following})}" if found.following else "",
        "is_narrowed": bool(chosen),
        "reads_all": rules.may_read_all(request.user),
        "downloads": tuple(
            Download(name, f"{reverse('audit:export', args=[form_])}?{urlencode(chosen)}")
            for form_, name in (("csv", "CSV"), ("json", "JSON"))
        ),
        "crumbs": (Crumb(_("Audit log")),),
    }
    return render(request, "audit/page.html", content, status=200 if is_good else UNPROCESSABLE)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: value for name in FilterForm.base_fields if (value := request.GET.get(name, "").strip())}


def _note(request: HttpRequest, verb: str, chosen: dict[str, Any]) -> None:
    """Who looks at the deeds of others is noted as well."""
    if rules.may_read_all(request.user):
        # Not the words themselves: they may hold a name that must be erasable.
        seen(verb, None, by=request.user, narrowed_by=sorted(chosen))


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The same events as a file."""
    asked = FilterForm(request.GET)
    if form not in TYPES or not asked.is_valid():
        raise Http404
    events = reading.narrowed(reading.visible_to(request.user), asked.asked, request.user)
    found = lines(events, request.user, language=language())
    _note(request, "audit.export", _chosen(request))
    response = StreamingHttpResponse((as_csv if form == "csv" else as_json)(found), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="audit.{form}"'
    return response


def _found(request: HttpRequest, number: int) -> Event:
    found = reading.visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_safe
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event, and the proof that it is in the log."""
    one = _found(request, number)
    (line,) = reading.lines_of([one], request.user, language=language())
    proof = queries.proof_of(one)
    _note(request, "audit.read", {"event": number})
    content = {
        "line": line,
        "said": said(one.verb),
        "details": sorted(one.details.items()),
        "written": json.dumps(content_of(one), ensure_ascii=False, indent=1, sort_keys=True),
        "proof": proof,
        "signed": checkpoint_of(proof["checkpoint"]) if proof else None,
        "key": str(queries.public_key()),
        "crumbs": (Crumb(_("Audit log"), reverse("audit:page")), Crumb(_("Event %(number)s") % {"number": number})),
    }
    return render(request, "audit/event.html", content)


@never_cache
@login_required
@require_safe
def proof(request: HttpRequest, number: int) -> HttpResponse:
    """The proof of one event, as the program that verifies it reads it."""
    made = queries.proof_of(_found(request, number))
    if made is None:
        raise Http404
    _note(request, "audit.read", {"event": number})
    response = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="event-{number}-proof.json"'
    return response
