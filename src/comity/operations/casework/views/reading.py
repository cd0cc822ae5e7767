"""The page of a file: what stands in the clear, and the place for what is opened in the browser."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.exchange.enums import Act
from comity.engines.exchange.views.words import sentences
from comity.engines.procedures.rules import steps_for
from comity.engines.records.views import reading_language
from comity.operations.assistance.exports import writing
from comity.operations.casework import queries
from comity.operations.casework.enums import Direction, Ground, Level, State, Urgency, Way
from comity.operations.casework.forms import (
    ComputeForm,
    CostForm,
    DeadlineForm,
    LevelForm,
    LinkForm,
    PersonForm,
    StepForm,
)
from comity.operations.casework.models import Case, Occurrence
from comity.operations.casework.views.words import (
    article_choices,
    badge_of,
    cited,
    crime_names,
    crumbs,
    explained,
    found_or_404,
    keeper,
    keeper_of,
    name_of,
    named,
    place_from,
    place_names,
    span_choices,
    type_names,
    waits_for,
)
from comity.ui.components import Fact


@never_cache
@login_required
@require_safe
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A file as it stands."""
    person = keeper(request)
    case = found_or_404(queries.case_of(person, key))
    return answered(request, case, person)


def answered(  # noqa: PLR0913 -- a page with what was refused
    request: HttpRequest, case: Case, person: User, *, status: int = 200, refusal: str = "", forms: Any = None
) -> HttpResponse:
    """The page of a file; that it was read is noted."""
    seen("casework.read", case.procedure, by=person, state=case.procedure.state)
    content = content_of(case, person) | {"refusal": refusal} | (forms or {})
    return render(request, "casework/page.html", content, status=status)


def forms_of(case: Case, people: list[User], sent: Any = None) -> dict[str, Any]:
    """The forms of a file, empty or with what was sent."""
    choices = [(one.pk, name_of(one)) for one in people]
    today = timezone.now().date()
    spans, articles = span_choices(case), article_choices(case)
    return {
        "step": StepForm(sent, articles=articles, initial={"on": today}),
        "refuse": StepForm(sent, articles=articles, initial={"on": today}, auto_id="refuse-%s"),
        "deadline": DeadlineForm(sent),
        "compute": ComputeForm(sent, spans=spans) if spans else None,
        "cost": CostForm(sent, initial={"on": today}),
        "officer": PersonForm(sent, people=choices, auto_id="officer-%s", initial={"person": case.officer_id}),
        "reader": PersonForm(sent, people=choices, auto_id="reader-%s"),
        "level": LevelForm(sent, initial={"level": case.level}),
        "link": LinkForm(sent),
    }


def content_of(case: Case, person: User) -> dict[str, Any]:
    """Everything that the page shows."""
    names, language = place_names(), reading_language()
    people = queries.colleagues(case.organisation_id)
    is_open = case.procedure.state != State.CLOSED
    return {
        "case": case,
        "title": case.reference or _("File"),
        "type": type_names().get(case.type, case.type),
        "direction": Direction(case.direction).label,
        "badge": badge_of(case),
        "waits": waits_for(case),
        "place": case.other_place_id,
        "place_name": names.get(case.other_place_id, case.other_place_id),
        "is_open": is_open,
        "facts": _facts(case, language),
        "steps": steps_for(person.grants, case),
        "happened": [_happened(one) for one in case.occurrences.all()],
        "pending": [(one, Act(one.act).label) for one in queries.pending(case)],
        "deadlines": [(one, explained(one), keeper_of(one, case)) for one in case.deadlines.all()],
        "today": timezone.now().date(),
        "threads": queries.threads_of(person, case),
        "linked": [(one, badge_of(one)) for one in queries.linked(person, case)],
        "readers": [(one.person, name_of(one.person), one.person_id == case.officer_id) for one in case.readers.all()],
        "is_restricted": case.level != Level.ORDINARY,
        "lacks_ground": case.procedure.state == State.REFUSED and not _ground_known(case),
        "forms": forms_of(case, people),
        "sentences": sentences(),
        "person": person.pk,
        "reader_name": name_of(person),
        "crumbs": crumbs(case.reference or _("File")),
    }


def _ground_known(case: Case) -> bool:
    return any(one.ground for one in case.occurrences.all())


def _facts(case: Case, language: str) -> list[Fact]:
    treaties = writing.treaty_names(language)
    crimes = [str(one.pk) for one in case.crime_types.all()]
    told = [
        Fact(_("Our number"), case.reference),
        Fact(_("Their number"), case.their_reference),
        Fact(_("Sent on"), f"{case.sent_on:%Y-%m-%d}"),
        Fact(_("How it travels"), Way(case.way).label),
        Fact(_("Their authority"), case.other.name if case.other is not None else ""),
        Fact(
            _("Treaty on which it rests"),
            treaties.get(case.instrument, case.instrument),
            f"{reverse('treaties:list')}{case.instrument}/" if case.instrument in treaties else "",
        ),
        Fact(_("Offences"), named(crimes, crime_names(language))),
        Fact(_("Urgency"), Urgency(case.urgency).label),
        Fact(_("Responsible officer"), name_of(case.officer) or _("Nobody yet")),
        Fact(_("Who of the authority may know of it"), Level(case.level).label),
    ]
    return [one for one in told if one.value]


def _happened(one: Occurrence) -> dict[str, Any]:
    article = place_from(one.article) if one.article else None
    by = name_of(one.move.by) if one.move is not None else ""
    if one.receipt is not None:
        by = one.receipt.organisation.name
    return {
        "state": State(one.state).label,
        "on": one.occurred_on,
        "by": by,
        "is_signed": one.receipt is not None,
        "ground": Ground(one.ground).label if one.ground else "",
        "article": cited(article) if article is not None else "",
        "article_path": article.path if article is not None else "",
    }
