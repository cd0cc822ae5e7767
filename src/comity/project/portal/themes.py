"""What the front page of a theme shows, each in a fixed number of queries: it gathers and keeps nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records import queries as records
from comity.engines.search import forms as searches
from comity.engines.search.enums import Facet
from comity.engines.search.index.interface import Answer
from comity.engines.search.views import naming, showing
from comity.kernel.languages import alphabetical
from comity.kernel.lists import listed
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.models import Designation
from comity.knowledge.gateways.shapes import Theme
from comity.knowledge.indicators import queries as indicators
from comity.knowledge.indicators.models import Observation
from comity.knowledge.legislation.enums import Scheme
from comity.knowledge.legislation.models import NOWHERE, AnnotationTerm
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Article, ReportedTotal, Treaty
from comity.knowledge.treaties.queries import instruments, participation


# So many values of a facet are shown; the search has them all.
VALUES: Final = 8
MARK: Final = "mark:"


@dataclass(frozen=True, slots=True)
class TreatyLine:
    """A treaty of the theme: how many parties are known on the day, and what a report counted if that is more."""

    treaty: Treaty
    title: str
    language: str
    parties: int
    total: ReportedTotal | None

    @property
    def reported(self) -> int:
        """How many parties the last report counts, when it counts more than are known; else 0."""
        return self.total.parties if self.total and self.total.parties > self.parties else 0


@dataclass(frozen=True, slots=True)
class Definition:
    """An article that defines the crime, with what it says in our own words where we have said it."""

    article: Article
    title: str
    summary: str
    language: str

    @property
    def treaty(self) -> str:
        """What the treaty is called for short in the language of the page."""
        return instruments.short_name(self.article.treaty) or self.article.treaty.symbol


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Something by which the records of a theme are narrowed: its label, and values with number and address."""

    label: object
    values: Sequence[tuple[object, int, str, str]]


@dataclass(frozen=True, slots=True)
class StateLine:
    """A State with law on the theme: how many laws and provisions are held that are about it."""

    code: str
    name: str
    laws: int
    provisions: int
    search: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A function of authorities: how many are known that have it, and where they are listed."""

    function: str
    label: object
    number: int


def treaties_of(theme: Theme, day: dt.date, *, person: User | None, language: str) -> list[TreatyLine]:
    """The treaties of a theme with their parties; four queries."""
    found = instruments.with_titles(instruments.visible_to(person)).filter(symbol__in=theme.treaties)
    by_symbol = {treaty.symbol: treaty for treaty in found}
    ordered = [by_symbol[symbol] for symbol in theme.treaties if symbol in by_symbol]
    standings = participation.standings_on(ordered, day)
    totals = participation.latest_totals(ordered, day)
    lines = []
    for treaty in ordered:
        text = records.best_text(list(treaty.record.texts.all()), language=language)
        parties = sum(1 for standing in standings[treaty.symbol].values() if standing == Standing.YES)
        lines.append(
            TreatyLine(
                treaty,
                text.title if text else treaty.symbol,
                text.language if text else "en",
                parties,
                totals.get(treaty.symbol),
            )
        )
    return lines


def definitions_of(theme: Theme, *, person: User | None, language: str) -> list[Definition]:
    """The articles that define the crime, in the order of the theme; two queries."""
    wanted = Q()
    for term in theme.definitions:
        symbol, _colon, number = term.partition(":")
        wanted |= Q(treaty__symbol=symbol, number=number)
    rows = Article.objects.filter(wanted, records.readable_by(person, "treaty__record__"))
    found = {
        one.term: one for one in instruments.with_words(rows.select_related("treaty"), languages={language, "en"})
    }
    told = []
    for term in theme.definitions:
        if article := found.get(term):
            summaries = {one.language: one for one in article.summaries.all()}
            said = summaries.get(language) or summaries.get("en")
            told.append(
                Definition(article, said.title or article.title, said.summary, said.language)
                if said
                else Definition(article, article.title, "", "en")
            )
    return told


def counted(theme: Theme) -> tuple[Facet, ...]:
    """The facets that the page of a theme needs counted."""
    named = {Facet.MARK if one.startswith(MARK) else Facet(one) for one in theme.facets}
    return tuple(facet for facet in Facet if facet in named | {Facet.KIND})


def narrowings(theme: Theme, answer: Answer, names: naming.Names) -> list[Narrowing]:
    """The facets of the theme in its order, each value with the address of the search that it leaves."""
    shown = []
    for one in theme.facets:
        if one == Facet.KIND:
            continue
        if one.startswith(MARK):
            facet, label, counts = Facet.MARK, *_marks(one, answer, names)
        else:
            facet = Facet(one)
            label = naming.FACETS[facet]
            counts = [(count.value, count.count) for count in answer.facets.get(facet, ())]
        values = [
            (
                names.value(facet, value),
                number,
                address(theme, {facet: (value,)} | ({Facet.KIND: ("case",)} if facet is Facet.MARK else {})),
                naming.value_language(facet, value),
            )
            for value, number in counts[:VALUES]
        ]
        if values:
            shown.append(Narrowing(label, values))
    return shown


def _marks(named: str, answer: Answer, names: naming.Names) -> tuple[object, list[tuple[str, int]]]:
    """The marks of a group that stand below a term of its vocabulary, or all when none is named."""
    group, _colon, top = named.removeprefix(MARK).partition(":")
    below = set(_below(group, top)) if top else None
    label = terms.label(f"{group}:{top}", names.language) if top else names.group(group)
    counts = [
        (count.value, count.count)
        for count in answer.facets.get(Facet.MARK, ())
        if count.value.startswith(f"{group}:") and (below is None or count.value.partition(":")[2] in below)
    ]
    return label, counts


def _below(scheme: str, top: str) -> list[str]:
    narrower, found = terms.narrower(scheme), [top]
    for code in found:
        found.extend(narrower.get(code, ()))
    return found[1:]


def address(theme: Theme, filters: Mapping[Facet, tuple[str, ...]] | None = None, *, text: str = "") -> str:
    """The address of a search within a theme."""
    return showing.address(
        searches.Search(text=text, filters={Facet.CRIME_TYPE: theme.crime_types, **(filters or {})})
    )


def aspects_of(theme: Theme, language: str) -> list[tuple[str, str]]:
    """The keywords of the theme in the reader's words, each with the search for it within the theme."""
    found = [terms.label(key, language) for key in theme.aspects]
    return [(label, address(theme, text=label)) for label in found]


def states_with_law(theme: Theme, *, person: User | None, language: str) -> list[StateLine]:
    """The States with law on the theme, by name; one query for laws and provisions together."""
    names = places.names(language)
    rows = (
        AnnotationTerm.objects.filter(
            records.readable_by(person, "annotation__law__record__"),
            scheme=Scheme.CRIME_TYPES,
            term__in=theme.crime_types,
        )
        .order_by()
        .values_list("annotation__law__jurisdiction")
        .annotate(
            laws=Count("annotation__law", distinct=True),
            provisions=Count("annotation", distinct=True, filter=~Q(annotation__eid="")),
        )
    )
    lines = [
        StateLine(
            code := jurisdiction.upper(),
            names.get(code, code),
            laws,
            provisions,
            address(theme, {Facet.PLACE: (code,), Facet.KIND: ("law", "provision")}),
        )
        for jurisdiction, laws, provisions in rows
        if jurisdiction != NOWHERE
    ]
    return sorted(lines, key=lambda line: alphabetical(line.name, language))


def figures_of(theme: Theme, *, person: User | None, language: str) -> list[dict[str, str]]:
    """The series that measure something of a theme, each with its latest figure; five queries."""
    wanted = [one.partition(":")[::2] for one in theme.indicators]
    visible = indicators.visible_to(person).filter(code__in={code for code, _key in wanted})
    found = {one.pk: one for one in indicators.for_listing(visible)}
    rows = Observation.objects.filter(series__indicator__in=found, replaced_at__isnull=True).select_related("series")
    latest = {
        (found[row.series.indicator_id].code, row.series.key): row
        for row in rows.order_by("latest_on", "earliest_on", "pk")
    }
    shown = []
    for pair in wanted:
        if (row := latest.get(pair)) is None:
            continue
        indicator = found[row.series.indicator_id]
        text = indicators.text_of(indicator, language)
        dimensions = row.series.dimensions.items()
        about = indicators.dimension_names(dimensions, language)
        shown.append(
            {
                "title": text.title if text else indicator.code,
                "language": text.language if text else "en",
                "about": listed(about[one] for one in dimensions),
                "written": indicators.measured(row, language),
                "unit": indicators.unit_name(indicator, language),
                "period": indicators.period_written(row.period_text),
                "address": indicator.address,
            }
        )
    return shown


def functions_of(theme: Theme, *, person: User | None) -> list[Asked]:
    """The functions of authorities that a theme needs, with how many authorities have each; one query."""
    rows = (
        Designation.objects.filter(records.readable_by(person, "authority__record__"), function__in=theme.functions)
        .order_by()
        .values_list("function")
        .annotate(Count("authority", distinct=True))
    )
    numbers = dict(rows)
    return [Asked(one, Function(one).label, numbers.get(one, 0)) for one in theme.functions]
