"""How much some records have, so that a table can be laid out for all of them."""

from typing import Any

from django.db.models import Count, Max, QuerySet

from comity.engines.records.models import Detail, Record, Source, Text


def extent_of(records: QuerySet[Record]) -> tuple[list[str], int]:
    """The languages in which some records have texts, and the most sources that one of them has; two queries."""
    keys = records.order_by()
    languages = Text.objects.filter(record__in=keys).order_by("language").values_list("language", flat=True).distinct()
    most = Source.objects.filter(record__in=keys).order_by().values("record").annotate(count=Count("pk"))
    return list(languages), most.aggregate(most=Max("count"))["most"] or 0


def most_rows(model: type[Detail], records: QuerySet[Record]) -> dict[str, int]:
    """How many rows of each satellite the record with most of them has; one query for each satellite."""
    found: dict[str, int] = {}
    for name in model.satellites:
        relation: Any = model._meta.get_field(name)
        owner = relation.remote_field.name
        rows = relation.related_model._default_manager.filter(**{f"{owner}__in": records.order_by().values("pk")})
        counted = rows.order_by().values(owner).annotate(count=Count("pk"))
        found[name] = counted.aggregate(most=Max("count"))["most"] or 0
    return found
