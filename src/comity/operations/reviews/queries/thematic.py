"""What many reviews say together, by article and regional group: figures of which no small one can be worked out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from comity.base.places.enums import Group
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.models import Answer
from comity.engines.questionnaires.registry import definition_of
from comity.kernel.small_numbers import Protected, protected
from comity.operations.reviews.enums import Counted, Finding, Matter, Step
from comity.operations.reviews.models import Assessment, Cycle, Observation, Review
from comity.operations.reviews.queries import reviews


# A State that belongs to no regional group, and what stands on no article.
NONE: Final = "-"
CLOSED: Final = (Step.SUMMARY, Step.CONSENT, Step.PUBLICATION, Step.PUBLISHED)
HANDED_IN: Final = tuple(one for one in Step if list(Step).index(one) >= list(Step).index(Step.FEEDBACK))


@dataclass(frozen=True, slots=True)
class Report:
    """A table of a thematic report: in how many reviews, by article and regional group.

    Args:
        table: the figures, without the small ones.
        rows: the articles.
        columns: the regional groups.
        reviews: how many reviews were asked in all; None where that is a small number itself.
    """

    table: Protected
    rows: list[str]
    columns: list[str]
    reviews: int | None


def asked(cycle: Cycle, what: Counted, *, everything: bool) -> QuerySet[Review]:
    """The reviews that are counted: what everybody may read, or for the Secretariat all that it reads."""
    matter = Matter.OBSERVATIONS if what in Finding.values else Matter.ANSWERS
    if not everything:
        return reviews.published(matter).filter(cycle=cycle)
    steps = CLOSED if matter is Matter.OBSERVATIONS else tuple(one for one in HANDED_IN if one is not Step.ENDED)
    return Review.objects.filter(cycle=cycle, procedure__state__in=steps)


def handed_in() -> QuerySet[Assessment]:
    """The questionnaires whose answers are counted: not one that was opened late and never handed in."""
    return Assessment.objects.exclude(~Q(reason="") & Q(response__closed_at__isnull=True))


def report(cycle: Cycle, what: Counted, *, everything: bool = False) -> Report:
    """In how many reviews of a cycle there is something on each article, by regional group; a few queries."""
    found = asked(cycle, what, everything=everything)
    groups = dict(found.order_by().values_list("pk", "procedure__place__group"))
    several = list(handed_in().filter(review__in=found.order_by().values("pk")).select_related("response__version"))
    pairs = _observed(found, what) if what in Finding.values else _answered(several, what)
    counts = Counter((article or NONE, groups[key] or NONE) for article, key in set(pairs))
    rows = sorted(_articles(several) | {article for article, _group in counts}, key=_order)
    columns = [*Group.values, *([NONE] if any(group == NONE for _article, group in counts) else [])]
    count = len(groups)
    return Report(protected(counts, rows, columns), rows, columns, count if count == 0 or count > 2 else None)  # noqa: PLR2004 -- as few as are not told


def question(cycle: Cycle, what: Counted, article: str, group: str, *, everything: bool = False) -> str:
    """The question to the database that gives one figure: the reviews that are counted in it, in SQL."""
    found = asked(cycle, what, everything=everything)
    if group:
        found = found.filter(procedure__place__group="" if group == NONE else group)
    on = "" if article == NONE else article
    if what in Finding.values:
        rows = agreed(found, what)
        held = rows.filter(article=on) if article else rows
        return str(held.order_by().values("review").distinct().query)
    several = list(handed_in().filter(review__in=found).select_related("response__version"))
    codes = {code for one in several for code, its in _questions(one).items() if not article or its == on}
    given = Answer.objects.filter(
        response__in=handed_in().filter(review__in=found.order_by().values("pk")).values("response"),
        value=what.value,
        # Never empty: of nothing Django would not make a question at all.
        question__in=sorted(codes) or [""],
    )
    return str(given.order_by().values("response").distinct().query)


def agreed(found: QuerySet[Review], what: Counted) -> QuerySet[Observation]:
    """The paragraphs of a kind to which every State of their review agreed."""
    rows = Observation.objects.filter(
        review__in=found.order_by().values("pk"), kind=what.value, withdrawn_at__isnull=True, is_contested=False
    ).annotate(agreeing=Count("agreements", distinct=True), reviewing=Count("review__reviewers", distinct=True))
    return rows.filter(agreeing__gt=F("reviewing"))


def _observed(found: QuerySet[Review], what: Counted) -> Iterable[tuple[str, Any]]:
    return agreed(found, what).order_by().values_list("article", "review")


def _answered(several: list[Assessment], what: Counted) -> Iterable[tuple[str, Any]]:
    known = {one.response_id: one for one in several}
    rows = Answer.objects.filter(response__in=list(known), value=what.value).values_list("response", "question")
    for response, code in rows:
        article = _questions(known[response]).get(code)
        if article is not None:
            yield article, known[response].review_id


def _questions(one: Assessment) -> Mapping[str, str]:
    """The article of each question of a questionnaire that is answered yes, in part or no."""
    definition = definition_of(one.response.version)
    return {
        code: each.article or definition.section_of[code].article
        for code, each in definition.questions.items()
        if each.kind is Kind.YES_IN_PART_NO
    }


def _articles(several: list[Assessment]) -> set[str]:
    """Every article about which was asked: that one has none is a figure too."""
    versions = {one.response.version.pk: one.response.version for one in several}
    return {
        section.article
        for version in versions.values()
        for section in definition_of(version).sections
        if section.article
    }


def _order(article: str) -> tuple[str, int, str]:
    symbol, _colon, number = article.partition(":")
    digits = "".join(each for each in number if each.isdigit())
    return (symbol, int(digits or 0), number)
