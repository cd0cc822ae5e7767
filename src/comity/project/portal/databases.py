"""The databases of an installation: what each holds, and what it has of one State or topic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import AppConfig, apps
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from comity.base.people.models import User
from comity.engines.records import queries as records
from comity.engines.records.models import Detail, Text
from comity.engines.search import queries as search
from comity.engines.search.enums import Facet
from comity.engines.search.views import naming


# So many records of each kind are named on the page of a State.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Database:
    """One kind of record: ``model`` holds its fields, ``list_address`` is the page that lists it, or empty."""

    kind: str
    model: type[Detail]
    label: str | Promise
    description: str | Promise
    list_address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a short list: its words, and where it is read, without the language of the interface."""

    text: Text
    address: str


@dataclass(frozen=True, slots=True)
class Share:
    """What a database holds of something: how many, some of them by name, and the search that finds all."""

    database: Database
    count: int
    lines: tuple[Line, ...]
    search: str


def every() -> Iterator[Database]:
    """Every kind of record that an installed module has, in the order of installation."""
    for config in apps.get_app_configs():
        for model in config.get_models():
            if issubclass(model, Detail):
                label = model._meta.verbose_name_plural or model.kind
                yield Database(model.kind, model, label, getattr(config, "description", ""), _list_address(config))


def _list_address(config: AppConfig) -> str:
    try:
        return reverse(f"{config.label}:list")
    except NoReverseMatch:
        return ""


def counts() -> Mapping[str, int]:
    """How many public records there are of each kind; one query."""
    return dict(records.visible_to(None).order_by().values_list("kind").annotate(Count("pk")))


def of_place(code: str, *, language: str, person: User | None, without: frozenset[str]) -> list[Share]:
    """What each database has of a place, with the newest by name; a fixed number of queries.

    Args:
        code: the place.
        language: of the reader.
        person: who is reading; None for a visitor.
        without: kinds that the page shows in another way.
    """
    known = {one.kind: one for one in every() if one.kind not in without}
    visible = records.visible_to(person).filter(place=code, kind__in=known)
    numbers = dict(visible.order_by().values_list("kind").annotate(Count("pk")))
    ranked = visible.annotate(
        rank=Window(RowNumber(), partition_by=[F("kind")], order_by=[F("published_at").desc(nulls_last=True), "pk"])
    )
    newest = records.for_listing(ranked.filter(rank__lte=NAMED), language=language).select_related(*numbers)
    lines: dict[str, list[Line]] = {kind: [] for kind in numbers}
    for record in newest:
        if text := records.best_text(list(record.texts.all()), language=language):
            detail: Detail = getattr(record, record.kind)
            lines[record.kind].append(Line(text, detail.address))
    return [
        Share(one, numbers[kind], tuple(lines[kind]), f"{reverse('search:page')}?place={code}&kind={kind}")
        for kind, one in known.items()
        if numbers.get(kind)
    ]


def on_topic(code: str, *, language: str, person: User | None) -> list[tuple[str | Promise, int, str]]:
    """How many documents of each kind the search finds on a crime type, and the search that finds them."""
    answer = search.ask(
        "",
        person=person,
        language=language,
        filters={Facet.CRIME_TYPE: (code,)},
        facets=(Facet.KIND,),
        limit=1,
        snippet=0,
    )
    page = f"{reverse('search:page')}?crime_type={code}"
    return [
        (naming.kind(found.value), found.count, f"{page}&kind={found.value}")
        for found in answer.facets.get(Facet.KIND, ())
    ]
