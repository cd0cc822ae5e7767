"""One question put to several States at once, their answers beside each other."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.views import reader
from comity.engines.search import queries as search
from comity.engines.search.enums import Facet
from comity.engines.search.views import naming, showing
from comity.kernel.languages import alphabetical
from comity.project.portal import queries
from comity.ui.components import Crumb, Result


# More columns than these cannot be read beside each other, and each is a search.
MOST_STATES: Final = 6
# At first so many States are asked for.
LEAST_STATES: Final = 3
PASSAGES: Final = 3  # of each State
LENGTH: Final = 700  # characters of a passage
LONGEST_QUESTION: Final = 500
CRIME_TYPES: Final = "crime-types"
KINDS: Final = ("provision", "law")


@dataclass(frozen=True, slots=True)
class Column:
    """What one State has: passages of its laws, how many there are in all, and the search that finds them."""

    code: str
    name: str
    passages: list[Result]
    count: int
    search: str


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Put a question to the laws of several States, or ask which States and which question."""
    language = queries.language()
    names = naming.names(language)
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    topics = terms.labels(CRIME_TYPES, language)
    topic = request.GET.get("crime_type", "")
    topic = topic if topic in topics else ""
    laws = queries.laws_by_place(reader(request))
    asked = [code for code in dict.fromkeys(request.GET.getlist("place")) if code in places.places()]
    chosen = asked[:MOST_STATES]
    columns = (
        [_column(request, code, question, topic, language, names) for code in chosen] if question or topic else []
    )
    choices = [""] * max(LEAST_STATES, min(MOST_STATES, len(chosen) + 1))
    choices[: len(chosen)] = chosen
    return render(
        request,
        "portal/beside.html",
        {
            "question": question,
            "topic": topic,
            "topics": sorted(topics.items(), key=lambda item: alphabetical(item[1], language)),
            "choices": choices,
            "states": sorted(
                ((code, names.places.get(code, code)) for code in laws),
                key=lambda item: alphabetical(item[1], language),
            ),
            "columns": columns,
            "too_many": len(asked) > MOST_STATES,
            "most": MOST_STATES,
            "crumbs": (Crumb(_("Laws"), reverse("legislation:list")), Crumb(_("Several States beside each other"))),
        },
    )


def _column(  # noqa: PLR0913, PLR0917 -- what is asked, and of whom
    request: HttpRequest, code: str, question: str, topic: str, language: str, names: naming.Names
) -> Column:
    filters = {Facet.PLACE: (code,), Facet.KIND: KINDS} | ({Facet.CRIME_TYPE: (topic,)} if topic else {})
    answer = search.ask(
        question,
        person=reader(request),
        language=language,
        filters=filters,
        facets=(),
        limit=PASSAGES,
        snippet=LENGTH,
    )
    wanted = [("q", question), ("place", code), *(("kind", kind) for kind in KINDS)]
    if topic:
        wanted.append(("crime_type", topic))
    address = f"{reverse('search:page')}?{urlencode(wanted)}"
    return Column(code, names.places.get(code, code), showing.results(answer, names), answer.count, address)
