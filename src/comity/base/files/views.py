"""Where files are read, and where staff see what waits."""

import re
import uuid
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, http_date, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.files import actions, queries, registry, rules
from comity.base.files.forms import WithdrawForm
from comity.base.files.models import File
from comity.base.files.store import Missing, Unavailable, current
from comity.base.people.models import User
from comity.kernel.errors import NotNow
from comity.ui.components import Crumb


PAGE: Final = 50
# No script, no form, no frame, nothing from anywhere; ``sandbox`` gives it an origin of its own.
NOTHING: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PICTURE: Final = f"{NOTHING}; img-src 'self'; style-src 'unsafe-inline'"
RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
TEXT: Final = {"text/plain", "text/csv"}


def reader(request: HttpRequest) -> User | None:
    """Who reads; None is a visitor."""
    return request.user if isinstance(request.user, User) else None


@require_safe
def download(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The bytes of a file that is released and that this reader may read; 404 for any other, whatever the reason.

    One that was public and went with what it is attached to is answered as that is: 410 for a record.

    With ``?show`` pictures and PDF are shown; anything else is for saving.
    """
    person = reader(request)
    found = queries.readable(person, key)
    if found is None:
        for check_not_gone in registry.guards():
            check_not_gone(person, key)
        raise Http404
    file, name = found
    file.name = name
    if person is not None and file.sent_by_id != person.pk and queries.readable(None, key) is None:
        # A visitor would not get it: whoever does is noted, before the first byte leaves.
        seen("files.read", file, by=person, sha256=file.digest)
    # What is packed on the way cannot be read from the middle, and its parts are packed already.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    tag = f'"{file.digest}"'
    if tag in (asked := parse_etags(request.headers.get("If-None-Match", ""))) or asked == ["*"]:
        return _guarded(HttpResponse(status=304), request, file, tag)
    wanted = _range(request, file, tag)
    if wanted is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return _guarded(response, request, file, tag)
    start, end = wanted
    is_part = (start, end) != (0, file.size)
    response = StreamingHttpResponse(_pieces(file, start, end), status=206 if is_part else 200)
    if is_part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    response["Content-Length"] = str(end - start)
    return _guarded(response, request, file, tag)


def _pieces(file: File, start: int, end: int) -> Iterator[bytes]:
    try:
        return current().read(file.digest, start, end)
    except Missing as error:
        raise Http404 from error
    except Unavailable as error:
        raise NotNow(_("The store of files does not answer now. Try again later.")) from error


def _range(request: HttpRequest, file: File, tag: str) -> tuple[int, int] | None:
    """From where up to where, of what was asked for; all of it when no single part was; None when there is no such."""
    whole = (0, file.size)
    asked = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or request.headers.get("If-Range", tag) != tag or asked[0] == "bytes=-":
        return whole
    first, last = asked[1], asked[2]
    if not first:
        length = min(int(last), file.size)
        return (file.size - length, file.size) if length else None
    start, end = int(first), min(int(last) + 1 if last else file.size, file.size)
    if start >= file.size:
        return None
    return (start, end) if start < end else whole


def _guarded(response: HttpResponseBase, request: HttpRequest, file: File, tag: str) -> HttpResponseBase:
    """Say what it is and what it must not do."""
    is_shown = "show" in request.GET and file.can_be_shown
    charset = "; charset=utf-8" if file.media_type in TEXT else ""
    response["Content-Type"] = file.media_type + charset
    response["Content-Disposition"] = content_disposition_header(not is_shown, file.name) or "attachment"
    response["Content-Security-Policy"] = PICTURE if is_shown else NOTHING
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    if file.released_at:
        response["Last-Modified"] = http_date(file.released_at.timestamp())
    # Whoever keeps it asks each time whether it may still be read.
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def staff(request: HttpRequest) -> User:
    """The person who asks, when they may manage files.

    Raises:
        NotPermitted: they may not.
    """
    person = reader(request)
    rules.check_may_manage(person)
    assert person is not None, "a visitor may not"
    return person


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits and why, what was refused, and whether there is a scanner."""
    staff(request)
    answers, said = queries.scanner()
    refused = Paginator(queries.refused(), PAGE).get_page(request.GET.get("page"))
    content = {
        "waiting": queries.waiting()[:PAGE],
        "refused": refused,
        "count": refused.paginator.count,
        "back": f"?page={refused.previous_page_number()}" if refused.has_previous() else "",
        "following": f"?page={refused.next_page_number()}" if refused.has_next() else "",
        "released": queries.released()[:PAGE],
        "has_scanner": queries.has_scanner(),
        "answers": answers,
        "said": said,
        "types": rules.allowed_words(),
        "most": settings.FILES_LARGEST,
        "crumbs": (Crumb(_("Files")),),
    }
    return render(request, "files/page.html", content)


@never_cache
@login_required
@require_safe
def one(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where one file stands, for who sent it, who may read it and staff; 404 for anybody else."""
    return shown(request, get_object_or_404(queries.visible_to(reader(request)), pk=key), WithdrawForm())


def shown(request: HttpRequest, file: File, form: WithdrawForm) -> HttpResponse:
    """The page about one file."""
    person = reader(request)
    is_staff = rules.may_manage(person)
    content = {
        "file": file,
        "can_read": queries.readable(person, file.pk) is not None,
        "has_scanner": queries.has_scanner(),
        "form": form if is_staff and (file.is_waiting or file.state == "released") else None,
        "can_retry": is_staff and file.is_waiting,
        "crumbs": (*((Crumb(_("Files"), reverse("files:page")),) if is_staff else ()), Crumb(file.name)),
    }
    return render(request, "files/one.html", content, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def retry(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Try a file that waits again."""
    person = staff(request)
    actions.retry(get_object_or_404(queries.visible_to(person), pk=key), by=person)
    messages.success(request, _("It is tried again now."))
    return redirect("files:one", key)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a file back, with a reason."""
    person = staff(request)
    file = get_object_or_404(queries.visible_to(person), pk=key)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return shown(request, file, form)
    actions.withdraw(file, form.cleaned_data["reason"], by=person)
    messages.success(request, _("It is taken back. Nobody can read it any more."))
    return redirect("files:one", key)
