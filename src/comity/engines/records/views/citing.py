"""How a record is cited: in the usual styles, and as a file for reference managers. Made on demand."""

import uuid
from typing import Final

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.engines.records.exports.citing import Reference, reference_of
from comity.engines.records.exports.formats import FORMATS, written
from comity.engines.records.exports.styles import Cited, in_every_style
from comity.engines.records.models import Detail, Record
from comity.engines.records.views.reading import line, readable_by_key, reading_language
from comity.kernel.errors import Unreadable
from comity.ui.components import Crumb, Download
from comity.ui.templatetags.addresses import in_language


# So many styles are shown at once; the others are folded away.
SHOWN: Final = 6


@require_safe
def cite(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Citations of a record: a page of its own, or with ``part=1`` the part that another page shows."""
    record = readable_by_key(request, key)
    reference, shown = _reference(request, record), line(record)
    detail: Detail = getattr(record, record.kind)
    address = reverse("records:cite", args=[key])
    # Thirteen styles take half a second, so they are set once a day for each state of the record.
    kept = f"citations:{record.pk}:{record.changed_at.timestamp()}:{reading_language()}:{timezone.now():%Y%m%d}"
    key_kept = f"{kept}:{request.get_host()}"
    citations: list[Cited] | None = cache.get(key_kept)
    if citations is None:
        citations = in_every_style(reference, reading_language())
        cache.set(key_kept, citations)
    context = {
        "text": shown["text"],
        "citations": citations[:SHOWN],
        "others": citations[SHOWN:],
        "downloads": [
            Download(label, f"{address.removesuffix('/')}.{form}") for form, (label, _type, _write) in FORMATS.items()
        ],
        "crumbs": (
            Crumb(str(shown["text"] or ""), in_language(detail.address), shown["text"].language),
            Crumb(_("Cite this")),
        ),
    }
    is_part = request.GET.get("part") == "1"
    return render(request, "records/citations.html" if is_part else "records/cite.html", context)


def download(request: HttpRequest, key: uuid.UUID, form: str) -> HttpResponse:
    """A record as a file for reference managers."""
    record = readable_by_key(request, key)
    reference = _reference(request, record)
    try:
        content, media_type = written([reference], form)
    except Unreadable as unreadable:
        raise Http404(str(unreadable)) from unreadable
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{reference["id"]}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _reference(request: HttpRequest, record: Record) -> Reference:
    root = request.build_absolute_uri("/").rstrip("/")
    return reference_of(record, root=root, language=reading_language())
