"""How long the main pages of reviews take, by the clock and of the processor, asked one after another."""

import gc
import time
from typing import Any, Final


PAGES: Final = 25


def pages(person: Any) -> dict[str, dict[str, float]]:
    """The 95th percentile of each main page, in milliseconds; with who leads reviews signed in for its own pages.

    What a served process has in memory once it has begun is frozen there (``serve``), and so it is here: else every
    fourth page or so would pay for looking through all of it.
    """
    from django.conf import settings  # noqa: PLC0415 -- after the installation is named
    from django.test import Client  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    visitor, host = Client(), Client()
    host.force_login(person)
    asked = _asked(visitor, host)
    for several in asked.values():
        for client, address in several[:1]:
            client.get(address)
    gc.collect()
    gc.freeze()
    clock: dict[str, float] = {}
    processor: dict[str, float] = {}
    for name, several in asked.items():
        if several:
            clock[name], processor[name] = _taken(several)
    return {"pages_p95_ms": clock, "pages_p95_ms_of_processor": processor}


def _asked(visitor: Any, host: Any) -> dict[str, list[tuple[Any, str]]]:
    from comity.operations.reviews.models import Review  # noqa: PLC0415

    keys = list(Review.objects.order_by("pk").values_list("pk", flat=True)[:PAGES])
    return {
        "overview": [(visitor, "/en/reviews/")] * PAGES,
        "desk": [(host, "/en/reviews/desk/")] * PAGES,
        "figures": [(host, "/en/reviews/desk/figures/")] * PAGES,
        "public": [(visitor, f"/en/reviews/{key}/") for key in keys],
        "published, the list": [(visitor, "/en/published_reviews/")] * PAGES,
        "published": [(visitor, f"/en/published_reviews/{key}/") for key in _results("")],
        "published, answers": [(visitor, f"/en/published_reviews/{key}/answers/1/") for key in _results("A")],
        "work": [(host, f"/en/reviews/{key}/work/") for key in keys],
        "answers": [(host, f"/en/reviews/{key}/answers/") for key in keys],
        "feedback": [(host, f"/en/reviews/{key}/feedback/") for key in keys],
        "observations": [(host, f"/en/reviews/{key}/observations/") for key in keys],
    }


def _results(only: str) -> list[Any]:
    """The keys of some records of published reviews; with ``A`` only of those whose answers are published."""
    from comity.knowledge.published_reviews.models import PublishedReview  # noqa: PLC0415

    rows = PublishedReview.objects.filter(record__state="published").order_by("pk")
    rows = rows.exclude(answers=[]) if only else rows
    return list(rows.values_list("pk", flat=True)[:PAGES])


def _taken(several: list[tuple[Any, str]]) -> tuple[float, float]:
    """By the clock and of the processor."""
    took, spent = [], []
    for client, address in several:
        began, worked = time.monotonic(), time.process_time()
        answer = client.get(address)
        took.append(time.monotonic() - began)
        spent.append(time.process_time() - worked)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return p95(took), p95(spent)


def p95(several: list[float]) -> float:
    """Of so many seconds, the 95th percentile in milliseconds."""
    return round(sorted(several)[int(len(several) * 0.95)] * 1000, 1) if several else 0.0
