"""How much of something that all may ask for one network may take, so that nobody uses up what is meant for everybody.

Which networks have asked is in the memory of this process alone, under a digest with a secret that is made anew every
day and written nowhere: nobody can tell from it who asked.
"""

import hmac
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Final


HOUR: Final = 3600.0
DAY: Final = 86400.0
# What is given to one subscriber or one office: of addresses of version 4 the neighbours, of version 6 a site.
PREFIX_4: Final = 24
PREFIX_6: Final = 48


def network_of(address: str) -> str:
    """The network from which somebody asks, as far as it tells askers apart.

    Args:
        address: of the computer.

    Returns:
        The prefix of a public address, and a private address whole, since behind it is one computer. Empty for what is
        no address, and for this machine: then something stands between, and all who ask look the same.
    """
    try:
        known = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if known.is_loopback or known.is_unspecified:
        return ""
    if not known.is_global:
        return str(known)
    return str(ip_network((known, PREFIX_6 if known.version == 6 else PREFIX_4), strict=False))  # noqa: PLR2004 -- the version


class Share:
    """So much one network may take in an hour. Each process of the server counts for itself."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._lock = Lock()
        self._taken: defaultdict[bytes, deque[float]] = defaultdict(deque)
        self._secret, self._made = b"", 0.0

    def take(self, network: str) -> bool:
        """Take one, unless the network has had its share; whether it was taken. Of an unknown network always."""
        if not network:
            return True
        with self._lock:
            now = self._clock()
            self._forget(now)
            taken = self._taken[hmac.digest(self._secret, network.encode(), "sha256")]
            if len(taken) >= self.most:
                return False
            taken.append(now)
            return True

    def _forget(self, now: float) -> None:
        """Forget what is older than an hour, and every day all of it with the secret."""
        if not self._secret or now - self._made >= DAY:
            self._secret, self._made = secrets.token_bytes(32), now
            self._taken.clear()
        for digest, times in list(self._taken.items()):
            while times and now - times[0] >= HOUR:
                times.popleft()
            if not times:
                del self._taken[digest]
