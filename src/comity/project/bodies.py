"""What is sent to us is read whole before anything acts on it, and refused in a sentence when it is damaged."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, BinaryIO, Final, cast

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _


Next = Callable[[HttpRequest], HttpResponse]
FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
# The interfaces for programs, which read bodies by themselves: JSON, the checkpoints of other logs, sealed bytes.
PROGRAMS: Final = ("/api/v1/", "/mcp", "/audit/witness/", "/sealed/")
# A name is written by us, not by a person, and no name of ours is longer.
LONGEST_NAME: Final = 200
# A boundary has at most 70 characters (RFC 2046, section 5.1.1); with dashes and the ends of lines around it.
LONGEST_END: Final = 100
UNREADABLE: Final = "\ufffd"
NEVER: Final = re.compile("[\0\ud800-\udfff]")


class Ending:
    """A stream that remembers how it ended."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.last = b""

    def read(self, *size: int) -> bytes:
        """What the stream gives."""
        piece: bytes = self._stream.read(*size)
        self.last = (self.last + piece)[-LONGEST_END:]
        return piece

    def __getattr__(self, name: str) -> Any:
        """Whatever else can be done with the stream."""
        return getattr(self._stream, name)

    def readline(self, *size: int) -> bytes:
        """A line of what the stream gives."""
        piece: bytes = self._stream.readline(*size)
        self.last = (self.last + piece)[-LONGEST_END:]
        return piece


class bodies_are_whole:  # noqa: N801 -- named like the other middleware; a class because Django wants process_view
    """Refuse a form that is not one, is damaged, or is too much, before the page that it is for sees it.

    Django reads what it can of a damaged form and leaves out the rest; a page would then act on half of what somebody
    wrote.
    """

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == "multipart/form-data":
            request._stream = cast("BinaryIO", Ending(request._stream))  # noqa: SLF001 -- no other place sees all of it
        return self.following(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A refusal for a body that is none; None, so that the page answers, for every other."""
        if request.method != "POST" or request.path_info.startswith(PROGRAMS) or is_empty(request):
            return None
        if told := fault(request):
            status, sentence = told
            content = {"sentence": sentence, "status": status.value, "changes": ()}
            return render(request, "ui/refused.html", content, status=status)
        return None


def fault(request: HttpRequest) -> tuple[HTTPStatus, str] | None:
    """What is wrong with a form, as a status and a sentence; None when nothing is."""
    bad = HTTPStatus.BAD_REQUEST
    sentence = _("What was sent is damaged: it cannot be read as a form. Open the page anew and send it once more.")
    damaged = bad, sentence
    only_forms = _("This address takes forms as browsers send them, and nothing else.")
    if request.content_type not in FORMS:
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, only_forms
    try:
        posted, files = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("This is more text, or more fields, than any of our forms has.")
    except (MultiPartParserError, BadRequest, UnicodeError, ValueError, LookupError):
        return damaged
    if not (is_whole(request) and is_encoded(request) and all(map(is_name, [*posted, *files])) and is_text(posted)):
        return damaged
    unreadable = next((name for name, values in posted.lists() if any(UNREADABLE in one for one in values)), None)
    if unreadable is None:
        return None
    told = {"name": unreadable, "sign": UNREADABLE}
    return bad, _("The field “%(name)s” holds a sign that could not be read (%(sign)s). Write it anew.") % told


def is_empty(request: HttpRequest) -> bool:
    """Whether nothing was sent: a button without a form."""
    return request.META.get("CONTENT_LENGTH") in {None, "", "0"}


def is_whole(request: HttpRequest) -> bool:
    """Whether a form of several parts came to its end, of which Django takes no notice."""
    stream = getattr(request, "_stream", None)
    if request.content_type != "multipart/form-data" or not isinstance(stream, Ending):
        return True
    boundary = (request.content_params or {}).get("boundary", "").encode("ascii", "replace")
    return stream.last.rstrip(b"\r\n \t").endswith(b"--" + boundary + b"--")


def is_encoded(request: HttpRequest) -> bool:
    """Whether the letters are those of UTF-8; Django would take others for Latin ones."""
    if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        return False
    if request.content_type == "multipart/form-data":
        return True
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_text(posted: QueryDict) -> bool:
    """Whether every value can be kept: none holds the character zero, or half of a pair."""
    return not any(NEVER.search(value) for _name, values in posted.lists() for value in values)


def is_name(name: str) -> bool:
    """Whether this can be the name of a field."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and UNREADABLE not in name
