"""The list of laws."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import alphabetical, own_name
from comity.knowledge.legislation import queries
from comity.knowledge.legislation.enums import Kind, Status
from comity.knowledge.legislation.models import Law
from comity.knowledge.legislation.views.frame import badges
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


PAGE: Final = 50
FILTERS: Final = ("place", "form", "status", "language", "crime_type", "article", "title")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Laws by place, form, status, language, crime and words of the title."""
    chosen = {name: request.GET.get(name, "").strip()[:200] for name in FILTERS}
    order = request.GET.get("order", "newest")
    found = queries.laws(reader(request), **chosen, order=order)
    everything = queries.counts(queries.laws(reader(request)))
    pages = Paginator(found, PAGE)
    page = pages.get_page(request.GET.get("page"))
    names = places.names(reading_language())
    return render(
        request,
        "legislation/list.html",
        {
            "lines": [line(law, names) for law in page],
            "page": page,
            "summary": ngettext("%(number)s law", "%(number)s laws", pages.count) % {"number": pages.count},
            "back": address(request, page.previous_page_number()) if page.has_previous() else "",
            "following": address(request, page.next_page_number()) if page.has_next() else "",
            "chosen": chosen,
            "order": order,
            "places": sorted(
                ((code, names.get(code.upper(), _("Other")), number) for code, number in everything["place"].items()),
                key=lambda row: alphabetical(row[1], reading_language()),
            ),
            "forms": [(code, Kind(code).label, number) for code, number in everything["form"].items()],
            "statuses": [(code, Status(code).label, number) for code, number in everything["status"].items()],
            "languages": [(code, own_name(code), number) for code, number in everything["language"].items()],
            "topics": sorted(
                terms.labels("crime-types", reading_language()).items(),
                key=lambda row: alphabetical(row[1], reading_language()),
            ),
            "crumbs": (Crumb(_("Laws")),),
        },
    )


def address(request: HttpRequest, number: int) -> str:
    """The same list on another page."""
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


def line(law: Law, names: Any) -> dict[str, Any]:
    """What the list shows of one law."""
    language = next((t.language for t in law.record.texts.all() if t.language == law.language), law.language)
    return {
        "title": queries.title_of(law),
        "language": language,
        "link": in_language(law.address),
        "place": law.record.place_id or "",
        "place_name": names.get(law.record.place_id or "", ""),
        "on": law.adopted_on or law.published_on or law.in_force_on,
        "badges": badges(law, None),
    }
