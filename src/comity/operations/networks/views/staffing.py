"""Who stands for which authority: for members of the network and staff, and nobody else."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.records.views import reader
from comity.kernel.errors import NotPermitted, Refused
from comity.operations.networks import actions, queries, rules
from comity.operations.networks.enums import Post
from comity.operations.networks.forms import AppointForm, AwayForm, Choices, EndForm, PresentForm
from comity.operations.networks.models import ContactPoint
from comity.operations.networks.shapes import UNTOLD_ZONE
from comity.operations.networks.views.words import (
    CONFLICT,
    UNPROCESSABLE,
    crumb_of,
    crumbs,
    found_or_404,
    name_of,
    network_or_404,
    place_names,
    short_of,
    shown,
)
from comity.ui.components import Crumb


GET_OR_POST: Final = ["GET", "HEAD", "POST"]
PARTICULARS: Final = ("languages", "telephone", "mail", "time_zone", "opens", "closes", "answers_at_night")


def _presented(point: ContactPoint) -> dict[str, Any]:
    """What a contact point shows; of a State with several time zones it is asked for, and none is proposed."""
    told = {name: getattr(point, name) for name in PARTICULARS}
    is_untold = point.time_zone == UNTOLD_ZONE and point.opens is None
    return told | ({"time_zone": ""} if is_untold else {})


def _knower(request: HttpRequest, code: str) -> User:
    """Who asks, when they may know who stands in a network: its members, who appoints to it, and staff."""
    person = reader(request)
    if person is None or not (
        may(person, Permission.NETWORK_APPOINT) or any(one.network_id == code for one in rules.posts_of(person))
    ):
        raise NotPermitted(_("Only the members of a network know who stands in it."))
    return person


@never_cache
@login_required
@require_safe
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands in a network, by State."""
    network = network_or_404(code)
    person = _knower(request, code)
    names = place_names()
    several = queries.staff_of(network, person)
    seen("networks.people", network, by=person, points=len(several))
    content = {
        "network": network,
        "short": short_of(network),
        "lines": [shown(one, names) for one in several],
        "may_appoint": may(person, Permission.NETWORK_APPOINT) and network.ended_on is None,
        "crumbs": crumbs(crumb_of(network), _("Contact points")),
    }
    return render(request, "networks/people.html", content)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Let somebody stand for an authority."""
    network, person = network_or_404(code), reader(request)
    if person is None or not may(person, Permission.NETWORK_APPOINT):
        raise NotPermitted(_("Only the authority, its State and the Secretariat say who stands for it in a network."))
    rules.check_stands(network)
    several = {one.pk: one for one in queries.appointable(person, network)}
    choices = [(key, f"{name_of(one.user)} — {one.organisation.name}") for key, one in several.items()]
    form = AppointForm(request.POST or None, offered={"membership": choices})
    if request.method == "POST" and form.is_valid():
        chosen = several[form.cleaned_data["membership"]]
        try:
            made = actions.appoint(
                network, chosen.organisation, chosen.user, post=Post(form.cleaned_data["post"]), by=person
            )
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:point", made.pk)
    here = _("Appoint a contact point")
    content = {"network": network, "form": form, "title": here, "crumbs": crumbs(crumb_of(network), here)}
    return render(request, "networks/appoint.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_safe
def point(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One contact point; for the person, what they show and when they are away."""
    person = reader(request)
    found = found_or_404(queries.point_of(person, key))
    assert person is not None
    return _page(request, found, person)


def _others(held: ContactPoint) -> Choices:
    rows = rules.standing().filter(network=held.network_id, place=held.place_id, person__is_active=True)
    several = rows.exclude(pk=held.pk).select_related("person").order_by("appointed_on", "person_id", "pk")
    return [("", "—"), *((str(one.pk), name_of(one.person)) for one in several)]


def _page(
    request: HttpRequest, held: ContactPoint, person: User, *, status: int = 200, **changed: Any
) -> HttpResponse:
    seen("networks.point", held, by=person)
    is_own = held.pk in {one.pk for one in rules.posts_of(person)}
    stands = held.ended_on is None
    others = _others(held)
    away = {"until": held.away_until_on, "stand_in": str(held.stand_in_id or "")}
    content = {
        **shown(held, place_names()),
        "is_own": is_own,
        "may_end": stands and (is_own or rules.may_appoint(person, held.organisation)),
        "present": PresentForm(initial=_presented(held)),
        "away": AwayForm(offered={"stand_in": others}, initial=away),
        "end": EndForm(offered={"successor": others}),
        "refusal": "",
        "crumbs": crumbs(
            crumb_of(held.network),
            Crumb(_("Contact points"), reverse("networks:people", args=[held.network_id])),
            name_of(held.person),
        ),
        **changed,
    }
    return render(request, "networks/point.html", content, status=status)


def _chosen(held: ContactPoint, text: str) -> ContactPoint | None:
    """One of the other contact points of the State, from the form's own choices; None for nobody."""
    return rules.standing().filter(pk=text, network=held.network_id).first() if text else None


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, key: uuid.UUID, verb: str) -> HttpResponse:
    """Say what one shows, that one is away, or that somebody stands no longer."""
    person = reader(request)
    held = found_or_404(queries.point_of(person, key))
    assert person is not None
    forms: dict[str, Any] = {
        "present": lambda: PresentForm(request.POST),
        "away": lambda: AwayForm(request.POST, offered={"stand_in": _others(held)}),
        "end": lambda: EndForm(request.POST, offered={"successor": _others(held)}),
    }
    if verb not in forms:
        raise Http404
    form = forms[verb]()
    if not form.is_valid():
        return _page(request, held, person, status=UNPROCESSABLE, **{verb: form})
    told = form.cleaned_data
    try:
        if verb == "present":
            actions.present(held, form.told(), by=person)
        elif verb == "away":
            actions.go_away(held, told["until"], _chosen(held, told["stand_in"]), by=person)
        else:
            actions.end_post(held, _chosen(held, told["successor"]), by=person)
    except NotPermitted:
        raise
    except Refused as no:
        return _page(request, held, person, status=CONFLICT, refusal=str(no))
    # Whoever ends their own post may not know of it any more.
    if queries.point_of(person, key) is None:
        return redirect("networks:page", held.network_id)
    return redirect("networks:point", held.pk)
