import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, DateField, Field, Max, Min, Model, Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import may, subjects_within
from comity.base.audit.models import Event
from comity.base.people.models import User
from comity.engines.records.enums import Relation, State
from comity.engines.records.models import (
    Detail,
    Link,
    Record,
    Revision,
    Source,
    Text,
    Topic,
)
from comity.engines.records.registry.kinds import detail_models
from comity.engines.records.shapes import CRIME_TYPES, KEY, PLACES


# The relations that a reader of what is referred to wants to know of.
REFERRING: Final = (Relation.CITES, Relation.APPLIES, Relation.IMPLEMENTS)


def visible_to(person: User | None) -> QuerySet[Record]:
    """Every record that this person may read; None is a visitor."""
    return Record.objects.filter(readable_by(person)).order_by("-published_at", "pk")


def is_readable(key: str, person: User | None) -> bool:
    """Whether there is a record under a key that this person may read."""
    return visible_to(person).order_by().filter(pk=key).exists()


def readable_by(person: User | None, through: str = "") -> Q:
    """What holds of every record that this person may read: here, and nowhere else, it is decided.

    Args:
        person: who reads; None is a visitor.
        through: the way to the record from what is filtered, such as ``record__`` from a detail.
    """
    public = Q(**{f"{through}state": State.PUBLISHED})
    if person is None:
        return public
    own = public | Q(**{f"{through}created_by": person})
    limits = subjects_within(person.grants, Permission.RECORD_PUBLISH)
    if limits is None:
        return own
    if not limits:
        return Q()
    # Who publishes on certain subjects reads what is about one of them, and what is about none.
    crimes = Topic.objects.filter(scheme=CRIME_TYPES).order_by().values("record")
    within = crimes.filter(term__in=[key.removeprefix(f"{CRIME_TYPES}:") for key in limits])
    key = f"{through}pk__in"
    return own | Q(**{key: within}) | ~Q(**{key: crimes})


def unpublished_for(person: User) -> QuerySet[Record]:
    """Their drafts, and for editors what was handed in, last changed first, with details and texts; two queries."""
    own, handed_in = Q(state__in=(State.DRAFT, State.IN_REVIEW), created_by=person), Q(state=State.IN_REVIEW)
    shown = own | handed_in if may(person, Permission.RECORD_PUBLISH) else own
    found = for_listing(visible_to(person).filter(shown), language="").order_by("-changed_at", "pk")
    return found.select_related("place", "created_by", *sorted(detail_models()))


def details_for_change(model: type[Detail], keys: Iterable[uuid.UUID], person: User) -> dict[uuid.UUID, Detail]:
    """Those of some records of a kind that this person may read, with cards, and with their satellites."""
    rows = model._default_manager.filter(readable_by(person, "record__"), pk__in=list(keys)).select_related("record")
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    return {one.pk: one for one in rows.prefetch_related(texts, sources, "record__topics", *model.satellites)}


def for_editing(model: type[Detail], key: uuid.UUID) -> Any:
    """One record with its card and its satellites; None when it is none of this kind."""
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    rows = model._default_manager.filter(pk=key).select_related("record")
    return rows.prefetch_related(texts, sources, "record__topics", *model.satellites, *model.companions).first()


def named_by(words: str, person: User | None, *, limit: int = 8) -> list[tuple[str, str]]:
    """The records that this person may read with some words in a title: their keys, and what they are called."""
    wanted = Text.objects.filter(record__in=visible_to(person).order_by().values("pk"))
    for word in words.split()[:8]:
        wanted = wanted.filter(title__icontains=word)
    found: dict[str, str] = {}
    for text in wanted.select_related("record").order_by("title", "pk")[: limit * 6]:
        name = str(detail_models()[text.record.kind]._meta.verbose_name)
        found.setdefault(
            str(text.record_id), f"{text.title} ({name}{', ' + text.record.place_id if text.record.place_id else ''})"
        )
    return list(found.items())[:limit]


def titles_by_key(keys: Iterable[str], person: User | None, *, language: str) -> dict[str, str]:
    """What records are called in a language, or the nearest there is, by their keys; one query, none for none.

    What the person may not read is left out.
    """
    wanted = [uuid.UUID(key) for key in keys]
    texts: dict[uuid.UUID, list[Text]] = {}
    readable = Text.objects.filter(readable_by(person, "record__"), record__in=wanted)
    for text in readable.order_by("pk") if wanted else ():
        texts.setdefault(text.record_id, []).append(text)
    best = {key: best_text(several, language=language) for key, several in texts.items()}
    return {str(key): text.title for key, text in best.items() if text}


def linked_by_key(keys: Iterable[str], *, language: str) -> dict[str, tuple[str, Text, str]]:
    """Public records by key: their kind, their title in a language or the nearest there is, and their address.

    Two queries, and one for each kind of record that is met; keys that are none are passed over.
    """
    wanted = [uuid.UUID(key) for key in keys if KEY.fullmatch(key)]
    found = list(for_listing(visible_to(None).filter(pk__in=wanted), language=language)) if wanted else []
    addresses: dict[uuid.UUID, str] = {}
    for kind in {one.kind for one in found}:
        rows = detail_models()[kind]._default_manager.filter(pk__in=[one.pk for one in found if one.kind == kind])
        addresses |= {detail.pk: detail.address for detail in rows}
    best = ((one, best_text(list(one.texts.all()), language=language)) for one in found)
    return {str(one.pk): (one.kind, text, addresses[one.pk]) for one, text in best if text}


def public_details(model: type[Detail]) -> QuerySet[Any]:
    """Every public record of a kind with its card, in the order of their keys."""
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    rows = model._default_manager.filter(readable_by(None, "record__"))
    return rows.select_related("record").prefetch_related(texts, sources, "record__topics").order_by("pk")


def taken_keys(keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some keys belong to a record of any kind, whoever may read it."""
    return set(Record.objects.filter(pk__in=list(keys)).order_by().values_list("pk", flat=True))


def revision_numbers(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The number of the last revision of each of some records that has any."""
    rows = Revision.objects.filter(record__in=list(keys)).order_by().values_list("record").annotate(Max("number"))
    return dict(rows)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Since when a record is withdrawn, and why, as whoever withdrew it said."""

    at: dt.datetime
    reason: str


def withdrawal_of(record: Record) -> Withdrawal | None:
    """When and why a record was withdrawn; None when it is not. One query."""
    if record.state != State.WITHDRAWN:
        return None
    event = Event.objects.filter(record_id=record.pk, verb="record.withdraw").order_by("-pk").first()
    if event is None:
        return Withdrawal(record.changed_at, "")
    return Withdrawal(event.at, str(event.details.get("reason", "")))


def history_for(person: User | None, record: Record) -> list[Revision]:
    """What was public of a record, newest first, for who may see what is withdrawn; nothing for others. One query."""
    if not may(person, Permission.RECORD_PUBLISH):
        return []
    return list(record.revisions.select_related("by").order_by("-number"))


@dataclass(frozen=True, slots=True)
class Linked:
    """Another record to which one points, or which points at it.

    Attributes:
        relation: what the one is to the other, as readers say it.
        text: its title in the reader's language, or the nearest there is.
        address: of its page; one that is withdrawn still has it, and says there why.
        is_withdrawn: whether it was taken out of public view.
        comes_in: whether it points here; otherwise this one points at it.
        locator: the part that is meant.
    """

    relation: str
    text: Text
    address: str
    is_withdrawn: bool
    comes_in: bool
    locator: str


def linked_to(record: Record, person: User | None, *, language: str) -> list[Linked]:
    """The records to which one is linked and of which this person may know.

    Two queries for the links and one for the texts, and one more for each kind of record that is met.
    """
    known = known_to(person).order_by()
    out = record.links_out.filter(object__in=known).select_related("object").order_by("relation", "pk")
    into = record.links_in.filter(subject__in=known).select_related("subject").order_by("relation", "pk")
    arrows = [(link, link.object, False) for link in out] + [(link, link.subject, True) for link in into]
    texts: dict[uuid.UUID, list[Text]] = {}
    for text in Text.objects.filter(record__in=[other.pk for _link, other, _in in arrows]).order_by("pk"):
        texts.setdefault(text.record_id, []).append(text)
    addresses: dict[uuid.UUID, str] = {}
    for kind in dict.fromkeys(other.kind for _link, other, _in in arrows):
        keys = [other.pk for _link, other, _in in arrows if other.kind == kind]
        rows = detail_models()[kind]._default_manager.filter(pk__in=keys)
        addresses |= {detail.pk: detail.address for detail in rows}
    return [
        Linked(
            str(link.get_relation_display()),
            best,
            addresses[other.pk],
            is_withdrawn=other.state == State.WITHDRAWN,
            comes_in=comes_in,
            locator=link.locator,
        )
        for link, other, comes_in in arrows
        if (best := best_text(texts.get(other.pk, []), language=language)) and other.pk in addresses
    ]


def known_to(person: User | None) -> QuerySet[Record]:
    """What this person may read, and what was public once: a withdrawn record says that it is gone."""
    return visible_to(person) | Record.objects.order_by("-published_at", "pk").filter(state=State.WITHDRAWN)


def for_listing(records: QuerySet[Record], *, language: str) -> QuerySet[Record]:
    """Load what one line of a list shows, in a fixed number of queries."""
    texts = Text.objects.order_by("pk")
    return records.select_related("place").prefetch_related(Prefetch("texts", texts))


def best_text(texts: list[Text], *, language: str) -> Text | None:
    """The text to show a reader of a language: that language, else English, else the first there is."""
    by_language = {text.language: text for text in texts}
    return by_language.get(language) or by_language.get("en") or (texts[0] if texts else None)


def links_of(record: Record, person: User | None) -> list[Link]:
    """The links of a record to those others that the person may read, each other end with its detail and texts."""
    links = Link.objects.filter(subject=record, object__in=visible_to(person).order_by().values("pk"))
    details = (f"object__{kind}" for kind in sorted(detail_models()))
    texts = Prefetch("object__texts", Text.objects.order_by("pk"))
    return list(links.select_related("object", *details).prefetch_related(texts).order_by("relation", "pk"))


def links_to(record: Record, person: User | None, *, locator: str | None = None, limit: int = 50) -> list[Link]:
    """What cites, applies or carries out a record, newest first, as far as the person may read it.

    Args:
        record: the one that is referred to.
        person: who reads; None is a visitor.
        locator: only those that refer to this part of it; None for any part.
        limit: the most links.
    """
    links = Link.objects.filter(
        object=record, relation__in=REFERRING, subject__in=visible_to(person).order_by().values("pk")
    )
    if locator is not None:
        links = links.filter(locator=locator)
    # Most records have none, and to write the query for all kinds takes longer than to ask.
    if not Link.objects.filter(object=record).exists():
        return []
    details = (f"subject__{kind}" for kind in sorted(detail_models()))
    texts = Prefetch("subject__texts", Text.objects.order_by("pk"))
    several = links.select_related("subject", *details).prefetch_related(texts)
    return list(several.order_by("-subject__published_at", "pk")[:limit])


# ---------------------------------------------------------------- lists of one kind, narrowed


@dataclass(frozen=True, slots=True)
class Counts:
    """What a list can be narrowed by, and how many records each value would leave.

    Attributes:
        places: by code.
        topics: by scheme, then by term.
        choices: by the name of a field of the kind, then by value.
        first: the earliest year; None when the kind has no years, or no record has one.
        last: the latest.
    """

    places: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None


def choice_fields(model: type[Detail]) -> list["Field[object, object]"]:
    """The fields of a kind whose values are a closed list."""
    return [one for one in model._meta.concrete_fields if one.choices]


def narrowed(  # noqa: PLR0913 -- each is one thing to narrow by
    records: QuerySet[Record],
    model: type[Detail],
    *,
    place: str = "",
    year: int | None = None,
    topics: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
) -> QuerySet[Record]:
    """Those of the records of one kind that answer to everything that is given.

    Args:
        records: of this kind.
        model: the kind.
        place: code of a place that is the record's own or that it is about.
        year: a year in which it was made, or that lies in its period; what has no end has not ended.
        topics: a term by its scheme, such as ``{"crime-types": "corruption"}``.
        choices: a value by the name of the field.
    """
    if place:
        records = records.filter(Q(place=place) | Q(pk__in=about(PLACES, place)))
    for scheme, term in (topics or {}).items():
        records = records.filter(pk__in=about(scheme, term))
    for name, value in (choices or {}).items():
        records = records.filter(**{f"{model.kind}__{name}": value})
    if year is not None and model.years:
        first, last = model.years[0], model.years[-1]
        records = records.filter(**{f"{_year(model, first)}__lte": year})
        open_end = Q(**{f"{model.kind}__{last}__isnull": True}) if first != last else Q()
        ended = Q(**{f"{_year(model, last)}__gte": year})
        records = records.filter(ended | open_end if open_end else ended)
    return records


def about(scheme: str, term: str) -> QuerySet[Topic]:
    """The keys of the records that have a topic."""
    return Topic.objects.filter(scheme=scheme, term=term).values("record")  # type: ignore[return-value] # -- of keys


def counts(records: QuerySet[Record], model: type[Detail]) -> Counts:
    """How many of the records of one kind each value would leave; three queries, and one for each closed list."""
    plain = records.order_by()
    places: dict[str, int] = dict(plain.exclude(place=None).values_list("place").annotate(Count("pk")))
    topics: dict[str, dict[str, int]] = {CRIME_TYPES: {}}
    rows = Topic.objects.filter(record__in=plain.values("pk")).values_list("scheme", "term")
    for scheme, term, number in rows.annotate(Count("pk")).order_by("scheme", "term"):
        if scheme == PLACES:
            places[term] = places.get(term, 0) + number
        else:
            topics.setdefault(scheme, {})[term] = number
    choices = {
        one.name: dict(
            plain.exclude(**{f"{model.kind}__{one.name}": ""})
            .values_list(f"{model.kind}__{one.name}")
            .annotate(Count("pk"))
        )
        for one in choice_fields(model)
    }
    first, last = _span(plain, model)
    return Counts(places, topics, choices, first, last)


def _span(records: QuerySet[Record], model: type[Detail]) -> tuple[int | None, int | None]:
    if not model.years:
        return None, None
    names = [f"{model.kind}__{name}" for name in (model.years[0], model.years[-1])]
    found = records.aggregate(first=Min(names[0]), begun=Max(names[0]), ended=Max(names[1]))
    days = [getattr(value, "year", value) for value in found.values() if value]
    return (min(days), max(days)) if days else (None, None)


def _year(model: type[Model], name: str) -> str:
    kind = str(model._meta.model_name)
    return f"{kind}__{name}__year" if isinstance(model._meta.get_field(name), DateField) else f"{kind}__{name}"


def topics_by_scheme(topics: Sequence[Topic]) -> dict[str, list[str]]:
    """The terms of loaded topics by their schemes, each in order."""
    found: dict[str, list[str]] = {}
    for topic in topics:
        found.setdefault(topic.scheme, []).append(topic.term)
    return {scheme: sorted(terms) for scheme, terms in found.items()}
