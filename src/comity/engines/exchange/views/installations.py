"""With which installations this one exchanges: the pages of the registry; and files that members carry."""

import json
import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.exchange import actions, crypto, queries, rules
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.exports import sealed_file
from comity.engines.exchange.forms import Carrying, Meeting, NewKey
from comity.engines.exchange.imports import Carried, is_answer_file, take_answer, take_file
from comity.engines.exchange.models import Peer
from comity.engines.exchange.views.answering import check_may_ask, person_of
from comity.engines.exchange.views.pages import frame
from comity.engines.exchange.views.room import told_when_full
from comity.kernel.errors import NotPermitted, Refused
from comity.ui.components import Crumb


PAGE: Final = 50
LONGEST_CARD: Final = 30_000_000


def registrar(request: HttpRequest) -> User:
    """Who asks, when they may say with whom this installation exchanges.

    Raises:
        NotPermitted: they may not.
    """
    person = request.user if isinstance(request.user, User) else None
    rules.check_may_manage(person)
    assert person is not None, "a visitor may not"
    return person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Every installation that is known, and what was not taken; a new one is added here."""
    person = registrar(request)
    form = Meeting(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            peer = actions.add_peer(
                address=form.cleaned_data["address"],
                digits=form.cleaned_data["digits"],
                card=_card(form.cleaned_data["card"]),
                by=person,
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The installation is known from now on."))
            return redirect("exchange:installation", peer.pk)
    return render(request, "exchange/installations.html", _known(person, form), status=422 if form.errors else 200)


def _card(file: Any) -> Any:
    if file is None:
        return None
    try:
        return json.loads(file.read(LONGEST_CARD))
    except (ValueError, RecursionError) as error:
        raise Refused(_("This file is not the card of an installation, or was changed.")) from error


def _known(person: User, form: Meeting) -> dict[str, Any]:
    own = crypto.identity()
    seen("exchange.read_installations", None, by=person)
    return {
        "form": form,
        "digits": crypto.digits_of(own.signing),
        "peers": Paginator(queries.peers(person), PAGE).get_page(1),
        "stopped": queries.stopped_parcels(person)[:PAGE],
        "not_taken": queries.stopped_arrivals(person)[:PAGE],
        "strangers": queries.strangers(person)[:PAGE],
        "crumbs": (Crumb(_("Other installations")),),
    }


@never_cache
@login_required
@require_safe
def installation(request: HttpRequest, name: str) -> HttpResponse:
    """One installation: its numbers, its authorities, and how the line to it is."""
    person = registrar(request)
    peer = get_object_or_404(queries.peers(person), pk=name)
    known, names = queries.abroad_of(peer), places.names(get_language() or "en")
    seen("exchange.read_installation", None, by=person, of=peer.name)
    content = {
        "peer": peer,
        "digits": crypto.digits_of(peer.signing),
        "is_another": peer.fault == Fault.NOT_THEM.value,
        "authorities": [
            {**one, "known": known.get(one["owner"]), "state": names.get(one.get("place", ""), "")}
            for one in peer.authorities
        ],
        "crumbs": (Crumb(_("Other installations"), reverse("exchange:installations")), Crumb(peer.title)),
    }
    return render(request, "exchange/installation.html", content)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest, name: str) -> HttpResponse:
    """Accept the new key of an installation, after its numbers were compared again."""
    person = registrar(request)
    peer = get_object_or_404(queries.peers(person), pk=name)
    form = NewKey(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = _card(form.cleaned_data["card"])
            made = actions.replace_peer(peer, digits=form.cleaned_data["digits"], card=card, by=person)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("It is known by its new key from now on. The old one is blocked."))
            return redirect("exchange:installation", made.pk)
    seen("exchange.read_installation", None, by=person, of=peer.name)
    content = {
        "form": form,
        "peer": peer,
        "digits": crypto.digits_of(peer.signing),
        "crumbs": (
            Crumb(_("Other installations"), reverse("exchange:installations")),
            Crumb(peer.title, reverse("exchange:installation", args=[peer.pk])),
            Crumb(_("A new key")),
        ),
    }
    return render(request, "exchange/new_key.html", content, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Ask an installation, block it or no longer, or take one of its authorities in."""
    person = registrar(request)
    peer = get_object_or_404(Peer, pk=name)
    try:
        sentence = _done(peer, request.POST, by=person)
    except NotPermitted:
        raise
    except Refused as no:
        # Why not stands where what helps is done.
        messages.error(request, str(no))
    else:
        messages.success(request, sentence)
    return redirect("exchange:installation", peer.pk)


def _done(peer: Peer, asked: QueryDict, *, by: User) -> str:
    """Do what a form asks, and say so.

    Raises:
        Refused: it was not done; the sentence says why.
    """
    match asked.get("do"):
        case "ask":
            actions.ask(peer, by=by)
            return _("It has answered.")
        case "block" | "unblock" as which:
            actions.block_peer(peer, is_blocked=which == "block", by=by)
            return _("It is done.")
        case "take-in":
            actions.take_in(peer, asked.get("owner", ""), by=by)
            return _("The authorities here can write to it now.")
        case _:
            raise Refused(_("What was sent cannot be read."))


@never_cache
@login_required
@require_POST
def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Have something tried again that was refused or given up."""
    person = registrar(request)
    actions.post_again(get_object_or_404(queries.stopped_parcels(person), pk=key), by=person)
    messages.success(request, _("It is tried again now."))
    return redirect("exchange:installations")


@never_cache
@login_required
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """What this installation says of itself, as a file for one to which there is no line."""
    person = registrar(request)
    seen("exchange.read_card", None, by=person)
    answer = JsonResponse(actions.own_card(is_whole=True))
    answer["Content-Disposition"] = 'attachment; filename="installation.json"'
    return answer


# ---------------------------------------------------------------- files that members carry


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest) -> HttpResponse:
    """Take a sealed file that was carried here, and say what became of what is in it."""
    content = frame(request, _("Sealed file"))
    form, taken, answered = Carrying(request.POST or None, request.FILES or None), None, None
    if request.method == "POST" and form.is_valid():
        file, person = form.cleaned_data["file"], person_of(request)
        try:
            with told_when_full():
                if is_answer_file(file):
                    answered = take_answer(file, by=person)
                else:
                    taken = take_file(file, by=person)
        except Refused as no:
            form.add_error(None, str(no))
    told = _told(taken, person_of(request)) if taken else {"taken": None, "threads": []}
    status = 422 if form.errors else 200
    return render(
        request, "exchange/carry.html", {**content, "form": form, "answered": answered, **told}, status=status
    )


def _told(taken: Carried, person: User) -> dict[str, Any]:
    keys = {one.thread for one in taken.lines}
    mine = queries.threads_visible_to(person).filter(pk__in=[key for key in keys if _is_key(key)])
    return {"taken": taken, "threads": list(mine)}


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@never_cache
@login_required
@require_safe
def carried(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse | StreamingHttpResponse:
    """What a conversation has for an installation, as a file to be carried."""
    check_may_ask(request)
    person = person_of(request)
    thread = queries.threads_visible_to(person).filter(pk=key).first()
    peer = next((one for one in queries.peers_of(key) if one.pk == name), None)
    if thread is None or peer is None:
        raise Http404
    seen("exchange.carry", thread, by=person, to=peer.name)
    answer = StreamingHttpResponse(sealed_file(thread, peer), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="sealed-{str(thread.pk)[:8]}.zip"'
    return answer
