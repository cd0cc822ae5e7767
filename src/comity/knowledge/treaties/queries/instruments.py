"""Treaties, their articles and texts, as one person may read them."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from typing import Final

from django.db.models import Count, F, Max, Min, Prefetch, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.base.terms import queries as terms
from comity.engines.records import queries as records
from comity.knowledge.treaties import registry
from comity.knowledge.treaties.enums import SuccessionKind
from comity.knowledge.treaties.models import (
    Article,
    ArticleSummary,
    ArticleText,
    Treaty,
    TreatyAction,
    TreatyText,
)
from comity.knowledge.treaties.queries.deriving import Act, Histories, Instrument, Succession


# What follows the address of a treaty to that of one of its articles.
ARTICLE: Final = re.compile(r"articles/(?P<number>[\w-]+)/")


def visible_to(person: User | None) -> QuerySet[Treaty]:
    """Every treaty that this person may read; None is a visitor."""
    return Treaty.objects.filter(records.readable_by(person, "record__")).order_by("chapter", "symbol")


def short_name(treaty: Treaty, language: str = "") -> str:
    """What a treaty is called for short in a language, else in that of the page; empty where nobody calls it so."""
    return terms.instrument(treaty.symbol, language or translation.get_language() or "en") or treaty.short


def by_symbol(symbol: str, *, person: User | None = None) -> Treaty | None:
    """The treaty of a symbol, in whatever case it was typed; None when there is none that this person may read."""
    visible = with_titles(visible_to(person))
    return visible.filter(symbol=symbol).first() or visible.filter(symbol__iexact=symbol).first()


def with_titles(treaties: QuerySet[Treaty]) -> QuerySet[Treaty]:
    """Load the card and its titles in every language, in one more query."""
    return treaties.select_related("record").prefetch_related("record__texts")


def articles_of(treaty: Treaty) -> QuerySet[Article]:
    """The articles of a treaty in their order, each with how many languages are loaded."""
    return (
        Article.objects.filter(treaty=treaty)
        .annotate(languages=Count("texts__language", distinct=True))
        .order_by("position")
    )


def with_words(articles: QuerySet[Article], *, languages: Iterable[str] = ()) -> QuerySet[Article]:
    """Load texts and summaries, all or those in some languages; the best source of a language comes first."""
    texts = ArticleText.objects.select_related("provenance").order_by("language", "rank", "pk")
    summaries = ArticleSummary.objects.order_by("language")
    wanted = list(languages)
    if wanted:
        texts, summaries = texts.filter(language__in=wanted), summaries.filter(language__in=wanted)
    return articles.prefetch_related(Prefetch("texts", texts), Prefetch("summaries", summaries))


def portions_of(treaty: Treaty, *, language: str) -> QuerySet[TreatyText]:
    """Preamble, headings, closing formula and annexes in one language, in their order."""
    return TreatyText.objects.filter(treaty=treaty, language=language).order_by("provenance", "position")


def languages_of(treaty: Treaty) -> list[str]:
    """The languages in which any words of the treaty are loaded."""
    of_articles = ArticleText.objects.filter(article__treaty=treaty).order_by().values_list("language", flat=True)
    of_portions = TreatyText.objects.filter(treaty=treaty).order_by().values_list("language", flat=True)
    return sorted({*of_articles.distinct(), *of_portions.distinct()})


def instrument(treaty: Treaty) -> Instrument:
    """What of a treaty decides when it binds."""
    return Instrument(treaty.symbol, treaty.in_force_on, treaty.entry_rule, treaty.exit_rule)


def histories() -> Histories:
    """What became of States, as far as treaties are concerned."""
    return Histories(
        Succession(place, other, on, SuccessionKind(kind)) for place, other, on, kind in registry.successions()
    )


def actions_of(treaty: Treaty) -> QuerySet[TreatyAction]:
    """Everything that was done about a treaty and not retracted, oldest first."""
    return TreatyAction.objects.filter(treaty=treaty, is_retracted=False).order_by("earliest_on", "latest_on", "pk")


def every_action_of(treaty: Treaty) -> QuerySet[TreatyAction]:
    """Everything that was ever recorded about a treaty, also what was retracted, with its sources; by place."""
    return (
        TreatyAction.objects.filter(treaty=treaty)
        .select_related("provenance")
        .order_by("place", "earliest_on", "latest_on", "pk")
    )


def act(action: TreatyAction) -> Act:
    """An action as the rules see it."""
    return Act(
        action.pk,
        action.place_id,
        action.kind,
        action.earliest_on,
        action.latest_on,
        action.territory_id or "",
    )


def statements_of(treaty: Treaty) -> QuerySet[TreatyAction]:
    """Declarations, reservations, objections and notifications that carry words, by place."""
    spoken = TreatyAction.objects.filter(treaty=treaty, is_retracted=False).exclude(text="")
    return spoken.select_related("provenance").order_by("place", "earliest_on", "pk")


def span() -> tuple[dt.date, dt.date] | None:
    """The first and the last day on which any action is known; None before facts are loaded."""
    # Periods that open early only say that the day is unknown.
    exact = TreatyAction.objects.filter(is_retracted=False).filter(Q(earliest_on=F("latest_on")))
    found = exact.aggregate(first=Min("earliest_on"), last=Max("latest_on"))
    if found["first"] is None:
        return None
    return found["first"], found["last"]


def titles_of_parts(
    parts: Iterable[tuple[uuid.UUID, str]], *, language: str
) -> dict[tuple[uuid.UUID, str], tuple[str, str]]:
    """What articles are called that stand in a list of records of every kind; two queries however many there are.

    Args:
        parts: the key of each treaty, and what follows its address: ``articles/3/``.
        language: of the reader.

    Returns:
        The number and title of those that there are, and the language of that title.
    """
    wanted = {(key, found["number"]): (key, part) for key, part in parts if (found := ARTICLE.fullmatch(part))}
    rows = Article.objects.filter(
        treaty__in={key for key, _number in wanted},
        number__in={number.replace("-", " ") for _key, number in wanted} | {number for _key, number in wanted},
    )
    told = {}
    for article in rows.prefetch_related(
        Prefetch("summaries", ArticleSummary.objects.filter(language__in={language, "en"}).defer("summary"))
    ):
        place = wanted.get((article.treaty_id, article.number.replace(" ", "-")))
        if place is None:
            continue
        own = {one.language: one.title for one in article.summaries.all() if one.title}
        spoken = language if language in own else "en"
        title = own.get(spoken) or article.title
        spoken = spoken if title else language
        # In one language from its first word to its last, so that it reads in one direction.
        with translation.override(spoken):
            number = _("Article %(number)s") % {"number": article.number}
        told[place] = (f"{number}. {title}" if title else number, spoken)
    return told
