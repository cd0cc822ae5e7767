"""What the service tells its readers: made by staff, shown above every page, put away by who has read it."""

import uuid
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.access.enums import Permission
from comity.base.administration import actions, queries
from comity.base.administration.forms import AnnouncementForm, filled
from comity.base.administration.models import Announcement
from comity.base.administration.views.asking import language, staff
from comity.base.people.models import User
from comity.kernel.errors import Overtaken, Refused
from comity.kernel.languages import INTERFACE
from comity.ui.components import Crumb
from comity.ui.shell import Banner


# What the reader's browser remembers to have put away: marks, none of which names anybody.
COOKIE: Final = f"{settings.COOKIE_PREFIX}put-away"
REMEMBERED: Final = 90 * 24 * 3600  # seconds
MOST: Final = 20
LONGEST_MARK: Final = 40
PAGE: Final = 30
UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


def banners(request: HttpRequest) -> list[Banner]:
    """What is to stand above the page that answers a request; no query but one every few seconds."""
    put_away = _put_away(request)
    is_signed_in = isinstance(getattr(request, "user", None), User)
    found = []
    for one in queries.announced(is_signed_in=is_signed_in):
        if one.mark not in put_away:
            text, code = one.text_in(language())
            found.append(Banner(one.mark, text, code, one.tone, reverse("administration:put-away")))
    return found


def _put_away(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(COOKIE, "").split("_")


# Exempt, so that reading a page sets no cookie and pages stay cacheable; a forged request could only hide a notice.
@csrf_exempt
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Remember in a cookie that a reader has seen an announcement, and return to the page that they were on."""
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = "/"
    response = HttpResponseRedirect(following)
    mark = request.POST.get("mark", "")
    if mark.isascii() and mark.replace(".", "").isalnum() and len(mark) <= LONGEST_MARK:
        # The newest are kept: an announcement ends sooner or later, and a cookie is sent with every page.
        kept = [one for one in _put_away(request) if one and one != mark][-MOST + 1 :]
        response.set_cookie(
            COOKIE,
            "_".join([*kept, mark]),
            max_age=REMEMBERED,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure(),
        )
    return response


def _state_of(one: Announcement) -> tuple[str, str]:
    now = timezone.now()
    if one.ends_at is not None and one.ends_at <= now:
        return _("over"), "outline"
    return (_("shown now"), "brass") if one.begins_at <= now else (_("shown later"), "outline")


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every service notice, what is shown now first."""
    staff(request, Permission.ANNOUNCEMENT_EDIT)
    page = Paginator(queries.announcements(), PAGE).get_page(request.GET.get("page"))
    content = {
        "announcements": [(one, *_state_of(one), _text(one)) for one in page],
        "back": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?page={page.next_page_number()}" if page.has_next() else "",
        "crumbs": (_desk(), Crumb(_("Service notices"))),
    }
    return render(request, "administration/announcements.html", content)


def _text(one: Announcement) -> tuple[str, str]:
    code = language() if language() in one.words else "en"
    return one.words.get(code, ""), code


def _desk() -> Crumb:
    return Crumb(_("Administration"), reverse("administration:desk"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Make a service notice, look at it, change it, or end it."""
    person = staff(request, Permission.ANNOUNCEMENT_EDIT)
    one = get_object_or_404(Announcement, pk=key) if key else None
    if request.method != "POST":
        return _shown(request, AnnouncementForm(initial=filled(one) if one else None), one)
    if one is not None and request.POST.get("do") == "end":
        actions.end_announcement(one, by=person)
        messages.success(request, _("Nobody is shown this notice any more."))
        return redirect("administration:announcements")
    form = AnnouncementForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, one, status=UNPROCESSABLE)
    if request.POST.get("do") != "save":
        return _shown(request, form, one, preview=form.given())
    return _kept(request, form, one, person)


def _kept(request: HttpRequest, form: AnnouncementForm, one: Announcement | None, person: User) -> HttpResponse:
    try:
        actions.announce(**form.given(), announcement=one, expected=form.cleaned_data["seen"], by=person)
    except Overtaken as no:
        form.add_error(None, str(no))
        return _shown(request, form, one, status=CONFLICT)
    except Refused as no:
        form.add_error(None, str(no))
        return _shown(request, form, one, status=UNPROCESSABLE)
    messages.success(request, _("The notice is kept. Readers see it in its time."))
    return redirect("administration:announcements")


def _shown(
    request: HttpRequest,
    form: AnnouncementForm,
    one: Announcement | None,
    *,
    status: int = 200,
    preview: dict[str, object] | None = None,
) -> HttpResponse:
    words = preview["words"] if preview else {}
    assert isinstance(words, dict), "what the form gives"
    content = {
        "form": form,
        "announcement": one,
        "is_over": one is not None and one.ends_at is not None and one.ends_at <= timezone.now(),
        "languages": [form[f"text_{code}"] for code in sorted(INTERFACE, key=lambda code: code != language())],
        "preview": [(code, text) for code, text in words.items() if text],
        "tone": preview["severity"] if preview else "info",
        "crumbs": (_desk(), Crumb(_("Service notices"), reverse("administration:announcements")), Crumb(_("Edit"))),
    }
    return render(request, "administration/announcement.html", content, status=status)
