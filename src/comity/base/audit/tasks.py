"""Put events into the tree, sign it by schedule and hand it on, in the background of a server process."""

import datetime as dt
import logging
from threading import Event as Signal
from threading import Thread
from typing import Final

from django.conf import settings
from django.db import OperationalError, connections
from django.utils import timezone

from comity.base.audit.actions import Damaged, anchor, checkpoint, sequence
from comity.base.audit.models import Checkpoint, Event, Leaf


LOG: Final = logging.getLogger("comity.audit")
EVERY: Final = 1.0
# After a fault, longer and longer up to this.
LONGEST_WAIT: Final = 60.0
# What could not be handed over is tried again so much later.
ANCHORED_EVERY: Final = dt.timedelta(minutes=5)


class Sequencer(Thread):
    """A thread of a server process. Any number may run: one at a time adds to the tree, whatever machine it is on."""

    def __init__(self, *, every: float = EVERY) -> None:
        super().__init__(name="audit-sequencer", daemon=True)
        self._every = every
        self.stopped = Signal()
        self._anchored_at = timezone.now() - ANCHORED_EVERY

    def run(self) -> None:
        """Go on until stopped; a fault is written down and tried again later."""
        wait = self._every
        while not self.stopped.wait(wait):
            try:
                self.step()
                wait = self._every
            except Damaged as damaged:
                wait = LONGEST_WAIT
                LOG.critical("Nothing is added to the audit tree: %s", damaged)
            except OperationalError as busy:
                # A long import holds the database; its events wait with it.
                wait = min(wait * 2, LONGEST_WAIT)
                LOG.info("The audit tree could not be written yet: %s", busy)
            except Exception:
                wait = min(wait * 2, LONGEST_WAIT)
                LOG.exception("The audit tree could not be written. It is tried again in %.0f s.", wait)
            finally:
                connections.close_all()

    def step(self) -> None:
        """Look once whether anything waits, is to be signed, or to be handed on."""
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
