"""What people come to write: a contributor proposes, an editor publishes, a stranger is kept out."""

import re
import uuid

import pytest

from .test_pages import LANGUAGES, barriers, faults
from .test_staff import person, signed_in  # noqa: F401 -- fixtures are used by their names


NEW = "/records/strategy/new/"
PROPOSE = "/contributions/new/strategy/"


def titled():
    return f"Strategy of the journeys {uuid.uuid4().hex[:8]}"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_contributor_proposes_and_an_editor_publishes(visit, signed_in, javascript):  # noqa: F811
    title = titled()
    page = signed_in(PROPOSE, "focal_point", javascript=javascript)
    page.get_by_label("Begins").fill("March 2031")
    page.get_by_label("State or organisation").fill("Italy")
    page.get_by_role("button", name="Add Sources").click()
    page.locator("[id='id_r-sources-1-title']").wait_for()
    assert page.get_by_label("Begins").input_value() == "March 2031"
    page.get_by_role("button", name="Look at the preview").click()
    page.locator(".error-summary").wait_for()
    assert "A record needs a title" in page.locator(".error-summary").inner_text()

    page.locator("[id='id_f-title:en']").fill(title)
    page.locator("[id='id_r-sources-0-title']").fill("A gazette of the journeys")
    page.get_by_role("button", name="Look at the preview").click()
    page.locator(".preview-bar").wait_for()
    assert title in page.locator("h1").inner_text()
    assert "2031-03" in page.locator("main").inner_text()
    page.get_by_role("button", name="Go on editing").click()
    page.get_by_label("Monitored by").fill("An observatory")
    page.get_by_role("button", name="Hand in, verified for the State").click()
    page.wait_for_url(re.compile(r"/en/contributions/[0-9a-f-]+/$"))
    assert "In review" in page.locator("main").inner_text()

    stranger = visit("/")
    proposal = page.url.split("/en", 1)[1]
    editor = signed_in(proposal, "editor", javascript=javascript)
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.wait_for_load_state()
    editor.locator("main").get_by_role("link", name=title).click()
    editor.wait_for_url(re.compile(r"/en/strategies/[0-9a-f-]+/$"))
    address = editor.url
    assert stranger.goto(address).status == 200
    assert title in stranger.locator("h1").inner_text()
    assert stranger.get_by_role("link", name="Edit", exact=True).count() == 0

    editor.get_by_role("button", name="Confirm as still true").click()
    editor.wait_for_load_state()
    assert "Confirmed as still true on" in editor.locator("main").inner_text()
    editor.locator("summary", has_text="Withdraw").click()
    editor.get_by_label("Reason").fill("Only a journey.")
    editor.get_by_role("button", name="Withdraw it").click()
    editor.wait_for_load_state()
    assert stranger.goto(address).status == 410
    assert "Only a journey." in stranger.locator("main").inner_text()
    visit.complaints[:] = [c for c in visit.complaints if not re.search("410|422", c)]


def test_a_date_is_understood_while_it_is_typed_and_a_record_is_suggested(signed_in):  # noqa: F811
    page = signed_in(NEW)
    begins = page.get_by_label("Begins")
    begins.fill("24 September 2003")
    begins.press("Tab")
    page.get_by_text("Understood as 24 September 2003.").wait_for()
    page.get_by_role("button", name="Add Links to other records").click()
    other = page.locator("[id='id_r-links-0-object']")
    other.press_sequentially("transnational organized")
    page.locator("#found-records option").first.wait_for(state="attached")
    assert begins.input_value() == "24 September 2003"


def test_two_editors_at_once_lose_nothing(visit, signed_in):  # noqa: F811
    title = titled()
    first = signed_in(NEW)
    first.locator("[id='id_f-title:en']").fill(title)
    first.locator("[id='id_r-sources-0-title']").fill("A gazette of the journeys")
    first.get_by_role("button", name="Save and publish").click()
    first.wait_for_url(re.compile(r"/en/strategies/[0-9a-f-]+/$"))
    edit = f"/records/{first.url.strip('/').split('/')[-1]}/edit/"
    second = signed_in(edit)
    first.goto(second.url)
    first.get_by_label("Symbol").fill("A/1")
    first.get_by_label("Monitored by").fill("The first")
    first.get_by_role("button", name="Publish these changes").click()
    first.wait_for_url(re.compile(r"/en/strategies/"))

    second.get_by_label("Monitored by").fill("The second")
    second.get_by_role("button", name="Publish these changes").click()
    second.get_by_text("Somebody else has changed this").wait_for()
    assert second.get_by_label("Symbol").input_value() == "A/1"
    assert second.get_by_label("Monitored by").input_value() == "The second"
    assert "The first" in second.locator("table").first.inner_text()
    second.get_by_role("button", name="Publish these changes").click()
    second.wait_for_url(re.compile(r"/en/strategies/"))
    assert "The second" in second.locator("main").inner_text()
    second.locator("summary", has_text="Withdraw").click()
    second.get_by_label("Reason").fill("Only a journey.")
    second.get_by_role("button", name="Withdraw it").click()
    second.wait_for_load_state()
    visit.complaints[:] = [c for c in visit.complaints if not re.search("409|410", c)]


def test_a_stranger_is_led_to_the_door_and_whoever_may_not_is_told_so(visit, signed_in):  # noqa: F811
    door = visit(NEW)
    assert "/account/sign-in/" in door.url
    page = signed_in(NEW, "authority")
    assert "Only contributors and editors" in page.locator("main").inner_text()
    visit.complaints[:] = [c for c in visit.complaints if "403" not in c]


def test_an_authority_chooses_who_reads_what(visit, signed_in, portal):  # noqa: F811
    reading = visit("/authorities/?state=CH")
    link = reading.locator("main a[href*='/authorities/']").evaluate_all(
        "links => links.map(one => one.getAttribute('href')).find(one => (one.match(/-/g) || []).length === 4)"
    )
    key = link.strip("/").split("/")[-1]
    page = signed_in(f"/records/{key}/edit/", "authority", place="CH")
    page.get_by_label("Office hours").fill("9 to 17")
    page.get_by_label("Who may read: Telephone, e-mail and web").select_option("authorities")
    page.get_by_role("button", name="Publish these changes").click()
    page.wait_for_url(f"**{link}")
    assert "9 to 17" in page.locator("main").inner_text()
    reading.goto(portal + link)
    assert "9 to 17" not in reading.locator("main").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_before_who_writes(visit, signed_in, picture, language):  # noqa: F811
    page = signed_in("/records/case/new/", language=language, policy=False)
    assert barriers(page, language) == []
    page.locator("button[value='add:parties']").click()
    page.locator("[id='id_r-parties-0-role']").wait_for()
    page.locator("main button[value=publish]").click()
    page.locator(".error-summary").wait_for()
    assert barriers(page, language) == []
    picture(page, f"edit-{language}", whole=True)
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    picture(page, f"edit-{language}-phone", whole=True)
    visit.complaints[:] = [c for c in visit.complaints if "422" not in c]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.usefixtures("laws_loaded")
def test_no_barrier_before_annotations_and_corrections(visit, signed_in, portal, language):  # noqa: F811
    reading = visit("/laws/", language=language)
    law = next(
        href
        for one in reading.locator("main a").all()
        if re.fullmatch(r"/[a-z]{2}/laws/[a-z-]+/[\w-]+/", href := one.get_attribute("href") or "")
    )
    reading.goto(portal + law)
    provision = reading.locator("p.provision-number a").first.get_attribute("href").split("?")[0]
    page = signed_in(f"{provision.removeprefix(f'/{language}')}annotations/", language=language, policy=False)
    assert faults(page) == []
    page.goto(f"{portal}/{language}/indicators/")
    for href in {one.get_attribute("href") for one in page.locator("main a[href*='/indicators/']").all()}:
        page.goto(portal + href)
        if page.locator("td a[href*='/figures/']").count():
            break
    assert faults(page) == []
    page.locator("td a[href*='/figures/']").first.click()
    page.locator("#id_reason").wait_for()
    assert faults(page) == []
    page.locator("main form button[type=submit]").first.click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []
    visit.complaints[:] = [c for c in visit.complaints if "422" not in c]
