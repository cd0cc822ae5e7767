"""Meetings of a network and their documents: for everybody what is public, for members and staff the rest."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.files import actions as files
from comity.base.files import queries as file_queries
from comity.base.files.store import AT_ONCE
from comity.base.people.models import User
from comity.engines.records.views import reader
from comity.kernel.errors import NotPermitted, Refused
from comity.operations.networks import actions, queries, rules
from comity.operations.networks.forms import MeetingForm, PaperForm
from comity.operations.networks.models import Meeting, Network
from comity.operations.networks.views.words import (
    CONFLICT,
    UNPROCESSABLE,
    crumb_of,
    crumbs,
    found_or_404,
    network_or_404,
    short_of,
)
from comity.ui.components import Crumb


GET_OR_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 30
LONGEST: Final = 200


@never_cache
@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The meetings of a network, the latest first; words of titles narrow them."""
    network, person = network_or_404(code), reader(request)
    words = request.GET.get("q", "").strip()[:LONGEST]
    rows = queries.meetings_of(network, person, words)
    page: Page[Meeting] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    _note_kept(person, network, list(page.object_list))
    many = page.paginator.num_pages
    content = {
        "network": network,
        "short": short_of(network),
        "words": words,
        "meetings": page.object_list,
        "count": page.paginator.count,
        "may_enter": rules.may_manage(person) and network.ended_on is None,
        "wants": queries.wants_papers(rules.posts_of(person), network),
        "shown": _("Page %(number)s of %(count)s") % {"number": page.number, "count": many} if many > 1 else "",
        "back": _turned(words, page.previous_page_number()) if page.has_previous() else "",
        "following": _turned(words, page.next_page_number()) if page.has_next() else "",
        "crumbs": crumbs(crumb_of(network), _("Meetings")),
    }
    return render(request, "networks/meetings.html", content)


def _turned(words: str, number: int) -> str:
    asked = {"q": words, "page": str(number)}
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _note_kept(person: User | None, network: Network, meetings: list[Meeting]) -> None:
    """Note that somebody read what is kept for members."""
    kept = [str(one.pk) for one in meetings if not one.is_public]
    if person is not None and kept:
        seen("networks.meetings", None, by=person, network=network.pk, meetings=kept)


@never_cache
@require_safe
def page(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """A meeting with those of its documents that the reader may have."""
    network, person = network_or_404(code), reader(request)
    meeting = found_or_404(queries.meeting_of(network, key, person))
    _note_kept(person, network, [meeting])
    return _shown(request, meeting)


def _shown(request: HttpRequest, meeting: Meeting, *, status: int = 200, **changed: Any) -> HttpResponse:
    person, network = reader(request), meeting.network
    content = {
        "network": network,
        "short": short_of(network),
        "meeting": meeting,
        "papers": meeting.papers.all(),
        "may_manage": rules.may_manage(person),
        "is_inside": rules.may_manage(person) or any(one.network_id == network.pk for one in rules.posts_of(person)),
        "form": PaperForm(initial={"is_public": meeting.is_public}),
        "has_scanner": file_queries.has_scanner(),
        "refusal": "",
        "crumbs": crumbs(
            crumb_of(network), Crumb(_("Meetings"), reverse("networks:meetings", args=[network.pk])), meeting.title
        ),
    }
    return render(request, "networks/meeting.html", content | changed, status=status)


def _managed(request: HttpRequest, code: str, key: uuid.UUID) -> tuple[User, Meeting]:
    """Who looks after networks, and a meeting of one.

    Raises:
        NotPermitted: they do not.
        Http404: there is none.
    """
    person, network = reader(request), network_or_404(code)
    rules.check_may_manage(person)
    assert person is not None
    return person, found_or_404(queries.meeting_of(network, key, person))


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a meeting."""
    person, network = reader(request), network_or_404(code)
    rules.check_may_manage(person)
    rules.check_stands(network)
    assert person is not None
    return _edited(request, network, None, person)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def edit(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """Say anew what a meeting is."""
    person, meeting = _managed(request, code, key)
    return _edited(request, meeting.network, meeting, person)


def _edited(request: HttpRequest, network: Network, held: Meeting | None, person: User) -> HttpResponse:
    form = MeetingForm(request.POST or None, initial=MeetingForm.of(held) if held else {})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.put_meeting(network, form.told(), held=held, by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:meeting", network.pk, made.pk)
    here = _("Change the meeting") if held else _("New meeting")
    way = Crumb(_("Meetings"), reverse("networks:meetings", args=[network.pk]))
    content = {"form": form, "title": here, "crumbs": crumbs(crumb_of(network), way, here)}
    return render(request, "networks/meeting_edit.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_POST
def add(request: HttpRequest, code: str, key: uuid.UUID) -> HttpResponse:
    """Add a document to a meeting."""
    person, meeting = _managed(request, code, key)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, meeting, form=form, status=UNPROCESSABLE)
    given = form.cleaned_data["file"]
    try:
        # The bytes first, outside any transaction: nobody waits while they are looked through.
        laid = files.lay(given.chunks(AT_ONCE), given.name or "") if given else None
        actions.add_paper(meeting, form.told(), laid, by=person)
    except NotPermitted:
        raise
    except Refused as no:
        form.add_error("file" if given else "link", str(no))
        return _shown(request, meeting, form=form, status=UNPROCESSABLE)
    return redirect("networks:meeting", meeting.network_id, meeting.pk)


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, code: str, key: uuid.UUID, verb: str) -> HttpResponse:
    """Take a meeting away, or open, keep or take away one of its documents."""
    person, meeting = _managed(request, code, key)
    try:
        if verb == "drop":
            actions.drop_meeting(meeting, by=person)
            return redirect("networks:meetings", meeting.network_id)
        paper = next((one for one in meeting.papers.all() if str(one.pk) == request.POST.get("paper")), None)
        if verb in {"open", "keep"}:
            actions.show_paper(found_or_404(paper), is_public=verb == "open", by=person)
        elif verb == "take-away":
            actions.take_away(found_or_404(paper), by=person)
        else:
            raise Http404
    except NotPermitted:
        raise
    except Refused as no:
        return _shown(request, meeting, refusal=str(no), status=CONFLICT)
    return redirect("networks:meeting", meeting.network_id, meeting.pk)


@never_cache
@login_required
@require_POST
def want(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether one is told of new documents of a network."""
    network, person = network_or_404(code), reader(request)
    assert person is not None
    actions.want_papers(network, wants=request.POST.get("wants") == "yes", by=person)
    return redirect("networks:meetings", network.pk)
