"""Which treaty binds two States for a request, for programs."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Query, Router, Schema

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.api import day_typed, typed
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.registry import communities_of
from comity.operations.assistance import queries, registry
from comity.operations.assistance.enums import Outcome
from comity.operations.assistance.exports import data
from comity.operations.assistance.exports.sentences import summary
from comity.operations.assistance.shapes import MOST_OFFENCES, Question


router = Router(tags=["assistance"])
# A list in an address: offence=corruption&offence=money-laundering.
Offences = Annotated[list[str], Query([])]
Measures = Annotated[list[str], Query([])]
CRIME_TYPES = "crime-types"
LONGEST_PENALTY = 100


class MeasureData(Schema):
    """What one State may ask of another, with its name in six languages."""

    id: str
    function: str
    kinds: list[str]
    names: dict[str, str]


class BasisData(Schema):
    """The treaties that were considered for one question.

    ``outcome`` of a treaty is serves, perhaps, unknown (its parties, or a consent, are not known here) or excluded;
    each has its reasons and doubts, and every statement its source.
    """

    requesting: str
    requested: str
    measure: str
    offences: list[str]
    years: int | None
    on: dt.date
    summary: str
    count: int
    results: list[dict[str, Any]]
    authority: dict[str, Any]
    domestic_law: list[dict[str, str]]
    networks: list[dict[str, str]]


class CoverageData(Schema):
    """How far the data reach on a day, treaty by treaty; treaties between two States are not among them."""

    on: dt.date
    results: list[dict[str, Any]]


@router.get("/measures", response=list[MeasureData], summary="What may be asked for")
def measures(request: HttpRequest) -> list[dict[str, Any]]:
    """Every measure for which a legal basis can be looked for."""
    return [
        {"id": one.id, "function": one.function, "kinds": sorted(one.kinds), "names": dict(one.names)}
        for one in registry.measures().values()
    ]


@router.get("/basis", response=BasisData, summary="Which treaty binds both")
def basis(  # noqa: PLR0913, PLR0917 -- the parts of the question
    request: HttpRequest,
    requesting: str,
    requested: str,
    measure: str,
    offence: Offences,
    years: int | None = None,
    on: str = "",
    language: str = "en",
) -> dict[str, Any]:
    """The treaties that can serve two States for a request on a day, today when none is given, and those that cannot.

    Places by code or name; ``offence`` may be repeated, at most three times; ``years`` is the maximum penalty.
    """
    question = Question(
        place_typed(requesting, "requesting"),
        place_typed(requested, "requested"),
        measure_typed(measure),
        day_typed(on, "on") or timezone.now().date(),
        offences_typed(offence),
        years_typed(years),
    )
    if queries.state_of(question.requesting) == queries.state_of(question.requested):
        raise Unreadable("Both are of the same State. Name another place.", where="requested")
    tongue = typed(language).lower() if typed(language).lower() in INTERFACE else "en"
    kind = registry.measures()[question.measure]
    finding = queries.find(question)
    said = queries.statements(finding, kind)
    acts = queries.acts_by_key(data.keys_of(finding.of(Outcome.SERVES, Outcome.PERHAPS)))
    answer = queries.whom(finding, kind)
    named = {one.symbol: authorities.Title(one.symbol, "en") for one in finding.candidates}
    titles = authorities.titles_of(
        authorities.titles([one.designation for one in answer.found], tongue) | named, tongue
    )
    names = {**places.names(tongue), **terms.labels(CRIME_TYPES, tongue)}
    with translation.override(tongue):
        return {
            "requesting": question.requesting,
            "requested": question.requested,
            "measure": question.measure,
            "offences": list(question.offences),
            "years": question.years,
            "on": question.on,
            "summary": summary(finding, kind, names, {key: one.text for key, one in titles.items()}, tongue),
            "count": len(finding.candidates),
            "results": [
                data.candidate_data(one, kind, acts, said.matter.get(one.symbol, ()), names, titles, tongue)
                for one in finding.candidates
            ],
            "authority": data.answer_data(answer, titles, tongue),
            "domestic_law": [data.own_data(own) for own in queries.own_law(question, kind)],
            "networks": [
                {"name": one.name, "language": one.language, "address": one.address}
                for one in communities_of(queries.both_of(question))
            ],
        }


class NeedData(Schema):
    """One thing that the requested State has told of requests to it.

    ``want`` says what it is about; what is not ``asked`` is told only. ``words`` are the State's own, in
    ``language``; ``codes`` are languages, channels or ways of certification, of which any will do; ``names`` those
    of the languages.
    """

    id: str
    want: str
    asked: bool
    words: str
    language: str
    codes: list[str]
    names: list[str]
    number: int | None
    by: str
    on: str
    address: str


class NeedsData(Schema):
    """What a State has told of requests to it, on a day."""

    requested: str
    measures: list[str]
    treaty: str
    on: dt.date
    count: int
    results: list[NeedData]


@router.get("/needs", response=NeedsData, summary="What the requested State has told of requests")
def needs(request: HttpRequest, requested: str, measure: Measures, treaty: str = "") -> dict[str, Any]:
    """What a State has told of requests for some measures: languages, copies, form, contents, channels, conditions.

    The place by code or name; ``measure`` may be repeated; ``treaty`` is the symbol of the treaty on which the request
    is based, and adds what the State declared on it. Each has its source and, where it is known, its date.
    """
    place, day = place_typed(requested, "requested"), timezone.now().date()
    wanted = tuple(dict.fromkeys(measure_typed(one) for one in measure))
    if not wanted:
        raise Unreadable("Say for which measure, as measure=bank-records.", where="measure")
    symbol = treaty_typed(treaty)
    found = queries.needs_of(place, tuple(registry.measures()[one] for one in wanted), treaty=symbol, day=day)
    return {
        "requested": place,
        "measures": list(wanted),
        "treaty": symbol,
        "on": day,
        "count": len(found),
        "results": [data.need_data(one) for one in found],
    }


@router.get("/coverage", response=CoverageData, summary="How far the data reach")
def coverage(request: HttpRequest, on: str = "") -> dict[str, Any]:
    """Which treaties the finder knows, how many parties of each, and up to when every act is known."""
    day = day_typed(on, "on") or timezone.now().date()
    return {"on": day, "results": [data.coverage_data(one) for one in queries.coverage(queries.ledger(day))]}


def place_typed(text: str, name: str) -> str:
    """The code of the place that an address names.

    Raises:
        Unreadable: it names none, or several alike.
    """
    place = places.resolve(typed(text)) if typed(text) else None
    if place is None:
        raise Unreadable(f"“{text[:40]}” is no place that is known here. Write its code, such as IT.", where=name)
    return place.code


def measure_typed(text: str) -> str:
    """The id of a measure.

    Raises:
        Unreadable: there is none of this id.
    """
    wanted = typed(text).lower()
    if wanted not in registry.measures():
        known = ", ".join(registry.measures())
        raise Unreadable(f"There is no measure “{wanted[:40]}”. Known are: {known}.", where="measure")
    return wanted


def treaty_typed(text: str) -> str:
    """The symbol of a treaty that the finder knows; empty for none.

    Raises:
        Unreadable: it knows none of this symbol.
    """
    wanted = typed(text).upper()
    known = {symbol.upper(): symbol for symbol in registry.instruments()}
    if wanted and wanted not in known:
        raise Unreadable(
            f"There is no treaty “{wanted[:40]}” here. Write its symbol, such as XVIII-14.", where="treaty"
        )
    return known.get(wanted, "")


def offences_typed(several: list[str]) -> tuple[str, ...]:
    """The ids of crime types, each once.

    Raises:
        Unreadable: one is none, or there are too many.
    """
    known = terms.labels(CRIME_TYPES, "en")
    wanted = tuple(dict.fromkeys(typed(one).lower() for one in several if typed(one)))
    for one in wanted:
        if one not in known:
            raise Unreadable(f"“{one[:40]}” is no crime type. Known are: {', '.join(known)}.", where="offence")
    if len(wanted) > MOST_OFFENCES:
        raise Unreadable(f"These are more than {MOST_OFFENCES} offences. Ask for the others apart.", where="offence")
    return wanted


def years_typed(years: int | None) -> int | None:
    """A maximum penalty.

    Raises:
        Unreadable: it is no number of years.
    """
    if years is not None and not 0 <= years <= LONGEST_PENALTY:
        raise Unreadable(f"Write a number of years from 0 to {LONGEST_PENALTY}.", where="years")
    return years
