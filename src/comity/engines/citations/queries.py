"""What cites what, as far as one person may know."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Max, Min, QuerySet

from comity.base.people.models import User
from comity.engines.citations.models import Citation
from comity.engines.citations.registry import provider_of
from comity.engines.citations.shapes import Part
from comity.engines.records.models import Detail, Record, Text
from comity.engines.records.queries import best_text, visible_to
from comity.engines.records.registry import detail_models


@dataclass(frozen=True, slots=True)
class Citing:
    """A part of a record that cites, with the words in which it does.

    Attributes:
        kind: of record.
        title: of the record, with its language.
        label: of the part; empty for the whole.
        address: of the part, without the language of the interface.
        passage: before, the citation itself and after.
        text_language: of the passage.
    """

    kind: str
    record: uuid.UUID
    place: str
    title: str
    language: str
    label: str
    address: str
    passage: tuple[str, str, str]
    text_language: str


def received(record: Record, person: User | None, *, locator: str | None = None, kind: str = "") -> QuerySet[Citation]:
    """The citations of a record, or of one part of it, that stand in what a person may read."""
    known = visible_to(person).order_by()
    rows = Citation.objects.filter(target=record, source__in=known.values("pk"))
    if locator is not None:
        rows = rows.filter(locator=locator)
    return rows.filter(source__kind=kind) if kind else rows


def counted(rows: QuerySet[Citation]) -> dict[str, int]:
    """How many parts of records of each kind cite; a part that cites twice, or in two languages, counts once."""
    pairs = rows.order_by().values("source__kind", "source", "unit").distinct()
    found: dict[str, int] = {}
    for kind in pairs.values_list("source__kind", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def counted_units(rows: QuerySet[Citation]) -> list[tuple[uuid.UUID, str]]:
    """The parts that cite, each once; one query."""
    return list(rows.order_by().values_list("source", "unit").distinct())


def citing_among(record: Record, sources: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some records cite another in their texts; one query, or none."""
    keys = list(sources)
    if not keys:
        return set()
    rows = Citation.objects.filter(target=record, source__in=keys).order_by()
    return set(rows.values_list("source", flat=True).distinct())


def units(rows: QuerySet[Citation], start: int, end: int) -> list[Citation]:
    """The first citation of each part that cites, some of them; two queries."""
    first = (
        rows.order_by()
        .values("source", "unit")
        .annotate(first=Min("pk"), at=Max("source__published_at"))
        .order_by("-at", "source", "first")
    )
    keys = [row["first"] for row in first[start:end]]
    by_key = Citation.objects.select_related("source").in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def told(citations: Sequence[Citation], *, language: str) -> list[Citing]:
    """Citations as pages show them; a query for the titles, and two or three for each kind that is met."""
    texts: dict[uuid.UUID, list[Text]] = {}
    for text in Text.objects.filter(record__in={one.source_id for one in citations}).order_by("pk"):
        texts.setdefault(text.record_id, []).append(text)
    places = parts_of((one.source, one.unit) for one in citations)
    found = []
    for one in citations:
        part = places.get((one.source_id, one.unit))
        title = best_text(texts.get(one.source_id, []), language=language)
        if part is None or title is None:
            continue
        begin, end = one.passage_start, one.passage_start + one.end - one.start
        found.append(
            Citing(
                one.source.kind, one.source_id, one.source.place_id or "", title.title, title.language, part.label,
                part.address, (one.passage[:begin], one.passage[begin:end], one.passage[end:]), one.language,
            )
        )  # fmt: skip
    return found


def parts_of(pairs: Iterable[tuple[Record, str]]) -> dict[tuple[uuid.UUID, str], Part]:
    """What pages call parts of records, and where they are read; a few queries for each kind."""
    by_kind: dict[str, dict[tuple[str, str], tuple[uuid.UUID, str]]] = {}
    for record, unit in pairs:
        by_kind.setdefault(record.kind, {})[str(record.pk), unit] = (record.pk, unit)
    found: dict[tuple[uuid.UUID, str], Part] = {}
    for kind, several in by_kind.items():
        if (provider := provider_of(kind)) is not None:
            found |= {several[pair]: part for pair, part in provider.parts(several).items()}
            continue
        model: type[Detail] = detail_models()[kind]
        details = model._default_manager.in_bulk([key for key, _unit in several.values()])
        found |= {(key, unit): Part("", details[key].address) for key, unit in several.values() if key in details}
    return found


class Made(NamedTuple):
    """A citation as a page needs it to make a link of it."""

    unit: str
    language: str
    start: int
    end: int
    digest: int
    target: uuid.UUID
    target_kind: str
    locator: str


def made(record: Record, person: User | None, units: Iterable[str] | None = None) -> list[Made]:
    """What some parts of a record cite that a person may read, in order; one query."""
    rows = Citation.objects.filter(source=record)
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    known = visible_to(person).order_by()
    columns = ("unit", "language", "start", "end", "digest", "target", "target__kind", "locator")
    several = rows.filter(target__in=known.values("pk")).order_by("unit", "language", "start")
    return [Made(*row) for row in several.values_list(*columns)]


def addresses_of(several: Iterable[tuple[str, uuid.UUID, str]]) -> dict[tuple[uuid.UUID, str], str]:
    """Where parts of records are read, by kind, record and part; one query for each kind."""
    by_kind: dict[str, set[tuple[uuid.UUID, str]]] = {}
    for kind, record, unit in several:
        by_kind.setdefault(kind, set()).add((record, unit))
    found: dict[tuple[uuid.UUID, str], str] = {}
    for kind, pairs in by_kind.items():
        if (provider := provider_of(kind)) is not None:
            found |= provider.addresses(pairs)
    return found


def numbers(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """By how many parts of published records each part of some records is cited, by locator; "" is the whole."""
    public = visible_to(None).order_by()
    rows = (
        Citation.objects.filter(target__in=list(records), source__in=public.values("pk"))
        .order_by()
        .values_list("target", "locator", "source", "unit")
        .distinct()
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for target, locator, _source, _unit in rows.iterator():
        several = found.setdefault(target, {})
        several[locator] = several.get(locator, 0) + 1
    return found


def cited_by_of(record: Record, person: User | None, *, locator: str | None = None) -> Mapping[str, int]:
    """How many parts cite a record, or one part of it, by kind of record."""
    return counted(received(record, person, locator=locator))
