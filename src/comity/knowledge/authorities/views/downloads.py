"""Authorities to take away: vCard, CSV and JSON, each with what this reader may read."""

import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from comity.base.audit.actions import seen
from comity.engines.records.exports import comma_separated
from comity.engines.records.views import reader, reading_language
from comity.knowledge.authorities import queries
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.exports import templates
from comity.knowledge.authorities.exports.data import EXPORTED, as_data, as_rows, as_vcards
from comity.knowledge.authorities.queries import Disclosed
from comity.knowledge.authorities.views.directory import found
from comity.knowledge.authorities.views.showing import note_kept
from comity.ui.templatetags.addresses import in_language


TYPES: Final = {
    "vcf": "text/vcard; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def one(request: HttpRequest, pk: uuid.UUID, form: str) -> StreamingHttpResponse:
    """One authority in one of the forms."""
    shown = found(request, pk)
    note_kept(reader(request), [shown], how=form)
    return answered(request, iter([shown]), form, shown.authority.identifier)


@require_safe
def several(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The authorities of a State or a function, or all of them, in one of the forms."""
    state = request.GET.get("state", "").upper()
    function = request.GET.get("function", "")
    reading = queries.reading_of(reader(request))
    asked = queries.narrowed(
        queries.visible_to(reading.person),
        places=(state,) if state else (),
        function=function if function in Function.values else "",
    )
    if reading.person is not None and (reading.reads_all or reading.own_places):
        # The file is written while it is sent; which of them keep something is not known before.
        seen("authority.export_kept", None, by=reading.person, form=form, state=state, function=function)
    name = "-".join(filter(None, ("authorities", state, function)))
    return answered(request, queries.all_of(asked, reading), form, name)


def answered(request: HttpRequest, authorities: Iterable[Disclosed], form: str, name: str) -> StreamingHttpResponse:
    """A file, written a little at a time; it is this reader's and stays out of shared caches."""
    if form not in TYPES or form == "xlsx":
        raise Http404
    language = reading_language()

    def address_of(shown: Disclosed) -> str:
        return str(request.build_absolute_uri(in_language(shown.authority.address, language)))

    pieces: Iterator[bytes]
    if form == "vcf":
        pieces = as_vcards(authorities, language, address_of)
    elif form == "csv":
        pieces = comma_separated(as_rows(authorities), list(EXPORTED))
    else:
        pieces = _json(authorities)
    response = StreamingHttpResponse(pieces, content_type=TYPES[form])
    safe = "".join(letter for letter in name if letter.isalnum() or letter in "._-")
    response["Content-Disposition"] = f'attachment; filename="{safe or "authorities"}.{form}"'
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _json(authorities: Iterable[Disclosed]) -> Iterator[bytes]:
    yield b"["
    for number, shown in enumerate(authorities):
        yield (b",\n" if number else b"\n") + json.dumps(as_data(shown), ensure_ascii=False).encode()
    yield b"\n]\n"


@require_safe
def template(request: HttpRequest, form: str) -> HttpResponse:
    """An empty file to fill in, explained in the reader's language."""
    makers = {"csv": templates.as_csv, "xlsx": templates.as_xlsx}
    if form not in makers:
        raise Http404
    response = HttpResponse(makers[form](), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="authorities-template-{reading_language()}.{form}"'
    return response
