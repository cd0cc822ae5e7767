"""The list of observations, the summary and the consent: each a page."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.engines.records.views import reading_language
from comity.kernel.languages import INTERFACE
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Finding, Matter, Side, Step
from comity.operations.reviews.forms.reviewing import (
    ConsentForm,
    ObservationForm,
    SummaryForm,
)
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import writings
from comity.operations.reviews.rules import acting, concerning
from comity.operations.reviews.shapes import Standpoint
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
from comity.operations.reviews.views.sections import is_shown


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def observations(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The list of observations, paragraph by paragraph, with who agrees to each."""
    review, person, who = known(request, key, "observations")
    several = writings.observations_of(review, who)
    do = request.POST.get("do", "")
    assessments = queries.assessments_of(review)
    articles = answering.articles(assessments)
    own = answering.article_groups(concerning.own(review, who, assessments))
    initial = {"language": language_in(review)}
    form = ObservationForm(request.POST if do == "add" else None, articles=own, initial=initial)
    may_write = review.stage is Step.OBSERVATIONS and (who.side is Side.SECRETARIAT or who.writes)

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "observations") | {
            "refusal": refusal,
            "paragraphs": [_paragraph(one, review, who, dict(articles)) for one in several],
            "form": form if may_write else None,
            "may_write": may_write,
            "may_agree": may_write and who.is_focal_point,
            "typed": request.POST.get("text", "") if status == CONFLICT and do == "reword" else "",
            "typed_at": number(request.POST.get("paragraph", "")),
            "typed_in": request.POST.get("language", ""),
            "languages": list(INTERFACE.items()),
        }
        return render(request, "reviews/observations.html", content, status=status)

    if request.method != "POST":
        return page()
    if do == "add":
        if not form.is_valid():
            return page(status=UNPROCESSABLE)
        told = form.cleaned_data
        return went(
            request,
            review,
            "observations",
            lambda: actions.observe(
                review,
                told["text"],
                kind=Finding(told["kind"]),
                article=told["article"],
                language=told["language"],
                by=person,
            ),
            page,
        )
    one = get_object_or_404(review.observations.all(), pk=number(request.POST.get("paragraph", "")))
    seen = number(request.POST.get("seen", ""))
    acts: dict[str, Callable[[], object]] = {
        "reword": lambda: actions.reword(
            one, request.POST.get("text", ""), seen=seen, language=request.POST.get("language", ""), by=person
        ),
        "agree": lambda: actions.agree(one, seen=seen, by=person),
        "disagree": lambda: actions.disagree(one, by=person),
        "withdraw": lambda: actions.withdraw(one, by=person),
    }
    if do in {"take", "settle"}:
        wording = get_object_or_404(one.wordings.all(), pk=number(request.POST.get("wording", "")))
        acts["take"] = lambda: actions.take_wording(wording, by=person)
        acts["settle"] = lambda: actions.settle_wording(wording, by=person)
    return went(request, review, "observations", chosen_of(acts, do), page)


def _paragraph(one: Any, review: Review, who: Standpoint, articles: dict[str, str]) -> dict[str, Any]:
    agreed = {each.place_id for each in one.agreements.all()}
    states = concerning.concerned(review, one.article)
    return {
        "one": one,
        "is_ours": who.side is Side.SECRETARIAT or who.place in states,
        "article": articles.get(one.article, one.article),
        "agreed": [(code, place_name(code), code in agreed) for code in states],
        "has_agreed": who.place in agreed,
        "beside": writings.beside(one),
        "earlier": [each for each in one.wordings.all() if each.standing != "beside"],
    }


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def summary(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The summary in each language."""
    review, person, who = known(request, key, "summary")
    several = writings.summaries_of(review, who)
    language = request.POST.get("language") or request.GET.get("language") or _first(several)
    chosen = next((one for one in several if one.language == language), None)
    initial = {"language": language, "text": chosen.text if chosen else "", "seen": chosen.version if chosen else 0}
    form = SummaryForm(request.POST or None, initial=initial)
    original = next((one for one in several if not one.is_translation), None)
    translating = original is not None and (chosen is None or chosen.is_translation)
    may_write = review.stage is Step.SUMMARY and (
        who.side is Side.SECRETARIAT or (who.side is Side.REVIEWER and who.writes)
    )
    later = who.side is Side.SECRETARIAT and review.stage in {Step.CONSENT, Step.PUBLICATION}

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "summary") | {
            "refusal": refusal,
            "summaries": several,
            "form": form if may_write or later else None,
            "is_translating": translating,
            "languages": list(INTERFACE),
        }
        return render(request, "reviews/summary.html", content, status=status)

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=UNPROCESSABLE)
    told = form.cleaned_data
    return went(
        request,
        review,
        "summary",
        lambda: actions.summarise(review, told["text"], language=told["language"], seen=told["seen"], by=person),
        page,
    )


def _first(several: list[Any]) -> str:
    return str(several[0].language) if several else reading_language()


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def consent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What may be published, part by part."""
    review, person, who = known(request, key, "consent")
    decided = queries.decided(review)
    initial = {matter: "yes" if is_public else "no" for matter, is_public in decided.items()}
    form = ConsentForm(request.POST or None, initial=initial)
    is_after = review.stage is Step.PUBLISHED
    if is_after:
        may_decide = acting.reconsiders(who)
    else:
        may_decide = review.stage is Step.CONSENT and who.side is Side.REVIEWED and who.is_focal_point

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        content = head(review, who, "consent") | {
            "refusal": refusal,
            "form": form if may_decide else None,
            "is_after": is_after,
            "decided": [(matter.label, decided.get(matter.value)) for matter in Matter],
            "has_summary": is_shown(review, who, "summary"),
        }
        return render(request, "reviews/consent.html", content, status=status)

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=UNPROCESSABLE)

    def act() -> None:
        for matter in Matter:
            is_public = form.cleaned_data[matter.value] == "yes"
            if not is_after:
                actions.decide(review, matter, is_public=is_public, by=person)
            elif is_public is not decided.get(matter.value):
                actions.reconsider(review, matter, is_public=is_public, by=person)

    return went(request, review, "consent", act, page)
