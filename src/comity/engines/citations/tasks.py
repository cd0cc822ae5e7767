"""Follow the audit trail in the background: what is changed is read within seconds, a new name is found in minutes."""

from comity.base.audit.queries import latest_position
from comity.engines.citations.actions import Sweep, catch_up
from comity.engines.citations.models import Progress
from comity.kernel.background import Background, Wait


class Follower(Background):
    """Reads the citations of what has changed. Should two read the same record at once, both keep the same."""

    name = "citations-follower"
    failed = "Citations could not be read."
    every = 5.0
    longest = 300.0

    def __init__(self, *, every: float | None = None, wait: Wait | None = None) -> None:
        """See ``Background``."""
        super().__init__(every=every, wait=wait)
        self._sweep = Sweep()

    def step(self) -> None:
        """Look once whether anything happened, and take it in; with nothing to do, look for new names in older texts.

        Of these it reads a few in a step and rests before the next, so that a new name takes minutes and little else.
        """
        progress = Progress.objects.first()
        if progress is None:
            return
        if progress.position < latest_position():
            while not self.stopped.is_set() and catch_up() is not None:
                pass
        elif progress.may_have_new_names or progress.swept_with:
            self._sweep.step()
