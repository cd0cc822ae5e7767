"""How the script of the exchange is answered: plain data, and a sentence when something is refused."""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import Organisation, User
from comity.engines.exchange import rules
from comity.engines.exchange.views.room import told_when_full
from comity.kernel.errors import Full, NotNow, NotPermitted, Refused


# A message of the longest, in base 64, and what stands around it.
LONGEST: Final = 2_400_000
# JSON can name them, and PostgreSQL keeps no text with them: NUL, and halves of pairs.
UNKEPT: Final = re.compile("[\0\ud800-\udfff]")
Answering = Callable[..., HttpResponse]


def asked(*methods: str) -> Callable[[Answering], Answering]:
    """Answer members of authorities only, in JSON; whoever is signed in and is none learns nothing but that."""

    def decorate(view: Answering) -> Answering:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                with told_when_full():
                    check_may_ask(request)
                    return view(request, *args, **kwargs)
            except Http404:
                return JsonResponse({"message": _("There is nothing here.")}, status=404)
            except Refused as refused:
                return JsonResponse({"message": str(refused)}, status=_status(refused))

        return never_cache(require_http_methods(list(methods))(answer))

    return decorate


def _status(refused: Refused) -> int:
    if isinstance(refused, Full):
        return HTTPStatus.INSUFFICIENT_STORAGE
    if isinstance(refused, NotPermitted):
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.CONFLICT if isinstance(refused, NotNow) else HTTPStatus.UNPROCESSABLE_ENTITY


def check_may_ask(request: HttpRequest) -> None:
    """Raise NotPermitted unless the person is a member of some authority that exchanges."""
    if not isinstance(request.user, User) or not rules.authorities_of(request.user):
        raise NotPermitted(_("Only members of an authority exchange what is sealed. Sign in as one."))


def person_of(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User), "whoever is not signed in was refused before"
    return request.user


def sent(request: HttpRequest) -> dict[str, Any]:
    """The plain data that was sent.

    Raises:
        Refused: it is none, or too much of it.
    """
    content = request.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise Refused(_("This is longer than a message may be. Attach it as a file."))
    return read_plain(content)


def read_plain(content: bytes) -> dict[str, Any]:
    """Plain data from bytes.

    Raises:
        Refused: they are none, or some that no database keeps.
    """
    try:
        found = json.loads(content)
        whole = _can_be_kept(found)
    except (ValueError, RecursionError) as error:
        raise Refused(_("What was sent cannot be read.")) from error
    if not isinstance(found, dict) or not whole:
        raise Refused(_("What was sent cannot be read."))
    return found


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_can_be_kept(one) for one in (*value, *value.values()))
    if isinstance(value, list):
        return all(_can_be_kept(one) for one in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return not (isinstance(value, str) and UNKEPT.search(value))


def part(found: dict[str, Any], name: str, kind: type) -> Any:
    """A part of what was sent, of the kind that it must be."""
    value = found.get(name)
    if type(value) is not kind:
        raise Refused(_("What was sent cannot be read."))
    return value


def texts(found: dict[str, Any], name: str) -> dict[str, str]:
    """A part of what was sent that names texts."""
    value = part(found, name, dict)
    if not all(isinstance(one, str) for one in value.values()):
        raise Refused(_("What was sent cannot be read."))
    return {str(key): one for key, one in value.items()}


def numbered(found: dict[str, Any], name: str) -> dict[int, str]:
    """A part of what was sent that gives texts to people, by their keys."""
    value = texts(found, name)
    if not all(key.isascii() and key.isdecimal() and len(key) < 12 for key in value):  # noqa: PLR2004 -- no key is longer
        raise Refused(_("What was sent cannot be read."))
    return {int(key): one for key, one in value.items()}


def decoded(text: str) -> bytes:
    """Bytes that were sent in base 64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(_("What was sent cannot be read.")) from error


def encoded(content: bytes | memoryview) -> str:
    """Bytes as the script is given them."""
    return base64.b64encode(bytes(content)).decode()


def organisation_of(request: HttpRequest, pk: Any) -> Organisation:
    """An authority of the person's, by its key.

    Raises:
        Http404: it is none of theirs, or there is none.
    """
    if type(pk) is not int or pk not in rules.authorities_of(person_of(request)):
        raise Http404
    return Organisation.objects.get(pk=pk)
