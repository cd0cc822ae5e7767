"""The figures of a State: its own for who keeps its files, and for everybody those that it has made public."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.records.views import reader, reading_language
from comity.kernel.lists import said_of
from comity.operations.casework import actions, rules
from comity.operations.casework.enums import Direction, Ground, State, Table
from comity.operations.casework.queries import figures as counted
from comity.operations.casework.queries.figures import Figures
from comity.operations.casework.views.words import crime_names, keeper, place_names, type_names
from comity.ui.components import Crumb, Download


def _place(request: HttpRequest, person: User | None) -> tuple[str, list[str], list[Table]]:
    """Whose figures are asked for, whose there are, and which tables of them this reader may see."""
    own, public = counted.places_of(person), counted.places_shown()
    known = list(dict.fromkeys([*own, *public]))
    asked = request.GET.get("place", "")
    if asked and asked not in known:
        raise Http404
    place = asked or (known[0] if known else "")
    tables = list(Table) if place in own else (counted.shown_of(place) if place else [])
    return place, known, tables


def row_name(table: Table, key: str, labels: dict[str, Any]) -> str:
    """What a row of a table counts, in words."""
    if table is Table.OUTCOMES:
        return str(State(key).label)
    if table is Table.GROUNDS:
        return str(Ground(key).label) if key in Ground.values else _("Ground not told")
    if table is Table.DURATIONS:
        span, _colon, direction = key.partition(":")
        told = {"acknowledged": _("To the acknowledgement"), "executed": _("To the execution")}[span]
        return said_of(told, Direction(direction).label)
    return str(labels.get(key, key))


def column_names(table: Table) -> list[str]:
    """What the columns of a table are called."""
    if table is Table.DURATIONS:
        return [_("Requests"), _("A quarter within"), _("Half within"), _("Three quarters within")]
    return [pgettext("requests", "Sent"), pgettext("requests", "Received")]


def cells(table: Table, values: Sequence[float | None]) -> list[tuple[str, str]]:
    """The numbers of a row in words, each with its column; a number that is too small says that it is not told."""
    is_nothing = table is Table.DURATIONS and values[0] == 0
    told = []
    for place, (column, value) in enumerate(zip(column_names(table), values, strict=True)):
        if value is None:
            words = "—" if is_nothing else _("not told")
        elif table is Table.DURATIONS and place:
            words = ngettext("%(number)s day", "%(number)s days", round(value)) % {"number": number_format(value)}
        else:
            words = number_format(value)
        told.append((column, words))
    return told


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The tables of one State, of one year or of all."""
    person, today = reader(request), timezone.now().date()
    place, known, tables = _place(request, person)
    year = int(text) if counted.is_year(text := request.GET.get("year", ""), today) else None
    found = counted.figures_of(place, year, tables) if place else []
    is_own = place in counted.places_of(person)
    if person is not None and is_own:
        seen("casework.figures", None, by=person, place=place)
    form = request.GET.get("format", "")
    if form in {"csv", "json"}:
        return _written(found, place, year, form)
    names, language = place_names(), reading_language()
    labels = {**type_names(), **crime_names(language), **names}
    public = counted.shown_of(place) if place else []
    asked = f"?place={place}&year={year or ''}"
    content = {
        "place": place,
        "place_name": names.get(place, place),
        "places": [(code, names.get(code, code)) for code in known],
        "year": year,
        "years": counted.years(place) if is_own else range(today.year, today.year - 5, -1),
        "is_own": is_own,
        "may_show": bool(place) and rules.may_show_figures(person, place),
        "tables": [
            {
                "table": one.table,
                "columns": column_names(one.table),
                "is_public": one.table in public,
                "rows": [(row_name(one.table, key, labels), cells(one.table, values)) for key, values in one.rows],
                "question": one.question,
            }
            for one in found
        ],
        "downloads": [
            Download(_("Figures"), f"{asked}&format=csv", "CSV"),
            Download(_("Figures"), f"{asked}&format=json", "JSON"),
        ],
        "crumbs": [Crumb(_("Figures of cooperation"))],
    }
    return render(request, "casework/figures.html", content)


def _written(found: list[Figures], place: str, year: int | None, form: str) -> HttpResponse:
    if form == "json":
        tables = {
            one.table.value: {"rows": {key: list(values) for key, values in one.rows}, "question": one.question}
            for one in found
        }
        return JsonResponse({"place": place, "year": year, "hidden": "null", "tables": tables})
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", "row", "column", "value"])
    for one in found:
        columns = (
            ["count", "quartile", "median", "third_quartile"]
            if one.table is Table.DURATIONS
            else list(Direction.values)
        )
        for key, values in one.rows:
            # An empty value is a number that is not told.
            writer.writerows(
                [one.table.value, key, name, "" if value is None else value]
                for name, value in zip(columns, values, strict=True)
            )
    response = HttpResponse(out.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return response


@never_cache
@login_required
@require_POST
def show(request: HttpRequest) -> HttpResponse:
    """Make a table of one's State public, or no longer."""
    person = keeper(request)
    place, table = request.POST.get("place", ""), request.POST.get("table", "")
    if table not in Table.values or place not in counted.places_of(person):
        raise Http404
    actions.show_table(place, Table(table), is_public=request.POST.get("public") == "yes", by=person)
    return redirect(f"{reverse('casework:figures')}?place={place}")
