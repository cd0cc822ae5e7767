"""The facts that ship with the project: what stands in the library."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from comity.engines.records.registry import entries
from comity.engines.records.shapes import Card, topics_of
from comity.kernel.errors import Unreadable
from comity.knowledge.library.enums import Audience, Collection, Form
from comity.knowledge.library.models import Resource


FILE: Final = Path(__file__).parent / "facts" / "resources.yaml"
FIELDS: Final = ("form", "collection", "year", "publisher", "series", "number", "symbol", "url")
KNOWN: Final = frozenset({*FIELDS, "audience", "versions", "verified"})
CLOSED: Final = {"form": Form.values, "collection": Collection.values}


def resources() -> Iterator[tuple[Resource, Card]]:
    """Every item of the facts.

    Raises:
        Unreadable: an entry has a form, a collection or an audience that is none.
    """
    for entry in entries(FILE, known=KNOWN):
        said = entry.fields
        for name, values in CLOSED.items():
            if said.get(name) not in values:
                raise Unreadable(f"“{said.get(name)}” is no {name}: {', '.join(values)}.", where=entry.where)
        audience = said.get("audience", ())
        if strange := set(audience) - set(Audience.values):
            raise Unreadable(f"“{strange.pop()}” is no audience: {', '.join(Audience.values)}.", where=entry.where)
        # In the file, versions are addresses by language; an empty one is known to exist, and not where.
        versions = said.get("versions", {})
        resource = Resource(
            **{name: said[name] for name in FIELDS if name in said},
            versions=[{"language": language, "url": url or ""} for language, url in versions.items()],
            is_verified=bool(said.get("verified")),
        )
        topics = topics_of("audience", audience) + topics_of("language", versions)
        yield resource, replace(entry.card, topics=entry.card.topics + topics)
