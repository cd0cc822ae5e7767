"""What the staff come to do who are no programmers: without script, on a telephone, in Arabic."""

import re

from .test_pages import faults
from .test_staff import person, signed_in


__all__ = ["person", "signed_in"]

TERM = "/vocabularies/term/crime-types:firearms/"
LABEL = "الأسلحة النارية وما يتصل بها"


def soon(page, holds):
    """Whether something holds within ten seconds: another process of the server asks every five for what is new."""
    for _ in range(20):
        if holds():
            return True
        page.wait_for_timeout(500)
        page.reload()
    return False


def test_an_editor_calls_a_crime_otherwise_in_arabic_and_everybody_reads_it(visit, signed_in, picture):
    page = signed_in(TERM, language="ar", size="phone", javascript=False)
    before = page.locator("#id_label_ar").input_value()
    page.locator("#id_label_ar").fill(LABEL)
    form = page.locator("form", has=page.locator("#id_label_ar"))
    form.locator("button[type=submit]").last.click()
    assert LABEL in page.locator("h1").inner_text()
    assert before in page.locator("del").first.inner_text()
    picture(page, "term-ar-phone", whole=True)

    reader = visit("/topics/firearms/", language="ar")
    assert soon(reader, lambda: LABEL in reader.locator("h1").inner_text())
    # On the page of a record that is about it, and in the facet of the search.
    reader.goto(re.sub(r"/ar/.*", "/ar/treaties/XVIII-12-c/", reader.url))
    assert soon(reader, lambda: LABEL in reader.locator("main").inner_text())
    reader.goto(re.sub(r"/ar/.*", "/ar/search/?crime_type=firearms", reader.url))
    assert soon(reader, lambda: reader.locator("label", has_text=LABEL).count() > 0)
    reader.goto(re.sub(r"/ar/.*", "/en/search/?crime_type=firearms", reader.url))
    assert reader.locator("label", has_text=LABEL).count() == 0

    page.reload()
    page.locator("button[value='take:labels.ar']").click()
    assert page.locator("button[value='take:labels.ar']").count() == 0
    reader.goto(re.sub(r"/en/.*", "/ar/topics/firearms/", reader.url))
    assert soon(reader, lambda: LABEL not in reader.locator("h1").inner_text())
    assert before in reader.locator("h1").inner_text()


def test_a_service_notice_appears_is_put_away_and_ends(visit, signed_in):
    page = signed_in("/administration/notices/new/")
    page.locator("#id_text_en").fill("A notice of the journeys: nothing is out of order.")
    page.locator("#id_text_ar").fill("إشعار من الرحلات: كل شيء يعمل.")
    page.get_by_role("button", name="See it first").click()
    assert page.locator(".notice", has_text="A notice of the journeys").count() == 1
    page.get_by_role("button", name="Keep it and show it to readers").click()

    reader = visit("/about/", language="ar", size="phone", javascript=False)
    banner = reader.locator(".banner", has_text="إشعار من الرحلات")
    assert soon(reader, lambda: banner.count() == 1)
    assert reader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    reader.emulate_media(media="print")
    assert not banner.is_visible()
    reader.emulate_media(media="screen")
    banner.locator("button").click()
    assert reader.url.endswith("/ar/about/")
    assert banner.count() == 0
    # Others are still told, until it ends.
    other = visit("/about/")
    told = other.locator(".banner", has_text="A notice of the journeys")
    assert soon(other, lambda: told.count() == 1)
    page.get_by_role("link", name=re.compile("A notice of the journeys")).first.click()
    page.get_by_role("button", name="End it now").click()
    assert soon(other, lambda: told.count() == 0)


def test_the_desk_and_its_pages_are_accessible(signed_in):
    page = signed_in("/administration/", policy=False)
    for path in ("", "health/", "notices/", "notices/new/", "identity/", "home/"):
        page.goto(re.sub(r"/administration/.*", f"/administration/{path}", page.url))
        assert faults(page) == [], path
    for path in ("/vocabularies/", "/vocabularies/crime-types/", TERM):
        page.goto(re.sub(r"/en/.*", f"/en{path}", page.url))
        assert faults(page) == [], path
