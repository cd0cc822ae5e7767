"""A browser is killed between sealing a request and handing it over: nothing is lost, and nothing arrives twice."""

import time

import pytest

from .test_casework import FINDER, written
from .test_sealed_drafts import Again, opened
from .test_sealing import at_work, authorities, log, portal
from .test_writer import step


__all__ = ["at_work", "authorities", "log", "portal"]

ENVELOPES = "**/sealed/threads/*/envelopes"


def choose(page, authorities):
    page.get_by_label("To which authority").select_option(label=authorities.names["KE"])
    page.get_by_role("button", name="Seal and send").click()


def wait_for(happened, seconds=90):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        yield


def until_asked(page, asked):
    """Let the page go on until it has handed something over, or tried to."""
    for _turn in wait_for(lambda: asked):
        page.wait_for_timeout(200)


def back(visit, name):
    """The same person with another browser, at the step at which the request is sent."""
    page = opened(Again(visit, name))
    page.locator("#writer").get_by_role("button", name="Open", exact=True).first.click()
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(page, "read")
    # Being kept and opened changes nothing of what was cleared.
    page.locator("#writer", has_text="Cleared by Efua Boateng").wait_for()
    return page


@pytest.mark.timeout(900)
def test_a_browser_that_dies_while_it_sends_loses_and_doubles_nothing(at_work, visit, authorities):
    rome, nairobi = at_work("IT"), at_work("KE")
    for member in (rome, nairobi):
        member.make_own_key()
        member.make_authority_key()
    page = rome.go(FINDER)
    written(page)

    # It is sealed, and the browser dies before anything of it leaves.
    asked = []

    def held(route):
        asked.append(route)

    page.route(ENVELOPES, held)
    choose(page, authorities)
    until_asked(page, asked)
    page.context.close()

    # The next one hands it over; it arrives, and this browser dies before it hears so.
    page = back(visit, rome.name)
    page.locator("#writer li", has_text="broke off").wait_for(timeout=60_000)
    arrived = []

    def unheard(route):
        answer = route.fetch()
        arrived.append(answer.status)

    page.route(ENVELOPES, unheard)
    choose(page, authorities)
    until_asked(page, arrived)
    page.context.close()
    assert arrived == [200]

    # The third one finds it there; pressing once more finishes what was left, and sends nothing.
    page = back(visit, rome.name)
    page.locator("#writer li", has_text="signed nothing yet").wait_for(timeout=60_000)
    handed = []
    page.on("request", lambda request: handed.append(request.url) if request.url.endswith("/envelopes") else None)
    choose(page, authorities)
    page.locator("#writer a", has_text="File").last.wait_for(timeout=90_000)
    assert handed == []
    assert page.locator("#writer li", has_text="Sent sealed to").count() == 1

    page = nairobi.go("/exchange/")
    assert page.locator("main .law-list li").count() == 1
    page.locator("main .law-list a").click()
    page.locator("[data-text]").first.wait_for(timeout=60_000)
    assert page.locator(".sealed-message").count() == 1
