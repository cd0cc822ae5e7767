"""What every request passes through."""

import logging
import re
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from comity.base.audit.actions import collecting, keep_seen
from comity.engines.exchange.views.room import is_full
from comity.engines.records.views import Gone, withdrawn_page
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused


Next = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
READING: Final = frozenset({"GET", "HEAD"})
# From this status on an answer shows nothing but that it failed.
FAULTS: Final = 500
NOT_ALLOWED: Final = 405
# An installation without room on its disk: it may do later what it cannot do now.
UNAVAILABLE: Final = 503
# A provider of accounts sends people back here by GET; that it was asked to is shown by what it brings back, and
# whoever comes in is noted.
COMES_BACK: Final = re.compile(r"/directory/oidc/[\w-]+/login/callback/")
# Below this address stands the interface for programs.
OPEN: Final = "/api/v1/"
# The workers that compute the cipher of sealed files and set PDFs may run compiled code, which no page may, and
# nothing else: they can ask nobody for anything.
WORKERS: Final = tuple(f"/{settings.STATIC_URL.strip('/')}/ui/{name}." for name in ("cipher", "setting"))
CONFINED: Final = "default-src 'none'; script-src 'wasm-unsafe-eval'; base-uri 'none'; frame-ancestors 'none'"
READS: Final = re.compile(
    r"\s*+\(?\s*+(SELECT|WITH|EXPLAIN|PRAGMA|SHOW|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|DECLARE|FETCH|CLOSE)\b",
    re.IGNORECASE,
)


class ReadingWrites(RuntimeError):
    """A page that only reads tried to write: a fault in our code, found before it does harm."""


def reading_never_writes(following: Next) -> Next:
    """Refuse every statement that writes while a safe request is answered."""

    def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        if not READS.match(sql):
            raise ReadingWrites(sql[:60])
        return execute(sql, params, many, context)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS or COMES_BACK.fullmatch(request.path_info):
            return following(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # A session whose password has changed since is ended when it is first asked for, and ending it writes.
            assert request.user is not None
            bool(request.user.is_authenticated)
        with connection.execute_wrapper(refuse_writes):
            return following(request)

    return middleware


def reads_are_noted(following: Next) -> Next:
    """Write down what somebody was shown that not everybody is, before they are shown it; see ``audit.actions.seen``.

    What cannot be written is not shown. Stands around ``reading_never_writes``: a page itself still writes nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with collecting() as reads:
            response = following(request)
        if response.status_code < FAULTS:
            try:
                keep_seen(reads)
            except (OperationalError, OSError) as error:
                if not is_full(error):
                    raise
                if response.streaming:
                    # It may hold a file open. Nothing else is closed, since that tells Django that the request is
                    # over: the page that says why still asks the database.
                    response.close()
                sentence = _(
                    "This installation has no room left on its disk. What you asked for is shown only when it is noted"
                    " that it was, and that could not be noted. Try again later, and tell those who keep the"
                    " installation."
                )
                return _without_room(request, sentence, error)
        return response

    return middleware


def _without_room(request: HttpRequest, sentence: str, error: Exception) -> HttpResponse:
    """A page, or an answer for programs, that says that the disk is full; the desk of those who keep it shows why."""
    logging.getLogger(__name__).error("No room is left on the disk.", exc_info=error)
    if request.path_info.startswith(OPEN) or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": sentence}, status=UNAVAILABLE)
    content = {"sentence": sentence, "status": UNAVAILABLE, "changes": ()}
    return render(request, "ui/refused.html", content, status=UNAVAILABLE)


def other_sites_may_read(following: Next) -> Next:
    """Let pages of other sites read the interface for programs, as any visitor and no further.

    An answer to who carries a session is not given away: the interface shows everybody the same, and should it ever
    show somebody more, no other site would see it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = following(request)
        if request.path.startswith(OPEN) and request.method in READING:
            patch_vary_headers(response, ["Cookie"])
            if settings.SESSION_COOKIE_NAME not in request.COOKIES:
                response["Access-Control-Allow-Origin"] = "*"
                response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return middleware


def answers_are_guarded(following: Next) -> Next:
    """Give every answer what Django and the policy of content leave out, and let nothing be kept of a person's own.

    Whoever is signed in gets answers that no browser and no proxy keeps, so that nothing is left on a shared machine
    after they have signed out; everybody else's may be kept as the page says, but never given to who carries a cookie.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = following(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith(WORKERS):
            response["Content-Security-Policy"] = CONFINED
        person = getattr(request, "user", None)
        if person is None:
            return response
        patch_vary_headers(response, ["Cookie"])
        # Who never came with a session has none, and is not looked up.
        if settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies} and person.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def addresses_can_be_kept(following: Next) -> Next:
    """Find nothing at an address with the one letter that PostgreSQL cannot even ask for (NUL)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" not in request.path_info:
            return following(request)
        if request.path_info.startswith(OPEN):
            return JsonResponse({"message": "There is nothing at this address."}, status=404)
        raise Http404

    return middleware


def methods_are_told(following: Next) -> Next:
    """Say in a sentence that an address is only read, or only written to, where there would be an empty page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = following(request)
        if response.status_code != NOT_ALLOWED or response.streaming:
            return response
        methods = response.headers.get("Allow", "")
        if request.path_info.startswith(OPEN):
            sentence = f"This address takes {methods}."
            told: HttpResponse = JsonResponse({"message": sentence}, status=NOT_ALLOWED)
        else:
            sentence = _("This address takes only %(methods)s.") % {"methods": methods}
            content = {"sentence": sentence, "status": NOT_ALLOWED, "changes": ()}
            told = render(request, "ui/refused.html", content, status=NOT_ALLOWED)
        told["Allow"] = methods
        return told

    return middleware


class refusals_become_pages:  # noqa: N801 -- named like the other middleware; a class because Django wants process_exception
    """Show a refusal as a page with its sentence and the status that fits it."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.following(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 403, 409, 410 or 422 for our own refusals, 503 for a full disk; leave everything else to Django."""
        if isinstance(exception, Gone):
            return withdrawn_page(request, exception)
        if isinstance(exception, (OperationalError, OSError)) and is_full(exception):
            sentence = _(
                "This installation has no room left on its disk. Nothing of this was kept. It is still with you: try"
                " again later, and tell those who keep the installation."
            )
            return _without_room(request, sentence, exception)
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotPermitted) else 409 if isinstance(exception, NotNow) else 422
        changes = exception.changes if isinstance(exception, Overtaken) else ()
        content = {"sentence": str(exception), "status": status, "changes": changes}
        return render(request, "ui/refused.html", content, status=status)
