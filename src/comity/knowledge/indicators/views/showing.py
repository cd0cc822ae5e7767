"""What of an indicator a page shows: its chart or its map, the table beside it, and the notes below."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.base.places import queries as places
from comity.kernel.languages import alphabetical, direction
from comity.kernel.lists import said_of
from comity.knowledge.indicators import queries
from comity.knowledge.indicators.enums import PLACE, Nature, Status
from comity.knowledge.indicators.models import Indicator, Observation
from comity.knowledge.indicators.queries import SeriesLine
from comity.knowledge.indicators.queries.naming import compact
from comity.ui import charts
from comity.ui.components import Column, Row
from comity.ui.components import Status as Legend
from comity.ui.map import world_map
from comity.ui.templatetags.ui import day
from comity.ui.templatetags.ui import place as place_mark


# So many rows a page shows; all are in the files.
MOST_ROWS: Final = 400
MOST_BARS: Final = 20
# The classes of the map's stylesheet, from light to dark.
CLASSES: Final = ("signatory", "uncertain", "party")
# Fewer places than this are a list, not a map.
FEWEST_PLACES: Final = 2

Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, in the language that it is in."""

    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for ``table_rows``, the head of the first column, and the footnotes that the rows name."""

    head: str
    columns: tuple[Column, ...]
    rows: list[Row]
    notes: list[Note]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn of some series: lines, bars or a map; nothing when one figure says it all."""

    wide: charts.Plot | None = None
    narrow: charts.Plot | None = None
    bars: tuple[charts.Bar, ...] = ()
    map: str = ""
    statuses: tuple[Legend, ...] = ()
    description: str = ""


def written_period(text: str) -> SafeString:
    """A period as a page shows it: a date that never breaks, or two of them."""
    if "/" not in text:
        return day(text)
    earliest, latest = text.split("/", 1)
    words = conditional_escape(pgettext("a whole period", "%(earliest)s to %(latest)s"))
    # Safe, since the words were escaped and each day is a component.
    return mark_safe(f"<span>{words}</span>" % {"earliest": day(earliest), "latest": day(latest)})  # noqa: S308 -- as said


def names_of(lines: Sequence[SeriesLine], language: str) -> Names:
    """What the places and dimensions of some series are called."""
    pairs = {pair for line in lines for pair in line.series.dimensions.items()}
    pairs |= {(PLACE, line.series.place_id) for line in lines if line.series.place_id}
    return queries.dimension_names(pairs, language)


def label_of(line: SeriesLine, names: Names) -> str:
    """What a series is called beside others of its indicator."""
    pairs = [(PLACE, line.series.place_id)] if line.series.place_id else []
    pairs += sorted(line.series.dimensions.items())
    return _(", ").join(names[pair] for pair in pairs) or _("All")


def by_place(lines: Sequence[SeriesLine]) -> bool:
    """Whether the series are those of several places and of nothing else."""
    return len(lines) >= FEWEST_PLACES and all(line.series.place_id and not line.series.dimensions for line in lines)


def picture(indicator: Indicator, lines: Sequence[SeriesLine], names: Names, language: str) -> Picture:
    """The drawing that fits the series.

    Places make a map. What happened in periods makes bars, since a line between periods would show values that there
    never were. States on several days make lines, up to as many as colours tell apart; else bars of the latest.
    """
    if not lines:
        return Picture()
    if by_place(lines):
        return _mapped(lines, names, language)
    count = sum(len(line.observations) for line in lines)
    if indicator.nature == Nature.FLOW and count <= MOST_BARS:
        rows = [(line, one) for line in lines for one in line.observations]
        several = len(lines) > 1
        drawn = [(_bar_label(line, one, names, several=several), one) for line, one in rows]
        return _barred([(label, one, "") for label, one in drawn], language, sort=False)
    if len(lines) <= charts.MOST_COLOURS and (drawn_lines := _lined(lines, names, language)).wide:
        return drawn_lines
    latest = [(label_of(line, names), line.latest, "") for line in lines if line.latest]
    return _barred(latest, language, sort=True)


def _bar_label(line: SeriesLine, one: Observation, names: Names, *, several: bool) -> str:
    period = queries.period_written(one.period_text)
    return _(", ").join((label_of(line, names), period)) if several else period


def _barred(rows: Sequence[tuple[str, Observation, str]], language: str, *, sort: bool) -> Picture:
    if len(rows) < 2:  # noqa: PLR2004 -- one bar compares with nothing
        return Picture()
    ordered = sorted(rows, key=lambda row: -row[1].value) if sort else list(rows)
    told = [(label, float(one.value), queries.measured(one, language), address) for label, one, address in ordered]
    return Picture(bars=charts.bars(told[:MOST_BARS]))


def _lined(lines: Sequence[SeriesLine], names: Names, language: str) -> Picture:
    curves = []
    for line in lines:
        label = label_of(line, names) if len(lines) > 1 else ""
        points = [
            charts.Point(
                _middle(one),
                float(one.value),
                _(", ").join(filter(None, (label, queries.period_written(one.period_text))))
                + f": {queries.measured(one, language)}",
            )
            for one in line.observations
        ]
        curves.append(charts.Curve(label, points))

    def written(value: float) -> str:
        return compact(value, language)

    wide = charts.plot(curves, written)
    narrow = charts.plot(curves, written, width=charts.NARROW)
    return Picture(wide=wide, narrow=narrow, description=_described(lines, language))


def _middle(one: Observation) -> dt.date:
    return one.earliest_on + (one.latest_on - one.earliest_on) / 2


def _described(lines: Sequence[SeriesLine], language: str) -> str:
    """What the drawing shows, in a sentence."""
    if len(lines) == 1:
        first, last = lines[0].observations[0], lines[0].observations[-1]
        return _("From %(first)s (%(first_period)s) to %(last)s (%(last_period)s).") % {
            "first": queries.measured(first, language),
            "first_period": queries.period_written(first.period_text),
            "last": queries.measured(last, language),
            "last_period": queries.period_written(last.period_text),
        }
    days = sorted(one.latest_on for line in lines for one in line.observations)
    return _("%(number)s series from %(earliest)s to %(latest)s; the figures are in the table.") % {
        "number": queries.amount(len(lines), language),
        "earliest": days[0].isoformat(),
        "latest": days[-1].isoformat(),
    }


def _mapped(lines: Sequence[SeriesLine], names: Names, language: str) -> Picture:
    latest = {line.series.place_id or "": line.latest for line in lines if line.latest}
    limits = _limits([float(one.value) for one in latest.values() if one.value])
    known = places.places()
    drawn: dict[str, str] = {code: "none" for code, place in known.items() if place.is_counted}
    counts = [0] * len(CLASSES)
    for code, one in latest.items():
        if one.value:
            rank = sum(float(one.value) > limit for limit in limits[:-1])
            counts[rank] += 1
            drawn[code] = CLASSES[rank]
    every = places.names(language)
    nothing = _("No figure")
    told = {
        code: said_of(every.get(code, code), queries.measured(latest[code], language) if code in latest else nothing)
        for code in drawn
    }
    address = reverse("indicators:page", args=[lines[0].series.indicator.code])
    legend = [
        Legend(css, label, count)
        for css, label, count in zip(CLASSES, _classes(limits, language), counts, strict=False)
        if count
    ]
    rest = sum(css == "none" for css in drawn.values())
    return Picture(
        map=world_map(
            drawn,
            told,
            {code: f"{address}?place={code}" for code in latest},
            numbers={place.m49: code for code, place in known.items() if place.m49 and place.is_counted},
            title=_("Latest figure by State"),
        ),
        statuses=(*legend, Legend("none", nothing, rest)),
        bars=_barred(
            [(names[PLACE, code], one, f"{address}?place={code}") for code, one in latest.items()], language, sort=True
        ).bars,
    )


def _limits(values: Sequence[float]) -> list[float]:
    """The highest value of each third of the places; fewer when thirds would not differ."""
    ordered = sorted(values)
    if not ordered:
        return []
    thirds = [ordered[max(0, -(-len(ordered) * part // 3) - 1)] for part in (1, 2, 3)]
    return sorted(set(thirds))


def _classes(limits: Sequence[float], language: str) -> list[str]:
    """What each colour means: from more than the limit before up to its own."""
    found = []
    for place, limit in enumerate(limits):
        shown = compact(limit, language)
        if place == 0:
            found.append(_("up to %(most)s") % {"most": shown})
        else:
            before = compact(limits[place - 1], language)
            found.append(_("more than %(least)s, up to %(most)s") % {"least": before, "most": shown})
    return found


def table(lines: Sequence[SeriesLine], names: Names, language: str, *, may_record: bool = False) -> Table:
    """The figures as rows: of places the latest, else every figure, newest first; each with the way to correct it."""
    notes: dict[str, Note] = {}
    # A column in which nothing stands is left out.
    has_status = any(_status(one) for line in lines for one in line.observations)
    if by_place(lines):
        code = lines[0].series.indicator.code
        address = reverse("indicators:page", args=[code])
        rows = []
        for line in sorted(lines, key=lambda line: alphabetical(names[PLACE, line.series.place_id or ""], language)):
            key = line.series.place_id or ""
            if line.latest:
                head = place_mark(key, names[PLACE, key], f"{address}?place={key}")
                rows.append(
                    Row(
                        head,
                        (
                            written_period(line.latest.period_text),
                            *_cells(line.latest, notes, language, has_status=has_status),
                            *_correction(line, line.latest, may_record=may_record),
                        ),
                    )
                )
        columns = (Column(_("Period"), is_date=True), *_columns(has_status=has_status, may_record=may_record))
        return Table(_("State"), columns, rows[:MOST_ROWS], list(notes.values()), max(0, len(rows) - MOST_ROWS))
    found = [(line, one) for line in lines for one in line.observations]
    found.sort(key=lambda pair: (pair[1].latest_on, pair[1].earliest_on), reverse=True)
    shown = found[:MOST_ROWS]
    several = len(lines) > 1
    rows = [
        Row(
            written_period(one.period_text),
            (
                *((label_of(line, names),) if several else ()),
                *_cells(one, notes, language, has_status=has_status),
                *_correction(line, one, may_record=may_record),
            ),
        )
        for line, one in shown
    ]
    columns = (
        *((Column(pgettext("of figures", "Series")),) if several else ()),
        *_columns(has_status=has_status, may_record=may_record),
    )
    return Table(_("Period"), columns, rows, list(notes.values()), len(found) - len(shown))


def _columns(*, has_status: bool, may_record: bool) -> tuple[Column, ...]:
    status = (Column(pgettext("of a figure", "Status")),) if has_status else ()
    correction = (Column(_("Correction")),) if may_record else ()
    return (Column(pgettext("of a table of figures", "Figure")), *status, Column(_("Source")), *correction)


def _correction(line: SeriesLine, one: Observation, *, may_record: bool) -> tuple[str, ...]:
    """The way to correct a figure, for who may."""
    if not may_record:
        return ()
    address = reverse("indicators:figure", args=[line.series.indicator.code, one.pk])
    told = format_html('<span class="visually-hidden"> {}</span>', one.period_text)
    return (format_html('<a class="no-print" href="{}">{}{}</a>', address, _("Correct this figure"), told),)


def _cells(one: Observation, notes: dict[str, Note], language: str, *, has_status: bool) -> tuple[str, ...]:
    status = (_status(one),) if has_status else ()
    return (_figure(one, notes, language), *status, source_of(one))


def _status(one: Observation) -> str:
    """How settled a figure is, where there is something to say of it."""
    status = str(Status(one.status).label) if one.status != Status.FINAL else ""
    return _(", ").join(filter(None, (status, _("corrected") if one.revision > 1 else "")))


def _figure(one: Observation, notes: dict[str, Note], language: str) -> str:
    """The figure, with the number of its footnote."""
    value = format_html('<strong class="amount">{}</strong>', queries.measured(one, language))
    if not one.footnotes:
        return value
    own = language if language in one.footnotes else "en" if "en" in one.footnotes else next(iter(one.footnotes))
    note = notes.setdefault(one.footnotes[own], Note(len(notes) + 1, one.footnotes[own], own))
    return format_html(
        '<span>{} <sup><a class="note-mark" href="#note-{}">'
        '<span class="visually-hidden">{} </span>{}</a></sup></span>',
        value,
        note.number,
        _("Note"),
        note.number,
    )


def source_of(one: Observation) -> str:
    """Where a figure stands: the report and the paragraph."""
    title = format_html('<bdi lang="en" dir="{}">{}</bdi>', direction("en"), one.source_title)
    if one.source_url:
        title = format_html('<a href="{}" rel="external">{}</a>', one.source_url, title)
    if not one.paragraph:
        return title
    return format_html("<span>{}{}{}</span>", title, _(", "), _("paragraph %(number)s") % {"number": one.paragraph})
