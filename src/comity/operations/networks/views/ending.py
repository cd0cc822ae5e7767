"""Ending a network and taking it up again: the Secretariat, after it has read what that does."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.lists import said_of
from comity.operations.networks import actions, queries
from comity.operations.networks.forms import EndNetworkForm
from comity.operations.networks.models import Network
from comity.operations.networks.views.describing import GET_OR_POST, manager
from comity.operations.networks.views.words import CONFLICT, UNPROCESSABLE, crumb_of, crumbs, network_or_404


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the end of a network does, and end it from a day, for a reason."""
    person, network = manager(request), network_or_404(code)
    if network.ended_on is not None:
        return redirect("networks:resume", network.pk)
    form = EndNetworkForm(request.POST or None, initial={"ended_on": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        day: dt.date = form.cleaned_data["ended_on"]
        try:
            actions.end_network(network, day, form.cleaned_data["because"], by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:page", network.pk)
    status = UNPROCESSABLE if form.errors else 200
    return _page(request, network, _("End this network"), "networks/end.html", form=form, status=status)


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """Say what it does to take a network up again, and do it."""
    person, network = manager(request), network_or_404(code)
    if request.method == "POST":
        try:
            actions.take_up_again(network, by=person)
        except NotPermitted:
            raise
        except Refused as no:
            here = _("Take it up again")
            return _page(request, network, here, "networks/resume.html", refusal=str(no), status=CONFLICT)
        return redirect("networks:page", network.pk)
    if network.ended_on is None:
        return redirect("networks:end", network.pk)
    return _page(request, network, _("Take it up again"), "networks/resume.html", refusal="")


def _page(
    request: HttpRequest, network: Network, here: str, template: str, *, status: int = 200, **more: object
) -> HttpResponse:
    content = {
        "network": network,
        "title": said_of(network.short, here),
        "remaining": queries.remaining(network),
        "crumbs": crumbs(crumb_of(network), here),
        **more,
    }
    return render(request, template, content, status=status)
