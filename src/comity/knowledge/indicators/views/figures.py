"""Where staff add one figure, correct one, or take one back."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.engines.records.views import readable, reader, reading_language
from comity.kernel.errors import NotPermitted, Overtaken, Refused
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators import actions, imports, queries, rules
from comity.knowledge.indicators.enums import PLACE, Dimension
from comity.knowledge.indicators.forms import FigureForm, RetractionForm
from comity.knowledge.indicators.models import Indicator, Observation
from comity.knowledge.indicators.shapes import Figure
from comity.knowledge.indicators.views import showing
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409


def opened(request: HttpRequest, code: str) -> tuple[Indicator, User]:
    """The indicator and who asks, when they may record figures of it."""
    person = reader(request)
    rules.check_may_record(person)
    assert person is not None, "who may record is signed in"
    record = readable(request, Indicator.kind, indicator__code=code)
    indicator: Indicator = record.indicator
    rules.check_typed_in(indicator)
    return indicator, person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Record a figure for a period that has none."""
    indicator, person = opened(request, code)
    lines = queries.lines_of(indicator)
    used = {name for line in lines for name in line.series.dimensions}
    has_places = any(line.series.place_id for line in lines) or not lines
    form = FigureForm(
        request.POST or None, dimensions=sorted(used), has_place=has_places, language=reading_language(), is_new=True
    )
    if request.method == "POST" and form.is_valid() and (figure := read(form, indicator, {})):
        try:
            actions.add_figure(figure, by=person)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded. The figure stands here with its source."))
            return redirect("indicators:page", code)
    return shown(request, indicator, form, _("Add a figure"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Correct a figure or retract it; which of the two, says the button that was pressed."""
    indicator, person = opened(request, code)
    one = queries.observation_of(indicator, key)
    if one is None:
        raise Http404
    retracts = request.method == "POST" and "retract" in request.POST
    posted = request.POST if request.method == "POST" else None
    form = FigureForm(
        None if retracts else posted, initial=initial(one), dimensions=(), has_place=False,
        language=reading_language(), is_new=False,
    )  # fmt: skip
    retraction = RetractionForm(posted if retracts else None, prefix="retraction")
    status = 200
    if retracts and retraction.is_valid():
        actions.retract_observation(one, by=person, reason=retraction.cleaned_data["reason"])
        messages.success(request, _("Retracted. It stays among the corrected figures."))
        return redirect("indicators:page", code)
    if posted is not None and not retracts and form.is_valid() and (figure := read(form, indicator, fixed(one))):
        try:
            actions.correct_observation(one, figure, by=person, seen=form.cleaned_data["seen"])
        except NotPermitted:
            raise
        except Overtaken as overtaken:
            form.add_error(None, str(overtaken))
            # From here on the form has seen what is there now.
            form.data = {**form.data.dict(), "seen": str(one.revision)}  # type: ignore[attr-defined] # -- was posted
            status = CONFLICT
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Corrected. The figure before it stays below, with the reason."))
            return redirect("indicators:page", code)
    return shown(request, indicator, form, _("Correct this figure"), one=one, retraction=retraction, status=status)


def read(form: FigureForm, indicator: Indicator, own: dict[str, str]) -> Figure | None:
    """The figure that was typed; None when something cannot be read, and the form says what."""
    row = form.row() | own | {"indicator": indicator.code}
    try:
        figure = imports.figure_of(row, {indicator.code: indicator}, "")
    except imports.Wrong as wrong:
        form.add_error(wrong.column if wrong.column in form.fields else None, wrong.sentence)
        return None
    return replace(figure, reason=form.why)


def fixed(one: Observation) -> dict[str, str]:
    """What tells a figure from the others of its indicator, as the cells of a file have it."""
    return {"period": one.period_text, PLACE: one.series.place_id or "", **one.series.dimensions}


def initial(one: Observation) -> dict[str, Any]:
    """A figure as the form shows it."""
    value = one.value.normalize()
    return {
        "value": format(value, "f"),
        "precision": one.precision,
        "status": one.status,
        "source": one.source_title,
        "url": one.source_url,
        "paragraph": one.paragraph,
        "seen": one.revision,
        **{f"footnote_{code}": one.footnotes.get(code, "") for code in INTERFACE},
    }


def shown(  # noqa: PLR0913 -- what the page shows
    request: HttpRequest,
    indicator: Indicator,
    form: FigureForm,
    heading: str,
    *,
    one: Observation | None = None,
    retraction: RetractionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with the form; of a correction, with the figure as it stands."""
    language = reading_language()
    text = queries.text_of(indicator, language)
    title = text.title if text else indicator.code
    line = None
    if one is not None:
        names = queries.dimension_names(
            {(PLACE, one.series.place_id)} | set(one.series.dimensions.items())
            if one.series.place_id
            else set(one.series.dimensions.items()),
            language,
        )
        line = {
            "series": _(", ").join(names[pair] for pair in sorted(names)),
            "period": showing.written_period(one.period_text),
            "value": queries.measured(one, language),
            "source": showing.source_of(one),
        }
    if not status or status == 200:  # noqa: PLR2004 -- nothing was refused by the action
        status = UNPROCESSABLE if form.errors or (retraction is not None and retraction.errors) else 200
    content = {
        "indicator": indicator,
        "form": form,
        "retraction": retraction,
        "heading": heading,
        "title": title,
        "title_language": text.language if text else "en",
        "unit": queries.unit_name(indicator, language),
        "line": line,
        "dimensions": [name for name in Dimension.values if name in form.fields],
        "crumbs": (
            Crumb(_("Indicators"), reverse("indicators:list")),
            Crumb(title, reverse("indicators:page", args=[indicator.code]), text.language if text else ""),
            Crumb(heading),
        ),
    }
    return render(request, "indicators/figure.html", content, status=status)
