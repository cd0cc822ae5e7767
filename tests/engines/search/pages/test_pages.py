import re

import pytest
from django.urls import reverse
from django.utils.http import urlencode
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import html

from comity.engines.search import registry
from comity.engines.search.enums import Facet, Reason, Sort
from comity.engines.search.index.interface import Hit
from comity.engines.search.index.shelf import shelf_at
from comity.engines.search.views import naming

from .conftest import DOCUMENTS, UNDISCLOSED


YEARS = [d.on.year for d in DOCUMENTS if d.on and d.audience == "public" and d.kind != "article"]


def opened(client, query="", language="en", **more):
    response = client.get(f"/{language}/search/{'?' if query else ''}{query}", **more)
    assert response.status_code == 200, response
    return html.fromstring(response.content.decode())


STEP = re.compile(r"(?P<tag>[\w]*)(?P<rest>(?:[.#][\w-]+|\[[\w-]+=[^\]]+\])*)")


def select(node, path):
    """The elements below a node by tag, class, id and attributes, as in ``.result h3[lang=ar]``."""
    steps = []
    for step in path.split():
        told = STEP.fullmatch(step)
        tests = [
            f"contains(concat(' ', normalize-space(@class), ' '), ' {rest[1:]} ')"
            if rest[0] == "."
            else f"@id='{rest[1:]}'"
            if rest[0] == "#"
            else "@{}='{}'".format(*rest[1:-1].split("=", 1))
            for rest in re.findall(r"[.#][\w-]+|\[[^\]]+\]", told["rest"])
        ]
        steps.append((told["tag"] or "*") + "".join(f"[{test}]" for test in tests))
    return node.xpath(".//" + "//".join(steps))


def titles(page):
    return [" ".join(h.text_content().split()) for h in select(page, ".result h3")]


def counts(page, facet):
    return {
        box.get("value"): int(re.sub(r"\D", "", select(box.getparent(), ".count")[0].text_content()))
        for box in select(page, f"input[name={facet}]")
    }


def test_results_say_what_they_are_and_why_they_are_there(client, portal):
    page = opened(client, "q=conceals+money")
    first = select(page, ".result")[0]
    assert titles(page)[0] == "Laundering of money"
    assert select(first, "h3 a")[0].get("href") == "/en/laws/it/code/1/"
    assert [mark.text for mark in select(first, "h3 mark")] == ["money"]
    assert "conceals" in [mark.text for mark in select(first, ".snippet mark")]
    assert select(first, ".result-context")[0].text_content() == "Criminal Code"
    assert "Italy" in select(first, ".place")[0].text_content()
    assert select(first, "time")[0].get("datetime") == "2001-03-01"
    assert select(first, ".why")[0].text_content() == "The words stand in the title."


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_sentence(reason):
    known = dict.fromkeys(("title", "context", "place", "status", "wording", "on"), "")
    hit = Hit(id="1", record="1", kind="law", address="/", language="fr", places=(), score=1.0, why=(reason,), **known)
    told = naming.why(hit, "en")
    assert bool(told) == bool(naming.why(hit, "fr")) == (reason is not Reason.FILTER)
    assert "%" not in told
    assert "français" not in naming.why(hit, "fr")
    assert ("French" in told) == (reason in {Reason.MEANING, Reason.VOCABULARY})


def test_foreign_texts_carry_their_language_and_direction(client, portal):
    page = opened(client, urlencode({"q": "غسل الأموال", "language": "ar"}))
    heading = select(page, ".result h3")[0]
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")
    assert "العربية" in select(page, ".result-kind")[0].text_content()
    box = select(select(page, "input#box-language-ar")[0].getparent(), "span[lang=ar]")[0]
    assert (box.get("dir"), box.text) == ("rtl", "العربية")


@pytest.mark.parametrize(
    ("query", "title"), [("洗钱", "洗钱罪"), ("blanchiment", "Blanchiment d’argent"), ("غسل", "غسل الأموال")]
)
def test_words_of_every_language_are_found_from_any_interface(client, portal, query, title):
    for language in ("en", "ar", "ru"):
        page = opened(client, urlencode({"q": query}), language)
        assert titles(page)[0] == title
        assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")


def test_drafts_and_what_is_repealed_are_marked(client, portal):
    page = opened(client, "q=laundering&place=IT")
    badges = {
        title: [badge.text_content() for badge in select(result, ".badge")]
        for result, title in zip(select(page, ".result"), titles(page), strict=True)
    }
    assert badges["Laundering by negligence"] == ["Repealed"]
    assert badges["Laundering in casinos"] == ["Draft, not law", "Machine translation"]


def test_facets_count_narrow_and_are_taken_off_again(client, portal):
    page = opened(client, "q=laundering")
    everywhere = counts(page, "place")
    assert everywhere["IT"] == 5
    narrowed = opened(client, "q=laundering&place=IT&status=repealed&status=draft")
    assert set(titles(narrowed)) == {"Laundering in casinos", "Laundering by negligence"}
    assert counts(narrowed, "status")["in-force"] == 3
    chips = {" ".join(chip.text_content().split()): chip.get("href") for chip in select(narrowed, "a.chip")}
    removing = next(address for label, address in chips.items() if "Italy" in label)
    assert removing == "/en/search/?q=laundering&status=repealed&status=draft"
    assert chips["Remove all filters"] == "/en/search/?q=laundering"


def test_every_facet_can_be_chosen_by_each_value_that_it_shows(client, portal):
    page = opened(client)
    shown = {facet: counts(page, facet.value) for facet in registry.counted({})}
    assert all(shown.values())
    for facet, values in shown.items():
        for value, count in values.items():
            narrowed = opened(client, urlencode({facet.value: value}))
            assert str(count) in select(narrowed, "h2 span[role=status]")[0].text_content()


def test_a_long_facet_shows_more_when_asked(client, portal):
    page = opened(client, "kind=law&kind=provision")
    assert len(counts(page, "year")) == 10
    (more,) = select(page, "button[name=more][value=year]")
    assert more.text_content() == f"{len(set(YEARS)) - 10} more"
    whole = counts(opened(client, "kind=law&kind=provision&more=year"), "year")
    assert len(whole) > 10
    assert list(whole) == sorted(whole, reverse=True)
    chosen = counts(opened(client, "kind=law&kind=provision&year=2000&year=2003"), "year")
    assert list(chosen)[:2] == ["2003", "2000"]


def test_browsing_without_words_and_every_order(client, portal):
    assert len(titles(opened(client))) == 20
    by_title = titles(opened(client, "sort=title&place=MT"))
    assert by_title == sorted(by_title)
    newest = [time.get("datetime") for time in select(opened(client, "q=laundering&sort=newest"), ".result time")]
    assert newest == sorted(newest, reverse=True)
    oldest = [time.get("datetime") for time in select(opened(client, "q=laundering&sort=oldest"), ".result time")]
    assert oldest == sorted(oldest)


def test_pages_follow_one_another_to_the_end_without_loss(client, portal):
    seen, address = [], "/en/search/?q=vessel"
    summaries = []
    while address:
        page = html.fromstring(client.get(address).content.decode())
        seen += titles(page)
        summaries.append(select(page, ".pages .numbers")[0].text_content())
        address = next((a.get("href") for a in select(page, "a[rel=next]")), "")
    assert sorted(seen) == sorted(f"Seizure of vessel {n}" for n in range(100, 160))
    assert summaries == ["1 to 20 of 60", "21 to 40 of 60", "41 to 60 of 60"]


def test_a_cursor_of_another_search_shows_the_first_page_and_says_so(client, portal):
    page = opened(client, "q=laundering&cursor=nonsense&start=20")
    assert "this is the first one" in select(page, ".notice")[0].text_content()
    assert titles(page)


def test_a_citation_leads_straight_to_what_it_names(client, portal):
    answer = client.get("/en/search/", {"q": "art. 18 UNTOC"})
    assert answer.status_code == 302
    assert answer["Location"] == "/en/treaties/XVIII-12/articles/18/?sought=art.+18+UNTOC"
    scripted = client.get("/en/search/", {"q": "art. 18 UNTOC"}, headers={"HX-Request": "true"})
    assert scripted["HX-Redirect"] == answer["Location"]


def test_who_wants_the_words_of_a_citation_stays(client, portal):
    page = opened(client, "q=art.+18+UNTOC&stay=1")
    assert select(page, ".notice a")[0].get("href") == "/en/treaties/XVIII-12/articles/18/"
    # The page on which a citation ends offers the way back to the words.
    target = opened(client, "sought=art.+18+UNTOC")
    assert "/en/search/?q=art.+18+UNTOC&stay=1" in [a.get("href") for a in select(target, "a")]


def test_what_was_taken_otherwise_is_told(client, portal):
    assert "not closed" in opened(client, urlencode({"q": 'money "comes from'})).text_content()
    assert "There is no field “colour”" in opened(client, "q=colour:red+laundering").text_content()
    assert "Nothing has all of these words" in opened(client, "q=conceals+money+vessel").text_content()


def test_misspelt_words_are_offered_right(client, portal):
    page = opened(client, "q=launderinng")
    (better,) = (a for a in select(page, "a") if a.text_content() == "laundering")
    assert better.get("href") == "/en/search/?q=laundering"


def test_nothing_found_is_no_dead_end(client, portal):
    page = opened(client, "q=qwxz&place=IT")
    assert select(page, ".empty h2")[0].text_content() == "Nothing was found"
    assert "/en/search/?q=qwxz" in [a.get("href") for a in select(page, ".empty a")]


def test_without_an_index_the_page_says_so(client, portal, settings, tmp_path):
    settings.HOME = tmp_path / "elsewhere"
    page = opened(client, "q=laundering")
    assert "Nothing can be searched yet" in page.text_content()
    assert client.get("/en/search/suggest/", {"q": "laun"}).content.strip() == b""
    assert client.get("/en/search/feed.atom", {"q": "laun"}).status_code == 200
    assert shelf_at(tmp_path / "elsewhere" / "index").current() is None


def test_a_title_can_hold_no_markup(client, portal):
    answer = client.get("/en/search/", {"q": "laundering script"}).content.decode()
    assert "<script>alert" not in answer
    assert "<img src=x" not in answer
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.replace("<mark>", "").replace("</mark>", "")
    offered = client.get("/en/search/suggest/", {"q": "script"}).content.decode()
    assert "&lt;script&gt;" in offered


def test_the_query_itself_can_hold_no_markup(client, portal):
    answer = client.get("/en/search/", {"q": '"><script>alert(3)</script>', "place": '"><b>'}).content.decode()
    assert "<script>alert(3)" not in answer
    assert '"><b>' not in answer


@pytest.mark.parametrize("query", ["q=laundering", "", "q=ownership", "q=zyzzyva", "place=KP"])
def test_what_is_not_public_shows_nowhere(client, portal, person_with, query):
    page = opened(client, query)
    assert UNDISCLOSED not in page.text_content()
    assert "KP" not in counts(page, "place") or counts(page, "place")["KP"] == 0
    for address in ("feed.atom", "export.csv", "export.json", "export.jsonl", "export.ris"):
        answer = client.get(f"/en/search/{address}?{query}")
        assert b"Undisclosed" not in b"".join(answer)
    assert client.get("/en/search/suggest/", {"q": "undisc"}).content.strip() == b""
    assert "zyzzyva" not in opened(client, "q=zyzzyvva").text_content().replace("zyzzyvva", "")


def test_who_may_read_it_finds_it(client, portal, person_with):
    client.force_login(person_with("editor"))
    page = opened(client, "q=zyzzyva")
    assert titles(page) == [UNDISCLOSED]
    assert counts(page, "place") == {"KP": 1}
    assert UNDISCLOSED.encode() in client.get("/en/search/suggest/", {"q": "undisc"}).content


def test_suggestions_are_options_with_their_kind(client, portal):
    answer = client.get("/en/search/suggest/", {"q": "launder"})
    offered = html.fragments_fromstring(answer.content.decode())
    assert {one.tag for one in offered} == {"option"}
    assert ("Laundering of money", "Provision of a law") in {(o.get("value"), o.get("label")) for o in offered}
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer["Vary"]


def test_asking_the_database_takes_the_same_however_much_is_shown(client, portal, django_assert_max_num_queries):
    opened(client, "q=laundering")
    for query in ("q=qwxz", "q=laundering", "more=year&more=place", "q=vessel&kind=law&place=MT&sort=newest"):
        with django_assert_max_num_queries(0):
            opened(client, query)


def test_an_address_says_the_same_search_in_the_same_words(client, portal):
    page = opened(client, "sort=relevance&place=IT&q=laundering&across=yes&place=IT&cursor=&unknown=1")
    (canonical,) = select(page, "link[rel=canonical]")
    assert canonical.get("href") == "http://testserver/en/search/?q=laundering&place=IT"
    scripted = client.get("/en/search/?sort=relevance&place=IT&q=&more=year", headers={"HX-Request": "true"})
    assert scripted["HX-Push-Url"] == "/en/search/?place=IT"
    only = opened(client, "q=laundering&across=no")
    assert select(only, "#box-across")[0].get("checked") is not None
    assert select(only, "link[rel=canonical]")[0].get("href").endswith("?q=laundering&across=no")


def test_a_search_is_read_only_by_reading(client, portal):
    for name in ("page", "suggest", "feed"):
        assert client.post(reverse(f"search:{name}")).status_code == 405


NAMES = st.sampled_from(
    ["q", "sort", "cursor", "start", "across", "stay", "more", "page", "x", *(facet.value for facet in Facet)]
)
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            *(sort.value for sort in Sort),
            "IT",
            "XVIII-12:5",
            "2001",
            "-1",
            "٣",
            "²",
            "1" * 400,
            "\0",
            "a:b",
            "*",
            '"',
            "(",
            "NOT",
        ]
    ),
)


@pytest.mark.parametrize("address", ["", "suggest/", "feed.atom", "export.csv", "export.ris"])
def test_no_parameters_are_a_fault(client, portal, address):
    @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
    def ask(parameters):
        answer = client.get(f"/en/search/{address}?{urlencode(parameters)}")
        assert answer.status_code in {200, 302}
        # A fault in a download would come only while it is read.
        assert all(isinstance(part, bytes) for part in answer)

    ask()
    for raw in ("q=%FF%FE", "place=%ED%A0%80", "start=" + "9" * 5000, "&&==&;", "q=" + "a+" * 3000):
        assert client.get(f"/en/search/{address}?{raw}").status_code == 200
