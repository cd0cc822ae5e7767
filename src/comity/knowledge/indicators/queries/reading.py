import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from comity.base.people.models import User
from comity.engines.records import queries as records
from comity.engines.records.models import Source, Text
from comity.knowledge.indicators.models import Indicator, Observation, Series


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series with the figures that count, oldest first."""

    series: Series
    observations: list[Observation] = field(default_factory=list)

    @property
    def latest(self) -> Observation | None:
        """The figure of the latest period."""
        return self.observations[-1] if self.observations else None


def visible_to(person: User | None) -> QuerySet[Indicator]:
    """Every indicator that this person may read, in the order of their codes; None is a visitor."""
    return Indicator.objects.filter(records.readable_by(person, "record__")).order_by("code")


def for_listing(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """With their titles, methods and sources, in a fixed number of queries."""
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    return indicators.select_related("record").prefetch_related(texts, sources)


def text_of(indicator: Indicator, language: str) -> Text | None:
    """The title and the method in a language, or the nearest there is."""
    return records.best_text(list(indicator.record.texts.all()), language=language)


def current(indicator: Indicator) -> QuerySet[Observation]:
    """The figures of an indicator that count, by series and period."""
    return (
        Observation.objects.filter(series__indicator=indicator, replaced_at__isnull=True)
        .select_related("series")
        .order_by("series__key", "latest_on", "earliest_on")
    )


def lines_of(  # noqa: PLR0913 -- each narrows by one thing
    indicator: Indicator,
    *,
    place: str = "",
    dimensions: Mapping[str, str] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    only_latest: bool = False,
) -> list[SeriesLine]:
    """The series of an indicator with the figures that count; two queries.

    Args:
        indicator: of which.
        place: code of a place; empty for all.
        dimensions: values that a series must have; empty ones do not narrow.
        since: leaves out figures of periods that ended before this day.
        until: leaves out figures of periods that begin after this day.
        only_latest: only the figure of the latest period of each series.
    """
    wanted = {name: value for name, value in (dimensions or {}).items() if value}
    found = indicator.series.order_by("key")
    if place:
        found = found.filter(place=place)
    series = [one for one in found if all(one.dimensions.get(name) == value for name, value in wanted.items())]
    rows = current(indicator)
    if since:
        rows = rows.filter(latest_on__gte=since)
    if until:
        rows = rows.filter(earliest_on__lte=until)
    if only_latest:
        last = Observation.objects.filter(series=OuterRef("series"), replaced_at__isnull=True)
        rows = rows.filter(pk=Subquery(last.order_by("-latest_on", "-pk").values("pk")[:1]))
    by_series: dict[int, list[Observation]] = {}
    for row in rows:
        by_series.setdefault(row.series_id, []).append(row)
    return [SeriesLine(one, by_series[one.pk]) for one in series if one.pk in by_series]


def latest_of(indicators: Sequence[Indicator]) -> dict[UUID, tuple[Observation, int]]:
    """For each indicator the figure to name in a list, and how many series it has; two queries.

    It is the latest figure of the series that stands for the whole where there is one, else of the first.
    """
    wanted = [one.pk for one in indicators]
    first: dict[UUID, int] = {}
    number: dict[UUID, int] = {}
    for pk, indicator in (
        Series.objects.filter(indicator__in=wanted).order_by("key", "pk").values_list("pk", "indicator")
    ):
        first.setdefault(indicator, pk)
        number[indicator] = number.get(indicator, 0) + 1
    rows = Observation.objects.filter(series__in=first.values(), replaced_at__isnull=True).select_related("series")
    found: dict[UUID, tuple[Observation, int]] = {}
    for row in rows.order_by("latest_on", "pk"):
        found[row.series.indicator_id] = (row, number[row.series.indicator_id])
    return found


def revised(indicator: Indicator) -> list[tuple[Observation, Observation | None]]:
    """Every figure that no longer counts with the one that does; None when it was retracted. Two queries."""
    gone = (
        Observation.objects.filter(series__indicator=indicator, replaced_at__isnull=False)
        .select_related("series")
        .order_by("-replaced_at", "pk")
    )
    rows = list(gone)
    if not rows:
        return []
    now = _counting(rows)
    return [(row, now.get((row.series_id, row.period_text))) for row in rows]


def observation_of(indicator: Indicator, key: int) -> Observation | None:
    """The figure of a key that counts, or the one that has taken its place; None when there is none."""
    found = Observation.objects.filter(series__indicator=indicator, pk=key).select_related("series__indicator").first()
    if found is None or found.replaced_at is None:
        return found
    return (
        Observation.objects.filter(series=found.series_id, period_text=found.period_text, replaced_at__isnull=True)
        .select_related("series__indicator")
        .first()
    )


def _counting(rows: Iterable[Observation]) -> dict[tuple[int, str], Observation]:
    series = {row.series_id for row in rows}
    found = Observation.objects.filter(series__in=series, replaced_at__isnull=True)
    return {(row.series_id, row.period_text): row for row in found}
