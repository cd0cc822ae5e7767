"""The notices of who is signed in; nobody sees another's, whatever their role."""

import dataclasses
import uuid
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from comity.base.notices import actions, queries
from comity.base.notices.actions.writing import said
from comity.base.notices.enums import Filter, Urgency
from comity.base.notices.models import Notice
from comity.base.notices.registry import kind_of
from comity.base.people.models import User
from comity.base.people.views.asking import person_of, signed
from comity.base.people.views.asking import signed_in as named
from comity.kernel.languages import interface_language
from comity.ui.components import Crumb, Tab
from comity.ui.shell import SignedIn
from comity.ui.templatetags.addresses import in_language


PAGE: Final = 30


def signed_in(request: HttpRequest) -> SignedIn | None:
    """Who is signed in, with how many notices they have not read; these are counted only where the head is shown."""
    shown = named(request)
    person = getattr(request, "user", None)
    if shown is None or not isinstance(person, User):
        return shown
    return dataclasses.replace(shown, inbox=reverse("notices:inbox"), unread=lambda: queries.unread_count(person))


@signed
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The notices, all or some of them, the latest first."""
    person = person_of(request)
    wanted = request.GET.get("show", "")
    chosen = Filter(wanted) if wanted in Filter.values else Filter.ALL
    counts = queries.counts_of(person)
    page = Paginator(queries.notices_of(person, chosen), PAGE).get_page(request.GET.get("page"))
    here = "" if chosen is Filter.ALL else f"show={chosen.value}&"
    content = {
        "lines": [line(one, interface_language(request.LANGUAGE_CODE)) for one in page],
        "tabs": [
            Tab(one.label, "?" if one is Filter.ALL else f"?show={one.value}", one is chosen, counts[one])
            for one in (Filter.ALL, Filter.UNREAD, Filter.WAITING)
        ],
        "has_unread": counts[Filter.UNREAD] > 0,
        "here": request.get_full_path(),
        "summary": ngettext("%(number)s notice", "%(number)s notices", page.paginator.count)
        % {"number": page.paginator.count},
        "back": f"?{here}page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?{here}page={page.next_page_number()}" if page.has_next() else "",
        "crumbs": (Crumb(_("Notices")),),
    }
    return render(request, "notices/inbox.html", content)


def line(one: Notice, language: str) -> dict[str, Any]:
    """A notice as its line shows it."""
    kind = kind_of(one.kind)
    return {
        "notice": one,
        "sentence": said(one, language),
        "group": str(kind.group.label) if kind is not None else "",
        "is_urgent": kind is not None and kind.urgency is Urgency.URGENT,
        "is_waiting": one.asks and one.done_at is None,
    }


@signed
@require_POST
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Open a notice, which marks it as read; or mark it as read, as unread again, or as done."""
    person = person_of(request)
    one = get_object_or_404(queries.notices_of(person), pk=key)
    wanted = request.POST.get("do", "")
    if wanted == "done":
        actions.mark_done(one, by=person)
        messages.success(request, _("Marked as done."))
    elif wanted in {"open", "read", "unread"}:
        actions.mark_read(person, [one.pk], by=person, is_read=wanted != "unread")
    else:
        raise Http404
    return redirect(in_language(one.address)) if wanted == "open" else back(request)


@signed
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    person = person_of(request)
    actions.mark_read(person, by=person)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:inbox")


def back(request: HttpRequest) -> HttpResponse:
    """To where the form stood, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if wanted and is_ours else "notices:inbox")
