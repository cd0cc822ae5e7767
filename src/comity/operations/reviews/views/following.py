"""What became of the recommendations of a review: for all who take part, and where the State writes it down."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.people.models import User
from comity.engines.questionnaires.registry import Linked
from comity.engines.records.views import reading_language
from comity.operations.reviews import actions, suggesting
from comity.operations.reviews.enums import ActionState, Step
from comity.operations.reviews.forms.following import MeasureForm
from comity.operations.reviews.models import Measure, Recommendation, Review
from comity.operations.reviews.queries import following as queries
from comity.operations.reviews.queries import reviews
from comity.operations.reviews.rules import following as rules
from comity.operations.reviews.rules import needs
from comity.operations.reviews.shapes import Standpoint
from comity.operations.reviews.views import answering
from comity.operations.reviews.views.reviewing import (
    CONFLICT,
    GET_OR_POST,
    UNPROCESSABLE,
    acted,
    chosen_of,
    head,
    known,
    number,
    place_name,
)
from comity.ui.components import Badge, Crumb, Fact, Tone


TONES = {
    "": Tone.OUTLINE,
    ActionState.PLANNED: Tone.BRASS,
    ActionState.UNDER_WAY: Tone.ACCENT,
    ActionState.DONE: Tone.SUCCESS,
    ActionState.NOT_ACCEPTED: Tone.PLAIN,
}
WORDS = 200


def state_badge(state: str) -> Badge:
    """How far a recommendation or an action is."""
    return Badge(ActionState(state).label if state else _("Not yet answered"), TONES[state])


def told_of(several: Sequence[Recommendation], articles: dict[str, str], person: User | None) -> list[dict[str, Any]]:
    """What a page says of some recommendations; the records behind all evidence are found at once."""
    keys = {str(one.record_id) for each in several for act in each.measures.all() for one in act.evidence.all()}
    linked = suggesting.named(sorted(keys), person=person, language=reading_language()) if keys else {}
    return [
        {
            "one": each,
            "paragraph": each.observation,
            "article": articles.get(each.observation.article, each.observation.article),
            "badge": state_badge(each.state),
            "measures": [_measure(act, linked) for act in each.measures.all()],
        }
        for each in several
    ]


def _measure(act: Measure, linked: dict[str, Any]) -> dict[str, Any]:
    return {
        "one": act,
        "badge": state_badge(act.state),
        "is_late": act.state in rules.PENDING and act.due_on is not None and act.due_on < timezone.now().date(),
        "earlier": [(each, ActionState(each.state).label) for each in act.earlier.all()],
        "evidence": [
            {"pk": each.pk, "linked": linked.get(str(each.record_id)), "locator": each.locator}
            for each in act.evidence.all()
        ],
    }


def counts(several: Sequence[Recommendation]) -> list[Fact]:
    """How many recommendations stand how."""
    held = [each.state for each in several]
    return [
        Fact(ActionState(state).label if state else _("Not yet answered"), held.count(state))
        for state in queries.ORDER
        if state in held
    ]


@never_cache
@login_required
@require_safe
def follow_up(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every recommendation of a review, and what became of it."""
    review, person, who = known(request, key, "follow-up")
    several = queries.recommendations_of(review, who)
    articles = dict(answering.articles(reviews.assessments_of(review)))
    content = head(review, who, "follow-up") | {
        "lines": told_of(several, articles, person),
        "figures": counts(several),
        "may_write": rules.may_follow(who, review),
        "is_over": review.stage is Step.PUBLISHED,
    }
    return render(request, "reviews/follow_up.html", content)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def recommendation(request: HttpRequest, key: uuid.UUID, one: int) -> HttpResponse:
    """One recommendation, on which the State under review writes down what it does and what of it may be public."""
    review, person, who = known(request, key, "follow-up")
    found = next((each for each in queries.recommendations_of(review, who) if each.pk == one), None)
    if found is None:
        raise Http404
    may_write = rules.may_follow(who, review)
    do = request.POST.get("do", "")
    chosen = _chosen(found, request.POST.get("action") or request.GET.get("action", ""))
    form = MeasureForm(request.POST if do in {"plan", "change"} else None, initial=_initial(chosen))
    words = request.GET.get("find", "").strip()[:WORDS]

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        articles = dict(answering.articles(reviews.assessments_of(review)))
        content = head(review, who, "follow-up") | {
            "refusal": refusal,
            "line": told_of([found], articles, person)[0],
            "form": form if may_write else None,
            "chosen": chosen,
            "may_write": may_write,
            "may_consent": may_write and who.is_focal_point,
            "may_need": may_write and str(review.procedure.place_id) in needs.states_for(person),
            "words": words,
            "records": found_records(words if may_write else "", person, str(review.procedure.place_id)),
            "contribute": suggesting.contribute(person) if may_write else "",
        }
        content["crumbs"] = [
            *content["crumbs"][:-1],
            Crumb(_("Follow-up"), reverse("reviews:follow-up", args=[review.pk])),
            Crumb(_("Recommendation")),
        ]
        return render(request, "reviews/recommendation.html", content, status=status)

    if request.method != "POST":
        return page()
    if do in {"plan", "change"} and not form.is_valid():
        return page(status=UNPROCESSABLE)
    acts = _acts(request, found, chosen, form, person)
    back = reverse("reviews:recommendation", args=[review.pk, found.pk])
    return acted(request, chosen_of(acts, do), lambda no: page(no, CONFLICT), back)


def found_records(words: str, person: User | None, place: str = "") -> list[tuple[Linked, str]]:
    """What a search finds that a person may read, that of one State first, each with the name of whose it is."""
    if not words:
        return []
    found = suggesting.find(words, person=person, language=reading_language(), place=place)
    return [(one, place_name(one.place) if one.place else "") for one in found]


def _acts(
    request: HttpRequest, found: Recommendation, chosen: Measure | None, form: MeasureForm, person: User
) -> dict[str, Callable[[], object]]:
    """What the page offers, by name."""
    acts: dict[str, Callable[[], object]] = {
        "plan": lambda: actions.plan(found, form.planned(), by=person),
        "public": lambda: actions.let_public(found, is_public=True, by=person),
        "private": lambda: actions.let_public(found, is_public=False, by=person),
    }
    if chosen is not None:
        seen, record = number(request.POST.get("seen", "")), request.POST.get("record", "")
        locator = request.POST.get("locator", "")
        acts["change"] = lambda: actions.change_measure(chosen, form.planned(), seen=seen, by=person)
        if is_key(record):
            acts["show"] = lambda: actions.show(chosen, uuid.UUID(record), locator=locator, by=person)
        gone = next((each for each in chosen.evidence.all() if str(each.pk) == request.POST.get("evidence")), None)
        if gone is not None:
            acts["unshow"] = lambda: actions.unshow(gone, by=person)
    return acts


def is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _chosen(found: Recommendation, key: str) -> Measure | None:
    return next((act for act in found.measures.all() if str(act.pk) == key), None)


def _initial(chosen: Measure | None) -> dict[str, Any]:
    if chosen is None:
        return {"language": reading_language(), "state": ActionState.PLANNED}
    names = ("state", "what", "responsible", "due_on", "reason", "language")
    return {name: getattr(chosen, name) for name in names}


def shown_to_all(review: Review, public: Standpoint, person: User | None) -> list[dict[str, Any]]:
    """What everybody may read of what became of the recommendations of a published review."""
    several = queries.recommendations_of(review, public)
    articles = dict(answering.articles(reviews.assessments_of(review))) if several else {}
    return told_of(several, articles, person)
