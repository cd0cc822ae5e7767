"""Where staff write a table of a draft: its columns, its rows, and the sums that must agree."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.engines.questionnaires import actions
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.forms.tables import TableForm, counts_of, initial_of
from comity.engines.questionnaires.grammar import editing, reading, writing
from comity.engines.questionnaires.grammar.faults import Faulty
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes import Definition
from comity.engines.questionnaires.views.asking import language
from comity.engines.questionnaires.views.editing import CONFLICT, UNPROCESSABLE, draft_of, languages_of
from comity.engines.questionnaires.views.reading import address, crumbs
from comity.engines.questionnaires.views.shown import parts
from comity.kernel.errors import NotPermitted, Overtaken, Refused


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, code: str, edition: str, asked: str) -> HttpResponse:
    """The table of a question: shown as it would be asked, and kept when that is wanted."""
    person, version = draft_of(request, code, edition)
    definition = definition_of(version)
    one = definition.questions.get(asked)
    if one is None or one.kind is not Kind.TABLE:
        raise Http404
    plain = writing.question(one)
    if request.method != "POST":
        form = TableForm(initial=initial_of(plain) | {"seen": version.revision}, counts=counts_of(plain))
        return _page(request, version, form, asked, definition)
    return _sent(request, version, TableForm(request.POST, counts=counts_of(plain, request.POST)), asked, person)


def _sent(request: HttpRequest, version: Version, form: TableForm, asked: str, person: User) -> HttpResponse:
    """Show what was typed as it would be asked, keep it, or show it again with what is wrong."""
    status = UNPROCESSABLE
    if not form.is_valid():
        return _page(request, version, form, asked, None, status)
    definition = definition_of(version)
    try:
        members = form.members(writing.question(definition.questions[asked]))
        fresh = reading.definition(editing.with_question(writing.document(definition), members, code=asked))
        if request.POST.get("do") == "show":
            return _page(request, version, form, asked, fresh)
        kept = actions.revise(version, fresh, by=person, seen=form.cleaned_data["seen"])
    except NotPermitted:
        raise
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(None, str(fault))
    except Refused as refused:
        status = CONFLICT if isinstance(refused, Overtaken) else status
        form.add_error(None, str(refused))
    else:
        messages.success(request, _("It is kept."))
        return redirect(f"{address(kept, 'edit')}#q-{asked}")
    return _page(request, version, form, asked, None, status)


def _page(  # noqa: PLR0913, PLR0917 -- what the page is made of
    request: HttpRequest, version: Version, form: TableForm, asked: str, shown: Definition | None, status: int = 200
) -> HttpResponse:
    heading = _("Table of question %(code)s") % {"code": asked}
    trail = crumbs(version, _("Change it"))
    content: dict[str, Any] = {
        "form": form,
        "heading": heading,
        "grids": list(form.grids()),
        "counts": form.counts,
        "languages": languages_of(form),
        "back": address(version, "edit"),
        "shown": next((one for part in parts(shown, language()) for one in part.questions if one.code == asked), None)
        if shown
        else None,
        "crumbs": (*trail[:-1], replace(trail[-1], address=address(version, "edit")), *crumbs(None, heading)[1:]),
    }
    return render(request, "questionnaires/table_form.html", content, status=status)
