"""Where staff bring a questionnaire in, or begin an empty one."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.forms import BringForm, WholeForm
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.grammar.faults import Fault, Faulty
from comity.engines.questionnaires.imports import Brought, from_bytes
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.shapes import Definition
from comity.engines.questionnaires.views.asking import writer
from comity.engines.questionnaires.views.editing import languages_of
from comity.engines.questionnaires.views.reading import address, crumbs
from comity.kernel.errors import NotPermitted, Refused


UNPROCESSABLE: Final = 422
# So many faults are shown; who mends these sees the others.
SHOWN: Final = 200


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form for a file and the form for an empty draft."""
    person = writer(request)
    if request.method != "POST":
        return _page(request, BringForm(), WholeForm(initial={"seen": 1}))
    if request.POST.get("do") == "begin":
        return _begun(request, person)
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, WholeForm(initial={"seen": 1}), status=UNPROCESSABLE)
    sent = form.cleaned_data["file"]
    try:
        brought = read(sent.read(), sent.name or "")
        version = keep(brought.definition, person)
    except Faulty as faulty:
        return _page(request, form, WholeForm(initial={"seen": 1}), faults=faulty.faults, status=UNPROCESSABLE)
    except NotPermitted:
        raise
    except Refused as refused:
        form.add_error("file", str(refused))
        return _page(request, form, WholeForm(initial={"seen": 1}), status=UNPROCESSABLE)
    messages.success(request, _("It is kept as a draft. Try it, then release it."))
    for finding in brought.findings[:SHOWN]:
        messages.info(request, str(finding))
    return redirect(address(version))


def read(content: bytes, name: str) -> Brought:
    """The definition in a file, by what the file is.

    Raises:
        Unreadable: it is none, or not sound.
    """
    # A workbook is a ZIP archive, whatever it is called.
    return from_bytes(content, name) if content[:2] == b"PK" else Brought(reading.from_json(content, where=name))


def keep(definition: Definition, person: User) -> Version:
    """A new draft; or, where there is a draft of that edition, that draft with this definition."""
    known = queries.version_of(person, definition.code, definition.edition)
    if known is not None and known.stage == Stage.DRAFT:
        return actions.revise(known, definition, by=person, seen=known.revision)
    return actions.draft(definition, by=person)


def _begun(request: HttpRequest, person: User) -> HttpResponse:
    form = WholeForm(request.POST)
    if form.is_valid():
        try:
            definition = reading.definition({**form.members({}), "sections": []})
            version = actions.draft(definition, by=person)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(address(version, "edit"))
    return _page(request, BringForm(), form, status=UNPROCESSABLE)


def _page(
    request: HttpRequest, form: BringForm, whole: WholeForm, *, faults: tuple[Fault, ...] = (), status: int = 200
) -> HttpResponse:
    told = ngettext(
        "%(count)s thing is wrong in this file; nothing was kept.",
        "%(count)s things are wrong in this file; nothing was kept.",
        len(faults),
    )
    content: dict[str, Any] = {
        "form": form,
        "whole": whole,
        "languages": languages_of(whole),
        "faults": faults[:SHOWN],
        "told": told % {"count": len(faults)},
        "crumbs": crumbs(None, _("New questionnaire")),
    }
    return render(request, "questionnaires/bring.html", content, status=status)
