"""Three ministries and a Secretariat: from the drawing of lots to a published summary in two languages."""

import datetime as dt
import time
import uuid

import pytest

from .test_answering import says, sentence
from .test_pages import faults
from .test_staff import person, signed_in  # noqa: F401 -- fixtures


MINUTES = "Languages and times were agreed."
ASKED = "The law does not yet name every offence."


def drawn(page):
    """Set up a draw, commit to it, wait until its randomness is known, draw and publish it."""
    phase = f"Journey {uuid.uuid4().hex[:6]}"
    page.locator("#id_phase").fill(phase)
    page.locator("#id_parties_on").fill("2025-12-01")
    page.locator("main form button[type=submit]").click()
    # A whole minute that is still to come when the server is asked, however busy the machine is.
    at = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)).replace(second=0, microsecond=0)
    page.locator("#id_source").fill("Numbers read aloud in the journey")
    page.locator("#id_at").fill(f"{at:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Commit and make public").click(timeout=120_000)
    page.locator("#id_randomness").wait_for(timeout=120_000)
    time.sleep(max(0, (at - dt.datetime.now(dt.UTC)).total_seconds() + 1))
    page.locator("#id_randomness").fill("7 42 99")
    page.get_by_role("button", name="Draw", exact=True).click(timeout=120_000)
    page.get_by_role("button", name="Publish").click(timeout=120_000)
    page.get_by_role("heading", name="Outcome").wait_for(timeout=120_000)
    return phase


def go(page, portal, key, step, reason=""):
    """Take a step on the first page of a review."""
    page.goto(f"{portal}/en/reviews/{key}/work/")
    fold = page.locator(f'details:has(form[action$="/step/{step}/"]) > summary')
    if fold.count():
        fold.click()
        if reason:
            page.locator(f"#reason-{step}").fill(reason)
    page.locator(f'form[action$="/step/{step}/"] button').click()
    page.wait_for_load_state()


def ready(page, portal, key):
    page.goto(f"{portal}/en/reviews/{key}/work/")
    page.locator(f'form[action$="/{key}/ready/"] button').first.click()
    page.wait_for_load_state()


def sent(page, portal, key, section, button, **fields):
    """Fill in the form of a page of a review and send it."""
    page.goto(f"{portal}/en/reviews/{key}/{section}/")
    for name, value in fields.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name=button, exact=True).last.click()
    page.wait_for_load_state()


def answered(page, portal, key):
    """The focal point answers the first two questions of each questionnaire, in Arabic; each is kept by itself."""
    page.goto(f"{portal}/ar/reviews/{key}/work/")
    several = page.locator('main a[href*="/_responses/"]')
    forms = [one.get_attribute("href") for one in several.all()]
    assert forms
    for form in forms:
        page.goto(f"{portal}{form}")
        parts = [one.get_attribute("href") for one in page.locator('main a[href*="/sections/"]').all()]
        left = 2
        for part in dict.fromkeys(parts):
            page.goto(f"{portal}{part.partition('#')[0]}")
            for yes in page.locator('main input[type=radio][value="yes"]').all()[:left]:
                code = yes.get_attribute("name").removeprefix("q:")
                yes.check()
                says(page, code, sentence(page, "saved"))
                left -= 1
            if not left:
                break
        assert left == 0


# It waits for a minute to pass, and goes through some sixty pages.
@pytest.mark.timeout(900)
def test_a_review_from_the_lot_to_a_published_summary_in_two_languages(  # noqa: PLR0915 -- one way
    signed_in,  # noqa: F811 -- a fixture
    person,  # noqa: F811 -- a fixture
    portal,
    visit,
    picture,
):
    host = signed_in("/reviews/draws/new/?mechanism=corruption", "secretariat")
    phase = drawn(host)
    host.goto(f"{portal}/en/reviews/cycles/new/?mechanism=corruption")
    host.locator("#id_draw").select_option(label=phase)
    host.locator("#id_name").fill(phase)
    host.get_by_role("button", name="Set up").click()
    host.locator("#group").select_option("1")
    host.locator('form[action$="/open/"] button').click(timeout=120_000)
    host.locator("tbody tr").first.wait_for(timeout=120_000)
    picture(host, "review-desk")
    assert faults(host) == []
    host.locator("tbody th a").first.click()
    key = host.url.split("/reviews/")[1].split("/")[0]
    codes = [one.get_attribute("value") for one in host.locator("button[name=place]").all()]
    assert len(codes) == 3
    pages = {code: signed_in(f"/reviews/{key}/people/", "focal_point", place=code) for code in codes}
    reviewed, *reviewing = codes
    for code, page in pages.items():
        page.locator("#id_person").select_option(label=person("focal_point", code))
        page.locator("#id_role").select_option("focal_point")
        page.get_by_role("button", name="Name this person", exact=True).click()
        page.locator("#id_nothing").check()
        page.get_by_role("button", name="Declare", exact=True).click()
        ready(page, portal, key)
    go(host, portal, key, "close_nominations")
    host.goto(f"{portal}/en/reviews/{key}/arrangements/")
    for language in ("en", "ar"):
        host.locator(f'input[name=languages][value="{language}"]').check()
    host.get_by_role("button", name="Keep").click()
    for page in pages.values():
        ready(page, portal, key)
    go(host, portal, key, "close_arrangements")
    meeting = {"held_at": "2026-05-01T10:00", "venue": "By video", "minutes": MINUTES, "language": "en"}
    sent(host, portal, key, "meetings", "Keep", kind="consultation", **meeting)
    go(host, portal, key, "open_questionnaires")
    answered(pages[reviewed], portal, key)
    # What is being answered, nobody else sees.
    assert pages[reviewing[0]].goto(f"{portal}/en/reviews/{key}/answers/").status == 404
    # The browser says so too, and means no fault.
    visit.complaints[:] = [one for one in visit.complaints if "404" not in one]
    # Two of many questions were answered: who hands in so little is told before it is done.
    pages[reviewed].goto(f"{portal}/en/reviews/{key}/work/")
    assert "Required answers still missing" in pages[reviewed].locator("main").text_content()
    go(pages[reviewed], portal, key, "hand_in_answers")
    for code, text in zip(reviewing, ("The offence is well described.", "Is there a limit in time?"), strict=True):
        sent(pages[code], portal, key, "feedback", "Keep", text=text, language="en")
        ready(pages[code], portal, key)
    go(pages[reviewed], portal, key, "hand_in_clarifications")
    sent(host, portal, key, "meetings", "Keep", kind="dialogue", **meeting)
    go(host, portal, key, "close_dialogue")
    paragraph = {"kind": "good_practice", "text": "The law was explained to every court.", "language": "en"}
    sent(pages[reviewing[0]], portal, key, "observations", "Add it", **paragraph)
    asking = {"kind": "gap", "text": ASKED, "language": "en"}
    sent(pages[reviewing[1]], portal, key, "observations", "Add it", **asking)
    for page in pages.values():
        page.goto(f"{portal}/en/reviews/{key}/observations/")
        for _paragraph in range(2):
            page.get_by_role("button", name="Agree", exact=True).first.click()
            page.wait_for_load_state()
        ready(page, portal, key)
    host.goto(f"{portal}/en/reviews/{key}/observations/")
    picture(host, "review-observations")
    assert faults(host) == []
    go(host, portal, key, "close_observations")
    sent(pages[reviewing[1]], portal, key, "summary", "Keep", language="en", text="The law is in force.")
    go(host, portal, key, "finish_summary")
    page = pages[reviewed]
    page.goto(f"{portal}/ar/reviews/{key}/consent/")
    for matter, said in (("answers", "no"), ("observations", "yes"), ("summary", "yes")):
        page.locator(f'input[name={matter}][value="{said}"]').check()
    page.locator("main form button[type=submit]").click()
    picture(page, "review-consent-ar")
    go(page, portal, key, "consent")
    host.goto(f"{portal}/en/reviews/{key}/summary/?language=ar")
    host.locator("#id_text").fill("القانون نافذ.")
    host.get_by_role("button", name="Keep", exact=True).click()
    go(host, portal, key, "publish")
    for language, words, way in (("en", "The law is in force.", "ltr"), ("ar", "القانون نافذ.", "rtl")):
        public = visit(f"/reviews/{key}/", language=language)
        public.locator("main section .button").click()
        shown = public.locator(".reading")
        assert (shown.inner_text(), shown.get_attribute("dir")) == (words, way)
        assert "The law was explained to every court." in public.locator("main").inner_text()
        for secret in (MINUTES, "Is there a limit in time?", person("focal_point", reviewed)):
            assert secret not in public.content()
        assert faults(public) == []
        picture(public, f"review-{language}", whole=True)
    followed(pages[reviewed], host, portal, key, visit, picture)
    assisted(pages[reviewed], pages[reviewing[0]], portal, picture)
    met(pages[reviewed], host, portal, visit, picture)


def followed(page, host, portal, key, visit, picture):
    """The State writes down what it does on the recommendation, and lets it be public; everybody reads it."""
    page.goto(f"{portal}/ar/reviews/{key}/follow-up/")
    assert faults(page) == []
    picture(page, "follow-up-ar", whole=True)
    page.goto(f"{portal}/en/reviews/{key}/follow-up/")
    page.get_by_role("link", name="Write down what is done").click()
    page.locator("#id_what").fill("A draft law is before parliament.")
    page.locator("#id_responsible").fill("Ministry of Justice")
    page.get_by_role("button", name="Keep", exact=True).click()
    assert "Say by when it will be done." in page.locator("main").inner_text()
    # The browser says of a refusal that it is one, and means no fault.
    visit.complaints[:] = [one for one in visit.complaints if "409" not in one]
    page.locator("#id_due_on").fill("2031-01-31")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Let this recommendation and its actions be public").click()
    page.locator("#find").fill("corruption")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="Link it").first.click()
    page.wait_for_load_state()
    assert page.locator(".evidence li").count() == 1
    assert faults(page) == []
    picture(page, "follow-up-recommendation", whole=True)
    host.goto(f"{portal}/en/reviews/desk/follow-up/")
    assert faults(host) == []
    for language in ("en", "ar"):
        public = visit(f"/reviews/{key}/", language=language, size="phone")
        assert "A draft law is before parliament." in public.locator("main").inner_text()
        assert faults(public) == []
        picture(public, f"follow-up-public-{language}", whole=True)


def assisted(page, provider, portal, picture):
    """A provider says what it offers; the State says what it needs, sees why it fits and shows it; it is answered."""
    # Others have made offers, and been shown needs, where this was walked before.
    title = f"Help with laws {uuid.uuid4().hex[:6]}"
    provider.goto(f"{portal}/en/reviews/assistance/offers/new/")
    provider.locator("#id_title").fill(title)
    provider.locator('input[name=kinds][value="drafting"]').check()
    assert faults(provider) == []
    provider.get_by_role("button", name="Keep", exact=True).click()
    page.goto(f"{portal}/en/reviews/assistance/needs/new/")
    page.locator('input[name=kinds][value="drafting"]').check()
    page.locator("#id_text").fill("A law on witnesses.")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("heading", name="Offers that fit").wait_for()
    assert "Help of this kind: Help in drafting legislation" in page.locator("main").inner_text()
    assert faults(page) == []
    picture(page, "need", whole=True)
    address = page.url.replace("/en/", "/ar/")
    need = page.url.partition("/en/")[2]
    page.locator("article", has_text=title).get_by_role("button", name="Show the need to this organisation").click()
    page.wait_for_load_state()
    provider.goto(f"{portal}/en/reviews/assistance/")
    provider.locator(f'section:has(#shown) a[href$="{need}"]').click()
    provider.get_by_role("button", name="Offer help").click()
    provider.wait_for_load_state()
    page.goto(address)
    assert faults(page) == []
    picture(page, "need-ar", whole=True)


def met(page, host, portal, visit, picture):
    """A meeting is announced; a State and an organisation register, and the Secretariat admits for the bureau."""
    title = f"Working group {uuid.uuid4().hex[:6]}"
    host.goto(f"{portal}/en/reviews/meetings/new/")
    host.locator("#id_title").fill(title)
    for name, at in (("begins_at", "01T10:00"), ("ends_at", "03T18:00"), ("registration_ends_at", "01T09:00")):
        host.locator(f"#id_{name}").fill(f"2031-06-{at}")
    host.locator("#id_venue").fill("Hall B")
    host.get_by_role("button", name="Keep", exact=True).click()
    host.locator("#id_title").fill("Opening of the meeting")
    host.get_by_role("button", name="Keep", exact=True).first.click()
    host.get_by_role("button", name="Announce it").click()
    host.wait_for_load_state()
    key = host.url.split("/meetings/")[1].split("/")[0]
    page.goto(f"{portal}/en/reviews/meetings/{key}/")
    page.locator("#id_name").fill("Bruna Testa")
    page.get_by_role("button", name="Register", exact=True).click()
    assert "It is shown only now." in page.locator("main").inner_text()
    guest = visit(f"/reviews/meetings/{key}/", language="ar", size="phone")
    assert faults(guest) == []
    picture(guest, "meeting-ar", whole=True)
    for name, said in (("name", "Ada"), ("organisation", "Watch"), ("mail", "ada@example.org")):
        guest.locator(f"#id_{name}").fill(said)
    guest.locator("main form button[type=submit]").last.click()
    own = guest.locator("main a.breaks").get_attribute("href")
    host.goto(f"{portal}/en/reviews/meetings/{key}/desk/")
    host.get_by_role("button", name="Approve Ada").click()
    host.wait_for_load_state()
    assert faults(host) == []
    picture(host, "meeting-desk", whole=True)
    guest.goto(own.replace("/ar/", "/en/"))
    assert "Approved" in guest.locator("main").inner_text()
    assert faults(guest) == []
    report = visit("/reviews/reports/", language="ar")
    assert faults(report) == []
    picture(report, "thematic-report-ar", whole=True)
