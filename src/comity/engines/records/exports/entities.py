"""Persons, companies, court cases and documents as entities of FollowTheMoney, a JSON object a line.

Which records hold such entities only their kinds know: a module's file ``exports`` then has ``entities``, a function
that takes a kept detail, with its card loaded, and yields an ``Entity`` for each that is public. ``SATELLITES``
beside it names the satellites that it asks for, so that they are loaded for many records at once.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.engines.records import queries
from comity.engines.records.models import Detail
from comity.engines.records.registry import hook
from comity.kernel.errors import Unreadable


CHUNK: Final = 500
# What FollowTheMoney takes for a name.
LONGEST_NAME: Final = 384  # characters
SCHEMA: Final = re.compile(r"[A-Z][A-Za-z]{1,40}")
UNSAFE: Final = re.compile(r"[^0-9A-Za-z.-]+")
Value = str | int | dt.date | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing or a relation, in the terms of FollowTheMoney.

    Attributes:
        id: permanent: made with ``entity_id``.
        schema: what it is: ``Person``, ``Company``, ``CourtCase``, ``Document``, ``CourtCaseParty`` …
        properties: values by property, each with any number.
    """

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]

    def as_data(self) -> dict[str, Any]:
        """As FollowTheMoney reads it."""
        given = {name: list(values) for name, values in self.properties.items() if values}
        return {"id": self.id, "schema": self.schema, "properties": given}


def entity_id(detail: Detail, part: str = "") -> str:
    """The permanent identifier of a record, or of somebody in it, in letters that FollowTheMoney allows."""
    name = UNSAFE.sub("-", part).strip("-.")
    return f"{detail.record_id}-{name}" if name else str(detail.record_id)


def entity(key: str, schema: str, **properties: Value | Iterable[Value]) -> Entity:
    """An entity from plain values; what is not known is left out, and each value stands once.

    Raises:
        Unreadable: the schema is none.
    """
    if not SCHEMA.fullmatch(schema):
        raise Unreadable(f"“{schema[:40]}” is no schema of FollowTheMoney. It begins with a capital, like Person.")
    given = {name: tuple(values_of(value)) for name, value in properties.items()}
    return Entity(key, schema, {name: values for name, values in given.items() if values})


def values_of(value: Value | Iterable[Value]) -> Iterator[str]:
    """One or several values as text, each once."""
    several: Iterable[Value] = [value] if value is None or isinstance(value, str | int | dt.date) else value
    texts = (one.isoformat() if isinstance(one, dt.date) else str(one).strip() for one in several if one is not None)
    yield from dict.fromkeys(text for text in texts if text)


def published(detail: Detail, schema: str, **properties: Value | Iterable[Value]) -> Entity:
    """A record itself as an entity: with its titles, place, sources and publishers from its card.

    Args:
        detail: its card loaded.
        schema: ``Document``, ``CourtCase`` or another that is a thing.
        properties: what its kind knows beside.
    """
    texts, sources = list(detail.record.texts.all()), list(detail.record.sources.all())
    place = detail.record.place_id or ""
    from_card: dict[str, Value | Iterable[Value]] = {
        "name": [text.title[:LONGEST_NAME] for text in texts],
        "summary": [text.summary for text in texts],
        # Only two letters are a country's; what is an organisation has no such code.
        "country": place.lower() if re.fullmatch(r"[A-Z]{2}", place) else None,
        "sourceUrl": [source.url for source in sources],
        "publisher": [source.publisher for source in sources],
        "retrievedAt": [source.retrieved_on for source in sources],
    }
    return entity(entity_id(detail), schema, **(from_card | properties))


def shaping_of(model: type[Detail]) -> Callable[[Detail], Iterable[Entity]] | None:
    """How a kind tells its entities; None when it has none."""
    found: Any = hook(model, "exports", "entities")
    given: Callable[[Detail], Iterable[Entity]] | None = found.get(model.kind) if isinstance(found, dict) else found
    return given


def entities_of(model: type[Detail]) -> Iterator[Entity]:
    """Every public entity of every public record of a kind, each identifier once; nothing when it has none."""
    shaping = shaping_of(model)
    if shaping is None:
        return
    seen: set[str] = set()
    needed: tuple[str, ...] = hook(model, "exports", "SATELLITES") or ()
    details = queries.public_details(model).prefetch_related(*needed)
    for detail in details.iterator(chunk_size=CHUNK):
        for one in shaping(detail):
            if one.id not in seen:
                seen.add(one.id)
                yield one


def follow_the_money(model: type[Detail]) -> Iterator[bytes]:
    """The entities of a kind, one JSON object a line."""
    for one in entities_of(model):
        yield json.dumps(one.as_data(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
