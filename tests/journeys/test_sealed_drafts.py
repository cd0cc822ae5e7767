"""Drafts of requests are kept on the host, sealed: colleagues go on with them, and the host reads nothing."""

import re
import time

import pytest
from playwright.sync_api import expect

from .test_pages import faults
from .test_sealing import PASSPHRASES, PASSWORD, Member, at_work, authorities, files_of, found_in, log, portal
from .test_writer import WRITER, field, ready, step


__all__ = ["at_work", "authorities", "log", "portal"]

FIRST, SECOND = "Accounts of Zyxomma at the Quellenhof bank", "Accounts of the Quellenhof, as its clerk says"
SEALED = "Drafts are now kept sealed"


class Again(Member):
    """The same person at another browser, who has a key already."""

    def __init__(self, visit, name):
        self.name, self.page = name, visit(WRITER)
        self.page.goto(self.page.url.replace(WRITER, f"/account/sign-in/?next=/en{WRITER}"))
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url(f"**{WRITER}")


def told(page, traffic):
    """Keep everything that a browser tells the host."""
    page.on("request", lambda request: traffic.extend((request.url.encode(), request.post_data_buffer or b"")))


def opened(member):
    """The writer with the member's key open."""
    page = member.page
    ready(page)
    page.locator("#passphrase").fill(PASSPHRASES[member.name])
    page.get_by_role("button", name="Open", exact=True).click()
    page.locator("[data-kept-for]", has_text=SEALED).wait_for(timeout=60_000)
    return page


def saved(page):
    """Wait until the last thing typed is kept: the words of the status may still be those of an earlier keeping."""
    page.wait_for_selector("#writer[data-kept=yes]", timeout=20_000)
    page.get_by_role("status").filter(has_text=re.compile("^Kept ")).wait_for(timeout=20_000)


def nothing_was_learnt(traffic, log, installation, began):
    assert found_in(FIRST.encode())
    assert found_in(b"".join(traffic)) == []
    assert found_in(log.read_bytes()) == []
    kept = {name: found_in(content) for name, content in files_of(installation, since=began - 60)}
    assert any("sqlite" in name for name in kept)
    assert {name: words for name, words in kept.items() if words} == {}


@pytest.mark.timeout(400)
def test_a_draft_is_sealed_on_the_host_and_two_browsers_go_on_with_it(
    visit, at_work, authorities, installation, log, picture
):
    began = time.time()
    rome = at_work("IT")
    traffic = []
    told(rome.page, traffic)
    rome.make_own_key()
    rome.make_authority_key()
    page = rome.go(WRITER)
    page.get_by_role("button", name="Close it").click()
    page.locator("#passphrase").wait_for()
    ready(page)
    field(page, "your-name").fill("Ada")
    # Begun before the key is open: it stands in the browser, and goes along.
    page.get_by_role("button", name="Begin a request").click()
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    field(page, "type.mutual-legal-assistance").check()
    step(page, "facts")
    field(page, "text.facts.en").fill(FIRST)
    saved(page)
    page = opened(rome)
    step(page, "start")
    assert "sealed in this browser" in page.locator("#writer").inner_text()
    page.get_by_role("button", name="Seal them, and remove them from this browser").click()
    expect(page.get_by_text("still keeps in clear")).to_have_count(0)
    page.locator("#writer li", has=page.get_by_role("button", name="Open")).first.wait_for()
    picture(page, "writer-sealed", whole=True)

    other = Again(visit, rome.name)
    told(other.page, traffic)
    second = opened(other)
    field(second, "your-name").fill("Ben")
    for one in (page, second):
        one.locator("#writer").get_by_role("button", name="Open", exact=True).first.click()
        one.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
        step(one, "facts")
        assert field(one, "text.facts.en").input_value() == FIRST
    field(page, "text.facts.en").fill(f"{FIRST}, and no others")
    saved(page)
    # The other browser has not seen this, and writes too: both texts are there, and one is chosen.
    field(second, "text.facts.en").fill(SECOND)
    second.get_by_role("status").filter(has_text="Places with two texts: 1").wait_for(timeout=20_000)
    visit.complaints[:] = [one for one in visit.complaints if "409" not in one]
    second.reload()
    ready(second)
    second.locator("#writer").get_by_role("button", name="Open", exact=True).first.click()
    second.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(second, "facts")
    shown = second.locator("#writer").inner_text() + field(second, "text.facts.en").input_value()
    assert SECOND in shown
    assert f"{FIRST}, and no others" in shown

    nothing_was_learnt(traffic, log, installation, began)


def test_who_has_no_key_yet_is_led_to_make_one_and_a_visitor_sees_nothing_of_it(visit, at_work):
    assert visit(WRITER).locator("[data-exchange]").count() == 0
    rome = at_work("IT")
    page = rome.go(WRITER)
    ready(page)
    page.get_by_role("link", name="make your key and your authority’s").wait_for()
    assert faults(page) == []
