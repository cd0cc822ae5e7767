"""Somebody is reminded of a deadline, opens it, chooses when letters come, and puts the deadline into a calendar."""

import datetime as dt
import subprocess

from icalendar import Calendar

from .conftest import REPOSITORY, comity
from .test_pages import faults
from .test_staff import person, signed_in


__all__ = ["person", "signed_in"]

INBOX, SETTINGS = "/notices/", "/notices/settings/"


def reminded(installation):
    """Lay the reminders of today, as a timer of the system does."""
    command, environment = comity("notices", home=installation)
    subprocess.run(command, env=environment, check=True, cwd=REPOSITORY, capture_output=True)


def test_a_deadline_reaches_the_inbox_and_a_calendar(visit, signed_in, person, installation):
    colleague = person("editor")
    # Everything here is done without a script.
    page = signed_in("/account/", "contributor", javascript=False)
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=3)).date()
    page.locator("summary", has_text="Name a colleague").click()
    page.locator("#id_receiver").select_option(label=colleague)
    page.locator("#id_organisation").select_option(index=1)
    page.locator("#id_until").fill(until.isoformat())
    page.get_by_role("button", name="Let this colleague act for me").click()
    reminded(installation)
    page.reload()
    assert int(page.locator(".tool-count").inner_text()) >= 1
    page.locator("a.tool").click()
    mine = page.locator("main li", has_text="A time for which you act")
    assert until.isoformat() in mine.inner_text()
    mine.get_by_role("button", name="Mark as read").click()
    page.locator(".tabs").get_by_role("link", name="Unread").click()
    assert mine.count() == 0
    page.locator(".tabs").get_by_role("link", name="All").click()
    if (rest := page.get_by_role("button", name="Mark all as read")).count():
        rest.click()
    assert page.locator(".tool-count").count() == 0
    mine.locator(".button-link").click()
    assert page.url.endswith("/account/")

    page.goto(page.url.replace("/account/", SETTINGS))
    page.locator("#id_time_zone").select_option("Asia/Amman")
    page.locator("#id_deadlines").select_option("daily")
    page.locator("#id_quiet_from").select_option("21:00")
    page.get_by_role("button", name="Keep it").click()
    assert page.locator("#id_time_zone").input_value() == "Asia/Amman"
    assert page.locator(".field-error, .error-summary").count() >= 1, "quiet hours have two ends"
    page.locator("#id_quiet_until").select_option("06:30")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Make the address of your calendar").click()
    address = page.locator("code.address").inner_text()
    event = Calendar.from_ical(page.request.get(address).body()).walk("VEVENT")[0]
    assert event["DTSTART"].dt == until
    page.goto(page.url.partition("/notices/")[0] + SETTINGS)
    assert address not in page.content()
    page.get_by_role("button", name="End it").click()
    assert page.request.get(address).status == 404
    # A form that is refused says so in its status.
    visit.complaints[:] = [one for one in visit.complaints if "422" not in one]


def test_the_pages_about_notices_are_accessible_in_arabic_on_a_phone(signed_in, picture):
    page = signed_in(INBOX, "contributor", language="ar", size="phone", policy=False)
    for path, name in ((INBOX, "notices"), (SETTINGS, "notices-settings"), ("/records/upkeep/", "upkeep")):
        page.goto(page.url.partition("/ar/")[0] + f"/ar{path}")
        assert faults(page) == []
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        picture(page, f"{name}-ar-phone", whole=True)
