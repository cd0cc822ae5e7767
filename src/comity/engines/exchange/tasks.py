"""What waits for other installations goes out, in the background of a server process."""

from django.utils import timezone

from comity.base.people.actions import ensure_service
from comity.engines.exchange.actions import forward_due
from comity.engines.exchange.queries import is_anything_to_forward
from comity.kernel.background import Background


class Forwarder(Background):
    """Sends what is for other installations. Any number may run: each parcel is in the hands of one."""

    name = "forwarder"
    failed = "Sealed things for other installations could not be sent."
    every = 1.0
    longest = 60.0

    def step(self) -> None:
        """Send what is due."""
        # Nothing is written while there is nothing to do.
        if is_anything_to_forward(timezone.now()):
            forward_due(by=ensure_service(), stop=self.stopped.is_set)
