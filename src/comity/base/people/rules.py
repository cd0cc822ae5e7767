"""When a password may be tried."""

import hashlib
import time
from typing import Final

from django.core.cache import cache


# Typing errors are free; after them each failure doubles the wait.
FREE: Final = 3
LONGEST_WAIT: Final = 900  # seconds
# A name that nobody has tried for so long starts afresh.
REMEMBERED: Final = 4 * LONGEST_WAIT  # seconds


def attempts_key(name: str, address: str) -> str:
    """Under which the failures of one name from one address are counted; names stay out of the cache itself."""
    return "people.attempts." + hashlib.sha256(f"{name.strip().casefold()}\0{address}".encode()).hexdigest()


def wait_after(failures: int) -> int:
    """How many seconds nobody may try after so many failures: none, then 2, 4, 8 … up to a quarter of an hour."""
    return min(2 ** (failures - FREE), LONGEST_WAIT) if failures > FREE else 0


def seconds_to_wait(name: str, address: str) -> int:
    """How long this name may not be tried from this address; 0 when it may be tried now.

    It slows whoever guesses one name from one address. It cannot stop a guesser with many addresses, nor one password
    tried on many names; each server process counts for itself and forgets when it restarts; and behind a proxy all
    readers share one address, so that a guesser there can make the person wait who is guessed at. A limit at the proxy
    and a second factor are what help against these.
    """
    until: float = cache.get(f"{attempts_key(name, address)}.until", 0.0)
    return max(0, round(until - time.time() + 0.5))
