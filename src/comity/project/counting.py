"""How many pages are read, by day and language of the interface, and nothing about who reads them.

Neither address nor device, cookie, page or time of day is kept: a number goes up by one. A process adds its numbers to
the table once an hour and when it stops, so a crash loses at most an hour of them.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comity.base.people.actions import ensure_service
from comity.kernel.background import Background
from comity.kernel.languages import INTERFACE
from comity.knowledge.indicators.actions import count_pages


EVERY: Final = 3600.0  # seconds between two additions to the table

_lock = Lock()
_counts: Counter[tuple[dt.date, str]] = Counter()


def pages_are_counted(following: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count each whole page that is sent; what a script fetches for a part of a page is none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = following(request)
        language = request.path_info.split("/", 2)[1]
        if (
            settings.COUNT_PAGES
            and language in INTERFACE
            and request.method == "GET"
            and response.status_code == 200  # noqa: PLR2004 -- the page itself, and no error or redirection
            and response.headers.get("Content-Type", "").startswith("text/html")
            and "HX-Request" not in request.headers
        ):
            with _lock:
                _counts[timezone.now().date(), language] += 1
        return response

    return middleware


def taken() -> dict[tuple[dt.date, str], int]:
    """The numbers counted since this was last asked."""
    with _lock:
        counts = dict(_counts)
        _counts.clear()
    return counts


def keep() -> int:
    """Add what was counted to the table; how many pages that were. What cannot be added now is added later."""
    counts = taken()
    if counts:
        try:
            count_pages(counts, by=ensure_service())
        except Exception:
            with _lock:
                _counts.update(counts)
            raise
    return sum(counts.values())


class Keeper(Background):
    """Adds the numbers of this process to the table from time to time."""

    name = "pages"
    failed = "The numbers of pages read could not be kept."
    every = EVERY
    longest = 4 * EVERY

    def step(self) -> None:
        """Add them."""
        keep()
