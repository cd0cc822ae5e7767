"""A line over the years, drawn on the server as SVG: no script, and it prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


WIDTH: Final = 720
HEIGHT: Final = 240
LEFT: Final = 44
RIGHT: Final = 16
TOP: Final = 14
BOTTOM: Final = 30
MOST_LINES: Final = 5  # across the chart
MOST_YEARS: Final = 7  # named under the chart


@dataclass(frozen=True, slots=True)
class Mark:
    """A line or a name at a place in the drawing, in its own units."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a series, ready for the template."""

    line: str
    area: str
    across: tuple[Mark, ...]
    along: tuple[Mark, ...]
    last_x: float
    last_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def draw(series: Mapping[int, int]) -> Chart | None:
    """Draw a number per year as steps: it holds until the next change. None for an empty series."""
    if not series:
        return None
    years = sorted(series)
    first, last = years[0], max(years[-1], years[0] + 1)
    step = _step(max(1, *series.values()))
    ceiling = step * -(-max(1, *series.values()) // step)

    def x(year: float) -> float:
        return round(LEFT + (year - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / ceiling * (HEIGHT - TOP - BOTTOM), 1)

    line = f"M{x(first)} {y(series[first])}"
    for year in years[1:]:
        line += f"H{x(year)}V{y(series[year])}"
    line += f"H{x(last)}"
    area = f"{line}V{y(0)}H{x(first)}Z"
    across = tuple(Mark(y(value), str(value)) for value in range(0, ceiling + 1, step))
    every = -(-(last - first) // (MOST_YEARS - 1))
    along = tuple(Mark(x(year), str(year)) for year in range(first, last + 1, every))
    return Chart(line, area, across, along, x(last), y(series[years[-1]]))


def _step(most: int) -> int:
    """The smallest round step (1, 2, 5, 10, 20 …) that needs no more than a few lines."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most / (factor * size) <= MOST_LINES:
                return factor * size
        size *= 10
