from django.db.models import Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Link, Record, Text
from comity.engines.records.registry import detail_models


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


def arrows(record: Record, person: User | None) -> tuple[list[Link], list[Link]]:
    """The links of a record to others and of others to it, as far as the person may read the other end.

    Each other end has its detail and its texts, in a fixed number of queries.
    """
    texts = Text.objects.order_by("pk")
    readable = visible_to(person).order_by().values("pk")
    details = sorted(detail_models())
    out = (
        Link.objects.filter(subject=record, object__in=readable)
        .select_related("object", *(f"object__{kind}" for kind in details))
        .prefetch_related(Prefetch("object__texts", texts))
    )
    into = (
        Link.objects.filter(object=record, subject__in=readable)
        .select_related("subject", *(f"subject__{kind}" for kind in details))
        .prefetch_related(Prefetch("subject__texts", texts))
    )
    return list(out.order_by("relation", "pk")), list(into.order_by("relation", "pk"))
