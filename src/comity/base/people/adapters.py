"""What django-allauth asks us: how somebody is let in, what a passkey is made for, how secrets are kept."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from comity.base.people import actions, crypto, rules
from comity.base.people.enums import Opening
from comity.base.people.models import User


# The cookie by which a browser is known again; it names nobody and signs nobody in.
DEVICE_COOKIE: Final = f"{settings.COOKIE_PREFIX}device"
DEVICE_AGE: Final = 365 * 24 * 3600
# Under which a session holds the key of its visit.
VISIT: Final = "visit"


def opening_of(request: HttpRequest, person: User) -> Opening:
    """By which way somebody comes in, from what was shown in this session."""
    records = get_authentication_records(request, person)
    shown = {(record.get("method"), record.get("type")) for record in records}
    if any(record.get("passwordless") for record in records):
        return Opening.PASSKEY
    if ("invitation", None) in shown:
        return Opening.INVITATION
    if any(method == "socialaccount" for method, _type in shown):
        return Opening.DIRECTORY
    return Opening.CODE if any(method == "mfa" for method, _type in shown) else Opening.PASSWORD


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # -- the library is not typed
    """Lets people in, notes it, and leaves every letter and every sentence to us."""

    error_messages: Final = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This does not fit. Try again."),
        "too_many_login_attempts": _("Too many attempts. Try again in a quarter of an hour."),
        "rate_limited": _("Too many attempts. Try again in a quarter of an hour."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account unasked."""
        return False

    def get_login_stages(self) -> list[str]:
        """After the password, the second factor of whoever has one."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, and put it into the trail, both or neither."""
        records = get_authentication_records(request, user)
        with transaction.atomic():
            visit, device = actions.begin_visit(
                user,
                opening=opening_of(request, user),
                family=rules.family_of(request.headers.get("User-Agent", "")),
                device=request.COOKIES.get(DEVICE_COOKIE, "")[:100],
                is_strong=any(record.get("method") == "mfa" for record in records),
                by=user,
            )
            super().login(request, user)
        request.session[VISIT] = str(visit.pk)
        request.device_to_keep = device  # type: ignore[attr-defined] # -- read by the middleware that sets the cookie

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Go on to where one was going."""
        return HttpResponseRedirect(kwargs.get("redirect_url") or self.get_login_redirect_url(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home; whoever must first set up a second factor is led there by the middleware."""
        return str(resolve_url("home"))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what was done."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our actions write the letters."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our actions write the letters."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # -- the library is not typed
    """Keeps secrets sealed and says what this place is called."""

    error_messages: Final = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This does not fit. Try again."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it goes into the database."""
        return crypto.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret that was sealed."""
        return crypto.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What an authenticator app shows."""
        return "Comity"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is made."""
        return {"id": super().get_public_key_credential_rp_entity()["id"], "name": "Comity"}
