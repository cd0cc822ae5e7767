"""Records at the other ends of links, as a page shows them."""

from dataclasses import dataclass

from django.http import HttpRequest

from comity.engines.records import queries
from comity.engines.records.models import Detail, Link, Record
from comity.engines.records.views.reading import reader, reading_language


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
