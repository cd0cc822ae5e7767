"""The Secretariat's page of what was received: by kind, by State, and the latest as a list."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.engines.records.exports import comma_separated
from comity.engines.records.views import reading_language
from comity.kernel.languages import by_name
from comity.operations.reviews.enums import Contribution
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import figures, received
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries.received import Received, Wanted
from comity.operations.reviews.views.leading import crumbs, host
from comity.operations.reviews.views.reviewing import place_name
from comity.ui.components import Column, Download, Row
from comity.ui.written import moment as written
from comity.ui.written import number as numbered
from comity.ui.written import place as flagged


PAGE: Final = 50
HEADER: Final = ("kind", "state", "name", "review", "under_review", "cycle", "received_at")


@never_cache
@login_required
@require_safe
def contributions(request: HttpRequest) -> HttpResponseBase:
    """What came from whom, and when; as many queries however much it is."""
    host(request)
    wanted = _wanted(request.GET)
    if request.GET.get("format") == "csv":
        return _csv(wanted)
    counts = received.counts(wanted)
    page: Page[tuple[Any, ...]] = Paginator(received.listed(wanted), PAGE).get_page(request.GET.get("page"))
    many = page.paginator.num_pages
    known = {code for found in counts.values() for code in found} | ({wanted.place} if wanted.place else set())
    content = {
        "wanted": wanted,
        "cycles": list(queries.cycles()),
        "kinds": Contribution.choices,
        "places": by_name((code, place_name(code)) for code in known),
        "years": received.years(wanted.cycle),
        "figures": [_figure(kind, counts[kind], wanted) for kind in Contribution],
        "columns": [Column(kind.label) for kind in Contribution],
        "rows": _by_state(counts, wanted),
        "lines": list(_lines(map(received.as_received, page.object_list))),
        "details": [
            Column(_("State")),
            Column(_("Kind")),
            Column(_("State under review")),
            Column(_("Cycle")),
        ],
        "count": page.paginator.count,
        "shown": _("Page %(number)s of %(count)s") % {"number": page.number, "count": many} if many > 1 else "",
        "back": _address(wanted, page=page.previous_page_number()) if page.has_previous() else "",
        "following": _address(wanted, page=page.next_page_number()) if page.has_next() else "",
        "downloads": [Download(_("What this list shows"), _address(wanted, format="csv"), "CSV")],
        "crumbs": crumbs(_("Contributions received")),
    }
    return render(request, "reviews/received.html", content)


def _wanted(sent: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it names that there is not narrows nothing."""
    kind, place, year = sent.get("kind", ""), sent.get("state", ""), sent.get("year", "")
    return Wanted(
        cycle=figures.known_cycle(sent.get("cycle", "")),
        kind=kind if kind in Contribution.values else "",
        place=place if re.fullmatch(r"[\w-]{2,20}", place) else "",
        year=int(year) if re.fullmatch("[12][0-9]{3}", year) else None,
    )


def _address(wanted: Wanted, **more: Any) -> str:
    """The page with what is asked for, and something else."""
    asked = {
        "cycle": wanted.cycle.pk if wanted.cycle else "",
        "kind": wanted.kind,
        "state": wanted.place,
        "year": wanted.year or "",
    }
    return "?" + urlencode({name: value for name, value in (asked | more).items() if value})


def _figure(kind: Contribution, found: Mapping[str, tuple[int, Any]], wanted: Wanted) -> dict[str, Any]:
    return {
        "label": kind.label,
        "count": sum(count for count, _last in found.values()),
        "states": len(found),
        "last": written(max((last for _count, last in found.values()), default=None)),
        "link": _address(wanted, kind=kind.value) + "#list",
        "question": received.question(kind, wanted),
    }


def _by_state(counts: Mapping[Contribution, Mapping[str, tuple[int, Any]]], wanted: Wanted) -> list[Row]:
    """A line for each State from which something came, by their names: none is put before another."""
    known = {code for found in counts.values() for code in found}
    return [
        Row(
            flagged(code, name),
            [
                format_html(
                    '<a href="{}#list">{}</a>', _address(wanted, kind=kind.value, state=code), numbered(found[code][0])
                )
                if code in (found := counts[kind])
                else "—"
                for kind in Contribution
            ],
        )
        for code, name in by_name((code, place_name(code)) for code in known)
    ]


def _lines(several: Iterable[Received]) -> Iterator[Row]:
    """Each with the State under review; one query more for all reviews of a page."""
    rows = list(several)
    reviews = _reviews(one.review for one in rows)
    for one in rows:
        review = reviews[one.review]
        under = str(review.procedure.place_id)
        link = format_html('<a href="{}">{}</a>', reverse("reviews:work", args=[review.pk]), place_name(under))
        cells = (flagged(one.place, place_name(one.place)), str(one.kind.label), link, review.cycle.name)
        yield Row(written(one.moment), cells)


def _reviews(keys: Iterable[Any]) -> dict[Any, Review]:
    return Review.objects.select_related("procedure", "cycle").in_bulk(set(keys))


def _csv(wanted: Wanted) -> StreamingHttpResponse:
    """The whole list, written line by line as it is read."""
    # Before the answer begins: its lines are written when nobody knows the language of the page any more.
    names = places.names(reading_language())

    def rows() -> Iterator[dict[str, Any]]:
        reviews = _reviews(Review.objects.values_list("pk", flat=True))
        for row in received.listed(wanted).iterator(chunk_size=1000):
            one = received.as_received(row)
            review = reviews[one.review]
            under = str(review.procedure.place_id)
            moment = one.moment.isoformat(timespec="seconds")
            told = (one.kind.value, one.place, names.get(one.place, one.place), str(one.review), under)
            yield dict(zip(HEADER, (*told, review.cycle.name, moment), strict=True))

    response = StreamingHttpResponse(comma_separated(rows(), list(HEADER)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="contributions.csv"'
    return response
