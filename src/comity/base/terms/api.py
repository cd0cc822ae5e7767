"""Vocabularies for programs: as JSON, and in SKOS."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from comity.base.terms import queries
from comity.base.terms.enums import LabelKind
from comity.base.terms.exports import turtle
from comity.base.terms.models import Concept, Scheme
from comity.kernel import cursors


router = Router(tags=["terms"])


class SchemeData(Schema):
    """A vocabulary; its version grows by one whenever anything in it changes."""

    scheme: str
    titles: dict[str, str]
    source: str
    version: int
    address: str


class TermData(Schema):
    """One idea of a vocabulary with what it is called and means in each language."""

    term: str
    broader: str | None
    notation: str
    source: str
    labels: dict[str, str]
    other_labels: dict[str, list[str]]
    definitions: dict[str, str]
    notes: dict[str, str]
    mappings: list[tuple[str, str]]


class TermPage(Schema):
    """Some terms of a vocabulary; ``next`` is the full address of the page that follows, or null."""

    scheme: str
    version: int
    source: str
    count: int
    results: list[TermData]
    next: str | None


def scheme_of(code: str) -> Scheme:
    """The vocabulary of a code; Http404 when there is none."""
    found = queries.schemes().filter(code=code.replace("\0", "")).first()
    if found is None:
        known = ", ".join(queries.schemes().values_list("code", flat=True))
        raise Http404(f"There is no vocabulary “{code[:40]}”. Known are: {known or 'none'}.")
    return found


def data_of(concept: Concept) -> dict[str, Any]:
    """A term as plain data; what is only there to be found is not shown."""
    others: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for label in concept.labels.all():
        if label.kind == LabelKind.PREFERRED:
            labels[label.language] = label.text
        elif label.kind != LabelKind.HIDDEN:
            others.setdefault(label.language, []).append(label.text)
    return {
        "term": concept.code,
        "broader": concept.broader_id,
        "notation": concept.notation,
        "source": concept.source,
        "labels": labels,
        "other_labels": others,
        "definitions": {one.language: one.text for one in concept.definitions.all()},
        "notes": concept.notes,
        "mappings": [(one.relation, one.target) for one in concept.mappings.all()],
    }


@router.get("", response=list[SchemeData], summary="Vocabularies")
def every(request: HttpRequest) -> list[dict[str, Any]]:
    """All vocabularies; they are few."""
    return [
        {
            "scheme": one.code,
            "titles": one.titles,
            "source": one.source,
            "version": one.version,
            "address": f"/api/v1/terms/{one.code}",
        }
        for one in queries.schemes()
    ]


@router.get("/{scheme}.ttl", summary="A vocabulary in SKOS", include_in_schema=True)
def skos(request: HttpRequest, scheme: str) -> HttpResponse:
    """A whole vocabulary in Turtle."""
    text = turtle(scheme_of(scheme), request.build_absolute_uri("/terms/"))
    return HttpResponse(text, content_type="text/turtle; charset=utf-8")


@router.get("/{scheme}", response=TermPage, summary="The terms of a vocabulary")
def terms(
    request: HttpRequest,
    scheme: str,
    cursor: Annotated[str, Query("", max_length=cursors.LONGEST)] = "",
    limit: Annotated[int, Query(100, ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """The terms in use by their ids, with labels and definitions in every language."""
    found = scheme_of(scheme)
    concepts = queries.concepts_in(found.code)
    count = concepts.count()
    following = concepts.order_by("code")
    if cursor:
        (last,) = cursors.read(cursor, 1)
        following = following.filter(code__gt=str(last))
    some = list(following[: limit + 1])
    mark = cursors.written([some[limit - 1].code]) if len(some) > limit else ""
    return {
        "scheme": found.code,
        "version": found.version,
        "source": found.source,
        "count": count,
        "results": [data_of(one) for one in some[:limit]],
        "next": cursors.following(request.build_absolute_uri(), mark),
    }
