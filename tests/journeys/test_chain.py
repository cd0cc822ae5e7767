"""The whole way between two installations: from a provision to what was executed in part, unread by any host."""

import re
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from bench.lines import two
from bench.offices import EMPTY
from playwright.sync_api import expect

from .conftest import begin_as
from .test_casework import REFERENCE, TEXTS, sent, signed, written
from .test_pages import faults
from .test_sealing import Member, found_in
from .test_two_installations import PLACES, TITLES, Registrar, browsers, comes, nothing_is_learnt, staff
from .test_writer import PROVISION, step


# What an installation writes that is not its own: what it serves, and what it searches.
CARRIED = ("assets", "static", "typefaces", "index", "static.sha256", "audit_sealing_key")
# A copy begins as a house of its own: without the keys, the letters and the files of the one that was copied.
ALONE = """
from django.apps import apps
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("PRAGMA foreign_keys=OFF")
    for label in ("exchange", "casework"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
"""
STATEMENT = b"Statement of the Quellenhof: Zyxomma, 480 000\n" * 900


def copied(installation, home):
    """Everything that was loaded there, in a folder of its own; that one may be serving meanwhile."""
    home.mkdir(parents=True)
    for name in CARRIED:
        source = installation / name
        if source.is_dir():
            shutil.copytree(source, home / name)
        elif source.exists():
            shutil.copy(source, home / name)
    name = "comity.sqlite3"
    with closing(sqlite3.connect(installation / name)) as there, closing(sqlite3.connect(home / name)) as here:
        there.backup(here)


@pytest.fixture(scope="module")
def sides(installation, laws_loaded, tmp_path_factory):
    """Italy's installation, with the laws and treaties; and Kenya's, which has none of them."""
    folder = tmp_path_factory.mktemp("chain")
    with two(folder, is_apart=False) as (_cable, italy, kenya):
        copied(installation, italy.home)
        italy.python(ALONE)
        begin_as(installation, kenya.home)
        kenya.python(EMPTY)
        kenya.python(PLACES)
        for side in (italy, kenya):
            staff(side, folder)
            side.begin()
        yield italy, kenya


@pytest.fixture
def at(chromium, sides):
    yield from browsers(chromium, sides)


def met(at, sides, *members):
    """Each authority has a key, and each installation knows the other and its authority."""
    for member in members:
        member.make_own_key()
        member.make_authority_key()
    registrars = [Registrar(*at(number, "registrar")) for number in (0, 1)]
    for registrar, side, other in zip(registrars, reversed(sides), reversed(registrars), strict=True):
        registrar.add(side.address, other.digits)
        registrar.page.get_by_role("button", name="Ask it now").wait_for()
    for registrar, name in zip(registrars, (TITLES[1], TITLES[0]), strict=True):
        registrar.take_in(name)
    return registrars


def led(member):
    """From a search to the provision, and by its own links to the legal basis with the authority."""
    page = member.go("/search/?q=432-11+code+p%C3%A9nal")
    page.locator(f'main a[href$="{PROVISION}"]').first.click()
    page.get_by_role("link", name="Which treaty binds both States?").click()
    page.get_by_label("State or territory that asks for help").select_option("IT")
    page.get_by_label("State or territory that is asked").select_option("KE")
    page.get_by_label("What is asked for").select_option("bank-records")
    page.get_by_label("Corruption", exact=True).check()
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("h1")).to_have_text("Italy asks Kenya: Bank and financial records")
    reached = page.locator("main p", has_text="sent sealed to:")
    assert TITLES[1] in reached.inner_text()
    return page


@pytest.mark.timeout(1200)
def test_a_request_goes_from_a_provision_to_another_installation_and_is_answered(at, sides, picture):
    began = time.time()
    rome, nairobi = Member(*at(0, "member")), Member(*at(1, "member"))
    registrars = met(at, sides, rome, nairobi)

    # The provision is found, leads to the basis and the authority, and stands in the request.
    page = led(rome)
    written(page)
    step(page, "offences")
    assert PROVISION in page.locator('[id="provision-address"]').input_value()
    step(page, "read")
    path = sent(page, TITLES[1], re.compile("Waiting|signed nothing yet"))

    # It arrives in the other house, where it is registered from what it says, and answered step by step.
    page, section = comes(nairobi, "/casework/", "section", "Came without a file")
    section.get_by_role("link", name=TITLES[0]).click()
    page.locator("[data-told]", has_text="Filled in from the request").wait_for(timeout=60_000)
    expect(page.get_by_label("Their number")).to_have_value(REFERENCE)
    page.get_by_label("Our number").fill("NBO-7")
    page.get_by_role("button", name="Begin the file").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(TEXTS["proceeding"], timeout=60_000)
    page.get_by_role("link", name=re.compile("Conversation of")).click()
    page.locator("[data-text]", has_text="Bank, company or provider: Quellenhof").wait_for(timeout=60_000)
    for act in ("acknowledged", "question", "part_executed"):
        signed(page, act)
    page.get_by_text("Write an answer").click()
    page.get_by_role("textbox", name="Message").fill("The statements of Zyxomma are enclosed; which branch is meant?")
    page.get_by_label("Files").set_input_files(
        [{"name": "quellenhof-statement.txt", "mimeType": "text/plain", "buffer": STATEMENT}]
    )
    page.get_by_role("button", name="Seal and send").click()
    page.locator("[data-text]", has_text="which branch is meant").wait_for(timeout=60_000)
    assert faults(page) == []

    # Who asked is told, finds the three signatures in the file, and reads the answer with what was enclosed.
    page, log = comes(rome, path, "section[aria-labelledby=heading-happened] .steps-log", "Executed in part")
    for words in ("Opened", "Acknowledged", "Question asked", "Executed in part", "by a signed receipt"):
        assert words in log.inner_text()
    assert faults(page) == []
    picture(page, "chain-file", whole=True)
    conversation = page.get_by_role("link", name=re.compile("Conversation of")).get_attribute("href")
    page, _line = comes(rome, re.sub(r"^/en", "", conversation), "[data-text]", "which branch is meant")
    for words in ("Acknowledged", "Question asked", "Executed in part"):
        page.locator("[data-receipts] li", has_text=words).first.wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save the file .*quellenhof-statement")).click()
    assert Path(download.value.path()).read_bytes() == STATEMENT
    picture(page, "chain-conversation", whole=True)
    told = rome.go("/notices/").locator("main").inner_text()
    assert "Something has happened in a file of your authority that nobody has taken yet." in told

    # Whoever runs either house opens none of it, and finds no word of it anywhere.
    for registrar in registrars:
        for address in (
            "/administration/",
            "/administration/health/",
            "/audit/",
            conversation[3:],
            path,
            "/casework/",
        ):
            registrar.page.goto(f"{registrar.portal}/en{address}")
            assert found_in(registrar.page.content().encode()) == []
    nothing_is_learnt(sides, since=began)
