"""What cites a record, for programs."""

import uuid
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from comity.engines.citations import queries
from comity.engines.records.api import Cursor, Limit, page_of, typed
from comity.engines.records.models import Record
from comity.engines.records.queries import visible_to


router = Router(tags=["citations"])
KEYS = [("source__published_at", True), ("pk", False)]


class CitingData(Schema):
    """A part of a record that cites, with the words around the citation.

    ``passage`` are the words before, the citation itself, and the words after, in ``language``.
    """

    kind: str
    place: str
    title: str
    part: str
    address: str
    language: str
    passage: list[str]


class CitedBy(Schema):
    """What cites a record; ``next`` is the full address of the page that follows, or null."""

    count: int
    kinds: dict[str, int]
    results: list[CitingData]
    next: str | None


@router.get("/{uuid:key}", response=CitedBy, summary="What cites a record")
def cited_by(  # noqa: PLR0913, PLR0917 -- each is one parameter of the address
    request: HttpRequest,
    key: uuid.UUID,
    part: Annotated[str | None, Query(max_length=120)] = None,
    kind: Annotated[str, Query("", max_length=30)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The parts of other records that cite a record, those published last first; each stands here once.

    `part` is a provision as its address names it (`art_42-bis`) or the number of a treaty article; without it,
    whatever cites any part is given. `kind` is that of the records that cite.
    """
    record = Record.objects.filter(pk__in=visible_to(None).filter(pk=key).values("pk")).first()
    if record is None:
        raise Http404("There is no such record.")
    locator = typed(part) if part is not None else None
    rows = queries.received(record, None, locator=locator).exclude(source=record)
    chosen = rows.filter(source__kind=typed(kind)) if kind else rows
    page, following = page_of(request, chosen.select_related("source"), KEYS, cursor, limit)
    kinds = queries.counted(rows)
    return {
        "count": kinds.get(typed(kind), 0) if kind else sum(kinds.values()),
        "kinds": kinds,
        "results": [
            {
                "kind": one.kind,
                "place": one.place,
                "title": one.title,
                "part": one.label,
                "address": one.address,
                "language": one.text_language,
                "passage": list(one.passage),
            }
            for one in queries.told(page, language="en")
        ],
        "next": following,
    }


def cited_by_data(record: Record, locator: str | None = None) -> dict[str, Any]:
    """How many parts of other records cite a record or a part of it, by kind, and where they are listed; one query."""
    kinds = queries.counted(queries.received(record, None, locator=locator).exclude(source=record))
    return {"count": sum(kinds.values()), "kinds": kinds, "list": queries.address_of_list(record, locator)}
