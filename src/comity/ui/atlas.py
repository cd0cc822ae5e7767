"""Land and borders, read from the npm package world-atlas, projected and thinned: the geometry under the world map.

The atlas is TopoJSON (https://github.com/topojson/topojson-specification): borders are arcs that neighbours share, so
thinning an arc once keeps neighbours closed against each other. Numbers of places are those of the United Nations'
M49.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final


Point = tuple[float, float]
Ring = list[int]  # arcs in their order; a negative number, ~index, means the arc is walked backwards

WIDTH: Final = 1000
# A point that moves the line by less than this (in units of the drawing) is left out.
TOLERANCE: Final = 0.4
# A piece of land smaller than this (square units) is left out, unless it is all that its place has.
SMALLEST_ISLAND: Final = 0.9
# A State whose whole land is smaller than this (square units) is drawn as a circle as well.
SMALL_STATE: Final = 9.0

# Coefficients of the Equal Earth projection: Šavrič, Patterson and Jenny (2018), doi:10.1080/13658816.2018.1504949.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796

# Antarctica has no State and would take a tenth of the drawing.
LEFT_OUT: Final = frozenset({"010"})
# Land that the atlas draws apart and that the United Nations' M49 counts within a State.
PART_OF: Final = {"158": "156", "N. Cyprus": "196", "Somaliland": "706"}
# Land that the atlas draws with one State and the General Assembly counts with another: from, to, a point within it.
# Source: General Assembly resolution 68/262 of 27 March 2014, paragraph 1.
MOVED: Final = (("643", "804", (34.1, 45.3)),)
# Longitude and latitude, in degrees, of States too small for the atlas. Source: UN/LOCODE, Funafuti (TV FUN).
POSITIONS: Final[dict[str, Point]] = {"798": (179.2, -8.52)}


@dataclass(frozen=True, slots=True)
class Land:
    """The land of one place: its number in M49 (or its name), its outline, and where its circle would stand."""

    number: str
    path: str
    centre: Point | None


@dataclass(frozen=True, slots=True)
class Atlas:
    """All the land, in a drawing of ``width`` by ``height`` units."""

    lands: tuple[Land, ...]
    width: int
    height: int


def equal_earth(longitude: float, latitude: float) -> Point:
    """Project degrees onto the plane; x from about -2.707 to 2.707, y from about -1.317 to 1.317."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


_EAST: Final = equal_earth(180, 0)[0]
_SCALE: Final = WIDTH / (2 * _EAST)
_NORTH: Final = equal_earth(0, 84)[1]
_SOUTH: Final = equal_earth(0, -56.5)[1]
HEIGHT: Final = round((_NORTH - _SOUTH) * _SCALE)


def place_on_drawing(longitude: float, latitude: float) -> Point:
    """A place on the earth, in units of the drawing; y grows southwards."""
    x, y = equal_earth(longitude, latitude)
    return (x + _EAST) * _SCALE, (_NORTH - y) * _SCALE


def read(file: Path) -> Atlas:
    """Read an atlas (``countries-50m.json`` of world-atlas) and make its outlines."""
    topology = json.loads(file.read_text(encoding="utf-8"))
    arcs = [_thinned(points) for points in _arcs(topology)]
    borders: dict[str, list[Ring]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry.get("id") or geometry["properties"]["name"]
        number = PART_OF.get(name, name)
        if number not in LEFT_OUT:
            borders.setdefault(number, []).extend(_rings(geometry))
    for giver, taker, (longitude, latitude) in MOVED:
        moved = [ring for ring in borders[giver] if _holds(_walked(ring, arcs), longitude, latitude)]
        borders[giver] = [ring for ring in borders[giver] if ring not in moved]
        borders[taker] += moved
    outlines = {
        number: [
            [place_on_drawing(*point) for point in part]
            for ring in _joined(rings, arcs)
            for part in _within_the_map(_walked(ring, arcs))
        ]
        for number, rings in borders.items()
    }
    for number, position in POSITIONS.items():
        if number not in outlines:
            outlines[number] = [[place_on_drawing(*position)]]
    return Atlas(tuple(_land(number, rings) for number, rings in outlines.items()), WIDTH, HEIGHT)


def _arcs(topology: Mapping[str, Any]) -> Iterator[list[Point]]:
    """The arcs, from whole-number steps to degrees; a longitude runs on past 180 rather than jump."""
    (scale_x, scale_y), (start_x, start_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            longitude, latitude = x * scale_x + start_x, y * scale_y + start_y
            points.append((longitude + _turns(points, longitude), latitude))
        yield points


def _turns(before: list[Point], longitude: float) -> float:
    """The whole turns, in degrees, that bring a longitude nearest to the last of the points before it."""
    return round((before[-1][0] - longitude) / 360) * 360 if before else 0


def _thinned(points: list[Point]) -> list[Point]:
    """Leave out points that hardly move the drawn line (Ramer, Douglas and Peucker); first and last stay."""
    drawn = [place_on_drawing(*point) for point in points]
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        farthest, distance = first, 0.0
        for index in range(first + 1, last):
            away = _distance(drawn[index], drawn[first], drawn[last])
            if away > distance:
                farthest, distance = index, away
        if distance > TOLERANCE:
            keep.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[index] for index in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the line between two others."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    length = math.hypot(bx - ax, by - ay)
    if length == 0:
        return math.hypot(px - ax, py - ay)
    return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    """The rings of a polygon or of several."""
    kind = geometry.get("type")
    polygons = [geometry["arcs"]] if kind == "Polygon" else geometry["arcs"] if kind == "MultiPolygon" else []
    return [ring for polygon in polygons for ring in polygon]


def _arc(index: int, arcs: list[list[Point]]) -> list[Point]:
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def _walked(ring: Ring, arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring, in degrees; a longitude runs on past 180 rather than jump."""
    points: list[Point] = []
    for index in ring:
        arc = _arc(index, arcs)
        turns = _turns(points, arc[0][0])
        points += [(longitude + turns, latitude) for longitude, latitude in (arc[1:] if points else arc)]
    return points


def _joined(rings: list[Ring], arcs: list[list[Point]]) -> list[Ring]:
    """The same land without the borders inside it: those that two of its rings walk in opposite directions."""
    walked = {index for ring in rings for index in ring}
    inner = {index for index in walked if ~index in walked}
    if not inner:
        return rings
    whole = [ring for ring in rings if inner.isdisjoint(ring)]
    loose = [index for ring in rings if not inner.isdisjoint(ring) for index in ring if index not in inner]
    while loose:
        ring = [loose.pop(0)]
        while _arc(ring[-1], arcs)[-1] != _arc(ring[0], arcs)[0]:
            end = _arc(ring[-1], arcs)[-1]
            following = next(index for index in loose if _arc(index, arcs)[0] == end)
            loose.remove(following)
            ring.append(following)
        whole.append(ring)
    return whole


def _holds(ring: list[Point], longitude: float, latitude: float) -> bool:
    """Whether a ring holds a point: a line from it to the west crosses the ring an odd number of times."""
    crossings = 0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > latitude) != (by > latitude) and ax + (bx - ax) * (latitude - ay) / (by - ay) < longitude:
            crossings += 1
    return crossings % 2 == 1


def _within_the_map(ring: list[Point]) -> Iterator[list[Point]]:
    """Cut a ring where it runs past 180 degrees east or west; what lies beyond appears on the other side."""
    for turns in (-360, 0, 360):
        part = [(longitude + turns, latitude) for longitude, latitude in ring]
        if max(longitude for longitude, _ in part) <= -180 or min(longitude for longitude, _ in part) >= 180:  # noqa: PLR2004 -- degrees
            continue
        part = _cut(part, 180, keep_west=True)
        part = _cut(part, -180, keep_west=False)
        if part:
            yield part


def _cut(ring: list[Point], meridian: float, *, keep_west: bool) -> list[Point]:
    """Keep what lies on one side of a meridian (Sutherland and Hodgman)."""
    sign = 1 if keep_west else -1
    kept: list[Point] = []
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        a_inside, b_inside = sign * ax <= sign * meridian, sign * bx <= sign * meridian
        if a_inside:
            kept.append((ax, ay))
        if a_inside != b_inside:
            kept.append((meridian, ay + (by - ay) * (meridian - ax) / (bx - ax)))
    return kept


def _area(ring: list[Point]) -> float:
    """Square units inside a ring."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _land(number: str, rings: list[list[Point]]) -> Land:
    largest = max(rings, key=_area)
    kept = [ring for ring in rings if _area(ring) >= SMALLEST_ISLAND]
    centre = None
    if sum(map(_area, rings)) < SMALL_STATE:
        centre = (
            round((min(x for x, _ in largest) + max(x for x, _ in largest)) / 2, 1),
            round((min(y for _, y in largest) + max(y for _, y in largest)) / 2, 1),
        )
    return Land(number, "".join(map(_outline, kept)), centre)


def _outline(ring: list[Point]) -> str:
    """A ring as an SVG path of steps in tenths of a unit, written without what SVG lets one leave out."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    (x, y), steps = tenths[0], []
    for next_x, next_y in tenths[1:]:
        if (next_x, next_y) != (x, y):
            steps += [next_x - x, next_y - y]
            x, y = next_x, next_y
    numbers = "".join(f"{step}" if step < 0 or not index else f" {step}" for index, step in enumerate(steps))
    return f"M{tenths[0][0]} {tenths[0][1]}l{numbers}z"
