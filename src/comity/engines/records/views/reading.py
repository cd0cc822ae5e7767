"""Who reads, what they may read, and how a record is named to them."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language

from comity.base.access.enums import Permission
from comity.base.audit.actions import seen_many
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records import queries, rules
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Record
from comity.engines.records.queries import Gone
from comity.engines.records.registry import detail_models, labels_of, warning_of
from comity.engines.records.shapes import flattened
from comity.kernel.languages import interface_language
from comity.ui.components import Badge, Tone


def reader(request: HttpRequest) -> User | None:
    """Who is reading; None is a visitor."""
    return request.user if isinstance(request.user, User) else None


def reading_language() -> str:
    """The interface language of the page that is being made."""
    return interface_language(get_language() or "en")


def withdrawn_page(request: HttpRequest, gone: Gone) -> HttpResponse:
    """410: that a record was withdrawn, since when and why; and to those who may, what was public of it."""
    record = gone.record
    content: dict[str, Any] = {"withdrawal": None, "history": [], "again": ""}
    if record is not None:
        content["withdrawal"] = queries.withdrawal_of(record)
        if rules.permits_with(reader(request), Permission.RECORD_PUBLISH, record):
            content["again"] = reverse("records:publish", args=[record.pk])
            note_unpublished(request, [record], how="history")
            content["history"] = [
                {"revision": one, "fields": fields(record.kind, one.content)}
                for one in queries.history_for(reader(request), record)
            ]
    return render(request, "410.html", content, status=410)


def fields(kind: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a snapshot says, each field under the name that people give it."""
    told = {name: value for name, value in flattened(content).items() if value and value != "[]"}
    model = detail_models().get(kind)
    called = labels_of(model, list(told)) if model is not None else {}
    return [(capfirst(str(called.get(name, name))), value) for name, value in told.items()]


def readable(request: HttpRequest, kind: str, **which: Any) -> Record:
    """The record of this kind that this reader may read.

    Args:
        request: the request that is being answered.
        kind: the kind of record.
        which: how to find it, by fields of its detail or card.

    Raises:
        Http404: there is none, or not for this reader.
        Gone: there was one, and it is withdrawn; staff are shown its history there.
    """
    records = queries.known_to(reader(request)).filter(kind=kind).select_related(kind)
    return _permitted(request, queries.for_listing(records, language=reading_language()).filter(**which).first())


def readable_by_key(request: HttpRequest, key: uuid.UUID) -> Record:
    """The record with this key, of whatever kind, that this reader may read; it raises as ``readable`` does."""
    record = queries.for_listing(queries.known_to(reader(request)), language=reading_language()).filter(pk=key)
    return _permitted(request, record.first())


def _permitted(request: HttpRequest, record: Record | None) -> Record:
    if record is None:
        raise Http404
    if record.state == State.WITHDRAWN:
        raise Gone(record)
    note_unpublished(request, [record])
    return record


def note_unpublished(request: HttpRequest, records: Iterable[Record], *, how: str = "page") -> None:
    """Put into the trail that somebody is shown records that visitors do not see; of others, nothing."""
    person = reader(request)
    if person is None:
        return
    hidden = [record for record in records if record.state != State.PUBLISHED]
    seen_many((("record.read", one, one.pk, {"state": one.state, "how": how}) for one in hidden), by=person)


def line(record: Record) -> dict[str, Any]:
    """What a list shows of one record: ``said`` are a few words more about it, ``badges`` what must be known first."""
    texts = list(record.texts.all())
    detail: Detail = getattr(record, record.kind)
    text = queries.best_text(texts, language=reading_language())
    place = record.place_id or ""
    warning = warning_of(record.kind, getattr(detail, "confirmed_on", None))
    return {
        "text": text,
        "texts": texts,
        "address": detail.address,
        "place": place,
        "place_name": places.names(reading_language()).get(place, place),
        "kind": record.kind,
        "badges": (Badge(warning, Tone.BRASS),) if warning else (),
        "said": (),
    }
