"""Signing in, by passkey, by password and code, or by the account of one's organisation; and out again."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from comity.base.people import actions, queries, rules
from comity.base.people.actions.factors import RESET
from comity.base.people.adapters import DEVICE_COOKIE
from comity.base.people.forms import AskForm, CodeForm, NewPasswordForm, SignInForm, wait_sentence
from comity.base.people.models import User
from comity.base.people.views.asking import (
    keep_shown,
    next_of,
    passkey_shown,
    person_of,
    refusal_page,
    root_of,
    signed,
    visit_of,
)
from comity.kernel.errors import NotPermitted, Refused


LOG: Final = logging.getLogger("comity.people")


def after_password(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page for who has shown a password and is to show a second factor; others begin at the beginning."""
    staged = login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")(view)
    return cast("Callable[[HttpRequest], HttpResponse]", staged)


def address_of(request: HttpRequest) -> str:
    """From where a request came, as far as this server sees."""
    return str(request.META.get("REMOTE_ADDR", ""))


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page on which a person signs in; who is signed in is sent on."""
    if request.user.is_authenticated:
        return redirect(next_of(request))
    device = request.COOKIES.get(DEVICE_COOKIE, "")[:100]
    if request.method != "POST":
        return render(request, "people/sign_in.html", _entrance(request, SignInForm(request)))
    form = SignInForm(request, request.POST, device=device)
    if form.is_valid() and form.person is not None:
        login = Login(user=form.person, redirect_url=next_of(request))
        answer: HttpResponse = perform_password_login(request, {}, login)
        return answer
    if form.non_field_errors():
        LOG.warning("A sign-in from %s failed.", form.address)
    return render(request, "people/sign_in.html", _entrance(request, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _entrance(request: HttpRequest, form: SignInForm) -> dict[str, Any]:
    wanted = next_of(request)
    return {
        "form": form,
        "next": wanted,
        "refusal": "",
        "directory": settings.DIRECTORY_NAME if settings.DIRECTORY else "",
        "directory_address": reverse("openid_connect_login", args=["directory"]),
    }


@require_POST
@never_cache
@login_not_required
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks an authenticator for: to show any passkey of ours, and to find out whose by it."""
    return JsonResponse(_options(None))


def _options(person: User | None) -> dict[str, Any]:
    return dict(webauthn.begin_authentication(person))


@require_POST
@never_cache
@login_not_required
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: it asked for a PIN or a finger, so it is both factors."""
    try:
        # Nothing is counted: a passkey cannot be guessed, and a limit would only be a way to shut its owner out.
        passkey = passkey_shown(request.POST, None)
    except Refused as no:
        LOG.warning("A sign-in by passkey from %s failed.", address_of(request))
        return refusal_page(request, "people/sign_in.html", _entrance(request, SignInForm(request)), no)
    person = passkey.user
    actions.use_passkey(passkey, by=person)
    record_authentication(request, person, "mfa", type=passkey.type, passwordless=True, reauthenticated=True)
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url=next_of(request)))
    return answer


@never_cache
@login_not_required
@after_password
def second(request: HttpRequest) -> HttpResponse:
    """After the password: a code, or a passkey."""
    stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001 -- so the library hands it over
    person: User = stage.login.user
    # Whoever has come so far knows the password; the name under which codes are counted is another.
    name = f"second {person.pk}"
    content = {
        "form": CodeForm(),
        "refusal": "",
        "has_passkey": any(one.type == queries.PASSKEY for one in queries.factors(person)),
    }
    if request.method != "POST":
        return render(request, "people/second.html", content)
    try:
        if seconds := rules.seconds_to_wait(name, address_of(request)):
            raise Refused(wait_sentence(seconds))
        if "credential" in request.POST:
            factor = passkey_shown(request.POST, person)
            actions.use_passkey(factor, by=person)
        else:
            code = actions.use_code(person, request.POST.get("code", "")[:20], by=person)
            if code is None:
                actions.count_failure(name, address_of(request))
                raise Refused(_("This code does not fit. Wait for the next one, or use a recovery code."))
            factor = code
    except Refused as no:
        return refusal_page(request, "people/second.html", content, no)
    actions.forget_failures(name, address_of(request), by=person)
    record_authentication(request, person, "mfa", type=factor.type, reauthenticated=True)
    answer: HttpResponse = stage.exit()
    return answer


@require_POST
@never_cache
@login_not_required
@after_password
def second_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks an authenticator for after the password: one of this person's passkeys."""
    return JsonResponse(_options(request._login_stage.login.user))  # type: ignore[attr-defined]  # noqa: SLF001 -- as above


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; only a form can ask for it."""
    visit = visit_of(request)
    if visit is not None:
        actions.end_visit(visit, by=person_of(request))
    logout(request)
    answer = redirect("home")
    # What the browser holds of these pages goes too; its cookies say nothing, and it is to be known again.
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


# ---------------------------------------------------------------- once more


@signed
@sensitive_post_parameters("password")
def confirm(request: HttpRequest) -> HttpResponse:
    """Show once more who one is, before something about security is changed."""
    person = person_of(request)
    factors = queries.factors(person)
    kinds = {one.type for one in factors}
    is_strong = bool(kinds & {queries.PASSKEY, queries.APP})
    content = {
        "next": next_of(request, "people:security"),
        "refusal": "",
        "has_passkey": queries.PASSKEY in kinds,
        "has_code": bool(kinds & {queries.APP, queries.CODES}) and is_strong,
        "has_password": person.has_usable_password() and not is_strong,
        "form": CodeForm(),
    }
    if request.method != "POST":
        return render(request, "people/confirm.html", content)
    name = f"confirm {person.pk}"
    try:
        if seconds := rules.seconds_to_wait(name, address_of(request)):
            raise Refused(wait_sentence(seconds))
        _confirm(request, person, is_strong=is_strong)
    except Refused as no:
        actions.count_failure(name, address_of(request), by=person)
        return refusal_page(request, "people/confirm.html", content, no)
    return redirect(str(content["next"]))


def _confirm(request: HttpRequest, person: User, *, is_strong: bool) -> None:
    if "credential" in request.POST:
        passkey = passkey_shown(request.POST, person)
        actions.use_passkey(passkey, by=person)
        keep_shown(request, person, "mfa", type=passkey.type)
    elif "code" in request.POST:
        factor = actions.use_code(person, request.POST["code"][:20], by=person)
        if factor is None:
            raise Refused(_("This code does not fit. Wait for the next one, or use a recovery code."))
        keep_shown(request, person, "mfa", type=factor.type)
    elif not is_strong and person.check_password(request.POST.get("password", "")):
        keep_shown(request, person, "password")
    else:
        raise Refused(_("This password does not fit. Check it; capitals matter."))


@require_POST
@signed
def confirm_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks an authenticator for, once more."""
    return JsonResponse(_options(person_of(request)))


# ---------------------------------------------------------------- a password forgotten


@never_cache
@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new password; the answer is the same whether there is such an account or not."""
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/ask.html", {"form": form, "is_sent": False}, status=422 if form.errors else 200)
    name = f"ask {form.cleaned_data['username']}"
    device = request.COOKIES.get(DEVICE_COOKIE, "")[:100]
    known = queries.known_device(actions.find(form.cleaned_data["username"]), device)
    if not rules.seconds_to_wait(name, address_of(request), known):
        actions.count_failure(name, address_of(request), known)
        path = reverse("people:reset", args=[0, "token"]).replace("/0/token/", "/{person}/{token}/")
        actions.ask_for_password(form.cleaned_data["username"], root_of(request), path, by=None)
    return render(request, "people/ask.html", {"form": form, "is_sent": True})


@never_cache
@login_not_required
@sensitive_post_parameters("password")
def reset(request: HttpRequest, person: int, token: str) -> HttpResponse:
    """Choose a new password by the link from a letter; signing in, with the second factor, comes after."""
    whose = User.objects.filter(pk=person, is_active=True).first()
    if whose is None or not RESET.check_token(whose, token):
        raise NotPermitted(_("This link holds no longer. Ask for a new one on the page to sign in."))
    form = NewPasswordForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request,
            "people/password.html",
            {"form": form, "refusal": "", "person": whose},
            status=422 if form.errors else 200,
        )
    try:
        actions.change_password(whose, form.cleaned_data["password"], by=whose)
    except Refused as no:
        return refusal_page(request, "people/password.html", {"form": form, "person": whose}, no)
    return redirect("people:sign-in")
