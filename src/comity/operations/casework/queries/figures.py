"""The figures of cooperation, computed from what happened: each table with the question to the database that gives it.

A State sees its own; of what it has agreed to, everybody sees the same. Numbers that are small are not told, and files
that are counted in no figure are in none.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import translation
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.base.people.models import User
from comity.kernel.small_numbers import LEAST, protected_list
from comity.operations.casework import rules
from comity.operations.casework.enums import Direction, Level, State, Table
from comity.operations.casework.models import Case, CaseThread, Occurrence, Shown


BOTH: Final = (Direction.OUTGOING, Direction.INCOMING)
# From the day on which it was sent to the first of these.
SPANS: Final = {"acknowledged": (State.ACKNOWLEDGED,), "executed": (State.EXECUTED,)}


@dataclass(frozen=True, slots=True)
class Figures:
    """One table of figures.

    Attributes:
        table: which.
        rows: what each row counts, with its numbers: sent and received, or how many, quartile, median and quartile in
            days; None where a number is too small to be told.
        question: the question to the database that gives it.
    """

    table: Table
    rows: list[tuple[str, list[float | None]]] = field(default_factory=list)
    question: str = ""


def counted(place: str | None, year: int | None) -> QuerySet[Case]:
    """The files that are counted: of one State's authorities, or of all; sent in one year, or ever."""
    found = Case.objects.exclude(level=Level.STRICT).order_by()
    if place is not None:
        found = found.filter(organisation__place=place)
    return found if year is None else found.filter(sent_on__year=year)


def places_of(person: User | None) -> list[str]:
    """The States for whose authorities somebody keeps files, whose figures they see."""
    own = rules.offices_of(person)
    return sorted({one.place for one in person.grants if one.organisation in own and one.place}) if person else []


def years(place: str) -> list[int]:
    """The years in which anything was sent that is counted, the latest first; one query."""
    rows = counted(place, None).annotate(year=ExtractYear("sent_on")).values_list("year", flat=True).distinct()
    return sorted(rows, reverse=True)


def _by(column: str) -> Callable[[QuerySet[Case]], QuerySet[Any]]:
    return lambda found: found.values_list(column, "direction").annotate(count=Count("pk", distinct=True))


def _grounds(found: QuerySet[Case]) -> QuerySet[Any]:
    refused = Occurrence.objects.filter(case__in=found.values("pk"), state=State.REFUSED).order_by()
    return refused.values_list("ground", "case__direction").annotate(count=Count("case", distinct=True))


QUESTIONS: Final[dict[Table, Callable[[QuerySet[Case]], QuerySet[Any]]]] = {
    Table.TOTALS: lambda found: _by("year")(found.annotate(year=ExtractYear("sent_on"))),
    Table.STATES: _by("other_place"),
    Table.TYPES: _by("type"),
    Table.OFFENCES: lambda found: _by("crime_types")(found.filter(crime_types__isnull=False)),
    Table.OUTCOMES: _by("procedure__state"),
    Table.GROUNDS: _grounds,
}


def table_of(table: Table, place: str, year: int | None) -> Figures:
    """One table of a State's figures; one query, and two for how long requests took."""
    found = counted(place, year)
    if table is Table.DURATIONS:
        return _durations(found)
    question = QUESTIONS[table](found)
    return Figures(table, _crossed(question), str(question.query))


def _crossed(rows: Iterable[tuple[Any, str, int]]) -> list[tuple[str, list[float | None]]]:
    numbers: dict[str, dict[str, int]] = {}
    for key, direction, count in rows:
        numbers.setdefault(str(key), {})[direction] = count
    # How many there are of all is told in a table of its own.
    columns = [protected_list({key: numbers[key].get(one, 0) for key in numbers}) for one in BOTH]
    return [(key, [column[key] for column in columns]) for key in sorted(numbers)]


def _reached(found: QuerySet[Case], states: Iterable[State]) -> QuerySet[Any]:
    first = Occurrence.objects.filter(case__in=found.values("pk"), state__in=list(states)).order_by()
    return first.values_list("case__direction").annotate(sent=Min("case__sent_on"), reached=Min("occurred_on"))


def _durations(found: QuerySet[Case]) -> Figures:
    rows: list[tuple[str, list[float | None]]] = []
    questions = []
    for name, states in SPANS.items():
        # Grouped by file: the first time that it was so counts.
        question = _reached(found, states).annotate(case=F("case"))
        questions.append(str(question.query))
        days: dict[str, list[int]] = {}
        for direction, sent, reached, _case in question:
            days.setdefault(direction, []).append((reached - sent).days)
        rows += [(f"{name}:{one.value}", quartiles(days.get(one, []))) for one in BOTH]
    return Figures(Table.DURATIONS, rows, ";\n".join(questions))


def quartiles(days: list[int]) -> list[float | None]:
    """Of how many, and the quartile, median and quartile; nothing of so few that one of them would be told."""
    if len(days) < LEAST:
        return [0 if not days else None, None, None, None]
    return [len(days), *(round(one, 1) for one in quantiles(days, n=4, method="inclusive"))]


def figures_of(place: str, year: int | None, tables: Iterable[Table] = tuple(Table)) -> list[Figures]:
    """Several tables of a State's figures."""
    return [table_of(one, place, year) for one in tables]


# ---------------------------------------------------------------- what is public


def shown_of(place: str) -> list[Table]:
    """The tables that a State has made public, in their order; one query."""
    found = set(Shown.objects.filter(place=place).values_list("table", flat=True))
    return [one for one in Table if one.value in found]


def places_shown() -> list[str]:
    """The States that have made any figures public; one query."""
    return sorted(set(Shown.objects.order_by().values_list("place", flat=True)))


# ---------------------------------------------------------------- for the yearly report


@dataclass(frozen=True, slots=True)
class Sentence:
    """A figure of the yearly report.

    Attributes:
        key: its name for programs.
        words: what it counts, with ``%(value)s``.
        question: the question to the database, of some files.
    """

    key: str
    words: str | Promise
    question: Callable[[QuerySet[Case]], QuerySet[Any]]


def _once(found: QuerySet[Case]) -> QuerySet[Case]:
    """Each request once: of one of which both sides keep a file, that of who sent it."""
    sent = CaseThread.objects.filter(
        envelope=OuterRef("envelope"), envelope__isnull=False, case__direction=Direction.OUTGOING
    ).exclude(case__level=Level.STRICT)
    twice = CaseThread.objects.filter(Exists(sent), case__direction=Direction.INCOMING).values("case")
    return found.exclude(pk__in=twice)


def _happened(*states: State) -> Callable[[QuerySet[Case]], QuerySet[Any]]:
    said = Occurrence.objects.filter(case=OuterRef("pk"), state__in=[one.value for one in states])
    return lambda found: _once(found).filter(Exists(said))


SENTENCES: Final = (
    Sentence("requests", _("Requests that were facilitated: %(value)s"), _once),
    Sentence("acknowledged", _("Requests that were acknowledged: %(value)s"), _happened(State.ACKNOWLEDGED)),
    Sentence("executed", _("Requests that were executed: %(value)s"), _happened(State.EXECUTED)),
    Sentence("part_executed", _("Requests of which a part was executed: %(value)s"), _happened(State.PART_EXECUTED)),
    Sentence("refused", _("Requests that were refused: %(value)s"), _happened(State.REFUSED)),
    Sentence("withdrawn", _("Requests that were withdrawn: %(value)s"), _happened(State.WITHDRAWN)),
    Sentence(
        "states",
        _("States whose authorities sent or received them: %(value)s"),
        lambda found: found.filter(~Q(organisation__place=None)).values("organisation__place").distinct(),
    ),
    Sentence("types", _("Types of request: %(value)s"), lambda found: found.values("type").distinct()),
)


MEDIANS: Final = {
    "acknowledged": _("Days from sending to acknowledgement that half of them took at most: %(value)s"),
    "executed": _("Days from sending to execution that half of them took at most: %(value)s"),
}


def yearly(year: int | None, place: str | None = None) -> dict[str, int | None]:
    """The figures of the yearly report; a query each. None in place of a small number of requests."""
    found = counted(place, year)
    values = {one.key: one.question(found).count() for one in SENTENCES}
    several = [one.key for one in SENTENCES if one.key not in {"states", "types"}]
    # No column: each number is told by itself, and the sum of them is not.
    return {key: (None if key in several and 0 < value < LEAST else value) for key, value in values.items()}


def question_of(key: str, year: int | None, place: str | None = None) -> str:
    """The question to the database that gives a figure of the yearly report."""
    found = next(one for one in SENTENCES if one.key == key)
    return str(found.question(counted(place, year)).query)


def median_days(year: int | None, name: str, place: str | None = None) -> float | None:
    """The median of the days to an acknowledgement or an execution, each request once."""
    rows = _reached(_once(counted(place, year)), SPANS[name]).annotate(case=F("case"))
    days = [(reached - sent).days for _direction, sent, reached, _case in rows]
    return quartiles(days)[2]


def told(year: int | None, place: str | None, language: str) -> list[str]:
    """The sentences of the yearly report in a language of the interface; a query each."""
    values = yearly(year, place)
    with translation.override(language):
        few = gettext("fewer than three")
        lines = [
            str(one.words) % {"value": few if (value := values[one.key]) is None else number_format(value)}
            for one in SENTENCES
        ]
        for name, words in MEDIANS.items():
            days = median_days(year, name, place)
            if days is not None:
                lines.append(str(words) % {"value": number_format(days)})
        return [gettext("%(sentence)s.") % {"sentence": line} for line in lines]


def is_year(text: str, today: dt.date) -> bool:
    """Whether what was sent is a year of which there can be figures."""
    return text.isascii() and text.isdigit() and len(text) == 4 and int(text) <= today.year  # noqa: PLR2004 -- digits
