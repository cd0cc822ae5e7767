"""Recovery of an authority's key by its officers."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from comity.base.people.models import User
from comity.engines.exchange import actions, queries
from comity.engines.exchange.models import Recovery
from comity.engines.exchange.views.answering import asked, numbered, organisation_of, part, person_of, sent, texts
from comity.engines.exchange.views.keys import shown


@asked("POST")
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a quorum of officers can open together."""
    found = sent(request)
    actions.prepare_recovery(
        organisation_of(request, pk),
        threshold=part(found, "threshold", int),
        sealed=part(found, "sealed", str),
        shares=numbered(found, "shares"),
        by=person_of(request),
    )
    return JsonResponse({})


@asked("POST")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the officers for the key."""
    asked_for = actions.ask_for_recovery(organisation_of(request, pk), by=person_of(request))
    return JsonResponse({"id": str(asked_for.pk)})


def _recovery(person: User, key: uuid.UUID) -> Recovery:
    found = queries.recoveries_for(person).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@asked("GET")
def recovery(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """For an officer the part to hand on, and to whom; for who asked, the parts that have come."""
    person = person_of(request)
    found = _recovery(person, key)
    share = found.set.shares.filter(own__person=person, own__ended_at__isnull=True).first()
    told: dict[str, Any] = {"member": shown(found.own), "share": share.sealed if share else None}
    if found.own.person_id == person.pk:
        told |= {
            "sealed": found.set.sealed,
            "threshold": found.set.threshold,
            "parts": [one.sealed for one in found.parts.order_by("at")],
        }
    return JsonResponse(told)


@asked("POST")
def pass_on(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Hand a part on."""
    person = person_of(request)
    count = actions.pass_part_on(_recovery(person, key), part(sent(request), "sealed", str), by=person)
    return JsonResponse({"parts": count})


@asked("POST")
def done(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep what was recovered."""
    person = person_of(request)
    actions.finish_recovery(_recovery(person, key), texts(sent(request), "wraps"), by=person)
    return JsonResponse({})
