"""Published results, as pages and the index show them."""

from django.db.models import QuerySet

from comity.engines.records.models import Record
from comity.engines.records.queries import readable_by
from comity.knowledge.published_reviews.models import PublishedReview


def cycles() -> list[str]:
    """The names of the cycles of which anything is published; one query."""
    rows = PublishedReview.objects.filter(readable_by(None, "record__")).exclude(cycle="")
    return list(rows.order_by("cycle").values_list("cycle", flat=True).distinct())


def in_cycle(records: QuerySet[Record], cycle: str) -> QuerySet[Record]:
    """Those of some records that are of a cycle."""
    return records.filter(publishedreview__cycle=cycle)
