"""Calls to addresses that strangers name: only to the public network, and only to the very machine that was looked at.

A name is resolved once, every address that it has is looked at, and the connection is made to one of those, so that
a name which points elsewhere a moment later leads nowhere. Redirections are answers like any other and not followed.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Event, Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit


# Seconds for everything: the name, the connection, the answer.
TIMEOUT: Final = 10.0
# What is read of an answer; more tells nobody anything.
READ: Final = 2000
LONGEST: Final = 2000
HTTPS_PORT: Final = 443
FIRST_FREE_PORT: Final = 1024
LAST_PORT: Final = 65535
# Inside these an IPv4 address is written into an IPv6 one: translation (RFC 6052), 6to4 (RFC 3056).
TRANSLATED: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
SIX_TO_FOUR: Final = ip_network("2002::/16")
TEREDO: Final = ip_network("2001::/32")
# Not private by every reckoning, and yet nobody's public machine: a cloud's own services (Azure, “What is IP address
# 168.63.129.16?”), protocol assignments (RFC 6890), relays that are no more (RFC 7526), site-local (RFC 3879).
NEVER: Final = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "fec0::/10")))

Address = IPv4Address | IPv6Address


class Reason(StrEnum):
    """Why a call led nowhere."""

    NOT_HTTPS = "not_https"
    NOT_AN_ADDRESS = "not_an_address"
    UNKNOWN_NAME = "unknown_name"
    NOT_PUBLIC = "not_public"
    NO_CONNECTION = "no_connection"
    CERTIFICATE = "certificate"
    TOO_SLOW = "too_slow"
    NO_ANSWER = "no_answer"


class Unreachable(Exception):
    """A call led nowhere, for a reason; ``detail`` is what the machine said of it."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: the status of HTTP, the first of its text, and the same as it came with its headers."""

    status: int
    text: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: host and port, and the path with its query."""

    host: str
    port: int
    path: str


def target(address: str) -> Target:
    """Read an address.

    Raises:
        Unreachable: it is none, is not HTTPS, carries a name and password, or has a port of the old services.
    """
    if len(address) > LONGEST or any(letter <= " " or letter == "\x7f" for letter in address):
        raise Unreachable(Reason.NOT_AN_ADDRESS)
    try:
        parts = urlsplit(address)
        port, host = parts.port or HTTPS_PORT, parts.hostname or ""
        host = host if ":" in host else host.rstrip(".").encode("idna").decode("ascii")
    except ValueError as error:
        raise Unreachable(Reason.NOT_AN_ADDRESS, str(error)[:100]) from error
    if parts.scheme != "https":
        raise Unreachable(Reason.NOT_HTTPS)
    is_port_free = port == HTTPS_PORT or FIRST_FREE_PORT <= port <= LAST_PORT
    if not host or "@" in parts.netloc or not is_port_free or "\\" in address:
        raise Unreachable(Reason.NOT_AN_ADDRESS)
    return Target(host, port, _path(parts))


def _path(parts: SplitResult) -> str:
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        return path.encode("ascii").decode()
    except UnicodeEncodeError as error:
        raise Unreachable(Reason.NOT_AN_ADDRESS, "write letters beyond ASCII as %XX") from error


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one of the public network, also where another is written into it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in (found, *_inside(found)))


def _is_public(found: Address) -> bool:
    if any(found in network for network in NEVER):
        return False
    if found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback:
        return False
    if found.is_link_local or found.is_private:
        return False
    return found.is_global


def _inside(found: Address) -> list[Address]:
    """The IPv4 addresses that are written into an IPv6 one."""
    if isinstance(found, IPv4Address):
        return []
    if found.ipv4_mapped:
        return [found.ipv4_mapped]
    number = int(found)
    if any(found in network for network in TRANSLATED if isinstance(network, IPv6Network)):
        return [IPv4Address(number & 0xFFFFFFFF)]
    if found in SIX_TO_FOUR:
        return [IPv4Address((number >> 80) & 0xFFFFFFFF)]
    if found in TEREDO and found.teredo:
        return list(found.teredo)
    # The old form ::a.b.c.d, which means nothing any more and is given out by nobody.
    return [IPv4Address(number)] if number < 1 << 32 else []


def resolved(host: str, port: int, *, is_internal_allowed: bool = False, timeout: float = TIMEOUT) -> list[str]:
    """The addresses of a name, all of them looked at.

    Raises:
        Unreachable: it has none, or one of them is not public: then the name is not to be trusted with the others.
    """
    # The system's own look-up has no time limit that could be set.
    pool = ThreadPoolExecutor(1, thread_name_prefix="look-up")
    try:
        found = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(timeout)
    except TooLong as error:
        raise Unreachable(Reason.TOO_SLOW) from error
    except (OSError, UnicodeError) as error:
        raise Unreachable(Reason.UNKNOWN_NAME, str(error)[:100]) from error
    finally:
        pool.shutdown(wait=False)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses:
        raise Unreachable(Reason.UNKNOWN_NAME)
    if not is_internal_allowed and not all(map(is_public, addresses)):
        raise Unreachable(Reason.NOT_PUBLIC)
    return addresses


def post(  # noqa: PLR0913 -- a call is all of this
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    is_internal_allowed: bool = False,
    timeout: float = TIMEOUT,
    longest: int = READ,
) -> Reply:
    """Send a body to an address by HTTPS and read the beginning of the answer.

    Args:
        address: as a stranger gave it.
        body: what is sent.
        headers: beside those of the protocol.
        is_internal_allowed: whether it may be on this machine or in a private network.
        timeout: seconds for all of it together.
        longest: how many bytes of the answer are read.

    Raises:
        Unreachable: it may not be called, or does not answer; the certificate must be one that this machine trusts.
    """
    called = target(address)
    addresses = resolved(called.host, called.port, is_internal_allowed=is_internal_allowed, timeout=timeout)
    # However slowly an answer drips, the line is cut when the time is over.
    line: list[socket.socket] = []
    is_over = Event()
    cut = Timer(timeout, _cut, [line, is_over])
    cut.daemon = True
    cut.start()
    try:
        line.append(_connected(addresses, called.port, timeout))
        return _answered(line, called, body, headers, longest)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(Reason.CERTIFICATE, str(error.verify_message)[:100]) from error
    except TimeoutError as error:
        raise Unreachable(Reason.TOO_SLOW) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = Reason.TOO_SLOW if is_over.is_set() else Reason.NO_ANSWER
        raise Unreachable(reason, type(error).__name__) from error
    finally:
        cut.cancel()
        for one in line:
            one.close()


def _connected(addresses: list[str], port: int, timeout: float) -> socket.socket:
    fault = ""
    for one in addresses:
        try:
            connection = socket.create_connection((one, port), timeout=timeout / len(addresses))
        except OSError as error:
            fault = str(error)[:100]
        else:
            connection.settimeout(timeout)
            return connection
    raise Unreachable(Reason.NO_CONNECTION, fault)


def _answered(
    line: list[socket.socket], called: Target, body: bytes, headers: Mapping[str, str], longest: int
) -> Reply:
    context = ssl.create_default_context()
    wrapped = context.wrap_socket(line[0], server_hostname=called.host, do_handshake_on_connect=False)
    line.append(wrapped)
    wrapped.do_handshake()
    connection = http.client.HTTPSConnection(called.host, called.port, context=context)
    connection.sock = wrapped
    with closing(connection):
        connection.request("POST", called.path, body, dict(headers))
        answer = connection.getresponse()
        content = answer.read(longest)
        # Names of headers as they are usually written, whatever stands between has made of them.
        told = {name.title(): value for name, value in answer.getheaders()}
        return Reply(answer.status, content.decode("utf-8", "replace"), content, told)


def _cut(line: list[socket.socket], is_over: Event) -> None:
    is_over.set()
    for one in list(line):
        with suppress(OSError):
            # The socket itself, beneath the encryption that another thread is waiting in.
            socket.socket.shutdown(one, socket.SHUT_RDWR)
