"""Cooperating with a State: what must be known before one asks it for help, on two pages of paper."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.engines.records.views import reading_language
from comity.kernel.languages import direction, isolated
from comity.kernel.lists import between, listed, said_of
from comity.knowledge.authorities.enums import Function, Group
from comity.knowledge.authorities.exports.sentences import by, confirmation, spoken
from comity.knowledge.authorities.queries import Disclosed
from comity.knowledge.legislation.queries import title_of
from comity.knowledge.requirements.enums import Certification
from comity.knowledge.requirements.queries import Asked
from comity.operations.assistance.enums import Topic
from comity.operations.assistance.exports.sentences import act
from comity.operations.assistance.queries import Statement
from comity.operations.assistance.shapes import Place
from comity.operations.guidance.queries import PURPOSES, Binding, Sheet, sheet_of
from comity.operations.guidance.registry import ASKED
from comity.operations.guidance.views.showing import Line, abbreviated, in_own, register_line
from comity.ui.components import Crumb, Fact
from comity.ui.templatetags.addresses import in_language
from comity.ui.templatetags.ui import day as written


# A sheet is read in a minute: of long words it has the beginning, and leads to the rest.
LONGEST: Final = 260
STATEMENTS: Final = 8
REGISTERS: Final = 10
# Which articles a line on a treaty names, with what they are about.
NAMED: Final = (Topic.ASSISTANCE, Topic.EXTRADITION)
WORDS: Final = ("content", "channel", "urgent", "translation", "costs", "dual_criminality", "advice")


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of one State or territory, as every visitor may read it."""
    place = places.places().get(code) or places.places().get(code.upper())
    if place is None or Kind(place.kind) not in ASKED:
        raise Http404
    language, day = reading_language(), timezone.now().date()
    known = sheet_of(place.code, day, language=language)
    name = places.names(language)[place.code]
    heading = _("Cooperating with %(place)s") % {"place": name}
    return render(
        request,
        "guidance/sheet.html",
        {
            "code": place.code,
            "name": name,
            "heading": heading,
            "day": day,
            "facts": _in_brief(known, language),
            "treaties": [_treaty(one, known) for one in known.treaties],
            "purposes": [
                {"label": str(function.label), "bodies": [_body(one, function, language) for one in bodies]}
                for function in PURPOSES
                if (bodies := known.for_purpose(function))
            ],
            "asked": [_asked(one) for one in known.asked],
            "statements": [_statement(one, known) for one in known.statements[:STATEMENTS]],
            "more_statements": max(0, len(known.statements) - STATEMENTS),
            "law": _law(known, language),
            "registers": [register_line(one, language) for one in known.registers[:REGISTERS]],
            "all_registers": f"{reverse('registers:list')}?place={place.code}",
            "more_registers": max(0, len(known.registers) - REGISTERS),
            "networks": _networks(known),
            "gaps": [str(gap.label) for gap in known.gaps],
            "address": request.build_absolute_uri(request.path),
            "links": {
                "basis": f"{reverse('assistance:find')}?requested={place.code}",
                "whom": reverse("authorities:state", args=[place.code]),
                "ask": f"{reverse('guidance:ask')}?state={place.code}",
                "tell": reverse("records:new", args=["requirement"]),
            },
            "crumbs": (
                Crumb(_("States"), reverse("places")),
                Crumb(name, reverse("place", args=[place.code])),
                Crumb(heading),
            ),
        },
    )


def _in_brief(known: Sheet, language: str) -> list[Fact]:
    """What most readers came for, in five lines; each is said again below, with its source."""
    unknown = _("Not known here")
    main = known.for_everyone(Function.MUTUAL_LEGAL_ASSISTANCE)
    accepted = [code for one in known.asked for code in one.languages]
    accepted += [code for one in known.authorities for code in one.particulars.get("languages", ())]
    urgent = next((one.one.urgent for one in known.asked if one.one.urgent), "") or next(
        (words for one in known.authorities if (words := one.particulars.get("urgent_procedure"))), ""
    )
    name, own = main[0].name(language) if main else (unknown, "")
    return [
        Fact(_("Authority for mutual legal assistance"), name, language=own),
        Fact(_("Languages accepted"), spoken(dict.fromkeys(accepted)) or unknown),
        Fact(_("Urgent cases"), abbreviated(urgent, LONGEST) if urgent else unknown),
        Fact(_("Legal basis for mutual legal assistance"), _bases(known, Topic.ASSISTANCE) or unknown),
        Fact(_("Legal basis for extradition"), _bases(known, Topic.EXTRADITION) or unknown),
    ]


def _bases(known: Sheet, topic: Topic) -> str:
    number = sum(1 for one in known.treaties if any(each.topic == topic for each in one.instrument.subjects))
    return _("Treaties that bind it and have an article on it: %(number)s") % {"number": number} if number else ""


def _articles(one: Binding) -> SafeString:
    """The articles on assistance and extradition, as links."""
    shown = [
        (in_language(Place(one.instrument.symbol, each.article).path), isolated(each.article))
        for topic in NAMED
        for each in one.instrument.subjects
        if each.topic == topic
    ]
    return format_html_join(between(), '<a href="{}">{}</a>', dict.fromkeys(shown))


def _treaty(one: Binding, known: Sheet) -> Line:
    title = known.titles[one.instrument.symbol]
    articles = _articles(one)
    since = written(one.since) if one.since else ""
    told = [
        format_html("{} {}", _("art."), articles) if articles else "",
        format_html("{} {}", _("since"), since) if since else "",
        "" if one.is_sure else _("perhaps bound"),
    ]
    source: str | SafeString = ""
    if one.act is not None:
        source = format_html("{} {} · {}", act(one.act.kind), isolated(one.act.on_text), one.act.provenance.title)
    address = in_language(title.address or f"/treaties/{one.instrument.symbol}/")
    beside = format_html_join(" · ", "{}", ((each,) for each in told if each))
    return Line(title.text, address, title.language, beside, source)


def _body(one: Disclosed, function: str, language: str) -> dict[str, Any]:
    """An authority in a few lines; what it keeps for other authorities is named, and not told."""
    name, own = one.name(language)
    # What it is for whatever the treaty tells more than what it is for the requests of one other State.
    designation = min(
        (each for each in one.designations if each.function == function),
        key=lambda each: (bool(each.counterpart_id), bool(each.treaty)),
    )
    other = places.names(language).get(designation.counterpart_id or "", "")
    told = one.particulars
    words = one.authority.language
    rows = [
        (_("Languages accepted"), spoken(told.get("languages", ())), ""),
        (_("By:"), by(told.get("channels", ())), ""),
        (_("Urgent cases"), abbreviated(told.get("urgent_procedure", ""), LONGEST), words),
        (_("What a request must contain"), abbreviated(told.get("request_contents", ""), LONGEST), words),
    ]
    return {
        "name": name,
        "language": own,
        "link": in_language(one.authority.address),
        "rows": [Fact(label.rstrip(":"), value, language=each) for label, value, each in rows if value],
        "only": _("Only for requests from %(place)s, as far as is known here.") % {"place": other} if other else "",
        "source": designation.source,
        "confirmation": confirmation(one),
        "withheld": listed(str(Group(each).label) for each in one.withheld),
    }


def _asked(one: Asked) -> dict[str, Any]:
    """What the State's own people say of requests to it."""
    told, label = one.one, {field.name: str(field.verbose_name) for field in one.one._meta.concrete_fields}
    rows = [Fact(_("Languages accepted"), spoken(one.languages))] if one.languages else []
    if told.copies is not None:
        rows.append(Fact(_("Number of copies"), str(told.copies)))
    if told.certification != Certification.UNKNOWN:
        rows.append(Fact(_("Certification"), told.get_certification_display()))
    rows += [
        Fact(label[name][:1].upper() + label[name][1:], words, language=told.language)
        for name in WORDS
        if (words := getattr(told, name))
    ]
    return {
        "label": told.get_about_display(),
        "link": in_language(told.address),
        "rows": rows,
        "source": " · ".join(filter(None, (told.told_by, str(told.told_on or "")))),
    }


def _statement(one: Statement, known: Sheet) -> Line:
    """A declaration that bears on requests: its beginning, and the page on which it stands whole."""
    action = one.action
    title, language = known.titles[action.treaty.symbol], action.language or "en"
    topics = listed(str(topic.label) for topic in one.topics)
    return Line(
        said_of(title.text, act(action.kind)),
        in_language(f"/treaties/{action.treaty.symbol}/statements/"),
        title.language,
        format_html("{} — {}", topics, in_own(abbreviated(action.text, LONGEST), language, direction(language))),
        format_html("{} · {}", isolated(action.on_text), action.provenance.title),
    )


def _law(known: Sheet, language: str) -> list[Line]:
    """Provisions that the finder names, then those that are annotated with articles on cooperation."""
    lines = [
        Line(
            f"{law.short_title or title_of(law, language)}, {isolated(one.provision.replace('art_', ''))}",
            in_language(law.address_of(one.provision)),
            law.language,
            str(one.about.label),
        )
        for law, one in known.own_law
    ]
    for each in known.provisions:
        verified = each.annotation.verified_on
        lines.append(
            Line(
                " ".join(
                    filter(None, (each.law.short_title or title_of(each.law, language), each.label, each.heading))
                ),
                in_language(each.address),
                each.law.language,
                listed(term.term.replace(":", " ") for term in each.annotation.terms.all()),
                _("Confirmed by a person on %(day)s") % {"day": verified}
                if verified
                else _("Not confirmed by a person"),
            )
        )
    return lines


def _networks(known: Sheet) -> list[Line]:
    """The networks of which it is a member: those with a page here, then those that the facts name."""
    kept = [Line(one.name, in_language(one.address), one.language) for one in known.communities]
    called = {one.text for one in kept}
    several = (Line(one.name, one.url, one.language, source=one.source) for one in known.networks)
    return [*kept, *(one for one in several if one.text not in called)]
