"""Places for programs."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from comity.base.places import queries
from comity.base.places.models import Place
from comity.kernel import cursors


router = Router(tags=["places"])


class PlaceData(Schema):
    """A State, territory, former State, region or organisation."""

    code: str
    kind: str
    names: dict[str, str]
    iso3: str
    m49: str
    group: str
    regions: list[str]
    sovereign: str | None
    is_counted: bool
    legal_systems: list[str]
    admitted_on: dt.date | None
    begins_on: dt.date | None
    ends_on: dt.date | None
    address: str


class SuccessionData(Schema):
    """One State following another."""

    predecessor: str
    successor: str
    territory: str | None
    happened_on: dt.date
    kind: str
    note: str
    source: str


class PlaceWhole(PlaceData):
    """A place with what it followed and what followed it."""

    note: str
    are_legal_systems_sure: bool
    legal_systems_note: str
    legal_systems_source: str
    successions: list[SuccessionData]


class PlacePage(Schema):
    """Some places; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[PlaceData]
    next: str | None


def data_of(place: Place) -> dict[str, Any]:
    """A place as plain data."""
    return {
        "code": place.code,
        "kind": place.kind,
        "names": place.short_names,
        "iso3": place.iso3,
        "m49": place.m49,
        "group": place.group,
        "regions": queries.regions_of(place.code),
        "sovereign": place.sovereign_id,
        "is_counted": place.is_counted,
        "legal_systems": place.legal_systems,
        "admitted_on": place.admitted_on,
        "begins_on": place.begins_on,
        "ends_on": place.ends_on,
        "address": f"/places/{place.code}/",
    }


@router.get("", response=PlacePage, summary="Places")
def every(  # noqa: PLR0913, PLR0917 -- each is one filter of the list
    request: HttpRequest,
    kind: str = "",
    group: str = "",
    region: str = "",
    counted: bool | None = None,  # noqa: FBT001 -- a parameter of an address
    cursor: Annotated[str, Query("", max_length=cursors.LONGEST)] = "",
    limit: Annotated[int, Query(100, ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Places by code; ``counted`` are the 197 that reports call countries."""
    inside = queries.codes_in(region) if region else None
    found = [
        place
        for code, place in sorted(queries.places().items())
        if (not kind or place.kind == kind)
        and (not group or place.group == group)
        and (inside is None or code in inside)
        and (counted is None or place.is_counted == counted)
    ]
    page, cursor = cursors.page_of(found, lambda place: place.code, cursor, limit)
    return {
        "count": len(found),
        "results": [data_of(place) for place in page],
        "next": cursors.following(request.build_absolute_uri(), cursor),
    }


@router.get("/{code}", response=PlaceWhole, summary="One place")
def one(request: HttpRequest, code: str) -> dict[str, Any]:
    """A place by its code: IT, SUHH, 002, EU, ORG-AU."""
    place = queries.places().get(code.upper())
    if place is None:
        raise Http404(f"There is no place with the code “{code[:40]}”. /api/v1/places lists those there are.")
    successions = [
        {
            "predecessor": one.predecessor_id,
            "successor": one.successor_id,
            "territory": one.territory_id,
            "happened_on": one.happened_on,
            "kind": one.kind,
            "note": one.note,
            "source": one.source,
        }
        for one in queries.successions_of(place.code)
    ]
    names = ("note", "are_legal_systems_sure", "legal_systems_note", "legal_systems_source")
    return {**data_of(place), **{name: getattr(place, name) for name in names}, "successions": successions}
