"""The recommendations of reviews and what became of them, each as far as somebody sees it."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from comity.base.people.models import Membership, User
from comity.operations.reviews.enums import ActionState, Role, Side, Step, Thing
from comity.operations.reviews.models import Cycle, Measure, Participant, Recommendation, Review
from comity.operations.reviews.queries import reviews
from comity.operations.reviews.rules import following as rules
from comity.operations.reviews.rules import seeing
from comity.operations.reviews.shapes import Standpoint


# How a recommendation stands, in the order in which that is told; empty where nothing has been said.
ORDER: Final = ("", *ActionState.values)


def recommendations_of(review: Review, who: Standpoint) -> list[Recommendation]:
    """The recommendations of a review that somebody sees, with actions and evidence; four queries at most.

    Everybody sees those to whose publication the State consented, once the review is published.
    """
    if not seeing.sees(who, review.stage, Thing.FOLLOW_UP):
        return []
    rows = _whole(Recommendation.objects.filter(review=review))
    return list(rows.filter(is_public=True) if who.side is Side.PUBLIC else rows)


def _whole(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    measures = Measure.objects.select_related("by").prefetch_related("evidence", "earlier__by").order_by("pk")
    return rows.select_related("observation", "decided_by").prefetch_related(Prefetch("measures", measures))


def public() -> QuerySet[Recommendation]:
    """What everybody may read of all reviews."""
    return Recommendation.objects.filter(is_public=True, review__procedure__state=Step.PUBLISHED)


def readable(person: User, place: str) -> list[Recommendation]:
    """The recommendations to a State that somebody may read, the newest review first; a few queries."""
    rows = _whole(Recommendation.objects.filter(review__procedure__place=place)).select_related("review__cycle")
    mine = {
        one.pk
        for one in reviews.for_listing(reviews.visible_to(person).filter(procedure__place=place))
        if seeing.sees(reviews.standpoint(person, one), one.stage, Thing.FOLLOW_UP)
    }
    open_to_all = public().filter(review__procedure__place=place).values("pk")
    return list(rows.filter(Q(review__in=mine) | Q(pk__in=open_to_all)).order_by("-opened_at", "pk"))


def by_review(cycle: Cycle | None) -> list[tuple[Review, dict[str, int]]]:
    """Of each review with recommendations, how many stand how; by the code of the State, and four queries."""
    rows = Recommendation.objects.filter(review__procedure__state__in=rules.FOLLOWED)
    if cycle is not None:
        rows = rows.filter(review__cycle=cycle)
    counted: dict[object, dict[str, int]] = {}
    for key, state, count in rows.order_by().values_list("review", "state").annotate(count=Count("pk")):
        counted.setdefault(key, dict.fromkeys(ORDER, 0))[state] = count
    found = Review.objects.filter(pk__in=list(counted)).select_related("procedure__place", "cycle")
    return [(one, counted[one.pk]) for one in found.order_by("procedure__place", "pk")]


# ---------------------------------------------------------------- what is due


def pending(last: dt.date) -> list[Measure]:
    """The actions that are planned or under way and whose day is not after another; one query."""
    found = Measure.objects.filter(
        state__in=rules.PENDING, due_on__lte=last, recommendation__review__procedure__state=Step.PUBLISHED
    )
    return list(found.select_related("recommendation__review__procedure").order_by("due_on", "pk"))


def unanswered() -> list[Review]:
    """The published reviews in which a recommendation has no action and no answer; one query."""
    rows = Recommendation.objects.filter(review=OuterRef("pk"), state="")
    found = Review.objects.filter(Exists(rows), procedure__state=Step.PUBLISHED, finished_at__isnull=False)
    return list(found.select_related("procedure", "cycle").order_by("pk"))


def people_for(several: Iterable[Review]) -> dict[object, list[User]]:
    """Who can act for the State under review: the focal point who still works for it, else who names people.

    A review is followed up for years, and people move on. Three queries, however many reviews.
    """
    held = {one.pk: str(one.procedure.place_id) for one in several}
    works = Membership.objects.active().filter(user=OuterRef("person"), organisation__place=OuterRef("place"))
    points = Participant.objects.filter(
        Exists(works), review__in=list(held), role=Role.FOCAL_POINT, ended_at__isnull=True, person__is_active=True
    )
    found: dict[object, list[User]] = {}
    for one in points.select_related("person").order_by("pk"):
        if one.place_id == held[one.review_id]:
            found.setdefault(one.review_id, []).append(one.person)
    without = {place for key, place in held.items() if key not in found}
    named = reviews.namers(without) if without else {}
    return found | {key: named.get(place, []) for key, place in held.items() if key not in found}
