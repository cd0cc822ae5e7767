"""The facts about authorities that ship with the project, read from its own files."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from comity.kernel.errors import Unreadable
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.grammar import entry_of, grouped
from comity.knowledge.authorities.shapes import Entry


FOLDER: Final = Path(__file__).parents[1] / "facts"


@dataclass(frozen=True, slots=True)
class Network:
    """A network of contact points who help where no authority is known, or where one does not answer."""

    code: str
    name: str
    language: str
    url: str
    functions: frozenset[str]
    places: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Designating:
    """An article by which the parties to a treaty name authorities, and for what."""

    treaty: str
    article: str
    function: str
    source: str


def rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of one file of facts, each with its number."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), start=2)


def fingerprint() -> str:
    """SHA-256 over the file of authorities: another one as soon as a character of it changes."""
    return hashlib.sha256((FOLDER / "authorities.csv").read_bytes()).hexdigest()


def entries() -> Iterator[Entry]:
    """Every authority that the facts name.

    Raises:
        Unreadable: a row cannot be read.
    """
    for group in grouped(rows("authorities.csv")):
        entry, faults = entry_of(group)
        if entry is None:
            fault = faults[0]
            raise Unreadable(fault.sentence, where=f"authorities.csv, row {fault.row}, column {fault.column}")
        yield entry


@cache
def designating() -> tuple[Designating, ...]:
    """The articles of treaties here by which States name authorities."""
    found = tuple(Designating(**row) for _number, row in rows("designating.csv"))
    assert {one.function for one in found} <= set(Function.values), "a function that is not known"
    return found


@cache
def networks() -> tuple[Network, ...]:
    """The networks of contact points, in the order of their codes."""
    return tuple(
        Network(
            row["code"],
            row["name"],
            row["language"],
            row["url"],
            frozenset(row["functions"].split()),
            frozenset(row["places"].split()),
            row["source"],
        )
        for _number, row in rows("networks.csv")
    )
