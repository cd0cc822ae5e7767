"""Whatever is done to the log behind the program's back is found, and which event it was is said."""

import json
import subprocess
import sys

import pytest
from django.conf import settings as installed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.base.audit.actions import checkpoint, note, sequence
from comity.base.audit.actions.sequencing import Damaged
from comity.base.audit.crypto.bundles import read
from comity.base.audit.crypto.keys import Signer
from comity.base.audit.crypto.single import single_file
from comity.base.audit.crypto.tiles import grown, node_in
from comity.base.audit.crypto.trees import leaf_hash, subtree
from comity.base.audit.models import Checkpoint, Event, Head, Leaf, Tile
from comity.base.audit.queries import public_key
from comity.base.audit.queries.whole import findings, lines
from comity.base.audit.shapes import content_of
from tests.loading import once


LEAVES = 300
LOOKED_AT = 200


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The program as an auditor gets it: one file, run without any library and without this repository."""
    path = tmp_path_factory.mktemp("auditor") / "verify_log.py"
    path.write_text(single_file(), encoding="utf-8")

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(path), *map(str, arguments)], capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        return done.returncode, done.stdout

    return run


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The log that every test here begins with, written once: what a test does to it goes back after it."""
    yield from once(django_db_blocker, fill)


def fill(service):
    for number in range(LOOKED_AT - Event.objects.count()):
        note("places.rename", None, by=service, number=number)
    checkpoint()
    for number in range(LEAVES - LOOKED_AT):
        note("places.rename", None, by=service, later=number)
    sequence()
    for number in range(3):
        note("places.rename", None, by=service, waiting=number)


@pytest.fixture
def log(filled, db):
    """A log of 300 leaves: 200 under a checkpoint, 100 after it, three events that wait."""
    assert (Checkpoint.objects.get().size, Leaf.objects.count(), Event.objects.count()) == (
        LOOKED_AT,
        LEAVES,
        LEAVES + 3,
    )


def bundle(tmp_path, name="log.jsonl"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines()), encoding="utf-8")
    return path


def make_anew():
    """The tree as somebody makes it who knows how it is made, but has not the key."""
    from django.db import connection

    from comity.base.audit.models import guards

    leaves = list(Leaf.objects.order_by("index").values_list("event_id", flat=True))
    events = Event.objects.in_bulk(leaves)
    hashes = [leaf_hash(content_of(events[number])) for number in leaves]
    with guards.lifted(connection):
        Tile.objects.all().delete()
        Tile.objects.bulk_create(
            Tile(row=row, number=number, hashes=held) for (row, number), held in grown(0, {}, hashes).items()
        )


def everything_says(tmp_path, program):
    """What the installation finds, and what an auditor finds with the bundle and the key."""
    code, said = program("verify", bundle(tmp_path), "--key", public_key())
    return findings().faults, code, said


def test_a_whole_log_is_whole(log, tmp_path, program):
    faults, code, said = everything_says(tmp_path, program)
    assert (faults, code) == ([], 0)
    assert f"Whole: {LEAVES} leaves, {LEAVES} of them proved by 2 checkpoints; 3 events wait." in said


@pytest.mark.parametrize("place", [0, 7, LOOKED_AT - 1, LOOKED_AT, LEAVES - 1])
@pytest.mark.parametrize(
    "column", ["verb", "actor", "behalf", "subject", "subject_id", "details", "at", "is_read", "key"]
)
def test_a_changed_event_is_named(log, place, column, unguarded, tmp_path, program):
    event = Leaf.objects.get(index=place).event_id
    other = {"details": '{"number": -1}', "at": "2001-01-01 00:00:00+00:00", "is_read": True, "key": "0" * 32}
    statement = f'UPDATE audit_event SET "{column}" = %s WHERE id = %s'  # noqa: S608 -- names of our own columns
    unguarded(statement, other.get(column, "other"), event)
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert f"Leaf {place}: event {event} (" in said
    assert "was changed after it was written" in said
    assert any(f"Event {event} (" in fault and "seal" in fault for fault in faults)


@pytest.mark.parametrize("place", [0, 100, LOOKED_AT, LEAVES - 1])
def test_a_removed_event_is_named(log, place, unguarded, tmp_path, program):
    unguarded("DELETE FROM audit_event WHERE id = %s", Leaf.objects.get(index=place).event_id)
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert faults == [f"Leaf {place}: its event was removed."]
    assert f"FAULT: {faults[0]}" in said


def test_an_inserted_event_is_named(log, service, unguarded, tmp_path, program):
    number = Leaf.objects.get(index=100).event_id
    unguarded("DELETE FROM audit_event WHERE id = %s", number)
    unguarded("UPDATE audit_event SET id = %s WHERE id = %s", number, Event.objects.latest("pk").pk)
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert f"Leaf 100: event {number} (places.rename" in said
    unguarded('DELETE FROM audit_leaf WHERE "index" = 100')
    faults, code, said = everything_says(tmp_path, program)
    assert f"Without a leaf: event {number} (" in said
    assert code == 1
    assert faults


def test_an_event_made_up_at_the_end_lacks_the_seal(log):
    made_up = Event.objects.create(verb="record.publish", details={"revision": 9})
    copied = Event.objects.latest("-pk")
    copied.pk, copied.key = None, made_up.key
    assert any(f"Event {made_up.pk} (record.publish" in fault for fault in findings().faults)
    sequence()
    assert any(f"Event {made_up.pk} (record.publish" in fault for fault in findings().faults)


def test_an_event_that_waits_cannot_be_changed_unseen(log, unguarded):
    event = Event.objects.latest("-pk")
    newest = Event.objects.order_by("-pk").first()
    assert event.pk < newest.pk
    unguarded("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", newest.pk)
    assert any(f"Event {newest.pk} (x.y" in fault for fault in findings().faults)


def test_reordered_events_are_named(log, unguarded, tmp_path, program):
    one, two = Leaf.objects.get(index=20).event_id, Leaf.objects.get(index=250).event_id
    unguarded('UPDATE audit_leaf SET event_id = -1 WHERE "index" = 20')
    unguarded('UPDATE audit_leaf SET event_id = %s WHERE "index" = 250', one)
    unguarded('UPDATE audit_leaf SET event_id = %s WHERE "index" = 20', two)
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert "was reordered; it belongs to leaf 250" in said
    assert "was reordered; it belongs to leaf 20" in said
    assert len(faults) == 4


def test_swapped_contents_are_found(log, unguarded, tmp_path, program):
    one, two = (Event.objects.get(pk=Leaf.objects.get(index=index).event_id) for index in (20, 250))
    unguarded("UPDATE audit_event SET details = %s WHERE id = %s", json.dumps(two.details), one.pk)
    unguarded("UPDATE audit_event SET details = %s WHERE id = %s", json.dumps(one.details), two.pk)
    _faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert f"Leaf 20: event {one.pk} (" in said
    assert f"Leaf 250: event {two.pk} (" in said


@pytest.mark.parametrize("place", [5, LOOKED_AT + 5])
def test_who_makes_the_tree_anew_is_found_by_the_signature(log, place, unguarded, tmp_path, program):
    """Also after the last checkpoint: the tree is signed each time it grows."""
    older = bundle(tmp_path, "older.jsonl")
    event = Leaf.objects.get(index=place).event_id
    unguarded("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", event)
    make_anew()
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    low, high = (0, LOOKED_AT - 1) if place < LOOKED_AT else (LOOKED_AT, LEAVES - 1)
    assert f"among leaves {low} to {high} an event was changed" in said
    assert any(f"Event {event} (x.y" in fault for fault in faults)
    _code, said = program("verify", tmp_path / "log.jsonl", "--key", public_key(), "--against", older)
    assert f"Leaf {place} is not what it was in older.jsonl." in said
    assert said.count("is not what it was") == 1


def test_nothing_is_added_to_a_tree_that_was_made_anew(log, unguarded):
    unguarded("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", Leaf.objects.get(index=LEAVES - 1).event_id)
    make_anew()
    with pytest.raises(Damaged):
        sequence()
    assert Leaf.objects.count() == LEAVES


@pytest.mark.parametrize("left", [0, 100, LOOKED_AT, LEAVES - 1])
def test_a_log_that_was_cut_is_found(log, left, unguarded, tmp_path, program):
    numbers = list(Leaf.objects.filter(index__gte=left).values_list("event_id", flat=True))
    unguarded("DELETE FROM audit_event WHERE id >= %s", min(numbers))
    unguarded('DELETE FROM audit_leaf WHERE "index" >= %s', left)
    make_anew()
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert f"is signed for {LEAVES} leaves; the log has {left}: {LEAVES - left} at its end were removed." in said
    assert faults
    with pytest.raises(Damaged):
        note_and_sequence()


def note_and_sequence():
    note("places.rename", None, by=None)
    sequence()


def test_a_log_that_was_cut_with_its_checkpoints_is_found_by_one_kept_outside(log, unguarded, tmp_path, program):
    (tmp_path / "outside.txt").write_text(Checkpoint.objects.get().note, encoding="utf-8")
    unguarded("DELETE FROM audit_event")
    unguarded("DELETE FROM audit_leaf")
    unguarded("DELETE FROM audit_checkpoint")
    unguarded("DELETE FROM audit_tile")
    Head.objects.all().delete()
    note_and_sequence()
    checkpoint()
    assert findings().faults == []
    given = ("verify", bundle(tmp_path), "--key", public_key())
    assert program(*given)[0] == 0
    code, said = program(*given, "--checkpoint", tmp_path / "outside.txt")
    assert code == 1
    assert f"the checkpoint in outside.txt is signed for {LOOKED_AT} leaves; the log has 1" in said


def test_who_has_the_signing_key_too_is_found_by_what_was_kept_outside(log, unguarded, tmp_path, program):
    """Whoever owns the machine can sign anything; not what others have already."""
    (tmp_path / "outside.txt").write_text(Checkpoint.objects.get().note, encoding="utf-8")
    unguarded("UPDATE audit_event SET verb = 'x.y' WHERE id = %s", Leaf.objects.get(index=5).event_id)
    make_anew()
    signer = Signer(installed.HOME / "audit_signing_key", name="")
    node = node_in({(one.row, one.number): bytes(one.hashes) for one in Tile.objects.all()})
    unguarded("UPDATE audit_checkpoint SET note = %s", signer.signed(LOOKED_AT, subtree(0, LOOKED_AT, node)))
    Head.objects.update(note=signer.signed(LEAVES, subtree(0, LEAVES, node)))
    given = ("verify", bundle(tmp_path), "--key", public_key())
    assert program(*given)[0] == 0
    code, said = program(*given, "--checkpoint", tmp_path / "outside.txt")
    assert code == 1
    assert "the checkpoint in outside.txt does not fit" in said


@pytest.mark.parametrize("change", ["root", "size", "signature"])
def test_a_changed_checkpoint_is_found(log, change, unguarded, tmp_path, program):
    note_ = Checkpoint.objects.get().note
    origin, size, root, gap, line, _end = note_.split("\n")
    lines_ = {
        "root": [origin, size, "A" * 43 + "=", gap, line, ""],
        "size": [origin, "150", root, gap, line, ""],
        "signature": [origin, size, root, gap, line[:-8] + "AAAAAAA=", ""],
    }[change]
    unguarded("UPDATE audit_checkpoint SET note = %s", "\n".join(lines_))
    faults, code, said = everything_says(tmp_path, program)
    assert code == 1
    assert "is not signed by" in said
    assert len(faults) == 1


@pytest.mark.parametrize("row", [0, 1])
def test_a_changed_tile_is_found(log, row, unguarded):
    tile = Tile.objects.filter(row=row).order_by("number").first()
    held = bytes(tile.hashes)
    unguarded("UPDATE audit_tile SET hashes = %s WHERE id = %s", bytes([held[0] ^ 1]) + held[1:], tile.pk)
    assert any(
        "of the tree is not made of the leaves below it" in fault or "was changed" in fault
        for fault in findings().faults
    )


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_bundle_in_which_any_line_is_other_is_not_whole(log, data):
    """Lines taken out, put in twice, exchanged, or with any field changed: nothing goes through."""
    whole = [json.loads(json.dumps(line)) for line in lines()]
    key = public_key()
    assert read(whole, key).done().faults == []
    place = data.draw(st.integers(1, len(whole) - 1))
    what = data.draw(st.sampled_from(["remove", "repeat", "swap", "change", "cut", "forge"]))
    line = json.loads(json.dumps(whole[place]))
    if what == "remove":
        broken = whole[:place] + whole[place + 1 :]
        # A checkpoint that is not handed over proves nothing, and takes nothing away either.
        if "checkpoint" in line:
            return
    elif what == "repeat":
        if "checkpoint" in line or "end" in line:
            return
        broken = whole[: place + 1] + whole[place:]
    elif what == "swap":
        other = data.draw(st.integers(1, len(whole) - 1))
        if other == place or "leaf" not in line or "leaf" not in whole[other]:
            return
        broken = list(whole)
        broken[place], broken[other] = broken[other], broken[place]
    elif what == "cut":
        broken = whole[:place]
    else:
        if "leaf" not in line:
            return
        name = data.draw(st.sampled_from(sorted(line["event"])))
        line["event"][name] = {"number": 10**6, "details": {"other": 1}}.get(name, f"{line['event'][name]}x")
        if what == "forge":
            line["hash"] = leaf_hash(line["event"]).hex()
        broken = [*whole[:place], line, *whole[place + 1 :]]
    assert read(broken, key).done().faults != []
