"""Whole databases, sent while they are read."""

from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from ninja import Router, Schema

from comity.kernel.errors import Unreadable
from comity.project import exports


router = Router(tags=["export"])


class FormData(Schema):
    """A form of a database, and where it is."""

    form: str
    media_type: str
    address: str


class ExportData(Schema):
    """A database that can be taken away whole."""

    kind: str
    label: str
    forms: list[FormData]


@router.get("", response=list[ExportData], summary="Databases that can be taken away whole")
def every(request: HttpRequest) -> list[dict[str, Any]]:
    """Every database and its forms."""
    return [
        {
            "kind": one.name,
            "label": str(one.label),
            "forms": [
                {
                    "form": ending,
                    "media_type": exports.FORMS[ending].media_type,
                    "address": request.build_absolute_uri(f"/api/v1/export/{one.name}.{ending}"),
                }
                for ending in one.writers
            ],
        }
        for one in exports.every().values()
    ]


@router.get("/{kind}.{form}", summary="A whole database")
def whole(request: HttpRequest, kind: str, form: str) -> StreamingHttpResponse:
    """A database as JSON Lines, CSV, Parquet or Akoma Ntoso; each record with licence and source."""
    try:
        chosen, pieces = exports.writer_of(kind, form)
    except Unreadable as unreadable:
        raise Http404(str(unreadable)) from unreadable
    response = StreamingHttpResponse(pieces, content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="comity-{kind}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response
