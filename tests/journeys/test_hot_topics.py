"""What an editor comes to compose: a hot topic, from an empty page to its portal, and off it again."""

import uuid

from .test_pages import faults
from .test_staff import person, settled, signed_in  # noqa: F401 -- fixtures are used by their names


COMPOSER = "/hot-topics/compose/"
PORTAL = "/portals/firearms/"


def titles(page):
    return page.locator(".hot-items strong").all_inner_texts()


def press(page, name, *, last=False):
    """Press a button whose whole name this is, or begins with this and names a record."""
    found = page.locator("main button:not(.visually-hidden)", has_text=name)
    (found.last if last else found.first).click()


def test_an_editor_composes_previews_publishes_and_withdraws(visit, signed_in, installation):  # noqa: F811
    title = f"Parts by post {uuid.uuid4().hex[:6]}"
    page = signed_in(COMPOSER)
    page.locator("main a", has_text="A new hot topic").click()
    page.get_by_label("Firearms").check()
    page.locator("#id_title_en").fill(title)
    page.locator("#id_summary_en").fill("What the treaties say of parts and components.")

    page.locator("input[name=find]").fill("Firearms Protocol legislative guide")
    press(page, "Find", last=True)
    page.locator("li", has_text="Legislative guide for the implementation of the Firearms Protocol").locator(
        "button", has_text="Add"
    ).first.click()
    page.locator("input[name=find]").fill("XVIII-12-c art. 8")
    press(page, "Find", last=True)
    press(page, "Add")
    page.locator("input[name=find]").fill(
        page.url.partition("/hot-topics/")[0] + "/search/?q=marking&crime_type=firearms"
    )
    press(page, "Find", last=True)
    before = titles(page)
    assert len(before) == 3
    assert page.locator("#id_title_en").input_value() == title

    press(page, "Down")
    press(page, "Remove", last=True)
    assert titles(page) == [before[1], before[0]]
    page.locator("input[name=words]").last.fill("For those who write the law")
    press(page, "Preview")
    assert page.locator("#preview").inner_text() == title
    assert "For those who write the law" in page.locator("section[aria-labelledby=preview]").inner_text()
    press(page, "Keep as a draft")
    assert "The hot topic was kept." in page.locator("body").inner_text()
    page.locator("main a", has_text="As it is kept now").click()
    address = "/" + page.url.split("/en/")[1]
    assert title in page.locator("h1").inner_text()
    assert title not in visit(PORTAL).locator("main").inner_text()
    assert "404" in str(visit(address).title()) or visit(address).locator("h1", has_text=title).count() == 0

    page.locator("main a", has_text="Change this hot topic").click()
    press(page, "Publish")
    assert "The hot topic is published." in page.locator("body").inner_text()
    assert title in visit(PORTAL).locator("main").inner_text()
    shown = visit(address)
    assert title in shown.locator("h1").inner_text()
    assert "For those who write the law" in shown.locator("main").inner_text()
    assert settled(installation)

    page.locator("input[name=reason]").fill("A journey, not a topic.")
    press(page, "Withdraw it", last=True)
    assert title not in visit(PORTAL).locator("main").inner_text()
    gone = visit(address)
    assert "A journey, not a topic." in gone.locator("main").inner_text()
    visit.complaints[:] = [c for c in visit.complaints if "404" not in c and "410" not in c]


def test_the_composer_has_no_barrier(visit, signed_in):  # noqa: F811
    for size in ("desktop", "phone"):
        page = signed_in(f"{COMPOSER}new/", size=size, policy=False)
        page.locator("input[name=find]").fill("Firearms Protocol")
        press(page, "Find", last=True)
        press(page, "Add")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate(
            "document.documentElement.clientWidth"
        )


def test_who_may_not_compose_is_told_so(visit, signed_in):  # noqa: F811
    page = signed_in(COMPOSER, "contributor")
    assert "Only editors may compose hot topics." in page.locator("main").inner_text()
    visit.complaints[:] = [c for c in visit.complaints if "403" not in c]
