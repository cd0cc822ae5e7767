"""A database that was filled in an earlier version is brought to this one, and has what it had.

``states`` has a file for each version: the names of our migrations that it had. A release adds its own.
"""

import json
from pathlib import Path

import pytest

from comity.project.backups.sealing import new_pair


pytestmark = pytest.mark.django_db

STATES = sorted((Path(__file__).parent / "states").glob("*.txt"))

# Brings a database to the state of a version; then to that of the first that is known, and fills it as that did.
GOES = """
import datetime, json, sys
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from comity.project.backups import tables
def go(path):
    executor = MigrationExecutor(connection)
    names = [tuple(line.split()) for line in open(path)]
    executor.migrate(tables.last_of(executor.loader, names))
    applied = tables.applied(MigrationExecutor(connection).loader)
    return {one._meta.label: one for one in tables.models_at(MigrationExecutor(connection).loader, applied)}
"""
FILLED = (
    GOES
    + """
several = go(sys.argv[1])
make = lambda label, **values: several[label].objects.create(**values)
place = make("places.Place", code="IT", kind="state")
service = make("people.User", username="comity", is_service=True, is_active=False)
person = make("people.User", username="aïssata", email="a@example.org", password="!x")
office = make("people.Organisation", name="Ministère de la justice", place=place)
make("people.Membership", user=person, organisation=office, role="editor")
for number in range(1, 31):
    record = make("records.Record", kind="strategy", state="published", place=place, created_by=person,
                  published_at=datetime.datetime.now(datetime.UTC))
    make("strategies.Strategy", record=record, form="strategy")
    make("records.Text", record=record, language="fr", title=f"Stratégie {number}")
    make("records.Revision", record=record, number=1, by=person, content={"title": f"Stratégie {number}", "n": number})
    make("audit.Event", actor_id=str(person.pk), verb="record.publish", subject="records.Record",
         subject_id=str(record.pk), record_id=record.pk, details={"revision": 1})
make("audit.Event", actor_id=str(service.pk), verb="people.add", subject="people.User", subject_id=str(person.pk))
"""
)

MIGRATED = (
    GOES
    + """
from django.conf import settings
from django.core.management import call_command
from comity.project.commands.setting_up import back_up_before
for path in sys.argv[1:]:
    go(path)
given, settings.BACKUP_RECIPIENTS = settings.BACKUP_RECIPIENTS, []
back_up_before(with_backup=True)
settings.BACKUP_RECIPIENTS = given
back_up_before(with_backup=True)
call_command("migrate", verbosity=0)
"""
)

LOOKED_AT = """
import json
from comity.base.audit.models import Event, Pseudonym
from comity.base.people.models import Membership, User
from comity.engines.records.models import Record, Revision, Text
from comity.knowledge.strategies.models import Strategy
person = User.objects.get(username="aïssata")
pseudonym = Pseudonym.objects.get(key=str(person.pk))
print(json.dumps({
    "records": Record.objects.filter(kind="strategy", state="published", place="IT", created_by=person).count(),
    "details": Strategy.objects.count(),
    "titles": sorted(Text.objects.filter(language="fr").values_list("title", flat=True)),
    "contents": sorted(one["n"] for one in Revision.objects.values_list("content", flat=True)),
    "roles": list(Membership.objects.values_list("user__username", "role", "organisation__name")),
    "events": Event.objects.filter(verb="record.publish", actor=pseudonym.token).count(),
    "about": Event.objects.get(verb="people.add").subject_id == pseudonym.token,
}))
"""
EXPECTED = {
    "records": 30,
    "details": 30,
    "titles": sorted(f"Stratégie {number}" for number in range(1, 31)),
    "contents": list(range(1, 31)),
    "roles": [["aïssata", "editor", "Ministère de la justice"]],
    "events": 30,
    "about": True,
}


def test_the_last_state_that_is_written_down_is_one_of_this_program():
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    for path in STATES:
        assert {tuple(line.split()) for line in path.read_text().splitlines()} <= known, path.name
    assert len(STATES) >= 2


def test_a_filled_database_of_the_oldest_version_comes_to_this_one_with_a_backup_before(apart, tmp_path):
    secret, folder = tmp_path / "identity.txt", tmp_path / "backups"
    sealed_to = {"COMITY_BACKUP_RECIPIENTS": new_pair(secret), "COMITY_BACKUP_FOLDER": str(folder)}
    installation = apart()
    installation.python(FILLED, STATES[0])
    # As an operator does, before the new version touches anything; there is no log yet that could say so.
    assert "sealed to 1" in installation.comity("backup", **sealed_to)
    # And as `comity setup` does, after every version between.
    said = installation.python(MIGRATED + LOOKED_AT, *STATES[1:-1], **sealed_to)
    assert "COMITY_BACKUP_RECIPIENTS names nobody" in " ".join(said.split())
    assert "Backup before the tables change" in " ".join(said.split())
    assert found(said) == EXPECTED
    assert "Whole" in installation.comity("audit", "verify")
    # What was backed up in the old version is restored by this one, through all that has changed since.
    oldest, newer = sorted(folder.iterdir())
    fresh = apart()
    said = fresh.comity("restore", oldest, "--identity", secret)
    assert "migrations brought the database" in said
    assert "find it whole" in said
    assert found(fresh.python(LOOKED_AT)) == EXPECTED
    assert newer.stat().st_size > 1000


def found(said):
    """What LOOKED_AT printed."""
    return json.loads(next(line for line in said.splitlines() if line.startswith("{")))
