"""A case as an importer or a file hands it in, before any table knows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.engines.records.models import Satellite
from comity.engines.records.shapes import Card


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that is to be kept.

    Attributes:
        card: titles, fact summaries, sources and place.
        fields: the fields of ``Case``; dates in EDTF, their days are worked out.
        parts: the satellites by relation, not yet saved; they may point at one another.
        where: the place in the input, for whoever has to mend it.
    """

    card: Card
    fields: Mapping[str, Any]
    parts: Mapping[str, Sequence[Satellite]] = field(default_factory=dict)
    where: str = ""


@dataclass(slots=True)
class PackReport:
    """What reading a pack did, or would do."""

    name: str
    dry_run: bool = False
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    left_out: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = [f"{len(self.created)} cases new", f"{len(self.changed)} changed", f"{self.unchanged} unchanged"]
        if self.left_out:
            told.append(f"{len(self.left_out)} left out")
        if self.refused:
            told.append(f"{len(self.refused)} refused")
        return ", ".join(told)

    def lines(self) -> Iterator[str]:
        """What became of each case, a sentence each."""
        yield from (f"new: {one}" for one in self.created)
        yield from (f"changed: {one}" for one in self.changed)
        yield from (f"left out: {one}" for one in self.left_out)
        yield from (f"refused: {one}" for one in self.refused)
