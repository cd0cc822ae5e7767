"""Cases for programs: the same filters as the page, and everything that a record holds."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from comity.engines.citations.api import cited_by_data
from comity.engines.records.api import (
    Cursor,
    FileData,
    Key,
    Limit,
    SourceData,
    TextData,
    files_of,
    page_of,
    sources_of,
    texts_of,
    typed,
)
from comity.engines.records.enums import State
from comity.engines.records.views import Gone
from comity.kernel.errors import Unreadable
from comity.knowledge.cases import queries, rules
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.queries import Choice
from comity.knowledge.cases.registry import MARKS


router = Router(tags=["cases"])
KEYS: tuple[Key, ...] = (("decided_earliest_on", True), ("identifier", False))
GROUPS = ("place", "crime-types", "year", *(group.code for group in MARKS))


class CaseData(Schema):
    """A case with its titles, dates, court, terms, sources and licence."""

    identifier: str
    address: str
    place: str | None
    titles: list[TextData]
    filed_as: str
    number: str
    ecli: str
    citation: str
    court: str
    court_level: str
    legal_system: str
    legal_systems: list[str]
    proceedings: str
    decided: str
    decided_earliest_on: dt.date | None
    decided_latest_on: dt.date | None
    sentenced: str
    language: str
    verification: str
    terms: list[str]
    sources: list[SourceData]


class CasePage(Schema):
    """Some cases; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[CaseData]
    facets: dict[str, dict[str, int]]
    next: str | None


class CaseWhole(CaseData):
    """A case with everything that hangs on it; people who are protected have no name."""

    inclusion_reason: str
    sections: list[dict[str, Any]]
    instances: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    charges: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    cooperation: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    attachments: list[dict[str, Any]]
    files: list[FileData]
    cited_by: dict[str, Any]


@router.get("", response=CasePage, summary="Cases, newest decision first")
def cases(
    request: HttpRequest,
    mark: Annotated[list[str], Query([], max_length=60)],
    q: Annotated[str, Query("", max_length=200)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Cases by marks, written ``group:value`` as the facets give them: ``mark=place:IT&mark=case-verdict:guilty``.

    Several values of one group mean any of them, several groups mean all. ``q`` gives words of the title, or a number.
    """
    asked = Choice(chosen(mark), typed(q))
    found = queries.narrowed(queries.visible_cases(None), asked).prefetch_related("terms")
    page, following = page_of(request, found, KEYS, cursor, limit)
    return {
        "count": found.count(),
        "results": [data_of(case) for case in page],
        "facets": queries.counts(queries.visible_cases(None), asked),
        "next": following,
    }


@router.get("/{identifier}", response=CaseWhole, summary="One case with everything that hangs on it")
def one(request: HttpRequest, identifier: str) -> dict[str, Any]:
    """One case by its identifier, the last part of its address."""
    case = queries.by_name(typed(identifier), None)
    if case is None:
        raise Http404("There is no such case.")
    if case.record.state == State.WITHDRAWN:
        raise Gone(case.record)
    return (
        case.whole()
        | data_of(case)
        | {
            "charges": charges_of(case),
            "files": files_of(case.record),
            "cited_by": cited_by_data(case.record),
        }
    )


def charges_of(case: Case) -> list[dict[str, Any]]:
    """The charges as plain data, each with the provisions in the portal that its law cites."""
    charged = queries.provisions_charged(case, None)
    return [
        charge.snapshot()
        | {
            "provisions": [
                {"record": one.record, "locator": one.locator, "address": one.address}
                for one in charged.get(charge.position, ())
            ]
        }
        for charge in case.rows()["charges"]
    ]


def chosen(marks: list[str]) -> dict[str, tuple[str, ...]]:
    """The values by group.

    Raises:
        Unreadable: a mark names no group.
    """
    found: dict[str, tuple[str, ...]] = {}
    for mark in marks:
        group, colon, value = typed(mark).partition(":")
        if not colon or group not in GROUPS:
            raise Unreadable(
                f"“{mark[:40]}” is no mark. Write group:value with one of {', '.join(GROUPS)}.", where="mark"
            )
        found[group] = (*found.get(group, ()), value)
    return found


def data_of(case: Case) -> dict[str, Any]:
    """A case as plain data, without a query when its card and terms are loaded."""
    names = (
        "identifier", "address", "filed_as", "number", "ecli", "citation", "court", "court_level", "legal_system",
        "proceedings", "decided", "decided_earliest_on", "decided_latest_on", "sentenced", "language", "verification",
    )  # fmt: skip
    return {name: getattr(case, name) for name in names} | {
        "place": case.record.place_id,
        "legal_systems": list(rules.legal_systems(case.legal_system, case.record.place_id)),
        "titles": texts_of(case.record),
        "terms": [row.term for row in case.terms.all()],
        "sources": sources_of(case.record),
    }
