"""Whose word about where a request came from is believed: that of our own proxies, and of nobody else."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from comity.project.proxies import proxies, proxies_are_known


PROXY, READER = "10.0.0.9", "81.2.69.160"
NETWORKS = "10.0.0.0/8 fd00::/8"


def seen(settings, known, peer, **told):
    """What a page sees of a request, behind such proxies."""
    settings.PROXIES = proxies(known)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get(
        "/", REMOTE_ADDR=peer, **{f"HTTP_X_{name.upper()}": one for name, one in told.items()}
    )
    proxies_are_known(lambda request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], request.is_secure()


@pytest.mark.parametrize(
    ("known", "peer", "forwarded", "asker"),
    [
        ("0", READER, "1.2.3.4", READER),
        ("", READER, "1.2.3.4", READER),
        ("1", PROXY, READER, READER),
        ("1", PROXY, f"1.2.3.4, {READER}", READER),
        ("2", PROXY, f"1.2.3.4, {READER}, 10.0.0.8", READER),
        ("2", PROXY, READER, ""),
        ("1", PROXY, "", ""),
        ("1", PROXY, "<script>\r\nlog line", ""),
        (NETWORKS, PROXY, READER, READER),
        (NETWORKS, PROXY, f"1.2.3.4, {READER}, 10.0.0.8", READER),
        (NETWORKS, "fd00::1", f"{READER}", READER),
        (NETWORKS, f"::ffff:{PROXY}", READER, READER),
        # Who is not in our networks says what it likes.
        (NETWORKS, READER, "1.2.3.4", READER),
        (NETWORKS, READER, f"1.2.3.4, {PROXY}", READER),
        (NETWORKS, PROXY, "unknown", ""),
        (NETWORKS, PROXY, "", ""),
    ],
)
def test_the_asker_is_who_our_outermost_proxy_saw(settings, known, peer, forwarded, asker):
    assert seen(settings, known, peer, forwarded_for=forwarded)[0] == asker


@pytest.mark.parametrize(
    ("known", "peer", "proto", "is_secure"),
    [
        ("0", READER, "https", False),
        (NETWORKS, READER, "https", False),
        (NETWORKS, PROXY, "https", True),
        (NETWORKS, PROXY, "http", False),
        ("1", PROXY, "https, http", False),
        ("1", PROXY, "http, https", True),
        ("1", PROXY, "", False),
    ],
)
def test_only_a_proxy_of_ours_says_that_it_was_https(settings, known, peer, proto, is_secure):
    assert seen(settings, known, peer, forwarded_for=READER, forwarded_proto=proto)[1] is is_secure


def test_what_others_say_reaches_nobody(settings):
    settings.PROXIES = 0
    request = RequestFactory().get(
        "/", HTTP_X_FORWARDED_HOST="evil.example", HTTP_FORWARDED="for=1.2.3.4", HTTP_X_REAL_IP="1.2.3.4"
    )
    proxies_are_known(lambda request: HttpResponse())(request)
    assert [name for name in request.META if "FORWARDED" in name or "REAL" in name] == []


@pytest.mark.parametrize("given", ["one", "-1", "10.0.0.1/8", "1 10.0.0.0/8", "٣"])
def test_a_setting_that_is_neither_stops_the_start(given):
    with pytest.raises(ValueError, match=r"."):
        proxies(given)


def test_guesses_are_counted_for_who_guesses_and_not_for_the_proxy(db, settings, client):
    """Behind one proxy a guesser was everybody: the limit for a network then shut out all who came through it."""
    from comity.base.people.models import Attempts

    settings.PROXIES = 1

    def guess(forwarded):
        return client.post(
            "/en/account/sign-in/",
            {"username": "ada", "password": "wrong"},
            REMOTE_ADDR=PROXY,
            headers={"X-Forwarded-For": forwarded},
        )

    for _ in range(5):
        answer = guess(READER)
    assert "Too many" in answer.text
    # Another network is not stopped by it, and what somebody writes before the proxy's word changes nothing.
    assert "Too many" not in guess("93.184.216.34").text
    assert "Too many" in guess(f"93.184.216.34, {READER}").text
    assert Attempts.objects.exists()
