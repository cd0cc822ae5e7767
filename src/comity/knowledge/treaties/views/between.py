"""Which treaties bind two States on a day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import alphabetical, direction
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Article, ArticleSummary, Treaty, TreatyAction
from comity.knowledge.treaties.queries import participation
from comity.knowledge.treaties.queries.deriving import Verdict
from comity.knowledge.treaties.views.frame import day_asked, kind_names, titles_of, written
from comity.ui.components import Badge, Column, Crumb, Row, Tone
from comity.ui.templatetags.addresses import in_language
from comity.ui.templatetags.ui import badge


ARTICLE: Final = '<a class="badge badge-brass" href="{}">{}</a>'


@dataclass(frozen=True, slots=True)
class Line:
    """One treaty that binds both, with the acts on which that rests."""

    treaty: Treaty
    title: str
    language: str
    link: str
    acts: tuple[SafeString, SafeString]
    is_certain: bool
    # Its articles about the crime that was asked for.
    articles: Sequence[Article]

    def row(self) -> Row:
        """The line as the table shows it."""
        head = format_html(
            '<a href="{}" lang="{}" dir="{}">{}</a> <span class="quiet">{}</span>',
            self.link,
            self.language,
            direction(self.language),
            self.title,
            self.treaty.symbol,
        )
        certain = _("Yes") if self.is_certain else badge(Badge(_("Not certain on this day"), Tone.BRASS))
        if self.articles:
            said = _("Article %(number)s")
            links = ((in_language(one.address), said % {"number": one.number}) for one in self.articles)
            head += format_html('<br><span class="row">{}</span>', format_html_join(" ", ARTICLE, links))
        return Row(head, (*self.acts, certain))


@require_safe
def between(request: HttpRequest) -> HttpResponse:
    """The form, and the treaties in force between the two States that it names."""
    language = reading_language()
    names = places.names(language)
    day, sentence = day_asked(request)
    codes, unknown = [], []
    for field in ("a", "b"):
        typed = request.GET.get(field, "").strip()
        place = places.resolve(typed) if typed else None
        codes.append(place.code if place else "")
        if typed and place is None:
            unknown.append(typed)
    first, second = codes
    asked = bool(first and second)
    crimes = terms.labels("crime-types", language)
    crime = request.GET.get("crime_type", "") if request.GET.get("crime_type", "") in crimes else ""
    lines = _lines(request, first, second, day, crime=crime) if asked and first != second else []
    return render(
        request,
        "treaties/between.html",
        {
            "states": sorted(
                ((code, names[code]) for code, place in places.places().items() if place.is_counted or code == "EU"),
                key=lambda item: alphabetical(item[1], language),
            ),
            "first": first,
            "second": second,
            "first_name": names.get(first, ""),
            "second_name": names.get(second, ""),
            "day": day,
            "sentence": sentence,
            "unknown": unknown,
            "asked": asked,
            "is_same": asked and first == second,
            "columns": (Column(names.get(first, "")), Column(names.get(second, "")), Column(_("Certain"))),
            "topics": sorted(crimes.items(), key=lambda item: alphabetical(item[1], language)),
            "topic": crime,
            "crime": [line.row() for line in lines if line.treaty.crime_types],
            "others": [line.row() for line in lines if not line.treaty.crime_types],
            "number": len(lines),
            "crumbs": (Crumb(_("Treaties"), reverse("treaties:list")), Crumb(_("Between two States"))),
        },
    )


def _lines(request: HttpRequest, first: str, second: str, day: dt.date, *, crime: str) -> list[Line]:
    """The treaties that bind both, newest first: what is asked for every day is not of 1948."""
    bindings = participation.binding_between(first, second, day, person=reader(request))
    if crime:
        bindings = [one for one in bindings if crime in one.treaty.crime_types]
    bindings.sort(key=lambda one: one.treaty.adopted_on or dt.date.min, reverse=True)
    articles = _articles_on(crime, [one.treaty for one in bindings]) if crime else {}
    keys = {act.key for one in bindings for verdict in (one.first, one.second) for act in verdict.acts[:1]}
    acts = {a.pk: a for a in TreatyAction.objects.filter(pk__in=keys).defer("text")}
    titles = titles_of([one.treaty for one in bindings])
    kinds = kind_names()
    lines = []
    for one in bindings:
        title, language = titles[one.treaty.pk]
        lines.append(
            Line(
                treaty=one.treaty,
                title=title,
                language=language,
                link=reverse("treaties:page", args=[one.treaty.symbol]),
                acts=(_act(one.first, acts, kinds), _act(one.second, acts, kinds)),
                is_certain=one.standing == Standing.YES,
                articles=articles.get(one.treaty.symbol, []),
            )
        )
    return lines


def _articles_on(crime: str, treaties: Sequence[Treaty]) -> dict[str, list[Article]]:
    """The articles of these treaties that bear on a crime, by the symbol of the treaty; two queries."""
    # Which articles bear on what is said once, in the English summary.
    said = ArticleSummary.objects.filter(language="en", article__treaty__in=treaties).exclude(crime_types=[])
    wanted = [article for article, crimes in said.values_list("article", "crime_types") if crime in crimes]
    found: dict[str, list[Article]] = {}
    for article in Article.objects.filter(pk__in=wanted).select_related("treaty").order_by("treaty", "position"):
        found.setdefault(article.treaty.symbol, []).append(article)
    return found


def _act(verdict: Verdict, acts: Mapping[int, TreatyAction], kinds: Mapping[str, str]) -> SafeString:
    action = acts.get(verdict.acts[0].key) if verdict.acts else None
    return format_html("<span>{}<br>{}</span>", kinds[action.kind], written(action.period)) if action else SafeString()
