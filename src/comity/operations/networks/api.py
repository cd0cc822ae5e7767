"""Networks of practitioners and which States take part, for programs; nobody who stands in them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from comity.operations.networks import exports, queries
from comity.operations.networks.queries import figures


router = Router(tags=["networks"])


class NetworkData(Schema):
    """A network with its name in six languages, how many States take part now, and when and why it ended if it has."""

    code: str
    short: str
    kind: str
    names: dict[str, str]
    about: dict[str, str]
    founded: str
    website: str
    source: str
    ended_on: str | None
    ended_because: str
    states: int


class SeatData(Schema):
    """That a State takes part; ``is_sure`` is false for what was inferred and is to be confirmed."""

    place: str
    seat: str
    joined_on: str | None
    left_on: str | None
    is_sure: bool


class NetworkWhole(NetworkData):
    """A network with its States."""

    members: list[SeatData]


class FiguresData(Schema):
    """The figures of a network that everybody may see, of years that have ended; null stands for a small number.

    Without a year how many cases there were in each; with one the other tables of that year.
    """

    code: str
    year: int | None
    tables: dict[str, Any]


@router.get("", response=list[NetworkData], summary="Networks of practitioners")
def networks(request: HttpRequest, place: str = "") -> Any:
    """Every network, those that have ended too; with ``place`` those that stand in which that State takes part now."""
    own = {one.pk for one in queries.networks_of(place)} if place else None
    return [
        exports.described(one) | {"states": one.states}  # type: ignore[attr-defined] # -- counted by the query
        for one in queries.networks()
        if own is None or one.pk in own
    ]


@router.get("/{code}", response=NetworkWhole, summary="A network and its States")
def network(request: HttpRequest, code: str) -> Any:
    """One network with the States that take part in it or did."""
    found = queries.network_of(code)
    if found is None:
        raise Http404(f"There is no network “{code[:20]}”.")
    members = [exports.seat(one) for several in queries.members_of(found) for one in several]
    return exports.described(found) | {"states": found.states, "members": members}  # type: ignore[attr-defined] # -- as above


@router.get("/{code}/figures", response=FiguresData, summary="What a network did")
def network_figures(request: HttpRequest, code: str, year: int | None = None) -> Any:
    """The figures of a network that has made them public, of a year or of all years that have ended."""
    found, now = queries.network_of(code), timezone.now().year
    if found is None or not found.are_figures_public or (year is not None and year >= now):
        raise Http404("There are no public figures of this network and year.")
    several = figures.guarded(code, year, before=now)
    tables = {str(one.table): {key: list(values) for key, values in one.rows} for one in several}
    return {"code": code, "year": year, "tables": tables}
