"""Put events into the tree, sign it by schedule and hand it on, in the background of a server process."""

import datetime as dt
import logging
from typing import Final

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from comity.base.audit.actions import Damaged, anchor, checkpoint, sequence
from comity.base.audit.models import Checkpoint, Event, Leaf
from comity.kernel.background import Background, Wait
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.audit")
# What could not be handed over is tried again so much later.
ANCHORED_EVERY: Final = dt.timedelta(minutes=5)


class Sequencer(Background):
    """Puts events into the tree. Any number may run: one at a time adds to it, whatever machine it is on."""

    name = "audit-sequencer"
    failed = "The audit tree could not be written."
    every = 1.0
    longest = 60.0

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        """See ``Background``."""
        super().__init__(every=every, wait=wait)
        self._anchored_at = timezone.now() - ANCHORED_EVERY

    def step(self) -> None:
        """Look once whether anything waits, is to be signed, or to be handed on."""
        try:
            self._step()
        except Damaged as damaged:
            LOG.critical("Nothing is added to the audit tree: %s", damaged)
            raise
        except OperationalError as busy:
            # A long import holds the database; its events wait with it.
            raise NotNow("The database is held by other work.") from busy

    def _step(self) -> None:
        if is_anything_waiting():
            sequence(stop=self.stopped.is_set)
        now = timezone.now()
        if is_checkpoint_due(now):
            checkpoint()
            self._anchored_at = now - ANCHORED_EVERY
        if now - self._anchored_at >= ANCHORED_EVERY:
            self._anchored_at = now
            anchor(pause=ANCHORED_EVERY / 2)


def is_anything_waiting() -> bool:
    """Whether there is an event after the last that has a leaf; two look-ups of an index."""
    last = Leaf.objects.order_by("-index").values_list("event_id", flat=True).first() or 0
    return Event.objects.filter(pk__gt=last).exists()


def is_checkpoint_due(now: dt.datetime) -> bool:
    """Whether the tree grew since it was last signed for others, and that is long enough ago."""
    last = Checkpoint.objects.order_by("-size").first()
    if last is not None and now - last.made_at < dt.timedelta(minutes=settings.AUDIT_CHECKPOINT_MINUTES):
        return False
    return Leaf.objects.filter(index__gte=last.size if last is not None else 0).exists()
