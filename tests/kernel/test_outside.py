"""What strangers name is called only in the public network, at the very address that was looked at."""

import socket
import time

import pytest

from comity.kernel import outside
from comity.kernel.outside import Reason, Unreachable, is_public, post, resolved, target


# Loopback, private, shared, link-local with the clouds' metadata, multicast, reserved, documentation, broadcast,
# unspecified; and each of them written into an IPv6 address in every form there is.
INTERNAL = [
    "127.0.0.1", "127.255.255.254", "0.0.0.1", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "100.100.100.200", "169.254.169.254", "169.254.170.2", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::ffff:0:0", "::127.0.0.1", "::10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    "2001:0:7f00:1::", "not an address", "", "0", "127.1", "2130706433", "0x7f.1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "193.0.6.139", "2606:4700::1111", "2a00:1450:4001:80f::200e"]


@pytest.mark.parametrize("address", INTERNAL)
def test_what_is_inside_is_never_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://example.org/", Reason.NOT_HTTPS),
        ("ftp://example.org/", Reason.NOT_HTTPS),
        ("file:///etc/passwd", Reason.NOT_HTTPS),
        ("gopher://localhost:25/_HELO", Reason.NOT_HTTPS),
        ("example.org", Reason.NOT_HTTPS),
        ("", Reason.NOT_HTTPS),
        ("https://", Reason.NOT_AN_ADDRESS),
        ("https:///path", Reason.NOT_AN_ADDRESS),
        ("https://user:pass@example.org/", Reason.NOT_AN_ADDRESS),
        ("https://example.org@127.0.0.1/", Reason.NOT_AN_ADDRESS),
        ("https://127.0.0.1\\@example.org/", Reason.NOT_AN_ADDRESS),
        ("https://example.org:22/", Reason.NOT_AN_ADDRESS),
        ("https://example.org:25/", Reason.NOT_AN_ADDRESS),
        ("https://example.org:0x1bb/", Reason.NOT_AN_ADDRESS),
        ("https://example.org:99999/", Reason.NOT_AN_ADDRESS),
        ("https://example.org/a\r\nHost: evil", Reason.NOT_AN_ADDRESS),
        ("https://exam\tple.org/", Reason.NOT_AN_ADDRESS),
        ("https://example.org/\u0000", Reason.NOT_AN_ADDRESS),
        ("https://[::1/", Reason.NOT_AN_ADDRESS),
        ("https://a..example/", Reason.NOT_AN_ADDRESS),
        (f"https://{'a' * 70}.example/", Reason.NOT_AN_ADDRESS),
        (f"https://example.org/{'a' * 2000}", Reason.NOT_AN_ADDRESS),
        ("https://example.org/é", Reason.NOT_AN_ADDRESS),
    ],
)
def test_what_is_no_address_to_call_is_refused_before_anything_is_asked(address, reason):
    with pytest.raises(Unreachable) as no:
        target(address)
    assert no.value.reason is reason


def test_an_address_is_read_as_the_network_writes_it():
    assert target("https://Münster.Example.:8443/a?b=%C3%A9") == outside.Target(
        "xn--mnster-3ya.example", 8443, "/a?b=%C3%A9"
    )
    assert target("https://[2606:4700::1111]").host == "2606:4700::1111"


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "[::1]", "0"]
)
def test_no_writing_of_this_machine_is_called(host):
    with pytest.raises(Unreachable) as no:
        post(f"https://{host}/", b"{}", {})
    assert no.value.reason in {Reason.NOT_PUBLIC, Reason.UNKNOWN_NAME}


def test_a_name_with_one_address_inside_is_not_trusted_with_the_others(monkeypatch):
    def answers(host, port, **_):
        return [(socket.AF_INET, 1, 6, "", (ip, port)) for ip in ("1.1.1.1", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(Unreachable) as no:
        resolved("both.example", 443)
    assert no.value.reason is Reason.NOT_PUBLIC


def test_a_name_is_asked_once_and_the_connection_goes_where_it_was_looked_at(monkeypatch, hook):
    """A name that answers with another address the second time leads nowhere new."""
    port, asked = target(hook.address).port, []

    def rebinding(host, port, *_, **__):
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.255.255.1", port))]

    real = socket.create_connection
    called = []
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)

    def watched(address, **how):
        called.append(address)
        plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        plain.settimeout(how["timeout"])
        plain.connect(address)
        return plain

    monkeypatch.setattr(socket, "create_connection", watched)
    assert post(hook.address, b"{}", {}, is_internal_allowed=True).status == 204
    assert asked == ["localhost"]
    assert called == [("127.0.0.1", port)]
    assert real is not watched


def test_a_body_arrives_with_its_headers_and_the_beginning_of_the_answer_is_read(hook):
    hook.status, hook.body = 200, b"x" * 5000
    reply = post(hook.address, b'{"a":1}', {"X-Name": "value"}, is_internal_allowed=True)
    assert (reply.status, reply.text) == (200, "x" * outside.READ)
    (path, headers, body) = hook.calls[0]
    assert (path, headers["X-Name"], body) == ("/hook?of=mine", "value", b'{"a":1}')
    assert headers["Host"] == hook.address.split("/")[2]


def test_a_redirection_is_an_answer_and_is_not_followed(hook):
    hook.status, hook.headers = 302, {"Location": "https://169.254.169.254/latest/meta-data/"}
    assert post(hook.address, b"{}", {}, is_internal_allowed=True).status == 302
    assert len(hook.calls) == 1


def test_a_certificate_that_is_not_trusted_ends_it(hook, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Unreachable) as no:
        post(hook.address, b"{}", {}, is_internal_allowed=True)
    assert no.value.reason is Reason.CERTIFICATE
    assert hook.calls == []


def test_a_certificate_of_another_name_ends_it(hook):
    with pytest.raises(Unreachable) as no:
        post(hook.address.replace("localhost", "127.0.0.1"), b"{}", {}, is_internal_allowed=True)
    assert no.value.reason is Reason.CERTIFICATE


def test_an_answer_that_drips_is_cut_off(hook):
    hook.drips = 0.2
    began = time.monotonic()
    with pytest.raises(Unreachable) as no:
        post(hook.address, b"{}", {}, is_internal_allowed=True, timeout=1.0)
    assert no.value.reason is Reason.TOO_SLOW
    assert time.monotonic() - began < 4


def test_nobody_there_is_said_so(hook, socket_enabled):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable) as no:
        post(f"https://localhost:{port}/", b"{}", {}, is_internal_allowed=True)
    assert no.value.reason is Reason.NO_CONNECTION
