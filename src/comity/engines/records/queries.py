import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Record, Revision, Source, Text


def visible_to(person: User | None) -> QuerySet[Record]:
    """Every record that this person may read; None is a visitor."""
    records = Record.objects.order_by("-published_at", "pk")
    if may(person, Permission.RECORD_PUBLISH):
        return records
    public = Q(state=State.PUBLISHED)
    return records.filter(public if person is None else public | Q(created_by=person))


def details_for_change(model: type[Detail], keys: Iterable[uuid.UUID], person: User) -> dict[uuid.UUID, Detail]:
    """Those of some records that are of a kind and that this person may read, with their cards, in four queries."""
    rows = model._default_manager.filter(pk__in=list(keys), record__in=visible_to(person).order_by())
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    return {one.pk: one for one in rows.select_related("record").prefetch_related(texts, sources)}


def public_details(model: type[Detail]) -> QuerySet[Any]:
    """Every public record of a kind with its card, in the order of their keys."""
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    rows = model._default_manager.filter(record__in=visible_to(None).filter(kind=model.kind).order_by())
    return rows.select_related("record").prefetch_related(texts, sources).order_by("pk")


def extent_of(records: QuerySet[Record]) -> tuple[list[str], int]:
    """The languages in which some records have texts, and the most sources that one of them has; two queries."""
    keys = records.order_by()
    languages = Text.objects.filter(record__in=keys).order_by("language").values_list("language", flat=True).distinct()
    most = Source.objects.filter(record__in=keys).order_by().values("record").annotate(count=Count("pk"))
    return list(languages), most.aggregate(most=Max("count"))["most"] or 0


def taken_keys(keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of some keys belong to a record of any kind, whoever may read it."""
    return set(Record.objects.filter(pk__in=list(keys)).order_by().values_list("pk", flat=True))


def revision_numbers(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The number of the last revision of each of some records that has any."""
    rows = Revision.objects.filter(record__in=list(keys)).order_by().values_list("record").annotate(Max("number"))
    return dict(rows)


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
