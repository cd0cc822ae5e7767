"""The day on which the tests run, and how they get past midnight."""

import datetime as dt
import time


# No test takes longer but the journeys, which say how long theirs take.
LONGEST = 45
DAY = 24 * 60 * 60


def today() -> dt.date:
    """The day, in UTC. Asked anew each time: what a module keeps of it is wrong once the run passes midnight."""
    return dt.datetime.now(dt.UTC).date()


def have_time(seconds: float) -> None:
    """Wait until midnight (UTC) has passed if it is nearer than the seconds given, so that a test is of one day."""
    left = DAY - time.time() % DAY
    if left < seconds:
        time.sleep(left + 0.1)
