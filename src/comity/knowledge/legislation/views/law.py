"""A law as it reads, and one provision of it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from comity.base.terms import queries as terms
from comity.engines.citations.views import Shown, cited_by
from comity.engines.citations.views import shown as citations_shown
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import alphabetical, own_name
from comity.knowledge.legislation import exports, queries, rules
from comity.knowledge.legislation.enums import Method, PartKind, Scheme
from comity.knowledge.legislation.models import Annotation, Law, Version
from comity.knowledge.legislation.shapes import Heading, Words
from comity.knowledge.legislation.views.frame import Frame, frame
from comity.ui.components import Crumb, Fact, Moment


# So many parts stand on one page: a code of a thousand articles is read in pieces, as a slow line wants it.
WINDOW: Final = 120

CONTENTS_LINE: Final = (
    '<li class="contents-{}"><a href="{}#{}"><span class="contents-number">{}</span> <span>{}</span></a></li>'
)
CONTENTS_DIVISION: Final = '<li class="contents-{} contents-division"><a href="{}#{}">{}</a></li>'
DEEPEST: Final = 4


@require_safe
def page(request: HttpRequest, place: str, slug: str) -> HttpResponse:
    """A law: its card, contents, and a window of its text."""
    around = frame(request, place, slug)
    law, shown = around.law, around.shown
    headings = queries.table_of_contents(shown) if shown else []
    start = first_asked(request)
    words = queries.provisions(shown, start, start + WINDOW + 1) if shown else []
    more = len(words) > WINDOW
    words = words[:WINDOW]
    following = words[-1].position + 1 if words and more else None
    back = max(0, start - WINDOW) if start else None
    cites = citations_shown(request, law.record, (one.eid for one in words))
    return render(
        request,
        "legislation/law.html",
        {
            "frame": around,
            "facts": facts(law),
            "topics": topics_of(queries.annotations_of(law, "")),
            "contents": contents(headings, around, words),
            "number": sum(one.kind != PartKind.DIVISION.value for one in headings),
            "text": text(words, law, around, cites),
            "text_language": shown.language if shown else law.language,
            "choices": choices(around.versions, shown),
            "moments": moments(around),
            "later": queries.changes_not_held(around.versions, shown, around.on) if shown else [],
            "back": f"{window(request, back)}#text" if back is not None else "",
            "following": f"{window(request, following)}#text" if following is not None else "",
            "address": request.build_absolute_uri(law.address + around.query),
            "linked": exports.linked_data(law, request.build_absolute_uri("/").rstrip("/"), shown),
            "compare": reverse("legislation:compare", args=[law.jurisdiction, law.slug])
            if sum(version.is_held for version in around.versions) > 1
            else "",
            "sources": law.record.sources.all(),
            "cited_by": cited_by(request, law.record, few=0),
        },
    )


def first_asked(request: HttpRequest) -> int:
    """The position with which the window begins."""
    asked = request.GET.get("from", "")
    return int(asked) if asked.isdecimal() and len(asked) < 8 else 0  # noqa: PLR2004 -- no law has ten million parts


def window(request: HttpRequest, start: int | None) -> str:
    """The address of another window of the same text."""
    asked = request.GET.copy()
    asked["from"] = str(start or 0)
    return f"?{asked.urlencode()}"


@require_safe
def provision(request: HttpRequest, place: str, slug: str, eid: str) -> HttpResponse:
    """One provision inside its law, with its neighbours and the wordings that it has had."""
    around = frame(request, place, slug)
    law, shown = around.law, around.shown
    part = queries.provision(shown, eid) if shown else None
    if part is None or shown is None:
        raise Http404
    before, after = queries.neighbours(shown, part.position)
    history = queries.history_of(law, eid, shown.language)
    name = part.label or part.number or part.heading or eid
    annotations = queries.annotations_of(law, eid)
    last_words, repealed_on = before_repeal(history) if part.is_repealed else ("", None)
    return render(
        request,
        "legislation/provision.html",
        {
            "frame": around,
            "crumbs": (*steps_to(law, around), Crumb(name, language=shown.language)),
            "part": part,
            "eid": eid,
            "ways": ((_("Say which article of a treaty it carries out"), "#heading-annotation"),),
            "last_words": last_words,
            "repealed_on": repealed_on,
            "shown_by": [
                (one.note, one.source_url) for one in annotations if one.method == Method.PERSON and one.source_url
            ],
            "paragraphs": citations_shown(request, law.record, [eid]).paragraphs(part.body, eid, shown.language),
            "name": name,
            "divisions": queries.divisions_around(shown, part),
            "topics": topics_of(annotations),
            "articles": articles_of(annotations),
            "is_rule": any(one.method == Method.RULE and not one.is_verified for one in annotations),
            "annotate": reverse("legislation:annotate", args=[law.jurisdiction, law.slug, eid])
            if rules.may_annotate(reader(request))
            else "",
            "text_language": shown.language,
            "facts": facts(law),
            "back": neighbour(before, law, around),
            "following": neighbour(after, law, around),
            "law_link": f"{law_link(law, around)}{'&' if around.query else '?'}from={part.position}#{eid}",
            "wordings": [
                Moment(
                    str(one.version.on or ""),
                    _("Repealed") if one.is_repealed else one.heading or name,
                    str(one.version.on or ""),
                    address=f"?on={one.version.on}",
                )
                for one in history
                if one.version.on
            ]
            if len(history) > 1
            else [],
            "address": request.build_absolute_uri(law.address_of(eid) + around.query),
            "linked": exports.linked_part(law, request.build_absolute_uri("/").rstrip("/"), shown, part),
            "cited_by": cited_by(request, law.record, eid),
            "sources": law.record.sources.all(),
        },
    )


def before_repeal(history: Sequence[queries.Wording]) -> tuple[str, dt.date | None]:
    """Where the last words of a provision that no longer holds are read, and since when it does not."""
    repeal = next((index for index in range(len(history) - 1, -1, -1) if history[index].is_repealed), None)
    if repeal is None:
        return "", None
    before = history[repeal - 1].version.on if repeal else None
    return f"?on={before.isoformat()}" if before else "", history[repeal].version.on


def steps_to(law: Law, around: Frame) -> tuple[Crumb, ...]:
    """The way to the law's own page, for the pages below it."""
    return (*around.crumbs[:-1], replace(around.crumbs[-1], address=law_link(law, around)))


def law_link(law: Law, around: Frame) -> str:
    """The law's own page on the same day."""
    return reverse("legislation:page", args=[law.jurisdiction, law.slug]) + around.query


def neighbour(heading: Heading | None, law: Law, around: Frame) -> dict[str, str] | None:
    """A link to a provision."""
    if heading is None:
        return None
    link = reverse("legislation:provision", args=[law.jurisdiction, law.slug, heading.eid])
    return {"name": heading.label or heading.number or heading.heading, "link": link + around.query}


def facts(law: Law) -> list[Fact]:
    """The card of the law."""
    dates = [
        (_("Adopted"), law.adopted_on),
        (pgettext("date of a law", "Published"), law.published_on),
        (_("In force from"), law.in_force_on),
        (pgettext("date of a law", "Repealed"), law.repealed_on),
    ]
    rows: list[tuple[str, object]] = [(_("Identifier"), law.identifier), (_("Short title"), law.short_title)]
    rows += [(name, day.isoformat() if day else "") for name, day in dates]
    found = [Fact(name, value) for name, value in rows if value]
    return [*found, Fact(_("Original language"), own_name(law.language), language=law.language)]


def choices(versions: Sequence[Version], shown: Version | None) -> list[tuple[str, str, bool]]:
    """The days on which a text that is held began: day, words, whether it is shown."""
    held = [version for version in versions if version.is_held and version.on]
    days = sorted({version.on for version in held if version.on}, reverse=True)
    now = shown.on if shown else None
    return [(day.isoformat(), day.isoformat(), day == now) for day in days] if len(days) > 1 else []


def moments(around: Frame) -> list[Moment]:
    """Every day on which the text changed, newest first, with those whose text is not held."""
    days: dict[dt.date, bool] = {}
    for version in around.versions:
        if version.on:
            days[version.on] = days.get(version.on, False) or version.is_held
    return (
        [
            Moment(
                day.isoformat(),
                _("Text as from this day") if held else _("Changed; the text is not loaded"),
                day.isoformat(),
                address=f"?on={day.isoformat()}" if held else "",
                is_strong=held,
            )
            for day, held in sorted(days.items(), reverse=True)
        ]
        if len(days) > 1
        else []
    )


def topics_of(annotations: Sequence[Annotation]) -> list[tuple[str, str]]:
    """The crimes that annotations name, with the addresses of their pages."""
    labels = terms.every_label("crime-types", reading_language())
    codes = {term.term for one in annotations for term in one.terms.all() if term.scheme == Scheme.CRIME_TYPES}
    named = ((labels.get(code, code), reverse("topic", args=[code])) for code in codes)
    return sorted(named, key=lambda one: alphabetical(one[0]))


def articles_of(annotations: Sequence[Annotation]) -> list[tuple[str, str]]:
    """The treaty articles that annotations say it carries out: symbol and number, and the article's address."""
    named = {term.term for one in annotations for term in one.terms.all() if term.scheme == Scheme.INSTRUMENT_ARTICLES}
    pairs = [term.partition(":") for term in sorted(named)]
    return [
        (f"{symbol}, {number}", f"/treaties/{symbol}/articles/{number.split('.')[0]}/")
        for symbol, _colon, number in pairs
    ]


def contents(headings: Sequence[Heading], around: Frame, words: Sequence[Words]) -> SafeString:
    """The table of contents as a list; written here and not in a template, since a code has thousands of lines."""
    first, last = (words[0].position, words[-1].position) if words else (0, 0)
    elsewhere = escape(f"{around.query}&" if around.query else "?")
    # All the words at once: to escape them one by one takes longer than everything else. No text has a null character.
    names = iter(escape("\0".join(f"{one.eid}\0{name_of(one)}\0{one.heading}" for one in headings)).split("\0"))
    division = PartKind.DIVISION.value
    lines = []
    for one, eid, name, heading in zip(headings, names, names, names, strict=False):
        target = "" if first <= one.position <= last else f"{elsewhere}from={one.position}"
        level = min(one.level, DEEPEST)
        if one.kind == division:
            lines.append(CONTENTS_DIVISION.format(level, target, eid, f"{name} {heading}".strip()))
        else:
            lines.append(CONTENTS_LINE.format(level, target, eid, name, heading))
    return mark_safe("".join(lines))  # noqa: S308 -- every text is escaped above


def name_of(one: Heading) -> str:
    """What a line of the contents is called beside its heading: the label of a division, the number of a provision."""
    return one.label if one.kind == PartKind.DIVISION.value else one.number or one.label


def text(words: Sequence[Words], law: Law, around: Frame, cites: Shown) -> SafeString:
    """The parts as they are read, headings, provisions and what stands between them."""
    link = reverse("legislation:provision", args=[law.jurisdiction, law.slug, "EID"])
    language = around.shown.language if around.shown else law.language
    return mark_safe("".join(pieces(words, link, around.query, cites, language)))  # noqa: S308 -- every piece is made by format_html


def pieces(words: Sequence[Words], link: str, query: str, cites: Shown, language: str) -> Iterator[SafeString]:
    """Each part as safe HTML."""
    for one in words:
        body = format_html_join("", "<p>{}</p>", ((piece,) for piece in cites.paragraphs(one.body, one.eid, language)))
        match one.kind:
            case PartKind.DIVISION:
                label = format_html('<span class="eyebrow">{}</span>', one.label) if one.label else SafeString()
                yield format_html(
                    '<div class="law-division law-division-{}" id="{}"><h2>{}{}</h2></div>{}',
                    min(one.level, DEEPEST),
                    one.eid,
                    label,
                    one.heading,
                    body,
                )
            case PartKind.PROVISION:
                heading = format_html("<h3>{}</h3>", one.heading) if one.heading else SafeString()
                if one.is_repealed:
                    heading += format_html('<p class="quiet">{}</p>', _("Repealed"))
                yield format_html(
                    '<article class="provision" id="{}"><p class="provision-number"><a href="{}">{}</a></p>'
                    '<div class="provision-body">{}{}</div></article>',
                    one.eid,
                    link.replace("EID", one.eid) + query,
                    # 111-1 is one word: it must not be broken at its hyphen.
                    (one.label or one.number).replace("-", "\u2011"),
                    heading,
                    body,
                )
            case _:
                yield format_html('<div class="provision-body" id="{}">{}</div>', one.eid, body)
