"""What readers see of a hot topic: what they may read, in their language, as it is today."""

import pytest

from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.knowledge.gateways import queries
from comity.knowledge.gateways.shapes import Item

from .conftest import GUIDE, MODULES, PLAN


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]


def titles(client, record, language="en"):
    page = client.get(f"/{language}/hot-topics/{record.pk}/")
    assert page.status_code == 200
    return [line.shown.title for line in page.context["lines"]]


def test_records_are_shown_in_their_order_as_they_are_today(client, hot_topic, service):
    record = hot_topic({"record": PLAN}, {"record": GUIDE})
    assert titles(client, record) == [
        "2020-2025 EU action plan on firearms trafficking",
        "Legislative guide for the implementation of the Firearms Protocol",
    ]
    Record.objects.get(pk=GUIDE).texts.update(title="The guide, renamed")
    assert titles(client, record)[1] == "The guide, renamed"


def test_what_was_withdrawn_or_is_not_here_is_left_out_and_only_staff_are_told(
    client, hot_topic, service, person_with
):
    record = hot_topic({"record": PLAN}, {"record": GUIDE}, {"record": "00000000-0000-0000-0000-000000000000"})
    records.withdraw(Record.objects.get(pk=GUIDE), by=service, reason="Replaced.")
    assert titles(client, record) == ["2020-2025 EU action plan on firearms trafficking"]
    assert "Legislative guide" not in client.get(f"/en/hot-topics/{record.pk}/").content.decode()
    client.force_login(person_with("editor"))
    assert len(titles(client, record)) == 2
    assert "Only staff see this" in client.get(f"/en/hot-topics/{record.pk}/").content.decode()


def test_words_are_shown_in_the_readers_language_or_the_nearest(client, hot_topic):
    record = hot_topic({"search": "q=x", "words": {"en": "All", "fr": "Tout"}})
    assert titles(client, record) == ["All"]
    assert titles(client, record, "fr") == ["Tout"]
    assert titles(client, record, "ar") == ["All"]


def test_a_portal_lists_what_is_public_of_its_own_newest_first(hot_topic, person_with):
    hot_topic(name="old")
    hot_topic(name="new")
    hot_topic(name="draft", is_public=False)
    hot_topic(name="elsewhere", portal="drugs")
    for person in (None, person_with("editor")):
        found = queries.of_portal("firearms", person=person, language="en")
        assert [text.title for _detail, text in found] == ["Hot topic new", "Hot topic old"]


def test_as_many_queries_for_three_items_as_for_one(hot_topic, django_assert_num_queries):
    for several in ([GUIDE], [GUIDE, PLAN, MODULES]):
        with django_assert_num_queries(2):
            assert len(queries.shown([Item(one) for one in several], person=None, language="en")) == len(several)
