"""A real installation, served by the real command, opened in a real Chromium."""

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, sync_playwright

from .. import prepared


REPOSITORY = Path(__file__).parents[2]
PICTURES = REPOSITORY / "build" / "pictures"
# Without these, a headless Chromium asks its maker's hosts for updates and waits for each to fail.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# How often a picture is tried.
PATIENCE = 4
NO_FRAME = "Unable to capture screenshot"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items):
    """What drives the browser leaves a loop running in its process, in which no other test may ask the database."""
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)


def comity(*arguments, home):
    """Run the command as an operator would."""
    environment = {"COMITY_SECOND_FACTOR": "no", "COMITY_GUIDE": "yes", **os.environ, "COMITY_HOME": str(home)}
    environment["PYTHONPATH"] = str(REPOSITORY / "src")
    environment.pop("DATABASE_URL", None)
    return [sys.executable, "-m", "comity.project.commandline", *arguments], environment


@pytest.fixture(scope="session", autouse=True)
def _what_is_read_at_once_is_of_a_whole_page():
    """Counting and reading do not wait: straight after a press they would find the first half of the next page."""

    def whole(read):
        @functools.wraps(read)
        def reading(locator, *arguments, **named):
            locator.page.wait_for_load_state()
            return read(locator, *arguments, **named)

        return reading

    with pytest.MonkeyPatch.context() as patch:
        for name in ("count", "is_visible", "inner_text", "text_content", "all_inner_texts"):
            patch.setattr(Locator, name, whole(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """A folder with everything loaded: the one that the test run made before, or one made now."""
    ready = os.environ.get("COMITY_JOURNEY_HOME")
    if ready:
        return Path(ready)
    home = tmp_path_factory.mktemp("installation")
    command, environment = comity("setup", "--packs", home=home)
    subprocess.run(command, env=environment, check=True, cwd=REPOSITORY)
    return home


def begin_as(other, home):
    """Begin another installation with what takes long and is no part of a tale: its tables, the browser's files.

    Whoever sets it up brings the tables to the present and looks whether these files are those of the source.
    """
    prepared.begin(home)
    for name in ("assets", "static"):
        shutil.copytree(other / name, home / name)
    shutil.copy(other / "static.sha256", home)


@pytest.fixture(scope="session")
def portal(installation):
    """The address of the portal, served until the last journey is over."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command, environment = comity("serve", "--port", str(port), home=installation)
    server = subprocess.Popen(command, env=environment, cwd=REPOSITORY)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            if server.poll() is not None:
                pytest.fail("The server stopped before it served.")
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("The server did not answer within 30 seconds.")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def laws_loaded(portal, request):
    """For a journey through texts that packs bring: it is left out where none is, and fails in CI."""
    with urllib.request.urlopen(f"{portal}/api/v1/laws?limit=1", timeout=60) as answer:
        if json.load(answer)["results"]:
            return
    if request.config.in_ci:
        pytest.fail("The data packs are missing. Put them beside the repository or name them in COMITY_PACKS.")
    pytest.skip("This installation has no pack of laws.")


@pytest.fixture(scope="session")
def chromium(request):
    """The machine's own Chromium."""
    path = os.environ.get("COMITY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if request.config.in_ci:
            pytest.fail("Chromium is missing; in CI it must be there.")
        pytest.skip("There is no Chromium on this machine (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def watched(page, portal, complaints):
    """Write down what a page logs as an error, and what it asks of another host."""
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda r: complaints.append(f"asks {r.url}") if not r.url.startswith((portal, "data:", "blob:")) else None,
    )


@pytest.fixture
def visit(chromium, portal):
    """Open pages as a visitor: ``page = visit("/treaties/", language="ar", size="phone", dark=True)``.

    A journey fails when a page asks another host for anything, logs an error, or breaks the content security policy.
    """
    contexts, complaints = [], []

    def visit(path, *, language="en", size="desktop", dark=False, javascript=True, policy=True):
        context = chromium.new_context(
            viewport=SIZES[size],
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=language,
            bypass_csp=not policy,
            device_scale_factor=1,
        )
        contexts.append(context)
        page = context.new_page()
        watched(page, portal, complaints)
        page.goto(f"{portal}/{language}{path}" if path.startswith("/") else f"{portal}/{path}")
        return page

    visit.complaints = complaints
    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def windows(chromium, portal):
    """One window with the policy and one without, kept open: what every page shares is loaded once."""
    complaints, kept = [], {}

    def window(*, policy):
        if policy not in kept:
            context = chromium.new_context(bypass_csp=not policy, device_scale_factor=1)
            kept[policy] = context.new_page()
            watched(kept[policy], portal, complaints)
        return kept[policy]

    window.complaints = complaints
    yield window
    for page in kept.values():
        page.context.close()


@pytest.fixture
def turn_to(windows, portal):
    """Go from page to page in one window: ``page = turn_to("/treaties/", language="ar")``; else as ``visit``."""
    windows.complaints.clear()

    def turn(path, *, language="en", size="desktop", policy=True):
        page = windows(policy=policy)
        page.set_viewport_size(SIZES[size])
        page.goto(f"{portal}/{language}{path}")
        return page

    turn.complaints = windows.complaints
    yield turn
    assert windows.complaints == []


@pytest.fixture
def picture():
    """Keep a picture of a page, for the README and for whoever wants to look."""

    def keep(page, name, *, whole=False):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for left in reversed(range(PATIENCE)):
            page.wait_for_load_state()
            try:
                page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
            except Error as fault:
                # While one page gives way to the next, Chromium has no frame to give; so it is on a busy machine.
                if NO_FRAME not in str(fault) or not left:
                    raise
                page.wait_for_timeout(1000)
            else:
                return

    return keep
