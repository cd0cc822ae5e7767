from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records.enums import Relation, State
from comity.engines.records.models import Link, Record, Text
from comity.engines.records.registry import detail_models


# The relations that a reader of what is referred to wants to know of.
REFERRING: Final = (Relation.CITES, Relation.APPLIES, Relation.IMPLEMENTS)


def visible_to(person: User | None) -> QuerySet[Record]:
    """Every record that this person may read; None is a visitor."""
    records = Record.objects.order_by("-published_at", "pk")
    if may(person, Permission.RECORD_PUBLISH):
        return records
    public = Q(state=State.PUBLISHED)
    return records.filter(public if person is None else public | Q(created_by=person))


def known_to(person: User | None) -> QuerySet[Record]:
    """What this person may read, and what was public once: a withdrawn record says that it is gone."""
    return visible_to(person) | Record.objects.order_by("-published_at", "pk").filter(state=State.WITHDRAWN)


def for_listing(records: QuerySet[Record], *, language: str) -> QuerySet[Record]:
    """Load what one line of a list shows, in a fixed number of queries."""
    texts = Text.objects.order_by("pk")
    return records.select_related("place").prefetch_related(Prefetch("texts", texts))


def best_text(texts: list[Text], *, language: str) -> Text | None:
    """The text to show a reader of a language: that language, else English, else the first there is."""
    by_language = {text.language: text for text in texts}
    return by_language.get(language) or by_language.get("en") or (texts[0] if texts else None)


def links_of(record: Record, person: User | None) -> list[Link]:
    """The links of a record to those others that the person may read, each other end with its detail and texts."""
    links = Link.objects.filter(subject=record, object__in=visible_to(person).order_by().values("pk"))
    details = (f"object__{kind}" for kind in sorted(detail_models()))
    texts = Prefetch("object__texts", Text.objects.order_by("pk"))
    return list(links.select_related("object", *details).prefetch_related(texts).order_by("relation", "pk"))


def links_to(record: Record, person: User | None, *, locator: str | None = None, limit: int = 50) -> list[Link]:
    """What cites, applies or carries out a record, newest first, as far as the person may read it.

    Args:
        record: the one that is referred to.
        person: who reads; None is a visitor.
        locator: only those that refer to this part of it; None for any part.
        limit: the most links.
    """
    links = Link.objects.filter(
        object=record, relation__in=REFERRING, subject__in=visible_to(person).order_by().values("pk")
    )
    if locator is not None:
        links = links.filter(locator=locator)
    details = (f"subject__{kind}" for kind in sorted(detail_models()))
    texts = Prefetch("subject__texts", Text.objects.order_by("pk"))
    several = links.select_related("subject", *details).prefetch_related(texts)
    return list(several.order_by("-subject__published_at", "pk")[:limit])
