from lxml import etree

from .conftest import UNDISCLOSED


ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client, query="", language="en"):
    answer = client.get(f"/{language}/search/feed.atom?{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def all_of(node, path):
    return node.xpath(path, namespaces=ATOM)


def test_a_feed_has_all_that_atom_demands(client, portal):
    root = feed(client, "q=laundering", "fr")
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.get(LANG) == "fr"
    for node in (root, *all_of(root, "a:entry")):
        assert len(all_of(node, "a:id")) == len(all_of(node, "a:title")) == len(all_of(node, "a:updated")) == 1
    assert all_of(root, "a:author/a:name/text()") == ["Comity"]
    assert all_of(root, "a:link[@rel='self']/@href") == [
        "http://testserver/fr/search/feed.atom?q=laundering&sort=newest"
    ]
    assert all_of(root, "a:link[@rel='alternate']/@href") == ["http://testserver/fr/search/?q=laundering&sort=newest"]
    ids = all_of(root, "a:entry/a:id/text()")
    assert len(ids) == len(set(ids)) > 4
    assert all(one.startswith("tag:testserver,2026:provision:") or ":article:" in one for one in ids)


def test_entries_come_newest_first_in_their_own_language(client, portal):
    root = feed(client, "q=laundering")
    dates = all_of(root, "a:entry/a:published/text()")
    assert dates == sorted(dates, reverse=True)
    (foreign,) = all_of(feed(client, "language=ar"), "a:entry")
    assert foreign.get(LANG) == "ar"
    assert all_of(foreign, "a:title/text()") == ["غسل الأموال"]
    assert all_of(foreign, "a:link/@href") == ["http://testserver/en/laws/it/code/5/"]


def test_a_long_feed_goes_on(client, portal):
    first = feed(client, "q=vessel")
    assert len(all_of(first, "a:entry")) == 50
    (following,) = all_of(first, "a:link[@rel='next']/@href")
    second = etree.fromstring(client.get(following).content)
    assert len(all_of(second, "a:entry")) == 10
    assert not set(all_of(first, "a:entry/a:id/text()")) & set(all_of(second, "a:entry/a:id/text()"))


def test_a_feed_that_did_not_change_is_not_sent_again(client, portal):
    tag = client.get("/en/search/feed.atom?q=laundering")["ETag"]
    again = client.get("/en/search/feed.atom?q=laundering", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_titles_with_markup_and_control_characters_stay_text(client, portal):
    root = feed(client, "q=script")
    assert "<script>alert(1)</script> laundering" in all_of(root, "a:entry/a:title/text()")
    assert feed(client, "q=%08%1f%EF%BF%BE").get(LANG) == "en"


def test_a_feed_holds_only_what_is_public(client, portal, person_with):
    assert UNDISCLOSED not in all_of(feed(client, "q=ownership"), "a:entry/a:title/text()")
    client.force_login(person_with("editor"))
    assert UNDISCLOSED in all_of(feed(client, "q=ownership"), "a:entry/a:title/text()")
