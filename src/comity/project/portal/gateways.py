"""Thematic portals: the same records as everywhere, behind a front page of their own."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.places.forms import choices_of
from comity.engines.records import queries as records
from comity.engines.records.registry import detail_models, warning_of
from comity.engines.records.views import reader
from comity.engines.search import queries as search
from comity.engines.search.enums import Facet, Sort
from comity.engines.search.forms import Search
from comity.engines.search.views import naming, showing
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.enums import Function, Origin
from comity.knowledge.authorities.forms import ASKED
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.gateways import queries as hot_topics
from comity.knowledge.gateways import registry, rules
from comity.knowledge.gateways.enums import Portal, Section
from comity.knowledge.gateways.shapes import Theme
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Article
from comity.knowledge.treaties.queries import instruments, participation
from comity.project.portal import queries, themes
from comity.ui.components import Crumb, Status
from comity.ui.map import world_map


NEWEST: Final = 8
# The drug conventions whose parties name authorities for import and export: of 1961, as amended, and of 1971.
DRUG_CONTROL: Final = ("VI-15", "VI-18", "VI-16")


@dataclass(frozen=True, slots=True)
class Card:
    """A portal as the list of portals shows it."""

    label: str
    lead: str
    link: str


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every thematic portal."""
    language = queries.language()
    fronts = hot_topics.fronts()
    cards = [
        Card(
            str(Portal(code).label),
            hot_topics.introduction(theme, fronts.get(code), language).lead,
            reverse("portal", args=[code]),
        )
        for code, theme in registry.themes().items()
    ]
    return render(request, "portal/portals.html", {"portals": cards, "crumbs": (Crumb(_("Thematic portals")),)})


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The front page of one theme."""
    theme = registry.themes().get(code)
    if theme is None:
        raise Http404
    language, person, day = queries.language(), reader(request), timezone.now().date()
    names = naming.names(language)
    answer = search.ask(
        "",
        person=person,
        language=language,
        filters={Facet.CRIME_TYPE: theme.crime_types},
        facets=themes.counted(theme),
        limit=1,
        snippet=0,
    )
    # Whole records: of one new code there are a hundred articles, and nothing else would be seen.
    asked = Search(filters={Facet.CRIME_TYPE: theme.crime_types, Facet.KIND: tuple(detail_models())}, sort=Sort.NEWEST)
    newest = search.ask(
        "",
        person=person,
        language=language,
        filters=asked.filters,
        facets=(),
        sort=asked.sort,
        limit=NEWEST,
        snippet=0,
    )
    front = hot_topics.front_of(code)
    states = themes.states_with_law(theme, person=person, language=language)
    content = {
        "theme": theme,
        "title": Portal(code).label,
        "introduction": hot_topics.introduction(theme, front, language),
        "kinds": [
            (naming.kind(one.value), one.count, themes.address(theme, {Facet.KIND: (one.value,)}))
            for one in answer.facets.get(Facet.KIND, ())
        ],
        "everything": themes.address(theme),
        "topics": [
            (names.crime_types.get(crime, crime), reverse("topic", args=[crime])) for crime in theme.crime_types
        ],
        "hot_topics": hot_topics.of_portal(code, person=person, language=language, order=front.order if front else ()),
        "write": reverse("gateways:front", args=[code]) if rules.may_compose(person) else "",
        "compose": f"{reverse('gateways:new')}?portal={code}" if rules.may_compose(person) else "",
        "treaties": themes.treaties_of(theme, day, person=person, language=language),
        "day": day,
        "definitions": themes.definitions_of(theme, person=person, language=language),
        "narrowings": themes.narrowings(theme, answer, names),
        "aspects": themes.aspects_of(theme, language),
        "newest": showing.results(newest, names),
        "all_newest": showing.address(asked),
        "feed": showing.address(asked, "feed"),
        "figures": themes.figures_of(theme, person=person, language=language),
        "functions": themes.functions_of(theme, person=person),
        "states": states,
        "drawing": _map(states, names) if states else "",
        "statuses": _statuses(states),
        "beside": f"{reverse('beside')}?crime_type={theme.crime_types[0]}",
        "substances": _substances(person, language) if Section.CONTROLLED_SUBSTANCES in theme.sections else None,
        "crumbs": (Crumb(_("Thematic portals"), reverse("portals")), Crumb(Portal(code).label)),
    }
    return render(request, "portal/portal.html", content)


def _map(states: list[themes.StateLine], names: naming.Names) -> Any:
    """The States with a provision, and those with a law only; the table beside it says the same."""
    counted = {code: place for code, place in places.places().items() if place.is_counted}
    held = {line.code: "party" if line.provisions else "signatory" for line in states if line.code in counted}
    return world_map(
        {code: held.get(code, "none") for code in counted},
        {code: names.places.get(code, code) for code in counted},
        {line.code: line.search for line in states},
        numbers={place.m49: code for code, place in counted.items() if place.m49},
        title=str(_("Laws by State")),
    )


def _statuses(states: list[themes.StateLine]) -> list[Status]:
    counted = [line for line in states if (place := places.places().get(line.code)) and place.is_counted]
    provisions = sum(1 for line in counted if line.provisions)
    total = sum(1 for place in places.places().values() if place.is_counted)
    return [
        Status("party", _("A provision on it is held here"), provisions),
        Status("signatory", _("Only a law on it as a whole is held here"), len(counted) - provisions),
        Status("none", _("Nothing on it is held here, which does not mean that there is none"), total - len(counted)),
    ]


def _substances(person: User | None, language: str) -> dict[str, object]:
    """Who authorizes the import and export of controlled substances, and of which parties that is not known here."""
    function = Function.IMPORT_EXPORT_OF_CONTROLLED_SUBSTANCES
    found = authorities.narrowed(authorities.visible_to(person), function=function)
    shown = list(authorities.all_of(found, authorities.reading_of(person)))
    origins = {known.origin for one in shown for known in _naming(one, function)}
    treaties = list(instruments.visible_to(person).filter(symbol__in=DRUG_CONTROL))
    standings = participation.standings_on(treaties, timezone.now().date())
    parties = {
        place for several in standings.values() for place, standing in several.items() if standing == Standing.YES
    }
    names = places.names(language)
    return {
        "authorities": [
            {
                "name": one.name(language),
                "place": one.authority.record.place_id or "",
                "place_name": names.get(one.authority.record.place_id or "", ""),
                "address": one.authority.address,
                "warning": warning_of(Authority.kind, one.authority.confirmed_on),
                "origins": list(dict.fromkeys(Origin(known.origin).label for known in _naming(one, function))),
            }
            for one in shown
        ],
        "from_laws": Origin.LAW in origins,
        "notified": Origin.REPORTED in origins,
        "function": function.value,
        "states": choices_of(language, ASKED),
        "list": f"{reverse('authorities:list')}?function={function}",
        "parties": len(parties),
        "without": len(parties - {one.authority.record.place_id for one in shown}),
        "schedules": schedules_of(person, language),
    }


def _naming(shown: authorities.Disclosed, function: Function) -> list[Designation]:
    """The designations by which an authority has a function."""
    return [one for one in shown.designations if one.function == function]


def schedules_of(person: User | None, language: str) -> list[dict[str, object]]:
    """The lists of substances by convention, with what is asked at a border; three queries."""
    several = registry.schedules()
    symbols = {one.treaty for one in several}
    found = instruments.with_titles(instruments.visible_to(person)).filter(symbol__in=symbols)
    treaties = {treaty.symbol: treaty for treaty in found}
    numbers = {one.partition("(")[0] for each in several for one in each.articles}
    articles = {
        (article.treaty_id, article.number): article.address
        for article in Article.objects.filter(
            records.readable_by(person, "treaty__record__"), treaty__symbol__in=symbols, number__in=numbers
        ).select_related("treaty")
    }
    shown = []
    for one in several:
        if (treaty := treaties.get(one.treaty)) is None:
            continue
        text = records.best_text(list(treaty.record.texts.all()), language=language)
        shown.append(
            {
                "treaty": treaty,
                "title": text.title if text else treaty.symbol,
                "title_language": text.language if text else "en",
                "name": one.names[language],
                "asks": one.asks[language],
                "articles": [
                    (number, articles.get((treaty.pk, number.partition("(")[0]), "")) for number in one.articles
                ],
            }
        )
    return shown


def of_crime_type(crime_type: str) -> Theme | None:
    """The portal of which a crime type is the theme; None when there is none."""
    return next((theme for theme in registry.themes().values() if crime_type in theme.crime_types), None)
