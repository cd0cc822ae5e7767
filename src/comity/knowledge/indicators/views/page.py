"""The page of one indicator."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.engines.records.views import readable, reader, reading_language
from comity.kernel.languages import alphabetical
from comity.knowledge.indicators import exports, queries, registry, rules
from comity.knowledge.indicators.enums import PLACE, Dimension, Frequency, Nature, Theme
from comity.knowledge.indicators.models import Indicator
from comity.knowledge.indicators.views import showing
from comity.ui.components import Crumb, Download, Fact


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it counts and how, its chart, its figures with their sources, and what was corrected."""
    record = readable(request, Indicator.kind, indicator__code=code)
    indicator = queries.for_listing(queries.visible_to(reader(request)).filter(pk=record.pk)).first()
    if indicator is None:
        raise Http404
    language = reading_language()
    every = queries.lines_of(indicator)
    names = showing.names_of(every, language)
    asked = {name: request.GET.get(name, "") for name in (PLACE, *Dimension.values)}
    lines = [line for line in every if _answers(line, asked)]
    text = queries.text_of(indicator, language)
    title = text.title if text else indicator.code
    return render(
        request,
        "indicators/page.html",
        {
            "indicator": indicator,
            "title": title,
            "title_language": text.language if text else "en",
            "method": text.summary if text else "",
            "unit": queries.unit_name(indicator, language),
            "facts": _facts(indicator, every, language),
            "choices": _choices(every, asked, names, language),
            "picture": showing.picture(indicator, lines, names, language),
            "table": showing.table(
                lines, names, language, may_record=rules.may_record(reader(request)) and not indicator.is_computed
            ),
            "only": _only(lines, language),
            "revisions": _revisions(indicator, every, names, language),
            "downloads": _downloads(indicator, asked),
            "sources": indicator.record.sources.all(),
            "address": request.build_absolute_uri(indicator.address),
            "may_record": rules.may_record(reader(request)),
            "linked": exports.linked_data((indicator, every), request.build_absolute_uri("/").rstrip("/"), language),
            "crumbs": (Crumb(_("Indicators"), reverse("indicators:list")), Crumb(title)),
        },
    )


def _answers(line: queries.SeriesLine, asked: dict[str, str]) -> bool:
    own = {PLACE: line.series.place_id or "", **line.series.dimensions}
    return all(own.get(name, "") == value for name, value in asked.items() if value)


def _facts(indicator: Indicator, lines: list[queries.SeriesLine], language: str) -> list[Fact]:
    checked = max((line.series.checked_on for line in lines if line.series.checked_on), default=None)
    frequencies, natures, themes = dict(Frequency.choices), dict(Nature.choices), dict(Theme.choices)
    rows = [
        (_("Unit"), queries.unit_name(indicator, language)),
        (_("Theme"), themes.get(indicator.theme, indicator.theme)),
        (_("What a figure says"), natures.get(indicator.nature, indicator.nature)),
        (_("Frequency"), frequencies.get(indicator.frequency, indicator.frequency)),
        (_("Counted by"), registry.word("counters", indicator.counted_by, language)),
        (_("Covers"), registry.word("coverages", indicator.coverage, language)),
        (_("Last computed on"), checked.isoformat() if checked else ""),
        (_("Code"), indicator.code),
    ]
    return [Fact(name, value) for name, value in rows if value]


def _choices(
    lines: list[queries.SeriesLine], asked: dict[str, str], names: showing.Names, language: str
) -> list[dict[str, Any]]:
    """A choice for each dimension in which the series differ."""
    labels: dict[str, Any] = {PLACE: _("State"), **dict(Dimension.choices)}
    found = []
    for name, label in labels.items():
        values = {line.series.place_id if name == PLACE else line.series.dimensions.get(name) for line in lines}
        known = sorted(
            ((value, names[name, value]) for value in values if value),
            key=lambda one: alphabetical(one[1], language),
        )
        if len(values) > 1 and known:
            found.append({"name": name, "label": label, "values": known, "chosen": asked[name]})
    return found


def _only(lines: list[queries.SeriesLine], language: str) -> dict[str, Any] | None:
    """The one figure there is, to be shown large."""
    if len(lines) != 1 or len(lines[0].observations) != 1:
        return None
    one = lines[0].observations[0]
    return {"value": queries.measured(one, language), "period": showing.written_period(one.period_text)}


def _revisions(
    indicator: Indicator, lines: list[queries.SeriesLine], names: showing.Names, language: str
) -> list[dict[str, Any]]:
    by_key = {line.series.pk: line for line in lines}
    found = []
    for gone, now in queries.revised(indicator):
        line = by_key.get(gone.series_id)
        found.append(
            {
                "label": showing.label_of(line, names) if line and len(lines) > 1 else "",
                "period": showing.written_period(gone.period_text),
                "before": queries.measured(gone, language),
                "now": queries.measured(now, language) if now else "",
                "source": showing.source_of(gone),
                "reason": now.reason if now and now.revision == gone.revision + 1 else "",
                "replaced_at": gone.replaced_at,
            }
        )
    return found


def _downloads(indicator: Indicator, asked: dict[str, str]) -> list[Download]:
    chosen = {name: value for name, value in asked.items() if value}
    root = reverse("api-1:indicator-data", args=[indicator.code])
    figures = [
        Download(_("Figures"), f"{root}?{urlencode({'format': name, **chosen})}", form.label)
        for name, form in exports.FORMS.items()
    ]
    structure = reverse("api-1:indicator-structure")
    return figures + [
        Download(_("Structure of the figures"), f"{structure}?format={name}", form.label)
        for name, form in exports.STRUCTURES.items()
    ]
