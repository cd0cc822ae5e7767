"""Where a part of a record is written by itself, such as one provision of a law."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.engines.records import queries, rules
from comity.engines.records.enums import State
from comity.engines.records.forms.columns import capitalised
from comity.engines.records.forms.parts import PartEditor, opened, returned
from comity.engines.records.models import Detail
from comity.engines.records.registry import detail_models, proposing
from comity.engines.records.views.editing import (
    CONFLICT,
    UNPROCESSABLE,
    Step,
    editor_of_records,
    form_content,
    may_propose_change,
)
from comity.engines.records.views.previewing import previewed
from comity.engines.records.views.reading import readable_by_key
from comity.kernel.errors import NotPermitted, Overtaken, Refused
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: uuid.UUID, part: str) -> HttpResponse:
    """A part that is there, or a new one."""
    record = readable_by_key(request, key)
    person = editor_of_records(request)
    if (ways := proposing.ways()) is not None and may_propose_change(person, record):
        asked = request.GET.urlencode()
        return redirect(reverse(ways.part, args=[key, part]) + (f"?{asked}" if asked else ""))
    rules.check_may_revise(person, record)
    stored = queries.for_editing(detail_models()[record.kind], record.pk)
    editor = part_of_request(request, stored, part, person)
    return answered(request, editor) if request.method == "POST" else shown(request, editor)


def part_of_request(request: HttpRequest, stored: Detail, part: str, person: User) -> PartEditor:
    """The form of a part as it was sent, or as it opens.

    Raises:
        Http404: the record has no such part.
    """
    if request.method == "POST":
        editor = returned(stored, part, request.POST, by=person)
    else:
        editor = opened(stored, part, by=person, asked=request.GET.dict())
    if editor is None:
        raise Http404
    return editor


def answered(  # noqa: PLR0911 -- each answer where it is known
    request: HttpRequest, editor: PartEditor
) -> HttpResponse:
    """What the buttons of the form ask for."""
    asked = request.POST.get("do", "")
    if asked not in {"save", "preview"}:
        return shown(request, editor)
    if editor.catch_up():
        return shown(request, editor, status=CONFLICT)
    editor.read()
    if not editor.is_sound:
        return shown(request, editor, status=UNPROCESSABLE)
    try:
        if asked == "preview":
            return previewed(request, editor, steps_for(editor))
        editor.keep(by=editor.by)
    except NotPermitted:
        raise
    except Overtaken as overtaken:
        editor.wrong["", 0, ""] = str(overtaken)
        return shown(request, editor, status=CONFLICT)
    except Refused as refused:
        editor.wrong["", 0, ""] = str(refused)
        return shown(request, editor, status=UNPROCESSABLE)
    except ValidationError as fault:
        editor.wrong["", 0, ""] = " ".join(fault.messages)
        return shown(request, editor, status=UNPROCESSABLE)
    messages.success(request, _("Kept. This is what everybody reads now."))
    return redirect(in_language(editor.address))


def steps_for(editor: PartEditor) -> list[Step]:
    """The button by which it is kept."""
    is_public = editor.stored is not None and editor.stored.record.state == State.PUBLISHED
    return [Step("save", _("Publish these changes") if is_public else _("Save"))]


def shown(request: HttpRequest, editor: PartEditor, *, status: int = 200) -> HttpResponse:
    """The page with the form."""
    content = part_content(editor) | {"steps": steps_for(editor)}
    return render(request, "records/edit.html", content, status=status)


def part_content(editor: PartEditor) -> dict[str, Any]:
    """What the page with the form of a part shows, but for the buttons that keep it."""
    name = str(editor.parts.label)
    heading = (_("New: %(name)s") if editor.is_new else _("Edit: %(name)s")) % {"name": name}
    content = form_content(editor) | {"heading": heading, "is_part": True, "attachments": "", "elsewhere": ()}
    way = content["crumbs"][:-1]
    if editor.found_there is not None:
        title, language = editor.parts.called(editor.stored, editor.found_there)
        content["record_title"] = {"title": title, "language": language}
        content["heading"] = f"{capitalised(heading)}"
        here = in_language(editor.parts.address(editor.stored, editor.found_there))
        way = (*way, Crumb(title.partition(" — ")[0], here, language))
    return content | {"crumbs": (*way, Crumb(heading))}
