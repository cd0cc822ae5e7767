"""A sealed message goes to an authority that has no installation, in one page without network, and is answered."""

import os
import pty
import re
import shutil
import time
from base64 import b64decode
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .test_pages import faults, fits_a_phone
from .test_sealing import FILE, NAME, SUBJECT, WORDS, at_work, authorities, files_of, found_in, log, portal


__all__ = ["at_work", "authorities", "log", "portal"]

MESSAGE = 'id="carried-sealed">'
REPLY, PAPER = "The Quellenhof has answered: see the Vermilion annex.", b"Vermilion statement of Quellenhof\n" * 40_000


class Away:
    """An authority without an installation: a browser that has no network, and a folder of files."""

    def __init__(self, chromium, folder, complaints):
        self.folder = folder
        folder.mkdir()
        self.context = chromium.new_context(locale="en", accept_downloads=True, offline=True)
        self.context.on("request", lambda one: complaints.append(f"asks {one.url}") if "http" in one.url[:5] else None)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: complaints.append(str(error)))
        self.page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)

    def open(self, file):
        self.page.goto(file.as_uri())
        return self.page

    def saved(self, button):
        with self.page.expect_download() as download:
            button.click()
        kept = self.folder / download.value.suggested_filename
        download.value.save_as(kept)
        return kept

    def press(self, name):
        return self.saved(self.page.get_by_role("button", name=name, exact=True))

    def make_key(self, name, **more):
        page = self.page
        passphrase = page.locator("#suggested").inner_text()
        page.get_by_label("The name of your authority").fill(name)
        page.get_by_label("Your passphrase").fill(passphrase)
        page.get_by_label("Once more").fill(passphrase)
        page.get_by_role("button", name="Make the key").click()
        page.locator("#made").wait_for(timeout=60_000)
        digits = page.locator("#made .sealed-digits").inner_text()
        return passphrase, digits, self.press("Save the key file"), self.press("Save the card")

    def unlock(self, key, passphrase):
        self.page.get_by_label("Your key file").set_input_files(key)
        self.page.get_by_label("Your passphrase").fill(passphrase)
        self.page.get_by_role("button", name="Open", exact=True).click()

    def refused(self, said):
        expect(self.page.locator("#open [role=alert]")).to_contain_text(said, timeout=60_000)
        assert self.page.locator("#opened").count() == 0
        assert self.page.locator("#answer").count() == 0
        assert found_in(self.page.locator("main").inner_text().encode()) == []


@pytest.fixture
def away(chromium, tmp_path):
    complaints, several = [], []

    def away(name="away"):
        several.append(Away(chromium, tmp_path / name, complaints))
        return several[-1]

    yield away
    for one in several:
        one.context.close()
    assert complaints == []


def opened_by_age(key, passphrase, sealed):
    """What Debian's own command makes of a file, with the key file; it asks for the passphrase at a terminal."""
    command = ["age", "-d", "-i", str(key), "-o", str(sealed) + ".plain", str(sealed)]
    process, terminal = pty.fork()
    if process == 0:
        os.execvp(command[0], command)  # noqa: S606 -- the child of a terminal
    told = b""
    while b"passphrase" not in told.lower():
        told += os.read(terminal, 1000)
    time.sleep(0.2)
    os.write(terminal, passphrase.encode() + b"\n")
    try:
        while read := os.read(terminal, 1000):
            told += read
    except OSError:
        # The terminal is gone with the program.
        pass
    _process, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, told
    return Path(str(sealed) + ".plain").read_bytes()


def changed(file, folder, name, change):
    made = folder / name
    made.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    return made


def bent(text, beginning):
    """A page in which one letter of what is sealed is another."""
    at = text.index(beginning) + len(beginning) + 1200
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def moved(text):
    return re.sub(r'("envelope":\{"id":")[0-9a-f]{8}', r"\g<1>00000000", text)


def of_another(text):
    return re.sub(r'"author":"[0-9a-f]{8}', '"author":"00000000', text)


def shown_of(page):
    """What stands in a page of the words: as text, and in what its base 64 holds."""
    # Some traces are four letters, which a megabyte of base 64 has by chance.
    long = [trace for trace in found_in(page) if len(trace) > 6]
    return long + [
        trace for one in re.findall(rb">([A-Za-z0-9+/=]{100,})<", page) for trace in found_in(b64decode(one))
    ]


@pytest.mark.timeout(900)
def test_an_authority_without_an_installation_reads_and_answers(  # noqa: PLR0915 -- one tale
    at_work, visit, authorities, away, installation, log, tmp_path, picture
):
    began = time.time()
    rome = at_work("IT")
    rome.make_own_key()
    rome.make_authority_key()
    rome_digits = rome.page.locator("[data-digits]:visible").inner_text()

    # The page that makes a key is fetched once, and used without any network.
    page = rome.go("/exchange/correspondents/")
    with page.expect_download() as download:
        page.get_by_role("link", name="The page that makes a key").click()
    there = away()
    maker = there.folder / download.value.suggested_filename
    download.value.save_as(maker)
    page = there.open(maker)
    page.locator("#carried-language").select_option("ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    page.locator("#carried-language").select_option("en")
    page.get_by_label("Your passphrase").fill("short")
    page.get_by_label("The name of your authority").fill("x")
    page.get_by_role("button", name="Make the key").click()
    expect(page.locator("[role=alert]")).to_contain_text("at least 16 characters")
    # What was typed stays when another language is chosen.
    page.locator("#carried-language").select_option("fr")
    page.locator("#carried-language").select_option("en")
    assert page.get_by_label("Your passphrase").input_value() == "short"
    name = f"Prosecutor of Elsewhere {tmp_path.name}"
    passphrase, digits, key, card = there.make_key(name)
    assert faults(page) == []
    picture(page, "carried-key", whole=True)

    # Other numbers than were read are refused; the right ones are taken, and noted.
    page = rome.go("/exchange/correspondents/")
    for said in (digits[:-1] + str((int(digits[-1]) + 1) % 10), digits):
        page.get_by_label("Its card, in a file").set_input_files(card)
        page.get_by_label("Its State").select_option("PE")
        page.get_by_label("The numbers of its key").fill(said)
        page.get_by_role("button", name="Compare and add").click()
        page.get_by_text("not the numbers of this card" if said != digits else "The numbers are the same").wait_for()
    assert faults(page) == []
    picture(page, "correspondents", whole=True)

    # Nothing leaves before this browser, too, was told that the numbers were compared.
    page = rome.go("/exchange/new/")
    page.locator("[data-compose]").wait_for()
    page.get_by_label("To", exact=True).select_option(label=name)
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Message").fill(WORDS)
    page.get_by_label("Files").set_input_files([{"name": NAME, "mimeType": "text/plain", "buffer": FILE}])
    page.get_by_role("button", name="Seal and send").click()
    page.locator("[data-wrong]", has_text="First compare the numbers").wait_for(timeout=60_000)
    assert page.locator("[data-recipient] .sealed-digits").inner_text() == digits
    page.get_by_role("button", name="I have compared these numbers").click()
    page.get_by_role("button", name="Seal and send").click()
    page.wait_for_url(re.compile(r"/exchange/[0-9a-f-]{36}/$"), timeout=60_000)
    path = re.sub(r"^.*/en/", "/", page.url)
    page.get_by_role("link", name="To be carried by a file").click()
    page.get_by_role("heading", name=re.compile("To be carried to")).wait_for()
    assert faults(page) == []
    assert fits_a_phone(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the page").click()
    sealed = there.folder / download.value.suggested_filename
    download.value.save_as(sealed)
    assert shown_of(sealed.read_bytes()) == []

    # It is opened with the key file, without a network; the numbers are compared once and kept in the key file.
    page = there.open(sealed)
    assert faults(page) == []
    there.unlock(key, "not the passphrase of this")
    there.refused("not the passphrase")
    there.unlock(key, passphrase)
    page.locator("#opened").wait_for(timeout=60_000)
    assert page.locator("#opened h2").inner_text() == SUBJECT
    assert page.locator("#opened .sealed-text").inner_text() == WORDS
    assert page.locator("#opened .sealed-digits").inner_text() == rome_digits
    page.get_by_text("Whose key it is only you can find out").wait_for()
    key_kept = there.press("I have compared these numbers: keep them in the key file")
    page.get_by_text("You have compared these numbers before").wait_for()
    assert faults(page) == []
    picture(page, "carried-opened", whole=True)
    file = there.saved(page.get_by_role("button", name=re.compile("^Open and save")))
    assert (file.name, file.read_bytes()) == (NAME, FILE)
    page.locator("#carried-language").select_option("ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("#opened .sealed-text").inner_text() == WORDS
    picture(page, "carried-opened-arabic", whole=True)
    assert fits_a_phone(page)
    page.locator("#carried-language").select_option("en")

    # Debian's age opens the same with the same key file.
    if shutil.which("age"):
        for pressed, words in (("Save the sealed message for the age command", WORDS.encode()), ("", FILE)):
            page.locator("summary").evaluate_all(
                "several => several.forEach((one) => (one.parentElement.open = true))"
            )
            button = page.get_by_role("button", name=pressed or re.compile("^Save as it is sealed"))
            assert words in opened_by_age(key, passphrase, there.saved(button))

    # Changed, cut, for somebody else: refused with the reason, and nothing is shown.
    other = away("other")
    other.open(maker)
    wrong_passphrase, _digits, wrong_key, _card = other.make_key("Another")
    other.open(sealed)
    other.unlock(wrong_key, wrong_passphrase)
    other.refused("sealed to another one")
    for made, said in (
        (
            changed(sealed, there.folder, "bent.html", lambda text: bent(text, 'id="carried-sealed">')),
            "changed or cut",
        ),
        (changed(sealed, there.folder, "cut.html", lambda text: text[: int(len(text) * 0.8)]), "was cut on the way"),
        (changed(sealed, there.folder, "moved.html", moved), "belongs to another place"),
        (changed(sealed, there.folder, "sender.html", of_another), "another key than the one that you compared"),
    ):
        there.open(made)
        there.unlock(key_kept, passphrase)
        there.refused(said)
    there.open(changed(sealed, there.folder, "file.html", lambda text: bent(text, 'data-number="1">')))
    there.unlock(key_kept, passphrase)
    there.page.locator("#opened").wait_for(timeout=60_000)
    there.page.get_by_role("button", name=re.compile("^Open and save")).click()
    expect(there.page.locator("#opened li [role=alert]")).to_contain_text("changed or cut", timeout=60_000)

    # The answer: a signed word, words and a file, sealed to who wrote; it comes back in a file and is there once.
    page = there.open(sealed)
    there.unlock(key_kept, passphrase)
    page.locator("#opened").wait_for(timeout=60_000)
    page.get_by_label("What you say of the message").select_option("part_executed")
    page.get_by_label("Your words, if any").fill(REPLY)
    page.get_by_label("Files, if any").set_input_files(
        [{"name": "quellenhof-ledger-2.txt", "mimeType": "text/plain", "buffer": PAPER}]
    )
    answer = there.press("Sign and save the answer")
    assert found_in(answer.read_bytes()) == []
    cut = there.folder / "cut.sealed"
    cut.write_bytes(answer.read_bytes()[:-1])
    for file, said in ((cut, "changed or cut on the way"), (answer, "is good, and is here."), (answer, "here before")):
        page = rome.go("/exchange/carry/")
        page.get_by_label("The sealed file").set_input_files(file)
        page.get_by_role("button", name="Check and take").click()
        page.get_by_text(said).wait_for()
    assert faults(page) == []
    page = rome.go(path)
    page.locator("[data-text]", has_text=REPLY).wait_for(timeout=60_000)
    page.locator("[data-receipts] li", has_text="Executed in part").wait_for()
    page.locator("[data-receipts] li", has_text="Opened").first.wait_for()
    picture(page, "carried-answered", whole=True)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save the file .*ledger-2")).click()
    assert Path(download.value.path()).read_bytes() == PAPER

    # Two forms were refused on purpose.
    visit.complaints[:] = [one for one in visit.complaints if "422" not in one]

    # The host has learnt nothing of either.
    assert found_in(log.read_bytes()) == []
    kept = {name: found_in(content) for name, content in files_of(installation, since=began)}
    assert {name: words for name, words in kept.items() if words} == {}
