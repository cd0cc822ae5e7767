"""To the provider of one's own organisation, and back."""

import logging
from typing import Final
from urllib.parse import parse_qs, urlsplit

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.base.people.directory import CheckedProvider, nonce_of


LOG: Final = logging.getLogger("comity.people")


@require_POST
@never_cache
@login_not_required
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider, with what its token must bring back."""
    answer = _asked(OAuth2LoginView, request, provider_id)
    where = answer.headers.get("Location", "")
    if state := parse_qs(urlsplit(where).query).get("state"):
        answer["Location"] = f"{where}&{urlencode({'nonce': nonce_of(state[0])})}"
    return answer


@require_safe
@never_cache
@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider gave, and let in whom it names."""
    return _asked(OAuth2CallbackView, request, provider_id)


def _asked(view: type, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        checked = CheckedProvider(request, provider_id)
        checked.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    try:
        answer: HttpResponse = view.adapter_view(checked)(request)  # type: ignore[attr-defined] # -- the library is not typed
    except (OAuth2Error, OSError, KeyError, ValueError) as error:
        # What the library cannot fetch is an OSError.
        LOG.warning("The provider of accounts (%s) could not be asked: %s", provider_id, type(error).__name__)
        messages.error(request, _("The accounts of your organisation cannot be asked now. Sign in another way."))
        return redirect("people:sign-in")
    return answer
