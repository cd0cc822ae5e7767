"""From the legal basis to a request that is sent, answered and counted, between two authorities."""

import re
import time

import pytest
from playwright.sync_api import expect

from .test_pages import faults, fits_a_phone
from .test_sealed_drafts import Again, opened, told
from .test_sealing import Member, at_work, authorities, files_of, found_in, log, portal
from .test_writer import field, item_field, press, ready, step


__all__ = ["at_work", "authorities", "log", "portal"]

FINDER = "/assistance/?requesting=IT&requested=KE&measure=bank-records&offence=corruption"
REFERENCE = "2026/0417-C"
TEXTS = {
    "authority": "Central authority of Italy",
    "recipient": "Attorney-General, Nairobi",
    "reference": REFERENCE,
    "proceeding": "Investigation into bribery at Zyxomma",
    "facts": "Zyxomma paid the harbour master through the Quellenhof bank.",
    "purpose": "To prove the payment.",
}
TITLE, NOTE = "Zyxomma and the Quellenhof", "The clerk of the Quellenhof knows more"


def written(page):
    """A whole request, cleared by somebody else."""
    page.get_by_role("link", name="Write the request", exact=True).click()
    opened_here(page)
    field(page, "your-name").fill("Ada")
    press(page, "Begin a request")
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    for name, keys in {
        "parties": ("authority", "recipient", "reference"),
        "facts": ("proceeding", "facts"),
        "conditions": ("purpose",),
    }.items():
        step(page, name)
        for key in keys:
            field(page, f"text.{key}.en").fill(TEXTS[key])
    step(page, "read")
    assert "It can be sent when it has been cleared" in page.locator("#writer").inner_text()
    assert page.get_by_role("button", name="Seal and send").count() == 0
    step(page, "persons")
    press(page, "Add a person")
    page.locator('[id^="person."][id$=".name"]').fill("Kwabena of Zyxomma")
    step(page, "asked")
    for name, text in {"holder": "Quellenhof", "account": "4471", "period": "2025"}.items():
        item_field(page, name).fill(text)
    item_field(page, "documents.en").fill("Statements")
    item_field(page, "link.en").fill("An invoice names the account")
    step(page, "check")
    field(page, "clearing-officer").fill("Efua Boateng")
    press(page, "Clear it")
    page.wait_for_selector("text=Cleared by Efua Boateng")
    step(page, "read")


def opened_here(page):
    ready(page)
    page.locator("[data-kept-for]", has_text="Drafts are now kept sealed").wait_for(timeout=60_000)


def sent(page, name, told="signed nothing yet"):
    """Sent in one step to the authority of a name; the address of the file."""
    page.get_by_label("To which authority").select_option(label=name)
    page.get_by_role("button", name="Seal and send").click()
    page.locator("#writer a", has_text="File").last.wait_for(timeout=90_000)
    line = page.locator("#writer li", has_text="Sent sealed to")
    expect(line).to_contain_text(told, timeout=60_000)
    assert faults(page) == []
    return re.sub(r"^.*/en/", "/", line.get_by_role("link", name="File").get_attribute("href"))


def unlocked(page, member):
    """The key of a member is open in this tab, and everything sealed on the page is shown."""
    page.locator("[data-open-key]:visible").wait_for(timeout=60_000)


def signed(page, act):
    message = page.locator(".sealed-message").first
    message.get_by_label("Say of this message").select_option(act)
    message.get_by_role("button", name="Sign and send").click()
    label = {"acknowledged": "Acknowledged", "question": "Question asked", "part_executed": "Executed in part"}[act]
    message.locator("[data-receipts] li", has_text=label).wait_for(timeout=60_000)


@pytest.mark.timeout(900)
def test_a_request_is_found_written_sent_answered_and_counted(  # noqa: PLR0915 -- one tale
    visit, at_work, authorities, installation, log, picture
):
    began = time.time()
    rome, nairobi, colleague = at_work("IT"), at_work("KE"), at_work("IT")
    traffic = []
    for member in (rome, nairobi):
        told(member.page, traffic)
        member.make_own_key()
        member.make_authority_key()

    # Who can seal a request is told to whom; a visitor is not.
    page = rome.go(FINDER)
    reached = page.locator("main p", has_text="sent sealed to:")
    assert authorities.names["KE"] in reached.inner_text()
    assert authorities.names["KE"] not in visit(FINDER).content()
    written(page)
    path = sent(page, authorities.names["KE"])
    picture(page, "casework-sent", whole=True)

    # The file is on the desk, and what is sealed of it is written on its page.
    page = rome.go(path)
    unlocked(page, rome)
    # The title and the persons have come from the request, sealed.
    expect(page.get_by_label("Title", exact=True)).to_have_value(TEXTS["proceeding"], timeout=60_000)
    expect(page.get_by_label("Persons")).to_have_value("Kwabena of Zyxomma")
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_label("Note for colleagues").fill(NOTE)
    page.get_by_role("button", name="Seal and keep").click()
    page.locator("[data-notes] li", has_text=NOTE).wait_for(timeout=60_000)
    expect(page.locator("h1")).to_have_text(re.compile(f"{TITLE}\\s*$"))
    assert faults(page) == []
    picture(page, "casework-file", whole=True)

    # The other side finds what came without a file, keeps one, and signs.
    page = nairobi.go("/casework/")
    section = page.locator("section", has_text="Came without a file")
    section.get_by_role("link", name=authorities.names["IT"]).click()
    # What the request says was opened here and stands in the form, to be looked at.
    page.locator("[data-told]", has_text="Filled in from the request").wait_for(timeout=60_000)
    expect(page.get_by_label("Type of request")).to_have_value("mutual-legal-assistance")
    expect(page.get_by_label("Treaty on which it rests")).to_have_value("XVIII-14")
    expect(page.get_by_label("Their number")).to_have_value(REFERENCE)
    assert page.locator("[name=crime_types]:checked").evaluate_all("all => all.map(one => one.value)") == [
        "crime-types:corruption"
    ]
    assert faults(page) == []
    picture(page, "casework-register", whole=True)
    english = page.url
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(english.replace("/en/", "/ar/"))
    page.locator("[data-told]:not(:empty)").wait_for(timeout=60_000)
    assert fits_a_phone(page)
    picture(page, "casework-register-ar-phone", whole=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(english)
    page.locator("[data-told]", has_text="Filled in from the request").wait_for(timeout=60_000)
    page.get_by_label("Treaty on which it rests").select_option("")
    page.get_by_label("Our number").fill("two words")
    page.get_by_role("button", name="Begin the file").click()
    page.locator(".error-summary").wait_for()
    visit.complaints[:] = [one for one in visit.complaints if "422" not in one]
    # What was refused stands as it was sent: nothing is filled in over it.
    page.locator("[data-told]", has_text="Filled in from the request").wait_for(timeout=60_000)
    expect(page.get_by_label("Treaty on which it rests")).to_have_value("")
    page.get_by_label("Treaty on which it rests").select_option("XVIII-14")
    page.get_by_label("Our number").fill("NBO-1")
    page.get_by_label("Who of the authority may know of it").select_option("restricted")
    assert faults(page) == []
    page.get_by_role("button", name="Begin the file").click()
    page.locator("h1", has_text="NBO-1").wait_for()
    assert "Opened" in page.locator("section[aria-labelledby=heading-happened] .steps-log").inner_text()
    expect(page.get_by_label("Title", exact=True)).to_have_value(TEXTS["proceeding"], timeout=60_000)
    expect(page.get_by_label("Their authority and who deals with it")).to_have_value(TEXTS["authority"])
    expect(page.get_by_label("Persons")).to_have_value("Kwabena of Zyxomma")
    page.get_by_role("link", name=re.compile("Conversation of")).click()
    page.locator("[data-text]", has_text="Quellenhof").wait_for(timeout=60_000)
    # The treaty that the finder found closest, without anybody having named it again.
    message = page.locator("[data-text]").inner_text()
    assert re.search("Legal basis: Article 46.*Corruption", message)
    assert f"Purpose for which it is sought\n{TEXTS['purpose']}" in message
    assert "Requesting State: Italy\nRequested State: Kenya\n" in message
    expect(page.locator("[data-subject]")).to_have_text(f"Mutual legal assistance · Italy – Kenya · {REFERENCE}")
    expect(page.locator("[data-files] button")).to_have_count(2)
    names = page.locator("[data-files] button").all_inner_texts()
    assert [name.rpartition(".")[2].strip('\u2069”" ') for name in names] == ["docx", "json"]
    for act in ("acknowledged", "question", "part_executed"):
        signed(page, act)

    # The writer is told, the file has moved by itself, the desk shows it.
    page = rome.go(path)
    log_of = page.locator("section[aria-labelledby=heading-happened] .steps-log")
    for words in ("Acknowledged", "Question asked", "Executed in part"):
        assert words in log_of.inner_text()
    assert "by a signed receipt" in log_of.inner_text()
    page = rome.go("/casework/?show=theirs")
    row = page.locator("tr[data-case]").first
    expect(row.locator("[data-title]")).to_have_text(TITLE, timeout=60_000)
    assert "Executed in part" in row.inner_text()
    assert faults(page) == []
    picture(page, "casework-desk", whole=True)
    again = Again(visit, rome.name)
    second = opened(again)
    second.locator("#writer").get_by_role("button", name="Open", exact=True).first.click()
    second.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(second, "read")
    expect(second.locator("#writer li", has_text="Sent sealed to")).to_contain_text("Executed in part", timeout=60_000)

    # On a phone, in Arabic, and for a member of another authority.
    rome.page.set_viewport_size({"width": 390, "height": 844})
    rome.page.goto(f"{rome.portal}/ar/casework/")
    assert rome.page.locator("html").get_attribute("dir") == "rtl"
    assert fits_a_phone(rome.page)
    assert faults(rome.page) == []
    picture(rome.page, "casework-desk-ar-phone", whole=True)
    rome.page.goto(f"{rome.portal}/ar{path}")
    assert fits_a_phone(rome.page)
    page = rome.go("/casework/figures/?place=IT")
    assert "not told" in page.locator("#table-totals + *").inner_text()
    assert faults(page) == []
    picture(page, "casework-figures", whole=True)

    # A colleague sees the ordinary file; of the other side's restricted one nobody but who keeps it.
    assert colleague.go(path).locator("h1").count() == 1
    stranger = Member(visit, rome.portal, authorities("KE"))
    assert "NBO-1" not in stranger.go("/casework/").content()

    assert found_in(b"".join(traffic)) == []
    assert found_in(log.read_bytes()) == []
    learnt = {name: found_in(content) for name, content in files_of(installation, since=began - 60)}
    assert any("sqlite" in name for name in learnt)
    assert {name: words for name, words in learnt.items() if words} == {}
