"""Search for programs: the same questions as the page, and the same answers."""

from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.utils import translation
from ninja import Query, Router, Schema

from comity.engines.records.views import reading_language
from comity.engines.search import forms, queries, registry
from comity.engines.search.enums import Facet, Sort
from comity.engines.search.index.interface import Answer, Fragment, Hit
from comity.kernel import cursors
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE


MOST: Final = 200
router = Router(tags=["search"])


class Value(Schema):
    """A value of a facet, and how many of the results have it."""

    value: str
    count: int


class Result(Schema):
    """One result. ``snippet`` is plain text; ``why`` gives the reasons, the strongest first.

    ``freshness`` says of what is to be confirmed whether it was within twelve months: confirmed, stale or never.
    Where it was not, ``warning`` says so in words, which belong to whatever is quoted from here.
    """

    address: str
    title: str
    kind: str
    place: str | None
    language: str
    snippet: str
    why: list[str]
    context: str
    status: str
    wording: str
    freshness: str
    warning: str
    date: str
    places: list[str]
    score: float


class Taken(Schema):
    """What a piece of the query was taken for."""

    text: str
    taken_for: str


class Found(Schema):
    """One page of results; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[Result]
    facets: dict[str, list[Value]]
    next: str | None
    understood: str
    goto: str | None
    pieces: list[Taken]


class Suggested(Schema):
    """A title that goes on from what was typed."""

    title: str
    address: str
    kind: str
    language: str


class Asked(Schema):
    """What an address may ask for; every filter may be given several times.

    ``mark`` narrows by what only some kinds have, as ``case-verdict:guilty``; with such a ``kind``, marks are counted.
    """

    q: str = ""
    language: list[str] = []
    kind: list[str] = []
    place: list[str] = []
    region: list[str] = []
    crime_type: list[str] = []
    article: list[str] = []
    year: list[str] = []
    status: list[str] = []
    mark: list[str] = []
    sort: str = ""
    across: str = ""
    cursor: str = ""


def reader_language(given: str) -> str:
    """The language in which a query is written: the one given, else that of the request.

    Raises:
        Unreadable: it is none of the six.
    """
    if not given:
        return reading_language()
    if given not in INTERFACE:
        raise Unreadable(f"“{given[:20]}” is none of {', '.join(sorted(INTERFACE))}.", where="in")
    return given


@router.get("/search", response=Found, summary="Search treaties, laws and all their articles")
def search(
    request: HttpRequest,
    asked: Annotated[Asked, Query(...)],
    limit: Annotated[int, Query(20, ge=1, le=MOST)] = 20,
    reading: Annotated[str, Query("", alias="in")] = "",
) -> dict[str, Any]:
    """What a query finds, with the counts of every facet.

    ``language`` narrows to texts in a language; ``in`` is the language in which the query is written. ``across=no``
    leaves out what is found through its meaning in other languages. Any query is answered, whatever it holds.
    """
    if asked.sort and asked.sort not in set(Sort):
        raise Unreadable(f"“{asked.sort[:20]}” is none of {', '.join(Sort)}.", where="sort")
    if len(asked.cursor) > forms.LONGEST_CURSOR:
        raise Unreadable(cursors.WRONG, where="cursor")
    # The page's own reading of an address: what both understand can never drift apart.
    read = forms.read(request.GET)
    language = reader_language(reading)
    filters = {facet: tuple(map(written(facet), values)) for facet, values in read.filters.items()}
    answer = queries.ask(
        read.text,
        person=None,
        language=language,
        filters=filters,
        facets=registry.counted(filters),
        sort=read.sort,
        limit=limit,
        cursor=read.cursor,
        across=read.across,
    )
    with translation.override(language):
        told = data_of(answer)
    return told | {"next": cursors.following(request.build_absolute_uri(), answer.next)}


def written(facet: Facet) -> Any:
    """How the values of a facet are written in the index."""
    return {Facet.PLACE: str.upper, Facet.LANGUAGE: str.lower}.get(facet, str)


def data_of(answer: Answer) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "count": answer.count,
        "results": [result(hit) for hit in answer.hits],
        "facets": {
            str(facet): [{"value": count.value, "count": count.count} for count in counts]
            for facet, counts in answer.facets.items()
        },
        "understood": answer.understood,
        "goto": answer.goto or None,
        "pieces": [{"text": piece.text, "taken_for": str(piece.taken)} for piece in answer.pieces],
    }


def result(hit: Hit) -> dict[str, Any]:
    """A hit as plain data."""
    return {
        "address": hit.address,
        "title": hit.title,
        "kind": hit.kind,
        "place": hit.place or None,
        "language": hit.language,
        "snippet": plain(hit.snippet),
        "why": [str(reason) for reason in hit.why],
        "context": hit.context,
        "status": hit.status,
        "wording": hit.wording,
        "freshness": queries.freshness(hit),
        "warning": queries.warning(hit),
        "date": hit.on,
        "places": list(hit.places),
        "score": round(hit.score, 4),
    }


def plain(fragments: tuple[Fragment, ...]) -> str:
    """A snippet without its marks, in one line."""
    return " ".join("".join(fragment.text for fragment in fragments).split())


@router.get("/suggest", response=list[Suggested], summary="Titles that go on from what was typed")
def suggest(
    request: HttpRequest,
    q: str = "",
    limit: Annotated[int, Query(8, ge=1, le=20)] = 8,
    reading: Annotated[str, Query("", alias="in")] = "",
) -> list[dict[str, str]]:
    """Titles for search as you type."""
    typed, language = forms.read(request.GET).text, reader_language(reading)
    found = queries.suggest(typed, person=None, language=language, limit=limit)
    return [{"title": one.title, "address": one.address, "kind": one.kind, "language": one.language} for one in found]
