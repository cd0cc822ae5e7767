"""Every kind of page in a real browser: what axe finds, what it weighs, how it prints, without script, on a phone."""

from pathlib import Path

import pytest

from tests.journeys.conftest import SIZES


AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# One of each kind; a page that is added belongs here.
PAGES = {
    "home": "/",
    "figures-of-cooperation": "/casework/figures/",
    "networks": "/networks/",
    "network": "/networks/wacap/",
    "networks-states": "/networks/states/",
    "search": "/search/?q=money+laundering",
    "search-nothing": "/search/?q=xqzzvkj",
    "treaties": "/treaties/",
    "treaty": "/treaties/XVIII-12/",
    "article": "/treaties/XVIII-12/articles/18/",
    "participation": "/treaties/XVIII-12/participation/?on=2018-02-09",
    "statements": "/treaties/XVIII-12/statements/",
    "between": "/treaties/between/?a=IT&b=ML&on=2020-01-01",
    "laws": "/laws/",
    "places": "/places/",
    "place": "/places/IT/",
    "topics": "/topics/",
    "topic": "/topics/money-laundering/",
    "about": "/about/",
    "data": "/about/data/",
    "interfaces": "/about/interfaces/",
    "accessibility": "/about/accessibility/",
    "databases": "/databases/",
    "beside": "/beside/?q=money+laundering&place=FR&place=CN&place=SA",
    "sign-in": "/account/sign-in/",
    "law": "/laws/fr/legitext000006070719/",
    "provision": "/laws/fr/legitext000006070719/art_121-3/",
    "comparison": "/laws/fr/legitext000006070719/compare/",
    "strategies": "/strategies/?standing=in-force",
    "strategy": "/strategies/308cbefb-9b37-50aa-8ff6-f9aad8710ad2/",
    "work": "/bibliography/dd0431c9-37a1-5311-994b-5ee193439c05/",
    "resource": "/library/3f5d652b-a859-5455-b893-44e87690255b/",
    "citations": "/records/5e98aa86-2218-5bbf-a350-907b24abcef1/cite/",
    "bibliography": "/bibliography/?year=two",
    "library": "/library/?collection=judicial-integrity",
    "registers": "/registers/?holds=companies",
    "requirements": "/requirements/",
    "guidance-question": "/guidance/?need=evidence",
    "guidance-answer": "/guidance/?need=evidence&me=judicial&state=IT&own=GH&urgent=weeks",
    "sheet": "/guidance/states/CH/",
    "cases": "/cases/?mark=place:IT",
    "case": "/cases/unodc-irb005/",
    "case-with-decision": "/cases/sg-2026-sgca-3/",
    "search-cases": "/search/?kind=case&q=trafficking",
    "indicators": "/indicators/",
    "indicator-lines": "/indicators/treaty-parties/",
    "indicator-bars": "/indicators/practitioners-trained/",
    "indicator-map": "/indicators/portal-laws/",
    "authorities": "/authorities/",
    "authorities-of-a-state": "/authorities/states/CH/",
    "authorities-find": "/authorities/find/",
    "authorities-found": "/authorities/find/?state=CH&function=mutual-legal-assistance&asking=AR&on=2024-01-01",
    "authorities-none": "/authorities/find/?state=ML&function=extradition&asking=FR",
    "follow": "/search/follow/?q=money+laundering&place=IT",
    "alerts": "/search/alerts/",
    "collections": "/records/collections/",
    "portals": "/portals/",
    "portal-trafficking": "/portals/trafficking-in-persons/",
    "portal-drugs": "/portals/drugs/",
    "hot-topics": "/hot-topics/",
    "hot-topic": "/hot-topics/e187f9b1-68ae-5e90-84c0-77092a92dc76/",
    "legal-basis": "/assistance/?requesting=GH&requested=IT&measure=bank-records&offence=corruption",
    "legal-basis-coverage": "/assistance/coverage/",
    "request-writer": "/assistance/writer/?requesting=GH&requested=IT&measure=bank-records",
    "questionnaires": "/questionnaires/",
    "questionnaire": "/questionnaires/untoc-criminalization/",
    "draws": "/reviews/draws/",
    "missing": "/places/missing/",
    "missing-of-a-state": "/places/ML/missing/",
    "guide": "/guide/",
    "not-found": "/nothing-here/",
}
# Those of texts that packs bring.
FROM_PACKS = {"law", "provision", "comparison", "case-with-decision"}
FIRST_PAGE = 100_000  # bytes over the line, fonts included


# A barrier is in the markup, which is the same in all languages but for its direction: axe reads every page in one
# language of each, where that takes it longer than all the rest together. What a language can do is to be too long.
READ_IN, OTHERS = ["en", "ar"], ["zh", "fr", "ru", "es"]
LANGUAGES = READ_IN + OTHERS


def faults(page):
    """What axe finds wrong, a line for each."""
    page.wait_for_load_state()
    # In one step: where a form was just sent, the next page may come between two.
    run = f"async how => {{ {AXE.read_text(encoding='utf-8')}; return await axe.run(how) }}"
    found = page.evaluate(run, {"runOnly": RULES, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {one['help']} — {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def barriers(page, language):
    """What axe finds in the languages in which it reads pages."""
    return faults(page) if language in READ_IN else []


def forgive_missing(visit, name):
    if name == "not-found":
        visit.complaints[:] = [c for c in visit.complaints if "404" not in c]


def fits_a_phone(page):
    page.set_viewport_size(SIZES["phone"])
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def is_written_in(page, language):
    html = page.locator("html")
    return html.get_attribute("lang") == language and html.get_attribute("dir") == (
        "rtl" if language == "ar" else "ltr"
    )


@pytest.fixture(autouse=True)
def _with_its_texts(request):
    """A page of a text that a pack brings is left out where there is none."""
    called = getattr(request.node, "callspec", None)
    if called is not None and called.params.get("name") in FROM_PACKS:
        request.getfixturevalue("laws_loaded")


@pytest.mark.parametrize("language", READ_IN)
@pytest.mark.parametrize("name", PAGES)
def test_no_barrier_and_nothing_wider_than_a_phone(turn_to, name, language):
    page = turn_to(PAGES[name], language=language, policy=False)
    assert faults(page) == []
    assert is_written_in(page, language)
    assert fits_a_phone(page)
    forgive_missing(turn_to, name)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_keeps_to_its_policy_and_fits_a_phone_in_every_language(turn_to, name, language):
    page = turn_to(PAGES[name], language=language)
    assert is_written_in(page, language)
    assert fits_a_phone(page)
    forgive_missing(turn_to, name)


@pytest.mark.parametrize(
    "name",
    [
        "home",
        "search",
        "article",
        "participation",
        "place",
        "indicator-lines",
        "indicator-map",
        "portal-drugs",
        "missing-of-a-state",
    ],
)
def test_no_barrier_in_the_dark_and_on_a_phone(visit, name):
    assert faults(visit(PAGES[name], dark=True, policy=False)) == []
    assert faults(visit(PAGES[name], language="ar", size="phone", policy=False)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_light(visit, language):
    page = visit("/about/accessibility/", language=language)
    sent = []
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(page.url.split(f"/{language}/")[0] + f"/{language}/", wait_until="networkidle")
    assert 0 < sum(sent) < FIRST_PAGE


@pytest.mark.parametrize("name", ["home", "article", "participation"])
def test_everything_is_there_without_script(visit, name):
    plain = visit(PAGES[name], javascript=False).locator("main").inner_text()
    assert len(plain.split()) > 50


# The views that say most; those under docs/pictures are among them, by the same names.
VIEWS = {
    "home": ("home", "en", "desktop", False),
    "home-zh-phone-dark": ("home", "zh", "phone", True),
    "article-ar": ("article", "ar", "desktop", False),
    "article-ru-dark": ("article", "ru", "desktop", True),
    "participation": ("participation", "en", "desktop", False),
    "between-phone": ("between", "en", "phone", False),
    "search": ("search", "en", "desktop", False),
    "law-fr": ("law", "fr", "desktop", False),
    "place-fr": ("place", "fr", "desktop", False),
    "indicator-ar": ("indicator-lines", "ar", "desktop", False),
    "indicator-phone-dark": ("indicator-bars", "en", "phone", True),
    "topic-es": ("topic", "es", "desktop", False),
    "portal-ar": ("portal-drugs", "ar", "desktop", False),
    "legal-basis": ("legal-basis", "en", "desktop", False),
}


@pytest.mark.usefixtures("laws_loaded")
def test_the_pages_as_pictures(visit, picture):
    """Kept for the README, and for whoever wants to look."""
    for name, (kind, language, size, dark) in VIEWS.items():
        page = visit(PAGES[kind], language=language, size=size, dark=dark)
        page.wait_for_load_state("networkidle")
        if kind == "participation":
            page.locator("nav.tabs").evaluate("tabs => tabs.scrollIntoView({behavior: 'instant'})")
        picture(page, name)


def test_a_page_prints_without_its_menus(visit, picture):
    page = visit(PAGES["article"])
    page.emulate_media(media="print")
    assert not page.locator("header nav").first.is_visible()
    picture(page, "article-print", whole=True)


@pytest.mark.usefixtures("laws_loaded")
def test_a_search_on_paper_says_what_was_asked_and_has_nothing_to_press(visit, picture):
    page = visit(f"{PAGES['search']}&kind=law")
    asked, tools = page.locator(".page-heading .print-only"), page.locator(".result-tools").first
    assert tools.is_visible()
    assert not asked.is_visible()
    page.emulate_media(media="print")
    assert "money laundering" in asked.inner_text()
    assert "/search/?q=money" in asked.inner_text()
    assert not tools.is_visible()
    assert page.locator("main :is(select, button, .button):visible").count() == 0
    picture(page, "search-print", whole=True)
