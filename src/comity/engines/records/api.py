"""Any kind of record for programs: the card with texts, sources and licence, and the fields of its kind.

It also holds what the interfaces of all records share: pages of a query, and what stands on a card.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from comity.base.files.enums import State as FileState
from comity.engines.records import queries
from comity.engines.records.exports import as_data
from comity.engines.records.exports.rows import attached
from comity.engines.records.models import Detail, Record, Source, Text
from comity.engines.records.registry import detail_models
from comity.kernel import cursors
from comity.kernel.cursors import Value
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable


Row = TypeVar("Row", bound=Model)
# A field, and whether it descends. What is empty comes last in either direction.
Key = tuple[str, bool]
# How many a page holds.
Limit = Annotated[int, Query(50, ge=1, le=500)]
Cursor = Annotated[str, Query("", max_length=cursors.LONGEST)]

router = Router(tags=["records"])


class TextData(Schema):
    """A record's words in one language, and how they came to be."""

    language: str
    wording: str
    title: str
    summary: str


class SourceData(Schema):
    """Where a record comes from, and on what terms it may be used."""

    title: str
    url: str
    publisher: str
    licence: str
    licence_url: str
    retrieved_on: dt.date | None
    locator: str


class FileData(Schema):
    """A file on a record: where it is read, what it is, and the SHA-256 of its bytes in hexadecimal figures."""

    label: str
    language: str
    name: str
    media_type: str
    size: int
    sha256: str
    address: str


class RecordPage(Schema):
    """Some records; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[dict[str, Any]]
    next: str | None


def texts_of(record: Record) -> list[dict[str, str]]:
    """The titles and summaries of a card."""
    return [
        {"language": text.language, "wording": text.wording, "title": text.title, "summary": text.summary}
        for text in record.texts.all()
    ]


def sources_of(record: Record) -> list[dict[str, Any]]:
    """The sources and licences of a card."""
    names = ("title", "url", "publisher", "licence", "licence_url", "retrieved_on", "locator")
    return [{name: getattr(source, name) for name in names} for source in record.sources.all()]


def files_of(record: Record) -> list[dict[str, Any]]:
    """The files on a record that whoever may read it can read: address, type and hash of each; one query."""
    return [attached(one) for one in queries.attachments_of(record).filter(file__state=FileState.RELEASED)]


def typed(text: str) -> str:
    """A value of an address without the characters that no database can hold."""
    return text.replace("\0", "").strip()


def day_typed(text: str, name: str) -> dt.date | None:
    """The last day of a date in an address; None when it stands empty.

    Raises:
        Unreadable: it is not a date.
    """
    if not typed(text):
        return None
    try:
        return Period.parse(typed(text)).latest
    except Unreadable as unreadable:
        raise Unreadable(unreadable.sentence, where=name) from unreadable


def page_of(
    request: HttpRequest, rows: QuerySet[Row], keys: Sequence[Key], cursor: str, limit: int
) -> tuple[list[Row], str | None]:
    """One page of a query, found by the values of the last row and not by counting, and the next page's address.

    Args:
        request: whose address the next page's is made of.
        rows: filtered; they are sorted here.
        keys: by which to sort; together they tell every row from every other.
        cursor: of the page before; empty for the first.
        limit: the most rows of a page.

    Raises:
        Unreadable: the cursor is none of this list.
    """
    if cursor:
        values = cursors.read(cursor, len(keys))
        try:
            rows = rows.filter(beyond(keys, values))
        except (ValidationError, ValueError, TypeError) as fault:
            raise Unreadable(cursors.WRONG, where="cursor") from fault
    found = list(ordered(rows, keys)[: limit + 1])
    page = found[:limit]
    following = cursors.written([plain(page[-1], name) for name, _descends in keys]) if len(found) > limit else ""
    return page, cursors.following(request.build_absolute_uri(), following)


def ordered(rows: QuerySet[Row], keys: Sequence[Key]) -> QuerySet[Row]:
    """The rows sorted by keys, those without a value last."""
    orders = [f"-{name}" if descends else name for name, descends in keys]
    return rows.order_by(*(nulls_last(order) for order in orders))


def nulls_last(order: str) -> Any:
    """An order in which what is empty comes last."""
    return F(order[1:]).desc(nulls_last=True) if order.startswith("-") else F(order).asc(nulls_last=True)


def beyond(keys: Sequence[Key], values: Sequence[Value]) -> Q:
    """What comes after the row with these values."""
    after, same = Q(pk__in=[]), Q()
    for (name, descends), value in zip(keys, values, strict=True):
        if value is None:
            same &= Q(**{f"{name}__isnull": True})
            continue
        further = Q(**{f"{name}__{'lt' if descends else 'gt'}": value}) | Q(**{f"{name}__isnull": True})
        after |= same & further
        same &= Q(**{name: value})
    return after


def plain(row: Model, name: str) -> Value:
    """A field of a row, also of one that it points at, as a cursor holds it."""
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part)
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def public(kind: str) -> QuerySet[Record]:
    """What anyone may read of a kind, with its card, in a fixed number of queries."""
    sources = Prefetch("sources", Source.objects.order_by("pk"))
    texts = Prefetch("texts", Text.objects.order_by("pk"))
    model = detail_models()[kind]
    beside = [f"{kind}__{name}" for name in (*model.companions, *model.satellites)]
    records = queries.visible_to(None).filter(kind=kind)
    beside_card = (texts, sources, "topics", queries.attachments_for(), queries.links_for())
    return records.select_related(kind).prefetch_related(*beside_card, *beside)


@router.get("/{kind}", response=RecordPage, summary="Records of one kind")
def of_kind(  # noqa: PLR0913, PLR0917 -- each is one parameter of the address
    request: HttpRequest,
    kind: str,
    place: str = "",
    topic: str = "",
    year: int | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Records of one kind, newest first, with texts, sources and licence.

    `place` is the code of the record's own place or of one that it is about; `topic` is one as records give it,
    such as `crime-types:corruption`; `year` is that of the record, or lies in its period.
    """
    if kind not in detail_models():
        known = ", ".join(sorted(detail_models()))
        raise Http404(f"There is no kind of record “{kind[:40]}”. Known are: {known}.")
    scheme, _colon, term = typed(topic).partition(":")
    found = queries.narrowed(
        public(kind),
        detail_models()[kind],
        place=typed(place).upper(),
        year=year,
        topics={scheme: term} if scheme else {},
    )
    page, following = page_of(request, found, [("published_at", True), ("pk", False)], cursor, limit)
    return {"count": found.count(), "results": [whole(record) for record in page], "next": following}


@router.get("/{kind}/{uuid:key}", response=dict[str, Any], summary="One record")
def one(request: HttpRequest, kind: str, key: uuid.UUID) -> dict[str, Any]:
    """One record with texts, sources and licence."""
    record = public(kind).filter(pk=key).first() if kind in detail_models() else None
    if record is None:
        queries.check_not_withdrawn(kind, pk=key)
        raise Http404("There is no such record.")
    return whole(record)


def whole(record: Record) -> dict[str, Any]:
    """A record with the fields of its kind."""
    detail: Detail = getattr(record, record.kind)
    return as_data(record, detail)
