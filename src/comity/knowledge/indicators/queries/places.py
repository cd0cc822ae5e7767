from dataclasses import dataclass
from decimal import Decimal

from comity.base.people.models import User
from comity.kernel.lists import listed
from comity.knowledge.indicators.models import Observation
from comity.knowledge.indicators.queries.naming import dimension_names, measured, unit_name
from comity.knowledge.indicators.queries.reading import for_listing, text_of, visible_to


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One figure about a place: what it is, how much in words of the reader's language, of when, and its page."""

    title: str
    language: str
    about: str
    value: Decimal
    written: str
    unit: str
    period: str
    source: str
    address: str


def lines_of_place(code: str, *, person: User | None, language: str) -> list[PlaceLine]:
    """The latest figure of every series about a place, by indicator; a fixed number of queries.

    Args:
        code: of the place, such as IT.
        person: who reads; None is a visitor.
        language: of the interface.
    """
    visible = visible_to(person).order_by()
    rows = (
        Observation.objects.filter(series__place=code, series__indicator__in=visible, replaced_at__isnull=True)
        .select_related("series")
        .order_by("latest_on", "earliest_on", "pk")
    )
    latest = {row.series_id: row for row in rows}
    indicators = {
        one.pk: one
        for one in for_listing(visible_to(person).filter(pk__in={o.series.indicator_id for o in latest.values()}))
    }
    names = dimension_names((pair for row in latest.values() for pair in row.series.dimensions.items()), language)
    found = []
    for row in latest.values():
        indicator = indicators[row.series.indicator_id]
        text = text_of(indicator, language)
        found.append(
            PlaceLine(
                title=text.title if text else indicator.code,
                language=text.language if text else "en",
                about=listed(names[pair] for pair in row.series.dimensions.items()),
                value=row.value,
                written=measured(row, language),
                unit=unit_name(indicator, language),
                period=row.period_text,
                source=row.source_title,
                address=f"{indicator.address}?place={code}",
            )
        )
    return sorted(found, key=lambda line: (line.title, line.about))
