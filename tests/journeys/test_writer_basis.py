"""A treaty that was chosen in the finder goes into the request, and into no other."""

import pytest

from .test_writer import PROVISION, WRITER, begin, find_the_basis, press, step


@pytest.mark.usefixtures("laws_loaded")
def test_a_treaty_that_was_chosen_in_the_finder_stands_in_the_request(visit):
    page = visit(PROVISION)
    find_the_basis(page, under="United Nations Convention against Transnational Organized Crime")
    begin(page)
    press(page, "Next")
    chosen = page.locator("#basis-chosen", has_text="Transnational Organized Crime")
    chosen.wait_for()
    assert "closest" not in chosen.inner_text()
    # Who begins anew without the finder has chosen nothing.
    page = visit(WRITER)
    begin(page)
    assert page.locator("#writer").get_by_text("Transnational Organized Crime").count() == 0


@pytest.mark.usefixtures("laws_loaded")
def test_a_request_without_a_treaty_is_one_by_reciprocity_and_the_check_says_so(visit):
    page = visit(PROVISION)
    find_the_basis(page)
    begin(page)
    press(page, "Next")
    chosen = page.locator("#basis-chosen", has_text="United Nations Convention against Corruption")
    chosen.get_by_role("button", name="Remove").click()
    page.locator("#basis-chosen", has_text="No treaty is named").wait_for()
    step(page, "check")
    page.locator(".notice", has_text="No treaty is named").get_by_role("link", name="Legal basis").click()
    press(page, "Look up treaty and authority")
    press(page, "Take this treaty")
    chosen.wait_for()
