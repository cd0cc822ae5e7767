"""People who come with a question in their own language, and leave with an answer.

Each journey goes by what a reader sees: labels, names of buttons and links, and the order of things.
"""

import re

import pytest


def numbers(text):
    """The numbers of articles as they stand in a text."""
    return set(re.findall(r"\d+", text))


def test_a_prosecutor_in_accra_goes_from_two_states_to_the_article_and_the_law(visit):
    page = visit("/", size="phone")
    page.get_by_label("One State").select_option("GH")
    page.get_by_label("The other").select_option("IT")
    page.get_by_role("button", name="Show").click()
    assert " ".join(page.get_by_role("heading", level=1).inner_text().split()) == "What binds Ghana and Italy"
    page.get_by_label("Crime").select_option("money-laundering")
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("row").filter(has_text="XVIII-12")
    assert "6" in numbers(row.inner_text())
    row.get_by_role("link", name="Article 6", exact=True).click()
    page.goto(page.url.replace("/articles/6/", "/articles/12/"))
    assert page.get_by_role("heading", level=1).inner_text() == "Confiscation and seizure"
    page.get_by_role("link", name="Laws about the same matter").click()
    page.goto(f"{page.url}&place=FR")
    assert page.get_by_role("heading", name="Article 131-21").count()


def test_treaties_between_two_states_stand_newest_first_and_others_wait(visit):
    page = visit("/treaties/between/?a=GH&b=IT&on=2020-01-01")
    symbols = page.locator("details.part").first.locator("tbody th .quiet").all_inner_texts()
    assert symbols.index("XVIII-14") < symbols.index("XVIII-12") < symbols.index("VI-15")
    others = page.locator("details.part").last
    assert not others.get_by_role("table").is_visible()
    others.locator("summary").click()
    assert others.get_by_role("table").is_visible()


def test_a_drafter_in_lima_reads_three_states_beside_each_other(visit):
    page = visit("/topics/money-laundering/", language="es")
    for name in ("Argentina", "Uruguay", "Francia"):
        page.get_by_role("checkbox", name=name).check()
    page.locator("main form").get_by_role("button").click()
    page.wait_for_url("**/es/beside/**")
    columns = page.locator(".beside > section")
    assert {name.strip() for name in columns.locator("h2").all_inner_texts()} == {"Argentina", "Uruguay", "Francia"}
    assert columns.nth(1).locator(".result").count() > 0
    page.evaluate("document.fonts.ready")
    tops = columns.evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert len(set(tops)) == 1, "they stand beside each other"


def test_a_student_in_beirut_reads_days_the_right_way_round(visit):
    page = visit("/treaties/XVIII-14/articles/46/", language="ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("section.summary").get_attribute("lang") == "ar"
    summary, side = page.locator("section.summary").bounding_box(), page.locator("main aside").bounding_box()
    assert side["x"] < summary["x"], "what stands at the side stands on the left in Arabic"
    page.get_by_role("link", name="المشاركة").first.click()
    days = page.locator("main .lead bdi, main p.quiet bdi").all()
    assert days
    styles = {
        day.evaluate("d => getComputedStyle(d).direction + ' ' + getComputedStyle(d).unicodeBidi") for day in days
    }
    assert styles == {"ltr isolate"}


@pytest.mark.usefixtures("laws_loaded")
def test_an_officer_in_beijing_finds_the_russian_code(visit):
    page = visit("/", language="zh")
    box = page.locator("main input[name=q]")
    box.fill("俄罗斯引渡")
    box.press("Enter")
    page.wait_for_url("**/zh/search/**")
    # Among what is seen without scrolling far; a case against the State may stand beside its code.
    assert any("俄罗斯联邦" in one for one in page.locator(".result").all_inner_texts()[:3])


def test_states_stand_in_the_order_of_their_readers_alphabet(visit):
    for language, order in [
        ("fr", ["Belgique", "Bénin", "Botswana", "Zimbabwe"]),
        ("zh", ["阿根廷", "德国", "中国"]),
        ("ar", ["إثيوبيا", "الأردن", "تونس", "اليمن"]),
    ]:
        names = visit("/treaties/between/", language=language).locator("select[name=a] option").all_text_contents()
        assert sorted(order, key=names.index) == order


@pytest.mark.usefixtures("laws_loaded")
def test_a_researcher_in_geneva_takes_everything_as_a_spreadsheet_and_cites_it(visit):
    page = visit("/laws/", language="fr")
    page.get_by_role("link", name="Bases de données complètes").click()
    laws = page.locator("section", has=page.locator("#databases")).get_by_role("listitem").filter(has_text="Lois")
    with page.expect_download() as file:
        laws.get_by_role("link", name="CSV").click()
    with file.value.path().open(encoding="utf-8-sig") as lines:
        assert "licence" in next(lines)
    page.goto(page.url.split("/fr/")[0] + "/fr/treaties/XVIII-12/participation/?on=2018-02-09")
    assert page.locator(".citation-text").inner_text().endswith("/treaties/XVIII-12/participation/?on=2018-02-09")


def test_who_uses_the_keyboard_reaches_the_results_past_the_facets(visit):
    page = visit("/search/?q=extradition")
    skip = page.get_by_role("link", name="Skip to the results")
    skip.focus()
    assert skip.bounding_box()["width"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "found"


@pytest.mark.usefixtures("laws_loaded")
def test_the_contents_of_a_code_do_not_stand_before_its_text_on_a_phone(visit):
    path = "/laws/fr/legitext000006070719/"
    phone = visit(path, size="phone")
    assert not phone.get_by_role("navigation", name="Contents").is_visible()
    assert phone.locator("#text").bounding_box()["y"] < 900
    assert visit(path).get_by_role("navigation", name="Contents").is_visible()


def test_paper_shows_the_day_and_the_whole_table_and_no_forms(visit):
    page = visit("/treaties/XVIII-12/participation/?on=2018-02-09")
    page.emulate_media(media="print")
    assert "2018-02-09" in page.locator(".print-only").inner_text()
    assert not page.locator("main form").first.is_visible()
    frame = page.locator(".table-frame").last
    assert frame.evaluate("f => getComputedStyle(f).overflow") == "visible"
    assert frame.get_by_role("row").last.is_visible()
