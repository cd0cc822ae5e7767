"""Hot topics as one reader may read them, and what each of their items leads to."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from comity.base.people.models import User
from comity.engines.records import queries as records
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Record, Text
from comity.engines.records.registry.kinds import detail_models, hook
from comity.knowledge.gateways.models import PORTALS, Front, HotTopic
from comity.knowledge.gateways.shapes import Introduction, Item, Theme


# What the parts of records are called, and in which language.
Titles = Mapping[tuple[uuid.UUID, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a reader sees it.

    Attributes:
        item: what is kept.
        title: what it is called, in ``language``.
        said: why it stands here, when its title is the record's own; in ``said_in``.
        kind: of the record; empty for a search.
        place: code of the record's place.
        address: where it leads, without the language of the interface; empty for a search, whose page the view knows.
        is_public: whether a visitor sees it.
    """

    item: Item
    title: str
    language: str
    said: str = ""
    said_in: str = ""
    kind: str = ""
    place: str = ""
    address: str = ""
    is_public: bool = True


def of_portal(
    portal: str, *, person: User | None, language: str, order: Sequence[str] = ()
) -> list[tuple[HotTopic, Text]]:
    """The hot topics of a portal that a person may read, each with its words; three queries.

    Args:
        portal: its code.
        person: who reads; None is a visitor.
        language: in which they read.
        order: keys of hot topics, as they are to stand; the newest first where nothing is said.
    """
    found = records.visible_to(person).filter(
        kind=HotTopic.kind, state=State.PUBLISHED, pk__in=records.about(PORTALS, portal)
    )
    listed = records.for_listing(found.select_related(HotTopic.kind), language=language)
    found_texts = [
        (record.hottopic, text)
        for record in listed
        if (text := records.best_text(list(record.texts.all()), language=language))
    ]
    # What nobody has put in order yet comes first, the newest before others.
    places = {key: place for place, key in enumerate(order)}
    return sorted(found_texts, key=lambda one: places.get(str(one[0].pk), -1))


def fronts() -> dict[str, Front]:
    """What staff have written for front pages, by portal; one query."""
    return {front.portal: front for front in Front.objects.filter(replaced_at=None)}


def front_of(portal: str) -> Front | None:
    """What staff have written for the front page of a portal and readers see; None when nobody has."""
    return Front.objects.filter(portal=portal, replaced_at=None).first()


def history_of(portal: str) -> QuerySet[Front]:
    """All that was ever written for the front page of a portal, the last first, with who wrote it."""
    return Front.objects.filter(portal=portal).select_related("by").order_by("-number")


def introduction(theme: Theme, front: Front | None, language: str) -> Introduction:
    """What a portal says of itself in a language: what staff have written, else the project's own."""
    written = front.introductions() if front else {}
    return written.get(language) or theme.introduction(language)


def for_staff(person: User) -> QuerySet[Record]:
    """Every hot topic, whatever its state, what changed last first."""
    found = records.visible_to(person).filter(kind=HotTopic.kind)
    return records.for_listing(found, language="").select_related(HotTopic.kind).order_by("-changed_at", "pk")


def shown(items: Sequence[Item], *, person: User | None, language: str) -> list[Shown]:
    """The items that a person may read, in their order, with what each is called; two queries however many there are.

    Whoever composes sees also what only staff may read, marked as such; what is not here at all is left out.
    """
    keys = {uuid.UUID(one.record) for one in items if one.record}
    found = records.visible_to(person).filter(pk__in=keys)
    listed = records.for_listing(found.select_related(*sorted(detail_models())), language=language)
    known: dict[str, Record] = {str(record.pk): record for record in listed} if keys else {}
    titles = _titles_of_parts(items, known, language)
    every = (_shown(one, known.get(one.record), language, titles) for one in items)
    return [one for one in every if one is not None]


def _titles_of_parts(items: Sequence[Item], known: Mapping[str, Record], language: str) -> Titles:
    """What the modules that own them call the parts of their records: a fixed number of queries for each kind."""
    parts: dict[str, list[tuple[uuid.UUID, str]]] = {}
    for one in items:
        if one.part and (record := known.get(one.record)):
            parts.setdefault(record.kind, []).append((record.pk, one.part))
    titles: dict[tuple[uuid.UUID, str], tuple[str, str]] = {}
    for kind, several in parts.items():
        if told := hook(detail_models()[kind], "queries", "titles_of_parts"):
            titles |= told(several, language=language)
    return titles


def _shown(item: Item, record: Record | None, language: str, titles: Titles) -> Shown | None:
    words, said_in = _words(item, language)
    if item.search:
        return Shown(item, words or item.search, said_in or "en")
    if record is None:
        return None
    detail: Detail = getattr(record, record.kind)
    text = records.best_text(list(record.texts.all()), language=language)
    told: dict[str, Any] = {
        "kind": record.kind,
        "place": record.place_id or "",
        "address": detail.address + item.part,
        "is_public": record.state == State.PUBLISHED,
    }
    title, title_in = (text.title, text.language) if text else (str(record.pk), "en")
    part, part_in = titles.get((record.pk, item.part), (words, said_in))
    if part:
        # A part goes by its own name; the record around it says where it stands.
        return Shown(item, part, part_in, title, title_in, **told)
    return Shown(item, title, title_in, words, said_in, **told)


def _words(item: Item, language: str) -> tuple[str, str]:
    """The words of an item in a language, else in English, else in whichever there are; and their language."""
    for code in (language, "en", *item.words):
        if code in item.words:
            return item.words[code], code
    return "", ""
