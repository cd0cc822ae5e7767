"""What somebody who wants to hear of new records comes to do: follows a search by mail, is told once, ends it."""

import json
import re
import socket
import subprocess
import time
import urllib.request
import uuid

import pytest
from playwright.sync_api import expect

from ..receivers import mail_server
from .conftest import REPOSITORY, begin_as, comity
from .test_pages import faults


@pytest.fixture(scope="module")
def mailbox():
    box, stop = mail_server()
    yield box
    stop()


@pytest.fixture(scope="module")
def facts(installation, tmp_path_factory):
    """An installation of its own, with the facts alone: a mail goes with whichever server of one takes it first."""
    home = tmp_path_factory.mktemp("facts")
    begin_as(installation, home)
    command, environment = comity("setup", home=home)
    subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True)
    return home


@pytest.fixture(scope="module")
def mailing(facts, mailbox):
    """That installation, served with a mail server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command, environment = comity("serve", "--port", str(port), "--workers", "1", home=facts)
    environment |= {
        "COMITY_MAIL_HOST": "127.0.0.1",
        "COMITY_MAIL_PORT": str(mailbox.port),
        "COMITY_MAIL_SECURITY": "none",
        "COMITY_MAIL_FROM": "alerts@comity.example",
    }
    server = subprocess.Popen(command, env=environment, cwd=REPOSITORY)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def arrived(mailbox, to, number):
    """The last mail to somebody, once so many have come."""
    for _ in range(120):
        mine = [mail for mail in mailbox.mails if mail["To"] == to]
        if len(mine) >= number:
            return mine[-1]
        time.sleep(0.5)
    raise AssertionError(f"{to} got {len(mine)} mails and not {number}")


def link(mail, part):
    return re.search(rf"http\S*/search/alerts/{part}\S*", mail.get_body(("plain",)).get_content())[0]


@pytest.fixture
def publish(facts, tmp_path):
    """Publish a new record as an operator does."""

    def make(title):
        path = tmp_path / f"{uuid.uuid4().hex}.json"
        work = {"id": uuid.uuid4().hex, "type": "book", "title": title, "author": [{"literal": "A journey"}]}
        path.write_text(json.dumps([work]), encoding="utf-8")
        command, environment = comity("references", str(path), home=facts)
        subprocess.run(command, env=environment, check=True, cwd=REPOSITORY)

    return make


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_visitor_follows_a_search_is_told_once_and_ends_it(chromium, mailing, mailbox, publish, language):
    word = f"zebra{uuid.uuid4().hex[:8]}"
    to = f"{word}@reader.example"
    context = chromium.new_context(locale=language, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{mailing}/{language}/search/?q={word}")
    page.locator("a[href*='/search/follow/']").first.click()
    assert faults(page) == []
    page.locator("#follow-mailbox").fill(to)
    page.locator("#follow-frequency_0").check()
    page.locator("main button[type=submit]").dblclick()
    page.wait_for_url("**/follow/written/")
    assert faults(page) == []
    mail = arrived(mailbox, to, 1)
    page.goto(link(mail, "confirm/"))
    assert faults(page) == []
    page.locator("main form button").click()
    expect(page.locator("[role=status]")).to_have_count(1)

    publish(f"On the {word} of the sea")
    mail = arrived(mailbox, to, 2)
    text = mail.get_body(("plain",)).get_content()
    assert f"On the {word} of the sea" in text
    page.goto(re.search(r"http\S*/bibliography/\S*", text)[0])
    assert word in page.locator("h1").inner_text()

    page.goto(link(mail, r"[0-9a-f]{32}\."))
    assert faults(page) == []
    assert word in page.locator("main ul.plain-list > li a").first.inner_text()
    page.goto(link(mail, "end/"))
    page.locator("main form button").click()
    page.wait_for_load_state()
    publish(f"Again on the {word} of the sea")
    time.sleep(6)
    assert len([mail for mail in mailbox.mails if mail["To"] == to]) == 2
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    context.close()


@pytest.mark.parametrize(("language", "javascript"), [("en", False), ("ar", True)])
@pytest.mark.usefixtures("laws_loaded")
def test_a_visitor_gathers_a_collection_and_shares_it(visit, language, javascript):
    page = visit("/treaties/XVIII-12/", language=language, javascript=javascript, policy=not javascript)
    page.locator("a[href$='/collect/']").first.click()
    if javascript:
        assert faults(page) == []
    page.locator("#collect-title").fill("Organized crime")
    page.locator("#collect-note").fill("Read article 6 first")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/collections/edit/**")
    page.goto(page.url.split(f"/{language}/")[0] + f"/{language}/search/?q=money+laundering&kind=law")
    page.locator(".result-tools a").first.click()
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/collections/edit/**")
    assert page.locator("main ol.plain-list > li").count() == 2
    if javascript:
        assert faults(page) == []
    page.locator("button[value=up]").click()
    page.locator("button[value=share]").click()
    read = page.locator("#read-address").inner_text()
    other = visit(read.removeprefix(read.split(f"/{language}/")[0])[3:], language=language, policy=False)
    assert faults(other) == []
    assert other.locator("main ol.plain-list > li").count() == 2
    assert "Read article 6 first" in other.locator("main ol.plain-list > li").nth(1).inner_text()
    assert other.locator("button[value=share]").count() == 0
    page.locator("button[value=discard]").click()
    page.wait_for_url("**/records/collections/")
    assert other.goto(read).status == 404
    visit.complaints[:] = [c for c in visit.complaints if "404" not in c]


def test_without_a_mail_server_the_page_says_why(visit):
    page = visit("/search/follow/?q=extradition", policy=False)
    assert "no mail server" in page.locator("main").inner_text()
    assert page.locator("#follow-mailbox").count() == 0
    assert faults(page) == []
