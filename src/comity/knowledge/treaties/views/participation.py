"""Who is party on a day: the sentence, the map, the years and the table; and what States have said."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from comity.base.audit.queries import latest_position
from comity.base.places import queries as places
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import alphabetical
from comity.kernel.lists import listed, said_of
from comity.knowledge.treaties import rules
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Provenance, Treaty
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.shapes import ON_SCREEN
from comity.knowledge.treaties.views.frame import (
    day_asked,
    found,
    frame,
    kind_names,
    links_of_places,
    written,
)
from comity.ui.components import Column, Download, Row, Status
from comity.ui.map import world_map
from comity.ui.templatetags.ui import place


# The classes of the map's stylesheet.
CLASSES = {"yes": "party", "uncertain": "uncertain", "signatory": "signatory", "no": "left"}


@require_safe
def table(request: HttpRequest, symbol: str) -> HttpResponse:
    """The participation in a treaty on a day."""
    treaty = found(request, symbol)
    day, sentence = day_asked(request)
    names = places.names(reading_language())
    lines = participation.participation_table(treaty, day)
    standings = participation.map_data(lines, day)
    drawn = {code: CLASSES[standings.get(code, "no")] if code in standings else "none" for code in _states()}
    words = standing_words()
    counted = Counter(drawn.values())
    links, kinds, sources = links_of_places(), kind_names(), _sources_on_screen(treaty)
    lines.sort(key=lambda line: alphabetical(names.get(line.place, line.place), reading_language()))
    rows = [
        Row(
            place(line.place, names.get(line.place, line.place), links(line.place)),
            (*(_cells(line, kinds) | {"act": _act(line, kinds, sources)}).values(), _also(line, kinds)),
        )
        for line in lines
    ]
    return render(
        request,
        "treaties/participation.html",
        {
            "frame": frame(treaty, "participation"),
            "columns": _columns(),
            "rows": rows,
            "count": participation.count_on(treaty, day),
            "day": day,
            "sentence": sentence,
            "may_edit": rules.may_edit_actions(reader(request)),
            "series": _series(treaty),
            "map": world_map(
                drawn,
                {code: said_of(names.get(code, code), words[css]) for code, css in drawn.items()},
                {code: links(code) for code in drawn},
                numbers=_numbers(),
                title=_("Participation by State"),
            ),
            "statuses": [Status(css, words[css], counted[css]) for css in words if counted[css]],
            "downloads": (Download(_("This table"), f"{_csv_address(treaty)}?on={day}", "CSV"),),
            "address": request.build_absolute_uri(f"{treaty.address}participation/?on={day}"),
        },
    )


def _series(treaty: Treaty) -> dict[int, int]:
    """The number of parties by year; worked out once for each state of the audit trail, since it takes every act."""
    until = timezone.now().year
    key = f"parties-by-year:{treaty.symbol}:{until}:{latest_position()}"
    series: dict[int, int] | None = cache.get(key)
    if series is None:
        series = {year: count.certain for year, count in participation.timeline(treaty, until=until)}
        cache.set(key, series, timeout=3600)
    return series


def standing_words() -> dict[str, str]:
    """What each colour of the map means."""
    return {
        "party": _("Party"),
        "uncertain": _("Not certain on this day"),
        "signatory": _("Signed only"),
        "left": _("No longer, or not yet, a party"),
        "none": _("No act known"),
    }


def _states() -> list[str]:
    return [code for code, place in places.places().items() if place.is_counted]


def _numbers() -> dict[str, str]:
    return {place.m49: code for code, place in places.places().items() if place.m49 and place.is_counted}


def _csv_address(treaty: Treaty) -> str:
    return reverse("treaties:participation-csv", args=[treaty.symbol])


def _sources_on_screen(treaty: Treaty) -> dict[str, Provenance]:
    """Where acts that were recorded on screen come from; the lists that most acts come from are named elsewhere."""
    told = Provenance.objects.filter(pk__startswith=ON_SCREEN, actions__treaty=treaty)
    return {source.pk: source for source in told}


def _act(line: participation.Line, kinds: Mapping[str, str], sources: Mapping[str, Provenance]) -> str:
    """The act of consent, and who recorded it from where."""
    act = kinds[line.consent.kind] if line.consent else ""
    told = line.consent or line.signature
    source = sources.get(told.provenance_id) if told else None
    if source is None:
        return act
    title = format_html('<a href="{}" dir="auto">{}</a>', source.url, source.title) if source.url else source.title
    return format_html('{} <span class="quiet">({})</span>', act, title)


def _also(line: participation.Line, kinds: Mapping[str, str]) -> str:
    """What else the place has done: for its territories, and what it has said."""
    of_territories = "; ".join(f"{kinds[one.kind]} ({one.on_text})" for one in line.territories)
    return "; ".join(filter(None, (of_territories, listed(kinds[one.kind] for one in line.statements))))


def _columns() -> tuple[Column, ...]:
    """The columns of ``_cells``, and what else was done."""
    return (
        Column(pgettext("what a State is then", "On this day")),
        Column(_("Signature"), is_date=True),
        Column(_("Deposit"), is_date=True),
        Column(_("Act")),
        Column(_("In force from"), is_date=True),
        Column(_("Until"), is_date=True),
        Column(_("Also")),
    )


def _cells(line: participation.Line, kinds: Mapping[str, str]) -> dict[str, str]:
    return {
        "standing": str(Standing(line.standing).label),
        "signed": written(line.signature.period) if line.signature else "",
        "consented": written(line.consent.period) if line.consent else "",
        "act": kinds[line.consent.kind] if line.consent else "",
        "since": str(line.in_force_on or ""),
        "ended": str(line.until or ""),
    }


@require_safe
def as_csv(request: HttpRequest, symbol: str) -> StreamingHttpResponse:
    """The table as a file."""
    treaty = found(request, symbol)
    day, _sentence = day_asked(request)
    names = places.names(reading_language())
    response = StreamingHttpResponse(_rows(treaty, day, names), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{treaty.symbol}-{day}.csv"'
    return response


def _rows(treaty: Treaty, day: dt.date, names: Mapping[str, str]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["place", "name", "standing", "on", "signature", "act", "deposit", "in_force", "until", "source"])
    yield b"\xef\xbb\xbf"
    kinds = kind_names()
    sources = dict(Provenance.objects.filter(actions__treaty=treaty).values_list("pk", "title").distinct())
    for line in participation.participation_table(treaty, day):
        cells = _cells(line, kinds)
        source = line.consent or line.signature
        writer.writerow(
            [
                line.place,
                names.get(line.place, line.place),
                line.standing,
                day.isoformat(),
                line.signature.on_text if line.signature else "",
                line.consent.kind if line.consent else "",
                line.consent.on_text if line.consent else "",
                cells["since"],
                cells["ended"],
                sources[source.provenance_id] if source else "",
            ]
        )
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


@require_safe
def statements(request: HttpRequest, symbol: str) -> HttpResponse:
    """Declarations, reservations, objections and notifications, State by State."""
    treaty = found(request, symbol)
    names = places.names(reading_language())
    groups: dict[str, list[dict[str, object]]] = {}
    kinds = kind_names()
    for action in instruments.statements_of(treaty):
        groups.setdefault(names.get(action.place_id, action.place_id), []).append(
            {
                "action": action,
                "kind": kinds[action.kind],
                "on": written(action.period),
                "against": names.get(action.against_id or "", ""),
            }
        )
    return render(
        request,
        "treaties/statements.html",
        {
            "frame": frame(treaty, "statements"),
            "groups": sorted(groups.items(), key=lambda group: alphabetical(group[0], reading_language())),
        },
    )
