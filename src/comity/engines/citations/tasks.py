"""Follow the audit trail in the background, so that what is changed is read within seconds."""

from comity.base.audit.queries import latest_position
from comity.engines.citations.actions import catch_up
from comity.engines.citations.models import Progress
from comity.kernel.background import Background


class Follower(Background):
    """Reads the citations of what has changed. Should two read the same record at once, both keep the same."""

    name = "citations-follower"
    failed = "Citations could not be read."
    every = 5.0
    longest = 300.0

    def step(self) -> None:
        """Look once whether anything happened, and take it in."""
        progress = Progress.objects.first()
        if progress is not None and progress.position < latest_position():
            while not self.stopped.is_set() and catch_up() is not None:
                pass
