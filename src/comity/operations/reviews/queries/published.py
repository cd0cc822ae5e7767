"""The public record of a review: under which name it is kept, and of which reviews it is missing."""

import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from comity.base.audit.models import Event
from comity.base.people.models import User
from comity.engines.questionnaires.models import Enclosure
from comity.engines.records.models import Record
from comity.engines.records.queries import readable_by
from comity.engines.records.shapes import CRIME_TYPES, identity
from comity.knowledge.published_reviews.models import PublishedReview
from comity.knowledge.treaties.models import Treaty
from comity.operations.reviews.enums import Matter, Mechanism, Step
from comity.operations.reviews.models import Assessment, Consent, Review
from comity.operations.reviews.queries import reviews


# Of what crimes each mechanism is; the other instruments of the first have crimes of their own, by their symbols.
CRIMES = {Mechanism.ORGANIZED_CRIME: ("organized-criminal-group",), Mechanism.CORRUPTION: ("corruption",)}


def name_of(review: Review) -> str:
    """The permanent name of the record of a review; it is never that of the review itself."""
    return f"review:{review.pk}"


def key_of(review: Review) -> uuid.UUID:
    """The key of the record of a review, whether there is one or not."""
    return identity(PublishedReview.kind, name_of(review))


def address_of(review: Review) -> str:
    """Where everybody reads what came of a review, without a language; empty when nothing is public. One query."""
    found = PublishedReview.objects.filter(readable_by(None, "record__"), pk=key_of(review)).first()
    return found.address if found is not None else ""


def is_withdrawn_by(person: User, record: Record) -> bool:
    """Whether it was this person, or the service, who last withdrew a record; one query."""
    event = Event.objects.filter(record_id=record.pk, verb="record.withdraw").order_by("-pk").first()
    return event is not None and event.actor_id == str(person.pk)


def without_record() -> QuerySet[Review]:
    """The published reviews of which something may be read and of which there is no record."""
    consents = Consent.objects.filter(review=OuterRef("pk"), is_public=True)
    found = PublishedReview.objects.filter(review_key=OuterRef("pk"))
    rows = Review.objects.filter(Exists(consents), ~Exists(found), procedure__state=Step.PUBLISHED)
    return rows.select_related("procedure__place", "cycle").prefetch_related("reviewers").order_by("pk")


def name_of_file(_person: User | None, key: uuid.UUID) -> str | None:
    """What a file of a published answer is called, which everybody may then read; None for any other.

    The State under review lets its answers be read, and nobody has taken the record of the review out of public view.
    """
    assessed = Assessment.objects.filter(review__in=reviews.published(Matter.ANSWERS))
    several = Enclosure.objects.filter(file=key, is_answer=True, response__in=assessed.values("response"))
    found = several.values_list("name", "response").first()
    if found is None:
        return None
    review = assessed.values_list("review", flat=True).get(response=found[1])
    is_public = PublishedReview.objects.filter(readable_by(None, "record__"), review_key=review).exists()
    return found[0] if is_public else None


def treaties(symbols: Iterable[str]) -> dict[str, uuid.UUID]:
    """The records of treaties by their symbols, of those that are public; one query."""
    rows = Treaty.objects.filter(readable_by(None, "record__"), symbol__in=list(symbols))
    return dict(rows.values_list("symbol", "pk"))


def topics(mechanism: str) -> tuple[str, ...]:
    """What a review is about, as topics of its record."""
    return tuple(f"{CRIME_TYPES}:{one}" for one in CRIMES[Mechanism(mechanism)])
