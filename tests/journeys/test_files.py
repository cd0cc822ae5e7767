"""A file goes from somebody's phone to a reader, without a script of the page's."""

import pytest
from playwright.sync_api import expect

from ..base.files import samples
from .test_pages import faults
from .test_staff import person, signed_in


__all__ = ["person", "signed_in"]

LIST = "/strategies/"


@pytest.fixture
def law(tmp_path):
    path = tmp_path / "قانون مكافحة الفساد.pdf"
    path.write_bytes(samples.pdf(active=True))
    return path


def attachments_of_a_record(page):
    """The page on which files are attached to the first strategy of the list."""
    addresses = page.locator("main a").evaluate_all("links => links.map(one => one.pathname)")
    key = next(part for one in addresses if "/strategies/" in one for part in one.split("/") if len(part) == 36)
    return key, f"/records/{key}/attachments/"


def test_a_file_sent_from_a_phone_is_cleaned_and_read_by_a_visitor(visit, signed_in, law, picture):
    key, where = attachments_of_a_record(visit(LIST))
    page = signed_in(where, size="phone", javascript=False)
    page.set_input_files("input[type=file]", law)
    page.locator("#id_label").fill("Official text of the journey")
    page.locator("#id_language").select_option("ar")
    page.locator("form[enctype] button").click()
    sent = page.locator("main li", has_text="Official text of the journey")
    for _round in range(30):
        if sent.get_by_text("Released").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert sent.get_by_text("Released").count() == 1
    visitor = visit(f"{LIST}{key}/", language="fr")
    link = visitor.get_by_role("link", name="Official text of the journey").first
    with visitor.expect_download() as coming:
        link.click()
    assert coming.value.suggested_filename == law.name
    content = coming.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    for word in (b"app.alert", samples.SECRET.encode(), b"hidden program"):
        assert word not in content
    sent.get_by_role("button").click()
    assert page.locator("main li", has_text="Official text of the journey").count() == 0
    again = visitor.request.get(link.evaluate("one => one.href"))
    assert again.status == 404


@pytest.mark.parametrize(("language", "size", "dark"), [("ar", "phone", False), ("zh", "desktop", True)])
def test_the_pages_about_files_are_accessible(visit, signed_in, law, language, size, dark, picture):
    _key, where = attachments_of_a_record(visit(LIST))
    page = signed_in(where, language=language, size=size, dark=dark, policy=False)
    page.set_input_files("input[type=file]", law)
    page.locator("form[enctype] button").click()
    assert faults(page) == []
    picture(page, f"attachments-{language}-{size}", whole=True)
    page.locator("main li a").last.click()
    assert faults(page) == []
    page.goto(page.url.split(f"/{language}/")[0] + f"/{language}/files/")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(page.url.replace("/files/", where))
    sent = page.locator("main li form")
    before = sent.count()
    sent.last.get_by_role("button").click()
    # Whoever attaches the same file again is told that it is there: it must be gone before the next journey.
    expect(sent).to_have_count(before - 1)
