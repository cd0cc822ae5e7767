"""A member who holds the sealed key leaves: said before, asked of the colleague, and over when the key is changed."""

import re

import pytest

from .test_sealing import PASSWORD, at_work, authorities, log, portal


__all__ = ["at_work", "authorities", "log", "portal"]


class Boss:
    """Who administers the authority, in a browser of their own."""

    def __init__(self, visit, name, language="en", **how):
        self.name = name
        self.page = visit("/account/organisations/", language=language, **how)
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url("**/account/organisations/")

    def open_removal_of(self, name):
        """Open the page that removes somebody; who one is must be shown anew."""
        self.page.locator("main ul a").first.click()
        self.page.locator("main li", has_text=name).locator("a[href*='/members/']").first.click()
        self.shown()
        return self.page

    def shown(self):
        if "/confirm/" in self.page.url:
            self.page.locator("#id_password").fill(PASSWORD)
            self.page.locator("main form").last.locator("button").click()
            self.page.wait_for_url("**/members/**")


@pytest.mark.timeout(600)
def test_a_member_who_knows_the_key_leaves(visit, at_work, authorities, picture):
    first, second = at_work("IT"), at_work("IT")
    first.make_own_key()
    first.make_authority_key()
    boss = Boss(visit, authorities("IT", "administrator"))

    # Alone with the key: the loss is said, and accepted before anything is done.
    page = boss.open_removal_of(first.name)
    page.get_by_text("cannot be recovered").wait_for()
    page.get_by_role("button", name="Remove now").click()
    page.get_by_text("accept each of it").wait_for()
    # That it is refused is meant, and nothing else may be wrong.
    assert ["422" in one for one in visit.complaints] == [True]
    visit.complaints.clear()
    on_a_phone = Boss(visit, boss.name, "ar", size="phone").open_removal_of(first.name)
    assert on_a_phone.locator("[name=accepted]").count() == 1
    assert on_a_phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(on_a_phone, "leaving-ar-phone", whole=True)

    # With a colleague who holds it too there is nothing to accept, and the colleague is named.
    second.make_own_key()
    first.go("/exchange/keys/")
    line = first.page.locator("[data-members] li", has_text=second.name)
    line.get_by_label(re.compile("I have compared these numbers")).check(timeout=60_000)
    line.get_by_role("button", name="Hand the key to").click()
    first.told("now holds the authority’s key")
    page.goto(page.url)
    page.get_by_text(second.name).first.wait_for()
    assert page.locator("[name=accepted]").count() == 0
    page.get_by_role("button", name="Remove now").click()
    page.wait_for_url("**/organisations/*/")
    page.get_by_text(f"{first.name} may not use it any more").wait_for()

    # Who is left reads it on every page, and in the inbox, until the key is changed.
    for path in ("/exchange/", "/exchange/keys/"):
        second.go(path).get_by_text(f"{first.name} may not use it any more").first.wait_for()
    picture(second.page, "leaving-keys", whole=True)
    inbox = second.go("/notices/")
    inbox.get_by_text("Somebody may not use your authority’s key any more").first.wait_for()
    second.go("/exchange/keys/")
    second.page.get_by_role("button", name="Change the authority’s key").click()
    second.told("The authority’s key was changed")
    assert f"{first.name} may not use" not in second.go("/exchange/").content()
    # Whoever left does not come in any more.
    assert first.page.goto(f"{first.portal}/en/exchange/keys/").status == 403
    assert ["403" in one for one in visit.complaints] == [True]
    visit.complaints.clear()
