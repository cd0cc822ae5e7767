"""What was backed up stands up again, on either database: rows, files, keys, index, and the proof of the log."""

import json
import os
import re
from pathlib import Path

import pytest


# Restoring works on databases of its own; the mark says that PostgreSQL is to be tried as well.
pytestmark = pytest.mark.django_db

# For what a questionnaire is answered here: whoever began alone answers and reads.
USED = """
from django.db.models import Q
from comity.engines.questionnaires.registry import USES, Use
def own(person, response):
    return response.opened_by_id == person.pk
USES["tests.kept"] = Use(own, own, own, lambda person: Q(opened_by=person))
"""
# An installation with something of everything, and a writer that does not stop while the backup is made.
FILLED = (
    USED
    + """
import itertools, json, sys, threading
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", verbosity=0)
from comity.base.audit.actions import checkpoint, note
from comity.base.audit.models import Event
from comity.base.files import actions as files
from comity.base.people.actions import add_person, ensure_service
from comity.base.people.models import Device
from comity.base.places.models import Place
from comity.engines.questionnaires import actions as asked
from comity.engines.questionnaires.grammar import reading
from comity.engines.records import actions
from comity.engines.records.shapes import Card, CardText
from comity.engines.search import actions as search
from comity.knowledge.strategies.models import Strategy
from comity.project.backups.making import make
by = ensure_service()
place = Place.objects.create(code="IT", kind="state")
person = add_person("aissata", "a long enough sentence 7", role="editor", organisation="Office", place=place, by=by)
with transaction.atomic():
    for number, title in enumerate(("Plan against wildlife crime", "Стратегия \\x7f 🐝", "استراتيجية")):
        record = actions.draft(Strategy(), Card(f"{title}", "IT", (CardText("en", title),)), by=by)
        actions.publish(record, by=by)
question = {"code": "1.1", "kind": "file", "text": {"en": "Which law?"}}
section = {"code": "1", "title": {"en": "Laws"}, "questions": [question]}
form = {"code": "kept", "edition": "1", "title": {"en": "Kept"}, "wording": "own", "languages": ["en"]}
version = asked.draft(reading.definition(form | {"sections": [section]}), by=person)
response = asked.open_response(asked.release(version, by=person, seen=1), "tests.kept", by=person)
asked.enclose(response, "1.1", files.lay([b"Article 1\\n" * 9000], "The law.txt"), by=person)
sent = files.receive(files.lay([b"Findings of the review\\n" * 5000], "findings.txt"), by=by)
files.process_due(by=by)
# A number that was given out and is gone: nobody else may get it.
gone = Device.objects.create(person=person, token_hash="f" * 64, family="Firefox, Windows")
Device.objects.create(person=person, token_hash="e" * 64, family="Firefox, Linux").delete()
checkpoint()
search.bring_up_to_date()
stop, written = threading.Event(), itertools.count()
def write():
    while not stop.is_set():
        with transaction.atomic():
            note("bench.write", None, by=by, number=next(written))
    connection.close()
writer = threading.Thread(target=write)
writer.start()
while not next(written) > 20:
    pass
before = Event.objects.count()
made = make(Path(sys.argv[1]), to=sys.argv[2:])
after = Event.objects.count()
stop.set(); writer.join()
checkpoint()
print(json.dumps({"name": made.name, "rows": made.rows, "files": made.files, "before": before, "after": after}))
"""
)

# Every row of every table, as Django gives it: a hash for each table.
ROWS = """
import hashlib, json
from django.apps import apps
told = {}
for model in apps.get_models(include_auto_created=True):
    digest = hashlib.sha256()
    names = sorted(field.attname for field in model._meta.concrete_fields)
    rows = model._base_manager.order_by("pk").values_list(*names)
    if model._meta.label == "audit.Event":
        rows = rows.filter(pk__lte=int(__import__("sys").argv[1]))
    for row in rows:
        digest.update(repr([bytes(one) if isinstance(one, memoryview) else one for one in row]).encode())
    told[model._meta.label] = digest.hexdigest()
print(json.dumps(told))
"""
# How many events there are, and the number of the last before the two that restoring writes.
HELD = """
from comity.base.audit.models import Event
print(Event.objects.count(), Event.objects.order_by("-pk")[2].pk)
"""
# Several commands in one process, and which number a new row gets.
SEEN = """
import sys
from comity.project.commandline import group
from comity.base.people.models import Device, User
for line in sys.argv[1:]:
    group.main(line.split(), standalone_mode=False)
Device.objects.create(person=User.objects.first(), token_hash="d" * 64, family="x")
print("devices", sorted(Device.objects.values_list("pk", flat=True)))
"""

# What the person who answered is sent of the file, and what another is.
READ = (
    USED
    + """
from django.conf import settings
from django.test import Client
# A page that refuses names files for the browser, which this installation does not have.
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
# As everywhere in tests, a session may begin by the back door.
settings.SECOND_FACTOR = False
from comity.base.people.models import User
from comity.engines.questionnaires.models import Enclosure
enclosed = Enclosure.objects.get()
other = User.objects.create(username="other")
for person in (User.objects.get(username="aissata"), other):
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    answer = client.get(f"/en/files/{enclosed.file_id}/")
    content = b"".join(answer.streaming_content) if answer.streaming else b""
    print("read", answer.status_code, enclosed.name, len(content), content[:10])
other.delete()
"""
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A file with a secret key, and the public one."""
    from comity.project.backups.sealing import new_pair

    path = tmp_path_factory.mktemp("keys") / "identity.txt"
    return path, new_pair(path)


@pytest.fixture(scope="module")
def source(apart, keys, tmp_path_factory):
    """An installation, its backup, and what was said of that."""
    installation, folder = apart(migrated=True), tmp_path_factory.mktemp("backups")
    told = json.loads(installation.python(FILLED, folder, keys[1]).splitlines()[-1])
    return installation, folder / told["name"], told


@pytest.fixture(scope="module")
def restored(apart, source, keys):
    """Another installation, brought back from the backup; and what was said."""
    installation = apart()
    return installation, installation.comity("restore", source[1], "--identity", keys[0])


def rows(installation, last):
    return json.loads(installation.python(ROWS, str(last)).splitlines()[-1])


# What restoring itself writes: an event, its pseudonym for nobody new, the end of every visit.
OWN = {"audit.Event", "audit.Leaf", "audit.Tile", "audit.Head", "audit.Checkpoint", "audit.Anchor", "sessions.Session"}
# Django's own, made by the migrations in whatever order.
OWN |= {"search.Kept", "contenttypes.ContentType", "auth.Permission"}


def test_every_row_is_as_it_was_at_one_moment_although_others_wrote(source, restored):
    installation, said = restored
    assert "find it whole" in said
    count, last = map(int, installation.python(HELD).split()[-2:])
    told = source[2]
    # The events of restoring are two more; the writer was never made to wait, and what it wrote later is not in it.
    assert told["before"] <= count - 2 < told["after"]
    there, here = rows(source[0], last), rows(installation, last)
    assert there["audit.Event"] == here["audit.Event"]
    assert {name: one for name, one in there.items() if name not in OWN} == {
        name: one for name, one in here.items() if name not in OWN
    }


def test_what_was_restored_is_found_and_proved(source, restored):
    installation, _said = restored
    said = installation.python(SEEN, "search wildlife", "audit verify --records", "files check")
    assert "Plan against wildlife crime" in said
    assert "Whole: " in said
    assert "Every file is whole" in said
    # The device that was removed before had the number 2, and keeps it.
    assert "devices [1, 3]" in said
    for name in ("secret_key", "audit_signing_key", "audit_sealing_key"):
        assert (installation.home / name).read_bytes() == (source[0].home / name).read_bytes()
        assert (installation.home / name).stat().st_mode & 0o077 == 0


def test_the_file_of_an_answer_is_read_again_by_whom_it_was_open_to(restored):
    installation, _said = restored
    said = installation.python(READ)
    assert "read 200 The law.txt 90000 b'Article 1\\n'" in said
    assert "read 404 The law.txt 0 b''" in said


# The process is killed when it moves something for the third time, as a machine's end would.
KILLED = """
import os, sys
moves = []
def hook(event, arguments):
    if event == "os.rename" and "ready" not in str(arguments[0]) and ".restoring" in f"{arguments} before-restoring":
        moves.append(arguments)
        if len(moves) == 3:
            os._exit(137)
sys.addaudithook(hook)
from comity.project.commandline import group
group.main(sys.argv[1:])
"""


def test_nothing_is_written_over_and_a_restore_that_dies_while_things_change_places_is_gone_on_with(
    source, restored, keys
):
    installation, _said = restored
    before = sorted(path.name for path in installation.home.iterdir())
    refused = installation.comity("restore", source[1], "--identity", keys[0], code=2)
    assert "has data already (the folder files, the folder index, rows in the database" in refused
    assert sorted(path.name for path in installation.home.iterdir()) == before
    installation.run("-c", KILLED, "restore", source[1], "--identity", keys[0], "--replace", code=137)
    assert "--finish" in installation.comity("restore", source[1], "--identity", keys[0], "--replace", code=2)
    said = installation.comity("restore", "--finish")
    aside = re.search(r"kept in (\S+)\.", said).group(1)
    assert {"audit_signing_key", "files", "index"} <= {path.name for path in Path(aside).iterdir()}
    said = installation.python(SEEN, "search wildlife", "audit verify --records", "files check")
    assert "Plan against wildlife crime" in said
    assert "Whole: " in said
    # What was added to the first is in what was kept aside.
    assert "devices [1, 3]" in said


def test_from_one_database_to_the_other_and_back(apart, source, keys, tmp_path):
    if not os.environ.get("DATABASE_URL"):
        pytest.skip("There is no other database beside SQLite here; on PostgreSQL this goes both ways.")
    sqlite = apart(sqlite=True)
    sqlite.comity("restore", source[1], "--identity", keys[0])
    assert "Whole" in sqlite.comity("audit", "verify", "--records")
    sqlite.comity("backup", "--to", tmp_path, "--unencrypted", "--no-index")
    back, (made,) = apart(), tmp_path.iterdir()
    assert "built anew" in back.comity("restore", made)
    count, last = map(int, sqlite.python(HELD).split()[-2:])
    there, here = rows(sqlite, last), rows(back, last)
    assert {name: one for name, one in there.items() if name not in OWN} == {
        name: one for name, one in here.items() if name not in OWN
    }
    assert there["audit.Event"] == here["audit.Event"]
    assert count > source[2]["before"]
    assert "Plan against wildlife crime" in back.comity("search", "wildlife")
