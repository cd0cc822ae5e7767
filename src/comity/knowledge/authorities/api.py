"""The directory of authorities for programs: what any visitor may read, and whom to ask."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from ninja import Router, Schema

from comity.base.places import queries as places
from comity.engines.citations.queries import cited_in
from comity.engines.records.api import Cursor, FileData, Limit, day_typed, page_of, typed
from comity.engines.records.queries import check_not_withdrawn
from comity.kernel.errors import Unreadable
from comity.kernel.languages import interface_language
from comity.knowledge.authorities import queries
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.exports.data import as_data
from comity.knowledge.authorities.exports.sentences import advised, explained
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.queries import Question


router = Router(tags=["authorities"])


class DesignationData(Schema):
    """That an authority has a function, in general or under an article of a treaty."""

    function: str
    treaty: str
    treaty_title: str
    treaty_language: str
    treaty_url: str
    article: str
    territory: str
    counterpart: str
    begins_on: str
    ends_on: str
    origin: str
    source: str
    source_url: str


class NameData(Schema):
    """A name of an authority, and how it came to be."""

    language: str
    wording: str
    name: str


class AuthorityData(Schema):
    """An authority with all that any visitor may read; ``withheld`` names what it keeps for other authorities."""

    id: str
    identifier: str
    address: str
    place: str
    names: list[NameData]
    functions: list[str]
    freshness: str
    confirmation: str
    confirmed_on: dt.date | None
    confirmed_by: str
    is_extracted: bool
    language: str
    particulars: dict[str, Any]
    withheld: list[str]
    designations: list[DesignationData]
    sources: list[dict[str, str]]
    files: list[FileData]


class AuthorityWhole(AuthorityData):
    """An authority, the laws in the portal that it names or by which it was designated."""

    cites: list[dict[str, str]]


class AuthorityPage(Schema):
    """Some authorities; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[AuthorityData]
    next: str | None


class AnswerData(Schema):
    """An authority that may be asked: why, in which languages and by which channels."""

    rank: int
    reason: str
    explanation: str
    languages: list[str]
    channels: list[str]
    notices: list[dict[str, str]]
    designation: DesignationData
    authority: AuthorityData


class WayData(Schema):
    """What can be done where no authority is known or none answers."""

    kind: str
    advice: str
    network: str
    url: str


class FoundData(Schema):
    """Whom to ask, best first, and what remains."""

    state: str
    function: str
    treaty: str
    territory: str
    asking: str
    on: dt.date
    answers: list[AnswerData]
    remaining: list[WayData]


@router.get("", response=AuthorityPage, summary="Authorities")
def every(  # noqa: PLR0913, PLR0917 -- what a list is narrowed by
    request: HttpRequest,
    state: str = "",
    function: str = "",
    treaty: str = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Authorities by State, narrowed by State, function and treaty."""
    visitor = queries.reading_of(None)
    asked = queries.narrowed(
        queries.visible_to(None),
        places=(place_typed(state, "state"),) if typed(state) else (),
        function=function_typed(function) if typed(function) else "",
        treaty=typed(treaty),
    )
    page, following = page_of(
        request, queries.loaded(asked), [("record__place_id", False), ("identifier", False)], cursor, limit
    )
    results = [as_data(queries.disclosed(one, visitor)) for one in page]
    return {"count": asked.count(), "results": results, "next": following}


@router.get("/find", response=FoundData, summary="Whom to ask")
def find(  # noqa: PLR0913, PLR0917 -- the parts of the question
    request: HttpRequest,
    state: str,
    function: str,
    treaty: str = "",
    territory: str = "",
    asking: str = "",
    on: str = "",
    language: str = "en",
) -> dict[str, Any]:
    """For a State, a function, a treaty, a territory and a day: whom to ask, why, and what else can be done."""
    question = Question(
        place_typed(state, "state"),
        function_typed(function),
        day_typed(on, "on") or timezone.now().date(),
        treaty=typed(treaty),
        territory=place_typed(territory, "territory") if typed(territory) else "",
        asking=place_typed(asking, "asking") if typed(asking) else "",
    )
    answer = queries.find(question, queries.reading_of(None))
    tongue = interface_language(language)
    with translation.override(tongue):
        titles = queries.titles([one.designation for one in answer.found], tongue)
        return {
            "state": question.state,
            "function": question.function,
            "treaty": question.treaty,
            "territory": question.territory,
            "asking": question.asking,
            "on": question.on,
            "answers": [
                {
                    "rank": one.rank,
                    "reason": one.reason.value,
                    "explanation": explained(one, question, titles, tongue),
                    "languages": one.languages,
                    "channels": one.channels,
                    "notices": one.shown.notices(question.on),
                    "designation": one.designation.plain(),
                    "authority": as_data(one.shown),
                }
                for one in answer.found
            ],
            "remaining": [
                {
                    "kind": way.kind.value,
                    "advice": advised(way, question, tongue),
                    "network": way.network.code if way.network else "",
                    "url": way.network.url if way.network else "",
                }
                for way in answer.remaining
            ],
        }


@router.get("/{uuid:key}", response=AuthorityWhole, summary="One authority")
def one(request: HttpRequest, key: uuid.UUID) -> dict[str, Any]:
    """One authority with all that any visitor may read."""
    found = queries.of_keys([key], queries.reading_of(None))
    if not found:
        check_not_withdrawn(Authority.kind, pk=key)
        raise Http404("There is no such authority.")
    return as_data(found[0]) | {"cites": cited_in([key]).get(key, [])}


def place_typed(text: str, name: str) -> str:
    """The code of a place by its code or name.

    Raises:
        Unreadable: no place is known so.
    """
    code = typed(text)
    if code.upper() in places.places():
        return code.upper()
    found = places.resolve(code)
    if found is None:
        raise Unreadable(f"No State is known as “{code[:60]}”. Write its code of two letters, such as IT.", where=name)
    return found.code


def function_typed(text: str) -> str:
    """A function by its code.

    Raises:
        Unreadable: there is none of this code.
    """
    code = typed(text).lower()
    if code not in Function.values:
        known = ", ".join(Function.values)
        raise Unreadable(f"There is no function “{code[:60]}”. Known are: {known}.", where="function")
    return code
