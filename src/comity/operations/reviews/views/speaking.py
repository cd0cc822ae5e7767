"""The answers, feedback with questions and clarifications, and the meetings: each a page."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.people.models import User
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Meet, Saying, Side, Step
from comity.operations.reviews.forms.reviewing import (
    LANGUAGES,
    MeetingForm,
    RemarkForm,
)
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import writings
from comity.operations.reviews.rules import acting, concerning
from comity.operations.reviews.views import answering
from comity.operations.reviews.views.reviewing import (
    CONFLICT,
    GET_OR_POST,
    UNPROCESSABLE,
    chosen_of,
    head,
    known,
    language_in,
    number,
    place_name,
    went,
)


@never_cache
@login_required
@require_safe
def answers(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The answers, question by question."""
    review, person, who = known(request, key, "answers")
    several = queries.assessments_of(review)
    own = {one.pk for one in concerning.own(review, who, several)}
    content = head(review, who, "answers") | {
        "questionnaires": answering.shown(review, writings.answers_of(review, who), person),
        "remarked": own if who.side is Side.REVIEWER and who.writes and review.stage is Step.FEEDBACK else (),
        "others": {one.pk for one in several} - own,
    }
    return render(request, "reviews/answers.html", content)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def feedback(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Feedback, questions and clarifications, as far as this person sees them; write, change, take back one’s own."""
    review, person, who = known(request, key, "feedback")
    assessments = {str(one.pk): one for one in queries.assessments_of(review)}
    subjects = answering.subjects(list(assessments.values()))
    own = answering.subjects(concerning.own(review, who, assessments.values()))
    do = request.POST.get("do", "")
    initial = {"on": request.GET.get("on", ""), "language": language_in(review)}
    form = RemarkForm(request.POST if do == "write" else None, subjects=own, initial=initial)
    remarks = writings.remarks_of(review, who)
    language = request.POST.get("language") or language_in(review)

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "feedback") | {
            "refusal": refusal,
            "form": form if who.side is Side.REVIEWER and who.writes and review.stage is Step.FEEDBACK else None,
            "groups": _grouped(remarks, dict(_flat(subjects))),
            "changes": Side.REVIEWER if review.stage is Step.FEEDBACK else Side.REVIEWED,
            "own": who.place if who.writes else "",
            "is_open": review.stage in {Step.FEEDBACK, Step.CLARIFICATIONS},
            "clarifies": who.side is Side.REVIEWED and who.writes and review.stage is Step.CLARIFICATIONS,
            "language": language,
            "languages": LANGUAGES,
            "typed": request.POST.get("text", "") if status == CONFLICT and do != "write" else "",
            "typed_at": number(request.POST.get("remark", "")),
        }
        return render(request, "reviews/feedback.html", content, status=status)

    if request.method != "POST":
        return page()
    if do == "write":
        if not form.is_valid():
            return page(status=UNPROCESSABLE)
        return went(request, review, "feedback", lambda: _write(review, form, assessments, person), page)
    one = get_object_or_404(review.remarks.filter(pk__in=[r.pk for r in remarks]), pk=number(request.POST["remark"]))
    text, seen = request.POST.get("text", ""), number(request.POST.get("seen", ""))
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: actions.rewrite(one, text, language=language, seen=seen, by=person),
        "drop": lambda: actions.drop(one, by=person),
        "clarify": lambda: actions.clarify(one, text, language=language, by=person),
    }
    return went(request, review, "feedback", chosen_of(acts, do), page)


def _write(review: Review, form: RemarkForm, assessments: dict[str, Any], person: User) -> None:
    told = form.cleaned_data
    key, _colon, code = told["on"].partition(":")
    actions.remark(
        review,
        told["text"],
        language=told["language"],
        kind=Saying(told["kind"]),
        assessment=assessments.get(key),
        code=code,
        by=person,
    )


def _flat(subjects: list[Any]) -> list[tuple[str, str]]:
    return [pair for key, value in subjects for pair in (value if isinstance(value, list) else [(key, value)])]


def _grouped(remarks: list[Any], names: dict[str, str]) -> list[dict[str, Any]]:
    """Remarks by what they are on, each question with what clarifies it."""
    clarified: dict[int, list[Any]] = {}
    for one in remarks:
        if one.kind == Saying.CLARIFICATION:
            clarified.setdefault(one.answers_id, []).append(one)
    groups: dict[str, list[Any]] = {}
    for one in remarks:
        if one.kind != Saying.CLARIFICATION:
            on = f"{one.assessment_id}:{one.code}" if one.assessment_id else ""
            groups.setdefault(on, []).append(
                {"one": one, "place": place_name(one.place_id), "said": clarified.get(one.pk, [])}
            )
    return [{"title": names.get(on, on), "remarks": several} for on, several in sorted(groups.items())]


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def meetings(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The meetings and their minutes; write one down, or change what was written."""
    review, person, who = known(request, key, "meetings")
    several = {str(one.pk): one for one in writings.meetings_of(review, who)}
    kinds = [(k.value, k.label) for k, steps in acting.MEETINGS.items() if review.stage in steps]
    chosen = several.get(request.POST.get("meeting") or request.GET.get("meeting", ""))
    # Of the kinds that can be written down now, the last is that of the step itself.
    initial: dict[str, Any] = {"language": language_in(review), "kind": kinds[-1][0] if kinds else ""}
    if chosen is not None:
        fields = ("kind", "held_at", "venue", "minutes", "language")
        initial = {name: getattr(chosen, name) for name in fields}
    form = MeetingForm(request.POST or None, initial=initial)
    form.fields["kind"].choices = kinds  # type: ignore[attr-defined] # -- a field of choices
    may_write = bool(kinds) and (who.side is Side.SECRETARIAT or who.writes)

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "meetings") | {
            "refusal": refusal,
            "meetings": list(several.values()),
            "now": timezone.now(),
            "open_kinds": {kind for kind, _label in kinds} if may_write else set(),
            "chosen": chosen,
            "form": form if may_write else None,
        }
        return render(request, "reviews/meetings.html", content, status=status)

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=UNPROCESSABLE)
    told = dict(form.cleaned_data)
    told["kind"] = Meet(told["kind"])
    seen = number(request.POST.get("seen", ""))
    return went(
        request,
        review,
        "meetings",
        lambda: actions.keep_meeting(review, **told, by=person, meeting=chosen, seen=seen),
        page,
    )
