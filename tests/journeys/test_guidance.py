"""A prosecutor who does not know whom to ask is led there, without script, and takes two pages of paper along."""

import io

import pikepdf
import pytest

from tests.journeys.conftest import SIZES
from tests.journeys.test_pages import faults


ANSWER = "/guidance/?need=freeze&me=judicial&state=IT&own=FR&urgent=now"


def choose(page, part):
    page.locator(f'main a[href$="{part}"]').click()


def test_from_the_first_question_to_the_request_writer(visit):
    page = visit("/", javascript=False)
    page.get_by_role("link", name="Who can help me?").first.click()
    choose(page, "need=evidence")
    choose(page, "me=judicial")
    page.select_option("#asked", "IT")
    page.get_by_role("button", name="Go on").click()
    page.select_option("#asked", "GH")
    page.get_by_role("button", name="Go on").click()
    choose(page, "urgent=weeks")
    assert page.get_by_role("heading", level=1).inner_text() == "Send a request to the central authority"
    kept = page.url
    # Back, and another answer; then the address that was kept leads to the same place.
    page.go_back()
    choose(page, "urgent=now")
    assert page.get_by_role("heading", level=1).inner_text() == "Ask at once, and confirm in writing"
    page.goto(kept)
    assert page.get_by_role("heading", level=1).inner_text() == "Send a request to the central authority"
    page.get_by_role("link", name="Cooperating with Italy").click()
    assert "What is not known here" in page.locator("main").inner_text()


def test_the_writer_has_what_was_said(visit):
    page = visit("/guidance/?need=evidence&me=judicial&state=IT&own=GH&urgent=weeks")
    page.locator('main a[href*="/assistance/writer/"]').click()
    page.wait_for_selector("#your-name")
    told = page.locator("#writer").inner_text()
    assert "Ghana" in told
    assert "Italy" in told


@pytest.mark.parametrize("language", ["en", "ar"])
def test_questions_answers_and_sheets_keep_nobody_out(visit, picture, language):
    for name, path in {
        "question": "/guidance/",
        "place": "/guidance/?need=freeze&me=judicial",
        "wrong": "/guidance/?need=nothing",
        "answer": ANSWER,
        "sheet": "/guidance/states/IT/",
    }.items():
        for dark in (False, True):
            page = visit(path, language=language, policy=False, dark=dark)
            assert faults(page) == [], (name, dark)
        picture(page, f"guidance-{name}-{language}-dark")
        page.set_viewport_size(SIZES["phone"])
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        picture(page, f"guidance-{name}-{language}-phone-dark", whole=True)
    # The page for a wrong answer is no success, and a browser says so.
    visit.complaints[:] = [one for one in visit.complaints if "422" not in one]


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("code", ["IT", "PE", "FR"])
def test_a_sheet_is_two_pages_of_paper(visit, language, code):
    page = visit(f"/guidance/states/{code}/", language=language)
    paper = page.pdf(format="A4", prefer_css_page_size=False)
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert len(document.pages) <= 2
