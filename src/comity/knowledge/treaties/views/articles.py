"""The page of one article: what it says in plain words, and its texts side by side."""

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.base.terms import queries as terms
from comity.engines.citations.views import cited_by
from comity.engines.citations.views import shown as citations_shown
from comity.engines.records.views import reader, reading_language
from comity.engines.search.enums import Facet
from comity.engines.search.queries import ask
from comity.kernel.languages import own_name
from comity.knowledge.treaties import exports
from comity.knowledge.treaties.models import Article, ArticleSummary, ArticleText, Treaty
from comity.knowledge.treaties.queries import instruments
from comity.knowledge.treaties.views.frame import found, frame
from comity.ui.components import Fact


# The kinds of document that are law of a State.
LAWS: Final = ("law", "provision")


@require_safe
def page(request: HttpRequest, symbol: str, number: str) -> HttpResponse:
    """One article of a treaty."""
    treaty = found(request, symbol)
    wanted = number.replace("-", " ").lower()
    everything = list(instruments.articles_of(treaty))
    position = next((i for i, a in enumerate(everything) if a.number.lower() == wanted), None)
    if position is None:
        raise Http404
    article = instruments.with_words(Article.objects.filter(pk=everything[position].pk)).get()
    # With the titles that are loaded already.
    article.treaty = treaty
    texts, summaries = first_of_each(article), {s.language: s for s in article.summaries.all()}
    language = reading_language()
    summary = summaries.get(language) or summaries.get("en")
    shown = chosen(request, sorted(texts), language)
    name = _("Article %(number)s") % {"number": article.number}
    title = (summary.title if summary else "") or article.title
    english = summaries.get("en")
    cites = citations_shown(request, treaty.record, [article.number])
    return render(
        request,
        "treaties/article.html",
        {
            "frame": frame(treaty, "page", here=name),
            "article": article,
            "name": name,
            "title": title,
            "title_language": summary.language if summary and summary.title else "en",
            "summary": summary,
            "is_machine": bool(summary and summary.language != "en" and summary.review != "reviewed"),
            "obligation": english.get_obligation_display() if english and english.obligation else "",
            "topics": topics_of(english, language),
            "texts": [(texts[code], cites.marked(texts[code].body, article.number, code)) for code in shown],
            "choices": [(code, own_name(code), code in shown) for code in sorted(texts)],
            "back": _neighbour(everything, position - 1, symbol=treaty.symbol),
            "following": _neighbour(everything, position + 1, symbol=treaty.symbol),
            "laws": laws(article, title, person=reader(request)),
            "facts": facts(treaty),
            "cited_by": cited_by(request, treaty.record, article.number),
            "address": request.build_absolute_uri(article.address),
            "linked": exports.linked_article(article, title, request.build_absolute_uri("/").rstrip("/")),
        },
    )


def first_of_each(article: Article) -> dict[str, ArticleText]:
    """The best text of each language; they come best first."""
    best: dict[str, ArticleText] = {}
    for text in article.texts.all():
        best.setdefault(text.language, text)
    return best


def chosen(request: HttpRequest, languages: list[str], language: str) -> list[str]:
    """The languages to show beside each other: those asked for, else the reader's and the first other."""
    asked = [code for code in request.GET.getlist("language") if code in languages]
    if asked:
        return asked
    order = [code for code in dict.fromkeys([language, "en", "fr", "es", *languages]) if code in languages]
    return order[:2] if language in languages else order[:1]


def facts(treaty: Treaty) -> list[Fact]:
    """What a reader of one article wants to know of the whole."""
    rows = [
        (_("Number"), treaty.symbol),
        (_("Adopted"), str(treaty.adopted_on or "")),
        (_("In force from"), str(treaty.in_force_on or "")),
    ]
    return [Fact(name, value) for name, value in rows if value]


def laws(article: Article, title: str, *, person: User | None) -> dict[str, object]:
    """Where laws are found: those that are said to carry the article out, and those about the same matter."""
    search, kinds = reverse("search:page"), [("kind", kind) for kind in LAWS]
    chosen = {Facet.ARTICLE: (article.term,), Facet.KIND: LAWS}
    found = ask("", person=person, language=reading_language(), filters=chosen, facets=(), limit=1, snippet=0)
    return {
        "number": found.count,
        "said": f"{search}?{urlencode([('article', article.term), *kinds])}",
        "alike": f"{search}?{urlencode([('q', title), *kinds])}" if title else "",
    }


def topics_of(summary: ArticleSummary | None, language: str) -> list[tuple[str, str]]:
    """The crime types on which an article bears, with the addresses of their pages."""
    if summary is None:
        return []
    labels = terms.labels("crime-types", language)
    return [(labels.get(code, code), f"/topics/{code}/") for code in summary.crime_types]


def _neighbour(articles: list[Article], position: int, *, symbol: str) -> dict[str, str] | None:
    if not 0 <= position < len(articles):
        return None
    number = articles[position].number
    return {
        "name": _("Article %(number)s") % {"number": number},
        "link": reverse("treaties:article", args=[symbol, number.replace(" ", "-")]),
    }
