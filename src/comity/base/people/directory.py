"""Sign-in by the accounts of one's own organisation: who may come in by them."""

import hashlib
import logging
from typing import Any, Final, NoReturn

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User


LOG: Final = logging.getLogger("comity.people")
# With a key that the provider keeps to itself; never one that is shared, and never none.
ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
DISCOVERY: Final = "/.well-known/openid-configuration"


def nonce_of(state: str) -> str:
    """What the provider must put into its token: made from the state, which is random, kept here, and good once."""
    return hashlib.sha256(f"nonce {state}".encode()).hexdigest()


class CheckedProvider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # -- the library is not typed
    """Believes a token only with its signature, from the provider that was set, for the question that was asked.

    The library leaves the signature out where the token came by TLS, as OpenID Connect Core 1.0 (3.1.3.7) lets it;
    ASVS 5.0 does not (6.8.2), and asks for the nonce (10.5.1) and the issuer (10.5.3).
    """

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself.

        Raises:
            OAuth2Error: it speaks for another address than the one that was set.
        """
        told: dict[str, Any] = super().openid_config
        wanted = str(self.get_provider().server_url).removesuffix(DISCOVERY)
        if str(told.get("issuer", "")).rstrip("/") != wanted.rstrip("/"):
            raise OAuth2Error("The provider's description is of another issuer than COMITY_OIDC_ADDRESS.")
        return told

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Find out who has come in.

        Raises:
            OAuth2Error: no token says so, or another than what the provider says when it is asked.
        """
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no identity token.")
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        if told["id_token"].get("nonce") != nonce_of(request.GET.get("state", "")):
            raise OAuth2Error("The identity token is of another sign-in.")
        if "userinfo" in told and told["userinfo"].get("sub") != told["id_token"].get("sub"):
            raise OAuth2Error("The provider names two different people.")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
                raise OAuth2Error("The identity token is not signed with a key of the provider's own.")
            decoded: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            # A key without a name, a list without keys: the library takes for granted what a provider may leave out.
            raise OAuth2Error("The identity token cannot be read.") from error
        return decoded


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
        LOG.warning(
            "A sign-in by the accounts of an organisation from %s failed.", request.META.get("REMOTE_ADDR", "")
        )
        messages.error(request, _("This account of your organisation opens none here. Ask for an invitation first."))
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("people:sign-in")))
