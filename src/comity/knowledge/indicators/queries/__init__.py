"""How indicators are read: which there are, their series and figures, and what they say of one State."""

from comity.knowledge.indicators.queries.naming import dimension_names, measured, period_written, unit_name
from comity.knowledge.indicators.queries.places import PlaceLine, lines_of_place
from comity.knowledge.indicators.queries.reading import (
    SeriesLine,
    current,
    for_listing,
    latest_of,
    lines_of,
    observation_of,
    revised,
    text_of,
    visible_to,
)
from comity.ui.written import amount


__all__ = [
    "PlaceLine",
    "SeriesLine",
    "amount",
    "current",
    "dimension_names",
    "for_listing",
    "latest_of",
    "lines_of",
    "lines_of_place",
    "measured",
    "observation_of",
    "period_written",
    "revised",
    "text_of",
    "unit_name",
    "visible_to",
]
