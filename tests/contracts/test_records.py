"""What is true of every database, tried on each of them."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import models

from comity.base.audit.models import Event
from comity.engines.records import actions, queries
from comity.engines.records.enums import Outcome, Relation, State
from comity.engines.records.models import Detail, Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.errors import NotNow, NotPermitted


DETAILS = [m for m in apps.get_models() if issubclass(m, Detail)]

pytestmark = pytest.mark.django_db


@pytest.fixture(params=DETAILS, ids=lambda m: m.kind)
def detail_model(request):
    return request.param


def plain_value(field, number):
    """A plain value that a field accepts."""
    if field.choices:
        return field.flatchoices[0][0]
    if field.name in field.model.makeup.languages:
        return "en"
    plain = {
        models.DateField: dt.date(2020, 1, 1),
        models.PositiveSmallIntegerField: 2020,
        models.PositiveIntegerField: 1,
        models.IntegerField: 1,
        models.BooleanField: False,
        models.JSONField: {},
    }
    return plain.get(type(field), f"x{number}")


def example(model, number=1):
    """A detail with every required field filled in with something plain."""
    required = [f for f in model._meta.concrete_fields if not f.blank and not f.primary_key and not f.has_default()]
    return model(**{f.name: plain_value(f, number) for f in required})


def card(number=1, title="Something"):
    return Card(
        name=f"example-{number}",
        place=None,
        texts=(CardText("en", title), CardText("ar", "شيء ما", wording="machine")),
        sources=(CardSource("A source", url="https://example.org/", licence="CC0-1.0"),),
    )


def address(record):
    return f"/en{getattr(record, record.kind).address}"


def test_a_visitor_cannot_see_a_draft_and_can_see_what_is_published(detail_model, person_with, client):
    editor = person_with("editor")
    record = actions.draft(example(detail_model), card(), by=editor)
    assert client.get(address(record)).status_code == 404
    assert list(queries.visible_to(None)) == []

    actions.publish(record, by=editor)
    page = client.get(address(record))
    assert page.status_code == 200
    assert "Something" in page.content.decode()


def test_what_is_withdrawn_is_gone_and_says_so(detail_model, person_with, client):
    editor = person_with("editor")
    record = actions.draft(example(detail_model), card(), by=editor)
    actions.publish(record, by=editor)
    actions.withdraw(record, by=editor, reason="published by mistake")

    assert client.get(address(record)).status_code == 410
    assert record.revisions.count() == 1
    assert list(queries.visible_to(None)) == []


def test_publishing_keeps_a_copy_and_is_noted(detail_model, person_with):
    editor = person_with("editor")
    record = actions.draft(example(detail_model), card(), by=editor)
    revision = actions.publish(record, by=editor)

    assert revision.content["texts"][0][2] == "Something"
    verbs = Event.objects.filter(record_id=record.pk).order_by("pk")
    told = [(one.verb, one.actor_id) for one in verbs]
    assert told == [("record.draft", str(editor.pk)), ("record.publish", str(editor.pk))]
    with pytest.raises(NotNow):
        actions.publish(record, by=editor)


def test_a_contributor_cannot_publish(detail_model, person_with):
    contributor = person_with("contributor")
    record = actions.draft(example(detail_model), card(), by=contributor)
    with pytest.raises(NotPermitted):
        actions.publish(record, by=contributor)
    record.refresh_from_db()
    assert record.state == State.DRAFT


def test_one_contributor_does_not_see_the_draft_of_another(detail_model, person_with):
    mine = actions.draft(example(detail_model), card(), by=person_with("contributor"))
    assert list(queries.visible_to(person_with("contributor"))) == []
    assert list(queries.visible_to(mine.created_by)) == [mine]


def test_putting_the_same_twice_changes_nothing_and_a_correction_is_a_revision(detail_model, service):
    assert actions.put(example(detail_model), card(), by=service) == Outcome.CREATED
    events = Event.objects.count()
    assert actions.put(example(detail_model), card(), by=service) == Outcome.UNCHANGED
    assert Event.objects.count() == events

    assert actions.put(example(detail_model), card(title="Something else"), by=service) == Outcome.CHANGED
    record = Record.objects.get(kind=detail_model.kind)
    assert record.revisions.count() == 2
    assert record.texts.get(language="en").title == "Something else"


def test_a_record_refers_to_another_once(detail_model, service):
    actions.put(example(detail_model, 1), card(1), by=service)
    actions.put(example(detail_model, 2), card(2), by=service)
    one, two = Record.objects.order_by("pk")
    first = actions.link(one, Relation.CITES, two, by=service)
    assert actions.link(one, Relation.CITES, two, by=service) == first


def list_queries(client, detail_model, django_assert_max_num_queries):
    address = f"/en/{path_of(detail_model)}/"
    # Names and what is held are read once for each state of the portal, which is no matter of the list.
    client.get(address)
    with django_assert_max_num_queries(20) as counted:
        response = client.get(address)
    assert response.status_code == 200
    return len(counted)


def path_of(detail_model):
    return detail_model(record=Record(kind=detail_model.kind)).address.strip("/").split("/")[0]


def test_a_list_costs_the_same_however_long_it_is(detail_model, service, client, django_assert_max_num_queries):
    actions.put(example(detail_model, 1), card(1), by=service)
    one = list_queries(client, detail_model, django_assert_max_num_queries)
    for number in range(2, 5):
        actions.put(example(detail_model, number), card(number), by=service)
    assert list_queries(client, detail_model, django_assert_max_num_queries) == one
