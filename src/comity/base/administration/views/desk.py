"""What waits for who comes to work, and how the system is."""

import hmac
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.access.enums import Grade, Permission
from comity.base.administration import queries, rules
from comity.base.administration.shapes import Looked, plain
from comity.base.administration.views.asking import person_of, staff
from comity.ui.components import Crumb


TONES: Final = {Grade.WELL: "success", Grade.LATE: "brass", Grade.BROKEN: "danger"}
UNAVAILABLE: Final = 503
FORBIDDEN: Final = 403


def name_of(grade: Grade) -> str:
    """A grade in the reader's language."""
    return {Grade.WELL: _("well"), Grade.LATE: _("look at it"), Grade.BROKEN: _("does not work")}[grade]


def shown(several: list[Looked]) -> list[dict[str, object]]:
    """Findings as a page shows them."""
    return [
        {
            "label": one.check.label,
            "key": one.check.key,
            "finding": one.finding,
            "grade": name_of(one.finding.grade),
            "tone": TONES[one.finding.grade],
            "address": reverse(one.check.page) if one.check.page else "",
        }
        for one in several
    ]


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What needs attention now, and the way to everything that is looked after here."""
    person = person_of(request)
    may = rules.check_has_desk(person)
    assert person is not None, "a visitor has no desk"
    found = queries.desk(person, may)
    content = {
        "waiting": [
            (one, reverse(one.line.page) + (f"?{one.line.asked}" if one.line.asked else "")) for one in found.waiting
        ],
        "quiet": [one.line.label for one in found.quiet],
        "ill": shown(list(found.ill)),
        "parts": [(one, reverse(one.page)) for one in found.parts],
        "sees_system": found.sees_system,
        "crumbs": (Crumb(_("Administration")),),
    }
    return render(request, "administration/desk.html", content)


@never_cache
@login_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """How every part of the system is, and what to do about it."""
    staff(request, Permission.SYSTEM_READ)
    content = {
        "found": shown(queries.health()),
        "now": timezone.now(),
        "crumbs": (Crumb(_("Administration"), reverse("administration:desk")), Crumb(_("Health of the system"))),
    }
    return render(request, "administration/health.html", content)


@never_cache
@require_safe
def health_data(request: HttpRequest) -> HttpResponse:
    """The same for a machine that watches: with the key that the settings name, or as staff who are signed in.

    The status is 503 as soon as something does not work, so that any monitor understands it. Always in English.
    """
    if not (_has_key(request) or rules.held(person_of(request))(Permission.SYSTEM_READ)):
        told = "Send the key of COMITY_HEALTH_KEY as “Authorization: Bearer …”, or sign in as staff."
        return JsonResponse({"error": told}, status=FORBIDDEN)
    with override("en"):
        found = [plain(one) for one in queries.health()]
    grades = {one["grade"] for one in found}
    worst = next((grade for grade in (Grade.BROKEN, Grade.LATE) if grade in grades), Grade.WELL)
    answer = {"grade": worst.value, "at": timezone.now().isoformat(timespec="seconds"), "checks": found}
    return JsonResponse(answer, status=UNAVAILABLE if worst is Grade.BROKEN else 200)


def _has_key(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.HEALTH_KEY) and hmac.compare_digest(given, settings.HEALTH_KEY.encode())
