"""Two ministries answer together: what they type is kept by itself, joins after the line broke, and is settled."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
import uuid

import pytest

from .conftest import REPOSITORY
from .test_pages import faults
from .test_staff import PASSWORD


OPEN = """
import sys, django
django.setup()
from bench.inventing.apps import USE
from comity.base.people.models import User
from comity.engines.questionnaires import actions
from comity.engines.questionnaires.models import Version
version = Version.objects.get(questionnaire__code="untoc-cooperation", stage="released")
coordinator, officer = (User.objects.get(username=one) for one in sys.argv[1:3])
response = actions.open_response(version, USE, by=coordinator, place="IT")
actions.assign(response, "16", by=coordinator, person=officer)
print("response", response.pk)
"""
EXAMPLES = 'textarea[name="q:16.examples"]'


@pytest.fixture(scope="module")
def environment(installation):
    """Of processes that know the invented use."""
    kept = {"COMITY_SECOND_FACTOR": "no", **os.environ, "COMITY_HOME": str(installation)}
    kept |= {"PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}", "DJANGO_SETTINGS_MODULE": "bench.inventing.settings"}
    kept.pop("DATABASE_URL", None)
    return kept


@pytest.fixture(scope="module")
def portal(environment):
    """The real server, with a use that lets somebody answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "comity.project.commandline", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=REPOSITORY)
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    try:
        while time.monotonic() < until and server.poll() is None:
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                    break
            except OSError:
                time.sleep(0.3)
        else:
            pytest.fail("The server did not answer.")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def run(environment):
    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return run


@pytest.fixture(scope="module")
def names(run, tmp_path_factory):
    """A coordinator and an officer of two ministries."""
    file = tmp_path_factory.mktemp("people") / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    made = [f"{one}-{uuid.uuid4().hex[:6]}" for one in ("coordinator", "officer")]
    for name, office in zip(made, ("Ministry of Justice", "Ministry of the Interior"), strict=True):
        rest = ["--role", "contributor", "--organisation", f"{office} of the journeys", "--place", "IT"]
        run("-m", "comity.project.commandline", "people", "add", name, *rest, "--password-file", str(file))
    yield made
    for name in made:
        run("-m", "comity.project.commandline", "people", "close", name)


@pytest.fixture
def response(run, names):
    told = run("-c", OPEN, *names)
    return re.search(r"response (\S+)", told)[1]


@pytest.fixture
def enter(visit):
    """Sign in as somebody, in a window of their own."""

    def enter(name, path, **how):
        page = visit(path, **how)
        page.locator("#id_username").fill(name)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"**{path}")
        return page

    return enter


SAID = """([code, word]) =>
  document.querySelector(`[data-question="${code}"] [data-kept]`).textContent.includes(word)"""


def says(page, code, word):
    page.wait_for_function(SAID, arg=[code, word], timeout=20000)


def sentence(page, name):
    """What the page itself says in its language."""
    return page.locator("[data-answering]").get_attribute(f"data-{name}")


@pytest.mark.parametrize(("language", "size"), [("en", "desktop"), ("ar", "phone")])
def test_two_ministries_lose_nothing(language, size, enter, names, response, visit, picture):
    coordinator, officer = names
    path = f"/questionnaires/_responses/{response}/sections/16/"
    theirs = enter(officer, path, language=language, size=size)
    theirs.locator('input[name="q:16.1"][value="yes"]').check()
    says(theirs, "16.1", sentence(theirs, "saved"))
    assert theirs.locator(EXAMPLES).is_visible()
    mine = enter(coordinator, path, language=language, size=size)
    assert mine.locator('input[name="q:16.1"][value="yes"]').is_checked()

    # The line breaks while the officer writes, and the window is closed before it is there again.
    context = theirs.context
    context.set_offline(True)
    theirs.locator(EXAMPLES).fill("A case of 2021, written on the train")
    says(theirs, "16.examples", sentence(theirs, "kept-here"))
    picture(theirs, f"answering-offline-{language}")
    mine.locator(EXAMPLES).fill("A case of 2020, from the court")
    says(mine, "16.examples", sentence(mine, "saved"))
    theirs.close()
    visit.complaints[:] = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]

    # The page of all sections says where something waits; the section joins it and shows both texts.
    context.set_offline(False)
    again = context.new_page()
    again.goto(mine.url.replace("sections/16/", ""))
    assert again.locator('[data-drafts-in="16"]').is_visible()
    assert not again.locator('[data-drafts-in="18"]').is_visible()
    again.goto(mine.url)
    again.locator('[data-question="16.examples"] .other-text').wait_for()
    says(again, "16.examples", sentence(again, "others"))
    assert again.locator(EXAMPLES).input_value() == "A case of 2021, written on the train"
    both = again.locator('[data-question="16.examples"] .other-text').inner_text()
    assert "from the court" in both
    assert "on the train" in both
    picture(again, f"answering-beside-{language}")
    assert faults(again) == []

    # A person settles them: here, by writing both into one.
    again.locator(EXAMPLES).fill("A case of 2020, from the court; a case of 2021")
    says(again, "16.examples", sentence(again, "others"))
    again.locator('[data-question="16.examples"] button[value^="join|"]').click()
    again.wait_for_url("**/sections/16/**")
    assert again.locator(".other-text").count() == 0
    assert again.locator(EXAMPLES).input_value() == "A case of 2020, from the court; a case of 2021"
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('comity-draft')).length") == 0

    # Nothing is lost: every text stays to be read with its question.
    again.goto(mine.url.replace("sections/16/", "questions/16.examples/"))
    told = again.locator("main").inner_text()
    assert "A case of 2020, from the court" in told
    assert "written on the train" in told
    assert faults(again) == []
    again.close()


def test_two_people_on_one_answer_settle_it(enter, names, response):
    coordinator, officer = names
    path = f"/questionnaires/_responses/{response}/sections/16/"
    mine, other = (enter(one, path) for one in (coordinator, officer))
    mine.locator('input[name="q:16.1"][value="yes"]').check()
    other.locator('input[name="q:16.1"][value="yes"]').check()
    mine.locator('textarea[name="q:16.examples"]').fill("No treaty")
    says(mine, "16.examples", sentence(mine, "saved"))
    other.locator('textarea[name="q:16.examples"]').fill("No translators")
    says(other, "16.examples", sentence(other, "others"))
    other.locator('[data-question="16.examples"] button[value^="choose|"]').click()
    other.wait_for_url("**/sections/16/**")
    assert other.locator('textarea[name="q:16.examples"]').input_value() == "No translators"
    mine.goto(mine.url.replace("sections/16/", "gaps/"))
    assert faults(mine) == []


def test_a_section_is_answered_without_script(enter, names, response):
    coordinator, _officer = names
    path = f"/questionnaires/_responses/{response}/sections/18/"
    page = enter(coordinator, path, javascript=False)
    page.locator('input[name="q:18.10"][value="no"]').check()
    page.locator('.answer-bar button[value="save"]').click()
    page.wait_for_url("**/sections/18/**")
    assert page.locator('input[name="q:18.10"][value="no"]').is_checked()
    # Who prints the page gets what was answered, and nothing to press.
    page.emulate_media(media="print")
    assert page.locator('[data-question="18.10"]').is_visible()
    assert not page.locator(".answer-bar").is_visible()
    page.emulate_media(media="screen")
    page.locator('[data-question="18.10"] button[value="mark|18.10|ready"]').click()
    page.locator('[data-question="18.10"] button[value="mark|18.10|draft"]').wait_for()
    page.goto(page.url.partition("sections/")[0] + "gaps/")
    assert page.locator('a[href$="#q-18.10"]').count() == 1


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_on_the_pages_of_a_response(language, size, enter, names, response, picture):
    coordinator, _officer = names
    path = f"/questionnaires/_responses/{response}/"
    page = enter(coordinator, path, language=language, size=size)
    start = page.url
    for name in ("", "progress/", "sections/18/", "sections/16/give/", "questions/18.9/"):
        page.goto(start + name)
        picture(page, f"answering-{name.replace('/', '-') or 'all'}-{language}-{size}", whole=True)
        assert faults(page) == [], name
