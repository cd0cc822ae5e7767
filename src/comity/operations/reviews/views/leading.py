"""The Secretariat's desk: cycles, all reviews by where they stand, who waits for whom, officials and figures."""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.people.models import User
from comity.engines.records.views import reader
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import alphabetical
from comity.kernel.lists import between, listed
from comity.operations.reviews import actions
from comity.operations.reviews.enums import ActionState, Cluster, Gender, Mechanism, Role, Step
from comity.operations.reviews.forms.reviewing import CycleForm
from comity.operations.reviews.models import Cycle, Draw, Review
from comity.operations.reviews.queries import drawing, following, seating
from comity.operations.reviews.queries import figures as counted
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.registry import TIMED, course, reviewed
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Setting
from comity.operations.reviews.views.reviewing import GET_OR_POST, UNPROCESSABLE, place_name, told
from comity.ui.components import Column, Crumb, Download, Row
from comity.ui.written import badge as drawn
from comity.ui.written import number as numbered
from comity.ui.written import place as flagged


# The figures of what was handed in: the list behind them names each.
RECEIVED: Final = ("remarks", "contributions")


def host(request: HttpRequest) -> User:
    """Who asks, when they lead reviews for the Secretariat.

    Raises:
        NotPermitted: they do not.
    """
    person = reader(request)
    acting.check_may_conduct(person)
    assert person is not None, "a visitor leads nothing"
    return person


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """All reviews of a cycle on one page; as many queries however many there are."""
    host(request)
    cycles = list(queries.cycles())
    asked = request.GET.get("cycle", "")
    cycle = next((one for one in cycles if str(one.pk) == asked), cycles[0] if cycles else None)
    step = request.GET.get("step", "")
    step = step if step in Step.values else ""
    late, ours = "late" in request.GET, "ours" in request.GET
    content = {
        "cycles": cycles,
        "cycle": cycle,
        "step": step,
        "late": late,
        "ours": ours,
        "unopened": seating.unopened(cycle) if cycle else [],
        "stages": _stages(cycle),
        "columns": [
            Column(_("Where it stands")),
            Column(_("Waits for")),
            Column(_("Due"), is_date=True),
            Column(_("Reviewed by")),
        ],
        "rows": _rows(counted.board(cycle, step, late=late, is_ours=ours)) if cycle else [],
        "crumbs": crumbs(),
    }
    return render(request, "reviews/leading.html", content)


def crumbs(here: str = "") -> list[Crumb]:
    """The way to a page of the desk."""
    first = [Crumb(_("Reviews"), reverse("reviews:reviews"))]
    if not here:
        return [*first, Crumb(_("Desk"))]
    return [*first, Crumb(_("Desk"), reverse("reviews:desk")), Crumb(here)]


def _stages(cycle: Cycle | None) -> list[tuple[str, Any, int]]:
    known = queries.by_stage(counted.of_cycle(cycle))
    return [(step.value, step.label, known[step.value]) for step in Step if step.value in known]


def _rows(reviews: Iterable[Review]) -> list[Row]:
    """A line for each review, by the names of the States."""
    return [
        _row(one)
        for one in sorted(map(told, reviews), key=lambda one: (alphabetical(one["place_name"]), one["review"].pk))
    ]


def _row(one: dict[str, Any]) -> Row:
    link = format_html(
        '<a href="{}">{}</a>',
        reverse("reviews:work", args=[one["review"].pk]),
        flagged(one["place"], one["place_name"]),
    )
    passed = format_html(" <em>{}</em>", _("passed")) if one["is_late"] else ""
    due = format_html("<span>{}{}</span>", one["due"] or "—", passed)
    by = format_html_join(between(), "{}", ((name,) for _code, name, _part in one["reviewers"]))
    waits = listed(one["waits_for"]) or "—"
    if getattr(one["review"], "open_supplements", []):
        # Beside what the step waits for, and without holding it up.
        waits = format_html("{} <em>{}</em>", waits, _("one more instrument is being answered"))
    return Row(link, (drawn(one["badge"]), waits, due, by))


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Set up a cycle from a draw, with the days that each step may take and where each is from."""
    person = host(request)
    mechanism = request.GET.get("mechanism", "")
    if mechanism not in Mechanism.values:
        content: dict[str, Any] = {"mechanisms": Mechanism.choices, "form": None, "crumbs": crumbs(_("New cycle"))}
        return render(request, "reviews/cycle.html", content)
    said = course(mechanism)
    draws = Draw.objects.filter(mechanism=mechanism, lots__published_at__isnull=False).distinct()
    days = [
        (
            step,
            (
                Step(step).label,
                said.days[step]["days"],
                ("" if step in said.verified else _("Not verified.") + " ")
                + _("Source: %(source)s") % {"source": said.sources[step]},
            ),
        )
        for step in TIMED
        if said.has_visit or step != Step.VISIT
    ]
    form = CycleForm(
        request.POST or None,
        initial={"draw": request.GET.get("draw", "")},
        draws=[(str(one.pk), one.phase) for one in draws],
        clusters=list(said.clusters),
        days=days,
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        setting = Setting(mechanism, sent["name"], sent["cluster"], timezone.now(), days=form.days())
        try:
            cycle = actions.set_up_cycle(setting, draw=Draw.objects.get(pk=sent["draw"]), by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect(f"{reverse('reviews:desk')}?cycle={cycle.pk}")
    content = {
        "mechanisms": [],
        "mechanism": Mechanism(mechanism).label,
        "form": form,
        "clusters": _clusters(mechanism),
        "has_draw": draws.exists(),
        "crumbs": crumbs(_("New cycle")),
    }
    return render(request, "reviews/cycle.html", content, status=UNPROCESSABLE if form.errors else 200)


def _clusters(mechanism: str) -> list[tuple[Any, list[tuple[str, list[tuple[str, bool]]]]]]:
    """What is reviewed together: by cluster and instrument the articles, and whether each is verified."""
    names = drawing.instrument_names(mechanism)
    return [
        (
            Cluster(code).label,
            [
                (names.get(symbol, symbol), [(one.article.partition(":")[2], one.is_verified) for one in several])
                for symbol, several in instruments.items()
            ],
        )
        for code, instruments in reviewed(mechanism).items()
    ]


@never_cache
@login_required
@require_POST
def begin(request: HttpRequest, key: Any) -> HttpResponse:
    """Open the reviews of a group of a cycle, as they were drawn."""
    person = host(request)
    cycle = get_object_or_404(Cycle, pk=key)
    group = request.POST.get("group", "")
    groups = [int(group)] if group.isascii() and group.isdigit() and len(group) < 4 else []  # noqa: PLR2004 -- digits
    try:
        made = actions.open_reviews(cycle, groups, by=person)
    except NotPermitted:
        raise
    except Refused as no:
        messages.error(request, str(no))
    else:
        told_ = ngettext("%(count)s review was opened.", "%(count)s reviews were opened.", len(made))
        messages.success(request, told_ % {"count": len(made)})
    return redirect(f"{reverse('reviews:desk')}?cycle={cycle.pk}")


@never_cache
@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the yearly report, each with the question to the database that gives it."""
    host(request)
    cycle = counted.known_cycle(request.GET.get("cycle", ""))
    values = counted.figures(cycle)
    if request.GET.get("format") == "csv":
        return _csv(values)
    people = counted.officials(cycle)
    received = reverse("reviews:contributions") + (f"?cycle={cycle.pk}" if cycle else "")
    content = {
        "cycle": cycle,
        "cycles": list(queries.cycles()),
        "figures": [
            (
                one.key,
                str(one.sentence) % {"value": values[one.key]},
                counted.question_of(one.key, cycle),
                received if one.key in RECEIVED else "",
            )
            for one in counted.FIGURES
        ],
        "roles": [(Role(value).label, count) for value, count in people["role"]],
        "genders": [(Gender(value).label, count) for value, count in people["gender"]],
        "places": [(code, place_name(code), count) for code, count in people["place"]],
        "questions": counted.questions_of_officials(cycle),
        "downloads": [Download(_("Figures"), f"?format=csv&cycle={cycle.pk if cycle else ''}", "CSV")],
        "crumbs": crumbs(_("Figures")),
    }
    return render(request, "reviews/figures.html", content)


@never_cache
@login_required
@require_safe
def follow_up(request: HttpRequest) -> HttpResponse:
    """What became of the recommendations of all reviews, by the names of the States: none is put before another."""
    host(request)
    cycle = counted.known_cycle(request.GET.get("cycle", ""))
    rows = []
    for review, held in following.by_review(cycle):
        code = str(review.procedure.place_id)
        address = reverse("reviews:follow-up", args=[review.pk])
        link = format_html('<a href="{}">{}</a>', address, flagged(code, place_name(code)))
        cells = [review.cycle.name, *(numbered(held[state]) for state in following.ORDER)]
        rows.append((place_name(code), Row(link, cells)))
    content = {
        "cycle": cycle,
        "cycles": list(queries.cycles()),
        "columns": [
            Column(_("Cycle")),
            Column(_("Not yet answered")),
            *(Column(state.label) for state in ActionState),
        ],
        "rows": [row for _name, row in sorted(rows, key=lambda one: alphabetical(one[0]))],
        "crumbs": crumbs(_("Follow-up")),
    }
    return render(request, "reviews/leading_follow_up.html", content)


def _csv(values: dict[str, int]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["figure", "value"])
    writer.writerows(values.items())
    response = HttpResponse(out.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reviews.csv"'
    return response
