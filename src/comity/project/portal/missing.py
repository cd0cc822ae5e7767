"""What the portal lacks for each State, worked out from what it holds; never that a State itself has no such thing."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.cache import cache
from django.db.models import Count

from comity.base.audit.queries import latest_position
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records import queries as records
from comity.engines.records.models import Topic
from comity.engines.records.shapes import CRIME_TYPES
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.enums import Freshness
from comity.knowledge.authorities.models import Designation
from comity.knowledge.authorities.registry import designating
from comity.knowledge.authorities.shapes import freshness
from comity.knowledge.legislation.enums import Method, Scheme
from comity.knowledge.legislation.models import Annotation, AnnotationTerm, Law, Version
from comity.knowledge.strategies.models import Strategy
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import ArticleText, Treaty, TreatyText
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.registry import demands


# Kinds of record of which a State has something sooner or later, each with the check that tells when there is none.
EXPECTED: Final = {"law": "no-law", "case": "no-case", "strategy": "no-strategy"}
# For each check its name, in the order in which they are told.
CHECKS: Final = (
    "law-on-crime", "authority", "participation", "treaty-text", "no-law", "law-untranslated", "law-unannotated",
    "annotation-unverified", "authority-unconfirmed", "strategy-ended", "no-strategy", "no-case",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that the portal lacks for one State.

    Attributes:
        check: one of ``CHECKS``.
        place: code of the State.
        treaties: symbols of the treaties for which it matters, with the article that asks for it where one does.
        crime_type: the crime about which nothing is held.
        function: what no authority is held for.
        language: of laws that are held in no other.
        record: key of the record that it is about.
        number: how many are meant.
    """

    check: str
    place: str
    treaties: tuple[str, ...] = ()
    crime_type: str = ""
    function: str = ""
    language: str = ""
    record: str = ""
    number: int = 1


@dataclass(slots=True)
class Known:
    """What the portal holds, as far as the checks ask for it, read in a fixed number of queries."""

    day: dt.date
    states: list[str]
    parties: Mapping[str, Mapping[str, Standing]] = field(default_factory=dict)
    concerned: frozenset[str] = frozenset()
    with_text: frozenset[str] = frozenset()
    unnamed: Mapping[str, int] = field(default_factory=dict)
    crimes: frozenset[tuple[str, str]] = frozenset()
    functions: frozenset[tuple[str, str]] = frozenset()
    held: Mapping[tuple[str, str], int] = field(default_factory=dict)
    untranslated: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unannotated: Mapping[str, int] = field(default_factory=dict)
    unverified: Mapping[str, int] = field(default_factory=dict)
    unconfirmed: tuple[tuple[str, str], ...] = ()
    ended: tuple[tuple[str, str], ...] = ()

    def party(self, symbol: str, place: str) -> bool:
        """Whether a State is surely a party to a treaty."""
        return self.parties.get(symbol, {}).get(place) == Standing.YES


def gaps_of(place: str, *, person: User | None, day: dt.date) -> list[Gap]:
    """What the portal lacks for one State, in the order of ``CHECKS``; as many queries as for all of them."""
    return in_order(worked_out(known([place], person=person, day=day)))


def all_gaps(*, person: User | None, day: dt.date) -> list[Gap]:
    """What it lacks for every State; for visitors worked out once for each state of the audit trail and day."""
    states = [code for code, place in places.places().items() if place.is_counted]
    if person is not None:
        return in_order(worked_out(known(states, person=person, day=day)))
    key = f"missing:{latest_position()}:{day}"
    found: list[Gap] | None = cache.get(key)
    if found is None:
        found = in_order(worked_out(known(states, person=None, day=day)))
        cache.set(key, found, timeout=24 * 3600)
    return found


def in_order(gaps: Iterator[Gap]) -> list[Gap]:
    """By check, and within each as they came."""
    return sorted(gaps, key=lambda gap: CHECKS.index(gap.check))


def worked_out(held: Known) -> Iterator[Gap]:
    """Every gap that follows from what is held."""
    for place in held.states:
        yield from _of_treaties(held, place)
        yield from _of_laws(held, place)
        for kind, check in EXPECTED.items():
            if not held.held.get((place, kind)):
                yield Gap(check, place)
    told = set(held.states)
    yield from (
        Gap(check, place, record=record)
        for check, rows in (("authority-unconfirmed", held.unconfirmed), ("strategy-ended", held.ended))
        for place, record in rows
        if place in told
    )


def _of_treaties(held: Known, place: str) -> Iterator[Gap]:
    yield from _demanded(held, place)
    for symbol, number in held.unnamed.items():
        if place not in held.parties.get(symbol, {}):
            yield Gap("participation", place, (symbol,), number=number)
    for symbol in sorted(held.concerned - held.with_text):
        if held.party(symbol, place):
            yield Gap("treaty-text", place, (symbol,))


def _demanded(held: Known, place: str) -> Iterator[Gap]:
    """Crimes and functions that articles of its treaties ask for, each once with all the articles that do."""
    crimes: dict[str, list[str]] = {}
    for demand in demands():
        if held.party(demand.treaty, place) and (place, demand.crime_type) not in held.crimes:
            crimes.setdefault(demand.crime_type, []).append(f"{demand.treaty}:{demand.article}")
    functions: dict[str, list[str]] = {}
    for one in designating():
        if held.party(one.treaty, place) and (place, one.function) not in held.functions:
            functions.setdefault(one.function, []).append(f"{one.treaty}:{one.article}")
    for crime, asking in crimes.items():
        yield Gap("law-on-crime", place, tuple(asking), crime_type=crime)
    for function, asking in functions.items():
        yield Gap("authority", place, tuple(asking), function=function)


def _of_laws(held: Known, place: str) -> Iterator[Gap]:
    for (code, language), number in held.untranslated.items():
        if code == place:
            yield Gap("law-untranslated", place, language=language, number=number)
    if number := held.unannotated.get(place, 0):
        yield Gap("law-unannotated", place, number=number)
    if number := held.unverified.get(place, 0):
        yield Gap("annotation-unverified", place, number=number)


# ---------------------------------------------------------------- what is held


def known(states: list[str], *, person: User | None, day: dt.date) -> Known:
    """Read what the checks need about some States, as far as the person may read it.

    Args:
        states: codes of the States.
        person: who reads; None is a visitor.
        day: on which who is a party, and what has ended, is asked.
    """
    held = Known(day, states)
    _read_treaties(held, person)
    _read_laws(held, person)
    _read_authorities(held, person)
    visible = records.visible_to(person).order_by().filter(place__in=states)
    numbers = visible.filter(kind__in=EXPECTED).values_list("place", "kind").annotate(Count("pk"))
    held.held = {(place, kind): number for place, kind, number in numbers}
    held.ended = tuple(_ended(held, person))
    return held


def _read_treaties(held: Known, person: User | None) -> None:
    asked = {one.treaty for one in demands()} | {one.treaty for one in designating()}
    treaties = [treaty for treaty in instruments.visible_to(person) if treaty.crime_types or treaty.symbol in asked]
    totals = participation.latest_totals(treaties, held.day)
    # What a report counts is compared with everybody; of other treaties only what these States did is of interest.
    counted = [treaty for treaty in treaties if treaty.symbol in totals]
    others = [treaty for treaty in treaties if treaty.symbol not in totals]
    held.parties = {
        **participation.standings_on(counted, held.day),
        **participation.standings_on(others, held.day, places=held.states),
    }
    held.concerned = frozenset(treaty.symbol for treaty in treaties if treaty.crime_types)
    of_articles = ArticleText.objects.filter(article__treaty__in=treaties).order_by()
    of_portions = TreatyText.objects.filter(treaty__in=treaties).order_by()
    held.with_text = frozenset(of_articles.values_list("article__treaty__symbol", flat=True).distinct()) | frozenset(
        of_portions.values_list("treaty__symbol", flat=True).distinct()
    )
    parties = {
        symbol: sum(1 for standing in held.parties[symbol].values() if standing == Standing.YES) for symbol in totals
    }
    held.unnamed = {
        symbol: missing for symbol, total in totals.items() if (missing := total.parties - parties[symbol]) > 0
    }


def _read_laws(held: Known, person: User | None) -> None:
    jurisdictions = [code.lower() for code in held.states]
    laws = Law.objects.filter(records.readable_by(person, "record__"), jurisdiction__in=jurisdictions)
    said = Annotation.objects.filter(records.readable_by(person, "law__record__"), law__jurisdiction__in=jurisdictions)
    about = AnnotationTerm.objects.filter(
        records.readable_by(person, "annotation__law__record__"),
        annotation__law__jurisdiction__in=jurisdictions,
        scheme=Scheme.CRIME_TYPES,
    ).order_by()
    pairs = about.values_list("annotation__law__jurisdiction", "term").distinct()
    held.crimes = frozenset((place.upper(), term) for place, term in pairs)
    versions = Version.objects.filter(
        records.readable_by(person, "law__record__"), law__jurisdiction__in=jurisdictions, is_held=True
    ).order_by()
    languages: dict[object, set[str]] = {}
    for law, language in versions.values_list("law", "language").distinct():
        languages.setdefault(law, set()).add(language)
    annotated = set(said.order_by().values_list("law", flat=True).distinct())
    untranslated: Counter[tuple[str, str]] = Counter()
    unannotated: Counter[str] = Counter()
    for law, place in laws.order_by().values_list("pk", "jurisdiction"):
        spoken = languages.get(law, set())
        if spoken and not spoken & set(INTERFACE):
            untranslated[place.upper(), min(spoken)] += 1
        if law not in annotated:
            unannotated[place.upper()] += 1
    held.untranslated, held.unannotated = untranslated, unannotated
    waiting = said.filter(method=Method.RULE, verified_on__isnull=True).order_by()
    numbers = waiting.values_list("law__jurisdiction").annotate(Count("pk"))
    held.unverified = {place.upper(): number for place, number in numbers}


def _read_authorities(held: Known, person: User | None) -> None:
    visible = authorities.visible_to(person).filter(record__place__in=held.states).order_by()
    designated = Designation.objects.filter(
        records.readable_by(person, "authority__record__"), authority__record__place__in=held.states
    ).order_by()
    rows = designated.values_list("authority__record__place", "function", "ends_on").distinct()
    held.functions = frozenset(
        (place, function) for place, function, ends_on in rows if ends_on is None or ends_on >= held.day
    )
    dated = visible.values_list("record__place", "pk", "confirmed_on").order_by("identifier")
    held.unconfirmed = tuple(
        (place, str(key))
        for place, key, confirmed_on in dated
        if freshness(confirmed_on, held.day) != Freshness.CONFIRMED
    )


def _ended(held: Known, person: User | None) -> Iterator[tuple[str, str]]:
    """The strategies that ended and were followed by none in force against one of the same crimes."""
    readable = records.readable_by(person, "record__")
    found = Strategy.objects.filter(readable, record__place__in=held.states).select_related("record")
    rows = list(found.order_by("ends_on", "pk"))
    crimes: dict[object, set[str]] = {}
    topics = Topic.objects.filter(
        readable, record__kind=Strategy.kind, record__place__in=held.states, scheme=CRIME_TYPES
    ).order_by()
    for key, term in topics.values_list("record", "term"):
        crimes.setdefault(key, set()).add(term)
    for one in rows:
        if one.ends_on is None or one.ends_on >= held.day:
            continue
        about = crimes.get(one.pk, set())
        followed = any(
            other.record.place_id == one.record.place_id
            and (other.ends_on is None or other.ends_on >= held.day)
            and (not about or about & crimes.get(other.pk, set()))
            for other in rows
        )
        if not followed and one.record.place_id:
            yield one.record.place_id, str(one.pk)


def named(gaps: list[Gap]) -> dict[str, Treaty]:
    """The treaties that gaps speak of, by symbol; one query."""
    symbols = {asking.partition(":")[0] for gap in gaps for asking in gap.treaties}
    return {treaty.symbol: treaty for treaty in Treaty.objects.filter(symbol__in=symbols)}
