"""Sealed files and drafts, as the script sees them."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.exchange import actions, queries, rules
from comity.engines.exchange.models import Attachment
from comity.engines.exchange.views.answering import (
    asked,
    decoded,
    encoded,
    organisation_of,
    part,
    person_of,
    sent,
)
from comity.engines.exchange.views.sending import key_of
from comity.kernel.errors import Refused


OCTETS = "application/octet-stream"


def _own(person: User, key: uuid.UUID) -> Attachment:
    found = queries.own_attachment(person, key)
    if found is None:
        raise Http404
    return found


@asked("POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Make room for a sealed file."""
    found = sent(request)
    authority = organisation_of(request, found.get("authority"))
    actions.begin_attachment(key_of(found.get("id")), authority, by=person_of(request))
    return JsonResponse({})


@asked("GET")
def attachment(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Which pieces of a sealed file are here."""
    person = person_of(request)
    found = queries.attachment_of(person, key)
    if found is None:
        raise Http404
    seen("exchange.fetch_attachment", found, by=person)
    digests = list(found.pieces.order_by("number").values_list("digest", flat=True))
    return JsonResponse({"whole": found.whole_at is not None, "size": found.size, "pieces": digests})


@asked("GET", "POST")
def piece(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """A piece of a sealed file, fetched or brought."""
    person = person_of(request)
    if request.method == "GET":
        found = queries.attachment_of(person, key)
        there = found.pieces.filter(number=number).first() if found else None
        if there is None:
            raise Http404
        return HttpResponse(bytes(there.sealed), content_type=OCTETS)
    content = request.read(rules.LONGEST_PIECE + 1)
    if len(content) > rules.LONGEST_PIECE:
        raise Refused(_("This file is larger than one that is sent here."))
    put = actions.add_piece(_own(person, key), number, content, digest=request.GET.get("digest", ""), by=person)
    return JsonResponse({"digest": put.digest})


@asked("POST")
def done(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say that a sealed file is whole."""
    person, found = person_of(request), sent(request)
    actions.finish_attachment(
        _own(person, key), digest=part(found, "digest", str), size=part(found, "size", int), by=person
    )
    return JsonResponse({})


@asked("GET", "POST")
def drafts(request: HttpRequest) -> HttpResponse:
    """A sealed draft of one's authority, fetched or kept; without a name, the names of all."""
    person = person_of(request)
    if request.method == "GET":
        authority = request.GET.get("authority", "")
        if not (authority.isascii() and authority.isdecimal() and len(authority) < 12):  # noqa: PLR2004 -- no key is longer
            raise Http404
        if "about" not in request.GET:
            lines = queries.drafts_of(person, int(authority))
            return JsonResponse({"drafts": [{"about": one.about, "at": one.at.isoformat()} for one in lines]})
        found = queries.draft_of(person, int(authority), request.GET["about"])
        if found is None:
            return JsonResponse({"draft": None})
        seen("exchange.fetch_draft", found, by=person)
        told = {"sealed": encoded(found.sealed), "digest": found.digest, "revision": found.revision}
        return JsonResponse({"draft": {**told, "at": found.at.isoformat()}})
    given = sent(request)
    kept = actions.keep_draft(
        organisation_of(request, given.get("authority")),
        part(given, "about", str),
        decoded(part(given, "sealed", str)),
        digest=part(given, "digest", str),
        revision=part(given, "revision", int),
        by=person,
    )
    return JsonResponse({"revision": kept.revision})


@asked("POST")
def remove_draft(request: HttpRequest) -> HttpResponse:
    """Remove a draft."""
    given = sent(request)
    authority = organisation_of(request, given.get("authority"))
    actions.remove_draft(authority, part(given, "about", str), by=person_of(request))
    return JsonResponse({})
