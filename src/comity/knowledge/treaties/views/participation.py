"""Who is party on a day: the sentence, the map, the years and the table; and what States have said."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.engines.records.views import reader, reading_language
from comity.knowledge.treaties import rules
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Provenance, Treaty
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.shapes import ON_SCREEN
from comity.knowledge.treaties.views.frame import day_asked, found, frame, written
from comity.ui.components import Download, Status
from comity.ui.map import world_map


# The classes of the map's stylesheet.
CLASSES = {"yes": "party", "uncertain": "uncertain", "signatory": "signatory", "no": "left"}


def table(request: HttpRequest, symbol: str) -> HttpResponse:
    """The participation in a treaty on a day."""
    treaty = found(request, symbol)
    day, sentence = day_asked(request)
    names = places.names(reading_language())
    lines = participation.participation_table(treaty, day)
    standings = participation.map_data(treaty, day)
    drawn = {code: CLASSES[standings.get(code, "no")] if code in standings else "none" for code in _states()}
    words = standing_words()
    counted = Counter(drawn.values())
    shown = [
        {"line": line, "name": names.get(line.place, line.place), "source": _own_source(line), **_cells(line)}
        for line in lines
    ]
    shown.sort(key=lambda row: str(row["name"]))
    return render(
        request,
        "treaties/participation.html",
        {
            "frame": frame(treaty, "participation"),
            "lines": shown,
            "count": participation.count_on(treaty, day),
            "day": day,
            "sentence": sentence,
            "may_edit": rules.may_edit_actions(reader(request)),
            "series": {
                year: count.certain for year, count in participation.timeline(treaty, until=timezone.now().year)
            },
            "map": world_map(
                drawn,
                {code: f"{names.get(code, code)}: {words[css]}" for code, css in drawn.items()},
                {code: reverse("place", args=[code]) for code in drawn},
                numbers=_numbers(),
                title=_("Participation by State"),
            ),
            "statuses": [Status(css, words[css], counted[css]) for css in words if counted[css]],
            "downloads": (Download(_("This table"), f"{_csv_address(treaty)}?on={day}", "CSV"),),
            "address": request.build_absolute_uri(f"{treaty.address}participation/?on={day}"),
        },
    )


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


def _own_source(line: participation.Line) -> Provenance | None:
    """Where an act that was recorded on screen comes from; the lists that most acts come from are named elsewhere."""
    told = line.consent or line.signature
    return told.provenance if told and told.provenance_id.startswith(ON_SCREEN) else None


def _cells(line: participation.Line) -> dict[str, str]:
    return {
        "link": reverse("place", args=[line.place]),
        "signed": written(line.signature.period) if line.signature else "",
        "consented": written(line.consent.period) if line.consent else "",
        "act": line.consent.get_kind_display() if line.consent else "",
        "since": str(line.in_force_on or ""),
        "ended": str(line.until or ""),
        "standing": str(Standing(line.standing).label),
    }


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
    for line in participation.participation_table(treaty, day):
        cells = _cells(line)
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
                source.provenance.title if source else "",
            ]
        )
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def statements(request: HttpRequest, symbol: str) -> HttpResponse:
    """Declarations, reservations, objections and notifications, State by State."""
    treaty = found(request, symbol)
    names = places.names(reading_language())
    groups: dict[str, list[dict[str, object]]] = {}
    for action in instruments.statements_of(treaty):
        groups.setdefault(names.get(action.place_id, action.place_id), []).append(
            {"action": action, "on": written(action.period), "against": names.get(action.against_id or "", "")}
        )
    return render(
        request,
        "treaties/statements.html",
        {
            "frame": frame(treaty, "statements"),
            "groups": sorted(groups.items()),
        },
    )
