"""Ask those who keep a State's records once a month whether what has grown old is still true."""

from comity.base.people.actions import ensure_service
from comity.engines.records.actions import remind
from comity.kernel.background import Background


class Upkeep(Background):
    """Lays the reminders of the month into inboxes. Any number may run: each reminder comes once."""

    name = "upkeep"
    failed = "People could not be reminded of records that grow old."
    every = 3600.0
    longest = 7200.0

    def step(self) -> None:
        """Remind whoever has not been reminded this month."""
        remind(by=ensure_service())
