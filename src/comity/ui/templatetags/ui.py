"""Components: each tag draws one, from the shapes of comity.ui.components."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from comity.kernel import languages
from comity.kernel.lists import between
from comity.kernel.lists import colon as after_a_name
from comity.kernel.lists import listed as in_a_list
from comity.ui import charts, written
from comity.ui.assets import installed
from comity.ui.components import (
    Change,
    Column,
    Crumb,
    Difference,
    Download,
    Facet,
    Fact,
    Heading,
    Moment,
    Row,
    Status,
    Tab,
)


register = template.Library()

# Chinese is set in the fonts of the reader's device: a web font for it would weigh more than the page.
FIRST_FONTS = {
    "ar": ("fonts/arabic.woff2",),
    "en": ("fonts/sans-latin.woff2", "fonts/serif-latin.woff2"),
    "ru": ("fonts/sans-cyrillic.woff2",),
    "zh": ("fonts/sans-latin.woff2",),
}
CHANGED = {Change.ADDED: "<ins>{}</ins>", Change.REMOVED: "<del>{}</del>", Change.SAME: "{}"}

number = register.filter(written.number)
marked = register.filter(written.marked)
flag = register.simple_tag(written.flag)
badge = register.simple_tag(written.badge)
place = register.simple_tag(written.place)
boxes = register.simple_tag(written.boxes)
result = register.simple_tag(written.result)


@register.filter
def day(value: dt.date | str | None) -> SafeString:
    """A day as ISO 8601 writes it, never broken at a hyphen and never turned round inside Arabic; empty for none."""
    return _day(str(value)) if value else SafeString()


@lru_cache(maxsize=4096)
def _day(text: str) -> SafeString:
    # A page about treaties shows the same few hundred days again and again.
    return format_html('<bdi class="date" dir="ltr">{}</bdi>', text)


@register.filter
def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a language code."""
    return languages.direction(language or "")


@register.filter
def own_name(language: str) -> str:
    """A language's name in that language."""
    return languages.own_name(language)


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words as a list in the language of the page."""
    return in_a_list(map(str, words))


@register.simple_tag
def comma() -> str:
    """What stands between two words of a list in the language of the page."""
    return between()


@register.simple_tag
def colon() -> str:
    """What stands between a name and what is said of it in the language of the page."""
    return after_a_name()


@register.simple_tag
def icon(name: str, turns: bool = False) -> SafeString:  # noqa: FBT001, FBT002 -- a template writes turns=True
    """A small drawing, decorative. ``turns`` mirrors it where one reads from right to left."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        " icon-turns" if turns else "",
        ICONS[name],
    )


# Drawn by us on a grid of 24, in strokes.
ICONS = {
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M15.3 15.3L20.5 20.5",
    "languages": (
        "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M3 12H21M12 3C8.6 6.4 8.6 17.6 12 21M12 3C15.4 6.4 15.4 17.6 12 21"
    ),
    "theme": "M20 14.2A8.3 8.3 0 0 1 9.8 4A8.3 8.3 0 1 0 20 14.2Z",
    "person": "M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4.5 20.5C5.5 13 18.5 13 19.5 20.5",
    "bell": "M6 17V11a6 6 0 0 1 12 0V17L20 19H4ZM10 21.5H14",
    "next": "M5 12H19M13 6L19 12L13 18",
    "back": "M19 12H5M11 6L5 12L11 18",
    "down": "M12 4V15M7 10.5L12 15.5L17 10.5M5 20H19",
    "copy": "M8.5 8.5H19.5V20.5H8.5ZM15.5 8.5V3.5H4.5V15.5H8.5",
    "info": "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M12 11V16.5M12 7.4V7.6",
    "warning": "M12 4L21 20H3ZM12 10.5V14.5M12 17.2V17.4",
    "law": "M5 4H16L19 7V20H5ZM8.5 11H15.5M8.5 15H13.5",
    "filter": "M4 6H20M7.5 12H16.5M10.5 18H13.5",
}


@register.inclusion_tag("ui/components/mark.html")
def mark() -> dict[str, Any]:
    """The mark of Comity: two arches that hold each other."""
    return {}


@register.simple_tag
def table_rows(rows: Sequence[Row], columns: Sequence[Column]) -> SafeString:
    """The rows of a table that turns into cards on a phone; in one go, since a treaty has two hundred parties."""
    begin = [
        format_html('<td{} data-label="{}">', SafeString(' class="date"') if one.is_date else "", one.label)
        for one in columns
    ]
    pieces: list[str] = []
    for row in rows:
        pieces += ['<tr><th scope="row">', conditional_escape(row.head), "</th>"]
        for start, cell in zip(begin, row.cells, strict=True):
            pieces += [start, conditional_escape(cell), "</td>"]
        pieces.append("</tr>\n")
    return mark_safe("".join(pieces))  # noqa: S308 -- every piece is ours or escaped above


@register.inclusion_tag("ui/components/breadcrumb.html")
def breadcrumb(crumbs: Sequence[Crumb]) -> dict[str, Any]:
    """The way from the home page to this one."""
    return {"crumbs": crumbs}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(entries: Sequence[Tab], label: str) -> dict[str, Any]:
    """Several pages about the same thing, as links."""
    return {"tabs": entries, "label": label}


@register.inclusion_tag("ui/components/facts.html")
def facts(entries: Sequence[Fact], *, narrow: bool = False) -> dict[str, Any]:
    """A list of names and values; ``narrow`` puts the name above the value, for a column at the side."""
    return {"facts": entries, "narrow": narrow}


@register.inclusion_tag("ui/components/figures.html")
def figures(entries: Sequence[Fact]) -> dict[str, Any]:
    """A few large numbers, each with what it counts."""
    return {"facts": entries}


@register.inclusion_tag("ui/components/facet.html")
def facet(group: Facet) -> dict[str, Any]:
    """A group of boxes inside a GET form of the page."""
    return {"facet": group}


@register.inclusion_tag("ui/components/pagination.html")
def pagination(summary: str, back: str = "", following: str = "") -> dict[str, Any]:
    """The way to the neighbouring pages of a list that is paged by cursor; an empty address shows no link."""
    return {"summary": summary, "back": back, "following": following}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    """What happened, in order."""
    return {"moments": moments}


@register.inclusion_tag("ui/components/chart.html")
def series_chart(series: Mapping[int, int], title: str, description: str) -> dict[str, Any]:
    """A number per year; ``description`` says in a sentence what the drawing shows, for who cannot see it."""
    return {"chart": charts.draw(series), "title": title, "description": description, "series": sorted(series.items())}


@register.simple_tag
def difference(pieces: Sequence[Difference], language: str) -> SafeString:
    """A text with what was added and removed; in one go, since an amended code has thousands of pieces."""
    words = "".join(CHANGED[piece.change].format(escape(piece.text)) for piece in pieces)
    return format_html(
        '<div class="reading" lang="{}" dir="{}">{}</div>',
        language,
        direction(language),
        mark_safe(words),  # noqa: S308 -- every text is escaped above
    )


@register.inclusion_tag("ui/components/downloads.html")
def downloads(entries: Sequence[Download], label: str = "") -> dict[str, Any]:
    """A menu of the forms in which this can be taken away; opens without script."""
    return {"downloads": entries, "label": label}


@register.inclusion_tag("ui/components/citation.html")
def citation(text: str, address: str, name: str = "citation") -> dict[str, Any]:
    """How to cite this page; ``name`` is the id of the block, for when there are several."""
    return {"text": text, "address": address, "name": name}


@register.inclusion_tag("ui/components/source.html")
def source(publisher: str, licence: str, retrieved: str = "", address: str = "") -> dict[str, Any]:
    """Where a text comes from and under which licence."""
    return {"publisher": publisher, "licence": licence, "retrieved": retrieved, "address": address}


@register.inclusion_tag("ui/components/contents.html")
def contents(headings: Sequence[Heading], *, is_open: bool = True) -> dict[str, Any]:
    """The table of contents of a long page."""
    return {"headings": headings, "is_open": is_open}


@register.inclusion_tag("ui/components/map.html")
def world_map_figure(drawing: str, title: str, statuses: Sequence[Status]) -> dict[str, Any]:
    """The map that ``comity.ui.map.world_map`` drew, with its legend and the note on boundaries."""
    return {"drawing": drawing, "title": title, "statuses": statuses}


@register.inclusion_tag("ui/components/field.html")
def form_field(bound: Any) -> dict[str, Any]:
    """A form's field with its label, help and errors, tied together for screen readers."""
    return {"field": bound}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What is wrong with a form, each line a link to the field."""
    return {"form": form}


@register.inclusion_tag("ui/components/search_form.html")
def search_form(
    address: str, query: str = "", *, suggest: str = "", large: bool = False, name: str = "q"
) -> dict[str, Any]:
    """The search box; ``name`` is the id of its input, for when there are two on a page."""
    return {"address": address, "query": query, "suggest": suggest, "large": large, "name": name}


def _block(part: str, **context: Any) -> SafeString:
    return render_to_string(f"ui/components/{part}.html", context)


@register.simple_block_tag
def card(  # noqa: PLR0913, PLR0917 -- a template hands them over by name
    content: str, title: str, address: str = "", eyebrow: str = "", foot: str = "", level: int = 3
) -> SafeString:
    """A card; with an address, the whole of it is a link."""
    return _block("card", content=content, title=title, address=address, eyebrow=eyebrow, foot=foot, level=level)


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = "info") -> SafeString:
    """Something the reader must know: tone ``info``, ``warning`` or ``danger``."""
    return _block("notice", content=content, title=title, tone=tone)


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """What is shown in place of a list that has nothing in it: why, and what can be done."""
    return _block("empty_state", content=content, title=title)


@register.simple_block_tag
def columns(content: str) -> SafeString:
    """Columns side by side, under one another on a phone; holds ``column`` tags."""
    return format_html('<div class="columns">{}</div>', content)


@register.simple_block_tag
def column(content: str, language: str, heading: str = "", status: str = "") -> SafeString:
    """A text in one language, with its own direction; ``status`` says how it came to be (official, machine)."""
    return _block("column", content=content, language=language, heading=heading, status=status)


@register.simple_block_tag
def table_frame(content: str, label: str, *, tall: bool = False) -> SafeString:
    """The frame in which a table scrolls, reachable by keyboard; ``tall`` keeps the heading in sight."""
    return _block("table_frame", content=content, label=label, tall=tall)


@register.simple_block_tag
def provision(content: str, anchor: str, number: str, heading: str = "", address: str = "") -> SafeString:
    """An article of a law, its number hanging beside it and leading to its own page.

    Args:
        content: the paragraphs, as safe HTML.
        anchor: the id of the article on this page.
        number: as the law prints it: “Art. 18”.
        heading: its title; empty when it has none.
        address: its permanent address; the anchor itself when empty.
    """
    return _block(
        "provision", content=content, anchor=anchor, number=number, heading=heading, address=address or f"#{anchor}"
    )


@register.simple_tag
def fonts_for(language: str) -> tuple[str, ...]:
    """The fonts that the first lines of a page in this language need, to be fetched before the stylesheet asks."""
    return FIRST_FONTS.get(language, FIRST_FONTS["en"]) if installed() else ()
