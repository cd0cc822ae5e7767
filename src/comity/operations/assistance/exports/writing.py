"""What the request writer works from, as one piece of data: types, elements, items, words, treaties and places."""

import json
from functools import cache
from typing import Any, Final

import yaml
from django.db.models import TextChoices
from django.utils import translation

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.enums import Channel
from comity.knowledge.requirements.enums import Certification
from comity.operations.assistance import registry
from comity.operations.assistance.enums import TOLD
from comity.operations.assistance.shapes import Place


ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY})
LISTS: Final = ("measures", "own", "kinds", "mandatory", "possible", "advised")
MAPS: Final = ("when", "unless", "only")


@cache
def read(name: str) -> Any:
    """One file of the writer's facts."""
    return yaml.safe_load((registry.FOLDER / "writer" / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def articles() -> dict[str, list[dict[str, Any]]]:
    """The articles that ask for each element or speak of it, by element: from what treaties demand, and named ones.

    ``kinds`` says to which requests a demand applies; an article that is only named applies to any.
    """
    demanded: dict[str, list[tuple[Place, list[str]]]] = {}
    for row in registry.rows("demands.csv"):
        place = Place(row["symbol"], row["article"], row["paragraph"])
        demanded.setdefault(row["term"], []).append((place, row["kinds"].split()))
    told = {}
    for key, element in read("elements").items():
        found = [one for term in element.get("terms", ()) for one in demanded.get(term, ())]
        found += [(_source(text), []) for text in element.get("sources", ())]
        # One paragraph may be demanded by several terms: it is named once, for the requests of all of them.
        applied: dict[Place, list[str]] = {}
        for place, kinds in found:
            applied[place] = sorted({*applied.get(place, ()), *kinds})
        told[key] = [
            {"symbol": place.symbol, "cited": place.number, "address": place.path, "kinds": kinds}
            for place, kinds in applied.items()
        ]
    return told


def _source(text: str) -> Place:
    """The article that a source names: symbol, article and perhaps a paragraph."""
    symbol, article, *paragraph = text.split()
    return Place(symbol, article, paragraph[0] if paragraph else "")


@cache
def elements() -> dict[str, dict[str, Any]]:
    """What requests contain, by id, each with the articles that ask for it."""
    return {
        key: {
            **{part: one[part] for part in ("step", "label", "guidance", "good", "bad")},
            "kind": one.get("kind", ""),
            "choices": one.get("choices", []),
            "terms": one.get("terms", []),
            "articles": articles()[key],
        }
        for key, one in read("elements").items()
    }


@cache
def types() -> dict[str, dict[str, Any]]:
    """What can be written, by id, whole: what a file leaves out stands empty."""
    return {
        key: {part: one[part] for part in ("names", "about")}
        | {part: one.get(part, []) for part in LISTS}
        | {part: one.get(part, {}) for part in MAPS}
        | {"formal": bool(one.get("formal"))}
        for key, one in read("types").items()
    }


def type_names(language: str) -> dict[str, str]:
    """What can be written, by id, as people call it."""
    return {key: one["names"].get(language) or one["names"]["en"] for key, one in read("types").items()}


def treaty_names(language: str) -> dict[str, str]:
    """Every treaty that the finder knows, by symbol, with its title; one query."""
    plain = {symbol: authorities.Title(symbol, "en") for symbol in registry.instruments()}
    return {symbol: one.text for symbol, one in authorities.titles_of(plain, language).items()}


def treaties() -> dict[str, dict[str, Any]]:
    """Every treaty that the finder knows, for who works without a server; a query for each language."""
    known = registry.instruments()
    plain = {symbol: authorities.Title(symbol, "en") for symbol in known}
    titles = {language: authorities.titles_of(plain, language) for language in INTERFACE}
    return {
        symbol: {
            "titles": {language: titles[language][symbol].text for language in INTERFACE},
            "convention": one.convention,
            "demands": list(dict.fromkeys(demand.term.id for demand in one.demands)),
            "bases": {measure: "; ".join(base.place.number for base in bases) for measure, bases in one.bases.items()},
        }
        for symbol, one in known.items()
    }


def labels(choices: type[TextChoices]) -> dict[str, dict[str, str]]:
    """What the members of a list of choices are called, in six languages."""
    told: dict[str, dict[str, str]] = {value: {} for value in choices.values}
    for language in INTERFACE:
        with translation.override(language):
            for value, label in choices.choices:
                told[value][language] = str(label)
    return told


def data() -> dict[str, Any]:
    """Everything that the writer needs to know, in six languages at once."""
    items = read("items")
    names = {language: places.names(language) for language in INTERFACE}
    asked = [code for code, place in places.places().items() if Kind(place.kind) in ASKED]
    return {
        "languages": INTERFACE,
        "words": read("words"),
        "elements": elements(),
        "order": list(elements()),
        "types": types(),
        "items": items["measures"],
        "fields": items["fields"],
        "measures": {
            key: {"names": dict(one.names), "kinds": sorted(one.kinds)} for key, one in registry.measures().items()
        },
        "treaties": treaties(),
        "channels": labels(Channel),
        "certifications": labels(Certification),
        "told": sorted(TOLD),
        "places": {code: {language: names[language].get(code, code) for language in INTERFACE} for code in asked},
    }


def written() -> str:
    """The same as JSON, which may stand inside a page: no tag can be closed by what it says."""
    return json.dumps(data(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
