"""A network helps two States: appointed, asked, talked sealed, handed over, closed and counted."""

import datetime as dt
import re
import subprocess
import uuid

import pytest
from playwright.sync_api import expect

from .conftest import REPOSITORY, comity
from .test_pages import faults, fits_a_phone
from .test_sealing import Member, at_work, authorities, log, portal


__all__ = ["at_work", "authorities", "log", "portal"]

WORDS = "The Quellenhof bank will answer next week."


def opened(page, heading):
    """Open the part of a page under a heading."""
    page.locator("details", has=page.get_by_role("heading", name=heading)).locator("summary").click()
    return page.locator("details[open]", has=page.get_by_role("heading", name=heading))


def described(page, code):
    """The Secretariat enters a network and two States."""
    page.get_by_label("Code in addresses").fill(code)
    page.get_by_label("Short name").fill(code.upper())
    page.get_by_label("Whole name, English").fill("Network of the journey")
    page.get_by_label("Source", exact=True).fill("A letter")
    assert faults(page) == []
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url(f"**/networks/{code}/edit/")
    for state in ("Italy", "Kenya"):
        part = opened(page, "A State takes part, or what is said of it is corrected")
        part.get_by_label("State", exact=True).select_option(label=state)
        part.get_by_role("button", name="Keep").click()
        page.wait_for_load_state()


def appointed(registry, code, name, organisation):
    page = registry.go(f"/networks/{code}/appoint/")
    page.get_by_label("Who, and for which authority").select_option(label=f"{name} — {organisation}")
    assert faults(page) == []
    page.get_by_role("button", name="Appoint", exact=True).click()
    page.wait_for_url(re.compile(r"/networks/points/"))


@pytest.mark.timeout(600)
def test_a_network_is_set_up_helps_is_handed_over_and_counted(  # noqa: PLR0915 -- one tale
    visit, at_work, authorities, installation, picture
):
    code = f"j{uuid.uuid4().hex[:8]}"
    registry = at_work("IT", "secretariat")
    # Where authorities come after signing in is closed to the Secretariat.
    refused_once(visit.complaints)
    rome, nairobi, follower = at_work("IT"), at_work("KE"), at_work("KE")
    described(registry.go("/networks/new/"), code)
    for member, place in ((rome, "IT"), (nairobi, "KE"), (follower, "KE")):
        appointed(registry, code, member.name, authorities.names[place])
    for member in (rome, nairobi):
        member.go("/exchange/keys/")
        member.make_own_key()
        member.make_authority_key()

    # What the contact point shows; a visitor reads the States and nobody's name.
    page = rome.go("/networks/desk/")
    page.get_by_role("link", name=code.upper(), exact=True).click()
    part = opened(page, "What members of the network see of you")
    for language in ("English", "Français"):
        part.get_by_role("group", name="Languages in which you work").get_by_label(language, exact=True).check()
    part.get_by_label("Telephone").fill("+39 06 4711")
    part.get_by_label("Time zone").fill("Europe/Rome")
    part.get_by_role("button", name="Keep").click()
    page.locator("text=Europe/Rome, where it is").wait_for()
    assert faults(page) == []
    visitor = visit(f"/networks/{code}/")
    assert "Kenya" in visitor.locator("main").inner_text()
    assert rome.name not in visitor.content()
    assert faults(visitor) == []
    picture(visitor, "network", whole=True)
    visitor = visit("/networks/states/")
    assert faults(visitor) == []
    picture(visitor, "networks-states")

    # The one asks, the other finds it on the desk, and both talk sealed.
    page = rome.go("/networks/cases/new/")
    page.get_by_label("State that is asked").select_option(label="Kenya")
    page.get_by_label("Type of request").select_option(label="Mutual legal assistance")
    page.get_by_role("group", name="Offences").get_by_label("Corruption").check()
    assert faults(page) == []
    page.get_by_role("button", name="Ask for help").click()
    page.wait_for_url(re.compile(r"/networks/cases/[0-9a-f-]{36}/$"))
    path = re.sub(r"^.*/en/", "/", page.url)
    assert nairobi.name in page.locator("main").inner_text()
    page.get_by_role("button", name="Begin a sealed conversation").click()
    page.wait_for_url(re.compile(r"/exchange/[0-9a-f-]{36}/$"))
    page.locator("[data-answer] summary").click(timeout=60_000)
    page.get_by_label("Subject").fill("Accounts")
    page.get_by_label("Message").fill(WORDS)
    page.get_by_role("button", name="Seal and send").click()
    page.locator("[data-text]", has_text=WORDS).wait_for(timeout=60_000)

    page = nairobi.go("/networks/desk/")
    page.locator("main").get_by_role("link", name="Mutual legal assistance").first.click()
    assert "Put in touch" in page.locator("main").inner_text()
    page.get_by_role("link", name=re.compile("Conversation of")).click()
    page.locator("[data-text]", has_text=WORDS).wait_for(timeout=60_000)
    page = nairobi.go(path)
    part = opened(page, "Enter what has happened")
    part.get_by_label("What has happened").select_option(label="Request acknowledged")
    part.get_by_role("button", name="Keep").click()
    page.locator(".steps-log li", has_text="Request acknowledged").wait_for()
    assert faults(page) == []
    picture(page, "network-case", whole=True)

    # Who goes hands over; who follows finds it and closes it.
    page = nairobi.go("/networks/desk/")
    page.get_by_role("link", name=code.upper(), exact=True).click()
    part = opened(page, "End this post")
    part.get_by_label("To whom open cases go").select_option(label=follower.name)
    part.get_by_role("button", name="End and hand over").click()
    page.wait_for_url(f"**/networks/{code}/")
    assert "You stand in no network" in nairobi.go("/networks/desk/").content()
    assert nairobi.page.goto(f"{nairobi.portal}/en{path}").status == 403
    refused_once(visit.complaints)
    page = follower.go("/networks/desk/")
    section = page.locator("section", has=page.get_by_role("heading", name="Handed over to you"))
    expect(section.get_by_role("link", name="Mutual legal assistance")).to_have_count(1)
    assert faults(page) == []
    follower.page.set_viewport_size({"width": 390, "height": 844})
    picture(page, "network-desk-phone", whole=True)
    page.goto(f"{follower.portal}/ar/networks/desk/")
    assert fits_a_phone(page)
    assert faults(page) == []
    picture(page, "network-desk-ar-phone", whole=True)
    page = follower.go(path)
    assert fits_a_phone(page)
    part = opened(page, "Close the case")
    part.get_by_label("What came of it").select_option(label="Executed")
    part.get_by_role("button", name="Close the case").click()
    page.locator("h1 + .row", has_text="Executed").wait_for()

    # The figures: staff see one, everybody is told that it is fewer than three.
    page = registry.go(f"/networks/{code}/figures/")
    assert "1" in page.locator("#table-years + *").inner_text()
    assert faults(page) == []
    picture(page, "network-figures", whole=True)
    year = dt.datetime.now(dt.UTC).year
    command, environment = comity("networks", "figures", "--year", str(year), "--network", code, home=installation)
    said = subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True, text=True).stdout
    assert f"{code.upper()} facilitated fewer than 3 requests in {year}." in said
    stranger = Member(visit, rome.portal, authorities("PE"))
    assert rome.name not in stranger.go("/networks/desk/").content()


def refused_once(complaints):
    """The browser logs the refusal that was asked for; nothing else was logged."""
    refused = [one for one in complaints if "403" in one]
    assert len(refused) == len(complaints)
    complaints.clear()
