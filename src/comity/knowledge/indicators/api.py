"""Indicators, their figures and their structure, for programs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router, Schema

from comity.base.places import queries as places
from comity.engines.records.api import (
    Cursor,
    FileData,
    Limit,
    SourceData,
    day_typed,
    files_of,
    page_of,
    sources_of,
    typed,
)
from comity.engines.records.queries import check_not_withdrawn
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import interface_language
from comity.knowledge.indicators import exports, queries
from comity.knowledge.indicators.enums import Dimension
from comity.knowledge.indicators.exports.plain import number, series_data
from comity.knowledge.indicators.models import Indicator, Series


router = Router(tags=["indicators"])


class IndicatorData(Schema):
    """An indicator: what it counts, in which unit, by whom, and what it is called in six languages.

    ``query`` and ``reference`` are those of a figure that this portal computes; else they are empty.
    """

    code: str
    address: str
    theme: str
    titles: dict[str, str]
    methods: dict[str, str]
    unit: str
    units: dict[str, str]
    nature: str
    frequency: str
    counted_by: str
    coverage: str
    query: str
    reference: str
    sources: list[SourceData]


class IndicatorPage(Schema):
    """Some indicators; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[IndicatorData]
    next: str | None


class IndicatorWhole(IndicatorData):
    """An indicator with its series and their figures, and the figures that were corrected."""

    series: list[dict[str, Any]]
    corrected: list[dict[str, Any]]
    files: list[FileData]


class Asked(Schema):
    """Which figures are asked for.

    ``words`` is the language of names and footnotes; ``since`` and ``until`` are dates: of each series the
    figures of periods that touch that time are given.
    """

    format: str = "json"
    words: str = "en"
    place: str = ""
    treaty: str = ""
    cycle: str = ""
    network: str = ""
    crime_type: str = ""
    sex: str = ""
    kind: str = ""
    language: str = ""
    since: str = ""
    until: str = ""


def public() -> QuerySet[Indicator]:
    """What anyone may read, with titles and sources."""
    return queries.for_listing(queries.visible_to(None))


def found(code: str) -> Indicator:
    """The indicator of a code; Http404 when there is none that anyone may read."""
    indicator = public().filter(code=typed(code).lower()).first()
    if indicator is None:
        check_not_withdrawn(Indicator.kind, indicator__code=typed(code).lower())
        raise Http404(f"There is no indicator “{code[:40]}”. /api/v1/indicators lists those there are.")
    return indicator


def data_of(indicator: Indicator) -> dict[str, Any]:
    """An indicator as plain data, with its sources."""
    return {**exports.indicator_data(indicator), "sources": sources_of(indicator.record)}


@router.get("", response=IndicatorPage, summary="Indicators")
def every(  # noqa: PLR0913, PLR0917 -- the parameters of the address
    request: HttpRequest,
    theme: str = "",
    crime_type: str = "",
    place: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Indicators by code; narrowed to a theme, or to those with figures on a crime or about a place."""
    rows = public()
    if typed(theme):
        rows = rows.filter(theme=typed(theme))
    if typed(place):
        rows = rows.filter(series__place=typed(place).upper()).distinct()
    if typed(crime_type):
        # A value in JSON cannot be asked in the same way of every database; there are some hundreds of series.
        told = Series.objects.exclude(dimensions={}).values_list("indicator", "dimensions")
        rows = rows.filter(pk__in={key for key, own in told if own.get(Dimension.CRIME_TYPE) == typed(crime_type)})
    page, following = page_of(request, rows, [("code", False)], cursor, limit)
    return {"count": rows.count(), "results": [data_of(one) for one in page], "next": following}


@router.get("/structure", url_name="indicator-structure", summary="The structure of the figures, as SDMX has it")
def structure(request: HttpRequest, format: str = "sdmx-ml") -> HttpResponse:  # noqa: A002 -- the name in the address
    """Data structure, dataflow, concepts and code lists; ``format`` is ``sdmx-ml`` or ``sdmx-json``."""
    form = exports.STRUCTURES.get(format)
    if form is None:
        raise Unreadable(_no_form(format, exports.STRUCTURES), where="format")
    response = HttpResponse(form.written(list(public())), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="comity-indicators.{form.ending}"'
    return response


@router.get("/{code}", response=IndicatorWhole, summary="One indicator")
def one(request: HttpRequest, code: str) -> dict[str, Any]:
    """An indicator with all its figures, and those that were corrected."""
    indicator = found(code)
    corrected = [
        {
            "series": gone.series.key,
            "period": gone.period_text,
            "value": number(gone.value),
            "revision": gone.revision,
            "replaced_at": gone.replaced_at,
            "source": gone.source_title,
            "paragraph": gone.paragraph,
            "now": number(now.value) if now else None,
        }
        for gone, now in queries.revised(indicator)
    ]
    series = [series_data(line) for line in queries.lines_of(indicator)]
    return {
        **data_of(indicator),
        "series": series,
        "corrected": corrected,
        "files": files_of(indicator.record),
    }


@router.get("/{code}/data", url_name="indicator-data", summary="The figures of an indicator in any form")
def data(request: HttpRequest, code: str, asked: Query[Asked]) -> StreamingHttpResponse:
    """Figures as ``csv``, ``json``, ``sdmx-csv``, ``sdmx-ml`` or ``sdmx-json``, narrowed by any dimension."""
    form = exports.FORMS.get(asked.format)
    if form is None:
        raise Unreadable(_no_form(asked.format, exports.FORMS), where="format")
    indicator = found(code)
    language = interface_language(asked.words)
    several: Sequence[exports.Lines] = [
        (
            indicator,
            queries.lines_of(
                indicator,
                place=_place(asked.place),
                dimensions=_dimensions(asked),
                since=_first_day(asked.since),
                until=day_typed(asked.until, "until"),
            ),
        )
    ]
    response = StreamingHttpResponse(form.written(several, language), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{indicator.code}.{form.ending}"'
    return response


def _dimensions(asked: Asked) -> dict[str, str]:
    return {name: typed(getattr(asked, name)) for name in Dimension.values}


def _place(text: str) -> str:
    if not typed(text):
        return ""
    place = places.resolve(typed(text))
    if place is None:
        sentence = f"“{text[:40]}” is no place that is known here. Write its code, such as IT, or its name."
        raise Unreadable(sentence, where="place")
    return place.code


def _first_day(text: str) -> dt.date | None:
    """The first day of a date in an address; None when it stands empty."""
    if not typed(text):
        return None
    try:
        return Period.parse(typed(text)).earliest
    except Unreadable as unreadable:
        raise Unreadable(unreadable.sentence, where="since") from unreadable


def _no_form(name: str, known: dict[str, Any]) -> str:
    return f"“{name[:20]}” is no form of these figures. Its forms are: {', '.join(known)}."
