"""One question to several States, and the databases of an installation."""

import pytest


pytestmark = pytest.mark.django_db


def test_each_state_answers_in_its_own_column(searchable, client):
    page = client.get("/en/beside/", {"q": "firearms licence", "place": ["IT", "ML", "IT", "NOWHERE"]})
    columns = page.context["columns"]
    assert [column.code for column in columns] == ["IT", "ML"]
    for column in columns:
        assert 0 < len(column.passages) <= 3 <= column.count
        assert {passage.flag for passage in column.passages} == {column.code}
        found = client.get(column.search)
        assert found.status_code == 302 or found.context["count"] == column.count


def test_a_state_without_an_answer_says_so(searchable, client):
    page = client.get("/en/beside/", {"q": "firearms", "place": ["FR"]})
    assert page.context["columns"][0].count == 0
    assert "Nothing was found" in page.content.decode()


def test_no_more_states_are_asked_than_can_be_read_beside_each_other(searchable, client):
    page = client.get("/en/beside/", {"q": "bees", "place": ["IT", "ML", "FR", "CN", "SA", "IN", "RU", "ES"]})
    assert len(page.context["columns"]) == 6
    assert "Only the first 6 States are shown." in page.content.decode()


@pytest.mark.parametrize("given", [{}, {"place": "IT"}, {"q": "x" * 10_000, "place": "IT"}, {"crime_type": "\x00"}])
def test_whatever_is_asked_there_is_a_page(searchable, client, given):
    assert client.get("/en/beside/", given).status_code == 200


def test_as_many_queries_for_six_states_as_for_one(searchable, client, django_assert_max_num_queries):
    client.get("/en/beside/", {"q": "bees", "place": ["IT"]})
    with django_assert_max_num_queries(6):
        client.get("/en/beside/", {"q": "bees", "place": ["IT", "ML", "FR", "CN", "SA", "IN"]})


def test_every_database_is_listed_with_what_it_holds(world, client):
    page = client.get("/en/databases/")
    shown = {shelf.kind: number for shelf, number in page.context["shelves"]}
    assert shown["law"] == "7"
    assert int(shown["treaty"]) > 400


def test_a_topic_leads_to_what_each_database_has_on_it(searchable, client):
    page = client.get("/en/topics/money-laundering/")
    assert page.context["kinds"]
    for _label, number, address in page.context["kinds"]:
        assert client.get(address).context["count"] == number > 0
