"""By what cases are counted and narrowed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from comity.engines.records.models import Satellite
from comity.knowledge.cases import rules
from comity.knowledge.cases.enums import Role
from comity.knowledge.cases.models import (
    Case,
    CaseMark,
    CaseTerm,
    Charge,
    Cooperation,
    Instance,
    Party,
)


LEGAL_SYSTEM = "legal-system"
# Whose people stand under which heading of the facets.
SIDES = {
    "victim": frozenset([Role.VICTIM, Role.MIGRANT, Role.COMPLAINANT, Role.APPLICANT]),
    "defendant": frozenset([Role.DEFENDANT, Role.RESPONDENT]),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What cases are narrowed to.

    Attributes:
        marks: chosen values by group; several of a group mean any, several groups mean all.
        text: words of the title, or a number.
    """

    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""


def narrowed(cases: QuerySet[Case], choice: Choice, *, but: str = "") -> QuerySet[Case]:
    """The cases that answer to a choice, or to all of it but one group."""
    for group, values in choice.marks.items():
        if group != but:
            having = CaseMark.objects.filter(group=group, value__in=values).order_by()
            cases = cases.filter(pk__in=having.values("case"))
    for word in choice.text.split()[:12]:
        by_title = Case.objects.filter(record__texts__title__icontains=word).order_by().values("pk")
        by_number = Case.objects.filter(filed_as__iexact=word).order_by().values("pk")
        cases = cases.filter(pk__in=by_title.union(by_number))
    return cases


def counts(cases: QuerySet[Case], choice: Choice) -> dict[str, dict[str, int]]:
    """How many cases have each value of each group; a group that is narrowed is counted as if it were not."""
    found: dict[str, dict[str, int]] = {}
    for group in ("", *choice.marks):
        within = narrowed(cases, choice, but=group).order_by().values("pk")
        marks = CaseMark.objects.filter(case__in=within)
        marks = marks.filter(group=group) if group else marks.exclude(group__in=list(choice.marks))
        rows = marks.order_by().values_list("group", "value").annotate(number=Count("pk"))
        for name, value, number in rows:
            found.setdefault(name, {})[value] = number
    for name, values in found.items():
        found[name] = dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))
    return found


def marks_of(case: Case, place: str | None, parts: Mapping[str, Sequence[Satellite]]) -> list[CaseMark]:
    """What a case is counted by, worked out from its fields and satellites."""
    several = dict.fromkeys(_marks(case, place, [row for rows in parts.values() for row in rows]))
    return [CaseMark(group=group, value=value[:100]) for group, value in several if value]


def _marks(case: Case, place: str | None, parts: Iterable[Satellite]) -> Iterator[tuple[str, str]]:
    yield "place", place or ""
    yield "year", str(case.decided_earliest_on.year) if case.decided_earliest_on else ""
    yield "sentenced", str(case.sentenced_earliest_on.year) if case.sentenced_earliest_on else ""
    yield "court", case.court
    yield "court-level", case.court_level
    yield from ((LEGAL_SYSTEM, system) for system in rules.legal_systems(case.legal_system, place))
    yield "case-proceedings", case.proceedings
    parties = []
    for row in parts:
        match row:
            case CaseTerm():
                scheme, _, code = row.term.partition(":")
                yield scheme, code
            case Instance():
                yield "court", row.court
                yield "court-level", row.level
                yield "case-appeal", row.outcome
            case Charge():
                yield "crime-types", row.crime_type
                yield "case-verdict", row.verdict
            case Cooperation():
                yield "case-cooperation", row.form
            case Party():
                parties.append(row)
    for side, roles in SIDES.items():
        own = [party for party in parties if party.role in roles]
        yield from ((f"{side}-nationality", code) for party in own for code in party.nationalities)
        yield from ((f"{side}-gender", party.gender) for party in own)
        ages = set().union(*rules.ages(own).values()) if own else set()
        yield from ((f"{side}-age", age) for age in sorted(ages))
