"""Lists of any kind, narrowed by what their records are about."""

import pytest

from comity.base.places.models import Place
from comity.engines.records import actions
from comity.engines.records.actions import put
from comity.engines.records.models import Record
from comity.engines.records.queries import counts, narrowed
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.library.models import Resource
from comity.knowledge.strategies.models import Strategy


pytestmark = pytest.mark.django_db


@pytest.fixture
def items(service):
    for code in ("IT", "KE"):
        Place.objects.get_or_create(code=code, defaults={"kind": "state"})

    def item(name, *topics, place=None, **fields):
        card = Card(name, place, (CardText("en", f"Item {name}"),), (CardSource("here"),), topics)
        put(Resource(**({"form": "guide", "collection": "cooperation"} | fields)), card, by=service)

    item("one", "crime-types:corruption", "places:KE", "language:fr", place="IT", year=2003)
    item("two", "crime-types:corruption", "audience:judges", year=2010, form="model-law")
    item("three", "crime-types:firearms", "places:KE", year=2010)
    item("four")


def shown(client, query=""):
    page = client.get(f"/en/library/{query}").content.decode()
    return {name for name in ("one", "two", "three", "four") if f"Item {name}" in page}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"one", "two", "three", "four"}),
        ("?crime_type=corruption", {"one", "two"}),
        ("?place=KE", {"one", "three"}),
        ("?place=IT", {"one"}),
        ("?year=2010", {"two", "three"}),
        ("?year=1999", set()),
        ("?form=model-law", {"two"}),
        ("?audience=judges", {"two"}),
        ("?language=fr", {"one"}),
        ("?crime_type=corruption&place=KE&year=2003", {"one"}),
        ("?crime_type=nothing", set()),
        ("?form=%00", {"one", "two", "three", "four"}),
        ("?page=99", {"one", "two", "three", "four"}),
    ],
)
def test_a_list_is_narrowed_by_everything_that_is_chosen(client, items, query, names):
    assert shown(client, query) == names


def test_what_is_no_year_is_said_and_narrows_nothing(client, items):
    page = client.get("/en/library/?year=two").content.decode()
    assert "“two” is not a year" in page
    assert shown(client, "?year=two") == {"one", "two", "three", "four"}


def test_words_go_to_the_search_with_the_rest(client, items):
    answer = client.get("/en/library/?q=bees&crime_type=corruption&form=guide")
    assert answer.status_code == 302
    assert answer.url == "/en/search/?q=bees&kind=resource&crime_type=corruption"


def test_values_are_counted(items):
    found = counts(Record.objects.filter(kind="resource"), Resource)
    assert found.places == {"IT": 1, "KE": 2}
    assert found.topics["crime-types"] == {"corruption": 2, "firearms": 1}
    assert found.choices["form"] == {"guide": 3, "model-law": 1}
    assert (found.first, found.last) == (2003, 2010)


def test_a_record_is_not_about_its_own_place_twice(service, items):
    card = Card("five", "IT", (CardText("en", "Item five"),), (CardSource("here"),), ("places:IT",))
    put(Resource(form="guide", collection="cooperation"), card, by=service)
    assert counts(Record.objects.filter(kind="resource"), Resource).places["IT"] == 2


def test_a_list_narrowed_asks_no_more_than_one_that_is_not(client, items, django_assert_max_num_queries):
    shown(client)
    with django_assert_max_num_queries(20) as plain:
        shown(client)
    with django_assert_max_num_queries(20) as chosen:
        shown(client, "?crime_type=corruption&place=KE&year=2003&form=guide&language=fr")
    assert len(chosen) <= len(plain)


def test_topics_are_part_of_what_is_kept(service, items):
    record = Record.objects.get(texts__title="Item one")
    assert record.revisions.get().content["topics"] == ["crime-types:corruption", "language:fr", "places:KE"]
    assert list(narrowed(Record.objects.all(), Resource, topics={"language": "fr"})) == [record]


def test_programs_narrow_in_the_same_way(client, items):
    def names(query):
        return {one["texts"][0]["title"] for one in client.get(f"/api/v1/records/resource{query}").json()["results"]}

    assert names("?topic=crime-types:firearms") == {"Item three"}
    assert names("?place=ke&year=2003") == {"Item one"}


def test_the_data_of_a_record_name_the_public_records_that_it_is_linked_to(client, service):
    def plan(title, *, is_public):
        card = Card("", None, (CardText("en", title),), (CardSource("A source"),))
        record = actions.draft(Strategy(), card, by=service)
        if is_public:
            actions.publish(record, by=service)
        return record

    one, other, hidden = plan("One", is_public=True), plan("Other", is_public=True), plan("Hidden", is_public=False)
    actions.set_links(one, [("cites", other.pk, "3"), ("cites", hidden.pk, "")], by=service)
    told = client.get(f"/api/v1/records/strategy/{one.pk}").json()["links"]
    assert told == [{"relation": "cites", "kind": "strategy", "id": str(other.pk), "locator": "3"}]
