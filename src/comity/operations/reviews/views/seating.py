"""Who sits where in a review: let another State review, follow a later lot, and let a State follow another."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.engines.records.views import reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import by_name
from comity.kernel.lists import listed
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Side
from comity.operations.reviews.forms.seating import FollowedForm, FollowForm, ReplaceForm, SupplementForm
from comity.operations.reviews.models import Cycle
from comity.operations.reviews.queries import drawing
from comity.operations.reviews.queries import figures as counted
from comity.operations.reviews.queries import seating as queries
from comity.operations.reviews.rules import acting, supplementing
from comity.operations.reviews.shapes import Difference, Seated
from comity.operations.reviews.views import leading
from comity.operations.reviews.views.reviewing import (
    GET_OR_POST,
    UNPROCESSABLE,
    chosen_of,
    head,
    known,
    place_name,
    went,
)


def states(*, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Every State there is today by its name, without some; nothing is asked of the database."""
    names = places.names(reading_language())
    found = [
        (code, names.get(code, code))
        for code, one in places.places().items()
        if one.kind == Kind.STATE and one.ends_on is None and code not in without
    ]
    return [("", "—"), *by_name(found)]


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def seats(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The seats of a review, what has become of them, and what the last lot says; where they are changed."""
    review, person, who = known(request, key)
    if who.side is not Side.SECRETARIAT:
        raise Http404
    reviewing = [one.place_id for one in review.reviewers.all()]
    do = request.POST.get("do", "")
    form = ReplaceForm(
        request.POST if do == "replace" else None,
        reviewers=[(code, place_name(code)) for code in reviewing],
        states=states(without=tuple(acting.places_of(review))),
    )
    names = drawing.instrument_names(review.cycle.mechanism)
    is_over = review.stage in acting.LAST
    late = queries.late_instruments(review) if review.stage in supplementing.OPENED else []
    more = SupplementForm(
        request.POST if do == "supplement" else None,
        instruments=[(symbol, names.get(symbol, symbol)) for symbol in late],
        states=states(without=tuple(acting.places_of(review)))[1:],
    )

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "people") | {
            "refusal": refusal,
            "seats": [
                (one, place_name(one.place_id), listed(names.get(each, each) for each in one.instruments))
                for one in review.reviewers.all()
            ],
            "changes": [
                (one, place_name(one.before_id or ""), place_name(one.after_id or ""))
                for one in queries.changes(review)
            ],
            "differences": [] if is_over else [_worded(one, names) for one in queries.differences(review)],
            "form": None if is_over else form,
            "more": more if late else None,
            "is_too_late": not is_over and supplementing.is_too_late(review),
            "draw": review.cycle.draw_id,
        }
        return render(request, "reviews/seats.html", content, status=status)

    if request.method != "POST":
        return page()
    if (do == "replace" and not form.is_valid()) or (do == "supplement" and not more.is_valid()):
        return page(status=UNPROCESSABLE)
    acts: dict[str, Callable[[], object]] = {
        "replace": lambda: actions.replace_reviewer(review, **form.cleaned_data, by=person),
        "follow": lambda: actions.follow_lot(review, by=person),
        "supplement": lambda: actions.supplement(review, **more.cleaned_data, by=person),
    }
    return went(request, review, "seats", chosen_of(acts, do), page)


def _worded(one: Difference, names: dict[str, str]) -> str:
    """Where the lot has another seat, in a sentence."""
    told = {
        "before": place_name(one.before) if one.before else "",
        "after": place_name(one.after) if one.after else "",
        "instruments": listed(names.get(each, each) for each in one.instruments),
    }
    if not one.before:
        return _("%(after)s reviews as well: %(instruments)s.") % told
    if not one.after:
        return _("%(before)s reviews no longer.") % told
    if one.before == one.after:
        return _("%(after)s reviews: %(instruments)s.") % told
    return _("%(after)s reviews in place of %(before)s: %(instruments)s.") % told


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def succession(request: HttpRequest) -> HttpResponse:
    """Let a State that follows another take its seats in a cycle: first a look at what would change, then do it."""
    person = leading.host(request)
    sent = request.POST or request.GET
    cycle = counted.known_cycle(sent.get("cycle", ""))
    if cycle is None:
        raise Http404
    codes = queries.seated_in(cycle)
    choices: dict[str, Any] = {
        "seated": [
            ("", "—"),
            *by_name((code, place_name(code)) for code in codes),
        ],
        "states": states(),
    }
    looked = FollowForm(sent if "before" in sent else None, **choices)
    content: dict[str, Any] = {
        "cycle": cycle,
        "recorded": [
            (one, place_name(one), other, place_name(other), day) for one, other, day in queries.recorded(cycle, codes)
        ],
        "form": looked,
        "crumbs": leading.crumbs(_("A State follows another")),
        "planned": [],
        "asked": None,
    }
    if not looked.is_bound:
        return render(request, "reviews/succession.html", content)
    if not looked.is_valid():
        return render(request, "reviews/succession.html", content, status=UNPROCESSABLE)
    before, after = looked.cleaned_data["before"], looked.cleaned_data["after"]
    asked = FollowedForm(request.POST or None, initial={"before": before, "after": after}, **choices)
    content |= {
        "planned": [(one, place_name(one.state)) for one in queries.seats_of(cycle, before, after)],
        "asked": asked,
        "names": (place_name(before), place_name(after)),
    }
    if request.method == "POST" and asked.is_valid():
        try:
            left = actions.succeed(cycle, before, after, reason=asked.cleaned_data["reason"], by=person)
        except NotPermitted:
            raise
        except Refused as no:
            asked.add_error(None, str(no))
        else:
            return _done(request, cycle, left, before, after)
    return render(request, "reviews/succession.html", content, status=UNPROCESSABLE if asked.errors else 200)


def _done(request: HttpRequest, cycle: Cycle, left: list[Seated], before: str, after: str) -> HttpResponse:
    messages.success(request, _("Done."))
    again = {"before": before, "after": after} if left else {}
    if left:
        told = ngettext(
            "In %(number)s review something stands against it: look below.",
            "In %(number)s reviews something stands against it: look below.",
            len(left),
        )
        messages.warning(request, told % {"number": len(left)})
    address = reverse("reviews:succession") if left else reverse("reviews:desk")
    return redirect(f"{address}?{urlencode({'cycle': cycle.pk} | again)}")
