"""The list of treaties, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.citations.views import cited_by
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import own_name
from comity.kernel.lists import listed
from comity.knowledge.treaties import exports
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.registry import chapters
from comity.knowledge.treaties.views.frame import day_asked, found, frame, title_of
from comity.ui.components import Crumb, Download, Fact


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All treaties by chapter of the depositary; those against crime alone unless all are asked for."""
    language = reading_language()
    topics = terms.labels("crime-types", language)
    topic = request.GET.get("crime_type", "")
    everything = request.GET.get("all") == "yes"
    treaties = list(instruments.with_titles(instruments.visible_to(reader(request))))
    shown = [t for t in treaties if (topic in t.crime_types if topic else everything or t.crime_types)]
    groups: dict[str, list[dict[str, object]]] = {}
    for treaty in shown:
        groups.setdefault(treaty.chapter, []).append(_line(treaty))
    names = chapters()
    return render(
        request,
        "treaties/list.html",
        {
            "groups": [(chapter, names.get(chapter, chapter), lines) for chapter, lines in groups.items()],
            "topics": sorted(topics.items(), key=lambda item: item[1]),
            "topic": topic,
            "topic_label": topics.get(topic, ""),
            "everything": everything,
            "number": len(shown),
            "total": len(treaties),
            "crumbs": (Crumb(_("Treaties")),),
        },
    )


def _line(treaty: Treaty) -> dict[str, object]:
    title, language = title_of(treaty)
    return {
        "treaty": treaty,
        "short": instruments.short_name(treaty),
        "title": title,
        "language": language,
        "link": reverse("treaties:page", args=[treaty.symbol]),
    }


@require_safe
def page(request: HttpRequest, symbol: str) -> HttpResponse:
    """One treaty: what it is, its articles, and how many are party today."""
    treaty = found(request, symbol)
    day, _sentence = day_asked(request)
    language = reading_language()
    articles = list(instruments.with_words(instruments.articles_of(treaty), languages={language, "en"}))
    divisions: list[tuple[str, list[dict[str, str]]]] = []
    for article in articles:
        if not divisions or divisions[-1][0] != article.division:
            divisions.append((article.division, []))
        summaries = {s.language: s for s in article.summaries.all()}
        summary = summaries.get(language) or summaries.get("en")
        divisions[-1][1].append(
            {
                "number": article.number,
                "title": (summary.title if summary else "") or article.title,
                "language": summary.language if summary else "en",
                "link": reverse("treaties:article", args=[treaty.symbol, article.number.replace(" ", "-")]),
            }
        )
    return render(
        request,
        "treaties/page.html",
        {
            "frame": frame(treaty, "page"),
            "facts": _facts(treaty),
            "divisions": divisions,
            "count": participation.count_on(treaty, day),
            "day": day,
            "languages": [(code, own_name(code)) for code in instruments.languages_of(treaty)],
            "others": [_line(other) for other in _relatives(request, treaty)],
            "sources": treaty.record.sources.all(),
            "cited_by": cited_by(request, treaty.record),
            "downloads": (
                Download(_("Participation"), reverse("treaties:participation-csv", args=[treaty.symbol]), "CSV"),
                *documents(treaty),
            ),
            "address": request.build_absolute_uri(treaty.address),
            "linked": exports.linked_data(treaty, request.build_absolute_uri("/").rstrip("/")),
        },
    )


def documents(treaty: Treaty) -> list[Download]:
    """The texts as documents of Akoma Ntoso: one for each language, from its best source."""
    languages = dict.fromkeys(held.language for held in exports.held_texts(treaty))
    return [
        Download(f"{own_name(code)} (Akoma Ntoso)", f"/api/v1/treaties/{treaty.symbol}.xml?language={code}", "XML")
        for code in languages
    ]


def _relatives(request: HttpRequest, treaty: Treaty) -> list[Treaty]:
    """The treaty that this one is a protocol to, and its own protocols."""
    visible = instruments.with_titles(instruments.visible_to(reader(request)))
    near = list(visible.filter(parent=treaty))
    return [*visible.filter(pk=treaty.parent_id), *near] if treaty.parent_id else near


def _facts(treaty: Treaty) -> list[Fact]:
    topics = terms.labels("crime-types", reading_language())
    names = places.names(reading_language())
    rows = [
        (_("Number"), treaty.symbol),
        (_("Short name"), instruments.short_name(treaty)),
        (_("Adopted"), _adopted(treaty)),
        (_("In force from"), str(treaty.in_force_on or "")),
        (_("Begins to bind a State"), entry_sentence(treaty.entry_rule)),
        (_("Registration"), treaty.registration),
        (_("Depositary"), names.get(treaty.depositary, treaty.depositary)),
        (_("Crimes"), listed(topics.get(code, code) for code in treaty.crime_types)),
    ]
    return [Fact(name, value) for name, value in rows if value]


def _adopted(treaty: Treaty) -> str:
    """The day and the place; the facts name places of adoption in English only."""
    place = format_html('<bdi lang="en">{}</bdi>', treaty.adopted_at) if treaty.adopted_at else ""
    if not treaty.adopted_on:
        return place
    return format_html("{} · {}", treaty.adopted_on, place) if place else str(treaty.adopted_on)


def entry_sentence(rule: str) -> str:
    """The treaty's rule of entry into force for one State, in words; the forms are those of ``rules.takes_effect``."""
    name, _colon, figure = rule.partition(":")
    number = int(figure or 0)
    sentences = {
        "deposit": _("on the day on which it deposits its instrument"),
        "days": ngettext(
            "%(number)s day after it deposits its instrument",
            "%(number)s days after it deposits its instrument",
            number,
        ),
        "months": ngettext(
            "%(number)s month after it deposits its instrument",
            "%(number)s months after it deposits its instrument",
            number,
        ),
        "nth-month": _("on the first day of month %(number)s after that of the deposit"),
        "month-after-days": ngettext(
            "on the first day of the month after the day that is %(number)s day after the deposit",
            "on the first day of the month after the day that is %(number)s days after the deposit",
            number,
        ),
        "month-after-months": ngettext(
            "on the first day of the month after %(number)s month from the deposit",
            "on the first day of the month after %(number)s months from the deposit",
            number,
        ),
    }
    return sentences[name] % {"number": number} if name in sentences else ""
