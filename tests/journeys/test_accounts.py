"""How somebody comes in: invited, with a passkey or an app, and out again when they are removed.

The browser holds a virtual authenticator (WebAuthn in Chromium's protocol), so that every ceremony is the real one.
"""

import re
import socket
import subprocess
import time
import urllib.request
import uuid

import pytest

from .conftest import REPOSITORY, SIZES, comity
from .test_pages import faults
from .test_staff import person, signed_in


__all__ = ["person", "signed_in"]

PASSWORD = "nine herons over slate roofs"  # noqa: S105 -- of persons who are made here


def run(home, address, *arguments):
    command, environment = comity(*arguments, home=home)
    environment |= {"COMITY_SECOND_FACTOR": "yes", "COMITY_ADDRESS": address}
    return subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def guarded(installation):
    """The same installation, served as it is served in earnest: no role without a second factor."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A passkey belongs to a name and never to a number.
    address = f"http://localhost:{port}"
    command, environment = comity("serve", "--port", str(port), home=installation)
    environment |= {"COMITY_SECOND_FACTOR": "yes", "COMITY_ADDRESS": address}
    server = subprocess.Popen(command, env=environment, cwd=REPOSITORY)
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("The server did not answer within 40 seconds.")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def invited(installation, guarded):
    """Invite somebody as an operator does, and give the path of the link."""
    organisation = f"Office of the journeys {uuid.uuid4().hex[:6]}"
    made = []

    def invite(role, *, language="en", where=organisation):
        email = f"{role}-{uuid.uuid4().hex[:8]}@example.test"
        wanted = ["--role", role, "--organisation", where, "--place", "IT", "--language", language]
        said = run(installation, guarded, "people", "invite", email, *wanted)
        made.append(email)
        return email, re.search(r"http://\S+", said)[0]

    invite.organisation = organisation
    yield invite
    for email in made:
        # Whoever never took the invitation up has no account to close.
        command, environment = comity("people", "close", email, home=installation)
        subprocess.run(command, env=environment, check=False, cwd=REPOSITORY, capture_output=True)


@pytest.fixture
def come(chromium, guarded):
    """A person with a browser of their own; ``key=True`` gives it a device that keeps passkeys."""
    contexts, complaints = [], []

    def come(address="/en/", *, key=True, size="desktop", dark=False, language="en"):
        context = chromium.new_context(
            viewport=SIZES[size], color_scheme="dark" if dark else "light", locale=language, device_scale_factor=1
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
        page.on(
            "request",
            lambda r: complaints.append(f"asks {r.url}") if not r.url.startswith((guarded, "data:")) else None,
        )
        if key:
            device = context.new_cdp_session(page)
            device.send("WebAuthn.enable")
            options = {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
            device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(address if address.startswith("http") else guarded + address)
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


def take_up(page, family="Rossi"):
    page.locator("#id_given_name").fill("Ada")
    page.locator("#id_family_name").fill(family)
    page.locator("main button[value=take_up], main form button[type=submit]").first.click()
    page.wait_for_url("**/account/setup/**")


def make_passkey(page, name="Laptop of the office"):
    form = page.locator("form[data-passkey=create]")
    form.locator("[name=name]").fill(name)
    form.get_by_role("button").click()
    page.wait_for_selector(".codes")


def sign_out(page):
    page.locator("header details.menu").first.locator("summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()


def number_of(secret):
    """What an authenticator app shows now; made from RFC 6238, and not by the code that checks it."""
    import base64
    import hashlib
    import hmac

    counter = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def test_invited_makes_a_passkey_and_signs_in_with_nothing_else(come, invited, guarded, picture):
    _email, link = invited("editor")
    page = come(link)
    assert "You are invited" in page.locator("h1").inner_text()
    take_up(page)
    # Before the second factor the role is not used, wherever one goes.
    page.goto(f"{guarded}/en/treaties/XVIII-12/actions/new/")
    assert "/account/setup/" in page.url
    picture(page, "setup", whole=True)
    make_passkey(page)
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    page.goto(f"{guarded}/en/treaties/XVIII-12/actions/new/")
    assert page.get_by_label("State or organisation").count() == 1

    sign_out(page)
    page.goto(f"{guarded}/en/account/sign-in/?next=/en/account/security/")
    picture(page, "sign-in", whole=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/account/security/")
    row = page.get_by_role("listitem").filter(has_text="Laptop of the office")
    assert re.search(r"last used \d{4}-\d\d-\d\d", row.inner_text())
    picture(page, "security", whole=True)
    # The link has done its work.
    page.goto(link)
    assert "has been taken up" in page.locator("main").inner_text()


def test_a_passkey_is_renamed_and_the_last_one_cannot_be_removed(come, invited, guarded):
    _email, link = invited("observer")
    page = come(link)
    take_up(page)
    make_passkey(page, "Old telephone")
    page.goto(f"{guarded}/en/account/security/")
    page.get_by_role("link", name="Old telephone").click()
    page.locator("#id_name").fill("Telephone in the drawer")
    page.get_by_role("button", name="Keep the name").click()
    page.wait_for_url("**/account/security/")
    page.get_by_role("link", name="Telephone in the drawer").click()
    page.get_by_role("button", name="Remove this passkey").click()
    assert "the last way" in page.locator("main").inner_text()


def test_the_other_way_is_a_password_and_an_app_and_a_recovery_code_helps_once(come, invited, guarded):
    email, link = invited("contributor")
    page = come(link, key=False)
    take_up(page, "Bianchi")
    page.get_by_role("link", name="Begin with a password").click()
    page.locator("main #id_password").fill("password12345")
    page.get_by_role("button", name="Keep this password").click()
    assert "common" in page.locator("main").inner_text()
    page.locator("main #id_password").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    page.wait_for_url("**/security/app/**")
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.locator("#id_code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    assert "does not fit" in page.locator("main").inner_text()
    assert page.locator("main code").inner_text().replace(" ", "") == secret
    page.locator("#id_code").fill(number_of(secret))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector(".codes")
    codes = page.locator(".codes li").all_inner_texts()
    sign_out(page)

    def sign_in(code):
        page.goto(f"{guarded}/en/account/sign-in/?next=/en/account/")
        page.locator("#id_username").fill(email)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/sign-in/second/")
        page.locator("#id_code").fill(code)
        page.get_by_role("button", name="Go on").click()

    sign_in(codes[0])
    page.wait_for_url("**/account/")
    assert "Contributor" in page.locator("main").inner_text()
    sign_out(page)
    sign_in(codes[0])
    assert "does not fit" in page.locator("main").inner_text()


def test_who_is_removed_and_whose_session_is_ended_is_out_at_once(come, invited, guarded):
    admin_email, admin_link = invited("administrator")
    _email, link = invited("contributor")
    admin, member = come(admin_link), come(link)
    take_up(admin, "Conti")
    make_passkey(admin)
    take_up(member, "Verdi")
    make_passkey(member)
    member.goto(f"{guarded}/en/account/")
    assert "Contributor" in member.locator("main").inner_text()

    admin.goto(f"{guarded}/en/account/organisations/")
    admin.get_by_role("link", name=invited.organisation).click()
    admin.get_by_role("link", name=re.compile("Remove ?: Ada Verdi")).click()
    admin.get_by_role("button", name="Remove now").click()
    admin.wait_for_url("**/organisations/*/")
    member.goto(f"{guarded}/en/account/")
    assert "You hold no role now" in member.locator("main").inner_text()

    # The same person in a second browser, by password: the first ends that session, and it is a visitor's at once.
    admin.goto(f"{guarded}/en/account/security/password/")
    admin.locator("main #id_password").fill(PASSWORD)
    admin.get_by_role("button", name="Keep this password").click()
    admin.wait_for_url("**/account/security/")
    with admin.expect_navigation():
        admin.get_by_role("button", name=re.compile("Make new codes")).click()
    code = admin.locator(".codes li").first.inner_text()
    other = come(f"{guarded}/en/account/sign-in/?next=/en/account/", key=False)
    other.locator("#id_username").fill(admin_email)
    other.locator("#id_password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    other.locator("#id_code").fill(code)
    other.get_by_role("button", name="Go on").click()
    other.wait_for_url("**/account/")
    admin.goto(f"{guarded}/en/account/security/")
    admin.get_by_role("button", name="End it", exact=True).first.click()
    admin.wait_for_load_state()
    other.goto(f"{guarded}/en/account/")
    assert "/sign-in/" in other.url


def test_a_state_names_somebody_by_note_verbale_until_the_role_is_held(come, invited, guarded, picture):
    _email, link = invited("secretariat")
    registry = come(link)
    take_up(registry, "Registrar")
    make_passkey(registry)
    number = f"NV {uuid.uuid4().hex[:6]}"
    ministry = f"Ministry of {uuid.uuid4().hex[:6]}"
    registry.goto(f"{guarded}/en/account/organisations/new/")
    registry.locator("#id_name").fill(ministry)
    registry.locator("#id_kind").select_option("ministry")
    registry.locator("#id_place").select_option("GH")
    registry.get_by_role("button", name="Keep it").click()
    registry.goto(f"{guarded}/en/account/notes/new/")
    registry.locator("#id_number").fill(number)
    registry.locator("#id_dated").fill("2026-10-01")
    registry.locator("#id_place").select_option("GH")
    registry.get_by_role("button", name="Record it").click()
    registry.wait_for_url("**/notes/*/")
    for field, value in {"title": "Ms", "given_name": "Ama", "family_name": "Mensa", "post": "State Attorney"}.items():
        registry.locator(f"#id_{field}").fill(value)
    registry.locator("#id_email").fill(f"ama-{uuid.uuid4().hex[:6]}@example.test")
    registry.locator("#id_organisation").select_option(label=ministry)
    registry.locator("#id_role").select_option("focal_point")
    registry.get_by_role("button", name="Enter and invite").click()
    shown = registry.locator("main .notice code").inner_text()

    ama = come(shown)
    ama.locator("#id_given_name").fill("Ama")
    ama.locator("#id_family_name").fill("Mensah")
    ama.get_by_role("button", name="Go on").click()
    ama.wait_for_url("**/account/setup/**")
    make_passkey(ama)
    ama.goto(f"{guarded}/en/account/")
    assert "You hold no role now" in ama.locator("main").inner_text()
    ama.get_by_role("link", name="Your profile").click()
    ama.locator("#id_family_name").fill("Mensah")
    ama.get_by_role("button", name="Hand it in").click()
    ama.wait_for_url("**/account/")
    assert "Profile completed" in ama.locator("main").inner_text()

    registry.goto(f"{guarded}/en/account/notes/")
    registry.get_by_role("link", name=number).click()
    registry.get_by_role("link", name="Ama Mensa").click()
    assert "differs" in registry.get_by_role("row").filter(has_text="Family name").inner_text()
    picture(registry, "nomination", whole=True)
    registry.get_by_role("button", name="Approve").click()
    registry.wait_for_url("**/notes/*/")
    ama.goto(f"{guarded}/en/account/")
    assert "Focal point" in ama.locator("main").inner_text()


PAGES = [
    "/account/password/forgotten/",
    "/account/",
    "/account/security/",
    "/account/security/app/",
    "/account/security/password/",
    "/account/security/passkeys/new/",
    "/account/organisations/",
    "/account/organisations/new/",
    "/account/notes/",
    "/account/notes/new/",
]


def test_no_page_about_accounts_keeps_anybody_out(come, invited, guarded, picture):
    _email, link = invited("secretariat")
    page = come("/ar/account/sign-in/")
    assert faults(page) == []
    page.goto(link)
    assert faults(page) == []
    take_up(page, "Access")
    assert faults(page) == []
    make_passkey(page)
    page.get_by_role("link", name="I have kept them").click()
    for path in PAGES:
        for language, size, scheme in [("en", "desktop", "light"), ("ar", "phone", "dark")]:
            page.set_viewport_size(SIZES[size])
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{guarded}/{language}{path}")
            assert faults(page) == [], (path, language)
            width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert width <= 0, (path, language)
            picture(page, f"account{path.replace('/', '-')}{language}", whole=True)


def test_what_only_members_read_leaves_every_window_with_who_signs_out(signed_in, portal):
    page = signed_in("/contributions/", "contributor")
    public = page.context.new_page()
    public.goto(f"{portal}/en/laws/")
    other = page.context.new_page()
    other.goto(f"{portal}/en/notices/")
    assert other.locator("form[action$='/sign-out/']").get_attribute("data-idle") == "60"
    other.locator("header details.menu").first.locator("summary").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_load_state()
    page.wait_for_url("**/account/sign-in/**", timeout=15_000)
    assert page.locator("#id_username").is_visible()
    assert public.url == f"{portal}/en/laws/", "what everybody may read stays where it is"


def test_what_only_members_read_leaves_the_screen_when_the_hour_is_over(signed_in, installation, person):
    page = signed_in("/contributions/", "contributor", policy=False)
    page.clock.install()
    page.reload()
    command, environment = comity("people", "sign-out", person("contributor"), home=installation)
    subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True)
    page.clock.fast_forward("59:00")
    page.wait_for_timeout(500)
    assert "/account/sign-in/" not in page.url
    page.clock.fast_forward("02:30")
    page.wait_for_url("**/account/sign-in/**", timeout=15_000)
