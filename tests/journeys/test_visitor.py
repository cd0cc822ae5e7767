"""What a visitor comes to do, from the first page to the answer."""

import json
import re
import urllib.request


def api(portal, path):
    with urllib.request.urlopen(portal + path, timeout=30) as answer:
        return json.loads(answer.read())


def test_a_prosecutor_finds_which_treaties_bind_two_states(visit):
    page = visit("/")
    page.get_by_label("One State").select_option("IT")
    page.get_by_label("The other").select_option("ML")
    page.get_by_label("On this day").last.fill("2020-01-01")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=re.compile("Transnational Organized Crime")).first.click()
    assert "/treaties/XVIII-12" in page.url


def test_a_citation_goes_straight_to_the_article(visit):
    page = visit("/")
    box = page.locator("main input[name=q]")
    box.fill("art. 18 UNTOC")
    box.press("Enter")
    page.wait_for_url("**/treaties/XVIII-12/articles/18/**")
    assert "Mutual legal assistance" in page.locator("main").inner_text()


def test_a_search_is_narrowed_step_by_step_and_its_address_keeps_it(visit):
    page = visit("/search/?q=confiscation")
    before = page.locator("main").inner_text()
    page.goto(page.url + "&kind=article")
    again = visit(page.url.split("/en", 1)[1])
    for _round in range(10):
        narrowed = page.locator("main").inner_text()
        if again.locator("main").inner_text() == narrowed:
            break
        # What an earlier journey wrote was taken into the index between the two.
        page.reload()
        again.reload()
    assert again.locator("main").inner_text() == narrowed != before


def test_a_student_reads_in_arabic_what_an_article_asks(visit):
    page = visit("/treaties/XVIII-14/articles/15/", language="ar")
    text = page.locator("main").inner_text()
    assert re.search(r"[\u0600-\u06ff]{3,} ", text)
    assert page.locator("[lang=ar]").count()


def test_the_reader_changes_the_language_and_stays_on_the_page(visit):
    page = visit("/treaties/XVIII-12/articles/5/")
    page.locator("details.menu summary").first.click()
    page.get_by_role("link", name="Français").first.click()
    assert page.url.endswith("/fr/treaties/XVIII-12/articles/5/")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_reader_chooses_the_dark_and_it_stays(visit):
    page = visit("/treaties/")
    page.locator("details.menu", has=page.locator("button[name=theme]")).locator("summary").click()
    page.get_by_role("button", name="Dark").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.goto(page.url.replace("/treaties/", "/places/"))
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_who_uses_the_keyboard_can_skip_to_the_content(visit):
    page = visit("/treaties/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_words_of_one_language_find_texts_in_another(portal):
    found = api(portal, "/api/v1/search?q=blanqueo+de+dinero&language=en")
    assert any("laundering" in one["title"].lower() for one in found["results"][:10])


def test_the_fixed_points_of_the_interface_answer(portal):
    parties = api(portal, "/api/v1/treaties/XVIII-12/parties?on=2018-02-09")
    assert {"count", "reported", "parties"} <= set(parties)
    italy = next(one for one in parties["parties"] if one["place"] == "IT")
    assert italy["since"] == "2006-08-02"
    assert parties["count"] == len(parties["parties"])
    between = api(portal, "/api/v1/treaties/between?a=IT&b=ML&on=2020-01-01")
    assert "XVIII-12" in json.dumps(between)


def test_a_treaty_is_cited_without_leaving_its_page(visit, picture):
    page = visit("/treaties/XVIII-12/", language="fr")
    here = page.url
    page.click(".cite a")
    page.wait_for_selector("#citation-apa")
    assert page.url == here
    assert "Convention des Nations Unies" in page.locator("#citation-apa").inner_text()
    assert page.locator("#citation-oscola").get_attribute("lang") == "en"
    picture(page, "treaty-cited")


def test_without_script_the_citations_are_a_page(visit):
    page = visit("/treaties/XVIII-12/", javascript=False)
    page.click(".cite a")
    assert page.url.endswith("/cite/")
    assert page.locator("#citation-apa").is_visible()


def test_a_list_is_narrowed_and_words_lead_to_the_search(visit):
    page = visit("/strategies/")
    page.select_option("select[name=crime_type]", "corruption")
    page.select_option("select[name=standing]", "in-force")
    page.click("main form button[type=submit]")
    assert page.locator(".law-list a").first.is_visible()
    assert page.locator(".badge", has_text="Expired").count() == 0
    page.fill("main form input[name=q]", "Malaysia")
    page.click("main form button[type=submit]")
    assert "/search/?" in page.url
    assert "kind=strategy" in page.url
