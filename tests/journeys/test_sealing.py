"""Two authorities write to each other, and the host that carries it learns nothing of what they write."""

import json
import re
import subprocess
import uuid

import pytest

from .conftest import REPOSITORY, comity
from .test_pages import faults


PASSWORD = "four kettles by the canal"  # noqa: S105 -- of persons who are made here
PASSPHRASES = {}
SUBJECT, WORDS = "Zyxomma accounts", "Please send the statements of account Quellenhof 4711."
FILE, NAME = b"Vermilion ledger of Quellenhof\n" * 9000, "quellenhof-ledger.txt"
SECRET = [SUBJECT, WORDS, "Quellenhof", "Vermilion", "quellenhof-ledger"]


class Member:
    """A member of an authority at a browser of their own."""

    def __init__(self, visit, portal, name):
        self.name, self.portal = name, portal
        self.page = visit("/exchange/keys/")
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url("**/exchange/keys/")

    def go(self, path):
        self.page.goto(f"{self.portal}/en{path}")
        return self.page

    def told(self, text):
        self.page.locator("[data-told]", has_text=text).wait_for(timeout=60_000)

    def make_own_key(self):
        suggested = self.page.locator("[data-suggested]").inner_text()
        PASSPHRASES[self.name] = suggested
        for field in ("#new-passphrase", "#new-again"):
            self.page.locator(field).fill(suggested)
        self.page.get_by_role("button", name="Make my key").click()
        self.told("Your key is made")

    def make_authority_key(self):
        self.page.get_by_role("button", name="Make the authority’s key").click()
        self.told("The authority’s key is made")

    def unlock(self):
        self.page.locator("#passphrase").fill(PASSPHRASES[self.name])
        self.page.get_by_role("button", name="Open", exact=True).click()
        self.page.locator("[data-open-key]").wait_for(timeout=60_000)


@pytest.fixture(scope="module")
def authorities(installation, tmp_path_factory):
    """Two authorities of two States with members; closed again when the journeys are over."""
    file = tmp_path_factory.mktemp("people") / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    made = []
    names = {place: f"Central authority {place} {uuid.uuid4().hex[:6]}" for place in ("IT", "KE")}

    def run(*arguments):
        command, environment = comity("people", *arguments, home=installation)
        subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True)

    def member(place, role="authority"):
        name = f"prosecutor-{uuid.uuid4().hex[:8]}"
        organisation = names[place]
        run("add", name, "--role", role, "--organisation", organisation, "--place", place, "--password-file", str(file))
        made.append(name)
        return name

    member.names = names
    yield member
    for name in made:
        run("close", name)


@pytest.fixture
def at_work(visit, portal, authorities):
    """A member of an authority of a State at a browser of their own."""
    return lambda place, role="authority": Member(visit, portal, authorities(place, role))


def test_two_authorities_exchange_and_the_host_learns_nothing(visit, at_work, authorities, portal, installation):
    rome, nairobi = at_work("IT"), at_work("KE")
    traffic = []
    for member in (rome, nairobi):
        member.page.on("request", lambda request: traffic.append((request.url, request.post_data_buffer or b"")))
        member.make_own_key()
        member.make_authority_key()

    page = rome.go("/exchange/new/")
    page.locator("[data-compose]").wait_for()
    page.get_by_label("To", exact=True).select_option(label=authorities.names["KE"])
    assert re.fullmatch(r"(\d{5} ){7}\d{5}", page.locator("[data-recipient] .sealed-digits").inner_text())
    page.get_by_role("button", name="I have compared these numbers").click()
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Message").fill(WORDS)
    page.get_by_label("Files").set_input_files({"name": NAME, "mimeType": "text/plain", "buffer": FILE})
    page.get_by_role("button", name="Seal and send").click()
    page.wait_for_url(re.compile(r"/exchange/[0-9a-f-]{36}/$"), timeout=60_000)
    page.locator("[data-text]", has_text=WORDS).wait_for()
    path = page.url.removeprefix(f"{portal}/en")

    page = nairobi.go(path)
    page.locator("[data-text]", has_text=WORDS).wait_for(timeout=60_000)
    assert page.locator("[data-subject]").inner_text() == SUBJECT
    page.locator("[data-receipts] li", has_text="Opened").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save the file .*quellenhof")).click()
    assert download.value.suggested_filename == NAME
    assert open(download.value.path(), "rb").read() == FILE
    page.get_by_label("Say of this message").select_option("acknowledged")
    page.get_by_role("button", name="Sign and send").click()
    page.locator("[data-receipts] li", has_text="Acknowledged").wait_for()

    page = rome.go(path)
    line = page.locator("[data-receipts] li", has_text="Acknowledged")
    line.wait_for(timeout=60_000)
    with page.expect_download() as download:
        line.get_by_role("button", name="Receipt as a file").click()
    receipt = json.loads(open(download.value.path(), encoding="utf-8").read())
    assert receipt["statement"]["act"] == "acknowledged"
    page = rome.go("/exchange/check/")
    page.get_by_label("The receipt").set_input_files(download.value.path())
    page.get_by_text("This receipt is good").wait_for()
    forged = {**receipt, "statement": {**receipt["statement"], "act": "executed"}}
    page.get_by_label("The receipt").set_input_files(
        {"name": "forged.json", "mimeType": "application/json", "buffer": json.dumps(forged).encode()}
    )
    page.get_by_text("This receipt is not good").wait_for()
