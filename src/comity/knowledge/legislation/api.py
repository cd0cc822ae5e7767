"""Laws and their provisions for programs: as they stand on a day, and what changed between two."""

import datetime as dt
from typing import Annotated, Any, Final

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from comity.engines.citations.api import cited_by_data
from comity.engines.records.api import (
    Cursor,
    FileData,
    Key,
    Limit,
    SourceData,
    TextData,
    day_typed,
    files_of,
    page_of,
    sources_of,
    texts_of,
    typed,
)
from comity.engines.records.models import Source
from comity.engines.records.queries import check_not_withdrawn
from comity.kernel.akoma_ntoso import MEDIA_TYPE
from comity.kernel.errors import Unreadable
from comity.knowledge.legislation import exports, queries
from comity.knowledge.legislation.enums import Change, Kind, PartKind, Scheme, Status
from comity.knowledge.legislation.models import Law, Part, Version
from comity.knowledge.legislation.queries.laws import ORDERS
from comity.knowledge.legislation.shapes import Heading, Pair, Words


router = Router(tags=["laws"])

PLACE: Final[tuple[Key, ...]] = (("jurisdiction", False), ("slug", False))
# The orders of queries.laws, as a cursor needs them.
KEYS: Final[dict[str, tuple[Key, ...]]] = {
    "newest": (("adopted_on", True), *PLACE),
    "oldest": (("adopted_on", False), *PLACE),
    "title": (("own_title", False), *PLACE),
    "place": (("jurisdiction", False), ("adopted_on", True), ("slug", False)),
}
Filter = Annotated[str, Query("", max_length=200)]


class LawData(Schema):
    """A law with its titles, dates, sources and licence."""

    place: str | None
    slug: str
    address: str
    identifier: str
    form: str
    status: str
    short_title: str
    language: str
    official: bool
    titles: list[TextData]
    adopted_on: dt.date | None
    published_on: dt.date | None
    in_force_on: dt.date | None
    repealed_on: dt.date | None
    sources: list[SourceData]


class LawPage(Schema):
    """Some laws; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[LawData]
    next: str | None


class VersionData(Schema):
    """A law as it stood from a day on; ``held`` when its text is loaded and not only the day known."""

    on: dt.date | None
    language: str
    wording: str
    split: str
    held: bool
    provisions: int
    source_url: str
    note: str


class HeadingData(Schema):
    """A line of the table of contents."""

    eid: str
    kind: str
    level: int
    number: str
    label: str
    heading: str
    address: str | None


class LawWhole(LawData):
    """A law with its versions, and the contents of the one that stands on the day asked for."""

    crime_types: list[str]
    articles: list[str]
    files: list[FileData]
    cited_by: dict[str, Any]
    versions: list[VersionData]
    shown: VersionData | None
    contents: list[HeadingData]


class ProvisionData(Schema):
    """One provision as it stands on a day, with licence and source of its law."""

    eid: str
    kind: str
    number: str
    label: str
    heading: str
    body: str
    repealed: bool
    address: str
    law: str
    place: str | None
    status: str
    language: str
    wording: str
    version_on: dt.date | None
    divisions: list[HeadingData]
    crime_types: list[str]
    articles: list[str]
    cited_by: dict[str, Any]
    sources: list[SourceData]


class ProvisionPage(Schema):
    """Some provisions; ``next`` is the full address of the page that follows, or null."""

    law: str
    version_on: dt.date | None
    language: str
    status: str
    sources: list[SourceData]
    count: int
    results: list[dict[str, Any]]
    next: str | None


class PieceData(Schema):
    """Words that stand in both versions, only in the earlier (removed) or only in the later (added)."""

    text: str
    change: str


class PairData(Schema):
    """A provision that is not the same in both versions."""

    eid: str
    label: str
    change: str
    pieces: list[PieceData]


class Comparison(Schema):
    """What changed between two versions of a law."""

    law: str
    before: dt.date | None
    after: dt.date | None
    language: str
    added: int
    changed: int
    removed: int
    same: int
    results: list[PairData]


def found(place: str, slug: str) -> Law:
    """The law at an address; Http404 when there is none that anyone may read."""
    law = queries.law_by(typed(place), typed(slug))
    if law is None:
        check_not_withdrawn(Law.kind, law__jurisdiction=typed(place).lower(), law__slug=typed(slug))
        raise Http404(f"There is no law “{slug[:80]}” of {place[:12]}. /api/v1/laws lists those there are.")
    return law


def data_of(law: Law) -> dict[str, Any]:
    """A law as plain data."""
    return {
        "place": law.record.place_id,
        "slug": law.slug,
        "address": law.address,
        "identifier": law.identifier,
        "form": law.form,
        "status": law.status,
        "short_title": law.short_title,
        "language": law.language,
        "official": law.is_official,
        "titles": texts_of(law.record),
        "adopted_on": law.adopted_on,
        "published_on": law.published_on,
        "in_force_on": law.in_force_on,
        "repealed_on": law.repealed_on,
        "sources": sources_of(law.record),
    }


def version_data(version: Version) -> dict[str, Any]:
    """A version as plain data."""
    return {
        "on": version.on,
        "language": version.language,
        "wording": version.wording,
        "split": version.split,
        "held": version.is_held,
        "provisions": version.articles,
        "source_url": version.source_url,
        "note": version.note,
    }


def heading_data(law: Law, heading: Heading) -> dict[str, Any]:
    """A line of the contents as plain data; divisions have no page of their own."""
    names = ("eid", "kind", "level", "number", "label", "heading")
    address = None if heading.is_division else law.address_of(heading.eid)
    return {**{name: getattr(heading, name) for name in names}, "address": address}


@router.get("", response=LawPage, summary="Laws")
def every(  # noqa: PLR0913, PLR0917 -- each is one filter of the list
    request: HttpRequest,
    place: Filter = "",
    form: Filter = "",
    status: Filter = "",
    language: Filter = "",
    crime_type: Filter = "",
    article: Filter = "",
    title: Filter = "",
    order: str = "newest",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Laws by the filters of the page; a draft says so in its ``status``."""
    choices = (("form", form, Kind.values), ("status", status, Status.values), ("order", order, ORDERS))
    for name, value, known in choices:
        if value and value not in known:
            raise Unreadable(f"“{value[:20]}” is none of {', '.join(known)}.", where=name)
    rows = queries.laws(
        None,
        place=typed(place),
        form=form,
        status=status,
        language=typed(language).lower(),
        crime_type=typed(crime_type),
        article=typed(article),
        title=typed(title),
        order=order or "newest",
    ).prefetch_related(Prefetch("record__sources", Source.objects.order_by("pk")))
    page, following = page_of(request, rows, KEYS[order or "newest"], cursor, limit)
    return {"count": rows.count(), "results": [data_of(law) for law in page], "next": following}


@router.get("/{place}/{slug}.xml", summary="A law in Akoma Ntoso")
def akoma_ntoso(request: HttpRequest, place: str, slug: str, on: str = "", language: str = "") -> HttpResponse:
    """The version that stands on a day, today when none is given, as a document of Akoma Ntoso 3.0."""
    law = found(place, slug)
    version = standing(law, on, language)
    response = HttpResponse(exports.akoma_ntoso(law, version), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{law.jurisdiction}-{law.slug}.xml"'
    return response


def standing(law: Law, on: str, language: str) -> Version:
    """The version that stood on a day.

    Raises:
        Http404: no text is held that had begun by then.
        Unreadable: the day is none.
    """
    version = queries.version_on(law, day_typed(on, "on"), typed(language).lower() or None)
    if version is None:
        raise Http404("No text of this law is held that had begun by that day.")
    return version


@router.get("/{place}/{slug}", response=LawWhole, summary="One law")
def one(request: HttpRequest, place: str, slug: str, on: str = "", language: str = "") -> dict[str, Any]:
    """A law with its versions and its contents on a day, today when none is given."""
    law = found(place, slug)
    versions = queries.versions_of(law)
    shown = queries.version_on(law, day_typed(on, "on"), typed(language).lower() or None, versions=versions)
    return {
        **data_of(law),
        "crime_types": queries.terms_by_eid(law).get("", []),
        "articles": queries.terms_by_eid(law, Scheme.INSTRUMENT_ARTICLES).get("", []),
        "files": files_of(law.record),
        "cited_by": cited_by_data(law.record),
        "versions": [version_data(version) for version in versions],
        "shown": version_data(shown) if shown else None,
        "contents": [heading_data(law, line) for line in queries.table_of_contents(shown)] if shown else [],
    }


@router.get("/{place}/{slug}/provisions", response=ProvisionPage, summary="The provisions of a law")
def provisions(  # noqa: PLR0913, PLR0917 -- each is one thing that may be asked
    request: HttpRequest,
    place: str,
    slug: str,
    on: str = "",
    language: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """The text of a law in its order on a day, headings and what stands between the provisions among it."""
    law = found(place, slug)
    version = standing(law, on, language)
    rows = Part.objects.filter(version=version).select_related("passage")
    page, following = page_of(request, rows, [("position", False), ("pk", False)], cursor, limit)
    names = ("eid", "kind", "level", "number", "label", "heading", "body")
    return {
        "law": law.address,
        "version_on": version.on,
        "language": version.language,
        "status": law.status,
        "sources": sources_of(law.record),
        "count": rows.count(),
        "results": [{name: getattr(part, name) for name in names} | {"repealed": part.is_repealed} for part in page],
        "next": following,
    }


@router.get("/{place}/{slug}/provisions/{eid}", response=ProvisionData, summary="One provision")
def provision(  # noqa: PLR0913, PLR0917 -- each is one thing that may be asked
    request: HttpRequest, place: str, slug: str, eid: str, on: str = "", language: str = ""
) -> dict[str, Any]:
    """A provision by its name, such as art_42-bis, as it stands on a day."""
    law = found(place, slug)
    version = standing(law, on, language)
    words = queries.provision(version, typed(eid))
    if words is None or words.kind == PartKind.DIVISION:
        raise Http404(f"This version of the law has no provision “{eid[:60]}”.")
    names = ("eid", "kind", "number", "label", "heading", "body")
    return {
        **{name: getattr(words, name) for name in names},
        "repealed": words.is_repealed,
        "address": law.address_of(words.eid),
        "law": law.address,
        "place": law.record.place_id,
        "status": law.status,
        "language": version.language,
        "wording": version.wording,
        "version_on": version.on,
        "divisions": [heading_data(law, one) for one in queries.divisions_around(version, words)],
        "crime_types": queries.terms_by_eid(law).get(words.eid, []),
        "articles": queries.terms_by_eid(law, Scheme.INSTRUMENT_ARTICLES).get(words.eid, []),
        "cited_by": cited_by_data(law.record, eid),
        "sources": sources_of(law.record),
    }


@router.get("/{place}/{slug}/compare", response=Comparison, summary="What changed between two versions")
def compare(  # noqa: PLR0913, PLR0917 -- each is one thing that may be asked
    request: HttpRequest, place: str, slug: str, before: str = "", after: str = "", language: str = ""
) -> dict[str, Any]:
    """The provisions that differ between the versions that stood on two days."""
    law = found(place, slug)
    if not typed(before):
        raise Unreadable("No day is given. Write the earlier day, such as 2010-01-01.", where="before")
    earlier, later = standing(law, before, language), standing(law, after, language)
    pairs = queries.compare(earlier, later)
    count = {change: sum(pair.change == change for pair in pairs) for change in Change}
    return {
        "law": law.address,
        "before": earlier.on,
        "after": later.on,
        "language": later.language,
        **{str(change): number for change, number in count.items()},
        "results": [pair_data(pair) for pair in pairs if pair.change != Change.SAME],
    }


def pair_data(pair: Pair) -> dict[str, Any]:
    """A pair as plain data."""
    pieces = queries.pieces(words_of(pair.before), words_of(pair.after))
    return {
        "eid": pair.eid,
        "label": pair.label or pair.eid,
        "change": str(pair.change),
        "pieces": [{"text": piece.text, "change": str(piece.change)} for piece in pieces],
    }


def words_of(words: Words | None) -> str:
    """Heading and text of a provision; empty when it is not there."""
    return "\n\n".join(filter(None, (words.heading, words.body))) if words else ""
