"""What States have contributed to reviews: what kind, from whom, for which review and when; never what it says.

A contribution is received when it was handed in and the Secretariat may see it (``rules.seeing``): what a State still
writes is not counted, so that no figure tells how far it is.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    Field,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from comity.engines.procedures.models import Move
from comity.operations.reviews.enums import Contribution, Saying, Side, Step, Thing
from comity.operations.reviews.models import (
    Assessment,
    Consent,
    Cycle,
    Mark,
    Measure,
    Observation,
    Participant,
    Remark,
    Review,
    Wording,
)
from comity.operations.reviews.rules import seeing


Reviews = QuerySet[Review]
# What each row of a question names, beside its kind: the review, the State that contributed, and when it was received.
OF: Final = ("of", "who", "moment")
REVIEWED: Final = "review__procedure__place"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contributions are asked for; what is empty or None narrows nothing.

    Args:
        cycle: of which cycle.
        kind: one of ``Contribution``.
        place: from which State, by its code.
        year: received in which year, by UTC.
    """

    cycle: Cycle | None = None
    kind: str = ""
    place: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """One contribution."""

    kind: Contribution
    review: Any
    place: str
    moment: dt.datetime


def _named(found: Reviews) -> QuerySet[Any]:
    return _rows(Participant, found, Thing.PEOPLE, place="place", moment=F("named_at"))


def _answered(found: Reviews) -> QuerySet[Any]:
    # Where the Secretariat went on without a State, its answers were closed and not handed in.
    moved = Move.objects.filter(procedure=OuterRef("review"), step="hand_in_answers")
    rows = _rows(Assessment, found, Thing.ANSWERS, place=REVIEWED, moment=F("response__closed_at"))
    return rows.filter(~Q(reason="") | Exists(moved), response__closed_at__isnull=False)


def _said(kind: Saying) -> Callable[[Reviews], QuerySet[Any]]:
    def rows(found: Reviews) -> QuerySet[Any]:
        marks = Mark.objects.filter(review=OuterRef("review"), step=Step.FEEDBACK, place=OuterRef("place"))
        at = Subquery(marks.order_by("-at").values("at")[:1])
        return _rows(Remark, found, Thing.FEEDBACK, place="place", moment=at).filter(Exists(marks), kind=kind)

    return rows


def _clarified(found: Reviews) -> QuerySet[Any]:
    moves = Move.objects.filter(procedure=OuterRef("review"), step="hand_in_clarifications")
    at = Subquery(moves.order_by("-at").values("at")[:1])
    rows = _rows(Remark, found, Thing.CLARIFICATIONS, place="place", moment=at)
    return rows.filter(Exists(moves), kind=Saying.CLARIFICATION)


def _observed(found: Reviews) -> QuerySet[Any]:
    # Of who proposed it, and when: whoever words it anew works at the same paragraph.
    first = Wording.objects.filter(observation=OuterRef("pk"), number=1)
    held: dict[str, Field[Any, Any]] = {"place": CharField(), "at": DateTimeField()}
    place, at = (
        Case(When(number=1, then=F(name)), default=Subquery(first.values(name)[:1]), output_field=field)
        for name, field in held.items()
    )
    rows = _rows(Observation, found, Thing.OBSERVATIONS, place=place, moment=at)
    return rows.filter(withdrawn_at__isnull=True, who__isnull=False)


def _consented(found: Reviews) -> QuerySet[Any]:
    return _rows(Consent, found, Thing.CONSENT, place=REVIEWED, moment=F("at"))


def _followed(found: Reviews) -> QuerySet[Any]:
    open_to = found.filter(procedure__state__in=_open(Thing.FOLLOW_UP)).values("pk")
    return Measure.objects.filter(recommendation__review__in=open_to).annotate(
        of=F("recommendation__review"), who=F(f"recommendation__{REVIEWED}"), moment=F("at")
    )


def _rows(model: Any, found: Reviews, thing: Thing, *, place: Any, moment: Any) -> QuerySet[Any]:
    open_to = found.filter(procedure__state__in=_open(thing)).values("pk")
    who = F(place) if isinstance(place, str) else place
    rows: QuerySet[Any] = model.objects.filter(review__in=open_to).annotate(of=F("review"), who=who, moment=moment)
    return rows


def _open(thing: Thing) -> list[str]:
    return [step.value for step in Step if seeing.is_open(Side.SECRETARIAT, step, thing)]


QUESTIONS: Final[dict[Contribution, Callable[[Reviews], QuerySet[Any]]]] = {
    Contribution.NOMINATION: _named,
    Contribution.ANSWERS: _answered,
    Contribution.FEEDBACK: _said(Saying.FEEDBACK),
    Contribution.QUESTION: _said(Saying.QUESTION),
    Contribution.CLARIFICATION: _clarified,
    Contribution.OBSERVATION: _observed,
    Contribution.CONSENT: _consented,
    Contribution.ACTION: _followed,
}


def every(found: Reviews) -> QuerySet[Any]:
    """All that was received in some reviews."""
    parts = [question(found).order_by().annotate(sort=Value(kind.value)) for kind, question in QUESTIONS.items()]
    rows = [one.values_list("sort", *OF, "pk") for one in parts]
    together: QuerySet[Any] = rows[0].union(*rows[1:], all=True)
    return together


def remarks(found: Reviews) -> QuerySet[Remark]:
    """The feedback, questions and clarifications that were received in some reviews."""
    kinds = (Contribution.FEEDBACK, Contribution.QUESTION, Contribution.CLARIFICATION)
    first, second, third = (QUESTIONS[kind](found).order_by().values("pk") for kind in kinds)
    return Remark.objects.filter(Q(pk__in=first) | Q(pk__in=second) | Q(pk__in=third))


def of_kind(kind: Contribution, wanted: Wanted) -> QuerySet[Any]:
    """The contributions of one kind that are asked for, each with the names of ``OF``."""
    reviews = Review.objects.all() if wanted.cycle is None else Review.objects.filter(cycle=wanted.cycle)
    rows = QUESTIONS[kind](reviews).order_by()
    if wanted.place:
        rows = rows.filter(who=wanted.place)
    if wanted.year is not None:
        first = dt.datetime(wanted.year, 1, 1, tzinfo=dt.UTC)
        rows = rows.filter(moment__gte=first, moment__lt=first.replace(year=wanted.year + 1))
    return rows


def counts(wanted: Wanted) -> dict[Contribution, dict[str, tuple[int, dt.datetime]]]:
    """How many of each kind came from each State, and when the last of them; a query for each kind.

    The kind that is asked for narrows nothing here: it is told beside the others.
    """
    found = {}
    for kind in Contribution:
        rows = of_kind(kind, wanted).values_list("who").annotate(count=Count("pk"), last=Max("moment"))
        found[kind] = {str(place): (int(count), last) for place, count, last in rows}
    return found


def question(kind: Contribution, wanted: Wanted) -> str:
    """The question to the database behind the figure of a kind, in SQL with its values."""
    return str(of_kind(kind, wanted).values_list(*OF).query)


def listed(wanted: Wanted) -> QuerySet[Any, Any]:
    """What was received, the latest first, as rows of kind, review, State and moment; a query for each page of it."""
    kinds = [Contribution(wanted.kind)] if wanted.kind else list(Contribution)
    parts = [of_kind(kind, wanted).annotate(sort=Value(kind.value)).values_list("sort", *OF, "pk") for kind in kinds]
    found: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return found.order_by("-moment", "sort", "of", "who", "pk")


def as_received(row: tuple[Any, ...]) -> Received:
    """A row of ``listed``."""
    return Received(Contribution(row[0]), row[1], str(row[2]), row[3])


def years(cycle: Cycle | None) -> list[int]:
    """The years since the first review began, the latest first; one query."""
    reviews = Review.objects.all() if cycle is None else Review.objects.filter(cycle=cycle)
    first = reviews.aggregate(first=Min("began_at"))["first"]
    return list(range(dt.datetime.now(dt.UTC).year, first.year - 1, -1)) if first else []
