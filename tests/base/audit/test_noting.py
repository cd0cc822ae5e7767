"""What an event says, what it keeps to itself, and that it stays as it is."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from comity.base.audit import queries
from comity.base.audit.actions import collecting, erase_identity, keep_seen, note, note_many, seen, sequence
from comity.base.audit.actions.noting import is_what_was_sealed
from comity.base.audit.crypto.bundles import checked
from comity.base.audit.models import Checkpoint, Event, Leaf, Pseudonym, Tile
from comity.base.audit.queries.whole import findings
from comity.base.audit.shapes import content_of
from comity.base.people.models import Organisation
from comity.kernel.errors import NotNow, Refused


@pytest.fixture
def editor(person_with):
    return person_with("editor")


def test_an_event_names_people_by_pseudonyms_only(editor, service):
    event = note("people.add_person", editor, by=service, role="editor")
    assert event.actor == queries.token_of(service)
    assert event.subject_id == queries.token_of(editor)
    assert len(event.actor) == len(event.subject_id) == 32
    assert str(editor.pk) not in {event.actor, event.subject_id}
    assert event.actor_id == str(service.pk)
    assert list(queries.events_by(service)) == [event]
    assert list(queries.events_on(editor)) == [event]


def test_an_event_says_on_whose_behalf(editor, place):
    ministry = Organisation.objects.create(name="Ministry", place=place)
    assert note("record.draft", None, by=editor).behalf == ""
    assert note("record.draft", None, by=editor, on_behalf_of=ministry).behalf == f"people.Organisation:{ministry.pk}"
    mandated = SimpleNamespace(pk=editor.pk, acts_for=ministry)
    assert note("record.draft", None, by=mandated).behalf == f"people.Organisation:{ministry.pk}"


def test_a_leaf_is_what_the_documentation_says(service):
    event = note("places.load", None, by=service, added=3)
    event.at = dt.datetime(2026, 11, 21, 19, 0, tzinfo=dt.UTC)
    assert content_of(event) == {
        "actor": event.actor,
        "at": "2026-11-21T19:00:00.000000Z",
        "behalf": "",
        "details": {"added": 3},
        "key": str(event.key),
        "kind": "write",
        "number": event.pk,
        "record": "",
        "subject": "",
        "subject_id": "",
        "verb": "places.load",
    }


def test_what_is_secret_is_kept_as_a_hash_that_can_be_opened(editor, service):
    one = note("people.change_mailbox", editor, by=service, sealed={"before": "ada@home.example", "after": None})
    two = note("people.change_mailbox", editor, by=service, sealed={"before": "ada@home.example", "after": None})
    assert "home.example" not in json.dumps(content_of(one))
    assert is_what_was_sealed(one, "before", "ada@home.example")
    assert is_what_was_sealed(one, "after", None)
    assert not is_what_was_sealed(one, "before", "eve@home.example")
    assert one.details["sealed"]["before"] != two.details["sealed"]["before"]
    assert findings().faults[1:] == []


def test_whoever_is_erased_is_known_to_nobody_and_the_proof_holds(editor, person_with, service):
    note("people.add_person", editor, by=service)
    did = note("record.draft", None, by=editor)
    said = note("people.change_mailbox", editor, by=service, sealed={"before": "ada@home.example"})
    sequence()
    before = content_of(did)
    proof = queries.proof_of(did)
    token = did.actor
    with pytest.raises(Refused, match="Somebody else"):
        erase_identity(editor, by=editor)
    with pytest.raises(Refused, match="service"):
        erase_identity(service, by=person_with("editor"))

    erased = erase_identity(editor, by=service)
    did, said = Event.objects.get(pk=did.pk), Event.objects.get(pk=said.pk)
    assert content_of(did) == before
    assert did.actor_id == ""
    assert not Pseudonym.objects.filter(token=token).exists()
    assert not is_what_was_sealed(said, "before", "ada@home.example")
    assert (erased.verb, erased.subject_id) == ("audit.erase", token)
    sequence()
    assert findings().faults == []
    assert checked(json.loads(json.dumps(proof)), queries.public_key())
    assert checked(queries.proof_of(did), queries.public_key())
    assert str(editor.pk) not in {value for row in Event.objects.values_list("actor", "subject_id") for value in row}
    with pytest.raises(NotNow):
        erase_identity(editor, by=service)
    assert note("record.draft", None, by=editor).actor != token


def test_what_cannot_be_kept_as_data_is_refused_before_it_is_written(service):
    with pytest.raises(TypeError):
        note("places.load", None, by=service, on=dt.date(2026, 1, 1))
    assert not Event.objects.filter(verb="places.load").exists()


def test_many_events_are_like_one_at_a_time(editor):
    note_many([("record.publish", editor, editor_key(n), {"revision": n}) for n in range(3)], by=editor)
    sequence()
    assert findings().faults == []
    assert [e.details["revision"] for e in Event.objects.filter(verb="record.publish").order_by("pk")] == [0, 1, 2]


def editor_key(number):
    import uuid

    return uuid.UUID(int=number)


class TestRestrictedReads:
    def test_outside_a_request_it_is_written_at_once(self, editor):
        seen("record.read", None, by=editor, state="draft")
        event = Event.objects.get(verb="record.read")
        assert event.is_read
        assert (event.actor_id, event.details) == (str(editor.pk), {"state": "draft"})
        assert content_of(event)["kind"] == "read"
        sequence()
        assert findings().faults == []

    def test_inside_a_request_it_waits_and_is_written_once(self, editor, service):
        with collecting() as reads:
            seen("record.read", editor, by=service)
            seen("record.read", editor, by=service)
            seen("record.read", editor, by=editor)
            assert not Event.objects.filter(verb="record.read").exists()
        keep_seen(reads)
        found = Event.objects.filter(verb="record.read").order_by("pk")
        assert [one.actor_id for one in found] == [str(service.pk), str(editor.pk)]
        assert {one.subject_id for one in found} == {queries.token_of(editor)}
        sequence()
        assert findings().faults == []

    def test_followers_of_changes_do_not_notice(self, editor, service):
        note("places.load", None, by=service)
        before = queries.latest_position()
        seen("record.read", None, by=editor)
        assert queries.latest_position() == before
        assert not queries.after(before).exists()


@pytest.mark.parametrize("model", [Event, Leaf, Checkpoint, Tile])
def test_the_database_refuses_to_change_the_log(model, service):
    note("places.load", None, by=service)
    from comity.base.audit.actions import checkpoint

    checkpoint()
    row = model.objects.order_by("pk").first()
    table, key = model._meta.db_table, model._meta.pk.column
    column = {Event: "verb", Leaf: "event_id", Checkpoint: "note", Tile: "hashes"}[model]
    # Nothing of the statements comes from outside.
    for statement in (
        f'DELETE FROM {table} WHERE "{key}" = %s',  # noqa: S608 -- see above
        f'UPDATE {table} SET {column} = NULL WHERE "{key}" = %s',  # noqa: S608 -- see above
    ):
        value = "'x'" if model in {Event, Checkpoint} else "77" if model is Leaf else "''"
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.replace("NULL", value), [row.pk])
    with pytest.raises(TypeError):
        Event.objects.first().delete()
    assert findings().faults == []


@pytest.mark.django_db
def test_the_guards_stand_on_every_table_of_the_log():
    """Altering a table on SQLite makes it anew without them: a migration that does must put them back."""
    from comity.base.audit.models.guards import _statements

    wanted = sum(1 for _up, down in _statements(connection) if down)
    tables = ("audit_event", "audit_leaf", "audit_checkpoint", "audit_tile")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%%'")
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
                [list(tables)],
            )
        assert cursor.fetchone()[0] == wanted
