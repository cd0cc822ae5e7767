from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from comity.base.people.models import User
from comity.engines.records.exports import comma_separated
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators import registry
from comity.knowledge.indicators.enums import PLACE, Dimension
from comity.knowledge.indicators.models import Indicator, Observation
from comity.knowledge.indicators.queries import SeriesLine, lines_of, visible_to


# An indicator and those of its series that were asked for.
Lines = tuple[Indicator, Sequence[SeriesLine]]

# The columns of the files that are written, which are those of the files that are read in.
COLUMNS: Final = (
    "indicator",
    "period",
    "value",
    "precision",
    "status",
    PLACE,
    *Dimension.values,
    *(f"footnote_{code}" for code in INTERFACE),
    "source",
    "paragraph",
    "url",
)


def number(value: Decimal) -> str:
    """A number as a machine reads it, without noughts that say nothing."""
    return format(value.normalize(), "f")


def row(indicator: Indicator, line: SeriesLine, one: Observation) -> dict[str, Any]:
    """A figure by the names in ``COLUMNS``."""
    return {
        "indicator": indicator.code,
        "period": one.period_text,
        "value": number(one.value),
        "precision": one.precision,
        "status": one.status,
        PLACE: line.series.place_id or "",
        **{name: line.series.dimensions.get(name, "") for name in Dimension.values},
        **{f"footnote_{code}": one.footnotes.get(code, "") for code in INTERFACE},
        "source": one.source_title,
        "paragraph": one.paragraph,
        "url": one.source_url,
    }


def rows(several: Iterable[Lines]) -> Iterator[dict[str, Any]]:
    """Every figure of some indicators."""
    for indicator, lines in several:
        for line in lines:
            for one in line.observations:
                yield row(indicator, line, one)


def every_row(*, person: User | None = None) -> Iterator[dict[str, Any]]:
    """Every figure that counts of every indicator that this person may read; two queries for each indicator."""
    return rows((indicator, lines_of(indicator)) for indicator in visible_to(person))


def csv(several: Iterable[Lines]) -> Iterator[bytes]:
    """Figures as CSV, in cells that no spreadsheet program takes for a formula."""
    return comma_separated(rows(several), list(COLUMNS))


def indicator_data(indicator: Indicator) -> dict[str, Any]:
    """An indicator as plain data, with what it is called in the six languages."""
    texts = {text.language: text for text in indicator.record.texts.all()}
    return {
        "code": indicator.code,
        "address": indicator.address,
        "theme": indicator.theme,
        "titles": {code: text.title for code, text in texts.items()},
        "methods": {code: text.summary for code, text in texts.items()},
        "unit": indicator.unit,
        "units": {code: registry.word("units", indicator.unit, code) for code in INTERFACE},
        "nature": indicator.nature,
        "frequency": indicator.frequency,
        "counted_by": registry.word("counters", indicator.counted_by, "en") if indicator.counted_by else "",
        "coverage": registry.word("coverages", indicator.coverage, "en") if indicator.coverage else "",
        "query": indicator.statement,
        "reference": indicator.reference,
    }


def series_data(line: SeriesLine) -> dict[str, Any]:
    """A series with its figures as plain data; numbers as text, since a program may keep them exactly."""
    return {
        "place": line.series.place_id,
        "dimensions": line.series.dimensions,
        "checked_on": line.series.checked_on,
        "observations": [
            {
                "period": one.period_text,
                "earliest_on": one.earliest_on,
                "latest_on": one.latest_on,
                "value": number(one.value),
                "precision": one.precision,
                "status": one.status,
                "footnotes": one.footnotes,
                "source": one.source_title,
                "paragraph": one.paragraph,
                "url": one.source_url,
                "revision": one.revision,
            }
            for one in line.observations
        ],
    }
