"""Sign-in by the accounts of one's own organisation: who may come in by them."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # -- the library is not typed
    """An account elsewhere opens an account here that exists already, and only by an address that was verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes an account unasked."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose account it is: the one that came in this way before, else the one with the verified address."""
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                self._turn_away(request)
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("id_token") or claims.get("userinfo") or claims
        person = None
        if claims.get("email_verified") is True and claims.get("email"):
            person = User.objects.filter(email__iexact=str(claims["email"]), is_active=True).first()
        if person is None:
            self._turn_away(request)
        with transaction.atomic():
            sociallogin.connect(request, person)
            note("people.connect_directory", person, by=person)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """Say so on our own page."""
        self._turn_away(request)

    def _turn_away(self, request: HttpRequest) -> NoReturn:
        messages.error(request, _("This account of your organisation opens none here. Ask for an invitation first."))
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("people:sign-in")))
