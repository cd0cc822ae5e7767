"""By which titles published results are cited, and the observations in which they cite."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Final

from comity.engines.citations import registry
from comity.engines.citations.shapes import Named, Words
from comity.engines.records.enums import State
from comity.knowledge.published_reviews.models import PublishedObservation, PublishedReview


KINDS: Final = (PublishedReview.kind,)
units = registry.no_units
parts = registry.whole(PublishedReview)
addresses = registry.addressed(PublishedReview)


def named() -> Iterator[Named]:
    """Those that are published; two queries."""
    return registry.by_title(PublishedReview)


def words(record_ids: Sequence[str]) -> Iterator[Words]:
    """The observations of those of the records that are results of reviews; one query."""
    rows = PublishedObservation.objects.filter(review__in=[uuid.UUID(one) for one in record_ids])
    rows = rows.exclude(review__record__state=State.WITHDRAWN).order_by("review", "position")
    for key, position, language, body, place in rows.values_list(
        "review", "position", "language", "text", "review__record__place"
    ):
        yield Words(record=str(key), unit=f"observation-{position}", language=language, body=body, place=place or "")
