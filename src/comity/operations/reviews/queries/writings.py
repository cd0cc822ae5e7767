"""What is written in a review, each as far as somebody sees it; whoever calls this has a review that they may open."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from comity.engines.procedures.models import Move
from comity.engines.questionnaires.models import Answer
from comity.operations.reviews.enums import Matter, Saying, Side, Standing, Step, Thing
from comity.operations.reviews.models import (
    Agreement,
    Assessment,
    Mark,
    Meeting,
    Observation,
    Remark,
    Review,
    Summary,
    Wording,
)
from comity.operations.reviews.rules import acting, concerning, seeing, supplementing
from comity.operations.reviews.shapes import Standpoint


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a State is: the remarks that it has written, and the paragraphs that wait for it."""

    remarks: int
    disagreed: int


def progress(review: Review, place: str) -> Progress:
    """How far a State is in feedback and in the list of observations; two queries."""
    remarks = Remark.objects.filter(review=review, place=place).exclude(kind=Saying.CLARIFICATION).count()
    waiting = Observation.objects.filter(review=review, withdrawn_at__isnull=True)
    return Progress(remarks, waiting.filter(Q(is_contested=True) | ~_agreed(review, place)).count())


def _agreed(review: Review, place: str) -> Q:
    """That a State agrees to a paragraph, or that it does not review for its instrument."""
    told = Q(Exists(Agreement.objects.filter(observation=OuterRef("pk"), place=place)))
    for symbol in sorted(concerning.elsewhere(review, place)):
        told |= Q(article=symbol) | Q(article__startswith=f"{symbol}:")
    return told


def settled(review: Review) -> QuerySet[Observation]:
    """The paragraphs of the list to which every State agrees that reviews for their instrument, in their order."""
    found = Observation.objects.filter(review=review, withdrawn_at__isnull=True, is_contested=False)
    for place in acting.places_of(review):
        found = found.filter(_agreed(review, place))
    return found.order_by("article", "pk")


def answered(review: Review, assessment: Assessment | None = None) -> tuple[int, int]:
    """How many answers were given to all questionnaires or to one, and for how many two texts stand; one query."""
    several = Assessment.objects.filter(review=review)
    responses = (several.filter(pk=assessment.pk) if assessment is not None else several).values("response")
    found = Answer.objects.filter(response__in=responses)
    counted = found.aggregate(all=Count("pk"), contested=Count("pk", filter=Q(is_contested=True)))
    return int(counted["all"]), int(counted["contested"])


def meetings_held(review: Review) -> set[str]:
    """The kinds of meetings that were held, not of those that are planned; one query."""
    held = Meeting.objects.filter(review=review, held_at__lte=timezone.now())
    return set(held.values_list("kind", flat=True))


def paragraphs(review: Review) -> int:
    """How many paragraphs stand in the list of observations; one query."""
    return int(Observation.objects.filter(review=review, withdrawn_at__isnull=True).count())


def languages_of_summary(review: Review) -> list[str]:
    """In which languages there is a summary; one query."""
    return list(Summary.objects.filter(review=review).values_list("language", flat=True))


def remarks_of(review: Review, who: Standpoint) -> list[Remark]:
    """The feedback, questions and clarifications that somebody sees: their own State's, or all that was handed in.

    Where the Secretariat went on without a State, what that had not handed in stays a draft of its own.
    """
    found = Q(pk__in=[])
    told, own = Q(kind__in=[Saying.FEEDBACK, Saying.QUESTION]), Q(place=who.place)
    if seeing.sees(who, review.stage, Thing.FEEDBACK):
        marks = Mark.objects.filter(review=review, step=Step.FEEDBACK, place=OuterRef("place"))
        found |= told & (Q(Exists(marks)) | own)
    elif seeing.sees(who, review.stage, Thing.FEEDBACK_DRAFT):
        found |= told & own
    clarified = Q(kind=Saying.CLARIFICATION)
    if seeing.sees(who, review.stage, Thing.CLARIFICATIONS):
        moves = Move.objects.filter(procedure=review.pk, step="hand_in_clarifications")
        found |= clarified & (Q(Exists(moves)) | own)
    elif seeing.sees(who, review.stage, Thing.CLARIFICATIONS_DRAFT):
        found |= clarified & own
    rows = Remark.objects.filter(found, review=review).select_related("by", "assessment")
    return list(rows.order_by("at", "pk"))


def count_unclear(review: Review) -> int:
    """How many questions of reviewing States nobody has clarified; one query."""
    handed_in = Mark.objects.filter(review=review, step=Step.FEEDBACK, place=OuterRef("place"))
    asked = Remark.objects.filter(Exists(handed_in), review=review, kind=Saying.QUESTION)
    return asked.filter(answered_by__isnull=True).count()


def meetings_of(review: Review, who: Standpoint) -> list[Meeting]:
    """The meetings that somebody sees; at most one query."""
    if not seeing.sees(who, review.stage, Thing.MINUTES):
        return []
    return list(Meeting.objects.filter(review=review).select_related("by").order_by("held_at", "pk"))


def observations_of(review: Review, who: Standpoint, consented: frozenset[str] = frozenset()) -> list[Observation]:
    """The paragraphs of the list that somebody sees, with agreements and wordings for those who take part.

    Everybody sees those that are settled, and who proposed or changed them is not told.
    """
    if not seeing.sees(who, review.stage, Thing.OBSERVATIONS, consented):
        return []
    if who.side is Side.PUBLIC:
        return list(settled(review))
    rows = Observation.objects.filter(review=review).order_by("article", "pk")
    beside = Prefetch("wordings", Wording.objects.select_related("by").order_by("-number"))
    return list(rows.select_related("by").prefetch_related("agreements", beside))


def beside(observation: Observation) -> list[Wording]:
    """The wordings that stand beside a paragraph and wait to be settled; its wordings were loaded."""
    return [one for one in observation.wordings.all() if one.standing == Standing.BESIDE]


def summaries_of(review: Review, who: Standpoint, consented: frozenset[str] = frozenset()) -> list[Summary]:
    """The summary in every language, the original first, as far as somebody sees it; at most one query."""
    if not seeing.sees(who, review.stage, Thing.SUMMARY, consented):
        return []
    return list(Summary.objects.filter(review=review).order_by("is_translation", "language"))


def answers_of(
    review: Review, who: Standpoint, consented: frozenset[str] = frozenset()
) -> dict[int, dict[str, Answer]]:
    """The answers by questionnaire and question, as far as somebody sees them; two queries.

    What is for colleagues only is not loaded with them.
    """
    if not _sees_answers(review, who, consented, is_open=True) and not _sees_answers(review, who, consented):
        return {}
    rows_of = Assessment.objects.filter(review=review).values_list("response", "pk", "response__closed_at")
    keys = {
        response: key
        for response, key, closed_at in rows_of
        if _sees_answers(review, who, consented, is_open=closed_at is None)
    }
    found: dict[int, dict[str, Answer]] = {key: {} for key in keys.values()}
    rows = Answer.objects.filter(response__in=list(keys)).defer("comment")
    for one in rows:
        found[keys[one.response_id]][one.question] = one
    return found


def _sees_answers(review: Review, who: Standpoint, consented: frozenset[str], *, is_open: bool = False) -> bool:
    """Whether somebody sees the answers to a questionnaire that is being answered, or to one that was handed in."""
    step = supplementing.step_of(review, is_open=is_open)
    return seeing.sees(who, step, Thing.ANSWERS, consented) or seeing.sees(who, step, Thing.ANSWERS_DRAFT)


def is_public(review: Review, matter: Matter, decided: Mapping[str, bool]) -> bool:
    """Whether everybody may read a part of a review."""
    return review.stage is Step.PUBLISHED and decided.get(matter, False)
