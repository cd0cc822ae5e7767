"""The figures of a network: for its members and staff, and for everybody where the members agreed."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.audit.actions import seen
from comity.engines.records.views import reader, reading_language
from comity.operations.networks import exports, rules
from comity.operations.networks.enums import Milestone, Outcome, Table
from comity.operations.networks.queries import figures as counted
from comity.operations.networks.shapes import Figures
from comity.operations.networks.views.words import (
    crime_names,
    crumb_of,
    crumbs,
    network_or_404,
    place_names,
    short_of,
    type_names,
)
from comity.ui.components import Download


def row_name(table: str, key: str, labels: dict[str, Any]) -> str:
    """What a row of a table counts, in words."""
    if table == Table.OUTCOMES:
        return str(Outcome(key).label) if key else pgettext("of a case", "Open")
    if table == Table.DURATIONS:
        return _("To the end") if key == counted.CLOSED else str(Milestone(key).label)
    return str(labels.get(key, key))


def column_names(table: str) -> list[str]:
    """What the columns of a table are called."""
    if table == Table.STATES:
        return [pgettext("help", "Asked"), pgettext("help", "Was asked")]
    if table == Table.DURATIONS:
        return [_("Cases"), _("Half within so many days")]
    return [_("Cases")]


def cells(table: str, values: Sequence[float | None]) -> list[tuple[str, str]]:
    """The numbers of a row, each with its column; a number that is too small says that it is not told."""
    nothing = "—" if table == Table.DURATIONS and values[0] == 0 else _("not told")
    return [
        (column, nothing if value is None else number_format(value))
        for column, value in zip(column_names(table), values, strict=True)
    ]


@never_cache
@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """The tables of a network, of one year or of all; for a contact point also those of the own State."""
    network, person, now = network_or_404(code), reader(request), timezone.now()
    is_staff = rules.may_manage(person)
    own = counted.own_places(person, network)
    is_inside = is_staff or bool(own)
    if not (is_inside or network.are_figures_public):
        raise Http404
    before = None if is_inside else now.year
    years = counted.years(counted.counted(network.pk, None, before=before))
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else None
    place = request.GET.get("place", "")
    if place and place not in own:
        raise Http404
    # Of one's own State one knows every case; of the others no more than the number, where it is not small.
    is_protected = not (is_staff or place)
    several = (
        counted.guarded(network.pk, year, before=before)
        if is_protected
        else counted.whole(counted.counted(network.pk, year, place=place or None))
    )
    if person is not None and is_inside:
        seen("networks.figures", network, by=person, place=place)
    form = request.GET.get("format", "")
    if form in {"csv", "json"}:
        return _written(several, network.pk, year, place, form)
    names = place_names()
    labels = {**type_names(), **crime_names(), **names}
    asked = f"?place={place}&year={year or ''}"
    content = {
        "network": network,
        "short": short_of(network),
        "year": year,
        "years": years,
        "place": place,
        "places": [(one, names.get(one, one)) for one in own],
        "sentences": list(exports.sentences(network, year, reading_language(), is_protected=is_protected))
        if year is not None and not place and several
        else [],
        "tables": [
            {
                "key": one.table,
                "label": Table(one.table).label,
                "columns": column_names(one.table),
                "rows": [(row_name(one.table, key, labels), cells(one.table, values)) for key, values in one.rows],
                "question": one.question,
            }
            for one in several
        ],
        "is_inside": is_inside,
        "is_protected": is_protected,
        "downloads": [
            Download(_("Figures"), f"{asked}&format=csv", "CSV"),
            Download(_("Figures"), f"{asked}&format=json", "JSON"),
        ],
        "crumbs": crumbs(crumb_of(network), _("Figures")),
    }
    return render(request, "networks/figures.html", content)


def _written(several: list[Figures], code: str, year: int | None, place: str, form: str) -> HttpResponse:
    if form == "json":
        tables = {
            str(one.table): {"rows": {key: list(values) for key, values in one.rows}, "question": one.question}
            for one in several
        }
        return JsonResponse({"network": code, "year": year, "place": place, "hidden": "null", "tables": tables})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "row", "column", "value"])
    columns = {Table.STATES: ["requesting", "requested"], Table.DURATIONS: ["cases", "median"]}
    for one in several:
        for key, values in one.rows:
            # An empty value is a number that is not told.
            writer.writerows(
                [str(one.table), key, name, "" if value is None else value]
                for name, value in zip(columns.get(Table(one.table), ["cases"]), values, strict=True)
            )
    response = HttpResponse(out.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return response
