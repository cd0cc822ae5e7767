"""The list of indicators, theme by theme."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import alphabetical
from comity.knowledge.indicators import queries, rules
from comity.knowledge.indicators.enums import Dimension, Theme
from comity.knowledge.indicators.models import Indicator, Observation, Series
from comity.knowledge.indicators.views.showing import written_period
from comity.ui.components import Crumb


# A figure of a list: the latest observation, and how many series there are.
Latest = Mapping[UUID, tuple[Observation, int]]


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Indicators by theme, narrowed to a theme, a crime or a State."""
    language = reading_language()
    asked = {name: request.GET.get(name, "") for name in ("theme", "crime_type", "place")}
    every = list(queries.for_listing(queries.visible_to(reader(request))))
    tagged = _tagged(every)
    shown = [one for one in every if _answers(one, tagged.get(one.pk, set()), asked)]
    latest = queries.latest_of(shown)
    groups = []
    for theme in Theme:
        lines = [_line(one, latest, language) for one in shown if one.theme == theme]
        if lines:
            groups.append((theme.value, theme.label, lines))
    names = places.names(language)
    crimes = terms.labels("crime-types", language)
    tags = set().union(*tagged.values()) if tagged else set()
    return render(
        request,
        "indicators/list.html",
        {
            "groups": groups,
            "number": queries.amount(len(shown), language),
            "asked": asked,
            "themes": [(theme.value, theme.label) for theme in Theme],
            "crimes": [(code, crimes.get(code, code)) for name, code in sorted(tags) if name == Dimension.CRIME_TYPE],
            "places": sorted(
                ((code, names.get(code, code)) for name, code in tags if name == "place"),
                key=lambda one: alphabetical(one[1], language),
            ),
            "may_record": rules.may_record(reader(request)),
            "structures": reverse("api-1:indicator-structure"),
            "crumbs": (Crumb(_("Indicators")),),
        },
    )


def _tagged(indicators: Sequence[Indicator]) -> dict[object, set[tuple[str, str]]]:
    """The places and crimes of each indicator's series; one query."""
    found: dict[object, set[tuple[str, str]]] = {}
    rows = Series.objects.filter(indicator__in=indicators).values_list("indicator", "place", "dimensions")
    for key, place, dimensions in rows.order_by("pk"):
        own = found.setdefault(key, set())
        if place:
            own.add(("place", place))
        if crime := dimensions.get(Dimension.CRIME_TYPE):
            own.add((Dimension.CRIME_TYPE.value, crime))
    return found


def _answers(indicator: Indicator, tags: set[tuple[str, str]], asked: Mapping[str, str]) -> bool:
    if asked["theme"] and indicator.theme != asked["theme"]:
        return False
    return all((name, asked[name]) in tags for name in ("crime_type", "place") if asked[name])


def _line(indicator: Indicator, latest: Latest, language: str) -> dict[str, object]:
    text = queries.text_of(indicator, language)
    observation, number = latest.get(indicator.pk, (None, 0))
    return {
        "title": text.title if text else indicator.code,
        "language": text.language if text else "en",
        "link": reverse("indicators:page", args=[indicator.code]),
        # Of several series none stands for the others.
        "value": queries.measured(observation, language) if observation and number == 1 else "",
        "unit": queries.unit_name(indicator, language),
        "period": written_period(observation.period_text) if observation else "",
        "series": queries.amount(number, language),
    }
