"""What stands before the server, and whose word about where a request came from is believed."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse


Next = Callable[[HttpRequest], HttpResponse]
Network = IPv4Network | IPv6Network
Proxies = int | tuple[Network, ...]
# What a proxy says of a request, as WSGI names it; from anybody else none of it reaches our code.
TOLD: Final = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


def proxies(text: str) -> Proxies:
    """Read how many proxies of ours stand before the server, or in which networks they are.

    Args:
        text: a whole number, or networks such as ``10.0.0.0/8 fd00::/8``, separated by spaces.

    Raises:
        ValueError: it is neither.
    """
    words = text.split()
    if len(words) == 1 and words[0].isascii() and words[0].isdecimal():
        return int(words[0])
    return tuple(ip_network(word) for word in words)


def proxies_are_known(following: Next) -> Next:
    """Take the address of who asks from what our own proxies say, and forget what anybody else says of it.

    Everything behind this sees the asker in ``REMOTE_ADDR``: the limits for each network, and the counting of failed
    sign-ins. With a number of proxies, whoever connects is taken for the last of them, so the server's own port must
    then be reached by the proxy only; with networks, a word is believed that comes from within them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        hops, asker = _asker(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES)
        if hops:
            meta["REMOTE_ADDR"] = asker if _is_address(asker) else ""
            said = [word.strip() for word in meta.pop("HTTP_X_FORWARDED_PROTO", "").split(",")]
            # Of several words the one that our outermost proxy wrote; what stands before it anybody could write.
            meta["HTTP_X_FORWARDED_PROTO"] = said[-hops] if hops <= len(said) else said[0]
        for name in TOLD:
            if not hops or name != "HTTP_X_FORWARDED_PROTO":
                meta.pop(name, None)
        return following(request)

    return middleware


def _asker(peer: str, forwarded: str, known: Proxies) -> tuple[int, str]:
    """How many proxies of ours the request came through, and the address of who asked the outermost of them."""
    told = [word.strip() for word in forwarded.split(",") if word.strip()]
    if isinstance(known, int):
        # A proxy that says nothing leaves only its own address, which tells nobody apart.
        return known, told[-known] if 0 < known <= len(told) else "" if known else peer
    hops = 0
    while _is_within(peer, known):
        hops += 1
        if not told:
            return hops, ""
        peer = told.pop()
    return hops, peer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in networks)
