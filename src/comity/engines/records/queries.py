from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, DateField, Field, Max, Min, Model, Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Record, Text, Topic
from comity.engines.records.shapes import CRIME_TYPES, PLACES


def visible_to(person: User | None) -> QuerySet[Record]:
    """Every record that this person may read; None is a visitor."""
    records = Record.objects.order_by("-published_at", "pk")
    if may(person, Permission.RECORD_PUBLISH):
        return records
    public = Q(state=State.PUBLISHED)
    return records.filter(public if person is None else public | Q(created_by=person))


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
