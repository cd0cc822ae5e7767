"""The list of cases, counted and narrowed by what readers of such a database look for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from comity.base.audit.queries import latest_position
from comity.engines.records.queries import best_text
from comity.engines.records.views import reader, reading_language
from comity.engines.search.enums import Facet as SearchFacet
from comity.engines.search.views.naming import Names, names
from comity.knowledge.cases import queries
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.queries import Choice
from comity.knowledge.cases.registry import MARKS
from comity.ui import components as ui
from comity.ui.templatetags.addresses import in_language


PAGE: Final = 50
# So many values of a facet stand on the page before the reader asks for the others.
SHOWN: Final = 8
MOST: Final = 60
LONGEST: Final = 120
PLACE, YEAR, CRIME = "place", "year", "crime-types"
# Beside the facets that search counts as marks: those for which it has facets of its own.
HEADINGS: Final = {
    PLACE: gettext_lazy("State or organization"),
    CRIME: gettext_lazy("Crime"),
    YEAR: gettext_lazy("Year of the decision"),
}
GROUPS: Final = (PLACE, CRIME, YEAR, *(group.code for group in MARKS))
OPEN: Final = frozenset({PLACE, CRIME, YEAR, "tip-keywords"})
ORDERS: Final = {
    "newest": ("-decided_earliest_on", "identifier"),
    "oldest": ("decided_earliest_on", "identifier"),
    "place": ("record__place", "-decided_earliest_on", "identifier"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What the list shows of one case."""

    title: str
    language: str
    link: str
    place: str
    place_name: str
    decided: str
    court: str
    badges: tuple[ui.Badge, ...]


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Cases by place, year, crime, keyword, verdict, people and courts, and by words of the title."""
    asked = read(request.GET)
    order = request.GET.get("order", "newest")
    order = order if order in ORDERS else "newest"
    named = names(reading_language())
    person = reader(request)
    found = queries.narrowed(queries.visible_cases(person), asked)
    pages = Paginator(found.prefetch_related("terms").order_by(*ORDERS[order]), PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "cases/list.html",
        {
            "lines": [line(case, named) for case in page],
            "summary": ngettext("%(number)s case", "%(number)s cases", pages.count) % {"number": pages.count},
            "back": address(asked, order, page.previous_page_number()) if page.has_previous() else "",
            "following": address(asked, order, page.next_page_number()) if page.has_next() else "",
            "facets": facets(counted(request, asked), asked, named, wants_more="more" in request.GET),
            "chips": chips(asked, order, named),
            "unfiltered": address(Choice(text=asked.text), order),
            "asked": asked,
            "order": order,
            "orders": [
                ("newest", _("Newest first"), order == "newest"),
                ("oldest", _("Oldest first"), order == "oldest"),
                ("place", _("By State"), order == "place"),
            ],
            "search": urlencode({"kind": Case.kind, "q": asked.text}),
            "crumbs": (ui.Crumb(_("Cases")),),
        },
    )


def read(parameters: QueryDict) -> Choice:
    """What an address asks for; what cannot be one of its values is as if it were not there."""
    chosen: dict[str, tuple[str, ...]] = {}
    for mark in dict.fromkeys(parameters.getlist("mark")[:MOST]):
        group, colon, value = mark.replace("\0", "").partition(":")
        if colon and value and group in GROUPS and len(mark) <= LONGEST:
            chosen[group] = (*chosen.get(group, ()), value)
    return Choice(chosen, parameters.get("q", "").replace("\0", "").strip()[:200])


def address(asked: Choice, order: str = "newest", page: int = 1) -> str:
    """The address of a list, the same for the same list."""
    told = [("q", asked.text)] if asked.text else []
    told += [("mark", f"{group}:{value}") for group in GROUPS for value in asked.marks.get(group, ())]
    if order != "newest":
        told.append(("order", order))
    if page > 1:
        told.append(("page", str(page)))
    return f"?{urlencode(told)}" if told else "?"


def narrowed_to(mark: str) -> str:
    """The address of the list of cases with one mark, without a language."""
    return f"/cases/?{urlencode({'mark': mark})}"


def counted(request: HttpRequest, asked: Choice) -> Mapping[str, Mapping[str, int]]:
    """The counts; those of the whole list, which every first visit asks for, are counted once after each change."""
    person = reader(request)
    if person is not None or asked.marks or asked.text:
        return queries.counts(queries.visible_cases(person), asked)
    key = f"case-counts:{latest_position()}"
    known: Mapping[str, Mapping[str, int]] | None = cache.get(key)
    if known is None:
        known = queries.counts(queries.visible_cases(None), asked)
        cache.set(key, known, timeout=3600)
    return known


def called(group: str, value: str, named: Names) -> str:
    """A value as the reader calls it."""
    match group:
        case "place":
            return named.places.get(value, value)
        case "crime-types":
            return named.crime_types.get(value, value)
        case "year":
            return value
        case _:
            return named.mark(f"{group}:{value}")


def heading(group: str, named: Names) -> ui.Words:
    """What a group of values is called."""
    return HEADINGS.get(group) or named.group(group)


def facets(
    counts: Mapping[str, Mapping[str, int]], asked: Choice, named: Names, *, wants_more: bool
) -> list[ui.Facet]:
    """The groups of boxes with their counts; a group in which no case has a value is left out."""
    shown = []
    for group in GROUPS:
        chosen = asked.marks.get(group, ())
        values = dict.fromkeys(chosen, 0) | dict(counts.get(group, {}))
        if not values:
            continue
        order = sorted(values, reverse=True) if group == YEAR else list(values)
        # What is chosen stands first, where it can be seen and unticked.
        order.sort(key=lambda value: value not in chosen)
        kept = order if wants_more else order[: max(SHOWN, len(chosen))]
        boxes = [
            ui.FacetValue(
                f"{group}:{value}",
                called(group, value, named),
                values[value],
                is_chosen=value in chosen,
                flag=value if group == PLACE or group.endswith("-nationality") else "",
            )
            for value in kept
        ]
        shown.append(
            ui.Facet("mark", heading(group, named), boxes, bool(chosen) or group in OPEN, len(order) - len(kept))
        )
    return shown


def chips(asked: Choice, order: str, named: Names) -> list[tuple[ui.Words, str, str]]:
    """What is chosen: its heading, its name, and the list without it."""
    found = []
    for group, values in asked.marks.items():
        for value in values:
            left = tuple(one for one in values if one != value)
            others = {name: kept for name, kept in asked.marks.items() if name != group}
            without = Choice(others | ({group: left} if left else {}), asked.text)
            found.append((heading(group, named), called(group, value, named), address(without, order)))
    return found


def line(case: Case, named: Names) -> Line:
    """What the list shows of one case."""
    text = best_text(list(case.record.texts.all()), language=case.language or reading_language())
    place = case.record.place_id or ""
    crimes = [term.term.partition(":")[2] for term in case.terms.all() if term.term.startswith("crime-types:")]
    return Line(
        title=text.title if text else case.identifier,
        language=text.language if text else "en",
        link=in_language(case.address),
        place=place,
        place_name=named.places.get(place, place),
        decided=case.decided,
        court=case.court,
        badges=tuple(ui.Badge(str(named.value(SearchFacet.CRIME_TYPE, code)), ui.Tone.PLAIN) for code in crimes),
    )
