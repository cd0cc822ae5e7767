"""Of which kinds somebody has to confirm that a record is still true, and whether that was done lately."""

import datetime as dt
from typing import Any

from django.utils import timezone

from comity.engines.records.registry.kinds import detail_models, hook


CONFIRMED = "confirmed"


def freshness_of(kind: str, confirmed_on: dt.date | None) -> Any:
    """What is to be said of a record last confirmed on a day, with its ``label``; None of kinds that need not be.

    A kind of which it is to be said has ``freshness(confirmed_on, on)`` in its file ``shapes``, which gives one of its
    own choices; the one that is called ``confirmed`` needs no warning.
    """
    model = detail_models().get(kind)
    telling = hook(model, "shapes", "freshness") if model is not None else None
    return telling(confirmed_on, timezone.now().date()) if telling is not None else None


def warning_of(kind: str, confirmed_on: dt.date | None) -> str:
    """What readers are warned of; empty when it was confirmed, or need not be."""
    told = freshness_of(kind, confirmed_on)
    return str(told.label) if told is not None and told.value != CONFIRMED else ""
