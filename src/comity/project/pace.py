"""How much of the server's time one reader may take: who has taken too much waits, and everybody else goes on.

What a page costs is measured and not guessed: the time that the processor worked for it, answers that are sent while
they are made included. So a search across languages and a whole table count for what they are, and a picture for
nothing. Each process counts for itself, in memory, under a digest with a secret that is made at its start and written
nowhere: nobody can tell from it who asked.
"""

import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from comity.kernel.shares import network_of


Next = Callable[[HttpRequest], HttpResponseBase]
TOO_MANY: Final = 429
# Seconds of work that a reader may take at once, after which it is the part of each minute that the setting names.
AT_ONCE: Final = 30.0
# Readers that are remembered at the most; who has waited longest to come again is forgotten first.
REMEMBERED: Final = 20_000
# Below these stand programs, which are answered as programs.
FOR_PROGRAMS: Final = ("/api/", "/mcp")


class Pace:
    """What each reader has taken, which grows less as time passes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._secret = secrets.token_bytes(32)
        self._taken: dict[bytes, tuple[float, float]] = {}

    def wait(self, reader: str, part: float) -> int:
        """For how many seconds a reader must wait; 0 for not at all.

        Args:
            reader: whose time it is.
            part: how much of each second is theirs in the long run.
        """
        with self._lock:
            over = self._now(self._digest(reader), part) - AT_ONCE
        return 0 if over <= 0 else int(over / part) + 1

    def add(self, reader: str, seconds: float, part: float) -> None:
        """Remember what a reader has taken."""
        with self._lock:
            key = self._digest(reader)
            taken = self._now(key, part) + seconds
            # Put at the end, so that the first is who came least lately.
            self._taken.pop(key, None)
            self._taken[key] = (taken, self._clock())
            if len(self._taken) > REMEMBERED:
                del self._taken[next(iter(self._taken))]

    def _digest(self, reader: str) -> bytes:
        return hmac.digest(self._secret, reader.encode(), "sha256")

    def _now(self, key: bytes, part: float) -> float:
        taken, at = self._taken.get(key, (0.0, 0.0))
        return max(0.0, taken - (self._clock() - at) * part)


PACE: Final = Pace()


def nobody_takes_all(following: Next) -> Next:
    """Answer 429 to a reader who has taken more than their part of the server's time.

    Stands where it is known who has signed in: a person is counted for themselves wherever they are, anybody else with
    their network. Who is on the host itself is not counted: that is whoever runs it, or a proxy of which nobody has
    said that it is one, and behind it everybody.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        part, reader = settings.READER_SECONDS / 60, reader_of(request)
        if not part or not reader:
            return following(request)
        if seconds := PACE.wait(reader, part):
            return _refused(request, seconds)
        began = time.thread_time()
        try:
            response = following(request)
        finally:
            PACE.add(reader, time.thread_time() - began, part)
        if response.streaming and not response.is_async:  # type: ignore[attr-defined] # -- of those that stream
            response.streaming_content = _counted(response.streaming_content, reader, part)  # type: ignore[attr-defined] # -- as above
        return response

    return middleware


def reader_of(request: HttpRequest) -> str:
    """Under which name somebody is counted; empty for nobody."""
    network = network_of(request.META.get("REMOTE_ADDR", ""))
    if network and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return f"person {request.user.pk}"
    return network


def _counted(pieces: Any, reader: str, part: float) -> Iterator[Any]:
    """The pieces of an answer; the time in which they are made is the reader's."""
    several = iter(pieces)
    try:
        while True:
            began = time.thread_time()
            try:
                piece = next(several)
            except StopIteration:
                return
            finally:
                PACE.add(reader, time.thread_time() - began, part)
            yield piece
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say so, and from when on it can be asked again."""
    if request.path_info.startswith(FOR_PROGRAMS):
        told = f"You have taken more than your part of this server's time. Ask again in {seconds} seconds."
        answer: HttpResponse = JsonResponse({"message": told}, status=TOO_MANY)
    else:
        told = _("You have taken more than your part of this server’s time. Ask again in %(seconds)s seconds.")
        content = {"sentence": told % {"seconds": seconds}, "status": TOO_MANY, "changes": ()}
        answer = render(request, "ui/refused.html", content, status=TOO_MANY)
    answer["Retry-After"] = str(seconds)
    return answer
