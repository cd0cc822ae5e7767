"""Collections, as a reader without an account makes them, and as somebody who should not would try to."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from comity.base.audit.models import Event
from comity.engines.records import actions
from comity.engines.records.actions import collecting
from comity.engines.records.models import Collection, Entry, Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.shares import Share
from comity.knowledge.strategies.models import Strategy


@pytest.fixture
def publish(place, service):
    def make(title, *, published=True, place="IT"):
        text, source = CardText("en", title), CardSource("A source", publisher="A ministry")
        record = actions.draft(Strategy(), Card(title, place, (text,), (source,)), by=service)
        if published:
            actions.publish(record, by=service)
        return record

    return make


@pytest.fixture
def gather(client, publish):
    """Put records into one collection, as a reader does; gives the address of its page for writing."""

    def make(*titles, note=""):
        for number, title in enumerate(titles):
            record = publish(title)
            given = {"note": note} | ({"title": "My list"} if number == 0 else {})
            address = client.post(f"/en/records/{record.pk}/collect/", given)["Location"]
        return address

    return make


def shared(client, address):
    client.post(address, {"do": "share"})
    return f"/en/records/collections/{Collection.objects.get().read_key}/"


def test_a_reader_gathers_notes_orders_and_shares(client, gather):
    address = gather("One", "Two", "Three", note="Read this\nfirst")
    assert re.fullmatch(r"/en/records/collections/edit/[\w-]{43}/", address)
    page = client.get(address).text
    assert page.index(">One<") < page.index(">Two<") < page.index(">Three<")
    one, _two, three = Entry.objects.order_by("position")
    client.post(address, {"do": "down", "entry": one.pk})
    client.post(address, {"do": "up", "entry": three.pk})
    client.post(address, {"do": "note", "entry": three.pk, "note": "<b>Bold</b> claim"})
    client.post(address, {"do": "remove", "entry": one.pk})
    client.post(address, {"do": "rename", "title": "A better list"})
    read = shared(client, address)
    stranger = Client().get(read)
    assert stranger.status_code == 200
    assert stranger.text.index(">Two<") < stranger.text.index(">Three<")
    assert ">One<" not in stranger.text
    assert "A better list" in stranger.text
    assert "Read this<br>first" in stranger.text
    assert "&lt;b&gt;Bold" in stranger.text
    assert 'content="noindex"' in stranger.text


def test_the_second_record_goes_where_the_first_went_unless_a_new_one_is_asked_for(client, gather, publish):
    gather("One", "Two")
    assert Collection.objects.count() == 1
    third = publish("Three")
    assert "My list" in client.get(f"/en/records/{third.pk}/collect/").text
    client.post(f"/en/records/{third.pk}/collect/?new=1", {"title": "Another"})
    assert sorted(Collection.objects.values_list("title", flat=True)) == ["Another", "My list"]


def test_a_record_is_in_a_collection_once_however_often_it_is_put_there(client, gather):
    gather("One")
    record = Record.objects.get()
    for note in ("again", ""):
        client.post(f"/en/records/{record.pk}/collect/", {"note": note})
    assert [(one.note, one.position) for one in Entry.objects.all()] == [("again", 1)]


def test_what_is_not_shared_is_not_there_and_what_is_shared_no_more_is_gone_for_good(client, gather):
    address = gather("One")
    first = f"/en/records/collections/{Collection.objects.get().read_key}/"
    assert Client().get(first).status_code == 404
    shared(client, address)
    assert Client().get(first).status_code == 200
    client.post(address, {"do": "hide"})
    assert Client().get(first).status_code == 404
    second = shared(client, address)
    assert second != first
    assert Client().get(first).status_code == 404


def test_who_reads_cannot_write(client, gather):
    address = gather("One")
    read, entry = shared(client, address), Entry.objects.get()
    key = read.rstrip("/").rpartition("/")[2]
    stranger = Client()
    assert stranger.get(f"/en/records/collections/edit/{key}/").status_code == 404
    assert stranger.post(f"/en/records/collections/edit/{key}/", {"do": "discard"}).status_code == 404
    assert stranger.post(read, {"do": "discard"}).status_code == 404
    digest = Collection.objects.get().write_digest
    for guess in (digest, "x", "0" * 43, str(Collection.objects.get().pk), "%00"):
        assert stranger.get(f"/en/records/collections/edit/{guess}/").status_code == 404
        assert stranger.get(f"/en/records/collections/{guess}/").status_code == 404
    assert address.rstrip("/").rpartition("/")[2] not in stranger.get(read).text
    entry.refresh_from_db()


def test_one_collection_cannot_be_changed_through_another(client, gather, publish):
    address = gather("One")
    theirs, _key = collecting.begin("Theirs", by=None)
    entry = collecting.collect(theirs, publish("Secret order"), remark="theirs", by=None)
    for doing in ("note", "up", "remove"):
        client.post(address, {"do": doing, "entry": entry.pk, "note": "mine now"})
    client.post(address, {"do": "remove", "entry": "9" * 30})
    client.post(address, {"do": "remove", "entry": "١"})
    entry.refresh_from_db()
    assert entry.note == "theirs"


def test_another_site_cannot_write(gather, client):
    address = gather("One")
    stranger = Client(enforce_csrf_checks=True)
    stranger.cookies = client.cookies
    record = Record.objects.get()
    for where, given in (
        (address, {"do": "discard"}),
        (f"/en/records/{record.pk}/collect/", {"note": "x"}),
        ("/en/records/collections/", {"title": "x"}),
    ):
        assert stranger.post(where, given).status_code == 403
    assert Collection.objects.count() == 1


def test_nothing_is_shown_that_the_reader_may_not_see(client, gather, publish, person_with, service):
    address = gather("Public one")
    collection = Collection.objects.get()
    hidden = publish("Undisclosed draft", published=False)
    Entry.objects.create(collection=collection, record=hidden, note="", position=9)
    read = shared(client, address)
    for page in (client.get(address).text, Client().get(read).text):
        assert "Undisclosed" not in page
        assert "A record that is not public" in page
    for form in ("csv", "json", "ris", "bib", "txt"):
        answer = Client().get(f"{read}export.{form}")
        assert "public one" in answer.text.casefold()
        assert "undisclosed" not in answer.text.casefold()
    editor = Client()
    editor.force_login(person_with("editor"))
    assert "Undisclosed draft" in editor.get(read).text


def test_nobody_gathers_what_they_may_not_read(client, publish):
    hidden = publish("Undisclosed draft", published=False)
    assert client.get(f"/en/records/{hidden.pk}/collect/").status_code == 404
    assert client.post(f"/en/records/{hidden.pk}/collect/", {"title": "x"}).status_code == 404
    assert not Collection.objects.exists()


def test_what_is_withdrawn_says_so_and_is_taken_away_no_more(client, gather, service):
    read = shared(client, gather("One", "Two"))
    withdrawn = Record.objects.get(texts__title="Two")
    actions.withdraw(withdrawn, by=service, reason="It named a witness.")
    page = Client().get(read).text
    assert "Withdrawn" in page
    assert "Two" not in Client().get(f"{read}export.csv").text
    assert client.post(f"/en/records/{withdrawn.pk}/collect/", {"note": "x"}).status_code == 410


def test_it_is_taken_away_in_every_form_in_its_order(client, gather):
    address = gather("Zebra", "Aardvark", note="=cmd|' /C calc'!A0")
    read = shared(client, address)
    rows = list(csv.DictReader(io.StringIO(Client().get(f"{read}export.csv").content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["Zebra", "Aardvark"]
    assert rows[0]["note"].startswith("'=")
    assert rows[0]["address"].startswith("http://testserver/strategies/")
    told = json.loads(Client().get(f"{read}export.json").content)
    assert [one["title"] for one in told] == ["Zebra", "Aardvark"]
    cited = Client().get(f"{read}export.txt").text.splitlines()
    assert [bool(re.search(name, line)) for name, line in zip(("Zebra", "Aardvark"), cited, strict=True)] == [True] * 2
    assert Client().get(f"{read}export.ris").text.count("ER  -") == 2
    assert Client().get(f"{read}export.bib").text.count("Zebra") == 1
    assert Client().get(f"{read}export.exe").status_code == 404


def test_an_editor_takes_down_what_does_not_belong_here(client, gather, person_with):
    read = shared(client, gather("One", note="Buy my pills"))
    for role, status in (("contributor", 403), ("editor", 302)):
        someone = Client()
        someone.force_login(person_with(role))
        assert someone.post(read).status_code == status
    assert not Collection.objects.exists()


def test_drafts_are_deleted_in_their_time_and_what_is_shared_is_kept(client, gather, service):
    old, empty, young, kept = (collecting.begin(name, by=None)[0] for name in ("old", "empty", "young", "kept"))
    gather("One")
    record = Record.objects.get()
    for one in (old, young, kept):
        collecting.collect(one, record, remark="", by=None)
    collecting.share(kept, is_shared=True, by=None)
    now = timezone.now()
    Collection.objects.filter(pk__in=[old.pk, kept.pk]).update(changed_at=now - dt.timedelta(days=91))
    Collection.objects.filter(pk=young.pk).update(changed_at=now - dt.timedelta(days=89))
    Collection.objects.filter(pk=empty.pk).update(changed_at=now - dt.timedelta(days=8))
    assert actions.tidy_collections(by=service) == 2
    assert sorted(Collection.objects.values_list("title", flat=True)) == ["My list", "kept", "young"]


def test_it_holds_so_many_and_no_more(client, gather, publish, monkeypatch):
    address = gather("One", "Two")
    monkeypatch.setattr(collecting, "MOST", 2)
    answer = client.post(f"/en/records/{publish('Three').pk}/collect/", {"note": ""})
    assert answer.status_code == 422
    assert "at most" in answer.text
    assert address
    monkeypatch.setattr(collecting, "AN_HOUR", 1)
    answer = client.post("/en/records/collections/", {"title": "Another"})
    assert answer.status_code == 422


def test_one_network_cannot_begin_what_is_meant_for_everybody(client, db, monkeypatch, settings):
    settings.PROXIES = 1
    monkeypatch.setattr(collecting, "BEGUN", Share(1))

    def begun(forwarded):
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
        return client.post("/en/records/collections/", {"title": "Mine"}, headers=headers)

    assert begun("2001:db8::1, 2a00:1:2:3::4").status_code == 302
    # What a reader writes into the header stands before what the proxy adds.
    answer = begun("9.9.9.9, 2a00:1:2:ffff::1")
    assert answer.status_code == 422
    assert "Your network" in answer.text
    assert begun("2a00:1:3::4").status_code == 302
    # Of what the proxy does not tell nothing is known, and only what holds for everybody does.
    assert [begun("").status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("title", ["", " ", "x" * 201])
def test_a_title_is_neither_empty_nor_endless(client, db, title):
    assert client.post("/en/records/collections/", {"title": title}).status_code == 422
    assert not Collection.objects.exists()


def test_the_key_for_writing_is_kept_by_its_reader_only(client, gather):
    address = gather("One")
    key = address.rstrip("/").rpartition("/")[2]
    cookie = client.cookies["collection"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (key, True, "Lax")
    collection = Collection.objects.get()
    assert key not in {collection.read_key, collection.write_digest}
    assert key not in str(list(Event.objects.values_list("details", "subject_id")))
    client.post(address, {"do": "discard"})
    assert client.cookies["collection"].value == ""
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_same_whatever_is_in_it(client, gather, django_assert_num_queries, count):
    read = shared(client, gather(*(f"Title {number}" for number in range(count))))
    stranger = Client()
    stranger.get(read)
    with django_assert_num_queries(7):
        stranger.get(read)


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_it_is_there_in_every_language(client, gather, language):
    address = gather("One")
    read = shared(client, address)
    for page in (address, read, "/en/records/collections/"):
        assert client.get(page.replace("/en/", f"/{language}/")).status_code == 200
