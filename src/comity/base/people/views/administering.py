"""Everybody who has an account, for those who keep the register."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.base.audit.actions import seen
from comity.base.audit.queries import events_on
from comity.base.audit.views.wording import said
from comity.base.people import actions, queries, rules
from comity.base.people.forms import ROLE_NAMES, MergeForm, PeopleForm
from comity.base.people.models import Organisation, User
from comity.base.people.views.asking import person_of, refusal_page, shown_lately, signed
from comity.base.people.views.organising import described
from comity.kernel.errors import NotNow, Refused
from comity.ui.components import Crumb


PAGE: Final = 50
# The latest events on an account that are listed.
EVENTS: Final = 20


def _desk() -> Crumb:
    return Crumb(_("Administration"), reverse("administration:desk"))


@signed
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account, found by name, address, organisation or role."""
    person = person_of(request)
    rules.check_may_register(person)
    form = PeopleForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    # Not the words themselves: they are the names of people.
    seen("people.read", None, by=person, narrowed_by=sorted(name for name, value in asked.items() if value))
    page = Paginator(queries.found(**asked), PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in asked.items() if value}
    content = {
        "form": form,
        "people": [
            (one, [(held, ROLE_NAMES[held.role]) for held in one.memberships.all()]) for one in page.object_list
        ],
        "count": page.paginator.count,
        "back": f"?{urlencode(chosen | {'page': page.previous_page_number()})}" if page.has_previous() else "",
        "following": f"?{urlencode(chosen | {'page': page.next_page_number()})}" if page.has_next() else "",
        "crumbs": (_desk(), Crumb(_("People"))),
    }
    return render(request, "people/everybody.html", content)


@signed
def somebody(request: HttpRequest, key: int) -> HttpResponse:
    """One person: what they may do, with what and where they sign in, and what was done to the account."""
    person = person_of(request)
    rules.check_may_register(person)
    whose = get_object_or_404(User, pk=key, is_service=False)
    seen("people.read", whose, by=person)
    return render(request, "people/somebody.html", _page(person, whose))


def _page(person: User, whose: User) -> dict[str, Any]:
    since = timezone.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    kinds = {queries.PASSKEY: _("Passkey"), queries.APP: _("Authenticator app"), queries.CODES: _("Recovery codes")}
    return {
        "whose": whose,
        "memberships": described(queries.memberships_of(whose)),
        # Their kinds alone: what a passkey is called is its owner's own.
        "factors": [(kinds[one.type], one.created_at, one.last_used_at) for one in queries.factors(whose)],
        "has_password": whose.has_usable_password(),
        "visits": queries.open_visits(whose, since),
        "events": [(one, said(one.verb) or one.verb) for one in events_on(whose)[:EVENTS]],
        "is_self": person.pk == whose.pk,
        "refusal": "",
        "crumbs": (
            _desk(),
            Crumb(_("People"), reverse("people:everybody")),
            Crumb(whose.get_full_name() or whose.username),
        ),
    }


@require_POST
@shown_lately
def somebody_change(request: HttpRequest, key: int) -> HttpResponse:
    """Close an account, open it again, or end its sessions."""
    person = person_of(request)
    rules.check_may_register(person)
    whose = get_object_or_404(User, pk=key, is_service=False)
    do = request.POST.get("do", "")
    try:
        match do:
            case "close":
                actions.shut_account(whose, by=person)
                messages.success(request, _("Nobody can sign in to this account any more."))
            case "open":
                actions.open_account(whose, by=person)
                messages.success(request, _("The account is open again."))
            case "forget":
                if "sure" not in request.POST:
                    raise NotNow(_("Tick that you are sure: it cannot be taken back."))
                actions.forget_person(whose, by=person)
                messages.success(request, _("What was kept of this person is deleted."))
            case "sessions":
                count = actions.end_sessions_of(whose, by=person)
                messages.success(request, _("%(count)s sessions were ended.") % {"count": count})
            case _:
                raise NotNow(_("Choose what is to be done."))
    except NotNow as no:
        return refusal_page(request, "people/somebody.html", _page(person, whose), no)
    return redirect("people:somebody", whose.pk)


@signed
def invitations(request: HttpRequest) -> HttpResponse:
    """Every invitation that waits, with how old its newest link is."""
    person = person_of(request)
    rules.check_may_register(person)
    page = Paginator(queries.waiting(), PAGE).get_page(request.GET.get("page"))
    content = {
        "invitations": [
            (one, ROLE_NAMES[one.role], rules.is_old(links[0].sent_at) if (links := one.links.all()) else True)
            for one in page.object_list
        ],
        "back": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?page={page.next_page_number()}" if page.has_next() else "",
        "crumbs": (_desk(), Crumb(_("Invitations"))),
    }
    return render(request, "people/invitations.html", content)


@shown_lately
def organisation_end(request: HttpRequest, key: int) -> HttpResponse:
    """Close an organisation, open it again, or join it to another that takes its place."""
    person = person_of(request)
    rules.check_may_register(person)
    one = get_object_or_404(Organisation, pk=key)
    form = MergeForm(request.POST or None, organisation=one)
    content = {
        "organisation": one,
        "form": form,
        "members": queries.members(one).count(),
        "refusal": "",
        "crumbs": (
            Crumb(_("Organisations"), reverse("people:organisations")),
            Crumb(one.name, reverse("people:organisation", args=[one.pk])),
            Crumb(_("Close or join")),
        ),
    }
    if request.method != "POST":
        return render(request, "people/organisation_end.html", content | {"form": MergeForm(organisation=one)})
    try:
        match request.POST.get("do", ""):
            case "close":
                actions.close_organisation(one, by=person)
            case "open":
                actions.reopen_organisation(one, by=person)
            case _:
                if not form.is_valid():
                    return render(request, "people/organisation_end.html", content, status=422)
                actions.merge_organisations(one, form.cleaned_data["successor"], by=person)
                return redirect("people:organisation", form.cleaned_data["successor"].pk)
    except Refused as no:
        return refusal_page(request, "people/organisation_end.html", content, no)
    return redirect("people:organisation", one.pk)
