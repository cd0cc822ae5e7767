"""What somebody who keeps the records comes to do: signs in, records an act, mends it, takes it back."""

import re
import subprocess
import time
import uuid

import pytest

from .conftest import REPOSITORY, comity
from .test_pages import faults


PASSWORD = "seven lanterns on a quay"  # noqa: S105 -- of persons who are made here
NEW = "/treaties/XVIII-12/actions/new/"
TABLE = "/treaties/XVIII-12/participation/"


@pytest.fixture(scope="module")
def person(installation, tmp_path_factory):
    """Make a person of a role, as an operator does; closed again when the journeys are over."""
    file = tmp_path_factory.mktemp("people") / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    made = {}

    def run(*arguments):
        command, environment = comity("people", *arguments, home=installation)
        return subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True, text=True)

    def make(role, place="IT"):
        if (role, place) not in made:
            made[role, place] = f"{role}-{uuid.uuid4().hex[:8]}"
            rest = ["--role", role, "--organisation", f"Office of the journeys, {place}", "--place", place]
            run("add", made[role, place], *rest, "--password-file", str(file))
        return made[role, place]

    yield make
    for name in made.values():
        run("close", name)


@pytest.fixture
def signed_in(visit, person):
    """Sign in on the page, in a language, and go on to where one was going."""

    def sign_in(path, role="editor", *, place="IT", language="en", **how):
        page = visit(path, language=language, **how)
        assert "/account/sign-in/" in page.url
        page.locator("#id_username").fill(person(role, place))
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"**{path}")
        return page

    return sign_in


def known(page):
    """How many parties the page counts on the day shown: in the sentence on that day, else in the first."""
    text = page.locator("main").inner_text()
    # The most exact sentence first; the headline speaks of the day of the last report.
    sentences = (r"(\d+) (?:are|is) known on the day", r"On this day (\d+) are certain", r"(\d+) of \d+ parties known")
    return next(int(said[1]) for sentence in sentences if (said := re.search(sentence, text)))


def settled(installation):
    """Wait until search has taken in everything that was done."""
    command, environment = comity("index", "state", home=installation)
    for _ in range(40):
        done = subprocess.run(command, env=environment, check=False, cwd=REPOSITORY, capture_output=True, text=True)
        if done.returncode == 0:
            return True
        time.sleep(0.5)
    return False


def test_an_editor_records_an_accession_corrects_it_and_takes_it_back(visit, signed_in, installation):
    before = known(visit(TABLE))
    page = signed_in(NEW)
    page.get_by_label("State or organisation").select_option("IR")
    page.get_by_label("Act", exact=True).select_option("accession")
    page.get_by_label("Date of the act").fill("10 January")
    page.get_by_label("Title of the source").fill("Notification of the journeys")
    page.get_by_label("Address of the source").fill("https://depositary.example/notification")
    page.get_by_role("button", name="Record it").click()
    assert "This is not a date" in page.locator(".error-summary").inner_text()
    assert page.get_by_label("Title of the source").input_value() == "Notification of the journeys"

    page.get_by_label("Date of the act").fill("2026-01-10")
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url(f"**{TABLE}")
    row = page.locator("tr", has=page.locator("th", has_text="Iran"))
    assert "2026-01-10" in row.inner_text()
    assert row.get_by_role("link", name="Notification of the journeys").get_attribute("href").endswith("notification")
    assert known(page) == before + 1
    assert known(visit(TABLE)) == before + 1
    assert settled(installation)

    page.get_by_role("link", name="Correct or retract an act").click()
    page.get_by_role("link", name=re.compile("Correct or retract Iran.*, Accession")).click()
    page.get_by_label("Date of the act").fill("2026-01-11")
    page.get_by_role("button", name="Correct it").click()
    page.wait_for_url(f"**{TABLE}")
    assert "2026-01-11" in row.inner_text()

    page.get_by_role("link", name="Correct or retract an act").click()
    page.get_by_role("link", name=re.compile("Correct or retract Iran.*, Accession")).click()
    page.locator("#id_retraction-reason").fill("A journey, not an act.")
    page.get_by_role("button", name="Retract it").click()
    page.wait_for_url(f"**{TABLE}")
    assert known(page) == before
    visit.complaints[:] = [c for c in visit.complaints if "422" not in c]


def test_who_may_not_record_is_told_so(visit, signed_in):
    page = signed_in(NEW, "contributor")
    assert "This was not done" in page.locator("h1").inner_text()
    assert "Only editors" in page.locator("main").inner_text()
    page.goto(page.url.replace(NEW, TABLE))
    assert page.get_by_role("link", name="Add an act").count() == 0
    visit.complaints[:] = [c for c in visit.complaints if "403" not in c]


def test_a_person_signs_out_from_any_page(signed_in, person):
    page = signed_in(NEW)
    page.locator("summary", has_text=person("editor")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Sign in").count() == 1


@pytest.mark.usefixtures("laws_loaded")
def test_an_editor_says_which_article_a_provision_carries_out(visit, signed_in, portal):
    reading = visit("/laws/")
    reading.locator("main a[href*='/laws/']").first.wait_for()
    law = next(
        href
        for one in reading.locator("main a").all()
        if re.fullmatch(r"/en/laws/[a-z-]+/[\w-]+/", href := one.get_attribute("href") or "")
    )
    reading.goto(portal + law)
    provision = reading.locator("p.provision-number a").first.get_attribute("href").split("?")[0]
    page = signed_in(f"{provision.removeprefix('/en')}annotations/")
    box = page.get_by_label("Articles of treaties that it carries out")
    box.fill("a law about bees")
    page.get_by_role("button", name="Keep it").click()
    assert "names no article" in page.locator(".error-summary").inner_text()
    box.fill("UNTOC 5(1)(a)")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(f"**{provision}")
    assert page.get_by_role("link", name="XVIII-12, 5.1.a").count() == 1
    page.get_by_role("link", name="Annotate this provision").click()
    section = page.locator("section", has_text="What a person said")
    section.get_by_label("Reason").fill("A journey.")
    section.get_by_role("button", name="Take it away").click()
    page.wait_for_url(f"**{provision}")
    assert page.get_by_role("link", name="XVIII-12, 5.1.a").count() == 0
    visit.complaints[:] = [c for c in visit.complaints if "422" not in c]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_barrier_before_the_forms_of_staff(visit, signed_in, language):
    door = visit("/account/sign-in/", language=language, policy=False)
    door.locator("main button[type=submit]").click()
    door.locator(".error-summary").wait_for()
    assert faults(door) == []

    page = signed_in(NEW, language=language, policy=False)
    assert faults(page) == []
    page.locator("main form button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    assert faults(page) == []
    listing = page.url.replace("new/", "")
    page.goto(listing)
    assert faults(page) == []
    page.locator("main td a[href*='/actions/']").first.click()
    page.locator("#id_retraction-reason").wait_for()
    assert faults(page) == []
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.goto(page.url.split("/treaties/")[0] + TABLE)
    assert faults(page) == []
    visit.complaints[:] = [c for c in visit.complaints if "422" not in c]
