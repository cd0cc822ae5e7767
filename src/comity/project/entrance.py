"""Who is signed in is looked at once for every request: whether the session still holds, and with what it began."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comity.base.people import actions, rules
from comity.base.people.adapters import DEVICE_AGE, DEVICE_COOKIE, VISIT
from comity.base.people.models import Acting, User, Visit
from comity.base.people.models.organisation import today
from comity.base.people.queries import needs_second_factor, open_visit


Next = Callable[[HttpRequest], HttpResponse]
# What somebody may open who has yet to set up a second factor; nobody has a role there before.
OPEN: Final = frozenset({"people", "ui"})
OPEN_NAMES: Final = frozenset({"health"})
READING: Final = frozenset({"GET", "HEAD"})


def sessions_are_known(following: Next) -> Next:
    """End a session whose visit was ended, and hold back whoever must first show a second factor.

    Whoever is held back has no role at all in this request, wherever it leads; that they are led to the page where a
    second factor is set up is a courtesy on top.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _look(request)
        if getattr(request.user, "is_held_back", False) and not _is_open(request):
            return _lead_to_setup(request)
        response = following(request)
        if device := getattr(request, "device_to_keep", ""):
            response.set_cookie(
                DEVICE_COOKIE,
                device,
                max_age=DEVICE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def _look(request: HttpRequest) -> None:
    # Behind the lazy object stands the person.
    person, key = cast("User", request.user), request.session.get(VISIT)
    # What somebody may do is looked up once for a page that is read, and anew for the next.
    person.remembers = request.method in READING
    visit = open_visit(key, person) if key else None
    if visit is None or timezone.now() - visit.began_at > timedelta(seconds=settings.SESSION_COOKIE_AGE):
        # A session that was ended, that has lasted for a working day however busy it was, or that began otherwise
        # than by signing in.
        if key or settings.SECOND_FACTOR:
            logout(request)
        return
    if rules.is_idle(visit.seen_at):
        actions.end_visit(visit, by=None)
        logout(request)
        return
    if timezone.now() - visit.seen_at > rules.SEEN_EVERY:
        visit.touch()
    request.visit = visit  # type: ignore[attr-defined] # -- read by the pages about the account
    person.is_held_back = settings.SECOND_FACTOR and not visit.is_strong and needs_second_factor(person)
    person.acting = _acting(visit)


def _acting(visit: Visit) -> Acting | None:
    one = visit.delegation
    if one is None or one.ended_at is not None or not one.begins_on <= today() <= one.until_on:
        return None
    if not one.giver.is_active:
        return None
    return Acting(one.pk, one.giver_id, one.giver.get_full_name() or one.giver.username, one.organisation_id)


def _is_open(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return True
    return bool(OPEN & set(match.app_names)) or match.url_name in OPEN_NAMES


def _lead_to_setup(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and request.path_info.startswith(f"/{request.LANGUAGE_CODE}/"):
        return redirect(f"{reverse('people:setup')}?{urlencode({'next': request.get_full_path()})}")
    sentence = _("Set up a second factor first: your role is not used without one.")
    return render(request, "ui/refused.html", {"sentence": sentence, "status": 403, "changes": ()}, status=403)
