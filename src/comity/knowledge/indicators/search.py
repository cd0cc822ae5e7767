"""What of the indicators is found: each by its title, its method and its unit, one document a language."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from comity.base.access.enums import Permission
from comity.base.places.queries import regions_of
from comity.engines.records.enums import State
from comity.engines.search.shapes import PUBLIC, Document
from comity.knowledge.indicators import registry
from comity.knowledge.indicators.enums import Dimension
from comity.knowledge.indicators.models import Indicator, Observation, Series
from comity.knowledge.indicators.queries import for_listing


KINDS: Final = (Indicator.kind,)


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """The documents of those of the records that are indicators; five queries."""
    keys = [UUID(key) for key in record_ids]
    found = Indicator.objects.filter(pk__in=keys).exclude(record__state=State.WITHDRAWN).order_by("code")
    indicators = list(for_listing(found))
    if not indicators:
        return
    series: dict[UUID, list[Series]] = {}
    for one in Series.objects.filter(indicator__in=indicators).order_by("key"):
        series.setdefault(one.indicator_id, []).append(one)
    rows = Observation.objects.filter(series__indicator__in=indicators, replaced_at__isnull=True)
    last = dict(rows.order_by("latest_on").values_list("series__indicator", "latest_on"))
    for indicator in indicators:
        own = series.get(indicator.pk, [])
        places = tuple(dict.fromkeys(one.place_id for one in own if one.place_id))
        regions = tuple(dict.fromkeys(region for place in places for region in regions_of(place)))
        crimes = dict.fromkeys(one.dimensions.get(Dimension.CRIME_TYPE, "") for one in own)
        for text in indicator.record.texts.all():
            yield Document(
                id=f"{indicator.kind}:{indicator.code}:{text.language}",
                record=str(indicator.pk),
                kind=indicator.kind,
                address=indicator.address,
                language=text.language,
                title=text.title,
                body=text.summary,
                about=registry.word("units", indicator.unit, text.language),
                places=places,
                regions=regions,
                terms=tuple(f"crime-types:{code}" for code in crimes if code),
                on=last.get(indicator.pk),
                wording=text.wording,
                audience=PUBLIC if indicator.record.state == State.PUBLISHED else Permission.RECORD_PUBLISH,
            )


def everything() -> Iterator[str]:
    """The keys of all indicators."""
    keys = Indicator.objects.order_by("code").values_list("pk", flat=True)
    return map(str, keys.iterator())
