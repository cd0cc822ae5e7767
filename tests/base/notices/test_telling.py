"""What a notice may say, whom it reaches, and how often."""

import pytest

from comity.base.audit.models import Event
from comity.base.notices.actions import forget_old, mark_done, mark_read, notify, settle
from comity.base.notices.actions.writing import said
from comity.base.notices.enums import Filter, Group
from comity.base.notices.models import Notice
from comity.base.notices.queries import counts_of, notices_of, unread_count
from comity.base.notices.registry import Kind, kinds, register
from comity.base.places import actions as places
from comity.base.places import index
from comity.base.places.models import Place

from .conftest import at


def test_no_second_kind_takes_the_place_of_a_first():
    known = kinds()
    key, first = next(iter(known.items()))
    register(key, first)
    with pytest.raises(ValueError, match="Two kinds"):
        register(key, Kind(sentence="Another", group=Group.TASKS))
    assert kinds() == known


def test_whoever_is_told_the_same_twice_is_told_once(ana, somebody, service):
    ben = somebody()
    closed = somebody(is_active=False)
    told = {"about": "proposal:1", "address": "/en/account/", "by": service, "once": "proposal:1:waiting"}
    assert notify([ana, closed], "test.task", **told) == 1
    assert notify([ana, ben, closed], "test.task", **told) == 1
    assert notify(ana, "test.task", **told) == 0
    assert sorted(Notice.objects.values_list("person_id", "address")) == [(ana.pk, "/account/"), (ben.pk, "/account/")]
    assert notify(ana, "test.task", **told | {"once": ""}) == 1
    assert [one.details["people"] for one in Event.objects.filter(verb="notices.notify").order_by("pk")] == [1, 1, 1]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "/records/?q=secret", "/records/#Smith",
        "/a b/", "/закон/", "/../x/", "records/1/", "/\n/", "/" + "x/" * 200,
    ],
)  # fmt: skip
def test_an_address_is_a_plain_path_inside_the_portal(ana, service, address):
    with pytest.raises(ValueError, match="inside the portal"):
        notify(ana, "test.task", address=address, by=service)


@pytest.mark.parametrize(
    "parameters",
    [{}, {"count": 1}, {"count": "Smith v. State", "place": "IT"}, {"count": -1, "place": "IT"},
     {"count": 1, "place": "A person's name"}, {"count": 1, "place": "IT", "title": "x"}],
)  # fmt: skip
def test_words_cannot_enter(ana, service, parameters):
    with pytest.raises(ValueError, match=r"parameters|words"):
        notify(ana, "test.count", address="/", by=service, parameters=parameters)
    with pytest.raises(ValueError, match="No module declares"):
        notify(ana, "Smith v. State", address="/", by=service)
    assert not Notice.objects.exists()


def test_a_sentence_is_said_in_the_language_with_the_name_of_the_place(ana, service):
    Place.objects.get_or_create(code="IT", defaults={"kind": "state"})
    places.load_facts(by=service)
    index.forget()
    notify(ana, "test.count", address="/", by=service, parameters={"count": 3, "place": "IT"})
    assert said(Notice.objects.get(), "en") == "3 records of Italy"
    Notice.objects.update(kind="gone.for_good")
    assert said(Notice.objects.get(), "en") == "Something concerns you."


def test_what_is_settled_waits_for_nobody(ana, somebody, service):
    ben = somebody()
    for number in (1, 2):
        notify([ana, ben], "test.task", about=f"proposal:{number}", address="/", by=service)
    assert counts_of(ana) == {Filter.UNREAD: 2, Filter.WAITING: 2, Filter.ALL: 2}
    assert settle("test.task", about="proposal:1", by=service, people=[ben]) == 1
    assert settle("test.task", about="proposal:1", by=service) == 1
    assert settle("test.task", about="proposal:1", by=service) == 0
    assert [one.about for one in notices_of(ana, Filter.WAITING)] == ["proposal:2"]
    mark_done(notices_of(ana, Filter.WAITING)[0], by=ana)
    assert counts_of(ana) == {Filter.UNREAD: 1, Filter.WAITING: 0, Filter.ALL: 2}
    assert counts_of(ben) == {Filter.UNREAD: 2, Filter.WAITING: 1, Filter.ALL: 2}


def test_nobody_marks_what_is_anothers(ana, somebody, service, django_assert_num_queries):
    ben = somebody()
    notify([ana, ben], "test.outcome", address="/", by=service)
    hers = notices_of(ana).get()
    assert mark_read(ben, [hers.pk], by=ben) == 0
    mark_done(hers, by=ben)
    with django_assert_num_queries(1):
        assert unread_count(ana) == 1
    assert mark_read(ana, [hers.pk], by=ana) == 1
    assert (unread_count(ana), unread_count(ben)) == (0, 1)
    assert mark_read(ana, [hers.pk], by=ana, is_read=False) == 1
    assert unread_count(ana) == 1


def test_what_is_long_done_is_forgotten_and_what_waits_is_not(ana, service):
    notify(ana, "test.task", address="/", by=service)
    notify(ana, "test.outcome", address="/", by=service)
    Notice.objects.update(created_at=at("2024-01-01 00:00"))
    notify(ana, "test.outcome", address="/", by=service)
    assert forget_old(by=service) == 1
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["test.outcome", "test.task"]
