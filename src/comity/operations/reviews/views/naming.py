"""Who takes part in a review, in which languages, and who does what: the pages on which that is said."""

import uuid

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.kernel.lists import listed
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Gender, Role, Side, Step
from comity.operations.reviews.forms.reviewing import (
    ArrangeForm,
    DeclareForm,
    NameForm,
)
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import drawing
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Standpoint
from comity.operations.reviews.views.reviewing import (
    GET_OR_POST,
    UNPROCESSABLE,
    head,
    known,
    number,
    place_name,
    went,
)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def people(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who takes part; name somebody, declare, let somebody go."""
    review, person, who = known(request, key, "people")
    asked = request.POST.get("place") or request.GET.get("place", "")
    codes = _nameable(review, who)
    place = asked if asked in codes else next(iter(codes), "")
    candidates = list(queries.candidates(review, place)) if place else []
    choices = [(str(one.pk), one.get_full_name() or one.username) for one in candidates]
    do = request.POST.get("do", "")
    form = NameForm(
        request.POST if do == "name" else None,
        places=[(code, place_name(code)) for code in codes],
        people=choices,
        initial={"place": place},
    )
    declare = DeclareForm(request.POST if do == "declare" else None, is_reviewing=who.side is Side.REVIEWER)

    seats = _additional(review)

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        mine = next((one for one in review.participants.all() if one.pk == who.participant), None)
        content = head(review, who, "people") | {
            "refusal": refusal,
            "sides": [
                (
                    code,
                    place_name(code),
                    seats.get(code) or _side(side),
                    [one for one in review.participants.all() if one.place_id == code],
                )
                for code, side in acting.places_of(review).items()
            ],
            "form": form if codes else None,
            "codes": codes,
            "candidates": choices,
            "declare": declare if mine is not None and mine.declared_at is None and person.acting is None else None,
            "is_host": who.side is Side.SECRETARIAT,
        }
        return render(request, "reviews/people.html", content, status=status)

    if request.method != "POST":
        return page()
    if do == "end":
        gone = get_object_or_404(review.participants.all(), pk=number(request.POST.get("participant", "")))
        return went(request, review, "people", lambda: actions.release(gone, by=person), page)
    sent: forms.Form = declare if do == "declare" else form
    if not sent.is_valid():
        return page(status=UNPROCESSABLE)
    told = sent.cleaned_data
    if do == "declare":
        gender = Gender(told["gender"])
        return went(
            request,
            review,
            "work",
            lambda: actions.declare(review, words=told["words"], gender=gender, by=person),
            page,
        )
    chosen = next(one for one in candidates if str(one.pk) == told["person"])
    return went(
        request,
        review,
        "people",
        lambda: actions.name(review, chosen, place=told["place"], role=Role(told["role"]), by=person),
        page,
    )


def _side(side: Side) -> str:
    """What one State is in the review; the label of the side speaks of both reviewing States at once."""
    return _("A reviewing State") if side is Side.REVIEWER else str(side.label)


def _additional(review: Review) -> dict[str, str]:
    """What each State is that reviews for some instruments only, by its code; two queries where there is one."""
    several = [one for one in review.reviewers.all() if one.is_additional]
    names = drawing.instrument_names(review.cycle.mechanism) if several else {}
    return {
        one.place_id: _("A reviewing State, for these only: %(instruments)s")
        % {"instruments": listed(names.get(each, each) for each in one.instruments)}
        for one in several
    }


def _nameable(review: Review, who: Standpoint) -> list[str]:
    """The States for which somebody names people."""
    if not who.names:
        return []
    codes = list(acting.places_of(review)) if who.side is Side.SECRETARIAT else [who.place]
    if review.stage in acting.LAST:
        # Only the State that was reviewed still acts, and only where there is something to follow up.
        return [code for code in codes if review.stage is Step.PUBLISHED and code == review.procedure.place_id]
    return codes


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def arrangements(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The languages of the review and the division of work."""
    review, person, who = known(request, key, "arrangements")
    reviewing = list(review.reviewers.all())
    initial = {"languages": review.languages, "division": review.division, "seen": review.arrangement}
    initial |= {f"part-{one.place_id}": one.part for one in reviewing}
    seats = _additional(review)
    labels = [
        (one.place_id, _("%(state)s takes") % {"state": place_name(one.place_id)}, seats.get(one.place_id, ""))
        for one in reviewing
    ]
    form = ArrangeForm(request.POST or None, reviewers=labels, initial=initial)
    may_write = review.stage is Step.ARRANGEMENTS and (who.side is Side.SECRETARIAT or who.writes)

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "arrangements") | {"refusal": refusal, "form": form if may_write else None}
        return render(request, "reviews/arrangements.html", content, status=status)

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=UNPROCESSABLE)
    told = form.cleaned_data
    return went(
        request,
        review,
        "arrangements",
        lambda: actions.arrange(
            review,
            languages=told["languages"],
            division=told["division"],
            parts=form.parts(),
            seen=told["seen"],
            by=person,
        ),
        page,
    )
