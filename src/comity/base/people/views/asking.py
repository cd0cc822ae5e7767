"""What the pages share: who asks, whether they have shown who they are lately, and where they go on to."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comity.base.access.roles import permissions_of
from comity.base.people import actions, queries, rules
from comity.base.people.adapters import VISIT
from comity.base.people.models import User, Visit
from comity.kernel.errors import Refused
from comity.ui.shell import SignedIn


P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
# A credential is a few kilobytes; more is none.
LONGEST_CREDENTIAL = 20_000


def person_of(request: HttpRequest) -> User:
    """Who is signed in, on a page that only they reach."""
    return cast("User", request.user)


def visit_of(request: HttpRequest) -> Visit | None:
    """The visit of this session; None where sessions begin otherwise, as in a test."""
    return getattr(request, "visit", None)


def next_of(request: HttpRequest, default: str = "home") -> str:
    """Where to go on to: what the page was asked with, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return reverse(default)


def root_of(request: HttpRequest) -> str:
    """The address of this installation for links in letters; what a request says of it only where none is set."""
    return settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/")


def signed(view: Page[P]) -> Page[P]:
    """A page for who is signed in, which no cache keeps."""
    return never_cache(login_required(view))


def shown_lately(view: Page[P]) -> Page[P]:
    """A page for who has shown within a quarter of an hour who they are; others are asked to, and then led back."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        records = get_authentication_records(request, person)
        if rules.is_fresh(records, must_be_strong=queries.has_second_factor(person)):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("people:security")
        return redirect(f"{reverse('people:confirm')}?{urlencode({'next': back})}")

    return signed(cast("Page[P]", page))


def keep_shown(request: HttpRequest, person: User, method: str, **told: Any) -> None:
    """Keep in the session that somebody has shown again who they are, and give the session another key.

    Whoever had got hold of the key before is left behind with one that opens nothing.
    """
    record_authentication(request, person, method, reauthenticated=True, **told)
    request.session.cycle_key()


def remember_factor(request: HttpRequest, person: User, kind: str) -> None:
    """Keep in the session that a second factor was shown just now, and let the visit use the person's roles."""
    keep_shown(request, person, "mfa", type=kind)
    visit = visit_of(request)
    if visit is not None and not visit.is_strong:
        actions.strengthen(visit, by=person)
        person.is_held_back = False


def keep_visit(request: HttpRequest) -> Any:
    """The key of this visit, which goes on while others are ended."""
    return request.session.get(VISIT)


def posted_credential(data: QueryDict) -> dict[str, Any]:
    """What the browser's authenticator answered.

    Raises:
        Refused: it is not what an authenticator answers.
    """
    text = data.get("credential", "")
    try:
        credential = json.loads(text) if len(text) <= LONGEST_CREDENTIAL else None
    except ValueError:
        credential = None
    if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
        raise Refused(_("The passkey did not answer. Try again, or use another way."))
    return credential


def passkey_shown(data: QueryDict, person: User | None) -> Authenticator:
    """The passkey that was shown; whose it is, the passkey itself says when nobody is named.

    Raises:
        Refused: it does not fit, belongs to another, or nobody can sign in with it any more.
    """
    credential = posted_credential(data)
    wrong = Refused(_("This passkey does not fit. Try another, or use another way."))
    try:
        webauthn.parse_authentication_response(credential)
        whose = person or webauthn.extract_user_from_response(credential)
        passkey: Authenticator = webauthn.complete_authentication(whose, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        # What a stranger sends may be wrong in any way; the library names only some.
        raise wrong from error
    if not whose.is_active:
        raise wrong
    passkey.user = whose
    return passkey


def refusal_page(request: HttpRequest, template: str, content: dict[str, Any], no: Refused) -> HttpResponse:
    """The same page once more, with the sentence of a refusal above it."""
    return render(request, template, content | {"refusal": str(no)}, status=422)


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
    name = person.get_full_name() or person.username
    if person.acting is not None:
        name = _("%(person)s for %(other)s") % {"person": name, "other": person.acting.name}
    allowed = frozenset(permission.value for permission in permissions_of(person))
    return SignedIn(name, reverse("people:sign-out"), reverse("people:account"), allowed, idle=settings.IDLE_MINUTES)
