"""What the pages about everything need to know, each in a fixed number of queries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.base.audit.queries import latest_position
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.places.models import PlaceName
from comity.engines.records import queries as records
from comity.engines.records.models import Source
from comity.kernel.languages import alphabetical
from comity.knowledge.legislation import queries as legislation
from comity.knowledge.legislation.enums import Scheme
from comity.knowledge.legislation.models import AnnotationTerm
from comity.knowledge.treaties.models import Article, ArticleSummary, Provenance, Treaty, TreatyAction
from comity.knowledge.treaties.queries import instruments
from comity.ui.written import number


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an installation holds that anyone may read."""

    treaties: int
    articles: int
    actions: int
    laws: int
    law_places: int
    provisions: int
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One publisher's licence, and how many records came under it."""

    publisher: str
    licence: str
    licence_url: str
    records: int


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in a list: ``language`` is that of its title."""

    number: str
    title: str
    language: str
    address: str


def holdings() -> Holdings:
    """What is public here. Counted once for each state of the audit trail, because every page shows it."""
    key = f"holdings:{latest_position()}"
    held: Holdings | None = cache.get(key)
    if held is None:
        public = records.visible_to(None).order_by()
        kinds = dict(public.values_list("kind").annotate(Count("pk")))
        laws = public.filter(kind="law")
        held = Holdings(
            treaties=kinds.get("treaty", 0),
            articles=Article.objects.count(),
            actions=TreatyAction.objects.count(),
            laws=kinds.get("law", 0),
            law_places=laws.values("place").distinct().count(),
            provisions=legislation.totals()["provisions"],
            kinds=kinds,
        )
        cache.set(key, held, timeout=3600)
    return held


def loaded_sentence() -> str:
    """One sentence, for the foot of every page, about what this installation holds."""
    held = holdings()
    if not held.treaties and not held.laws:
        return _("No data is loaded on this installation yet.")
    return _(
        "This installation holds %(treaties)s treaties, %(actions)s acts of States "
        "and %(laws)s laws of %(places)s jurisdictions."
    ) % {
        "treaties": number(held.treaties),
        "actions": number(held.actions),
        "laws": number(held.laws),
        "places": number(held.law_places),
    }


def laws_by_place(person: User | None) -> Counter[str]:
    """How many laws of each place the reader may read."""
    rows = records.visible_to(person).order_by().filter(kind="law", place__isnull=False)
    return Counter(dict(rows.values_list("place").annotate(Count("pk"))))


def sources(person: User | None) -> list[SourceLine]:
    """Publishers and licences, by the number of records that came from each."""
    rows = (
        Source.objects.filter(records.readable_by(person, "record__"))
        .values_list("publisher", "licence", "licence_url")
        .annotate(records=Count("record", distinct=True))
        .order_by("-records", "publisher")
    )
    return [SourceLine(*row) for row in rows]


def formal_name(code: str, language: str) -> str:
    """The formal name of a place in a language today, or in English; empty when neither is known."""
    names = PlaceName.objects.filter(place=code, language__in={language, "en"}, ends_on__isnull=True).exclude(
        formal=""
    )
    by_language = {name.language: name.formal for name in names}
    return by_language.get(language) or by_language.get("en", "")


def provenances() -> list[Provenance]:
    """Where facts about treaties come from, each with how many acts it told (``number``), most first."""
    return list(Provenance.objects.annotate(number=Count("actions")).filter(number__gt=0).order_by("-number", "key"))


def articles_on(code: str, *, language: str, person: User | None) -> list[tuple[Treaty, list[ArticleLine]]]:
    """The treaty articles that bear on a crime, with their titles, by treaty; a fixed number of queries."""
    # Which articles bear on what is said once, in the English summary; there are some hundreds of them in all.
    rows = ArticleSummary.objects.filter(language="en").exclude(crime_types=[])
    wanted = {article for article, types in rows.values_list("article", "crime_types") if code in types}
    articles = (
        Article.objects.filter(pk__in=wanted, treaty__in=instruments.visible_to(person).order_by())
        .select_related("treaty")
        .order_by("treaty__chapter", "treaty__symbol", "position")
    )
    found: dict[str, tuple[Treaty, list[ArticleLine]]] = {}
    for article in instruments.with_words(articles, languages={language, "en"}):
        summaries = {summary.language: summary for summary in article.summaries.all()}
        summary = summaries.get(language) or summaries["en"]
        line = ArticleLine(article.number, summary.title or article.title, summary.language, article.address)
        found.setdefault(article.treaty.symbol, (article.treaty, []))[1].append(line)
    return list(found.values())


def language() -> str:
    """The language of the page that is being made."""
    return get_language() or "en"


@dataclass(frozen=True, slots=True)
class LawLine:
    """A law in a list; ``language`` is that of its title."""

    title: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """A State with law about a crime: its laws, newest first, and the number of provisions found in them."""

    code: str
    name: str
    laws: list[LawLine]
    provisions: int


def states_with_law_on(code: str, *, language: str, person: User | None) -> list[StateLine]:
    """The States with law about a crime, by name; three queries."""
    names = places.names(language)
    about = AnnotationTerm.objects.filter(scheme=Scheme.CRIME_TYPES, term=code).exclude(annotation__eid="")
    rows = about.values_list("annotation__law__jurisdiction").annotate(Count("annotation", distinct=True))
    provisions = dict(rows.order_by())
    found: dict[str, StateLine] = {}
    for law in legislation.laws(person, crime_type=code):
        place = law.record.place_id or ""
        state = found.setdefault(
            place, StateLine(place, names.get(place, _("Other")), [], provisions.get(law.jurisdiction, 0))
        )
        state.laws.append(LawLine(legislation.title_of(law), law.language, law.address))
    return sorted(found.values(), key=lambda state: alphabetical(state.name, language))
