"""What editors do with hot topics on screen, who may, and what they are told when something is wrong."""

import json

import pytest

from comity.base.audit.models import Event
from comity.engines.records.imports import run
from comity.engines.records.models import Record
from comity.knowledge.gateways.forms import moved, search_named
from comity.knowledge.gateways.shapes import Item

from .conftest import GUIDE, MODULES, NEW, PLAN, WORDS


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]


def contents(page):
    """What the items on the page would send back."""
    return [json.loads(row["sent"]) for row in page.context["items"]]


def the_only():
    return Record.objects.get(kind="hottopic")


def test_only_editors_come_to_the_composer(client, person_with, hot_topic):
    edit = f"/en/hot-topics/{hot_topic().pk}/edit/"
    for path in (NEW, "/en/hot-topics/compose/", edit):
        assert client.get(path).status_code == 302
        assert "/account/sign-in/" in client.get(path)["Location"]
    for role in ("contributor", "authority"):
        client.force_login(person_with(role))
        for path in (NEW, "/en/hot-topics/compose/", edit):
            page = client.get(path)
            assert page.status_code == 403
            assert "Only editors may compose hot topics." in page.content.decode()
        assert client.post(edit, {**WORDS, "do": "save"}).status_code == 403
    client.force_login(person_with("editor"))
    for path in (NEW, "/en/hot-topics/compose/", edit):
        assert client.get(path).status_code == 200


def test_what_is_kept_is_a_draft_until_it_is_published(client, editor, post):
    items = [{"record": GUIDE}, {"record": PLAN, "words": {"fr": "Le plan"}}, {"search": "q=marking"}]
    assert post("save", items, words=["", "The plan", "Marking"]).status_code == 302
    record = the_only()
    assert [text.title for text in record.texts.all()] == ["Parts by post"]
    assert record.hottopic.items == [
        {"record": GUIDE},
        {"record": PLAN, "words": {"fr": "Le plan", "en": "The plan"}},
        {"search": "q=marking", "words": {"en": "Marking"}},
    ]
    topics = sorted(str(topic) for topic in record.topics.all())
    assert topics == ["crime-types:firearms", "portal:firearms"]
    page = client.get(f"/en/hot-topics/{record.pk}/")
    assert page.status_code == 200
    assert "Draft" in page.content.decode()

    client.logout()
    assert client.get(f"/en/hot-topics/{record.pk}/").status_code == 404
    assert "Parts by post" not in client.get("/en/hot-topics/").content.decode()

    client.force_login(editor)
    edit = f"/en/hot-topics/{record.pk}/edit/"
    seen = client.get(edit).context["desk"].form["seen"].value()
    assert (
        post("publish", record.hottopic.items, page=edit, seen=seen, words=["", "The plan", "Marking"]).status_code
        == 302
    )
    client.logout()
    page = client.get(f"/en/hot-topics/{record.pk}/").content.decode()
    assert "Parts by post" in page
    assert "The plan" in page
    assert "Parts by post" in client.get("/en/hot-topics/").content.decode()
    events = Event.objects.filter(record_id=record.pk, is_read=False).order_by("pk")
    told = [(one.verb, one.actor_id) for one in events]
    assert told == [(f"record.{verb}", str(editor.pk)) for verb in ("draft", "revise", "publish")]


def test_items_are_put_in_order_and_nothing_is_kept_by_it(editor, post):
    items = [{"record": GUIDE}, {"record": PLAN}, {"search": "q=marking"}]
    assert contents(post("down:0", items)) == [items[1], items[0], items[2]]
    assert contents(post("up:2", items)) == [items[0], items[2], items[1]]
    assert contents(post("up:0", items)) == items
    assert contents(post("remove:1", items)) == [items[0], items[2]]
    assert contents(post("up:99", items)) == items
    assert not Record.objects.filter(kind="hottopic").exists()


def test_what_is_typed_stays_while_items_are_put_in_order(editor, post):
    page = post("down:0", [{"record": GUIDE}, {"record": PLAN}], words=["Mine", ""], title_en="Typed, not kept")
    assert "Typed, not kept" in page.content.decode()
    assert contents(page)[1] == {"record": GUIDE, "words": {"en": "Mine"}}


def test_what_was_found_is_added_once(editor, post):
    offered = [json.dumps({"record": GUIDE}), json.dumps({"record": MODULES})]
    page = post("add:1", [{"record": PLAN}], offered=offered)
    assert contents(page) == [{"record": PLAN}, {"record": MODULES}]
    assert [json.loads(row["sent"]) for row in page.context["offered"]] == [{"record": GUIDE}]
    again = post("add:0", [{"record": GUIDE}], offered=offered)
    assert again.status_code == 422
    assert "This is in the hot topic already." in again.content.decode()
    assert contents(again) == [{"record": GUIDE}]


def test_the_address_of_a_search_becomes_an_item(editor, post):
    address = "https://portal.example/fr/search/?q=ransomware&crime_type=cybercrime&cursor=abc&page=2"
    page = post("find", [], find=address)
    assert contents(page) == [{"search": "q=ransomware&crime_type=cybercrime"}]
    assert search_named("https://portal.example/fr/laws/?q=x") == ""


def test_a_preview_shows_and_keeps_nothing(editor, post):
    page = post("preview", [{"record": GUIDE}])
    shown = page.content.decode()
    assert "Preview; nothing was kept" in shown
    assert page.context["preview"]["title"] == "Parts by post"
    assert [line.shown.title for line in page.context["preview"]["lines"]] == [
        "Legislative guide for the implementation of the Firearms Protocol"
    ]
    assert not Record.objects.filter(kind="hottopic").exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"portals": []}, "This field is required."),
        ({"title_en": "", "summary_en": ""}, "Give it a title in at least one language."),
        ({"title_en": ""}, "There is an introduction in English and no title."),
        ({"item": ["{}"], "words": [""]}, "An item is either a record or a search"),
        ({"item": ["not JSON"], "words": [""]}, "“not JSON” is no item."),
        ({"item": [json.dumps({"record": "x" * 36})], "words": [""]}, "is no key of a record"),
        ({"item": [json.dumps({"record": GUIDE, "part": "/../x"})], "words": [""]}, "is no part of a record"),
        ({"item": [json.dumps({"record": GUIDE})] * 61, "words": [""] * 61}, "at most 60 items"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, editor, given, sentence):
    page = client.post(NEW, {**WORDS, "do": "save", **given})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Record.objects.filter(kind="hottopic").exists()


def test_of_two_editors_at_once_the_second_is_shown_what_changed(client, editor, post, hot_topic):
    record = hot_topic({"record": GUIDE})
    edit = f"/en/hot-topics/{record.pk}/edit/"
    seen = client.get(edit).context["desk"].form["seen"].value()
    assert post("save", [{"record": PLAN}], page=edit, seen=seen, title_en="The first").status_code == 302
    page = post("save", [{"record": GUIDE}], page=edit, seen=seen, title_en="The second")
    assert page.status_code == 409
    shown = page.content.decode()
    assert "Somebody else has changed this" in shown
    assert "The first" in shown
    assert "The second" in shown
    now = page.context["desk"].form["seen"].value()
    assert post("save", [{"record": GUIDE}], page=edit, seen=now, title_en="The second").status_code == 302
    assert record.texts.get().title == "The second"
    assert record.revisions.count() == 3


def test_a_draft_is_guarded_in_the_same_way(client, editor, post, hot_topic):
    record = hot_topic({"record": GUIDE}, is_public=False)
    edit = f"/en/hot-topics/{record.pk}/edit/"
    seen = client.get(edit).context["desk"].form["seen"].value()
    assert post("save", [{"record": PLAN}], page=edit, seen=seen).status_code == 302
    assert post("save", [{"record": GUIDE}], page=edit, seen=seen).status_code == 409


def test_it_is_withdrawn_with_a_reason_and_shown_again(client, editor, hot_topic):
    record = hot_topic({"record": GUIDE})
    edit, page = f"/en/hot-topics/{record.pk}/edit/", f"/en/hot-topics/{record.pk}/"
    client.post(edit, {"do": "withdraw", "reason": " "})
    assert client.get(page).status_code == 200
    client.post(edit, {"do": "withdraw", "reason": "It is out of date."})
    client.logout()
    gone = client.get(page)
    assert gone.status_code == 410
    assert "It is out of date." in gone.content.decode()
    client.force_login(editor)
    assert "Publish again" in client.get(edit).content.decode()
    client.post(edit, {"do": "again"})
    client.logout()
    assert client.get(page).status_code == 200


def test_moving_stays_within_the_list():
    items = [Item(search=f"q={number}") for number in range(3)]
    assert [one.search for one in moved(items, 0, 5)] == ["q=1", "q=2", "q=0"]
    assert moved(items, 7, 1) == items
    assert moved(items, -1, 1) == items


def test_a_table_with_a_wrong_item_is_refused_with_a_sentence(editor, tmp_path):
    file = tmp_path / "hot-topics.csv"
    head = "id,title:en,items,source:title"
    file.write_text(f'{head}\nbad,Bad,"[{{""text"": 1}}]",S\n', encoding="utf-8")
    report = run(file, "hottopic", by=editor)
    assert len(report.refused) == 1
    assert "is no item" in str(report.refused[0])
    assert not Record.objects.filter(kind="hottopic").exists()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"do": "withdraw", "reason": "x" * 1001}, "Say in at most 1000 letters"),
        ({"do": "withdraw", "reason": " "}, "Say in at most 1000 letters"),
        ({"do": "save", "find": "x" * 2001}, "at most 2000 letters"),
        ({"do": "save", "item": json.dumps({"record": GUIDE}), "words": "x" * 301}, "at most 300 letters"),
    ],
)
def test_what_is_too_long_is_refused_on_the_page_and_not_cut_off(client, editor, hot_topic, sent, why):
    topic = hot_topic()
    before = topic.revisions.count()
    answer = client.post(f"/en/hot-topics/{topic.pk}/edit/", {**WORDS, **sent})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    topic.refresh_from_db()
    assert (topic.state, topic.revisions.count()) == ("published", before)
