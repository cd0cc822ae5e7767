"""Everything that a search finds, to be taken away."""

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from comity.engines.records.views import reader, reading_language
from comity.engines.search import exports, forms, queries
from comity.ui.templatetags.addresses import in_language


@require_safe
def show(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """All results of a search in one of the forms, without a cap."""
    chosen = exports.FORMS.get(form)
    if chosen is None:
        raise Http404
    asked, language = forms.read(request.GET), reading_language()
    hits = queries.every_hit(
        asked.text,
        person=reader(request),
        language=language,
        filters=asked.filters,
        sort=asked.sort,
        across=asked.across,
    )

    def address_of(address: str) -> str:
        return request.build_absolute_uri(in_language(address, language))

    response = StreamingHttpResponse(
        chosen.written(exports.rows(hits, address_of, language)), content_type=chosen.media_type
    )
    response["Content-Disposition"] = f'attachment; filename="comity-search.{form}"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Cookie"])
    return response
