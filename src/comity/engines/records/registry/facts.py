"""The facts of a module that are records: a file in YAML, one entry a record."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from comity.base.places.queries import places
from comity.engines.records.enums import Wording
from comity.engines.records.shapes import CRIME_TYPES, PLACES, Card, CardSource, CardText, topics_of
from comity.kernel.errors import Unreadable


# What an entry of a file of facts says of its card; everything else is of its kind.
CARD: Final = frozenset({"name", "place", "places", "title", "annotation", "crime_types", "source"})
NEEDED: Final = ("name", "title", "source")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a file of facts: its place in the file, its card, and what is said of its kind."""

    where: str
    card: Card
    fields: Mapping[str, Any]


def entries(path: Path, *, known: frozenset[str], language: str = "en") -> Iterator[Entry]:
    """The records of a file of facts, a list in YAML.

    Args:
        path: the file.
        known: what an entry may say beyond its card.
        language: of titles and annotations that are not given by language; the first title is the original.

    Raises:
        Unreadable: an entry lacks something, says something unknown, names a place that is none, or is there twice.
    """
    seen: set[str] = set()
    for number, said in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        where = f"{path.name}, entry {number} ({said.get('name', 'without a name')})"
        if missing := [name for name in NEEDED if not said.get(name)]:
            raise Unreadable(f"It does not say its {' and '.join(missing)}.", where=where)
        if strange := set(said) - CARD - known:
            raise Unreadable(
                f"“{min(strange)}” means nothing here. Known are: {', '.join(sorted(CARD | known))}.",
                where=where,
            )
        if said["name"] in seen:
            raise Unreadable("There is another entry of this name. Join the two, or rename one.", where=where)
        seen.add(said["name"])
        for code in (said.get("place"), *said.get("places", ())):
            if code and code not in places():
                raise Unreadable(f"“{code}” is no place. Use a code of the places, such as KE or ORG-AU.", where=where)
        yield Entry(where, _card(said, language), {name: value for name, value in said.items() if name not in CARD})


def _card(said: Mapping[str, Any], language: str) -> Card:
    titles = _by_language(said["title"], language)
    annotations = _by_language(said.get("annotation", ""), language)
    source = dict(said["source"])
    if isinstance(day := source.get("retrieved_on"), str):
        source["retrieved_on"] = dt.date.fromisoformat(day)
    first = next(iter(titles))
    return Card(
        name=said["name"],
        place=said.get("place"),
        texts=tuple(
            CardText(code, title, annotations.get(code, ""), Wording.ORIGINAL if code == first else Wording.OFFICIAL)
            for code, title in titles.items()
        ),
        sources=(CardSource(**source),),
        topics=topics_of(CRIME_TYPES, said.get("crime_types", ())) + topics_of(PLACES, said.get("places", ())),
    )


def _by_language(said: Any, language: str) -> dict[str, str]:
    """Texts by language, each in one line but for its paragraphs."""
    return {code: str(text).strip() for code, text in (said if isinstance(said, dict) else {language: said}).items()}
