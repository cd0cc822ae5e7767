"""An invitation, as whom it invites sees it."""

from typing import Any, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comity.base.people import actions, queries, rules
from comity.base.people.forms import ROLE_NAMES, WelcomeForm
from comity.base.people.models import Invitation, User
from comity.base.people.views.asking import refusal_page, root_of
from comity.kernel.errors import NotPermitted, Refused


TEMPLATE: Final = "people/invitation.html"


def state_of(invitation: Invitation, *, is_newest: bool, is_old: bool) -> str:
    """What can be done with a link: one of ``completed``, ``withdrawn``, ``overtaken``, ``old``, ``open``."""
    if invitation.completed_at is not None:
        return "completed"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    if not is_newest:
        return "overtaken"
    return "old" if is_old else "open"


@never_cache
@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up, or have a new link sent when this one is old; no link is dead without a word."""
    found = actions.find_invitation(token)
    if found is None:
        raise Http404
    one, link = found
    newest = one.links.first()
    state = state_of(one, is_newest=newest is not None and newest.pk == link.pk, is_old=rules.is_old(link.sent_at))
    person = request.user if isinstance(request.user, User) else None
    whose = one.person or User.objects.filter(email__iexact=one.email).first()
    if (
        state == "open"
        and whose is not None
        and queries.can_enter(whose)
        and (person is None or person.pk != whose.pk)
    ):
        state = "known"
    content: dict[str, Any] = {
        "invitation": one,
        "state": state,
        "sent": newest.sent_at if newest else link.sent_at,
        "role_name": ROLE_NAMES[one.role],
        "form": WelcomeForm(
            request.POST if request.POST.get("do") == "take_up" else None,
            initial={"language": get_language() or "en"}
            | ({"given_name": whose.first_name, "family_name": whose.last_name} if state == "open" and whose else {}),
        ),
        "sign_in": f"{reverse('people:sign-in')}?{urlencode({'next': request.path})}",
        "refusal": "",
    }
    if request.method != "POST":
        return render(request, TEMPLATE, content)
    try:
        if request.POST.get("do") == "renew" and state in {"old", "overtaken"}:
            actions.renew(one, root=root_of(request), by=None)
            return render(request, TEMPLATE, content | {"state": "renewed"})
        return _take_up(request, one, content, person)
    except Refused as no:
        return refusal_page(request, TEMPLATE, content, no)


def _take_up(request: HttpRequest, one: Invitation, content: dict[str, Any], person: User | None) -> HttpResponse:
    form = content["form"]
    if content["state"] != "open" or not form.is_valid():
        return render(request, TEMPLATE, content, status=422)
    if person is not None and person.email.casefold() != one.email.casefold():
        raise NotPermitted(_("You are signed in to another account. Sign out, then open the invitation again."))
    made = actions.take_up(one, **form.cleaned_data, by=person)
    if person is not None and person.pk == made.pk and queries.has_second_factor(made):
        actions.complete(made, by=made)
        return redirect("people:account")
    if person is None:
        record_authentication(request, made, "invitation", reauthenticated=True)
        answer: HttpResponse = perform_login(request, Login(user=made, redirect_url=reverse("people:setup")))
        return answer
    return redirect("people:setup")
