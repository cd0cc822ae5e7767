"""Plain data in which the readers of files hand works over to the actions that keep them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.engines.records.shapes import Card
from comity.kernel.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Read:
    """One reference as a file has it, in the names of CSL-JSON; ``where`` is its line or its place in the file."""

    where: str
    reference: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A work that is ready to be kept: its card, and the fields of its kind."""

    where: str
    card: Card
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A work that is here already: where it stands in the file, its title, and the address of what is here."""

    where: str
    title: str
    address: str


@dataclass(slots=True)
class Report:
    """What came of a file."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    faults: list[Unreadable] = field(default_factory=list)

    def __str__(self) -> str:
        kept = f"{self.created} new, {self.changed} changed, {self.unchanged} as before"
        return f"{kept}, {len(self.duplicates)} here already, {len(self.faults)} refused"
