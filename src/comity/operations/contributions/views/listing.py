"""What waits for whom, and since when; what a State has here, and what of it is old; what was published."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.places import queries as places
from comity.engines.procedures.rules import steps_for
from comity.engines.records.forms.columns import capitalised
from comity.engines.records.registry import detail_models
from comity.engines.records.views.editing import editor_of_records
from comity.engines.records.views.reading import reading_language
from comity.kernel.errors import NotPermitted
from comity.operations.contributions import queries, rules
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.views.reading import told
from comity.operations.contributions.views.together import MOST, TOGETHER
from comity.operations.contributions.views.writing import crumbs


LATEST: Final = 20


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for this person; what is under way, by State and kind; what the State has; what was published."""
    person = editor_of_records(request)
    if not rules.may_contribute(person):
        raise NotPermitted(_("Only who contributes for a State, and the Secretariat’s editors, come here."))
    grants, is_editor = person.grants, may(person, Permission.RECORD_PUBLISH)
    own = queries.places_for(person)
    asked = {"place": request.GET.get("place", ""), "kind": request.GET.get("kind", "")}
    waiting = narrowed(queries.waiting(grants), asked)
    found = list(waiting[: MOST + 1])
    offered = [step for one in found for step in steps_for(grants, one) if step.name in TOGETHER]
    names = places.names(reading_language())
    content = {
        "waiting": lines(found[:MOST]),
        "has_more": len(found) > MOST,
        "steps": rules.offered(list(dict.fromkeys(offered))),
        "under_way": lines(narrowed(queries.under_way(grants), asked)[:MOST]),
        "finished": lines(narrowed(queries.finished(grants), asked)[:LATEST]),
        "holdings": [holding(row) for row in queries.holdings(person, own)] if own else [],
        "own": ", ".join(names.get(code, code) for code in own),
        "is_editor": is_editor,
        "may_propose": bool(own),
        "asked": asked,
        "places": [(code, names.get(code, code)) for code in queries.places_with_open()] if is_editor else [],
        "kinds": sorted(
            (kind, capitalised(str(model._meta.verbose_name_plural))) for kind, model in detail_models().items()
        ),
        "crumbs": crumbs()[:0],
        "now": timezone.now(),
    }
    return render(request, "contributions/dashboard.html", content)


def narrowed(proposals: QuerySet[Proposal], asked: dict[str, str]) -> QuerySet[Proposal]:
    """Those of a State and of a kind, where they were asked for."""
    wanted = Q()
    if asked["place"]:
        wanted &= Q(procedure__place=asked["place"])
    if asked["kind"]:
        wanted &= Q(kind=asked["kind"])
    return proposals.filter(wanted)


def lines(proposals: Sequence[Proposal] | QuerySet[Proposal]) -> list[dict[str, Any]]:
    """What the page says of each."""
    return [told(one) for one in proposals]


def holding(row: dict[str, Any]) -> dict[str, Any]:
    """A database of a State: what it is called, how many records, how many old ones."""
    model = detail_models()[row["kind"]]
    return row | {"name": capitalised(str(model._meta.verbose_name_plural))}
