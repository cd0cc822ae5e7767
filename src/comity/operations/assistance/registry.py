"""The facts about requests that ship with the project: measures, treaties, articles, and what each asks."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from comity.operations.assistance.enums import About, Force, Part, Topic
from comity.operations.assistance.shapes import Base, Demand, Domestic, Instrument, Measure, Place, Subject, Term


FOLDER: Final = Path(__file__).parent / "facts"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one file of facts."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@cache
def measures() -> dict[str, Measure]:
    """What may be asked, by id, in the order in which a form shows it."""
    listed = yaml.safe_load((FOLDER / "measures.yaml").read_text(encoding="utf-8"))
    return {one["id"]: Measure(one["id"], frozenset(one["kinds"]), one["function"], one["names"]) for one in listed}


@cache
def terms() -> dict[str, Term]:
    """What treaties say of requests, by id."""
    listed = yaml.safe_load((FOLDER / "terms.yaml").read_text(encoding="utf-8"))
    return {key: Term(key, Part(one["part"]), one["words"]) for key, one in listed.items()}


@cache
def instruments() -> dict[str, Instrument]:
    """Every treaty that the finder knows, by its symbol; a protocol has the articles of its convention too."""
    plain = {row["symbol"]: _instrument(row) for row in rows("instruments.csv")}
    return {symbol: _through(one, plain[one.convention]) if one.convention else one for symbol, one in plain.items()}


def _instrument(row: dict[str, str]) -> Instrument:
    symbol = row["symbol"]
    bases: dict[str, tuple[Base, ...]] = {}
    for base in rows("bases.csv"):
        if base["symbol"] == symbol:
            made = Base(Place(symbol, base["article"], base["paragraph"]), Force(base["force"]))
            for measure in base["measures"].split():
                bases[measure] = (*bases.get(measure, ()), made)
    order = list(Part)
    demands = [
        Demand(terms()[one["term"]], _words(one["kinds"]), Place(symbol, one["article"], one["paragraph"]))
        for one in rows("demands.csv")
        if one["symbol"] == symbol
    ]
    demands.sort(key=lambda one: order.index(one.term.part))
    subjects = tuple(
        Subject(one["article"], Topic(one["topic"]), _words(one["kinds"]))
        for one in rows("topics.csv")
        if one["symbol"] == symbol
    )
    years = int(row["serious_years"]) if row["serious_years"] else None
    return Instrument(
        symbol, _words(row["offences"]), years, row["article"], row["convention"], row["members"],
        row["awaited"] == "yes", bases, tuple(demands), subjects,
    )  # fmt: skip


def _through(protocol: Instrument, convention: Instrument) -> Instrument:
    """A protocol with what applies through it: the convention's articles, and what they ask."""
    bases = {
        measure: tuple(replace(one, through=protocol.symbol) for one in known)
        for measure, known in convention.bases.items()
    }
    for measure, own in protocol.bases.items():
        bases[measure] = (*own, *bases.get(measure, ()))
    # Its offences are regarded as offences of the convention: whether they are serious is not asked.
    inherited = tuple(one for one in convention.demands if one.term.id != "condition-serious")
    order = list(Part)
    demands = sorted((*protocol.demands, *inherited), key=lambda one: order.index(one.term.part))
    subjects = (*protocol.subjects, *convention.subjects)
    return replace(protocol, bases=bases, demands=tuple(demands), subjects=subjects)


@cache
def domestic() -> tuple[Domestic, ...]:
    """Provisions of States' own laws on cooperation."""
    return tuple(
        Domestic(row["place"], row["law"], row["provision"], _words(row["kinds"]), About(row["about"]))
        for row in rows("domestic.csv")
    )


@cache
def left_out() -> frozenset[tuple[str, str]]:
    """Territories to which a treaty does not apply by what their State declared: symbol and territory."""
    return frozenset((row["symbol"], row["territory"]) for row in rows("territories.csv") if row["applies"] == "no")


@cache
def memberships() -> dict[tuple[str, str], tuple[dt.date, dt.date | None]]:
    """From when until when a place was a member of an organisation, by organisation and place."""
    return {
        (row["group"], row["place"]): (
            dt.date.fromisoformat(row["from"]),
            dt.date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in rows("members.csv")
    }


def is_member(group: str, place: str, day: dt.date) -> bool:
    """Whether a place was a member of an organisation on a day; its last day counts."""
    known = memberships().get((group, place))
    return known is not None and known[0] <= day and (known[1] is None or day <= known[1])
