"""The desk of an authority: what is due, what waits for whom, what is quiet, and what came without a file."""

import csv
import datetime as dt
import io
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.audit.actions import seen
from comity.base.notices.exports import calendar as written_calendar
from comity.base.notices.registry import Deadline as Due
from comity.base.people.views.asking import root_of
from comity.engines.exchange.views.words import sentences
from comity.engines.records.views import reading_language
from comity.kernel.languages import by_name
from comity.operations.casework import queries
from comity.operations.casework.actions.telling import DUE, address
from comity.operations.casework.enums import Direction, State
from comity.operations.casework.models import Case
from comity.operations.casework.queries import Wanted
from comity.operations.casework.views.words import (
    badge_of,
    crumbs,
    keeper,
    name_of,
    place_names,
    type_names,
    waits_for,
)
from comity.ui.components import Download, Tab


PAGE: Final = 30
# Nobody reads more than so many in a table; a calendar of more is no help.
MOST: Final = 5_000
COLUMNS: Final = (
    "our_number", "their_number", "direction", "type", "other_state", "state", "sent_on", "since_days", "due_on",
    "officer", "treaty", "level",
)  # fmt: skip
NAMES: Final = {
    "open": gettext_lazy("Open files"),
    "today": gettext_lazy("Due today"),
    "overdue": gettext_lazy("Overdue"),
    "ours": gettext_lazy("Waits for us"),
    "theirs": gettext_lazy("Waits for them"),
    "unassigned": gettext_lazy("Without an officer"),
    "quiet": gettext_lazy("Quiet"),
    "closed": gettext_lazy("Closed"),
}


def _asked(wanted: Wanted, **changed: Any) -> str:
    told = {name: changed.get(name, getattr(wanted, name)) for name in Wanted.__slots__}
    kept = {
        name: value for name, value in told.items() if value and (name, value) not in {("days", 30), ("show", "open")}
    }
    return f"?{urlencode(kept)}"


def line(case: Case, today: dt.date, names: Any, types: dict[str, str]) -> dict[str, Any]:
    """What the desk says of a file."""
    due = case.unmet[0].due_on if case.unmet else None  # type: ignore[attr-defined] # -- loaded for the list
    return {
        "case": case,
        "badge": badge_of(case),
        "place": case.other_place_id,
        "place_name": names.get(case.other_place_id, case.other_place_id),
        "type": types.get(case.type, case.type),
        "officer": name_of(case.officer),
        "due": due,
        "is_late": due is not None and due < today,
        "waits": waits_for(case),
        "since": (today - case.procedure.moved_at.date()).days,
    }


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """One list of files, with how many are on each of the others; as many queries however many there are."""
    person, today = keeper(request), timezone.now().date()
    wanted = Wanted.of(request.GET)
    counts = queries.counts(person, wanted, today)
    page: Page[Case] = Paginator(queries.listed(person, wanted, today), PAGE).get_page(request.GET.get("page"))
    names, types = place_names(), type_names()
    seen("casework.list", None, by=person, show=wanted.show)
    many = page.paginator.num_pages
    content = {
        "wanted": wanted,
        "tabs": [
            Tab(label, _asked(wanted, show=name), is_current=wanted.show == name, count=counts[name])
            for name, label in NAMES.items()
        ],
        "lines": [line(one, today, names, types) for one in page.object_list],
        "unregistered": [
            {"envelope": one, "place": one.sender.place_id, "place_name": names.get(one.sender.place_id, "")}
            for one in queries.unregistered(person)
        ],
        "waiting": queries.count_unregistered(person),
        "types": by_name(types.items()),
        "places": by_name(names.items()),
        "states": State.choices,
        "directions": Direction.choices,
        "downloads": [
            Download(_("What this list shows"), reverse("casework:desk-csv") + _asked(wanted), "CSV"),
            Download(_("What is due"), reverse("casework:desk-ics") + _asked(wanted), "ICS"),
        ],
        "shown": _("Page %(number)s of %(count)s") % {"number": page.number, "count": many} if many > 1 else "",
        "back": f"{_asked(wanted)}&page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"{_asked(wanted)}&page={page.next_page_number()}" if page.has_next() else "",
        "sentences": sentences(),
        "person": person.pk,
        "crumbs": crumbs(),
    }
    return render(request, "casework/desk.html", content)


@never_cache
@login_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same list as a table: what stands in the clear, of the files of which one may know."""
    person, today = keeper(request), timezone.now().date()
    names, types = place_names(), type_names()
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "our_number",
            "their_number",
            "direction",
            "type",
            "other_state",
            "state",
            "sent_on",
            "since_days",
            "due_on",
            "officer",
            "treaty",
            "level",
        ]
    )
    rows = queries.listed(person, Wanted.of(request.GET), today)[:MOST]
    for one in rows:
        told = line(one, today, names, types)
        writer.writerow(
            [
                one.reference,
                one.their_reference,
                one.direction,
                one.type,
                one.other_place_id,
                one.procedure.state,
                one.sent_on.isoformat(),
                told["since"],
                told["due"].isoformat() if told["due"] else "",
                told["officer"],
                one.instrument,
                one.level,
            ]
        )
    seen("casework.export", None, by=person, format="csv", files=len(rows))
    response = HttpResponse(out.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="files.csv"'
    return response


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due in the files on the list, for a calendar program: the day and the address, and no number."""
    person, today = keeper(request), timezone.now().date()
    rows = queries.listed(person, Wanted.of(request.GET), today)[:MOST]
    found = [
        Due(key=f"casework.deadline:{each.pk}", kind=DUE, person_id=person.pk, due=each.due_on, address=address(one))
        for one in rows
        for each in one.unmet  # type: ignore[attr-defined] # -- loaded for the list
    ]
    seen("casework.export", None, by=person, format="ics", files=len(rows))
    content = written_calendar(found, root=root_of(request), language=reading_language())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="files.ics"'
    return response
