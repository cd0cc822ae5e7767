"""The figures of a network, computed from what happened: each table with the question to the database that gives it.

Staff see the numbers, and a contact point those of the own State, whose cases lie before them anyhow. Of a whole
network members see them with small numbers left out, and so does everybody where the members agreed; not of a year
that has not ended, since from one day to the next a table would tell of a single case.
"""

from collections.abc import Callable
from statistics import median
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from comity.base.people.models import User
from comity.kernel.small_numbers import LEAST, protected_list
from comity.operations.networks import rules
from comity.operations.networks.enums import Milestone, Table
from comity.operations.networks.models import Help, Network, Reached
from comity.operations.networks.shapes import Figures


# From the day on which help was asked for to the first of these.
SPANS: Final = (Milestone.IN_TOUCH, Milestone.SENT, Milestone.EXECUTED)
CLOSED: Final = "closed"


def counted(network: str, year: int | None, *, before: int | None = None, place: str | None = None) -> QuerySet[Help]:
    """The cases that are counted: of one network, opened in one year or ever or before one, of one State or all."""
    found = Help.objects.filter(networks=network).order_by()
    if year is not None:
        found = found.filter(opened_on__year=year)
    if before is not None:
        found = found.filter(opened_on__year__lt=before)
    return found if place is None else found.filter(Q(requesting=place) | Q(requested=place))


def may_see_everything(person: User | None, network: Network) -> bool:
    """Whether somebody sees the figures of the year that runs: staff, and members with small numbers left out."""
    return rules.may_manage(person) or any(one.network_id == network.pk for one in rules.posts_of(person))


def own_places(person: User | None, network: Network) -> list[str]:
    """The States for which somebody stands in a network, whose numbers they see."""
    return sorted({one.place_id for one in rules.posts_of(person) if one.network_id == network.pk})


def years(found: QuerySet[Help]) -> list[int]:
    """The years in which any of some cases was opened, the latest first; one query."""
    return sorted(
        found.annotate(year=ExtractYear("opened_on")).values_list("year", flat=True).distinct(), reverse=True
    )


def _by(column: str) -> Callable[[QuerySet[Help]], QuerySet[Any]]:
    return lambda found: found.values_list(column).annotate(count=Count("pk", distinct=True)).order_by(column)


QUESTIONS: Final[dict[Table, Callable[[QuerySet[Help]], QuerySet[Any]]]] = {
    Table.YEARS: lambda found: _by("year")(found.annotate(year=ExtractYear("opened_on"))),
    Table.TYPES: _by("type"),
    Table.OFFENCES: lambda found: _by("crime_types")(found.filter(crime_types__isnull=False)),
    Table.OUTCOMES: _by("outcome"),
}


def table_of(table: Table, found: QuerySet[Help], *, is_protected: bool) -> Figures:
    """One table of some cases; one query, two by State and for how long they took."""
    if table is Table.STATES:
        return _states(found, is_protected=is_protected)
    if table is Table.DURATIONS:
        return _durations(found, is_protected=is_protected)
    question = QUESTIONS[table](found)
    counts = {str(key): count for key, count in question}
    told = protected_list(counts) if is_protected else counts
    return Figures(table, [(key, [told[key]]) for key in counts], str(question.query))


def _states(found: QuerySet[Help], *, is_protected: bool) -> Figures:
    """How often each State asked, and how often it was asked."""
    questions = [_by(side)(found) for side in ("requesting", "requested")]
    columns = [dict(one) for one in questions]
    keys = sorted({key for one in columns for key in one})
    whole = [{key: one.get(key, 0) for key in keys} for one in columns]
    told = [protected_list(one) if is_protected else one for one in whole]
    rows = [(key, [one[key] for one in told]) for key in keys]
    return Figures(Table.STATES, rows, ";\n".join(str(one.query) for one in questions))


def _durations(found: QuerySet[Help], *, is_protected: bool) -> Figures:
    """Of how many it is known, and the median of the days; of fewer than three no median, whoever asks.

    Where small numbers are left out nothing is said of how many: beside the table of outcomes it would tell the rest.
    """
    reached = Reached.objects.filter(
        help__in=found.values("pk"), milestone__in=[one.value for one in SPANS]
    ).values_list("milestone", "help__opened_on", "reached_on")
    closed = found.filter(closed_on__isnull=False).values_list("pk", "opened_on", "closed_on").distinct()
    days: dict[str, list[int]] = {one: [] for one in [*(each.value for each in SPANS), CLOSED]}
    for milestone, opened, on in reached:
        days[milestone].append((on - opened).days)
    days[CLOSED] = [(on - opened).days for _case, opened, on in closed if on is not None]
    rows: list[tuple[str, list[float | None]]] = [
        (key, [None if is_protected else len(several), middle(several)]) for key, several in days.items()
    ]
    return Figures(Table.DURATIONS, rows, f"{reached.query};\n{closed.query}")


def middle(days: list[int]) -> float | None:
    """The median of some days; nothing of so few that one of them would be told."""
    return round(median(days), 1) if len(days) >= LEAST else None


def whole(found: QuerySet[Help]) -> list[Figures]:
    """Every table of some cases with every number: for who knows each of the cases."""
    return [table_of(one, found, is_protected=False) for one in Table]


def guarded(network: str, year: int | None, *, before: int | None) -> list[Figures]:
    """What may be told of a network without telling of a single case.

    Of all years together how many cases there were in each, and nothing else; of one year the other tables, as long as
    the first one tells that year. Else whoever subtracts one year's tables from those of all years has the small year.
    """
    years_ = table_of(Table.YEARS, counted(network, None, before=before), is_protected=True)
    if year is None:
        return [years_]
    if dict(years_.rows).get(str(year), [None])[0] is None:
        return []
    found = counted(network, year, before=before)
    return [table_of(one, found, is_protected=True) for one in Table if one is not Table.YEARS]


# ---------------------------------------------------------------- for the yearly report


def facilitated(network: str, year: int) -> tuple[int | None, str]:
    """In how many cases a network helped in a year, None for a small number; and the question. One query."""
    question = counted(network, year).values("pk").distinct()
    count = question.count()
    return (None if 0 < count < LEAST else count), str(question.query)


def executed(network: str, year: int) -> tuple[int | None, str]:
    """How many of them were executed, wholly or in part; one query."""
    question = counted(network, year).filter(outcome__in=["executed", "part-executed"]).values("pk").distinct()
    count = question.count()
    return (None if 0 < count < LEAST else count), str(question.query)


def states_helped(network: str, year: int) -> tuple[int, str]:
    """How many States took part in them; one query."""
    found = counted(network, year)
    question = found.order_by().values("requesting").union(found.order_by().values("requested"))
    return len(list(question)), str(question.query)


def days_to_close(network: str, year: int) -> tuple[float | None, str]:
    """The median of the days from the first question to the end; one query."""
    question = counted(network, year).filter(closed_on__isnull=False).values_list("opened_on", "closed_on", "pk")
    return middle([(on - opened).days for opened, on, _key in question if on is not None]), str(question.query)
