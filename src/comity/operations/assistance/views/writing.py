"""The pages of the request writer. What is written is never sent here: the server gives the tool, and no more."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.engines.exchange import queries as sealed
from comity.engines.exchange import rules as exchange
from comity.engines.exchange.views.words import sentences
from comity.engines.records.views import reader, reading_language
from comity.operations.assistance.exports import program, writing
from comity.ui import assets
from comity.ui.components import Crumb


YEAR: Final = 365 * 24 * 3600


@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """The writer on a page: it asks the open interface for treaties and provisions; drafts stay in the browser."""
    person = reader(request)
    return render(
        request,
        "assistance/writer.html",
        {
            "script": f"{reverse('assistance:writer-script')}?v={program.digest(program.program())}",
            "facts": f"{reverse('assistance:writer-facts')}?v={program.digest(writing.written())}",
            "path": f"/{reading_language()}",
            "name": str(person) if person else "",
            "setting": assets.SETTING if assets.can_set() else {},
            **_sealing(person),
            "crumbs": (Crumb(_("Which treaty binds both States?"), reverse("assistance:find")), Crumb(_("Write"))),
        },
    )


def _sealing(person: User | None) -> dict[str, Any]:
    """What the page needs to keep drafts sealed, for who is a member of an authority."""
    if person is None or not exchange.authorities_of(person):
        return {"sentences": {}}
    return {
        "sentences": sentences(),
        "keys": reverse("exchange:keys"),
        # To whom a request can be sent sealed, by State.
        "reachable": list(sealed.reachable(person)),
    }


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program, under an address that changes with it."""
    return _lasting(HttpResponse(program.program(), content_type="text/javascript; charset=utf-8"))


@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """What the program works from, under an address that changes with it."""
    return _lasting(HttpResponse(writing.written(), content_type="application/json; charset=utf-8"))


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """One file that does the whole path without a server."""
    response = HttpResponse(program.offline(reading_language(), request.get_host()))
    response["Content-Disposition"] = 'attachment; filename="comity-request-writer.html"'
    return response


def _lasting(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response
