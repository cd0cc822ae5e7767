"""What a State has told of requests is asked by the writer one by one, and stands in the document."""

import re
import uuid
import zipfile

import pytest

from .test_editing import LANGUAGES, barriers
from .test_pages import fits_a_phone
from .test_staff import person, signed_in  # noqa: F401 -- fixtures are used by their names
from .test_writer import TEXTS, WRITER, begin, field, fill_all, fill_item, kept, press, ready, saved, step


CONTENT = "A copy of the decision of the court"
# A State that nobody else writes of in the journeys.
PLACE, NAME = "MC", "Monaco"


@pytest.fixture
def told(signed_in, visit):  # noqa: F811
    """An editor publishes what Monaco asks of requests, and takes it back when the journey is over."""
    page = signed_in("/records/requirement/new/")
    page.locator("[id='id_f-title:en']").fill(f"Requests to us {uuid.uuid4().hex[:6]}")
    page.get_by_label("State or organisation").fill(NAME)
    page.get_by_label("What a request contains").fill(CONTENT)
    page.get_by_label("Number of copies").fill("2")
    page.get_by_label("Certification").select_option("apostille")
    page.get_by_label("Told by").fill("Directorate of judicial services")
    page.get_by_label("Told on").fill("2026-03-01")
    page.get_by_role("group", name="Languages accepted").get_by_label("Français").check()
    page.locator("[id='id_r-sources-0-title']").fill("A note of the directorate")
    page.get_by_role("button", name="Save and publish").click()
    page.wait_for_url(re.compile(r"/en/requirements/[0-9a-f-]+/$"))
    yield page.url
    page.locator("summary", has_text="Withdraw").click()
    page.get_by_label("Reason").fill("Only a journey.")
    page.get_by_role("button", name="Withdraw it").click()
    page.wait_for_load_state()
    visit.complaints[:] = [c for c in visit.complaints if not re.search("410|ERR_", c)]


def written(page):
    """A whole request for bank records to Monaco, in French beside English."""
    begin(page)
    page.locator('[id="type.mutual-legal-assistance"]').check()
    page.locator('[id="measure.bank-records"]').check()
    step(page, "parties")
    page.select_option("#requesting", "GH")
    page.select_option("#requested", PLACE)
    fill_all(page, languages=("en",))
    fill_item(page, languages=("en",))


def need(page, words):
    return page.locator("section.request-element", has=page.get_by_role("heading", name=words, exact=False))


def test_each_is_asked_and_what_is_not_done_needs_a_reason(visit, told, tmp_path, picture):
    page = visit(WRITER)
    sent = []
    page.on("request", lambda one: sent.append(f"{one.method} {one.url} {one.post_data or ''}"))
    written(page)
    step(page, "check")
    page.get_by_role("heading", name=f"What {NAME} has told of requests").wait_for()
    need(page, "Certification").wait_for()
    assert "Apostille" in need(page, "Certification").inner_text()
    assert "Directorate of judicial services · 2026-03-01" in need(page, "Certification").inner_text()
    source = need(page, "Certification").get_by_role("link", name="where it is told").get_attribute("href")
    assert source == told.replace("/en/", "/")
    assert "It can be cleared once nothing" in page.locator("#writer").inner_text()

    # What is missing is told before the next step, and leads to it.
    press(page, "Next")
    assert page.locator("#prompt li").count() == 4
    page.locator("#prompt").get_by_role("link", name="Number of copies").click()
    assert page.evaluate("document.activeElement.id").startswith("element.r")

    # The copies and the language are seen; the rest is said to be done, or left out with a reason.
    field(page, "copies").fill("2")
    field(page, "copies").press("Tab")
    assert "done" in need(page, "Number of copies").inner_text()
    need(page, "Certification").get_by_label("It is done").check()
    step(page, "what")
    page.select_option("#second", "fr")
    step(page, "check")
    assert "done" in need(page, "Language of the request").inner_text()
    assert page.locator(".request-way li", has_text="Check").locator(".badge").inner_text().startswith("1")
    need(page, "The request contains").locator("summary").click()
    need(page, "The request contains").get_by_label("If it is left out: why").fill("The court has yet to decide.")
    kept(page)
    step(page, "check")
    picture(page, "writer-told", whole=True)

    step(page, "read")
    read = page.locator(".request-document").inner_text()
    for words in (
        f"What {NAME} has told of requests",
        "Number of copies — 2 — copies sent: 2",
        "Certification — Apostille — done",
        CONTENT,
        "Left out: The court has yet to decide.",
        "Directorate of judicial services, 2026-03-01",
    ):
        assert words in read, words
    saved(page, "Word file").save_as(tmp_path / "request.docx")
    with zipfile.ZipFile(tmp_path / "request.docx") as archive:
        text = archive.read("word/document.xml").decode()
    assert CONTENT in text
    assert "The court has yet to decide." in text

    # Only the State, the measure and the treaty went out.
    asked = [one for one in sent if "assistance/needs" in one]
    assert {one.split("needs?")[1].strip() for one in asked} == {f"requested={PLACE}&treaty=&measure=bank-records"}
    assert [one for one in sent if not one.startswith("GET ")] == []
    assert [one for one in sent if "Kwabena" in one or "4471" in one or "court" in one] == []


def test_what_was_told_stays_when_the_line_is_gone(visit, told, tmp_path):
    page = visit(WRITER)
    written(page)
    step(page, "check")
    need(page, "Certification").wait_for()
    step(page, "read")
    file = tmp_path / "request.json"
    saved(page, "Save to pass on").save_as(file)
    page.context.set_offline(True)
    step(page, "parties")
    page.select_option("#requested", "IT")
    step(page, "check")
    page.get_by_text("It could not be asked, so it is not known").wait_for()
    step(page, "parties")
    page.select_option("#requested", PLACE)
    step(page, "check")
    assert "Apostille" in need(page, "Certification").inner_text()
    page.context.set_offline(False)
    step(page, "parties")
    page.select_option("#requested", "IT")
    step(page, "check")
    page.get_by_text("It could not be asked").wait_for(state="detached")

    # The file of one that knows is read where nothing can be asked, and asks nothing there.
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the writer as one file").click()
    alone = tmp_path / "writer.html"
    waiting.value.save_as(alone)
    away = page.context.browser.new_page()
    away.context.set_offline(True)
    away.goto(alone.as_uri())
    begin(away)
    away.locator('[id="type.mutual-legal-assistance"]').check()
    away.locator('[id="measure.bank-records"]').check()
    step(away, "parties")
    away.select_option("#requested", PLACE)
    step(away, "check")
    away.get_by_text("This file does not know what the State has told of requests.").wait_for()
    step(away, "start")
    away.set_input_files("#open-file", file)
    away.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(away, "check")
    away.get_by_text("This file cannot ask.").wait_for()
    assert "Apostille" in need(away, "Certification").inner_text()
    away.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_in_what_is_asked(visit, told, picture, language):
    for size, dark in (("desktop", False), ("phone", True)):
        page = visit(WRITER, language=language, size=size, dark=dark, policy=False)
        ready(page)
        field(page, "your-name").fill("Ama Mensah")
        page.locator("#writer .button").first.click()
        page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
        page.locator('[id="type.mutual-legal-assistance"]').check()
        page.locator('[id="measure.bank-records"]').check()
        step(page, "parties")
        page.select_option("#requesting", "GH")
        page.select_option("#requested", PLACE)
        field(page, f"text.authority.{language}").fill(TEXTS["authority"][0])
        step(page, "check")
        page.locator("[id$='copies']").first.wait_for()
        assert barriers(page, language) == []
        if size == "phone":
            assert fits_a_phone(page)
        picture(page, f"writer-told-{language}-{size}", whole=True)
