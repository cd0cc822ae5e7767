"""A ministry answers with files: on a line that breaks, with a file that is refused, and without script."""

import re
import uuid

import pytest

from ..base.files.samples import pdf
from ..base.files.samples import picture as image
from .test_answering import enter, environment, names, portal, run, says, sentence  # noqa: F401 -- fixtures
from .test_pages import faults


OPEN = """
import sys, django
django.setup()
from bench.inventing.apps import USE
from comity.base.people.actions import ensure_service
from comity.base.people.models import User
from comity.engines.questionnaires import actions
from comity.engines.questionnaires.grammar import reading
from tests.engines.questionnaires.examples import one, small
document = small(sys.argv[2])
asked = one("1.3", "file", "Attach the decision.", files={"types": ["pdf"], "largest": 3, "most": 3})
follows = one("1.4", "text", "Which court?", relevant={"question": "1.3", "answered": True})
document["sections"][0]["questions"] += [asked, follows]
service = ensure_service()
version = actions.release(actions.draft(reading.definition(document), by=service), by=service, seen=1)
coordinator = User.objects.get(username=sys.argv[1])
print("response", actions.open_response(version, USE, by=coordinator, place="IT").pk)
"""
CHOOSE = 'input[type="file"][name="f:1.3"]'
LISTED = '[data-files-of="1.3"] li'


@pytest.fixture
def response(run, names):  # noqa: F811 -- fixtures
    told = run("-c", OPEN, names[0], f"files-{uuid.uuid4().hex[:6]}")
    return re.search(r"response (\S+)", told)[1]


def a_pdf(name="Decision of the court.pdf", content=None):
    return {"name": name, "mimeType": "application/pdf", "buffer": content or pdf()}


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("ar", "phone")])
def test_files_are_sent_beside_what_one_types(language, size, enter, names, response, visit, picture):  # noqa: F811
    path = f"/questionnaires/_responses/{response}/sections/1/"
    page = enter(names[0], path, language=language, size=size)
    assert not page.locator('[data-question="1.4"]').is_visible()
    page.locator(CHOOSE).set_input_files([a_pdf()])
    page.locator(LISTED).first.wait_for()
    assert "Decision of the court.pdf" in page.locator(LISTED).inner_text()
    # What follows from it is asked at once.
    page.locator('textarea[name="q:1.4"]').fill("The court of appeal")
    says(page, "1.4", sentence(page, "saved"))

    # The line breaks: the page says so, and what was typed is kept all the same.
    page.context.set_offline(True)
    page.locator(CHOOSE).set_input_files([a_pdf("Second.pdf")])
    waiting = page.locator(".sending li")
    page.wait_for_function("(said) => document.querySelector('.sending').textContent.includes(said)",
                           arg=sentence(page, "not-sent"))  # fmt: skip
    picture(page, f"enclosing-offline-{language}")
    assert faults(page) == []
    page.context.set_offline(False)
    page.locator(LISTED).nth(1).wait_for(timeout=30000)
    assert waiting.count() == 0
    visit.complaints[:] = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]

    # What is not asked for is refused with a sentence, and holds up nothing.
    page.locator(CHOOSE).set_input_files([{"name": "a.png", "mimeType": "image/png", "buffer": image("PNG")}])
    page.wait_for_function("() => document.querySelector('.sending .answer-trouble')?.textContent.includes('PNG')")
    picture(page, f"enclosing-refused-{language}", whole=True)
    assert page.locator(LISTED).count() == 2
    waiting.locator("button").click()
    assert waiting.count() == 0
    visit.complaints[:] = [one for one in visit.complaints if "409" not in one]

    # Taken away by its button, which sends the section as it does without script.
    page.locator(LISTED).nth(1).locator("button").click()
    page.wait_for_url("**/sections/1/**")
    assert page.locator(LISTED).count() == 1
    assert page.locator('textarea[name="q:1.4"]').input_value() == "The court of appeal"
    page.goto(page.url.partition("sections/")[0] + "questions/1.3/")
    assert "Second.pdf" in page.locator("main").inner_text()
    assert faults(page) == []


def test_a_device_says_which_file_was_not_sent(enter, names, response, visit):  # noqa: F811
    path = f"/questionnaires/_responses/{response}/sections/1/"
    page = enter(names[0], path)
    page.context.set_offline(True)
    page.locator(CHOOSE).set_input_files([a_pdf("On the train.pdf")])
    page.locator(".sending .answer-trouble").wait_for()
    page.close(run_before_unload=False)
    visit.complaints[:] = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(page.url.replace("sections/1/", ""))
    assert again.locator('[data-drafts-in="1"]').is_visible()
    again.goto(page.url)
    told = again.locator(".sending li")
    assert "On the train.pdf" in told.inner_text()
    assert sentence(again, "choose-again") in told.inner_text()
    again.locator(CHOOSE).set_input_files([a_pdf("On the train.pdf")])
    again.locator(LISTED).first.wait_for()
    again.close()


def test_another_page_of_the_device_knows_that_a_file_is_still_being_sent(enter, names, response, visit):  # noqa: F811
    path = f"/questionnaires/_responses/{response}/sections/1/"
    page = enter(names[0], path)
    # The first page goes on; what it sends does not arrive for now.
    page.route("**/files/1.3/", lambda route: route.abort())
    page.locator(CHOOSE).set_input_files([a_pdf("First.pdf"), a_pdf("Second.pdf")])
    page.locator(".sending .answer-trouble").first.wait_for()
    other = page.context.new_page()
    other.goto(page.url)
    told = other.locator(".sending li")
    told.filter(has_text=sentence(other, "sending-elsewhere")).nth(1).wait_for()
    # One is left out there, the other is still waiting when that page is closed.
    page.locator(".sending li", has_text="First.pdf").locator("button").click()
    told.filter(has_text="First.pdf").filter(has_text=sentence(other, "sent-elsewhere")).wait_for()
    page.close(run_before_unload=False)
    told.filter(has_text="Second.pdf").filter(has_text=sentence(other, "choose-again")).wait_for()
    other.locator(CHOOSE).set_input_files([a_pdf("Second.pdf")])
    other.locator(LISTED).first.wait_for()
    assert told.filter(has_text="Second.pdf").count() == 0
    visit.complaints[:] = [one for one in visit.complaints if "ERR_FAILED" not in one]
    other.close()


def test_files_are_sent_without_script(enter, names, response):  # noqa: F811
    page = enter(names[0], f"/questionnaires/_responses/{response}/sections/1/", javascript=False)
    page.locator(CHOOSE).set_input_files([a_pdf("one.pdf"), a_pdf("two.pdf")])
    page.locator('.answer-bar button[value="save"]').click()
    page.wait_for_url("**/sections/1/**")
    assert page.locator(LISTED).count() == 2
