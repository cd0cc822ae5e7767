"""The request writer for every hand: axe at each step, a phone, the keyboard, paper, no script, another keeper."""

import pytest

from tests.journeys.conftest import SIZES
from tests.journeys.test_pages import faults
from tests.journeys.test_writer import FROM_FINDER, WRITER, begin, field, ready, step


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_step_is_free_of_barriers_and_fits_a_phone(visit, picture, language):
    page = visit(FROM_FINDER.replace("/assistance/?", f"{WRITER}?"), language=language, policy=False)
    ready(page)
    found = {"start": faults(page)}
    field(page, "your-name").fill("Ama")
    page.locator("#writer .button").first.click()
    page.wait_for_selector("#second")
    page.select_option("#second", "ar" if language == "en" else "en")
    for name in ("what", "parties", "persons", "facts", "offences", "asked", "conditions", "check", "read"):
        step(page, name)
        if name == "persons":
            page.locator('[id="element.persons"] .button-quiet').first.click()
        found[name] = faults(page)
        page.set_viewport_size(SIZES["phone"])
        if name in {"asked", "read"}:
            picture(page, f"writer-{name}-phone-{language}", whole=True)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found[name].append("wider than a phone")
        page.set_viewport_size(SIZES["desktop"])
    assert {name: told for name, told in found.items() if told} == {}


def test_the_writer_is_worked_with_the_keyboard_alone_and_prints_only_the_request(visit):
    page = visit(WRITER)
    ready(page)
    field(page, "your-name").focus()
    page.keyboard.type("Ama")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Begin a request"
    page.keyboard.press("Enter")
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    assert page.evaluate("document.activeElement.id") == "step-heading"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_selector('.request-way a[href="#read"]')
    step(page, "read")
    page.emulate_media(media="print")
    assert page.locator(".request-document").is_visible()
    for hidden in (
        ".masthead",
        ".crumbs",
        ".colophon",
        ".request-way",
        "#step-heading",
        ".page-heading",
        ".request-ways",
    ):
        assert not page.locator(hidden).is_visible(), hidden


def test_without_script_the_page_says_why_it_needs_it(visit):
    page = visit(WRITER, javascript=False)
    assert "the browser needs JavaScript" in page.locator("#writer").inner_text()


def test_drafts_can_be_kept_by_another_keeper(visit):
    page = visit(WRITER)
    ready(page)
    page.evaluate(
        """() => {
          const kept = new Map();
          const detail = { name: "sealed", list: async () => [], get: async (id) => kept.get(id) ?? null,
            put: async (draft) => { kept.set(draft.id, draft); document.body.dataset.put = draft.format; },
            remove: async () => {} };
          document.dispatchEvent(new CustomEvent("comity-keeping", { detail }));
        }"""
    )
    assert "sealed in this browser" in page.locator("#writer").inner_text()
    begin(page)
    page.wait_for_selector("body[data-put=comity-request]")
