"""Where the Secretariat sets up draws, commits, draws, publishes, gives up and takes in what is asked."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.people.models import User
from comity.base.places.models import Place
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.operations.reviews import actions
from comity.operations.reviews.enums import Act, Mechanism, Part, Wish
from comity.operations.reviews.forms import (
    AskForm,
    CommitForm,
    CorrectionForm,
    DrawForm,
    MechanismForm,
    RandomnessForm,
    ReasonForm,
)
from comity.operations.reviews.models import Draw, Lot
from comity.operations.reviews.queries import drawing as queries
from comity.operations.reviews.registry import rule_set
from comity.operations.reviews.rules import drawing as rules
from comity.operations.reviews.views import showing, wording


UNPROCESSABLE: Final = 422


def drawer(request: HttpRequest) -> User:
    """The person who asks, when they draw lots.

    Raises:
        NotPermitted: they do not.
    """
    person = reader(request)
    rules.check_may_draw(person)
    assert person is not None, "a visitor draws nothing"
    return person


def _kept(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether what a form says was done; a refusal is told in the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotPermitted:
        raise
    except Refused as no:
        form.add_error(None, str(no))
        return False
    return True


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up a draw: first for which mechanism, then its phase, day and rules."""
    person = drawer(request)
    mechanism = request.GET.get("mechanism", "")
    if mechanism not in Mechanism.values:
        content = {"form": MechanismForm(), "crumbs": showing.crumbs(here=_("Set up a draw"))}
        return render(request, "reviews/begin.html", content)
    said = rule_set(mechanism)
    form = DrawForm(request.POST or None, mechanism=mechanism, initial=dict(said.values))
    made: list[Draw] = []

    def act() -> None:
        given = form.cleaned_data
        made.append(
            actions.set_up(
                mechanism, phase=given["phase"], parties_on=given["parties_on"], values=form.values, by=person
            )
        )

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("The draw is set up. Nobody else sees it before you commit to it."))
        return redirect("reviews:draw", made[0].pk)
    return _rules_shown(request, form, Mechanism(mechanism), showing.crumbs(here=_("Set up a draw")))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change phase, day and rules of a draw that is not yet committed to."""
    person = drawer(request)
    draw = showing.found(request, key)
    initial = {"phase": draw.phase, "parties_on": draw.parties_on, **draw.rules}
    form = DrawForm(request.POST or None, mechanism=draw.mechanism, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        actions.change(draw, phase=given["phase"], parties_on=given["parties_on"], values=form.values, by=person)

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("The draw was changed."))
        return redirect("reviews:draw", draw.pk)
    return _rules_shown(request, form, Mechanism(draw.mechanism), showing.crumbs(draw, _("Rules")))


def _rules_shown(request: HttpRequest, form: DrawForm, mechanism: Mechanism, way: Any) -> HttpResponse:
    content = {"form": form, "mechanism": mechanism.label, "crumbs": way}
    return render(request, "reviews/rules.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Correct the list of parties, or take a correction back."""
    person = drawer(request)
    draw = showing.found(request, key)
    names = wording.names_for(reading_language(), queries.instrument_names(draw.mechanism))
    if code := request.POST.get("again", ""):
        actions.take_back(draw, code, by=person)
        messages.success(request, _("The portal’s list holds again."))
        return redirect("reviews:draw-correct", draw.pk)
    form = CorrectionForm(request.POST or None, language=reading_language(), instruments=names.instruments)

    def act() -> None:
        given = form.cleaned_data
        actions.correct(
            draw,
            Place.objects.get(pk=given["place"]),
            part=Part(given["part"]),
            wish=Wish(given["wish"]),
            instruments=given["instruments"],
            source=given["source"],
            by=person,
        )

    if request.method == "POST" and _kept(form, act):
        messages.success(request, _("The list of parties was corrected."))
        return redirect("reviews:draw-correct", draw.pk)
    status = UNPROCESSABLE if form.errors else 200
    return showing.parties_shown(request, draw, names, form, status)


def _opened(request: HttpRequest, key: uuid.UUID) -> tuple[User, Draw, Lot]:
    person = drawer(request)
    draw = showing.found(request, key)
    lot = queries.open_lot(draw)
    if lot is None:
        raise Http404
    return person, draw, lot


@never_cache
@login_required
@require_POST
def commit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Commit to the lot that is being prepared."""
    person, draw, lot = _opened(request, key)
    form = CommitForm(request.POST)

    def act() -> None:
        given = form.cleaned_data
        at = given["at"].replace(tzinfo=dt.UTC)
        actions.commit(lot, randomness_source=given["source"], randomness_at=at, by=person)

    if _kept(form, act):
        messages.success(
            request, _("Committed. What will be drawn, and how, is public from now on and does not change.")
        )
        return redirect("reviews:draw", draw.pk)
    return showing.shown(request, draw, wrong={"commit": form}, status=UNPROCESSABLE)


@never_cache
@login_required
@require_POST
def draw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Draw the lot that was committed to."""
    person, one, lot = _opened(request, key)
    form = RandomnessForm(request.POST)
    if _kept(form, lambda: actions.draw_lot(lot, form.cleaned_data["randomness"], by=person)):
        messages.success(request, _("Drawn. Look at the outcome, and publish it."))
        return redirect("reviews:draw", one.pk)
    return showing.shown(request, one, wrong={"randomness": form}, status=UNPROCESSABLE)


@never_cache
@login_required
@require_POST
def publish(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Publish the lot that was drawn."""
    person, one, lot = _opened(request, key)
    actions.publish(lot, by=person)
    messages.success(request, _("Published. Everybody sees the outcome, and can repeat it."))
    return redirect("reviews:draw", one.pk)


@never_cache
@login_required
@require_POST
def abandon(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give up the lot that is open."""
    person, one, lot = _opened(request, key)
    form = ReasonForm(request.POST)
    if _kept(form, lambda: actions.abandon(lot, form.cleaned_data["reason"], by=person)):
        messages.success(request, _("The lot was given up."))
        return redirect("reviews:draw", one.pk)
    return showing.shown(request, one, wrong={"reason": form}, status=UNPROCESSABLE)


@never_cache
@login_required
@require_POST
def ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Add what a State asks to the lot that is being prepared, or begin one."""
    person = drawer(request)
    one = showing.found(request, key)
    form = AskForm(request.POST, language=reading_language())

    def act() -> None:
        given = form.cleaned_data
        actions.ask(
            one, kind=Act(given["kind"]), state=given["state"], seat=given["seat"], reason=given["reason"], by=person
        )

    if _kept(form, act):
        messages.success(request, _("Noted for the next lot. Commit to it when all that is asked is there."))
        return redirect("reviews:draw", one.pk)
    return showing.shown(request, one, wrong={"ask": form}, status=UNPROCESSABLE)
