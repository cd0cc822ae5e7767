"""What every working page of a review begins with: who asks, from where they look, and what they are shown of it."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.procedures.queries import log_of
from comity.engines.procedures.rules import steps_for
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused, Unreadable
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Side, Step
from comity.operations.reviews.forms.reviewing import PostponeForm
from comity.operations.reviews.models import Assessment, Review
from comity.operations.reviews.queries import drawing, writings
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.registry import course
from comity.operations.reviews.rules import acting, supplementing
from comity.operations.reviews.shapes import Awaited, Standpoint
from comity.operations.reviews.views import answering, offering
from comity.operations.reviews.views.sections import SECTIONS, done_on, is_shown, section_name
from comity.ui.components import Badge, Crumb, Tab, Tone


CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
GET_OR_POST: Final = ["GET", "HEAD", "POST"]
# The page on which a questionnaire is answered; the engine has it under this name.
ANSWERING: Final = "questionnaires:response"
TONES: Final = {Step.PUBLISHED: Tone.SUCCESS, Step.ENDED: Tone.DANGER}


def known(request: HttpRequest, key: uuid.UUID, section: str = "work") -> tuple[Review, User, Standpoint]:
    """The review on whose working page this person may come, who asks, and from where they look; it is noted.

    Raises:
        Http404: there is none of which this person may know more than everybody, or that page is not theirs now.
    """
    person = reader(request)
    review = queries.one(person, key)
    if review is None or person is None:
        raise Http404
    who = queries.standpoint(person, review)
    if not is_shown(review, who, section):
        raise Http404
    if request.method in {"GET", "HEAD"}:
        seen("review.read", review.procedure, by=person, section=section, step=review.stage.value)
    return review, person, who


def place_name(code: str) -> str:
    """A State by its name."""
    return places.names(reading_language()).get(code, code)


def language_in(review: Review) -> str:
    """In which language this person begins to write in a review: their own, unless others were agreed on."""
    own = reading_language()
    return own if not review.languages or own in review.languages else str(review.languages[0])


def badge_of(review: Review) -> Badge:
    """Where a review stands."""
    return Badge(review.stage.label, TONES.get(review.stage, Tone.ACCENT))


def awaited_in_words(several: list[Awaited], review: Review) -> list[str]:
    """Who is waited for, by name; of several reviewing States each."""
    reviewing = [code for code, side in acting.places_of(review).items() if side is Side.REVIEWER]
    found = []
    for one in several:
        if one.place:
            found.append(place_name(one.place))
        elif one.side is Side.REVIEWER:
            found += [place_name(code) for code in reviewing]
        else:
            found.append(str(one.side.label))
    return found


def told(review: Review) -> dict[str, Any]:
    """What a list says of a review; nothing is asked of the database."""
    code = str(review.procedure.place_id)
    today = timezone.now().date()
    return {
        "review": review,
        "place": code,
        "place_name": place_name(code),
        "reviewers": [(one.place_id, place_name(one.place_id), one.part) for one in review.reviewers.all()],
        "badge": badge_of(review),
        "waits_for": awaited_in_words(acting.awaited(review), review),
        "due": queries.due_of(review),
        "is_late": queries.is_late(review, today),
        "since": review.procedure.moved_at,
    }


def head(review: Review, who: Standpoint, section: str) -> dict[str, Any]:
    """What stands above every working page of a review."""
    tabs = [
        Tab(section_name(name), reverse(f"reviews:{name}", args=[review.pk]), name == section)
        for name, _things in SECTIONS
        if is_shown(review, who, name)
    ]
    crumbs = [
        Crumb(_("Reviews"), reverse("reviews:reviews")),
        Crumb(place_name(str(review.procedure.place_id)), reverse("reviews:review", args=[review.pk])),
        Crumb(section_name(section)),
    ]
    return told(review) | {
        "tabs": tabs,
        "crumbs": crumbs,
        "who": who,
        "my_place": place_name(who.place) if who.place else "",
        "section": section_name(section),
        "refusal": "",
        # Who has done what the step asks for says so where they did it.
        "ready": offering.marking(review, who) if section == done_on(review, who) else "",
    }


def acted(
    request: HttpRequest, act: Callable[[], object], again: Callable[[str], HttpResponse], back: str
) -> HttpResponse:
    """Do something and go back to its page; what refuses it is said there, with all that was typed."""
    try:
        act()
    except NotPermitted:
        raise
    except Refused as refused:
        return again(str(refused))
    messages.success(request, _("Done."))
    return redirect(back)


def number(text: str) -> int:
    """A number that was sent; -1 when it is none, which is nobody's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1  # noqa: PLR2004 -- digits of a key


def went(
    request: HttpRequest, review: Review, section: str, act: Callable[[], object], page: Callable[..., HttpResponse]
) -> HttpResponse:
    return acted(
        request,
        act,
        lambda no: page(refusal=no, status=CONFLICT),
        reverse(f"reviews:{section}", args=[review.pk]),
    )


def chosen_of(acts: dict[str, Callable[[], object]], do: str) -> Callable[[], object]:
    """What was asked for.

    Raises:
        Unreadable: it is none of what the page offers.
    """
    if do not in acts:
        raise Unreadable(_("Take one of the ways that the page offers."))
    return acts[do]


def answering_address(one: Assessment) -> str:
    """Where a questionnaire is answered; empty where the installation has no such page."""
    try:
        return reverse(ANSWERING, args=[one.response_id])
    except NoReverseMatch:
        return ""


@never_cache
@login_required
@require_safe
def work(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is asked of this person now, by when, and who waits for whom."""
    review, person, who = known(request, key)
    return shown(request, review, person, who)


def shown(  # noqa: PLR0913, PLR0917 -- what the page is made of
    request: HttpRequest,
    review: Review,
    person: User,
    who: Standpoint,
    refusal: str = "",
    form: PostponeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The first working page of a review."""
    offered = [one for one in steps_for(person.grants, review) if _is_offered(review, who, one.name)]
    forms = _answering(review) if who.side is Side.REVIEWED and review.stage is Step.SELF_ASSESSMENT else []
    content = head(review, who, "work") | {
        "refusal": refusal,
        "steps": offering.ways(review, offered, missing=sum(one["tally"].missing for one in forms)),
        "marking": offering.marking(review, who),
        "is_mine": _waits_for(review, who),
        "must_declare": who.role is not None and not who.is_bound,
        "asks": asks(review.stage, who.side),
        "where": _where(review, who),
        "unclear": writings.count_unclear(review)
        if who.side is Side.REVIEWED and who.is_bound and review.stage is Step.CLARIFICATIONS
        else 0,
        "answering": forms,
        "supplements": _supplements(review, who),
        "marks": [
            (code, place_name(code), any(m.place_id == code and m.step == review.stage for m in review.marks.all()))
            for code, side in acting.places_of(review).items()
            if review.stage in acting.MARKED and side in acting.MARKED[review.stage]
        ],
        "late": Badge(_("day passed"), Tone.BRASS),
        "postpone": (form or PostponeForm())
        if who.side is Side.SECRETARIAT and review.stage not in acting.LAST
        else None,
        "log": [
            (one, review.flow.states[one.after], review.flow.step(one.step).label if one.step else "")
            for one in log_of(review.procedure)
        ]
        if who.role is not None or who.side is Side.SECRETARIAT
        else [],
        "is_host": who.side is Side.SECRETARIAT,
    }
    return render(request, "reviews/work.html", content, status=status)


def _where(review: Review, who: Standpoint) -> Tab | None:
    """The page on which somebody does what is asked now."""
    name = done_on(review, who)
    return Tab(section_name(name), reverse(f"reviews:{name}", args=[review.pk]), is_current=False) if name else None


def _answering(review: Review) -> list[dict[str, Any]]:
    """The questionnaires by their titles, each with where it is answered and how far it is; a query for each."""
    several = queries.assessments_of(review)
    return [
        {"title": title, "address": answering_address(one), "tally": answering.tally(one)}
        for one, title in zip(several, answering.titles(several), strict=True)
    ]


def _supplements(review: Review, who: Standpoint) -> list[dict[str, Any]]:
    """The questionnaires that were opened after the others: which, whether handed in, and what somebody does there."""
    late = [one for one in queries.assessments_of(review) if one.reason]
    names = drawing.instrument_names(review.cycle.mechanism) if late else {}
    is_theirs = who.side is Side.REVIEWED and who.role is not None
    return [
        {
            "one": one,
            "title": title,
            "instrument": names.get(one.instrument, one.instrument),
            "closed_at": one.response.closed_at,
            "address": answering_address(one) if is_theirs else "",
            "may_hand_in": is_theirs
            and who.is_focal_point
            and review.stage is not Step.SELF_ASSESSMENT
            and supplementing.may_answer(review, is_open=one.response.closed_at is None),
        }
        for one, title in zip(late, answering.titles(late), strict=True)
    ]


@login_required
@require_POST
def hand_in(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Hand in what was opened after the others."""
    review, person, who = known(request, key)
    one = review.assessments.filter(pk=number).first()
    if one is None or who.side is not Side.REVIEWED:
        raise Http404
    try:
        actions.hand_in_supplement(one, by=person)
    except NotPermitted:
        raise
    except Refused as no:
        return shown(request, review, person, who, str(no), status=CONFLICT)
    messages.success(request, _("Done."))
    return redirect("reviews:work", key)


def _is_offered(review: Review, who: Standpoint, name: str) -> bool:
    if name in acting.OF_STATES:
        return who.is_focal_point and who.is_bound and name != "hand_in_feedback"
    if name == "begin_visit":
        return who.side is Side.SECRETARIAT and course(review.cycle.mechanism).has_visit
    return who.side is Side.SECRETARIAT


def _waits_for(review: Review, who: Standpoint) -> bool:
    return any(one.side is who.side and (not one.place or one.place == who.place) for one in acting.awaited(review))


def asks(step: Step, side: Side) -> str:
    """What a step asks of a side, in a sentence."""
    sentences = {
        Step.NOMINATIONS: _("Each State names its focal point and, as it wishes, experts and observers."),
        Step.ARRANGEMENTS: _("The States agree on the languages and on who takes which articles."),
        Step.CONSULTATION: _("The Secretariat holds the preliminary consultation and opens the questionnaires."),
        Step.SELF_ASSESSMENT: _("The State under review answers, and its focal point hands the answers in."),
        Step.FEEDBACK: _("Each reviewing State reads the answers, writes feedback and asks what is not clear."),
        Step.CLARIFICATIONS: _("The State under review answers what was asked."),
        Step.DIALOGUE: _("The States speak with each other; what was said is kept in the minutes."),
        Step.VISIT: _("The reviewing States visit the State under review, if it invites them."),
        Step.OBSERVATIONS: _("All write the list of observations together and agree paragraph by paragraph."),
        Step.SUMMARY: _("The reviewing States write the summary with the Secretariat."),
        Step.CONSENT: _("The State under review says of each part whether it may be published."),
        Step.PUBLICATION: _("The Secretariat translates the summary and publishes what may be published."),
        Step.PUBLISHED: _("The review is over, and what the State consented to is public."),
        Step.ENDED: _("The review ended without a result."),
    }
    return sentences[step]


@never_cache
@login_required
@require_POST
def step(request: HttpRequest, key: uuid.UUID, step: str) -> HttpResponse:
    """Take a step; what refuses it is said on the page of the review."""
    review, person, who = known(request, key)
    try:
        review.flow.step(step)
    except Unreadable as unknown:
        raise Http404 from unknown
    reason = request.POST.get("reason", "")
    return acted(
        request,
        lambda: actions.go(review, step, reason=reason, by=person),
        lambda no: shown(request, review, person, who, no, status=CONFLICT),
        reverse("reviews:work", args=[review.pk]),
    )


@never_cache
@login_required
@require_POST
def mark(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say that one's State is ready, or take it back; the Secretariat says so of nominations for a State."""
    review, person, who = known(request, key)

    def act() -> None:
        if "again" in request.POST:
            actions.unmark(review, by=person)
        else:
            actions.mark(review, place=request.POST.get("place", ""), by=person)

    return acted(
        request,
        act,
        lambda no: shown(request, review, person, who, no, status=CONFLICT),
        reverse("reviews:work", args=[review.pk]),
    )


@never_cache
@login_required
@require_POST
def postpone(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give whoever is waited for another day."""
    review, person, who = known(request, key)
    form = PostponeForm(request.POST)
    if not form.is_valid():
        return shown(request, review, person, who, form=form, status=UNPROCESSABLE)
    told = form.cleaned_data
    return acted(
        request,
        lambda: actions.postpone(review, told["due_on"], reason=told["reason"], by=person),
        lambda no: shown(request, review, person, who, no, form, CONFLICT),
        reverse("reviews:work", args=[review.pk]),
    )
