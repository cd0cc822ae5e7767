"""The list of what is not public yet, and the menu that leads to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from comity.engines.records import actions, queries
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.strategies.models import Strategy


pytestmark = pytest.mark.django_db
DRAFTS = "/en/records/drafts/"


@pytest.fixture
def draft(place):
    """Begin a record under a title."""

    def make(title, by, *, hands_in=False, publishes=False):
        card = Card("", "IT", (CardText("en", title),), (CardSource("A source"),))
        record = actions.draft(Strategy(), card, by=by)
        if hands_in:
            actions.submit(record, by=by)
        if publishes:
            actions.publish(record, by=by)
        return Record.objects.get(pk=record.pk)

    return make


def titles(client):
    page = html.fromstring(client.get(DRAFTS).content.decode())
    return [one.text for one in page.xpath("//main//ul[contains(@class, 'law-list')]//a")]


def menu(client, address="/en/about/"):
    page = html.fromstring(client.get(address).content.decode())
    return page.xpath("//header//details//nav[not(contains(@class, 'languages'))]/a/@href")


def test_each_sees_their_own_and_editors_what_was_handed_in(draft, person_with, client):
    ada, bo, editor = person_with("contributor"), person_with("contributor"), person_with("editor")
    draft("Ada's draft", ada)
    draft("Ada's, handed in", ada, hands_in=True)
    draft("Bo's draft", bo)
    draft("The editor's draft", editor)
    draft("What is public", editor, publishes=True)
    client.force_login(ada)
    assert titles(client) == ["Ada's, handed in", "Ada's draft"]
    client.force_login(bo)
    assert titles(client) == ["Bo's draft"]
    client.force_login(editor)
    assert titles(client) == ["The editor's draft", "Ada's, handed in"]
    page = client.get(DRAFTS).content.decode()
    assert "In review" in page
    assert ada.username in page
    assert "another" not in page


def test_who_may_not_draft_is_refused_and_a_visitor_is_asked_to_sign_in(person_with, client):
    assert client.get(DRAFTS)["Location"].startswith("/en/account/sign-in/")
    client.force_login(person_with("authority"))
    assert client.get(DRAFTS).status_code == 403


def test_the_menu_of_who_is_signed_in_leads_to_what_they_may_do(person_with, client, draft):
    assert menu(client) == []
    client.force_login(person_with("authority"))
    reviews = ["/en/reviews/", "/en/questionnaires/_responses/"]
    assert menu(client) == [
        "/en/exchange/",
        "/en/casework/",
        "/en/networks/desk/",
        "/en/records/upkeep/",
        *reviews,
        "/en/reviews/assistance/",
        "/en/audit/",
        "/en/search/alerts/",
    ]
    assert client.get("/en/records/upkeep/").status_code == 200
    contributor = person_with("contributor")
    client.force_login(contributor)
    own = ["/en/records/new/", "/en/contributions/", DRAFTS]
    assert menu(client) == [
        *own,
        "/en/records/upkeep/",
        *reviews,
        "/en/reviews/assistance/",
        "/en/audit/",
        "/en/search/alerts/",
    ]
    client.force_login(person_with("editor"))
    lots = ["/en/questionnaires/", "/en/reviews/draws/"]
    staff = ["/en/records/import/", *lots, "/en/files/", "/en/audit/", "/en/search/alerts/"]
    assert menu(client) == ["/en/administration/", *own, *staff]
    for address in menu(client):
        assert client.get(address).status_code == 200
    assert (
        html.fromstring(client.get(DRAFTS).content.decode()).xpath("//header//details//nav/a[@aria-current]/@href")[0]
        == DRAFTS
    )
    # The other languages' menus name the same addresses.
    assert menu(client, "/ar/about/")[:2] == ["/ar/administration/", "/ar/records/new/"]


def test_many_are_read_with_as_many_questions_as_one(draft, person_with, client):
    ada = person_with("contributor")
    client.force_login(ada)

    def asked():
        with CaptureQueriesContext(connection) as several:
            assert client.get(DRAFTS).status_code == 200
        return len(several)

    draft("One", ada)
    # What stands at the foot of every page is counted once after each change.
    asked()
    few = asked()
    for number in range(60):
        draft(f"Number {number}", ada, hands_in=number % 2)
    asked()
    assert asked() == few
    assert len(titles(client)) == 50
    assert "61 records" in client.get(DRAFTS).content.decode()
    assert queries.unpublished_for(ada).count() == 61
    assert "?page=1" in client.get(f"{DRAFTS}?page=2").content.decode()


def test_nothing_is_said_to_be_there_when_nothing_is(person_with, client):
    client.force_login(person_with("contributor"))
    assert "Nothing is waiting" in client.get(DRAFTS).content.decode()
