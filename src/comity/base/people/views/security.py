"""How one signs in: passkeys, the authenticator app, recovery codes, the password; and where one is signed in."""

import datetime as dt
from typing import Any

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from comity.base.people import actions, queries
from comity.base.people.crypto import seal, unseal
from comity.base.people.forms import AppForm, NameForm, NewPasswordForm
from comity.base.people.models import User, Visit
from comity.base.people.queries import APP, CODES, PASSKEY
from comity.base.people.views.asking import (
    keep_shown,
    keep_visit,
    next_of,
    person_of,
    posted_credential,
    refusal_page,
    remember_factor,
    shown_lately,
    signed,
)
from comity.kernel.errors import Refused


# Under which a session holds the secret of an app that is being set up.
SECRET = "people.app"  # noqa: S105 -- the name of the place, not the secret
QUIET_ZONE = 4


@signed
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Everything with which one can sign in, and every session."""
    person = person_of(request)
    factors = queries.factors(person)
    since = timezone.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    current = keep_visit(request)
    codes = next((one for one in factors if one.type == CODES), None)
    content = {
        "passkeys": [one for one in factors if one.type == PASSKEY],
        "app": next((one for one in factors if one.type == APP), None),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_second": any(one.type in {PASSKEY, APP} for one in factors),
        "has_password": person.has_usable_password(),
        "address": person.email,
        "visits": [(one, str(one.pk) == current) for one in queries.open_visits(person, since)],
    }
    return render(request, "people/security.html", content)


@signed
def setup(request: HttpRequest) -> HttpResponse:
    """The first steps of whoever has no second factor yet: a passkey, or a password and an app."""
    person = person_of(request)
    if queries.has_second_factor(person) and queries.can_enter(person):
        return redirect(next_of(request))
    content = {
        "form": NameForm(),
        "next": next_of(request),
        "has_password": person.has_usable_password(),
        "refusal": "",
    }
    return render(request, "people/setup.html", content)


# ---------------------------------------------------------------- passkeys


@shown_lately
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Make a passkey in this browser, or on a key or a telephone that is held to it."""
    person = person_of(request)
    content: dict[str, Any] = {
        "form": NameForm(request.POST or None),
        "next": next_of(request, "people:security"),
        "refusal": "",
    }
    if request.method != "POST":
        return render(request, "people/passkey_add.html", content)
    try:
        credential = posted_credential(request.POST)
        try:
            webauthn.parse_registration_response(credential)
            made = webauthn.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
            # What the browser sends may be wrong in any way; the library names only some.
            raise Refused(_("The passkey could not be made. Try again, or use another device.")) from error
        if not made.is_user_verified():
            raise Refused(_("This key asks for neither a PIN nor a finger. Take one that does."))
        actions.add_passkey(person, request.POST.get("name", ""), credential, by=person)
    except Refused as no:
        return refusal_page(request, "people/passkey_add.html", content, no)
    return _after_factor(request, person, PASSKEY)


@require_POST
@shown_lately
def passkey_add_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks an authenticator to make."""
    return JsonResponse(dict(webauthn.begin_registration(person_of(request), True)))  # noqa: FBT003 -- the library's signature


def _own(request: HttpRequest, key: int, *kinds: str) -> Authenticator:
    """One of one's own; what belongs to others is not there."""
    found: Authenticator = get_object_or_404(Authenticator, pk=key, user=person_of(request), type__in=kinds)
    return found


@shown_lately
def passkey(request: HttpRequest, key: int) -> HttpResponse:
    """Rename a passkey or remove it."""
    one = _own(request, key, PASSKEY)
    content = {"passkey": one, "form": NameForm({"name": one.data["name"]}), "refusal": ""}
    if request.method != "POST":
        return render(request, "people/passkey.html", content)
    try:
        if request.POST.get("do") == "remove":
            actions.remove_factor(one, by=person_of(request))
        else:
            actions.rename_passkey(one, request.POST.get("name", ""), by=person_of(request))
    except Refused as no:
        return refusal_page(request, "people/passkey.html", content, no)
    return redirect("people:security")


# ---------------------------------------------------------------- app, codes, password


@shown_lately
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: a drawing to photograph, the same in letters, and a first number."""
    person = person_of(request)
    if not queries.can_enter(person):
        return redirect(f"{reverse('people:password')}?{urlencode({'next': request.get_full_path()})}")
    if request.method != "POST" or SECRET not in request.session:
        request.session[SECRET] = seal(actions.new_app_secret())
    secret = unseal(request.session[SECRET])
    address = get_adapter().build_totp_url(person, secret)
    content = {
        "form": AppForm(request.POST or None),
        "next": next_of(request, "people:security"),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "drawing": drawing_of(address),
        "refusal": "",
    }
    if request.method != "POST":
        return render(request, "people/app.html", content)
    try:
        actions.add_app(person, secret, request.POST.get("code", "")[:20], by=person)
    except Refused as no:
        return refusal_page(request, "people/app.html", content, no)
    del request.session[SECRET]
    return _after_factor(request, person, APP)


def drawing_of(address: str) -> dict[str, Any]:
    """A QR code as one path: its size, and the squares that are dark."""
    code = qrcode.QRCode(border=QUIET_ZONE)
    code.add_data(address)
    rows = code.get_matrix()
    squares = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return {"size": len(rows), "path": "".join(squares)}


@require_POST
@shown_lately
def app_remove(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator app."""
    one = get_object_or_404(Authenticator, user=person_of(request), type=APP)
    actions.remove_factor(one, by=person_of(request))
    return redirect("people:security")


@require_POST
@shown_lately
def codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    person = person_of(request)
    if not queries.has_second_factor(person):
        raise Http404
    return _show_codes(request, person)


@shown_lately
@sensitive_post_parameters("password")
def password(request: HttpRequest) -> HttpResponse:
    """Set a password, or a new one; every other session ends."""
    person = person_of(request)
    form = NewPasswordForm(request.POST or None)
    content = {"form": form, "next": next_of(request, "people:security"), "person": person, "refusal": ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/password.html", content, status=422 if form.errors else 200)
    try:
        actions.change_password(person, form.cleaned_data["password"], besides=keep_visit(request), by=person)
    except Refused as no:
        return refusal_page(request, "people/password.html", content, no)
    update_session_auth_hash(request, person)
    keep_shown(request, person, "password")
    _complete(person)
    return redirect(str(content["next"]))


def _after_factor(request: HttpRequest, person: User, kind: str) -> HttpResponse:
    """The first factor brings recovery codes, and the roles of the invitations taken up."""
    remember_factor(request, person, kind)
    _complete(person)
    if any(one.type == CODES for one in queries.factors(person)):
        return redirect(next_of(request, "people:security"))
    # Whoever opened the same link of an invitation elsewhere, as somebody who reads the mailbox could, is out.
    actions.end_visits(person, besides=keep_visit(request), by=person)
    return _show_codes(request, person)


def _complete(person: User) -> None:
    if queries.can_enter(person) and queries.has_second_factor(person):
        actions.complete(person, by=person)


def _show_codes(request: HttpRequest, person: User) -> HttpResponse:
    made = actions.make_codes(person, by=person)
    shown = [f"{one[:5]} {one[5:]}" for one in made]
    return render(request, "people/codes.html", {"codes": shown, "next": next_of(request, "people:security")})


# ---------------------------------------------------------------- sessions


@require_POST
@shown_lately
def visit_end(request: HttpRequest, key: str) -> HttpResponse:
    """End one of one's own sessions; those of others are not there."""
    one = get_object_or_404(Visit, pk=key, person=person_of(request))
    actions.end_visit(one, by=person_of(request))
    return redirect("people:security")


@require_POST
@shown_lately
def visits_end(request: HttpRequest) -> HttpResponse:
    """End every other session of one's own."""
    actions.end_visits(person_of(request), besides=keep_visit(request), by=person_of(request))
    return redirect("people:security")
