"""What everybody reads: which networks there are, which States take part, and nobody who stands in them."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.engines.records.views import reader, reading_language
from comity.operations.networks import queries, rules
from comity.operations.networks.enums import Kind
from comity.operations.networks.models import Member
from comity.operations.networks.queries import figures
from comity.operations.networks.views.words import crumbs, named, network_or_404, place_names, short_of, when
from comity.ui.components import Badge, Download, Fact, Tone


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every network; those that have ended apart."""
    language = reading_language()
    lines = [
        {
            "network": one,
            "name": one.name_in(language),
            "about": one.about_in(language),
            "kind": Kind(one.kind).label,
            "states": one.states,  # type: ignore[attr-defined] # -- counted by the query
        }
        for one in queries.networks()
    ]
    content = {
        "lines": [one for one in lines if one["network"].ended_on is None],
        "ended": [one for one in lines if one["network"].ended_on is not None],
        "may_manage": rules.may_manage(reader(request)),
        "crumbs": crumbs(),
    }
    return render(request, "networks/list.html", content)


@require_safe
def states(request: HttpRequest) -> HttpResponse:
    """Which State takes part in which network, in one table; none that has ended."""
    names, found = place_names(), queries.table()
    networks = list(queries.current_networks())
    rows = [
        {
            "place": code,
            "name": name,
            "cells": [(one.short, found[code].get(one.pk)) for one in networks],
        }
        for code, name in named((code, names.get(code, code)) for code in found)
    ]
    content = {
        "networks": [(one, short_of(one)) for one in networks],
        "rows": rows,
        "downloads": [Download(_("What this list shows"), reverse("networks:states-csv"), "CSV")],
        "crumbs": crumbs(_("States and networks")),
    }
    return render(request, "networks/states.html", content)


@require_safe
def states_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table for programs."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["place", "network", "seat", "joined_on", "is_sure"])
    for place, seats in sorted(queries.table().items()):
        writer.writerows(
            [place, code, one.seat, one.joined_on or "", "yes" if one.is_sure else "no"]
            for code, one in sorted(seats.items())
        )
    response = HttpResponse(out.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="networks.csv"'
    return response


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """A network: what it is, and which States take part; for who stands in it, the ways to what it does."""
    network, person, language = network_or_404(code), reader(request), reading_language()
    names = place_names()
    present, former = queries.members_of(network)
    is_inside = figures.may_see_everything(person, network)
    facts = [
        Fact(_("Short name"), network.short),
        Fact(_("Who meets in it"), Kind(network.kind).label),
        Fact(_("Founded"), when(network.founded) if network.founded else ""),
        Fact(_("Website"), _written(network.website), network.website),
        Fact(_("Source"), network.source, language="en"),
    ]
    content = {
        "network": network,
        "name": network.name_in(language),
        "about": network.about_in(language),
        "facts": [one for one in facts if one.value],
        "present": _rows(present, names),
        "former": _rows(former, names),
        "unsure": any(not one.is_sure for one in present),
        "is_inside": is_inside,
        "may_manage": rules.may_manage(person),
        "may_appoint": may(person, Permission.NETWORK_APPOINT),
        "has_ended": network.ended_on is not None,
        "has_meetings": queries.meetings_visible_to(person).filter(network=network).exists(),
        "sees_figures": is_inside or network.are_figures_public,
        "crumbs": crumbs(network.short),
    }
    return render(request, "networks/page.html", content)


def _written(address: str) -> SafeString | str:
    """An address on the web, which is written from left to right in any language."""
    return format_html('<bdi dir="ltr">{}</bdi>', address) if address else ""


def _rows(members: list[Member], names: dict[str, str]) -> list[dict[str, object]]:
    by_place = {one.place_id: one for one in members}
    return [
        {
            "place": code,
            "name": name,
            "member": by_place[code],
            "badge": None if by_place[code].is_sure else Badge(_("to be confirmed"), Tone.OUTLINE),
        }
        for code, name in named((code, names.get(code, code)) for code in by_place)
    ]
