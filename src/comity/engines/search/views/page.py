"""The page of a search."""

from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from comity.engines.records.views import reader, reading_language
from comity.engines.search import forms, queries, registry
from comity.engines.search.enums import Sort, Taken
from comity.engines.search.forms import Search
from comity.engines.search.index.interface import Answer
from comity.engines.search.views import naming, showing
from comity.kernel.errors import Unreadable
from comity.ui.shell import SOUGHT
from comity.ui.templatetags.addresses import in_language


# With fewer results than this, a misspelling is worth asking about.
FEW: Final = 5


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What a search finds; a query that is nothing but a citation leads straight to what it names."""
    asked, is_stale = forms.read(request.GET), False
    try:
        answer = _answer(request, asked)
    except Unreadable:
        asked, is_stale = asked.first, True
        answer = _answer(request, asked)
    if showing.names_a_page(answer) and not (asked.stays or asked.cursor or asked.filters):
        response = _led_to(request, answer.goto, asked.text)
    else:
        response = render(request, "search/page.html", _content(request, asked, answer) | {"is_stale": is_stale})
        # A form sends all of its fields; what is kept in the history is the short form of the same search.
        response["HX-Push-Url"] = showing.address(asked)
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _answer(request: HttpRequest, asked: Search) -> Answer:
    return queries.ask(
        asked.text,
        person=reader(request),
        language=reading_language(),
        filters=asked.filters,
        facets=registry.counted(asked.filters),
        sort=asked.sort,
        cursor=asked.cursor,
        across=asked.across,
    )


def _led_to(request: HttpRequest, goto: str, text: str) -> HttpResponse:
    target = f"{in_language(goto)}?{urlencode({SOUGHT: text})}"
    # Only a script of ours sends this header; it cannot follow a redirection to another kind of page.
    return HttpResponseClientRedirect(target) if "HX-Request" in request.headers else redirect(target)


def _content(request: HttpRequest, asked: Search, answer: Answer) -> dict[str, object]:
    language = reading_language()
    names = naming.names(language)
    better = ""
    if asked.text and not asked.cursor and answer.count < FEW:
        better = queries.did_you_mean(asked.text, person=reader(request), language=language)
    first = asked.start + 1 if asked.cursor else 1
    return {
        "asked": asked,
        "count": answer.count,
        "first": first,
        "last": first + len(answer.hits) - 1,
        "results": showing.results(answer, names),
        "facets": showing.facets(answer, asked, names),
        "chips": showing.chips(asked, names),
        "unfiltered": showing.address(asked.unfiltered()),
        "sorts": [(sort.value, label, sort is asked.sort) for sort, label in naming.SORTS.items()],
        "told": showing.taken(answer),
        "read_as": showing.read_as(answer),
        "better": better,
        "better_address": showing.address(asked.asking(better)) if better else "",
        "goto": in_language(answer.goto) if answer.goto else "",
        "named": showing.named(answer),
        "beginning": showing.address(asked.first) if asked.cursor else "",
        "following": showing.address(asked.after(answer.next, len(answer.hits))) if answer.next else "",
        "downloads": showing.downloads(asked),
        "feed": showing.address(asked.first, "feed"),
        "follow": showing.address(replace(asked.first, sort=Sort.RELEVANCE, stays=False), "follow"),
        "canonical": request.build_absolute_uri(showing.address(asked)),
        "has_no_index": any(piece.taken is Taken.NO_INDEX for piece in answer.pieces),
    }
