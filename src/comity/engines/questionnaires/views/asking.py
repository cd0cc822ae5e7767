"""Who asks, and for which version."""

import uuid

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from comity.base.people.models import User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.models import Response, Version
from comity.kernel.languages import interface_language


def language() -> str:
    """The interface language of the page that is being made."""
    return interface_language(get_language() or "en")


def reader(request: HttpRequest) -> User | None:
    """Who is signed in; None for a visitor."""
    return request.user if isinstance(request.user, User) else None


def writer(request: HttpRequest) -> User:
    """Who asks, when they write questionnaires.

    Raises:
        NotPermitted: they do not.
    """
    person = reader(request)
    rules.check_may_write(person)
    assert person is not None, "a visitor may nothing"
    return person


def found(request: HttpRequest, code: str, edition: str = "") -> Version:
    """The version that an address names, when the person may read it."""
    version = queries.version_of(reader(request), code, edition)
    if version is None:
        raise Http404
    return version


def answerer(request: HttpRequest) -> User:
    """Who asks for a page behind the sign-in."""
    person = reader(request)
    assert person is not None, "the page asks for a sign-in"
    return person


def responded(request: HttpRequest, key: uuid.UUID) -> Response:
    """The response that an address names, when the person may read it; for anybody else there is none."""
    response = queries.response_of(reader(request), key)
    if response is None:
        raise Http404
    return response
