"""Technical assistance: what States need, what providers offer, and how the two come together."""

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import Organisation, User
from comity.base.places import queries as places
from comity.base.places.enums import Group
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import INTERFACE, by_name
from comity.kernel.lists import listed, said_of
from comity.operations.reviews.actions import needs as actions
from comity.operations.reviews.enums import Approach, Bid, Fit, Help
from comity.operations.reviews.forms.needs import NeedForm, OfferForm
from comity.operations.reviews.models import Need, Offer, Recommendation, Showing
from comity.operations.reviews.queries import following
from comity.operations.reviews.queries import needs as queries
from comity.operations.reviews.rules import acting, matching
from comity.operations.reviews.rules import needs as rules
from comity.operations.reviews.views import articles
from comity.operations.reviews.views.leading import host
from comity.operations.reviews.views.reviewing import (
    CONFLICT,
    GET_OR_POST,
    UNPROCESSABLE,
    acted,
    chosen_of,
    number,
    place_name,
)
from comity.ui.components import Badge, Column, Crumb, Download, Row, Tone


TONES = {
    Approach.SHOWN: Tone.BRASS,
    Approach.OFFERED: Tone.ACCENT,
    Approach.AGREED: Tone.SUCCESS,
    Approach.DECLINED: Tone.PLAIN,
    Approach.ENDED: Tone.OUTLINE,
}
BIDS = {Bid.PENDING: Tone.BRASS, Bid.OPEN: Tone.SUCCESS, Bid.REFUSED: Tone.DANGER}


def crumbs(here: str = "") -> list[Crumb]:
    """The way to a page of technical assistance."""
    steps = [Crumb(_("Reviews"), reverse("reviews:reviews"))]
    first = Crumb(_("Technical assistance"), reverse("reviews:assistance") if here else "")
    return [*steps, first, Crumb(here)] if here else [*steps, first]


def state_badge(state: str) -> Badge:
    """How it stands between a State and a provider."""
    return Badge(Approach(state).label, TONES[Approach(state)])


def kinds_in_words(kinds: list[str]) -> str:
    """Kinds of help by their names."""
    return listed(str(Help(one).label) for one in kinds if one in Help.values)


def _asker(request: HttpRequest) -> User:
    """Who asks, when they have to do with needs or offers at all.

    Raises:
        Http404: they have not.
    """
    person = reader(request)
    if person is None or not (rules.states_for(person) or rules.offers_for(person) or acting.may_conduct(person)):
        raise Http404
    return person


@never_cache
@login_required
@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """The needs of one's State, those that were shown to one's organisation, and what is offered."""
    return _hub(request)


def _hub(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    person, titles = _asker(request), articles.names()
    content = {
        "needs": [_line(one, titles) for one in queries.own(person)],
        "shown": [(one, state_badge(one.state), _line(one.need, titles)) for one in queries.shown_to(person)],
        "offers": [_offer(one, titles) for one in queries.offers(person)],
        "waiting": [_offer(one, titles) for one in queries.pending(person)],
        "unseen": [_offer(one, titles) for one in queries.own_offers(person) if one.standing != Bid.OPEN],
        "mine": rules.offers_for(person),
        "may_need": bool(rules.states_for(person)),
        "may_offer": bool(rules.offers_for(person)),
        "is_host": acting.may_conduct(person),
        "refusal": refusal,
        "crumbs": crumbs(),
    }
    return render(request, "reviews/assistance.html", content, status=status)


@never_cache
@login_required
@require_POST
def decide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Open an offer to States, or say why it is not accepted; ``seen`` says which text of it was read."""
    person = host(request)
    one = get_object_or_404(queries.pending(person), pk=key)
    if request.POST.get("seen", "") != one.at.isoformat():
        return _hub(request, _("It was changed since you read it. Read it anew."), CONFLICT)
    return acted(
        request,
        lambda: actions.decide_offer(
            one, is_open=request.POST.get("do") == "open", reason=request.POST.get("reason", ""), by=person
        ),
        lambda no: _hub(request, no, CONFLICT),
        reverse("reviews:assistance"),
    )


def _line(one: Need, titles: Any) -> dict[str, Any]:
    return {
        "one": one,
        "place_name": place_name(one.place_id),
        "article": articles.label(one.article, titles) if one.article else "",
        "kinds": kinds_in_words(one.kinds),
    }


def _offer(one: Offer, titles: Any) -> dict[str, Any]:
    return {
        "one": one,
        "badge": Badge(Bid(one.standing).label, BIDS[Bid(one.standing)]),
        "seen": one.at.isoformat(),
        "kinds": kinds_in_words(one.kinds),
        "articles": [articles.label(each, titles) for each in one.articles],
        "regions": [place_name(each) for each in one.regions],
        "languages": [INTERFACE[each] for each in one.languages if each in INTERFACE],
    }


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def offer(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Say what an organisation offers; ``key`` is that of an offer that is said anew."""
    person = _asker(request)
    mine = rules.offers_for(person)
    held = get_object_or_404(queries.own_offers(person), pk=key) if key is not None else None
    if not mine:
        raise NotPermitted(_("What an organisation offers, those who work for it say."))
    if held is not None and request.POST.get("do") == "withdraw":
        actions.withdraw_offer(held, by=person)
        return redirect("reviews:assistance")
    names = ("title", "text", "language", "kinds", "articles", "regions", "languages", "begins_on", "ends_on")
    initial = {name: getattr(held, name) for name in names} if held else {"language": reading_language()}
    offices = Organisation.objects.filter(pk__in=mine if held is None else [held.organisation_id]).order_by("name")
    form = OfferForm(
        request.POST or None,
        organisations=[(str(one.pk), one.name) for one in offices],
        articles=articles.choices(),
        regions=by_name((one.code, place_name(one.code)) for one in places.regions()),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.offer(int(told["organisation"]), told, held=held, by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("reviews:assistance")
    content = {"form": form, "held": held, "crumbs": crumbs(_("Offer")), "heading": _("What is offered")}
    return render(request, "reviews/assisting.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def new_need(request: HttpRequest) -> HttpResponse:
    """State a need, of itself or after a recommendation."""
    person = _asker(request)
    codes = sorted(rules.states_for(person))
    if not codes:
        raise NotPermitted(_("The needs of a State are stated and shown by its focal points."))
    recommended = _recommended(person, codes, request.GET.get("recommendation", ""))
    initial: dict[str, Any] = {"language": reading_language(), "place": codes[0]}
    if recommended is not None:
        place = str(recommended.review.procedure.place_id)
        initial |= {"place": place, "article": recommended.observation.article, "text": recommended.observation.text}
    form = NeedForm(
        request.POST or None,
        places=[(code, place_name(code)) for code in codes],
        articles=articles.choices(),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.need(told["place"], told, recommendation=recommended, by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("reviews:need", made.pk)
    content = {"form": form, "held": None, "crumbs": crumbs(_("Need")), "heading": _("What is needed")}
    return render(request, "reviews/assisting.html", content, status=UNPROCESSABLE if form.errors else 200)


def _recommended(person: User, codes: list[str], key: str) -> Recommendation | None:
    if not key:
        return None
    several = [one for code in codes for one in following.readable(person, code)]
    return next((one for one in several if one.pk == number(key)), None)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def need(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A need: for its State with what fits it, for a provider with the way to answer."""
    person = reader(request)
    one = queries.need(person, key)
    if one is None or person is None:
        raise Http404
    if request.method in {"GET", "HEAD"}:
        seen("need.read", one, by=person, place=one.place_id)
    is_state = one.place_id in rules.states_for(person)

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        titles = articles.names()
        several = queries.showings_of(one, person)
        live = {each.organisation_id for each in several if each.state != Approach.ENDED}
        content = _line(one, titles) | {
            "refusal": refusal,
            "is_state": is_state,
            "languages": listed(INTERFACE[each] for each in one.languages if each in INTERFACE),
            "showings": [_showing(each, is_state=is_state) for each in several],
            "matches": [
                (each, _offer(each.offer, titles), reasons_in_words(each, titles), each.offer.organisation_id in live)
                for each in queries.matches(one, person)
            ]
            if is_state and one.closed_at is None
            else [],
            "crumbs": crumbs(_("Need")),
        }
        return render(request, "reviews/need.html", content, status=status)

    if request.method != "POST":
        return page()
    acts = _acts(request, one, person)
    back = reverse("reviews:need", args=[one.pk])
    return acted(request, chosen_of(acts, request.POST.get("do", "")), lambda no: page(no, CONFLICT), back)


def _acts(request: HttpRequest, one: Need, person: User) -> dict[str, Callable[[], object]]:
    acts: dict[str, Callable[[], object]] = {"close": lambda: actions.close_need(one, by=person)}
    sent = request.POST.get("offer", "")
    chosen = next((each for each in queries.offers(person) if str(each.pk) == sent), None)
    if chosen is not None:
        acts["show"] = lambda: actions.show_need(one, chosen, by=person)
    keyed = number(request.POST.get("showing", ""))
    showing = next((each for each in queries.showings_of(one, person) if each.pk == keyed), None)
    if showing is not None:
        text = request.POST.get("text", "")
        for state in (*rules.OF_THE_STATE, *rules.OF_THE_PROVIDER):
            acts[state.value] = lambda state=state: actions.answer_need(showing, state, text, by=person)  # type: ignore[misc] # -- bound now
    return acts


def _showing(one: Showing, *, is_state: bool) -> dict[str, Any]:
    return {
        "one": one,
        "badge": state_badge(one.state),
        "words": [(each, Approach(each.state).label) for each in one.words.all()],
        "steps": [(step.value, step_name(step)) for step in rules.open_steps(one, is_state=is_state)],
    }


def step_name(step: Approach) -> str:
    """What the button of a step says."""
    return {
        Approach.OFFERED: _("Offer help"),
        Approach.DECLINED: _("Decline"),
        Approach.AGREED: _("Agree"),
        Approach.ENDED: _("Take it back"),
    }[step]


def reasons_in_words(match: matching.Match, titles: Any) -> list[str]:
    """Why an offer fits, each reason with what it rests on."""
    found = []
    for one in match.reasons:
        if one.fit is Fit.KIND:
            about = kinds_in_words(list(one.about))
        elif one.fit in {Fit.STATE, Fit.REGION}:
            about = listed(place_name(each) for each in one.about)
        elif one.fit is Fit.LANGUAGE:
            about = listed(INTERFACE[each] for each in one.about)
        else:
            about = "; ".join(articles.label(each, titles) for each in one.about)
        found.append(said_of(one.fit.label, about) if about else str(one.fit.label))
    return found


@never_cache
@login_required
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Needs that no offer meets, by article and regional group; whose they are is told to nobody."""
    host(request)
    table, rows, columns = queries.coverage()
    titles = articles.names()
    heads: dict[str, Any] = {**dict(Group.choices), queries.NONE: _("No regional group")}
    labels = {row: articles.label(row, titles) if row != queries.NONE else _("No article") for row in rows}
    if request.GET.get("format") == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["article", *columns, "total"])
        writer.writerows([row, *(_cell(table.cells[row, one], "") for one in columns), _cell(table.rows[row], "")]
                         for row in rows)  # fmt: skip
        writer.writerow(["total", *(_cell(table.columns[one], "") for one in columns), _cell(table.total, "")])
        response = HttpResponse(out.getvalue().encode("utf-8"), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="unmet-needs.csv"'
        return response
    lines = [
        Row(labels[row], (*(_cell(table.cells[row, one]) for one in columns), _cell(table.rows[row]))) for row in rows
    ]
    lines.append(Row(_("Together"), (*(_cell(table.columns[one]) for one in columns), _cell(table.total))))
    content = {
        "columns": [*(Column(heads[one]) for one in columns), Column(_("Together"))],
        "lines": lines if rows else [],
        "left_out": table.left_out,
        "question": str(queries.unmet().query),
        "downloads": [Download(_("Needs without an offer"), "?format=csv", "CSV")],
        "crumbs": crumbs(_("Needs without an offer")),
    }
    return render(request, "reviews/coverage.html", content)


def _cell(value: int | None, untold: str | None = None) -> str:
    if value is not None:
        return str(value)
    return format_html('<abbr title="{}">··</abbr>', _("not told")) if untold is None else untold
