"""Titles offered while a reader types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from comity.engines.records.views import reader, reading_language
from comity.engines.search import forms, queries
from comity.engines.search.views import naming


KEPT_FOR = 60  # seconds


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The ``<option>`` elements that the search box puts into its list."""
    person, language = reader(request), reading_language()
    found = queries.suggest(forms.read(request.GET).text, person=person, language=language)
    offered = [(one.title, naming.kind(one.kind), one.language) for one in found]
    response = render(request, "search/suggestions.html", {"offered": offered})
    response["Cache-Control"] = f"{'public' if person is None else 'private'}, max-age={KEPT_FOR}"
    patch_vary_headers(response, ["Cookie"])
    return response
