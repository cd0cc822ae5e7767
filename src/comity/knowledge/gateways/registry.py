"""The facts that ship with the project: what each portal leads to and says, and the hot topics that it begins with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from comity.engines.records.registry import entries
from comity.engines.records.shapes import CRIME_TYPES, Card, identity, topics_of
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.gateways.enums import Portal, Section
from comity.knowledge.gateways.models import PORTALS, HotTopic
from comity.knowledge.gateways.shapes import Introduction, Schedule, Theme, item_of


FOLDER: Final = Path(__file__).parent / "facts"
SCHEDULES: Final = "schedules.yaml"
LISTS: Final = (
    "crime_types", "treaties", "definitions", "facets", "aspects", "indicators", "functions", "sections",
)  # fmt: skip


@cache
def themes() -> Mapping[str, Theme]:
    """Every portal by its code, in the order of ``enums.Portal``.

    Raises:
        Unreadable: the facts lack a portal or a language, or say something that means nothing.
    """
    said = yaml.safe_load((FOLDER / "portals.yaml").read_text(encoding="utf-8"))
    if set(said) != set(Portal.values):
        wrong = ", ".join(sorted(set(said) ^ set(Portal.values)))
        raise Unreadable(f"Missing or unknown: {wrong}.", where="portals.yaml")
    return {code: _theme(code, said[code]) for code in Portal.values}


def _theme(code: str, said: Mapping[str, Sequence[str]]) -> Theme:
    if strange := set(said) - set(LISTS):
        raise Unreadable(
            f"“{min(strange)}” means nothing here. Known are: {', '.join(LISTS)}.", where=f"portals.yaml, {code}"
        )
    lists = {name: tuple(said.get(name, ())) for name in LISTS}
    if unknown := set(lists["sections"]) - set(Section.values):
        raise Unreadable(f"“{min(unknown)}” is no section.", where=f"portals.yaml, {code}")
    return Theme(code=code, introductions=_introductions(code), **lists)


def _introductions(code: str) -> dict[str, Introduction]:
    file = FOLDER / "introductions" / f"{code}.yaml"
    said = yaml.safe_load(file.read_text(encoding="utf-8"))
    if missing := set(INTERFACE) - set(said):
        raise Unreadable(f"It lacks the language “{min(missing)}”.", where=file.name)
    return {
        language: Introduction(words["lead"].strip(), tuple(one.strip() for one in words["paragraphs"]))
        for language, words in said.items()
    }


@cache
def schedules() -> tuple[Schedule, ...]:
    """The lists of substances under control, in the order of the conventions that keep them.

    Raises:
        Unreadable: an entry lacks something, or a language.
    """
    found = []
    for number, said in enumerate(yaml.safe_load((FOLDER / SCHEDULES).read_text(encoding="utf-8")), start=1):
        where = f"{SCHEDULES}, entry {number}"
        if set(said) != {"treaty", "list", "articles", "asks"}:
            raise Unreadable("An entry says its treaty, list, articles and asks, and nothing else.", where=where)
        for name in ("list", "asks"):
            if set(said[name]) != set(INTERFACE):
                wrong = min(set(INTERFACE) ^ set(said[name]))
                raise Unreadable(f"Its {name} lacks the language “{wrong}”, or has one too many.", where=where)
        found.append(Schedule(said["treaty"], said["list"], tuple(said["articles"]), said["asks"]))
    return tuple(found)


def crime_types_of(portals: Sequence[str]) -> tuple[str, ...]:
    """The crimes of several portals, each once."""
    return tuple(dict.fromkeys(one for code in portals for one in themes()[code].crime_types))


def topics(portals: Sequence[str]) -> tuple[str, ...]:
    """What a hot topic of these portals is about: the portals, and their crimes."""
    return topics_of(PORTALS, portals) + topics_of(CRIME_TYPES, crime_types_of(portals))


def hot_topics() -> Iterator[tuple[HotTopic, Card]]:
    """The hot topics with which an installation begins.

    Raises:
        Unreadable: an entry names a portal or a record in a way that means nothing.
    """
    for file in sorted((FOLDER / "hot_topics").glob("*.yaml")):
        for entry in entries(file, known=frozenset({"portals", "items"})):
            portals = tuple(entry.fields.get("portals", ()))
            if not portals or set(portals) - set(Portal.values):
                raise Unreadable(f"Name its portals: {', '.join(Portal.values)}.", where=entry.where)
            try:
                items = [item_of(_named(one)).plain() for one in entry.fields["items"]]
            except Unreadable as fault:
                raise Unreadable(fault.sentence, where=entry.where) from fault
            yield HotTopic(items=items), replace(entry.card, topics=topics(portals))


def _named(said: Mapping[str, Any]) -> dict[str, Any]:
    """An item of the facts, whose record is named by its kind and its own name: ``treaty:XVIII-12``."""
    if not said.get("record"):
        return dict(said)
    kind, _colon, name = said["record"].partition(":")
    return {**said, "record": str(identity(kind, name))}
