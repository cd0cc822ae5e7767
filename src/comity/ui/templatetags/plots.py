"""Charts of several lines, and bars, from the shapes of comity.ui.charts."""

from collections.abc import Sequence
from typing import Any

from django import template

from comity.ui import charts


register = template.Library()


@register.inclusion_tag("ui/components/plot.html")
def plot(wide: charts.Plot | None, narrow: charts.Plot | None, title: str, description: str) -> dict[str, Any]:
    """Lines over the days, drawn wide and, for a phone, narrow; the page shows the numbers in a table of its own."""
    return {"drawings": [(wide, "wide"), (narrow, "narrow")], "plot": wide, "title": title, "description": description}


@register.inclusion_tag("ui/components/bars.html")
def bars(entries: Sequence[charts.Bar], title: str) -> dict[str, Any]:
    """Bars with their labels and values in text, so that they are read without being seen."""
    return {"bars": entries, "title": title}
