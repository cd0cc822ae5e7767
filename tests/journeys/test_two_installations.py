"""Two installations of two States: their registries meet, their authorities write, one is killed, nothing is lost."""

import base64
import json
import re
import shutil
import time
from pathlib import Path

import pytest
from bench.lines import two
from bench.offices import EMPTY, HELD, told

from .conftest import begin_as
from .test_sealing import FILE, NAME, PASSWORD, SUBJECT, WORDS, Member, files_of, found_in


PLACES = """
from comity.base.places.models import Place
for code in ("IT", "KE"):
    Place.objects.get_or_create(code=code, defaults={"kind": "state"})
"""
TITLES = {0: "Central authority IT", 1: "Central authority KE"}
CODES = {0: "IT", 1: "KE"}


@pytest.fixture(scope="module")
def sides(installation, tmp_path_factory):
    """Two real installations with a TLS proxy before each, on two addresses of loopback."""
    folder = tmp_path_factory.mktemp("two")
    with two(folder, is_apart=False) as (_cable, one, other):
        begin_as(installation, one.home)
        one.python(EMPTY)
        one.python(PLACES)
        shutil.copytree(one.home, other.home)
        for side in (one, other):
            staff(side, folder)
            side.begin()
        yield one, other


def staff(side, folder):
    """A member of the authority of an installation, and who says with which others it exchanges."""
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    given = ("--password-file", str(password))
    name, code = TITLES[side.number], CODES[side.number]
    for person, role in (("member", "authority"), ("registrar", "secretariat")):
        side.run("people", "add", person, "--role", role, "--organisation", name, "--place", code, *given)


@pytest.fixture
def at(chromium, sides):
    """Somebody at a browser of their own, at one of the installations."""
    yield from browsers(chromium, sides)


def browsers(chromium, sides):
    """Give what opens a browser at one of two installations, and close them all; none may have met a fault."""
    contexts, complaints = [], []

    def at(number, name):
        portal = f"http://127.0.0.1:{sides[number].within}"

        def visit(path):
            context = chromium.new_context(locale="en", accept_downloads=True)
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{portal}/en{path}")
            return page

        return visit, portal, name

    yield at
    for context in contexts:
        context.close()
    assert complaints == []


class Registrar:
    """Who says with which installations this one exchanges."""

    def __init__(self, visit, portal, name):
        self.portal = portal
        self.page = visit("/exchange/installations/")
        self.page.locator("#id_username").fill(name)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("main button[type=submit]").click()
        self.page.wait_for_url("**/exchange/installations/")
        self.digits = self.page.locator(".sealed-digits").inner_text()

    def add(self, address, digits):
        self.page.goto(f"{self.portal}/en/exchange/installations/")
        self.page.get_by_label("Its address").fill(address)
        self.page.get_by_label("The numbers of its key").fill(digits)
        self.page.get_by_role("button", name="Compare and add").click()

    def take_in(self, name):
        self.page.get_by_role("button", name="Ask it now").click()
        self.page.get_by_text("It has answered.").wait_for()
        line = self.page.locator("li", has_text=name)
        line.get_by_role("button", name=re.compile("Take in")).click()
        self.page.get_by_text("The authorities here can write to it now.").wait_for()


def write(member, to, *, subject=SUBJECT, words=WORDS, files=()):
    page = member.go("/exchange/new/")
    page.locator("[data-compose]").wait_for()
    page.get_by_label("To", exact=True).select_option(label=to)
    page.locator("[data-recipient] .sealed-digits").wait_for(timeout=60_000)
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Message").fill(words)
    page.get_by_label("Files").set_input_files(list(files))
    page.get_by_role("button", name="Seal and send").click()
    page.wait_for_url(re.compile(r"/exchange/[0-9a-f-]{36}/$"), timeout=60_000)
    page.locator("[data-text]", has_text=words).wait_for(timeout=60_000)
    return re.sub(r"^.*/en/", "/", page.url)


def comes(member, path, part, text):
    """Open a conversation again and again until something is there."""
    until = time.monotonic() + 120
    while True:
        page = member.go(path)
        line = page.locator(part, has_text=text)
        try:
            line.first.wait_for(timeout=8_000)
        except Exception:
            if time.monotonic() > until:
                raise
        else:
            return page, line.first


def nothing_is_learnt(sides, *, since):
    """No word of what was written stands anywhere: database, disk, logs, and what went between the two inside TLS."""
    # What a parcel holds, taken out of its base 64.
    carried = b"".join(side.traffic.read_bytes() for side in sides)
    parts = [part for part in re.findall(rb'"sealed": "([A-Za-z0-9+/=]+)"', carried) if len(part) % 4 == 0]
    inner = b"".join(base64.b64decode(part) for part in parts)
    assert b"age-encryption.org/v1" in inner
    assert found_in(inner) == []
    # It would be found where it stood.
    assert found_in(FILE)
    for side in sides:
        traffic = side.traffic.read_bytes()
        assert b"/sealed/between/parcels" in traffic
        assert found_in(traffic) == []
        assert found_in(side.log.read_bytes()) == []
        kept = {name: found_in(content) for name, content in files_of(side.home, since=since - 60)}
        assert any("sqlite" in name for name in kept)
        assert {name: words for name, words in kept.items() if words} == {}


@pytest.mark.timeout(1200)
def test_two_installations_exchange_and_neither_host_learns_anything(at, sides, tmp_path, picture):  # noqa: PLR0915 -- one tale
    one, other = sides
    began = time.time()
    rome, nairobi = Member(*at(0, "member")), Member(*at(1, "member"))
    for member in (rome, nairobi):
        member.make_own_key()
        member.make_authority_key()
    registrars = [Registrar(*at(number, "registrar")) for number in (0, 1)]
    # A wrong number is a stranger in the middle.
    wrong = registrars[1].digits[:-1] + str((int(registrars[1].digits[-1]) + 1) % 10)
    registrars[0].add(other.address, wrong)
    registrars[0].page.get_by_text("These are not the numbers of the installation there").wait_for()
    registrars[0].add(other.address, registrars[1].digits)
    registrars[0].page.get_by_role("button", name="Ask it now").wait_for()
    registrars[0].page.get_by_role("button", name="Ask it now").click()
    registrars[0].page.get_by_role("alert").get_by_text("Have it added there too").wait_for()
    registrars[1].add(one.address, registrars[0].digits)
    registrars[1].take_in(TITLES[0])
    picture(registrars[1].page, "installation", whole=True)
    registrars[0].page.goto(f"{registrars[0].portal}/en/exchange/installations/")
    registrars[0].page.locator(".law-list a").first.click()
    registrars[0].take_in(TITLES[1])

    # A message with a file goes over, is delivered, opened and acknowledged, and each is signed.
    path = write(rome, TITLES[1], files=[{"name": NAME, "mimeType": "text/plain", "buffer": FILE}])
    page, _line = comes(nairobi, path, "[data-text]", WORDS)
    assert page.locator("[data-subject]").inner_text() == SUBJECT
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save the file .*quellenhof")).click()
    assert Path(download.value.path()).read_bytes() == FILE
    page.get_by_label("Say of this message").select_option("acknowledged")
    page.get_by_role("button", name="Sign and send").click()
    page.locator("[data-receipts] li", has_text="Acknowledged").wait_for()
    page, _line = comes(rome, path, "[data-receipts] li", "Acknowledged")
    page.locator("[data-receipts] li", has_text="Opened").wait_for()
    line = page.locator("[data-receipts] li", has_text="Delivered")
    line.wait_for()
    picture(page, "sealed-delivered", whole=True)
    with page.expect_download() as download:
        line.get_by_role("button", name="Receipt as a file").click()
    receipt = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert receipt["statement"]["act"] == "delivered"
    page = rome.go("/exchange/check/")
    page.get_by_label("The receipt").set_input_files(download.value.path())
    page.locator("[data-verdict]", has_text="This receipt is good").wait_for()
    assert page.locator("[data-digits]").inner_text() == registrars[1].digits
    forged = {**receipt, "statement": {**receipt["statement"], "message": "0"}}
    page.get_by_label("The receipt").set_input_files(
        {"name": "forged.json", "mimeType": "application/json", "buffer": json.dumps(forged).encode()}
    )
    page.locator("[data-verdict]", has_text="This receipt is not good").wait_for()

    # The other installation is killed; what is written meanwhile waits, and comes once.
    other.kill()
    second = write(rome, TITLES[1], subject="Second", words="Written while the other was down")
    page = rome.go(second)
    page.locator("[data-receipts] li", has_text="Waiting").wait_for(timeout=60_000)
    one.kill()
    one.begin()
    other.begin()
    page, _line = comes(nairobi, second, "[data-text]", "Written while the other was down")
    assert page.locator("[data-text]").count() == 1
    comes(rome, second, "[data-receipts] li", "Delivered")
    held = [told(side.python(HELD)) for side in sides]
    assert held[0]["envelopes"] == held[1]["envelopes"]
    assert set(held[0]["envelopes"].values()) == {1}
    assert set(held[0]["parcels"]) == set(held[1]["parcels"]) == {"taken"}

    nothing_is_learnt(sides, since=began)
