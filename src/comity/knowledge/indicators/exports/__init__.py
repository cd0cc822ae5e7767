"""Figures to be taken away: CSV, JSON, SDMX-CSV, SDMX-ML and SDMX-JSON, with the structure that describes them."""

from comity.knowledge.indicators.exports.forms import FORMS, STRUCTURES, Form, Structure
from comity.knowledge.indicators.exports.linked import linked_data
from comity.knowledge.indicators.exports.plain import COLUMNS, Lines, every_row, indicator_data, rows


__all__ = [
    "COLUMNS",
    "FORMS",
    "STRUCTURES",
    "Form",
    "Lines",
    "Structure",
    "every_row",
    "indicator_data",
    "linked_data",
    "rows",
]
