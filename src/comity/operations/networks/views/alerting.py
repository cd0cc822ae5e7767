"""Coordination alerts: whom to get in touch with about which crimes, and nothing of a case."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.lists import listed
from comity.operations.networks import actions, queries, rules
from comity.operations.networks.forms import AlertForm, Choices
from comity.operations.networks.models import Alert, ContactPoint
from comity.operations.networks.views.words import (
    CONFLICT,
    UNPROCESSABLE,
    crime_names,
    crumbs,
    desk_crumb,
    found_or_404,
    member,
    name_of,
    named,
    place_names,
    short_of,
    shown,
    to_begin,
)
from comity.ui.components import Crumb


GET_OR_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 30


def line_of(alert: Alert, names: Any, crimes: dict[str, str]) -> dict[str, Any]:
    """What a list says of an alert."""
    several = list(alert.deliveries.all())
    return {
        "alert": alert,
        "short": short_of(alert.network),
        "place": (alert.place_id, names.get(alert.place_id, alert.place_id)),
        "crimes": listed(crimes.get(one.pk, one.pk) for one in alert.crime_types.all()),
        "read": sum(one.acknowledged_at is not None for one in several),
        "of": len(several),
    }


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The alerts that one's State has sent or received."""
    person, posts = member(request)
    names, crimes = place_names(), crime_names()
    rows = queries.alerts_for_listing(queries.alerts_visible_to(person, posts))
    page: Page[Alert] = Paginator(rows.order_by("-sent_at", "pk"), PAGE).get_page(request.GET.get("page"))
    seen("networks.alerts", None, by=person)
    many = page.paginator.num_pages
    content = {
        "lines": [line_of(one, names, crimes) for one in page.object_list],
        "is_member": bool(rules.begins_in(posts)),
        "shown": _("Page %(number)s of %(count)s") % {"number": page.number, "count": many} if many > 1 else "",
        "back": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?page={page.next_page_number()}" if page.has_next() else "",
        "crumbs": crumbs(desk_crumb(), _("Alerts")),
    }
    return render(request, "networks/alerts.html", content)


def _offered(posts: list[ContactPoint]) -> dict[str, Choices]:
    names, among, own = place_names(), {one.network_id for one in posts}, {one.place_id for one in posts}
    places = {code for code, seats in queries.table().items() if among & set(seats)} - own
    return {
        "post": [(str(one.pk), f"{one.network.short} — {one.organisation.name}") for one in posts],
        "places": named((code, names.get(code, code)) for code in places),
        "crime_types": named(crime_names().items()),
    }


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Send an alert."""
    person, posts = member(request)
    if not posts:
        raise NotPermitted(_("Only a contact point sends an alert."))
    posts = to_begin(posts)
    form = AlertForm(request.POST or None, offered=_offered(posts), initial={"post": str(posts[0].pk)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        sender = next(one for one in posts if str(one.pk) == told["post"])
        try:
            made = actions.send_alert(
                sender, told["places"], told["crime_types"], is_urgent=told["is_urgent"], by=person
            )
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:alert", made.pk)
    here = _("Send an alert")
    content = {"form": form, "title": here, "crumbs": crumbs(desk_crumb(), here)}
    return render(request, "networks/alert_new.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_safe
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """An alert: about which crimes, whom to get in touch with, who has acknowledged it."""
    person, posts = member(request)
    return _page(request, found_or_404(queries.alert_of(person, key)), person, posts)


def _page(  # noqa: PLR0913 -- a page with what was refused
    request: HttpRequest, held: Alert, person: User, posts: list[ContactPoint], *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    seen("networks.read_alert", held, by=person)
    names, crimes = place_names(), crime_names()
    own = {one.place_id for one in posts if one.network_id == held.network_id}
    deliveries = list(held.deliveries.all())
    content = {
        **line_of(held, names, crimes),
        "sender": shown(held.sender, names) if held.sender is not None else None,
        "deliveries": [
            (one, names.get(one.place_id, one.place_id), name_of(one.acknowledged_by)) for one in deliveries
        ],
        "may_acknowledge": held.ended_at is None
        and any(one.place_id in own and one.acknowledged_at is None for one in deliveries),
        "may_end": held.ended_at is None and (held.place_id in own or rules.may_manage(person)),
        "refusal": refusal,
        "crumbs": crumbs(desk_crumb(), Crumb(_("Alerts"), reverse("networks:alerts")), _("Alert")),
    }
    return render(request, "networks/alert.html", content, status=status)


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, key: uuid.UUID, verb: str) -> HttpResponse:
    """Acknowledge an alert for one's State, or end it."""
    person, posts = member(request)
    held = found_or_404(queries.alert_of(person, key))
    do = {"acknowledge": actions.acknowledge, "end": actions.end_alert}.get(verb)
    if do is None:
        raise Http404
    try:
        do(held, by=person)
    except NotPermitted:
        raise
    except Refused as no:
        return _page(request, held, person, posts, status=CONFLICT, refusal=str(no))
    return redirect("networks:alert", held.pk)
