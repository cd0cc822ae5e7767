"""The world map: one SVG, made on the server, coloured by the class of each State's status."""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from comity.ui import atlas


SOURCE: Final = "world-atlas/countries-50m.json"
RADIUS: Final = 38  # tenths of a unit
NO_STATUS: Final = "none"


def world_map(
    statuses: Mapping[str, str],
    labels: Mapping[str, str],
    links: Mapping[str, str] | None = None,
    *,
    numbers: Mapping[str, str],
    title: str,
) -> SafeString:
    """Draw the world; every place in ``statuses`` is shown, small ones as circles; empty when there is no atlas.

    Args:
        statuses: place code (ISO 3166-1 alpha-2) to CSS class: party, signatory, left or none.
        labels: place code to what a reader is told of it, such as “Italy: party since 2006”.
        links: place code to address. They are for the pointer: 197 stops would burden the keyboard, so the table
            beside the map is the way of who uses one.
        numbers: M49 number, three digits, to place code.
        title: what the map shows, for who cannot see it.
    """
    drawing = _drawing()
    if drawing is None:
        return SafeString()
    areas, circles, ground = [], [], []
    for land in drawing.lands:
        code = numbers.get(land.number, "")
        if code not in statuses:
            ground.append(land.path)
            continue
        told = (statuses[code] or NO_STATUS, labels.get(code, code), (links or {}).get(code, ""))
        if land.path:
            areas.append(_shape(code, *told, format_html('d="{}"', land.path), "path"))
        if land.centre:
            x, y = round(land.centre[0] * 10), round(land.centre[1] * 10)
            circles.append(_shape(code, *told, format_html('cx="{}" cy="{}" r="{}"', x, y, RADIUS), "circle"))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="group" aria-label="{}"><path class="land" d="{}"/><g>{}{}</g></svg>',
        drawing.width * 10,
        drawing.height * 10,
        title,
        "".join(ground),
        format_html_join("", "{}", ((area,) for area in areas)),
        format_html_join("", "{}", ((circle,) for circle in circles)),
    )


def _shape(code: str, css_class: str, label: str, address: str, geometry: SafeString, element: str) -> SafeString:  # noqa: PLR0913, PLR0917 -- private, called in two lines
    drawn = format_html(
        '<{} class="{}" data-place="{}" {}><title>{}</title></{}>',
        mark_safe(element),  # noqa: S308 -- path or circle, from the lines above
        css_class,
        code,
        geometry,
        label,
        mark_safe(element),  # noqa: S308 -- as before
    )
    if not address:
        return drawn
    return format_html('<a href="{}" tabindex="-1" aria-label="{}">{}</a>', address, label, drawn)


def _drawing() -> atlas.Atlas | None:
    source: Path = settings.NODE_MODULES / SOURCE
    return _kept(source, settings.HOME / "map") if source.is_file() else None


@lru_cache(maxsize=1)
def _kept(source: Path, folder: Path) -> atlas.Atlas:
    """The atlas as it was drawn before; drawn afresh when the atlas or the way of drawing has changed."""
    made_from = source.read_bytes() + Path(atlas.__file__).read_bytes()
    file = folder / f"{hashlib.sha256(made_from).hexdigest()[:16]}.json"
    if file.exists():
        return _from_plain(json.loads(file.read_text(encoding="utf-8")))
    drawn = atlas.read(source)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps([[land.number, land.path, land.centre] for land in drawn.lands]), encoding="utf-8")
    fresh.replace(file)
    return drawn


def _from_plain(plain: list[list[Any]]) -> atlas.Atlas:
    lands = tuple(
        atlas.Land(number, path, (centre[0], centre[1]) if centre else None) for number, path, centre in plain
    )
    return atlas.Atlas(lands, atlas.WIDTH, atlas.HEIGHT)
