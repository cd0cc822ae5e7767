"""The facts of files on requests: the articles of grounds of refusal, and the days that treaties give."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.operations.casework.shapes import Place, Span


FOLDER: Final = Path(__file__).parent / "facts"
# Which of the kinds of grounds concerns a type of request; the others are of assistance.
EXTRADITION: Final = "extradition"
# What each rule of days says; its days and its article stand in the file.
SAID: Final[dict[str, Promise]] = {
    "arrest-18": _("Provisional arrest may end when the documents have not come"),
    "arrest-40": _("Provisional arrest ends in any event"),
    "preserved-60": _("Preserved data are kept at least so long for the request to follow"),
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one file of facts."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def articles() -> dict[str, tuple[tuple[str, Place], ...]]:
    """The articles that name each ground of refusal, each with the kind of request for which it does."""
    found: dict[str, tuple[tuple[str, Place], ...]] = {}
    for row in rows("grounds.csv"):
        place = Place(row["symbol"], row["article"], row["paragraph"])
        found[row["ground"]] = (*found.get(row["ground"], ()), (row["kind"], place))
    return found


def articles_for(type_: str, symbol: str = "") -> dict[str, list[Place]]:
    """The articles by ground that apply to a type of request; of one treaty, or of all when none is named."""
    kind = EXTRADITION if type_ == EXTRADITION else "assistance"
    return {
        ground: [place for one, place in several if one in {"*", kind} and (not symbol or place.symbol == symbol)]
        for ground, several in articles().items()
    }


@cache
def spans() -> dict[str, Span]:
    """The days that treaties give, by the name of the rule."""
    return {
        row["id"]: Span(
            row["id"],
            Place(row["symbol"], row["article"], row["paragraph"]),
            int(row["days"]),
            frozenset(row["types"].split()),
            row["part"],
        )
        for row in rows("deadlines.csv")
    }


def spans_for(type_: str, symbol: str) -> list[Span]:
    """The days that a treaty gives for a type of request."""
    return [one for one in spans().values() if one.place.symbol == symbol and type_ in one.types]
