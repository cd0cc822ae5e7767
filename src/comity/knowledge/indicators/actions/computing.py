import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.indicators import rules
from comity.knowledge.indicators.actions.recording import put_figures
from comity.knowledge.indicators.models import Indicator, Observation, PageCount, Series
from comity.knowledge.indicators.shapes import Count, Figure, Query, SeriesKey


COMPUTED: Final = "computed"
SOURCE: Final = "Comity"


@transaction.atomic
def compute(queries: Iterable[Query], *, by: User, on: dt.date | None = None) -> dict[str, int]:
    """Run the portal's own queries and keep what they give as observations of a day.

    A state that has not changed since the last figure is not written again: the series only remembers that it was
    checked. A series of which the query no longer speaks has come to nothing, and gets a figure of zero, unless the
    query counts periods that are over.

    Args:
        queries: what is counted, and how.
        by: as a rule the service.
        on: the day of the figures; today when it is None.

    Returns:
        How many figures were written, by the code of the indicator.

    Raises:
        Unreadable: a query counts for an indicator that the facts do not describe.
    """
    rules.check_may_record(by)
    day = on or timezone.now().date()
    written: dict[str, int] = {}
    for query in queries:
        indicator = Indicator.objects.filter(code=query.indicator).select_related("record").first()
        if indicator is None:
            raise Unreadable(f"No indicator has the code “{query.indicator}”. Load the facts first: comity setup.")
        _state_query(indicator, query, by=by)
        counts = query.counts()
        figures = _changed(indicator, counts, day, of_periods=query.of_periods)
        done = put_figures(figures, by=by, origin=COMPUTED)
        written[query.indicator] = sum(outcome != Outcome.UNCHANGED for outcome in done)
        Series.objects.filter(indicator=indicator).update(checked_on=day)
        note("indicator.compute", indicator, by=by, figures=len(counts), written=written[query.indicator])
    return written


@transaction.atomic
def count_pages(counts: Mapping[tuple[dt.date, str], int], *, by: User) -> None:
    """Add numbers of pages to those of their day and language."""
    rules.check_may_record(by)
    for (on, language), pages in counts.items():
        row, made = PageCount.objects.get_or_create(on=on, language=language, defaults={"pages": pages})
        if not made:
            PageCount.objects.filter(pk=row.pk).update(pages=F("pages") + pages)
    note("indicator.count_pages", None, by=by, pages=sum(counts.values()))


def _state_query(indicator: Indicator, query: Query, *, by: User) -> None:
    """Show beside the figure the query that gives it; another query is another revision of the record."""
    statement = query.statement()
    if (indicator.statement, indicator.reference) == (statement, query.reference):
        return
    indicator.statement, indicator.reference = statement, query.reference
    records.put(indicator, _card(indicator.record, indicator.code), by=by)


def _card(record: Record, code: str) -> Card:
    """The card as it stands, to be handed in again with another detail."""
    return Card(
        code,
        record.place_id,
        tuple(CardText(t.language, t.title, t.summary, t.wording) for t in record.texts.order_by("pk")),
        tuple(
            CardSource(s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on, s.locator)
            for s in record.sources.order_by("pk")
        ),
    )


def _changed(indicator: Indicator, counts: Iterable[Count], day: dt.date, *, of_periods: bool) -> list[Figure]:
    """What the counts say that the last figures of their series do not."""
    rows = Observation.objects.filter(series__indicator=indicator, replaced_at__isnull=True).order_by("latest_on")
    last: dict[str, Decimal] = dict(rows.values_list("series__key", "value"))
    spoken_of = set()
    figures = []
    for count in counts:
        spoken_of.add(count.series.text)
        if count.on is None and last.get(count.series.text) == count.value:
            continue
        figures.append(_figure(indicator, count, count.on or day))
    if not of_periods:
        gone = Series.objects.filter(indicator=indicator).exclude(key__in=spoken_of)
        figures += [
            _figure(indicator, Count(SeriesKey(one.place_id, one.dimensions), 0), day)
            for one in gone
            if last.get(one.key)
        ]
    return figures


def _figure(indicator: Indicator, count: Count, day: dt.date) -> Figure:
    return Figure(
        indicator=indicator.code,
        series=count.series,
        period=Period.on(day) if count.since is None else Period.parse(f"{count.since}/{day}"),
        value=Decimal(count.value),
        source_title=SOURCE,
        where=indicator.code,
    )
