"""The read interface for programs, version 1: what any visitor may read, composed of the modules' own routers."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from comity.base.places.api import router as places
from comity.base.terms.api import router as terms
from comity.engines.citations.api import router as cited_by
from comity.engines.records.api import router as records
from comity.engines.records.queries import withdrawal_of
from comity.engines.records.views import Gone
from comity.engines.search.api import router as search
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.knowledge.authorities.api import router as authorities
from comity.knowledge.cases.api import router as cases
from comity.knowledge.indicators.api import router as indicators
from comity.knowledge.legislation.api import router as laws
from comity.knowledge.treaties.api import router as treaties
from comity.operations.assistance.api import router as assistance
from comity.operations.networks.api import router as networks
from comity.project.api.exporting import router as export


class Readable(JSONRenderer):
    """JSON in which every script stands as it is written: shorter than escapes, and a person can read it."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


# The pages that would show the description load scripts from elsewhere, so the description alone is served.
api: Final = NinjaAPI(
    title="Comity",
    version="1",
    description=(
        "Treaties, laws and vocabularies against crime. Everything that a page shows any visitor can be read here, "
        "without a key. Lists come in pages: `next` is the full address of the page that follows, or null. What is "
        "wrong with a request is said in one sentence: `message`."
    ),
    docs_url=None,
    renderer=Readable(),
    urls_namespace="api-1",
)
api.add_router("", search)
api.add_router("/treaties", treaties)
api.add_router("/laws", laws)
api.add_router("/cases", cases)
api.add_router("/indicators", indicators)
api.add_router("/authorities", authorities)
api.add_router("/assistance", assistance)
api.add_router("/networks", networks)
api.add_router("/cited-by", cited_by)
api.add_router("/records", records)
api.add_router("/places", places)
api.add_router("/terms", terms)
api.add_router("/export", export)


def answer(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """A refusal as every program gets it."""
    return api.create_response(request, {"message": sentence}, status=status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
    """404, with what could not be found."""
    return answer(request, str(fault) or "There is nothing at this address.", 404)


@api.exception_handler(Gone)
def gone(request: HttpRequest, fault: Gone) -> HttpResponse:
    """410, for what was public once, with the day and the reason of its withdrawal."""
    withdrawal = withdrawal_of(fault.record) if fault.record else None
    if withdrawal is None:
        return answer(request, "This was public once and is withdrawn.", 410)
    since = f"This was public once and is withdrawn since {withdrawal.at.date().isoformat()}."
    return answer(request, f"{since} {withdrawal.reason}".strip(), 410)


@api.exception_handler(Refused)
def refused(request: HttpRequest, fault: Refused) -> HttpResponse:
    """403, 409 or 422, with the sentence of the refusal."""
    return answer(
        request, str(fault), 403 if isinstance(fault, NotPermitted) else 409 if isinstance(fault, NotNow) else 422
    )


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """422, with what is wrong with each parameter."""
    told = [f"{'.'.join(map(str, error['loc'][1:])) or 'request'}: {error['msg']}." for error in fault.errors]
    return answer(request, " ".join(told), 422)


def nothing(request: HttpRequest) -> HttpResponse:
    """404 in the same form for every address below this interface that is none."""
    return answer(request, "There is nothing at this address. /api/v1/openapi.json describes those there are.", 404)
