"""Saying what a network is and which States take part: the Secretariat, in the browser."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records.views import reader
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import INTERFACE
from comity.kernel.lists import said_of
from comity.operations.networks import actions, queries, rules
from comity.operations.networks.enums import Seat
from comity.operations.networks.forms import LeaveForm, NetworkForm, SeatForm
from comity.operations.networks.models import Network
from comity.operations.networks.views.words import (
    CONFLICT,
    UNPROCESSABLE,
    crumb_of,
    crumbs,
    named,
    network_or_404,
    place_names,
)


GET_OR_POST: Final = ["GET", "HEAD", "POST"]


def manager(request: HttpRequest) -> User:
    """Who asks, when they look after networks.

    Raises:
        NotPermitted: they do not.
    """
    person = reader(request)
    rules.check_may_manage(person)
    assert person is not None
    return person


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a network."""
    person = manager(request)
    form = NetworkForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.put_network(form.described(), by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:edit", made.pk)
    here = _("New network")
    content = {"form": form, "title": here, "network": None, "crumbs": crumbs(here)}
    return render(request, "networks/edit.html", content, status=UNPROCESSABLE if form.errors else 200)


def _said(network: Network) -> dict[str, Any]:
    told = {name: getattr(network, name) for name in ("short", "kind", "founded", "website", "source")}
    for code in INTERFACE:
        told[f"name_{code}"] = network.names.get(code, "")
        told[f"about_{code}"] = network.abouts.get(code, "")
    return told


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Say anew what a network is; the same page has the States and whether figures are public."""
    person, network = manager(request), network_or_404(code)
    form = NetworkForm(request.POST or None, is_new=False, initial=_said(network))
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_network(form.described(network.pk), held=network, by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:page", network.pk)
    return _page(request, network, form=form, status=UNPROCESSABLE if form.errors else 200)


def _page(request: HttpRequest, network: Network, *, status: int, **changed: Any) -> HttpResponse:
    names = place_names()
    present, _former = queries.members_of(network)
    among = named((one.place_id, names.get(one.place_id, one.place_id)) for one in present)
    here = _("Change what is said of it")
    content = {
        "title": said_of(network.short, here),
        "network": network,
        "present": [name for _code, name in among],
        "form": NetworkForm(is_new=False, initial=_said(network)),
        # Of a network that has ended only what is said of its States is corrected.
        "seat": SeatForm(offered={"place": among if network.ended_on is not None else _offered(names)}),
        "leave": LeaveForm(offered={"place": among}, initial={"left_on": timezone.now().date()}),
        "refusal": "",
        "crumbs": crumbs(crumb_of(network), here),
        **changed,
    }
    return render(request, "networks/edit.html", content, status=status)


def _offered(names: Any) -> list[tuple[Any, str]]:
    """States that can take part: those of the reports, and territories with an authority of their own."""
    known = places.places()
    return named((code, names[code]) for code, one in known.items() if one.kind in {"state", "territory"})


@never_cache
@login_required
@require_POST
def seats(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Let a State take part, or no longer; let everybody see the figures, or no longer."""
    person, network = manager(request), network_or_404(code)
    if verb == "figures":
        actions.show_figures(network, is_public=request.POST.get("public") == "yes", by=person)
        return redirect("networks:edit", network.pk)
    names = place_names()
    form: SeatForm | LeaveForm
    if verb == "join":
        form = SeatForm(request.POST, offered={"place": _offered(names)})
    elif verb == "leave":
        form = LeaveForm(request.POST, offered={"place": list(names.items())})
    else:
        raise Http404
    name = "seat" if verb == "join" else "leave"
    if not form.is_valid():
        return _page(request, network, status=UNPROCESSABLE, **{name: form})
    told = form.cleaned_data
    try:
        if verb == "join":
            actions.seat_state(
                network, told["place"], seat=Seat(told["seat"]), joined=told["joined_on"], source=told["source"],
                by=person,
            )  # fmt: skip
        else:
            held = network.members.filter(place=told["place"], left_on__isnull=True).first()
            if held is None:
                raise Http404
            actions.end_seat(held, told["left_on"], by=person)
    except NotPermitted:
        raise
    except Refused as no:
        return _page(request, network, status=CONFLICT, refusal=str(no))
    return redirect("networks:edit", network.pk)
