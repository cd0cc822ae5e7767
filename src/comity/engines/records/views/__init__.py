"""Pages of records: a list and a page for any kind, what became of a withdrawn one, and import by file."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.generic import ListView, View

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records import queries
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Link, Record
from comity.engines.records.shapes import flattened
from comity.kernel.languages import interface_language


def reader(request: HttpRequest) -> User | None:
    """Who is reading; None is a visitor."""
    return request.user if isinstance(request.user, User) else None


def reading_language() -> str:
    """The interface language of the page that is being made."""
    return interface_language(get_language() or "en")


class Gone(Exception):
    """The record was public once and is withdrawn; the middleware answers with 410 and a page that says so.

    Args:
        record: which, so that the page can say since when and why.
    """

    def __init__(self, record: Record | None = None) -> None:
        super().__init__()
        self.record = record


def withdrawn_page(request: HttpRequest, gone: Gone) -> HttpResponse:
    """410: that a record was withdrawn, since when and why; and to those who may, what was public of it."""
    record = gone.record
    content: dict[str, Any] = {"withdrawal": None, "history": [], "title": None}
    if record is not None:
        content["withdrawal"] = queries.withdrawal_of(record)
        content["history"] = [
            {"revision": one, "fields": [(k, v) for k, v in flattened(one.content).items() if v]}
            for one in queries.history_for(reader(request), record)
        ]
    return render(request, "410.html", content, status=410)


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
    record = queries.for_listing(records, language=reading_language()).filter(**which).first()
    if record is None:
        raise Http404
    if record.state == State.WITHDRAWN:
        raise Gone(record)
    return record


class RecordList(ListView[Record]):
    """All records of one kind that the reader may read, newest first."""

    # Given in as_view(), which only takes what the class has already.
    detail_model: ClassVar[type[Detail]] = Detail  # type: ignore[type-abstract] # -- never used as it stands
    template_name = "records/list.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Record]:
        """The records, with what a line of the list shows."""
        records = queries.visible_to(reader(self.request)).filter(kind=self.detail_model.kind)
        return queries.for_listing(records.select_related(self.detail_model.kind), language=reading_language())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list, with each record's text in the reader's language."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lines = [line(record) for record in context["object_list"]]
        return {
            **context,
            "lines": lines,
            "name": self.detail_model._meta.verbose_name_plural,
            "kind": self.detail_model.kind,
            "may_import": may(reader(self.request), Permission.RECORD_PUBLISH),
        }


class RecordPage(View):
    """One record of one kind."""

    # Given in as_view(), which only takes what the class has already.
    detail_model: ClassVar[type[Detail]] = Detail  # type: ignore[type-abstract] # -- never used as it stands
    template_name = "records/page.html"

    def get(self, request: HttpRequest, **which: Any) -> HttpResponse:
        """Show the record, or say that it is not there (404) or no longer there (410)."""
        record = readable(request, self.detail_model.kind, **which)
        return render(request, self.template_name, self.context(record))

    def context(self, record: Record) -> dict[str, Any]:
        """What the page shows; a kind with more to show adds it here."""
        detail: Detail = getattr(record, record.kind)
        fields = [f for f in detail._meta.concrete_fields if not f.primary_key]
        facts = [(f.verbose_name, value) for f in fields if (value := _shown(detail, f.name)) not in {"", None}]
        return {
            **line(record),
            "record": record,
            "facts": facts,
            "sources": record.sources.all(),
            "links": queries.linked_to(record, reader(self.request), language=reading_language()),
        }


def line(record: Record) -> dict[str, Any]:
    """What a list shows of one record."""
    texts = list(record.texts.all())
    detail: Detail = getattr(record, record.kind)
    text = queries.best_text(texts, language=reading_language())
    return {"text": text, "texts": texts, "address": detail.address, "place": record.place_id, "kind": record.kind}


def _shown(detail: Detail, name: str) -> Any:
    display = getattr(detail, f"get_{name}_display", None)
    return display() if display else getattr(detail, name)


@dataclass(frozen=True, slots=True)
class Referred:
    """A record at the other end of a link, as a page shows it."""

    relation: str
    title: str
    language: str
    locator: str
    address: str
    place: str


def linked(link: Link, other: Record) -> Referred:
    """One end of a link, whose detail and texts are loaded."""
    detail: Detail = getattr(other, other.kind)
    text = queries.best_text(list(other.texts.all()), language=reading_language())
    return Referred(
        relation=str(link.get_relation_display()),
        title=text.title if text else str(detail),
        language=text.language if text else "",
        locator=link.locator,
        address=detail.address,
        place=other.place_id or "",
    )


def linked_here(request: HttpRequest, record: Record, locator: str | None = None) -> list[Referred]:
    """What refers to a record, or to one part of it, for ``records/linked_here.html``."""
    return [linked(link, link.subject) for link in queries.links_to(record, reader(request), locator=locator)]
