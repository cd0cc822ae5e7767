"""The figures of reviews, each with the question that gives it; and all reviews on one page by where they stand."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.kernel.small_numbers import protected_list
from comity.operations.reviews.enums import Role, Step
from comity.operations.reviews.models import Cycle, Participant, Review, Summary
from comity.operations.reviews.queries import received, reviews


# What officials are counted by.
BY: Final = ("role", "gender", "place")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the yearly report.

    Args:
        key: its name in tables and for programs.
        sentence: what it counts, with ``%(value)s``.
        question: the question to the database that gives it, of some reviews: the reviews, people or texts counted.
    """

    key: str
    sentence: str | Promise
    question: Callable[[QuerySet[Review]], QuerySet[Any]]


def _active(found: QuerySet[Review]) -> QuerySet[Participant]:
    return Participant.objects.filter(review__in=found.values("pk"), ended_at__isnull=True)


def _at(*steps: Step) -> Callable[[QuerySet[Review]], QuerySet[Any]]:
    return lambda found: found.filter(procedure__state__in=steps)


def _since(step: Step) -> Callable[[QuerySet[Review]], QuerySet[Any]]:
    order: list[Step] = [one for one in Step if one is not Step.ENDED]
    return _at(*order[order.index(step) :])


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("reviews", _("Reviews that were opened: %(value)s"), lambda found: found),
    Figure(
        "not_begun", _("Reviews in which no State has named anybody: %(value)s"),
        lambda found: found.filter(~Exists(Participant.objects.filter(review=OuterRef("pk")))),
    ),
    Figure("answered", _("Reviews with answers handed in: %(value)s"), _since(Step.FEEDBACK)),
    Figure("feedback", _("Reviews with written feedback: %(value)s"), _since(Step.CLARIFICATIONS)),
    Figure("observed", _("Reviews with a finished list of observations: %(value)s"), _since(Step.SUMMARY)),
    Figure("published", _("Reviews that were published: %(value)s"), _at(Step.PUBLISHED)),
    Figure("ended", _("Reviews that ended without a result: %(value)s"), _at(Step.ENDED)),
    Figure("late", _("Reviews that wait longer than was agreed: %(value)s"), reviews.stalled),
    Figure(
        "focal_points", _("States that have named a focal point: %(value)s"),
        lambda found: _active(found).filter(role=Role.FOCAL_POINT).order_by().values("place").distinct(),
    ),
    Figure(
        "officials", _("Officials who take part: %(value)s"),
        lambda found: _active(found).order_by().values("person").distinct(),
    ),
    Figure(
        "experts", _("Experts who take part: %(value)s"),
        lambda found: _active(found).filter(role=Role.EXPERT).order_by().values("person").distinct(),
    ),
    Figure(
        "states", _("States with officials who take part: %(value)s"),
        lambda found: _active(found).order_by().values("place").distinct(),
    ),
    Figure(
        "remarks", _("Pieces of feedback, questions and clarifications: %(value)s"),
        received.remarks,
    ),
    Figure("contributions", _("Contributions that States have handed in: %(value)s"), received.every),
    Figure(
        "languages", _("Languages in which summaries were written: %(value)s"),
        lambda found: Summary.objects.filter(review__in=found.values("pk")).order_by().values("language").distinct(),
    ),
)  # fmt: skip


def of_cycle(cycle: Cycle | None) -> QuerySet[Review]:
    """The reviews that are counted: of one cycle, or all."""
    return Review.objects.all() if cycle is None else Review.objects.filter(cycle=cycle)


def figures(cycle: Cycle | None = None) -> dict[str, int]:
    """Every figure by its key; a query each, however many reviews there are."""
    found = of_cycle(cycle)
    return {one.key: one.question(found).count() for one in FIGURES}


def told(cycle: Cycle | None, language: str) -> list[str]:
    """The sentences of the yearly report in a language of the interface; a query each."""
    values = figures(cycle)
    with translation.override(language):
        lines = [str(one.sentence) % {"value": number_format(values[one.key])} for one in FIGURES]
        return [gettext("%(sentence)s.") % {"sentence": line} for line in lines]


def question_of(key: str, cycle: Cycle | None = None) -> str | None:
    """The question to the database that gives a figure, in SQL with its values; None when there is no such figure."""
    found = next((one for one in FIGURES if one.key == key), None)
    return str(found.question(of_cycle(cycle)).query) if found is not None else None


def officials(cycle: Cycle | None = None) -> dict[str, list[tuple[str, int | None]]]:
    """How many people take part by role, by gender and by State; None for a gender that is not told.

    How many there are in all is told beside it, so what would give a small number away is not told either. Three
    queries. Whoever has not said their gender is counted as that, and nobody is guessed.
    """
    found: dict[str, list[tuple[str, int | None]]] = {}
    for name in BY:
        counts = {str(value): int(count) for value, count in _officials(name, cycle)}
        told = protected_list(counts) if name == "gender" else counts
        found[name] = list(told.items())
    return found


def questions_of_officials(cycle: Cycle | None = None) -> dict[str, str]:
    """The question to the database behind each count of officials, in SQL with its values; no query."""
    return {name: str(_officials(name, cycle).query) for name in BY}


def _officials(name: str, cycle: Cycle | None) -> QuerySet[Any, Any]:
    """The people who take part, counted by one of ``BY``."""
    active = _active(of_cycle(cycle)).order_by()
    return active.values_list(name).annotate(count=Count("person", distinct=True)).order_by(name)


def board(
    cycle: Cycle | None, step: str = "", *, late: bool = False, is_ours: bool = False, today: dt.date | None = None
) -> list[Review]:
    """All reviews of a cycle, or those at a step, late, or that wait for the Secretariat, as its desk lists them."""
    found = of_cycle(cycle)
    if step:
        found = found.filter(procedure__state=step)
    if late:
        found = reviews.stalled(found, today or timezone.now().date())
    if is_ours:
        found = reviews.awaiting_secretariat(found)
    return list(reviews.for_board(found).order_by("procedure__place", "pk"))


def known_cycle(key: str) -> Cycle | None:
    """A cycle by its key as it was sent; None when it is none."""
    try:
        return Cycle.objects.filter(pk=uuid.UUID(key)).first()
    except ValueError:
        return None
