"""Conversations, envelopes and receipts, as the script sees them."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.audit.actions import seen
from comity.base.people.models import Organisation, User
from comity.engines.exchange import actions, queries, rules
from comity.engines.exchange.enums import Act, Fault
from comity.engines.exchange.models import Envelope, Parcel, Receipt, Thread
from comity.engines.exchange.queries.departed import name_of
from comity.engines.exchange.shapes import Sealed
from comity.engines.exchange.views.answering import (
    asked,
    decoded,
    encoded,
    organisation_of,
    part,
    person_of,
    sent,
)
from comity.kernel.errors import Refused


def _thread(person: User, key: uuid.UUID) -> Thread:
    found = queries.threads_visible_to(person).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _envelope(person: User, key: uuid.UUID) -> Envelope:
    found = queries.envelope_of(person, key)
    if found is None:
        raise Http404
    return found


def key_of(text: Any) -> uuid.UUID:
    """A key that the browser has made."""
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise Refused(_("What was sent cannot be read.")) from error


@asked("POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a conversation."""
    found = sent(request)
    others = part(found, "to", list)
    if not all(type(one) is int for one in others):
        raise Refused(_("What was sent cannot be read."))
    several = list(Organisation.objects.filter(pk__in=others))
    if len(several) != len(set(others)):
        raise Http404
    made = actions.begin_thread(organisation_of(request, found.get("from")), several, by=person_of(request))
    return JsonResponse({"id": str(made.pk)})


def receipt_shown(one: Receipt) -> dict[str, Any]:
    """A receipt, as it was signed."""
    return {
        "act": one.act,
        "label": Act(one.act).label,
        "organisation": one.organisation_id,
        "statement": one.statement,
        "signature": one.signature,
        "at": one.at.isoformat(),
        "by": name_of(one.by) if one.by else "",
    }


def installation_shown(told: dict[str, Any]) -> dict[str, Any]:
    """What an installation signed of a message."""
    statement = told["statement"]
    label = _("Delivered") if statement["act"] == "delivered" else Fault(statement["reason"]).label
    return {**told, "title": told["title"] or settings.AUDIT_NAME.rpartition("/")[0], "label": label}


def way_shown(one: Parcel) -> dict[str, str]:
    """Where a message stands that another installation has not taken."""
    return {"to": one.peer.title, "state": str(one.get_state_display()), "fault": one.fault_label}


def _authors(parties: Iterable[Organisation]) -> dict[int, dict[str, str]]:
    """As which authors write that are not of this installation: as the log names them in which their keys are."""
    several = list(parties)
    there = {
        one.organisation_id: {"owner": one.owner, "installation": one.peer_id} for one in queries.abroad_among(several)
    }
    return there | {one.pk: {"owner": one.owner, "installation": ""} for one in queries.correspondents_among(several)}


@asked("GET")
def thread(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the host knows of a conversation: parties, and of each envelope who sent it, when, and how large it is."""
    person = person_of(request)
    found = _thread(person, key)
    envelopes = (
        found.envelopes.select_related("by")
        .defer("sealed")
        .prefetch_related("attachments", "receipts__by")
        .order_by("at", "pk")
    )
    seen("exchange.read_thread", found, by=person)
    several = list(envelopes)
    delivered, ways = queries.delivered(several), queries.waiting(several)
    authors = _authors(queries.parties(found))
    without = {one.pk for one in queries.correspondents_among(queries.parties(found))}
    mine = rules.authorities_of(person)
    return JsonResponse(
        {
            "id": str(found.pk),
            "parties": [{"id": one.pk, "name": one.name} for one in queries.parties(found)],
            "envelopes": [
                {
                    "id": str(one.pk),
                    "thread": str(found.pk),
                    "sender": f"organisation:{one.sender_id}",
                    "author": authors.get(one.sender_id),
                    # Where it is made ready for an authority that has no installation.
                    "carried": reverse("exchange:correspondence", args=[one.pk])
                    if without and one.sender_id in mine
                    else None,
                    "by": name_of(one.by) if one.by else "",
                    "digest": one.digest,
                    "at": one.at.isoformat(),
                    "sent_at": one.sent_at.isoformat() if one.sent_at else None,
                    "delivered": [installation_shown(each) for each in delivered[one.pk]],
                    "ways": [way_shown(each) for each in ways.get(one.pk, [])],
                    "attachments": {str(file.pk): file.size for file in one.attachments.all()},
                    "receipts": [receipt_shown(each) for each in one.receipts.all()],
                }
                for one in several
            ],
        }
    )


@asked("POST")
def send(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take an envelope."""
    person, found = person_of(request), sent(request)
    keys, attachments = part(found, "keys", list), part(found, "attachments", list)
    sealed = Sealed(
        id=key_of(found.get("id")),
        content=decoded(part(found, "sealed", str)),
        digest=part(found, "digest", str),
        keys=tuple(str(one) for one in keys),
        attachments=tuple(key_of(one) for one in attachments),
    )
    made = actions.send(_thread(person, key), organisation_of(request, found.get("from")), sealed, by=person)
    return JsonResponse({"id": str(made.pk), "at": made.at.isoformat()})


@asked("GET")
def envelope(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The sealed bytes of an envelope."""
    person = person_of(request)
    found = _envelope(person, key)
    seen("exchange.fetch_envelope", found, by=person)
    return JsonResponse({"sealed": encoded(found.sealed)})


@asked("POST")
def receipt(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a receipt."""
    person, found = person_of(request), sent(request)
    made = actions.sign_receipt(
        _envelope(person, key),
        organisation_of(request, found.get("authority")),
        part(found, "statement", dict),
        part(found, "signature", str),
        by=person,
    )
    return JsonResponse({"receipt": receipt_shown(made)})
