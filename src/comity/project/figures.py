"""What the portal counts of itself: each indicator with its query. Databases do not know each other, so it is here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.db.models import Count as Number
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from comity.base.people.models import Membership
from comity.engines.records.enums import State, Wording
from comity.engines.records.models import Record, Text
from comity.knowledge.indicators.enums import PLACE, Dimension
from comity.knowledge.indicators.models import PageCount
from comity.knowledge.indicators.shapes import Count, Query, SeriesKey
from comity.knowledge.legislation.enums import PartKind
from comity.knowledge.legislation.models import Part, Version
from comity.knowledge.treaties.enums import Review
from comity.knowledge.treaties.models import ArticleSummary, ArticleText, TreatyAction
from comity.operations.contributions.models import Proposal


# Rows of a query: a column for each dimension by its name, and ``number``.
Rows = QuerySet[Any, Any]
FILE: Final = "src/comity/project/figures.py"
PUBLISHED: Final = State.PUBLISHED
# Of what people do, a State is told only where there are so many: fewer could be known one by one.
LEAST: Final = 5


def records() -> list[Rows]:
    """Published records by kind."""
    return [Record.objects.filter(state=PUBLISHED).order_by().values("kind").annotate(number=Number("pk"))]


def treaty_acts() -> list[Rows]:
    """Acts that count, of treaties that are published."""
    acts = TreatyAction.objects.filter(is_retracted=False, treaty__record__state=PUBLISHED).order_by()
    return [acts.annotate(all=Value(1)).values("all").annotate(number=Number("pk"))]


def laws() -> list[Rows]:
    """Published laws by State."""
    return [_laws().values("place").annotate(number=Number("pk"))]


def states() -> list[Rows]:
    """Of the States that the reports count, those with a published law."""
    counted = _laws().filter(place__is_counted=True)
    return [counted.annotate(all=Value(1)).values("all").annotate(number=Number("place", distinct=True))]


def provisions() -> list[Rows]:
    """Provisions of published laws by State."""
    parts = Part.objects.filter(kind=PartKind.PROVISION, version__law__record__state=PUBLISHED).order_by()
    named = parts.filter(version__law__record__place__isnull=False)
    return [named.values(place=F("version__law__record__place")).annotate(number=Number("pk"))]


def documents() -> list[Rows]:
    """Versions of published laws that are held, and treaties of which articles are held, by language."""
    versions = Version.objects.filter(is_held=True, law__record__state=PUBLISHED).order_by()
    articles = ArticleText.objects.filter(article__treaty__record__state=PUBLISHED).order_by()
    return [
        versions.annotate(kind=Value("law")).values("kind", "language").annotate(number=Number("pk")),
        articles.annotate(kind=Value("treaty"))
        .values("kind", "language")
        .annotate(number=Number("article__treaty", distinct=True)),
    ]


def unreviewed() -> list[Rows]:
    """Machine translations of titles and of articles, and summaries that nobody has reviewed, by language."""
    titles = Text.objects.filter(wording=Wording.MACHINE, record__state=PUBLISHED).order_by()
    articles = ArticleText.objects.filter(wording=Wording.MACHINE).order_by()
    summaries = ArticleSummary.objects.exclude(review=Review.REVIEWED).order_by()
    return [some.values("language").annotate(number=Number("pk")) for some in (titles, articles, summaries)]


def pages() -> list[Rows]:
    """Pages sent on each day that is over, by language."""
    days = PageCount.objects.filter(on__lt=timezone.now().date()).order_by()
    return [days.values("on", "language").annotate(number=F("pages"))]


def accounts() -> list[Rows]:
    """Of each State, who held an account for an organisation of it on the last day of the last quarter."""
    _first, last = _last_quarter()
    held = Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gt=last), begins_on__lte=last).order_by()
    people = held.filter(organisation__place__isnull=False).values(place=F("organisation__place"))
    return [people.annotate(number=Number("user", distinct=True)).filter(number__gte=LEAST)]


def contributions() -> list[Rows]:
    """Of each State, the proposals that its organisations handed in during the last quarter that is over."""
    first, last = _last_quarter()
    begins, ends = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (first, last + dt.timedelta(days=1)))
    handed_in = Proposal.objects.filter(handed_in_at__gte=begins, handed_in_at__lt=ends).order_by()
    several = handed_in.filter(organisation__place__isnull=False).values(place=F("organisation__place"))
    return [several.annotate(number=Number("pk")).filter(number__gte=LEAST)]


def _last_quarter() -> tuple[dt.date, dt.date]:
    """The first and the last day of the last quarter that is over, at Greenwich."""
    today = timezone.now().date()
    begun = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = begun - dt.timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


def _laws() -> QuerySet[Record]:
    return Record.objects.filter(kind="law", state=PUBLISHED, place__isnull=False).order_by()


def _query(indicator: str, rows: Callable[[], list[Rows]], *, of_periods: bool = False) -> Query:
    place = f"{FILE}: {rows.__name__}()"
    return Query(indicator, lambda: _counted(rows()), lambda: _stated(rows()), place, of_periods)


def _quarterly(indicator: str, rows: Callable[[], list[Rows]], *, is_flow: bool) -> Query:
    """A query about the last quarter that is over: what happened in it, or how things stood on its last day."""

    def counts() -> list[Count]:
        first, last = _last_quarter()
        return [replace(one, on=last, since=first if is_flow else None) for one in _counted(rows())]

    return Query(indicator, counts, lambda: _stated(rows()), f"{FILE}: {rows.__name__}()", of_periods=True)


def _counted(several: list[Rows]) -> list[Count]:
    """What queries give, added up where several give the same series of the same day."""
    found: dict[tuple[str, dt.date | None], Count] = {}
    for rows in several:
        for row in rows:
            dimensions = {name: row[name] for name in Dimension.values if row.get(name)}
            key = SeriesKey(row.get(PLACE), dimensions)
            before = found.get((key.text, row.get("on")))
            number = row["number"] + (before.value if before else 0)
            found[key.text, row.get("on")] = Count(key, number, row.get("on"))
    return list(found.values())


def _stated(several: list[Rows]) -> str:
    """Queries as they are sent to the database, a clause a line, with the values in their places."""
    return ";\n\n".join(_clauses(_whole(rows)) for rows in several)


def _whole(rows: Rows) -> str:
    statement, values = rows.query.sql_with_params()
    return statement.replace('"', "") % tuple(_literal(value) for value in values)


def _literal(value: Any) -> str:
    """A value as it stands in a statement."""
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def _clauses(text: str) -> str:
    words = (" FROM ", " INNER JOIN ", " LEFT OUTER JOIN ", " WHERE ", " AND ", " GROUP BY ", " HAVING ", " ORDER BY ")
    for word in words:
        text = text.replace(word, f"\n{word.strip()} ")
    return text


# In the order in which they are computed.
QUERIES: Final = (
    _query("portal-records", records),
    _query("portal-treaty-acts", treaty_acts),
    _query("portal-laws", laws),
    _query("portal-states", states),
    _query("portal-provisions", provisions),
    _query("portal-documents", documents),
    _query("portal-unreviewed", unreviewed),
    _query("portal-pages", pages, of_periods=True),
    _quarterly("portal-accounts", accounts, is_flow=False),
    _quarterly("portal-contributions", contributions, is_flow=True),
)
