"""Charts, drawn on the server as SVG: steps over the years, lines over the days, bars. No script, and they print."""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
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


# ---------------------------------------------------------------- several lines over the days


NARROW: Final = 360  # the width of the drawing that a phone is shown
CHARACTER: Final = 7.4  # the width of a figure of the scale
MOST_COLOURS: Final = 6
FEWEST_YEARS: Final = 2  # of a scale that is marked by years
# A scale begins at nought unless nothing stands below this part of the highest value.
LOW: Final = 0.6
# Values that differ by less than this part of themselves are drawn as one.
SMALLEST: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day, and what a reader is told of it."""

    on: dt.date
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a chart: its name and its points, oldest first."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point as it is drawn."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as it is drawn; ``number`` tells colour, dashes and shape of its points, from 1."""

    name: str
    number: int
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of several lines; ``is_cut`` says that its scale does not begin at nought."""

    lines: tuple[Drawn, ...]
    across: tuple[Mark, ...]
    along: tuple[Mark, ...]
    is_cut: bool
    width: int
    height: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is of, the value as it is read, and its length in hundredths of the longest."""

    label: str
    value: str
    share: float
    address: str = ""


def plot(curves: Sequence[Curve], written: Callable[[float], str], *, width: int = WIDTH) -> Plot | None:
    """Draw lines over the days, straight from point to point; None unless two days differ.

    Args:
        curves: up to six; with more, colours would no longer tell them apart, and the rest is left out.
        written: a value as it stands beside the scale.
        width: of the drawing, in its own units.
    """
    shown = [curve for curve in curves if curve.points][:MOST_COLOURS]
    points = [point for curve in shown for point in curve.points]
    days = sorted({point.on.toordinal() for point in points})
    if len(days) < 2:  # noqa: PLR2004 -- a line has two ends
        return None
    floor, ceiling, step = _range([point.value for point in points])
    count = round((ceiling - floor) / step)
    values = [floor + step * place for place in range(count + 1)]
    left = max(len(written(value)) for value in values) * CHARACTER + 14
    right, bottom = width - RIGHT, HEIGHT - BOTTOM

    def x(day: int) -> float:
        return round(left + 8 + (day - days[0]) / (days[-1] - days[0]) * (right - left - 16), 1)

    def y(value: float) -> float:
        return round(bottom - (value - floor) / (ceiling - floor) * (bottom - TOP), 1)

    lines = []
    for number, curve in enumerate(shown, start=1):
        dots = tuple(Dot(x(one.on.toordinal()), y(one.value), one.label) for one in curve.points)
        path = "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots)
        lines.append(Drawn(curve.name, number, path, dots))
    across = tuple(Mark(y(value), written(value)) for value in values)
    return Plot(tuple(lines), across, _along(days, x, width), floor > 0, width, HEIGHT, round(left, 1), right)


def bars(rows: Sequence[tuple[str, float, str, str]]) -> tuple[Bar, ...]:
    """Bars from their labels, values, values as they are read, and addresses (or empty)."""
    most = max((value for _label, value, _written, _address in rows), default=0)
    return tuple(
        Bar(label, written, round(max(0, value) / most * 100, 2) if most > 0 else 0, address)
        for label, value, written, address in rows
    )


def _range(values: Sequence[float]) -> tuple[float, float, float]:
    """Where a scale begins and ends, and its step."""
    least, most = min(values), max(values)
    is_cut = 0 < LOW * most <= least < most
    low, high = (least, most) if is_cut else (min(0.0, least), max(0.0, most))
    if high - low < SMALLEST * max(abs(low), abs(high), 1.0):
        high = low + 1.0
    step = _even_step(high - low)
    floor, ceiling = math.floor(low / step) * step, math.ceil(high / step) * step
    return floor, ceiling, step


def _even_step(span: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that divides a span into no more than a few parts."""
    size = 10.0 ** math.floor(math.log10(span / MOST_LINES))
    return next(factor * size for factor in (1, 2, 5, 10) if span / (factor * size) <= MOST_LINES)


def _along(days: Sequence[int], x: Callable[[int], float], width: int) -> tuple[Mark, ...]:
    """The first days of some years, or where there are none, the first day and the last."""
    first, last = dt.date.fromordinal(days[0]), dt.date.fromordinal(days[-1])
    years = [
        year for year in range(first.year, last.year + 2) if days[0] <= dt.date(year, 1, 1).toordinal() <= days[-1]
    ]
    if len(years) < FEWEST_YEARS:
        return tuple(Mark(x(day), dt.date.fromordinal(day).isoformat()) for day in (days[0], days[-1]))
    most = MOST_YEARS if width >= WIDTH else MOST_YEARS // 2 + 1
    every = -(-len(years) // most)
    return tuple(Mark(x(dt.date(year, 1, 1).toordinal()), str(year)) for year in years[::every])
