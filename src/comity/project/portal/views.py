"""The pages about everything at once."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity import __version__
from comity.base.places import queries as places
from comity.base.places.enums import Group, Kind, LegalSystem
from comity.base.places.models import Place
from comity.base.terms import queries as terms
from comity.engines.records import queries as records
from comity.engines.records.views import reader
from comity.kernel.languages import alphabetical
from comity.knowledge.indicators.queries import lines_of_place
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.views.frame import title_of, titles_of, written
from comity.operations.networks.queries import networks_of
from comity.project import exports
from comity.project.portal import databases as shelves
from comity.project.portal import front_page, queries
from comity.project.portal.gateways import of_crime_type as portal_of
from comity.ui.components import Column, Crumb, Fact, Row
from comity.ui.templatetags.addresses import in_language
from comity.ui.written import link, number


CRIME_TYPES = "crime-types"
# These have lists of their own on the pages about everything.
APART = frozenset({"treaty", "law"})
# So many figures about a State stand on its page; the others are one step away.
MOST_FIGURES = 8
# The conventions of the field that most readers look for, by their numbers.
INSTRUMENTS = ("XVIII-12", "XVIII-12-a", "XVIII-12-b", "XVIII-12-c", "XVIII-14", "VI-19")


@dataclass(frozen=True, slots=True)
class Topic:
    """A crime type as a card shows it."""

    code: str
    label: str
    definition: str
    link: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where a reader begins: a search box, two States, a crime, an instrument."""
    language = queries.language()
    names = places.names(language)
    held = queries.holdings()
    treaties = {
        t.symbol: t for t in instruments.with_titles(instruments.visible_to(None)).filter(symbol__in=INSTRUMENTS)
    }
    return render(
        request,
        "portal/home.html",
        {
            "examples": [
                _("money laundering"),
                _("art. 18 UNTOC"),
                _("mutual legal assistance"),
                _("trafficking in persons"),
            ],
            "states": sorted(
                ((code, names[code]) for code, place in places.places().items() if place.is_counted or code == "EU"),
                key=lambda item: alphabetical(item[1], language),
            ),
            "today": timezone.now().date(),
            **front_page.shown(language, reader(request)),
            "topics": topics(language),
            "instruments": [
                {
                    "title": title_of(treaties[symbol])[0],
                    "symbol": symbol,
                    "link": in_language(treaties[symbol].address),
                    "foot": instruments.short_name(treaties[symbol]),
                }
                for symbol in INSTRUMENTS
                if symbol in treaties
            ],
            "held": [
                Fact(_("treaties"), str(held.treaties), reverse("treaties:list")),
                Fact(_("articles of treaties"), str(held.articles)),
                Fact(_("acts of States"), str(held.actions)),
                Fact(_("laws"), str(held.laws), reverse("legislation:list")),
                Fact(_("provisions"), str(held.provisions)),
                Fact(_("jurisdictions with laws"), str(held.law_places), reverse("places")),
                *(
                    Fact(str(one.label), str(number), one.list_address)
                    for one in shelves.every()
                    if one.kind not in APART and (number := held.kinds.get(one.kind, 0))
                ),
            ],
        },
    )


def topics(language: str) -> list[Topic]:
    """Every crime type with its label and definition, by label."""
    labels = terms.labels(CRIME_TYPES, language)
    definitions = terms.definitions(CRIME_TYPES, language)
    found = [
        Topic(code, label, definitions.get(code, ""), reverse("topic", args=[code])) for code, label in labels.items()
    ]
    return sorted(found, key=lambda topic: alphabetical(topic.label, language))


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """All States by regional group, and the organisations and territories that have laws here."""
    names, laws = places.names(queries.language()), queries.laws_by_place(reader(request))
    known = places.places()
    group_codes = {g.value: g.label for g in Group}
    groups: dict[str, list[dict[str, object]]] = {str(label): [] for label in group_codes.values()}
    rest: list[dict[str, object]] = []
    for code, place in known.items():
        line = {"code": code, "name": names[code], "link": reverse("place", args=[code]), "laws": laws.get(code, 0)}
        if place.is_counted and place.group in group_codes:
            groups[str(group_codes[place.group])].append(line)
        elif place.is_counted or code == "EU" or laws.get(code):
            rest.append(line)
    shown = [*groups.items(), (_("Others"), rest)]
    return render(
        request,
        "portal/places.html",
        {
            "groups": [
                {
                    "code": number,
                    "name": name,
                    # Only the regional groups are of States alone.
                    "is_counted": name in groups,
                    "places": sorted(lines, key=lambda line: alphabetical(str(line["name"]), queries.language())),
                }
                for number, (name, lines) in enumerate(shown)
                if lines
            ],
            "crumbs": (Crumb(_("States")),),
        },
    )


@require_safe
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """All that the portal knows of one State."""
    place = places.places().get(code) or places.places().get(code.upper())
    if place is None:
        raise Http404
    day: dt.date = timezone.now().date()
    language = queries.language()
    names = places.names(language)
    treaties = participation.treaties_of(place.code, day, person=reader(request))
    treaties.sort(key=lambda pair: pair[0].adopted_on or dt.date.min, reverse=True)
    titles = titles_of([treaty for treaty, _line in treaties])
    standings = {standing: str(standing.label) for standing in Standing}
    rows: dict[bool, list[Row]] = {True: [], False: []}
    for treaty, line in treaties:
        rows[bool(treaty.crime_types)].append(_row(treaty, line, *titles[treaty.pk], standings[line.standing]))
    laws = records.for_listing(
        records.visible_to(reader(request)).filter(kind="law", place=place.code), language=language
    )
    shown_laws = [
        (text, law.law)
        for law in laws.select_related("law")
        if (text := records.best_text(list(law.texts.all()), language=law.law.language))
    ]
    # Laws of one title are told apart by what their publisher calls them.
    alike = Counter(text.title for text, _law in shown_laws)
    shown_laws.sort(key=lambda pair: alphabetical(pair[0].title, language))
    return render(
        request,
        "portal/place.html",
        {
            "place": place,
            "name": names[place.code],
            "facts": _facts(place.code),
            "successions": [
                (one, names[one.successor_id if one.predecessor_id == place.code else one.predecessor_id])
                for one in places.successions_of(place.code)
            ],
            "names": names,
            "columns": (
                Column(_("Today")),
                Column(_("Signature"), is_date=True),
                Column(_("Deposit"), is_date=True),
                Column(_("In force from"), is_date=True),
            ),
            "crime": rows[True],
            "others": rows[False],
            "laws": [
                {
                    "text": text,
                    "link": in_language(law.address),
                    "law": law,
                    "told_by": law.identifier if alike[text.title] > 1 else "",
                }
                for text, law in shown_laws
            ],
            "states": sorted(
                (
                    (code, names[code])
                    for code, other in places.places().items()
                    if (other.is_counted or code == "EU") and code != place.code
                ),
                key=lambda item: alphabetical(item[1], language),
            ),
            "search": f"{reverse('search:page')}?place={place.code}",
            "whom": reverse("authorities:state", args=[place.code]),
            "has_sheet": Kind(place.kind) in {Kind.STATE, Kind.TERRITORY},
            "figures": lines_of_place(place.code, person=reader(request), language=language)[:MOST_FIGURES],
            "all_figures": f"{reverse('indicators:list')}?place={place.code}",
            "shares": shelves.of_place(place.code, language=language, person=reader(request), without=APART),
            "networks": [(one, one.name_in(language)) for one in networks_of(place.code)],
            "day": day,
            "crumbs": (Crumb(_("States"), reverse("places")), Crumb(names[place.code])),
            "address": request.build_absolute_uri(f"/places/{place.code}/"),
        },
    )


def _row(treaty: Treaty, line: participation.Line, title: str, language: str, standing: str) -> Row:
    """One treaty in the table of a State."""
    return Row(
        link(in_language(treaty.address), title, language, treaty.symbol),
        (
            standing,
            written(line.signature.period) if line.signature else "",
            written(line.consent.period) if line.consent else "",
            str(line.in_force_on or ""),
        ),
    )


def _facts(code: str) -> list[Fact]:
    place = places.places()[code]
    labels = places.names(queries.language())
    regions = [labels.get(region, region) for region in places.regions_of(code) if region != "001"]
    rows = [
        (_("Formal name"), queries.formal_name(code, queries.language())),
        (_("What it is"), place.get_kind_display()),
        (_("Regional group"), place.get_group_display() if place.group else ""),
        (_("Region"), " · ".join(regions)),
        (_("Legal system"), _legal_systems(place)),
        (_("Member of the United Nations since"), str(place.admitted_on or "")),
        (_("Codes"), " · ".join(part for part in (place.code, place.iso3, place.m49) if part)),
    ]
    return [Fact(name, value) for name, value in rows if value]


def _legal_systems(place: Place) -> str:
    """The legal systems of a place, with what must be known of them and where it is told."""
    if not place.legal_systems:
        return ""
    labels = " · ".join(str(LegalSystem(code).label) for code in place.legal_systems)
    doubt = "" if place.are_legal_systems_sure else format_html("<br>{}", _("Sources differ, or the law is changing."))
    note = format_html('<br><span lang="en" dir="ltr">{}</span>', place.legal_systems_note)
    return format_html(
        '{}<span class="quiet">{}{}<br>{} <span lang="en" dir="ltr">{}</span></span>',
        labels,
        doubt,
        note if place.legal_systems_note else "",
        _("Source:"),
        place.legal_systems_source,
    )


@require_safe
def database_list(request: HttpRequest) -> HttpResponse:
    """Every database, with what it is and how much it holds."""
    held = queries.holdings()
    shown = [(one, number(held.kinds.get(one.kind, 0))) for one in shelves.every() if one.list_address]
    return render(request, "portal/database_list.html", {"shelves": shown, "crumbs": (Crumb(_("Databases")),)})


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """Every crime type."""
    return render(request, "portal/topics.html", {"topics": topics(queries.language())})


@require_safe
def topic_page(request: HttpRequest, code: str) -> HttpResponse:
    """One crime type: what it is, which treaty articles bear on it, and which laws."""
    language = queries.language()
    topic = next((one for one in topics(language) if one.code == code), None)
    if topic is None:
        raise Http404
    person = reader(request)
    found = queries.articles_on(code, language=language, person=person)
    titles = titles_of([treaty for treaty, _lines in found])
    return render(
        request,
        "portal/topic.html",
        {
            "topic": topic,
            "instruments": [
                {
                    "title": titles[treaty.pk][0],
                    "language": titles[treaty.pk][1],
                    "link": in_language(treaty.address),
                    "articles": lines,
                }
                for treaty, lines in found
            ],
            "kinds": shelves.on_topic(code, language=language, person=person),
            "states": queries.states_with_law_on(code, language=language, person=person),
            "search": f"{reverse('search:page')}?crime_type={code}",
            "portal": reverse("portal", args=[theme.code]) if (theme := portal_of(code)) else "",
            "crumbs": (Crumb(_("Topics"), reverse("topics")), Crumb(topic.label)),
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the portal is."""
    return render(request, "portal/about.html", {"version": __version__})


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is loaded, from where, on what terms, and what is missing."""
    language = queries.language()
    names = places.names(language)
    laws = queries.laws_by_place(reader(request))
    counted = [code for code, place in places.places().items() if place.is_counted]
    without = sorted((names[code] for code in counted if not laws.get(code)), key=alphabetical)
    return render(
        request,
        "portal/data.html",
        {
            "sources": queries.sources(reader(request)),
            "provenances": queries.provenances(),
            "coverage": sorted(
                ((names.get(code, code), code, number) for code, number in laws.items()),
                key=lambda row: (-row[2], row[0]),
            ),
            "without": without,
            "counted": len(counted),
            "databases": databases("/api/v1/"),
            "covered": len(counted) - len(without),
        },
    )


@require_safe
def interfaces(request: HttpRequest) -> HttpResponse:
    """How programs read the portal."""
    root = request.build_absolute_uri("/api/v1/")
    assistants = request.build_absolute_uri(reverse("assistants"))
    context = {"root": root, "databases": databases(root), "assistants": assistants}
    return render(request, "portal/interfaces.html", context)


def databases(root: str) -> list[tuple[object, list[tuple[str, str]]]]:
    """Every database that is downloaded whole, with the name and the address of each form in which it is."""
    return [
        (one.label, [(exports.FORMS[ending].label, f"{root}export/{one.name}.{ending}") for ending in one.writers])
        for one in exports.every().values()
    ]


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the portal is, and what is lacking."""
    return render(request, "portal/accessibility.html")
