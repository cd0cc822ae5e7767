"""A process that follows the audit trail and is killed: run by test_crashes.py, in an installation of its own.

Each record's one document says how many events concern the record, so what is right can always be counted.
"""

import sys
import threading
import time
import uuid
from collections import Counter

import django


django.setup()

from django.core.management import call_command  # noqa: E402 -- after the setup

from comity.base.audit.actions import note  # noqa: E402
from comity.base.audit.models import Event  # noqa: E402
from comity.engines.search import actions, queries, registry  # noqa: E402
from comity.engines.search.actions import building, following  # noqa: E402
from comity.engines.search.grammar import parse  # noqa: E402
from comity.engines.search.index import Question  # noqa: E402
from comity.engines.search.registry import PUBLIC, Document, Provider  # noqa: E402
from comity.engines.search.tasks import Follower  # noqa: E402


RECORDS = [str(uuid.UUID(int=number)) for number in range(1, 301)]


def documents(record_ids):
    for record, count in Counter(
        str(one) for one in Event.objects.filter(record_id__in=record_ids).values_list("record_id", flat=True)
    ).items():
        yield Document(
            id=record,
            record=record,
            kind="law",
            address=f"/{record}/",
            language="en",
            title=str(count),
            body="word " * 50,
        )


def everything():
    return iter(
        sorted({str(one) for one in Event.objects.exclude(record_id=None).values_list("record_id", flat=True)})
    )


registry.providers = lambda: (Provider("test", ("law",), documents, everything),)
# Made last every few records, so that most kills fall between two.
building.RECORDS = 20
following.EVENTS = 40


def written():
    """What the index says of each record."""
    index = queries.index()
    if index is None:
        return 0, {}
    hits = index.every(Question(query=parse(""), audience=frozenset({PUBLIC})))
    return index.position(), {hit.record: int(hit.title) for hit in hits}


def check_consistent():
    """Every document is at least as new as the position says, and none is missing or twice."""
    position, found = written()
    index = queries.index()
    assert index is None or index.size() == len(found), "documents are there twice"
    seen = Counter(str(one) for one in Event.objects.filter(pk__lte=position).values_list("record_id", flat=True))
    for record, count in seen.items():
        assert found.get(record, 0) >= count, (record, count, found.get(record), position)
    return position


def check_right():
    """After catching up every document says what is so."""
    actions.bring_up_to_date()
    _, found = written()
    assert found == Counter(str(one) for one in Event.objects.values_list("record_id", flat=True))


def follow():
    sys.stdout.write(f"{check_consistent()}\n")
    sys.stdout.flush()
    Follower(every=0.01).start()
    while threading.active_count():
        for record in RECORDS:
            note("test.touch", None, by=None, record_id=record)
            time.sleep(0.004)


def prepare():
    call_command("migrate", verbosity=0)
    for record in RECORDS:
        note("test.touch", None, by=None, record_id=record)


if __name__ == "__main__":
    {"prepare": prepare, "follow": follow, "check": lambda: (check_consistent(), check_right())}[sys.argv[1]]()
