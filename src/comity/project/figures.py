"""What the portal counts of itself: each indicator with its query. Databases do not know each other, so it is here."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.db.models import Count as Number
from django.db.models import F, QuerySet, Value
from django.utils import timezone

from comity.engines.records.enums import State, Wording
from comity.engines.records.models import Record, Text
from comity.knowledge.indicators.enums import PLACE, Dimension
from comity.knowledge.indicators.models import PageCount
from comity.knowledge.indicators.shapes import Count, Query, SeriesKey
from comity.knowledge.legislation.enums import PartKind
from comity.knowledge.legislation.models import Part, Version
from comity.knowledge.treaties.enums import Review
from comity.knowledge.treaties.models import ArticleSummary, ArticleText, TreatyAction


# Rows of a query: a column for each dimension by its name, and ``number``.
Rows = QuerySet[Any, Any]
FILE: Final = "src/comity/project/figures.py"
PUBLISHED: Final = State.PUBLISHED


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


def _laws() -> QuerySet[Record]:
    return Record.objects.filter(kind="law", state=PUBLISHED, place__isnull=False).order_by()


def _query(indicator: str, rows: Callable[[], list[Rows]]) -> Query:
    return Query(indicator, lambda: _counted(rows()), lambda: _stated(rows()), f"{FILE}: {rows.__name__}()")


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
    for word in (" FROM ", " INNER JOIN ", " LEFT OUTER JOIN ", " WHERE ", " AND ", " GROUP BY ", " ORDER BY "):
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
    _query("portal-pages", pages),
)
