"""Events get their leaves after they are committed, in the background, by one at a time."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from comity.base.audit import queries
from comity.base.audit.actions import checkpoint, note, sequence, sequencing
from comity.base.audit.crypto.bundles import checked
from comity.base.audit.models import Checkpoint, Event, Head, Leaf, Tile
from comity.base.audit.queries import whole
from comity.base.audit.queries.tree import proof_between
from comity.base.audit.queries.whole import findings
from comity.base.audit.tasks import Sequencer, is_anything_waiting, is_checkpoint_due
from comity.kernel.errors import Refused


def test_the_first_event_is_leaf_zero_and_there_are_no_gaps(service):
    note("places.load", None, by=service)
    try:
        with transaction.atomic():
            note("places.load", None, by=service, undone=True)
            raise RuntimeError
    except RuntimeError:
        pass
    note("places.load", None, by=service)
    count = Event.objects.count()
    assert sequence() == count
    assert sequence() == 0
    leaves = list(Leaf.objects.order_by("index").values_list("index", "event_id"))
    assert leaves == list(enumerate(Event.objects.order_by("pk").values_list("pk", flat=True)))
    assert Head.objects.get().size == count


def test_more_than_are_taken_at_once(service, monkeypatch):
    monkeypatch.setattr(sequencing, "AT_ONCE", 7)
    for _ in range(300):
        note("places.load", None, by=service)
    assert sequence() == Event.objects.count()
    assert findings().faults == []


@pytest.mark.parametrize("more", [1, 300])
def test_a_log_that_grows_while_it_is_looked_at_is_whole_and_what_is_put_into_it_is_found(service, monkeypatch, more):
    for _ in range(300):
        note("places.load", None, by=service)
    sequence()
    grown = whole.grown

    def others_write(*given):
        for _ in range(more):
            note("places.load", None, by=service)
        sequence()
        return grown(*given)

    monkeypatch.setattr(whole, "grown", others_write)
    assert findings().faults == []
    monkeypatch.setattr(whole, "grown", grown)
    tile = Tile.objects.filter(row=0).order_by("-number").first()
    Tile.objects.filter(pk=tile.pk).update(hashes=bytes(tile.hashes) + bytes(32))
    assert [one for one in findings().faults if "is not made of the leaves" in one]


def test_each_event_is_proved_under_the_first_checkpoint_that_has_it(service, django_assert_max_num_queries):
    events = [note("places.load", None, by=service, number=number) for number in range(40)]
    assert queries.proof_of(events[3]) is None
    sequence()
    assert checked(queries.proof_of(events[3]), queries.public_key())
    first = checkpoint()
    assert checkpoint() is None
    late = note("places.load", None, by=service)
    second = checkpoint()
    with django_assert_max_num_queries(4):
        proof = queries.proof_of(events[3])
    assert proof["checkpoint"] == first.note
    assert "Leaf 4, event" in checked(proof, queries.public_key())
    assert queries.proof_of(late)["checkpoint"] == second.note
    between = proof_between(first.size, second.size)
    assert f"{first.size} leaves is the beginning of that of {second.size}" in checked(between, queries.public_key())
    with pytest.raises(Refused):
        proof_between(5, 4)
    with pytest.raises(Refused):
        proof_between(0, 10**6)


def test_the_background_does_it_by_itself(service, settings):
    task = Sequencer()
    assert is_anything_waiting()
    task.step()
    assert not is_anything_waiting()
    assert Checkpoint.objects.count() == 1
    note("places.load", None, by=service)
    task.step()
    assert not is_anything_waiting()
    assert Checkpoint.objects.count() == 1
    settings.AUDIT_CHECKPOINT_MINUTES = 10
    assert not is_checkpoint_due(timezone.now())
    assert is_checkpoint_due(timezone.now() + dt.timedelta(minutes=11))


@pytest.fixture
def several_connections(transactional_db, tmp_path):
    """A database to which each thread has a connection of its own; in memory, as tests are on SQLite, it has none."""
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            file = tmp_path / "log.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
            # The connection of this thread is open already and stays where it is. The name is put back before the
            # test's own end closes it: a database in memory is closed only if it is not known to be one, and lost.
            patch.setitem(connections.settings["default"], "NAME", str(file))
        yield


def test_many_write_and_many_sequence_at_the_same_time(several_connections):  # noqa: C901 -- five threads with a few lines each
    """No gap, nothing twice, nothing lost; on PostgreSQL writers really are at it at once."""
    faults, found = [], []

    def write():
        for number in range(25):
            with transaction.atomic():
                note("places.load", None, by=None, number=number)

    def put_in():
        for _ in range(15):
            sequence()

    def look():
        sequence()
        found.extend([Leaf.objects.count(), Event.objects.count(), findings().faults])

    def guarded(work):
        try:
            work()
        except Exception as fault:  # noqa: BLE001 -- told below
            faults.append(fault)
        finally:
            connections.close_all()

    for several in ([write, write, put_in, put_in, write], [look]):
        threads = [threading.Thread(target=guarded, args=[work]) for work in several]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert faults == []
    assert found == [75, 75, []]
