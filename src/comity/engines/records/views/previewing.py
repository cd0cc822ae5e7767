"""A record as it would be: its very page, made from what would be kept, of which nothing is."""

import copy
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve

from comity.base.access.enums import Permission
from comity.base.audit.actions import collecting
from comity.base.people.models import User
from comity.engines.records import actions, rules
from comity.engines.records.enums import State
from comity.engines.records.forms.editing import Editor
from comity.engines.records.forms.parts import PartEditor
from comity.engines.records.models import Detail
from comity.ui.templatetags.addresses import in_language


def previewed(request: HttpRequest, editor: Editor, steps: Sequence[Any], *, by: User | None = None) -> HttpResponse:
    """The page of the record with what was typed; above it, what would change and the buttons that keep it.

    Args:
        request: the form as it was sent.
        editor: what was typed, read and sound.
        steps: the buttons.
        by: in whose name it is kept for a moment, where whoever typed it only proposes it.
    """
    keeper = by or editor.by
    bar = {
        "changes": editor.changes(),
        "steps": steps,
        "sent": [(name, value) for name, several in request.POST.lists() if name != "do" for value in several],
        "address": request.path,
    }
    # Whoever wrote it a moment ago is shown it: that is no reading of something restricted, and of it nothing is kept.
    with transaction.atomic(), collecting():
        address, _mark, query = in_language(tried(editor, keeper)).partition("?")
        found = resolve(address)
        asking = copy.copy(request)
        asking.method, asking.path, asking.path_info = "GET", address, address
        asking.META = request.META | {"PATH_INFO": address, "QUERY_STRING": query, "REQUEST_METHOD": "GET"}
        asking.GET, asking.resolver_match = QueryDict(query), found
        asking.above = render_to_string("records/preview_bar.html", bar, request=request)  # type: ignore[attr-defined] # -- read by the shell
        response: HttpResponse = found.func(asking, *found.args, **found.kwargs)
        if hasattr(response, "render"):
            response.render()
        transaction.set_rollback(True)
    response["Cache-Control"] = "no-store"
    return response


def tried(editor: Editor, keeper: User) -> str:
    """Keep what was typed, for as long as the transaction lasts; the path of its page."""
    if isinstance(editor, PartEditor):
        address = editor.address
        editor.keep(by=keeper)
        return address
    record = actions.keep_edited(editor.after_sound, by=keeper)
    if record.state != State.PUBLISHED and rules.permits_with(keeper, Permission.RECORD_PUBLISH, record):
        actions.publish(record, by=keeper)
    detail: Detail = getattr(record, record.kind)
    return detail.address
