"""What stands in the log of the server: who was refused, in one line each, and nothing that somebody sent."""

import io
import logging
import logging.config

import pytest
from bench.strangers import cast
from django.conf import settings


@pytest.fixture
def lines():
    """The log as the settings have it, written to memory."""
    written = io.StringIO()
    name, kept = settings.LOGGING["root"]["handlers"][0], logging.getLogger().handlers[:]
    configured = logging.config.DictConfigurator(settings.LOGGING)
    formatter = configured.configure_formatter(
        settings.LOGGING["formatters"][settings.LOGGING["handlers"][name]["formatter"]]
    )
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    for one in settings.LOGGING["handlers"][name]["filters"]:
        handler.addFilter(configured.configure_filter(settings.LOGGING["filters"][one]))
    logging.getLogger().addHandler(handler)
    # Whoever sends thousands of bad forms keeps these quiet.
    quiet = {one: one.level for one in map(logging.getLogger, ("django.request", "comity"))}
    for one in quiet:
        one.setLevel(logging.NOTSET)
    yield lambda: written.getvalue().splitlines()
    for one, level in quiet.items():
        one.setLevel(level)
    logging.getLogger().handlers[:] = kept


@pytest.mark.parametrize("end", ["%0a", "%0d%0a", "%E2%80%A8", "%C2%85", "%1b[2J", "%0b"])
def test_no_path_makes_a_line_of_its_own(db, lines, end):
    cast.browser().get(f"/en/nowhere{end}2026-11-21 00:00:00,000 WARNING comity.people A sign-in from 1.2.3.4 failed.")
    assert len(lines()) == 1
    assert not {*lines()[0]} & set("\x1b\x0b\x85\u2028")


def test_no_address_makes_a_line_of_its_own(db, lines, settings):
    settings.PROXIES = 1
    cast.browser().post(
        "/en/account/sign-in/",
        {"username": "ada\nroot", "password": "a secret that nobody may read"},
        headers={"X-Forwarded-For": "1.2.3.4\n2026 CRITICAL forged"},
    )
    text = "\n".join(lines())
    assert "forged" not in text
    assert "secret" not in text
    assert "ada" not in text
    assert "A sign-in from" in text


def test_refusals_are_lines_and_say_nothing_of_what_was_sent(db, place, lines, in_earnest):
    editor = cast.signed_in("contributor")[0]
    editor.get("/en/records/import/?word=what-was-looked-for")
    editor.post("/en/theme/", b"a=\xff-what-was-sent", content_type="application/x-www-form-urlencoded")
    editor.handler.enforce_csrf_checks = True
    editor.post("/en/account/sign-out/", {"word": "what-was-sent"})
    text = "\n".join(lines())
    for path in ("/en/records/import/", "/en/theme/", "/en/account/sign-out/"):
        assert path in text, text
    for kept_out in ("what-was", cast.PASSWORD, editor.cookies["sessionid"].value):
        assert kept_out not in text


LINK = "Zt9v-secret_of_a_letter-3Kx7QmB2LpW4sD8fGh1Jk5N"


@pytest.mark.parametrize(
    "path",
    [
        f"/en/account/password/new/1/{LINK}/",
        f"/en/account/invitations/{LINK}/",
        f"/en/account/email/{LINK}/",
        f"/en/notices/calendar/{LINK}.ics",
        f"/en/search/alerts/{LINK}/",
        f"/en/search/alerts/confirm/{LINK}/",
        f"/en/records/collections/{LINK}/",
        f"/en/records/collections/edit/{LINK}/",
        f"/en/account/invitations/{LINK}/cut-off",
    ],
)
def test_no_line_holds_a_link_that_opens_something(db, lines, path):
    """Who reads the log must not be able to set another's password with what was refused a minute ago."""
    browser = cast.browser()
    browser.get(path)
    browser.post(path, dict.fromkeys(["password"], "short"))
    browser.post(path, b"{", content_type="application/json")
    browser.handler.enforce_csrf_checks = True
    browser.post(path)
    text = "\n".join(lines())
    assert "(link)" in text, text
    assert LINK not in text
    assert LINK[:20] not in text


def test_every_argument_of_a_route_that_opens_something_is_known():
    from bench.strangers.addresses import patterns

    from comity.project.links import OTHERS

    shared = {name for name, _routes, _view in patterns() if name.startswith("records:collection")}
    assert shared - {"records:collections"} == set(OTHERS)
