"""A State's contribution from the invitation to the search: invited, proposed, returned, corrected, verified, public.

Each person has a browser of their own with a passkey, as in ``test_accounts``; the log must tell every step.
"""

import re
import subprocess
import uuid

import pytest

from .conftest import REPOSITORY, comity
from .test_accounts import come, guarded, invited, make_passkey, take_up
from .test_pages import LANGUAGES, READ_IN, barriers
from .test_staff import person, settled, signed_in


__all__ = ["come", "guarded", "invited", "person", "signed_in"]

STEPS = [
    "Begun",
    "Hand in",
    "Verify for the State",
    "Return to who proposes",
    "Hand in",
    "Verify for the State",
    "Publish",
]
LAW = """Article 1

This Act serves the recovery of proceeds.

Article 2

The court decides.
"""
PROPOSED = re.compile(r"/en/contributions/[0-9a-f-]+/$")


def write(page, typed):
    for field, words in typed.items():
        page.locator(f"[id='id_{field}']").fill(words)


def propose_law(author, portal, name, title):
    """Write a law with its text, look at it, hand it in; the address of the proposal."""
    author.goto(f"{portal}/en/")
    author.locator("header details.menu").first.locator("summary").click()
    author.get_by_role("link", name="New record").click()
    author.locator("main").get_by_role("link", name="Laws", exact=True).click()
    author.wait_for_url("**/contributions/new/law/")
    assert author.get_by_label("State or organisation").input_value() == "Italy (IT)"
    typed = {
        "f-title:en": title,
        "f-slug": name,
        "f-identifier": name.upper(),
        "f-language": "en",
        "f-adopted_on": "24 September 2003",
        "f-in_force_on": "1 January 2004",
        "f-words": LAW,
        "r-sources-0-title": "Official Gazette",
    }
    write(author, typed)
    author.get_by_role("button", name="Look at the preview").click()
    author.locator(".preview-bar").wait_for()
    assert title in author.locator("h1").inner_text()
    assert "The court decides." in author.locator("main").inner_text()
    author.get_by_role("button", name="Hand in").click()
    author.wait_for_url(PROPOSED)
    assert "2 articles were read: 1, 2." in author.locator("main").inner_text()
    return author.url


def propose_provision(author, law, words):
    """Add a provision to a public law, with the article of the Convention that it carries out; the address."""
    author.goto(f"{law}art_2/")
    author.get_by_role("link", name="Add one after it").click()
    typed = {
        "f-label:en": "Article 2 bis",
        "f-number": "2 bis",
        "f-body:en": words,
        "f-articles": "UNTOC 5",
    }
    write(author, typed)
    author.get_by_role("button", name="Hand in").click()
    author.wait_for_url(PROPOSED)
    return author.url


def verify(focal, address):
    focal.goto(address)
    focal.get_by_role("button", name="Verify for the State").click()
    focal.locator(".steps-log li", has_text="Verify for the State").last.wait_for()


def publish(editor, address):
    editor.goto(address)
    editor.get_by_role("button", name="Publish").click()
    editor.locator(".steps-log li", has_text="Published").wait_for()


def listed(page, address):
    """The line of a proposal in the list, which others of the same title do not take."""
    path = address.partition("/en/")[2]
    return page.locator(f"main a[href$='{path}']").first


def send_back(editor, portal, address):
    """Find it in the queue, speak of one field, return it with a reason."""
    editor.goto(f"{portal}/en/contributions/?kind=law")
    listed(editor, address).click()
    row = editor.get_by_role("row").filter(has_text="cannot confiscate")
    row.locator("summary").click()
    row.get_by_role("textbox").fill("The gazette says “can”.")
    row.get_by_role("button", name="Say it").click()
    editor.locator(".remark").wait_for()
    editor.locator("summary", has_text="Return to who proposes").click()
    editor.locator("#reason-return").fill("Please see the comment on the text.")
    editor.get_by_role("button", name="Return to who proposes").click()
    editor.locator(".steps-log li", has_text="Please see").wait_for()
    # Whoever decides is not on the side of whoever proposes, even where both sit in one house.
    assert editor.get_by_role("button", name="Hand in").count() == 0


def correct(author, portal, address, words):
    """Find it again, read the comment beside its field, mend that, hand it in anew."""
    author.goto(f"{portal}/en/contributions/")
    listed(author, address).click()
    author.get_by_role("link", name="Open the form").click()
    assert "Please see the comment" in author.locator("main").inner_text()
    assert "says “can”" in author.locator(".remark").inner_text()
    write(author, {"f-body:en": words})
    author.get_by_role("button", name="Hand in", exact=True).click()
    author.wait_for_url(address)


def test_a_provision_goes_from_an_invitation_to_the_search(come, invited, guarded, installation, picture):
    name = f"act-{uuid.uuid4().hex[:8]}"
    token = f"zeph{uuid.uuid4().hex[:8]}"
    title = f"Law on confiscation of the journeys {name}"
    people = []
    for role, family in (("contributor", "Rossi"), ("focal_point", "Bianchi"), ("editor", "Smith")):
        _email, link = invited(role)
        people.append(come(link))
        take_up(people[-1], family)
        make_passkey(people[-1])
    author, focal, editor = people

    begun = propose_law(author, guarded, name, title)
    verify(focal, begun)
    publish(editor, begun)
    law = f"{guarded}/en/laws/it/{name}/"

    address = propose_provision(author, law, f"The court cannot confiscate a {token}.")
    verify(focal, address)
    send_back(editor, guarded, address)
    picture(editor, "contribution-returned", whole=True)
    correct(author, guarded, address, f"The court can confiscate a {token}.")
    verify(focal, address)
    editor.goto(address)
    assert "The court can confiscate" in editor.locator(".compared").inner_text()
    publish(editor, address)
    assert editor.locator(".steps-log strong").all_inner_texts() == STEPS

    # Found by everybody, with the article that it carries out.
    assert settled(installation)
    visitor = come(f"{guarded}/en/search/?q={token}", key=False)
    visitor.locator("main").get_by_role("link", name="Article 2 bis").first.click()
    assert f"The court can confiscate a {token}." in visitor.locator("main").inner_text()
    assert visitor.locator("aside a[href*='/treaties/XVIII-12/articles/5/']").count()
    visitor.goto(address)
    assert "/account/sign-in/" in visitor.url, "the proposal is nobody else's"

    # The log proves every step.
    editor.goto(f"{guarded}/en/audit/?thing={address.strip('/').split('/')[-1]}")
    told = editor.locator("main tbody").inner_text()
    assert told.count("Step of a procedure taken") == len(STEPS) - 1
    assert "Contribution commented on" in told
    # The other journeys find the laws as they were.
    editor.goto(law)
    editor.locator("summary", has_text="Withdraw").click()
    editor.get_by_label("Reason").fill("Only a journey.")
    editor.get_by_role("button", name="Withdraw it").click()
    editor.wait_for_load_state()
    command, environment = comity("audit", "verify", home=installation)
    done = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_before_who_contributes(visit, signed_in, portal, picture, language):
    page = signed_in("/contributions/", "focal_point", language=language, policy=False)
    key = made(page, portal, language)
    every = ("", "begin/", "link/", "file/", f"{key}/", f"{key}/write/")
    for path in every if language in READ_IN else every[-2:]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{portal}/{language}/contributions/{path}")
        assert barriers(page, language) == [], path
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
        if language in {"en", "ar", "zh"}:
            picture(
                page,
                f"contributions-{path.strip('/').replace('/', '-').replace(key, 'one') or 'all'}-{language}",
                whole=True,
            )
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    page.goto(f"{portal}/{language}/contributions/{key}/")
    page.locator("form[action$='/withdraw/'] button").click()
    page.wait_for_load_state()
    assert page.locator(".badge").first.is_visible()


def made(page, portal, language):
    """A draft with a comment, so that the page has everything to show."""
    page.goto(f"{portal}/{language}/contributions/new/strategy/")
    page.locator("[id='id_f-title:en']").fill("A strategy of the journeys")
    page.locator("main button[name=do][value=save]").click()
    page.wait_for_url(re.compile(r"/contributions/[0-9a-f-]+/$"))
    key = page.url.strip("/").split("/")[-1]
    row = page.locator(".compared tbody tr").first
    row.locator("summary").click()
    row.locator("textarea").fill("Which one?")
    row.locator("button").click()
    page.locator(".remark").wait_for()
    return key
