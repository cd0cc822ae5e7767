"""The deadlines of a person for calendar programs, which show no cookie: the address is the right to read."""

import datetime as dt
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from comity.base.notices import queries
from comity.base.notices.exports import calendar
from comity.base.notices.registry import deadlines
from comity.base.people.crypto import token_hash
from comity.base.people.views.asking import root_of
from comity.kernel.languages import interface_language
from comity.kernel.shares import Share
from comity.ui.visitors import network


# How far a calendar looks back and ahead, in days.
BEFORE: Final = 30
AHEAD: Final = 400
# How often one calendar is fetched in an hour, and how often one network names one that is not there.
FETCHED: Final = Share(60)
MISSED: Final = Share(60)
TOO_MANY: Final = 429
AGAIN_AFTER: Final = "3600"  # seconds


@cache_control(private=True, no_cache=True)
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """One calendar; what was revoked, and what was never there, is answered alike."""
    person = queries.whose_calendar(token)
    if not (FETCHED.take(token_hash(token)) if person is not None else MISSED.take(network(request))):
        return HttpResponse("", status=TOO_MANY, headers={"Retry-After": AGAIN_AFTER}, content_type="text/plain")
    if person is None:
        return HttpResponseNotFound("", content_type="text/plain")
    today = timezone.now().date()
    found = deadlines(person=person, first=today - dt.timedelta(days=BEFORE), last=today + dt.timedelta(days=AHEAD))
    content = calendar(found, root=root_of(request), language=interface_language(request.LANGUAGE_CODE))
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="comity.ics"', "X-Robots-Tag": "noindex"},
    )
