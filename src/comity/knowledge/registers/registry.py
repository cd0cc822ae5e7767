"""The facts that ship with the project: which open registers there are."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from comity.engines.records.registry import entries
from comity.engines.records.shapes import Card, topics_of
from comity.kernel.errors import Unreadable
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.registers.enums import Cost, Entry, FoundBy, Holds
from comity.knowledge.registers.models import Register


FILE: Final = Path(__file__).parent / "facts" / "registers.yaml"
FIELDS: Final = ("keeper", "url", "cost", "entry", "legal_basis")
KNOWN: Final = frozenset({*FIELDS, "holds", "found_by", "languages", "checked_on", "verified"})
CLOSED: Final = {"cost": Cost.values, "entry": Entry.values}
LISTED: Final = {"holds": Holds.values, "found_by": FoundBy.values, "languages": list(OWN_NAMES)}


def registers() -> Iterator[tuple[Register, Card]]:
    """Every register of the facts.

    Raises:
        Unreadable: an entry says a cost, a way in, a content, a key or a language that is none, or no content at all.
    """
    for entry in entries(FILE, known=KNOWN):
        said = entry.fields
        _check(said, entry.where)
        register = Register(
            **{name: said[name] for name in FIELDS if name in said},
            checked_on=_day(said.get("checked_on"), entry.where),
            is_verified=bool(said.get("verified")),
        )
        topics = topics_of("holds", said["holds"]) + topics_of("found-by", said.get("found_by", ()))
        topics += topics_of("language", said.get("languages", ()))
        yield register, replace(entry.card, topics=entry.card.topics + topics)


def _check(said: Any, where: str) -> None:
    if not said.get("holds"):
        raise Unreadable("It does not say what it holds.", where=where)
    for name, values in CLOSED.items():
        if name in said and said[name] not in values:
            raise Unreadable(f"“{said[name]}” is no {name}: {', '.join(values)}.", where=where)
    for name, values in LISTED.items():
        if strange := set(said.get(name, ())) - set(values):
            raise Unreadable(f"“{min(strange)}” is none of {name}: {', '.join(values)}.", where=where)


def _day(said: Any, where: str) -> dt.date | None:
    """A day as YAML reads it; text is none, since YAML makes a date of whatever is one."""
    if said is None or isinstance(said, dt.date):
        return said
    raise Unreadable(f"“{said}” is no day. Write it as 2026-11-22.", where=where)
