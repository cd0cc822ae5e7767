"""`comity audit`, as an operator calls it."""

import json

import pytest
from click.testing import CliRunner

from comity.base.audit import queries
from comity.base.audit.actions import checkpoint, note, sequence
from comity.base.audit.models import Event, Pseudonym, WatchedLog
from comity.engines.records import actions
from comity.engines.records.models import Revision
from comity.engines.records.shapes import Card, CardText
from comity.kernel.errors import Refused
from comity.knowledge.strategies.models import Strategy
from comity.project.commands.audit import command


def run(*arguments, given=None, code=0):
    done = CliRunner().invoke(command, [str(one) for one in arguments], input=given)
    if isinstance(done.exception, Exception) and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def test_from_the_first_checkpoint_to_a_verified_bundle(service, settings, tmp_path):
    settings.AUDIT_FOLDER = str(tmp_path / "outside")
    assert "There is no checkpoint yet" in run("state")
    note("places.load", None, by=service)
    assert str(queries.public_key().name) in run("checkpoint")
    assert "handed over" in run("state")
    assert f"Whole: {Event.objects.count()} leaves" in run("verify")
    bundle, key = tmp_path / "log.jsonl", tmp_path / "key.txt"
    key.write_text(run("key"))
    run("export", bundle)
    outside = next((tmp_path / "outside").iterdir())
    assert "Whole" in run("verify", bundle, "--key", key, "--checkpoint", outside, "--against", bundle)
    assert "Whole" in run("verify", "--checkpoint", outside)
    export = Event.objects.get(verb="audit.export")
    assert (export.is_read, export.details["records"]) == (True, [])


def test_a_fault_ends_with_one(service, unguarded, tmp_path):
    event = note("places.load", None, by=service)
    run("checkpoint")
    unguarded("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", event.pk)
    assert f"event {event.pk} (x.y" in run("verify", code=1)
    bundle = tmp_path / "log.jsonl"
    run("export", bundle)
    assert "NOT whole" in run("verify", bundle, code=1)
    (tmp_path / "no.jsonl").write_text("nothing\n")
    assert "cannot be read" in run("verify", tmp_path / "no.jsonl", code=2)
    with pytest.raises(Refused, match="belong to a bundle"):
        run("verify", "--key", "x")


def test_a_bundle_about_one_record_shows_nothing_else(service, place, tmp_path):
    records = [actions.draft(Strategy(), Card(t, "IT", (CardText("en", t),)), by=service) for t in ("One", "Two")]
    actions.withdraw(actions.publish(records[0], by=service).record, by=service, reason="a reason of one")
    actions.withdraw(actions.publish(records[1], by=service).record, by=service, reason="a reason of two")
    checkpoint()
    note("places.load", None, by=service, waiting="a secret that waits")
    bundle = tmp_path / "log.jsonl"
    run("export", bundle, "--record", records[0].pk)
    text = bundle.read_text()
    assert "a reason of one" in text
    assert "a reason of two" not in text
    assert "a secret that waits" not in text
    assert str(records[1].pk) not in text
    said = run("verify", bundle, "--key", queries.public_key())
    assert "are withheld" in said
    assert "Whole" in said


def test_a_revision_that_is_not_what_became_public_is_found(service, place):
    one = actions.draft(Strategy(), Card("One", "IT", (CardText("en", "One"),)), by=service)
    actions.publish(one, by=service)
    actions.put_many([(Strategy(), Card("Two", "IT", (CardText("en", "Two"),)))], by=service)
    sequence()
    assert "Whole" in run("verify", "--records")
    kept = Revision.objects.get(record=one)
    Revision.objects.filter(pk=kept.pk).update(content={**kept.content, "kind": "other"})
    assert f"revision 1 of record {one.pk} was changed afterwards" in run("verify", "--records", code=1)
    Revision.objects.all().delete()
    assert run("verify", "--records", code=1).count("is gone") == 2


def test_proofs_and_the_program(service, tmp_path):
    event = note("places.load", None, by=service)
    with pytest.raises(Refused, match="waits for its leaf"):
        run("prove", event.pk)
    checkpoint()
    assert json.loads(run("prove", event.pk))["event"]["number"] == event.pk
    assert json.loads(run("prove", "--between", 0, 1))["between"] == [0, 1]
    with pytest.raises(Refused, match="no event"):
        run("prove", 10**6)
    with pytest.raises(Refused, match="Give the number"):
        run("prove")
    run("program", tmp_path / "verify_log.py")
    compile((tmp_path / "verify_log.py").read_text(), "verify_log.py", "exec")


def test_witnesses_and_the_forgotten(service, person_with):
    assert run("watch", queries.public_key()).startswith(queries.public_key().name)
    assert str(queries.public_key()) in run("watch")
    run("watch", "--end", queries.public_key().name)
    assert not WatchedLog.objects.exists()
    assert "/witness+" in run("key", "--witness")
    person = person_with("editor")
    note("places.load", None, by=person)
    token = queries.token_of(person)
    assert token in run("erase", person.username, given="y\n")
    assert not Pseudonym.objects.filter(token=token).exists()
    with pytest.raises(Refused, match="Nobody has the name"):
        run("erase", "nobody", given="y\n")
