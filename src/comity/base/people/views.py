"""Signing in and out."""

import logging
from typing import Any, Final

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.access.roles import permissions_of
from comity.base.people.actions import note_sign_in
from comity.base.people.forms import SignInForm
from comity.base.people.models import User
from comity.ui.shell import SignedIn


LOG: Final = logging.getLogger("comity.people")


class SignIn(LoginView):
    """The page on which a person signs in; who is signed in is sent on."""

    authentication_form = SignInForm
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin the session and put it into the trail, both or neither."""
        person = form.get_user()
        assert isinstance(person, User)
        assert isinstance(form, SignInForm)
        with transaction.atomic():
            note_sign_in(person, form.address, by=person)
            return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show what is wrong, and let whoever watches the log see from where it came."""
        assert isinstance(form, SignInForm)
        if form.non_field_errors():
            LOG.warning("A sign-in from %s failed.", form.address)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignOut(LogoutView):
    """Ends the session; only a form can ask for it."""


def not_from_our_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is answered when something was sent that no form of ours sent, or one that stood open too long."""
    sentence = _("This form could not be matched to your visit. Allow cookies, open the page again and send it anew.")
    return render(request, "ui/refused.html", {"sentence": sentence, "status": 403}, status=403)


def signed_in(request: HttpRequest) -> SignedIn | None:
    """Who is signed in, for the head of the page; None for a visitor."""
    # Tests and the pages of faults make requests that have passed no middleware.
    person: Any = getattr(request, "user", None)
    if not isinstance(person, User):
        return None
    allowed = frozenset(permission.value for permission in permissions_of(person))
    return SignedIn(person.get_full_name() or person.username, reverse("people:sign-out"), allowed)
