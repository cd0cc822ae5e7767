"""What cites what, as far as one person may know."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet

from comity.base.audit.queries import after
from comity.base.people.models import User
from comity.engines.citations.models import VERB, Citation, Progress
from comity.engines.citations.registry import fingerprint, provider_of, register
from comity.engines.citations.shapes import Part
from comity.engines.records.models import Detail, Record, Text
from comity.engines.records.queries import best_text, readable_by
from comity.engines.records.registry import detail_models


# A text that is cited a hundred times weighs a tenth more than one that nobody cites.
PRIOR: Final = 0.02


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
    """The parts that cite a record, or one part of it, in what a person may read: of each, its first citation."""
    rows = Citation.objects.filter(readable_by(person, "source__"), target=record)
    rows = rows.filter(is_first_of_record=True) if locator is None else rows.filter(locator=locator, is_first=True)
    return rows.filter(source__kind=kind) if kind else rows


def counted(rows: QuerySet[Citation]) -> dict[str, int]:
    """How many parts of records of each kind cite; one query."""
    return dict(rows.order_by().values_list("source__kind").annotate(number=Count("pk")))


def citing_among(record: Record, sources: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some records cite another in their texts; one query, or none."""
    keys = list(sources)
    if not keys:
        return set()
    rows = Citation.objects.filter(target=record, source__in=keys).order_by()
    return set(rows.values_list("source", flat=True).distinct())


def some(rows: QuerySet[Citation], start: int, end: int) -> list[Citation]:
    """Some of what cites, those published last first; one query."""
    return list(rows.select_related("source").order_by("-source__published_at", "source", "pk")[start:end])


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
    rows = Citation.objects.filter(readable_by(person, "target__"), source=record)
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    columns = ("unit", "language", "start", "end", "digest", "target", "target__kind", "locator")
    several = rows.order_by("unit", "language", "start")
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


def cited_in(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, str]]]:
    """What anybody may read of what the parts of some records cite in others, as plain data by record.

    One query, and one for each kind of record that is cited. A part that cites the same twice is given once.
    """
    rows = Citation.objects.filter(readable_by(None, "target__"), source__in=list(records), is_first=True)
    rows = rows.exclude(source=F("target")).order_by("source", "unit", "start", "pk")
    several = list(rows.values_list("source", "unit", "target__kind", "target", "locator"))
    addresses = addresses_of((kind, target, locator) for _source, _unit, kind, target, locator in several)
    found: dict[uuid.UUID, list[dict[str, str]]] = {}
    for source, unit, _kind, target, locator in several:
        if (address := addresses.get((target, locator))) is not None:
            told = {"part": unit, "record": str(target), "locator": locator, "address": address}
            found.setdefault(source, []).append(told)
    return found


def numbers(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """By how many parts of published records each part of some records is cited, by locator; "" is the whole.

    One query. What a part of the same record says is counted too: a definition is cited by its neighbours.
    """
    rows = Citation.objects.filter(readable_by(None, "source__"), target__in=list(records), is_first=True)
    found: dict[uuid.UUID, dict[str, int]] = {}
    for target, locator, number in (
        rows.order_by().values_list("target", "locator").annotate(number=Count("pk")).iterator()
    ):
        found.setdefault(target, {})[locator] = number
    return found


def terms_cited(records: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """The terms of vocabularies that the texts of some records cite, such as treaty articles, by record.

    One query, and one for each kind of record that is cited.
    """
    rows = Citation.objects.filter(readable_by(None, "target__"), source__in=list(records), is_first=True)
    pairs: dict[str, set[tuple[uuid.UUID, str]]] = {}
    cited: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    for source, kind, target, locator in (
        rows.exclude(locator="").order_by("pk").values_list("source", "target__kind", "target", "locator")
    ):
        pairs.setdefault(kind, set()).add((target, locator))
        cited.setdefault(source, []).append((target, locator))
    terms: dict[tuple[uuid.UUID, str], str] = {}
    for kind, several in pairs.items():
        if (provider := provider_of(kind)) is not None:
            terms |= provider.terms(several)
    return {
        source: list(dict.fromkeys(terms[pair] for pair in several if pair in terms))
        for source, several in cited.items()
    }


def prior(number: int) -> float:
    """How much more a text weighs in a search for being cited so often: a little, and less for each further one."""
    return 1.0 + PRIOR * log1p(number)


def address_of_list(record: Record, locator: str | None) -> str:
    """Where the interface for programs lists what cites a record or a part of it."""
    asked = f"?{urlencode({'part': locator})}" if locator is not None else ""
    return f"/api/v1/cited-by/{record.pk}{asked}"


@dataclass(frozen=True, slots=True)
class State:
    """How far the texts have been read.

    Attributes:
        citations: how many are kept.
        records: how many records cite anything.
        behind: how many events of the audit trail have not been taken in.
        has_new_names: whether older texts may cite what is new since they were read.
    """

    citations: int
    records: int
    behind: int
    has_new_names: bool


def state() -> State:
    """How far the texts have been read; it looks through all names, which takes a second."""
    progress = Progress.objects.first()
    position = progress.position if progress else 0
    return State(
        Citation.objects.count(),
        Citation.objects.order_by().values("source").distinct().count(),
        after(position).exclude(verb=VERB).count(),
        progress is None or progress.fingerprint != fingerprint(register()),
    )
